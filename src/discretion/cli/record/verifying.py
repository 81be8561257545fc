"""``discretion record verify``: does a record still say what was written into it?"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output
from discretion.cli.printing import print_json
from discretion.cli.status import DEVIATION, OK

SUMMARY = "核对决定记录，指出第一处被改动、缺失或者移位的条目"


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("record", metavar="RECORD", help="决定记录文件")
    parser.options.add_argument(
        "--head", metavar="N:HASH", help="另行留存的头：据此发现末尾被整条截去"
    )
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Verify and print; 1 where the record is broken."""
    from discretion.record.entries import Head, verify
    from discretion.report.words import Words

    words = Words(options.lang)
    expected = None
    if options.head is not None:
        given = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", options.head)
        if given is None:
            raise UsageError(f"--head {options.head} 不是“序号:64位十六进制”，请照抄当时显示的头")
        expected = Head(int(given[1]), given[2])
    head, broken = verify(Path(options.record), expected)
    if options.json:
        found = {"sound": broken is None, "number": head.number, "hash": head.hash}
        if broken is not None:
            found |= {"line": broken.line, "reason": broken.reason, "detail": broken.detail}
        print_json(found)
    elif broken is None:
        print(words("record.sound", number=str(head.number), head=str(head)))
    else:
        reason = words(f"record.{broken.reason}")
        detail = words.brackets(broken.detail) if broken.detail else ""
        print(words("record.broken", line=str(broken.line), reason=reason + detail))
    return OK if broken is None else DEVIATION
