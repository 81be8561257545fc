"""``discretion rules import``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output
from discretion.cli.printing import print_json, progress
from discretion.cli.status import OK

SUMMARY = "把编辑过的工作簿（.xlsx）读回为裁量基准库文件夹"


def arguments(parser: Parser) -> None:
    """Take the workbook, and the folder to write."""
    parser.positions.add_argument("file", metavar="FILE", help="rules export 写出的工作簿")
    add = parser.options.add_argument
    add("--out", required=True, metavar="FOLDER", help="写出的文件夹：新的，或者空的")
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Write the whole folder, or nothing and every fault with its cell."""
    from discretion.report.words import Words
    from discretion.rulebook.exchange.importing import import_workbook

    words, file, out = Words(options.lang), Path(options.file), Path(options.out)
    if file.suffix.lower() != ".xlsx":
        raise UsageError(words("exchange.not_xlsx", path=str(file)))
    with progress(words("exchange.reading"), None):
        done = import_workbook(file, out)
    if options.json:
        print_json(
            {"out": str(out), "files": list(done.files), "items": done.items, "rows": done.rows}
        )
        return OK
    counts = {"files": len(done.files), "items": done.items, "rows": done.rows}
    print(words("exchange.imported", path=out, **counts))
    lint = shlex.join(["discretion", "rules", "lint", "--rulebook", str(out)])
    print(words("exchange.next", command=lint))
    return OK
