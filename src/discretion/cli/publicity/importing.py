"""``discretion publicity import``: a file of records as a ledger, for check, ingest and audit."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output
from discretion.cli.printing import print_json
from discretion.cli.status import OK

SUMMARY = "把双公示文件转成台账（jsonl），供 check、ingest、audit 使用"


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("file", metavar="FILE", help="双公示文件：xlsx、csv 或 xml")
    parser.options.add_argument("--out", required=True, metavar="LEDGER", help="要写的 .jsonl 台账")
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Write the ledger, all of it or nothing."""
    from discretion.intake.publicity.cases import ledger_row
    from discretion.intake.publicity.files import read_records
    from discretion.report.words import Words

    out = Path(options.out)
    if out.suffix.lower() != ".jsonl":
        raise UsageError(f"--out {out} 须以 .jsonl 结尾")
    rows = [ledger_row(record) for _, record in read_records(Path(options.file))]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    try:
        with out.open("x", encoding="utf-8") as file:
            file.writelines(lines)
    except FileExistsError:
        raise UsageError(f"{out} 已经存在，未覆盖；请换一个文件名") from None
    if options.json:
        print_json({"records": len(rows), "out": str(out)})
    else:
        print(Words(options.lang)("publicity.imported", records=str(len(rows)), out=str(out)))
    return OK
