"""``discretion publicity import``: a file of records as a ledger, for check, ingest and audit."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output
from discretion.cli.printing import print_json
from discretion.cli.publicity.telling import tell_broken
from discretion.cli.status import OK
from discretion.cli.writing import new

SUMMARY = "把双公示文件转成台账（jsonl），供 check、ingest、audit 使用"


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("file", metavar="FILE", help="双公示文件：xlsx、csv 或 xml")
    parser.options.add_argument("--out", required=True, metavar="LEDGER", help="要写的 .jsonl 台账")
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Write the ledger, all of it or nothing."""
    from discretion.files.whole import write_whole
    from discretion.intake.errors import IntakeError
    from discretion.intake.publicity.cases import ledger_row
    from discretion.intake.publicity.files import read_records
    from discretion.report.words import Words

    out = Path(options.out)
    if out.suffix.lower() != ".jsonl":
        raise UsageError(f"--out {out} 须以 .jsonl 结尾")
    words = Words(options.lang)
    new(out, words)
    broken: list[IntakeError] = []
    rows = [ledger_row(record) for _, record in read_records(Path(options.file), broken.append)]
    tell_broken(broken)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    write_whole(out, "".join(lines).encode())
    if options.json:
        print_json({"records": len(rows), "left_out": len(broken), "out": str(out)})
    else:
        numbers = {"records": str(len(rows)), "left": str(len(broken))}
        quoted = shlex.quote(str(out))
        print(words("publicity.imported", **numbers, out=out, quoted=quoted))
    return OK
