"""``discretion record add``: check a case and append the decision to the record."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from discretion.cli.arguments import Parser, add_output, add_rulebook
from discretion.cli.printing import print_json
from discretion.cli.status import OK

SUMMARY = "核查一个案件，把决定追加到决定记录"


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("record", metavar="RECORD", help="决定记录文件（没有就新建）")
    parser.positions.add_argument("file", nargs="?", default="-", metavar="FILE", help="案件 JSON")
    add = parser.options.add_argument
    add("--corpus", metavar="PATH", help="案例库文件夹或者台账（默认不比较）")
    add("--reason", metavar="TEXT", help="偏离建议的理由")
    add("--sm3", action="store_true", help="新建记录时用国密 SM3（默认 SHA-256）")
    parser.set_defaults(row=None, case_no=None, mapping=None, sheet=None)
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Check, append, and print the head, which is worth keeping elsewhere."""
    from discretion.cli.comparing import opened
    from discretion.cli.reading import read_given
    from discretion.consistency.check import check
    from discretion.engine.book import load_rulebook
    from discretion.record.append import append
    from discretion.record.entries import entry_of
    from discretion.report.words import Words

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    case = read_given(options, book).one
    corpus = opened(options.corpus, book, words) if options.corpus is not None else None
    review = check(case, book, corpus)
    made = datetime.now(UTC).astimezone()
    reason = options.reason or case.procedure.deviation_reason
    entry = entry_of(review, made, reason)
    head = append(Path(options.record), [entry], "sm3" if options.sm3 else "sha256")
    if options.json:
        found = {"number": head.number, "hash": head.hash, "verdict": review.verdict.value}
        print_json({"record": options.record, **found})
    else:
        print(words("record.added", number=str(head.number), head=str(head)))
    return OK
