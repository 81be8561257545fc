"""``discretion rules export``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, progress
from discretion.cli.status import OK
from discretion.cli.writing import new

SUMMARY = "把裁量基准库导出为可以编辑的工作簿（.xlsx）"


def arguments(parser: Parser) -> None:
    """Take the workbook to write, and the rulebook."""
    add = parser.options.add_argument
    add("--xlsx", required=True, metavar="FILE", help="写出的工作簿，以 .xlsx 结尾，不覆盖已有文件")
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Write the workbook, and say how it is read back."""
    from discretion.report.words import Words
    from discretion.rulebook.exchange.export import export
    from discretion.rulebook.load import folder_of

    words, file = Words(options.lang), Path(options.xlsx)
    if file.suffix.lower() != ".xlsx":
        raise UsageError(words("exchange.not_xlsx", path=str(file)))
    new(file, words)
    folder = folder_of(options.rulebook)
    with progress(words("exchange.writing"), None):
        done = export(folder, file)
    if options.json:
        print_json(
            {
                "xlsx": str(file),
                "items": done.items,
                "rows": done.rows,
                "sheets": done.sheets,
                "left_out": list(done.left_out),
            }
        )
        return OK
    print(words("exchange.exported", path=file, items=done.items, rows=done.rows, n=done.sheets))
    if done.left_out:
        folders = dict.fromkeys(f"{n.split('/')[0]}/" if "/" in n else n for n in done.left_out)
        print(words("exchange.left_out", n=len(done.left_out), names=words.joined(folders)))
    again = shlex.join(["discretion", "rules", "import", str(file), "--out", f"{folder.name}-new"])
    print(words("exchange.again", command=again))
    return OK
