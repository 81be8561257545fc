"""``discretion rules diff``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, add_output
from discretion.cli.printing import print_json, show
from discretion.cli.status import DEVIATION, OK

SUMMARY = "比较两个裁量基准库：哪些案件的结论变了，变轻还是变重"


def arguments(parser: Parser) -> None:
    """Take the two rulebooks."""
    add = parser.positions.add_argument
    add("old", metavar="OLD", help="原裁量基准库：名称或者文件夹")
    add("new", metavar="NEW", help="新裁量基准库：名称或者文件夹")
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Compare by meaning, not by text; 0 if equal, 1 if not."""
    from discretion.report.diff import diff_json, diff_view
    from discretion.report.words import Words
    from discretion.rulebook.diff import diff
    from discretion.rulebook.load import load

    words = Words(options.lang)
    old, new = load(options.old), load(options.new)
    found = diff(old, new)
    if options.json:
        print_json(diff_json(found, old, new, words))
    else:
        show(diff_view(found, new, words))
    return OK if found.empty else DEVIATION
