"""``discretion rules lint``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, UsageError, add_rulebook
from discretion.cli.printing import print_json, progress, show
from discretion.cli.status import DEVIATION, OK, UNUSABLE

SUMMARY = "证明裁量基准库没有漏洞，或者给出反例"


def arguments(parser: Parser) -> None:
    """Take an item, the rulebook, and the form of the output."""
    parser.positions.add_argument(
        "code", nargs="?", metavar="CODE", help="只查这个案由（默认查全部）"
    )
    add_rulebook(parser)
    add = parser.options.add_argument
    add("--json", action="store_true", help="输出 JSON，一行一个对象（JSON Lines）")
    add("--sarif", action="store_true", help="输出 SARIF 2.1.0，供代码托管平台标注")
    add("--lang", choices=("zh", "en"), default="zh", metavar="zh|en", help="语言（默认 zh）")


def run(options: argparse.Namespace) -> int:
    """Prove the rulebook; 0 if nothing new was found, 1 if something was, 2 if it cannot load."""
    from discretion.report.lint import (
        lint_json,
        lint_sarif,
        lint_view,
        problems_json,
        problems_sarif,
    )
    from discretion.report.words import Words
    from discretion.rulebook.errors import RulebookError
    from discretion.rulebook.load import folder_of, read_with_origin
    from discretion.rulebook.proof.lint import prove

    if options.json and options.sarif:
        raise UsageError("--json 与 --sarif 只能选一个")
    words = Words(options.lang)
    try:
        book, origin = read_with_origin(folder_of(options.rulebook))
    except RulebookError as error:
        if options.json:
            print_json(problems_json(error.problems))
        elif options.sarif:
            print_json(problems_sarif(error.problems, words))
        else:
            raise
        return UNUSABLE
    only = None
    if options.code is not None:
        from discretion.cli.rules.showing import item_of

        only = item_of(book, options.code).code
    with progress(words("lint.proving"), len(book.items)) as tick:
        findings = prove(book, origin, only=only, progress=tick)
    if options.json:
        print_json(lint_json(findings, book, words))
    elif options.sarif:
        print_json(lint_sarif(findings, book, words))
    else:
        show(lint_view(findings, book, words))
    return DEVIATION if any(finding.counts for finding in findings) else OK
