"""``--propose-facts``: what the text of a case seems to state, beside what was typed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from discretion.cli.arguments import Parser, UsageError

if TYPE_CHECKING:
    from discretion.engine.book import Book
    from discretion.model.case import Case
    from discretion.report.masking import Mask
    from discretion.report.words import Words


def add_proposing(command: Parser) -> None:
    """Let *command* propose facts, by the built-in extractor or another one."""
    add = command.options.add_argument
    add("--propose-facts", action="store_true", help="另列出文中似有而案件未填的事实，供核实")
    add("--extractor", default="rules", metavar="NAME", help="事实提取插件（默认随附的 rules）")


def refuse_many(options: argparse.Namespace, count: int) -> None:
    """Refuse a report about many cases: their texts are read one by one."""
    if options.propose_facts and not options.json:
        raise UsageError(
            f"--propose-facts 的报告只看一个案件，现有 {count} 件；"
            "请用 --row 或 --case-no 指明，或者对 determine 加 --json 逐件输出"
        )


class Proposals:
    """Facts proposed for cases, in the form that was asked for; silent where none was."""

    def __init__(self, options: argparse.Namespace, book: Book, words: Words, mask: Mask) -> None:
        self.wanted: bool = getattr(options, "propose_facts", False)
        self.book, self.words, self.mask = book, words, mask
        if self.wanted:
            from discretion.extraction.suggestions import extractor

            self.extract = extractor(options.extractor)

    def add(self, data: dict[str, Any], case: Case | None) -> None:
        """Put what is proposed for *case* into its JSON data."""
        if self.wanted and case is not None:
            from discretion.extraction.suggestions import suggestions
            from discretion.report.proposals import proposals_json

            found = suggestions(case, self.book, self.extract)
            data["proposals"] = proposals_json(found, self.words, self.mask.of(case))

    def lines(self, case: Case | None) -> list[str]:
        """Return what is proposed for *case*, a sentence each."""
        if not self.wanted or case is None:
            return []
        from discretion.extraction.suggestions import suggestions
        from discretion.report.proposals import proposal_line

        mask = self.mask.of(case)
        found = suggestions(case, self.book, self.extract)
        return [proposal_line(each, self.words, mask) for each in found]

    def print(self, case: Case | None) -> None:
        """Print what is proposed for *case* below its report."""
        if self.wanted:
            print(f"\n{self.words('proposals.title')}")
            for line in self.lines(case) or [self.words("proposals.none")]:
                print(f"  {line}")
