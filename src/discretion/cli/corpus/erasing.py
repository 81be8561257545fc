"""``discretion corpus erase``."""

from __future__ import annotations

import argparse
import sys

from discretion.cli.arguments import Parser
from discretion.cli.corpus.folder import add_folder, tell
from discretion.cli.printing import progress
from discretion.cli.status import OK, UNUSABLE

SUMMARY = "从案例库彻底删除案件，磁盘上不留内容（个人信息保护）"


def arguments(parser: Parser) -> None:
    """Take the folder and the cases."""
    add_folder(parser)
    parser.positions.add_argument("ids", nargs="+", metavar="NO", help="处罚决定书文号，可以多个")


def run(options: argparse.Namespace) -> int:
    """Erase the cases; 2 if one of them is not there."""
    from discretion.corpus import erase
    from discretion.report.words import Words, clean

    words = Words(options.lang)
    with progress(words("corpus.erasing"), None) as advance:
        report = erase(options.folder, options.ids, advance)
    tell(options, "corpus.erased", report)
    for missing in report.missing:
        print(clean(words("corpus.missing", id=missing)), file=sys.stderr)
    return UNUSABLE if report.missing else OK
