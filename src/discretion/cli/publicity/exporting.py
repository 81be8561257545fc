"""``discretion publicity export``: the decided cases of a ledger as records to report."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json
from discretion.cli.status import DEVIATION, OK
from discretion.cli.writing import new

SUMMARY = "把台账中已决定的案件写成双公示文件（xlsx、csv、xml），个人姓名遮蔽"
MOST_LISTED = 20


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("file", metavar="LEDGER", help="台账")
    add = parser.options.add_argument
    add("--out", required=True, metavar="FILE", help="要写的文件：.xlsx、.csv 或 .xml")
    add("--body", default="", metavar="NAME", help="处罚机关（默认照台账）")
    add("--body-code", required=True, metavar="CODE", help="处罚机关统一社会信用代码")
    add("--source", required=True, metavar="NAME", help="数据来源单位")
    add("--source-code", required=True, metavar="CODE", help="数据来源单位统一社会信用代码")
    add("--encoding", default="utf-8", choices=["utf-8", "gb18030"], help="csv 的编码")
    parser.set_defaults(mapping=None, sheet=None)
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Write the records and name what is wrong with them; 1 where anything is.

    A case that is not decided, or ended without a penalty, is no record; how many is said.

    Raises:
        UsageError: a code that would stand in every record is wrong.
    """
    from discretion.engine.book import load_rulebook
    from discretion.intake.ledger import read_ledger
    from discretion.intake.publicity.cases import Publisher, record_of
    from discretion.intake.publicity.checking import RecordProblem, code_fault, problems
    from discretion.intake.publicity.files import write_records
    from discretion.report.words import Words, clean

    for option, code in (("body", options.body_code), ("source", options.source_code)):
        if wrong := code_fault(code):
            raise UsageError(f"--{option}-code {code}：{wrong}")
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    publisher = Publisher(options.body, options.body_code, options.source, options.source_code)
    records: list[dict[str, str]] = []
    faults: list[RecordProblem] = []
    new(Path(options.out), words)
    ledger = read_ledger(options.file, book)
    for entry in ledger.entries:
        case = entry.case
        if case.penalty is None or not case.penalty.kinds or case.decided is None:
            continue
        # An item that the rulebook does not have is named as the ledger names it.
        titles = [book.items[i].title if i in book.items else i for i in case.items]
        record = record_of(case, titles[0] if titles else "", publisher)
        records.append(record)
        faults += problems(record, entry.row)
    written = write_records(Path(options.out), records, options.encoding)
    left = len(ledger.entries) - written
    if options.json:
        for fault in faults:
            print_json(asdict(fault))
        counts = {"records": written, "left": left, "unusable": ledger.unusable}
        print_json({"summary": {**counts, "problems": len(faults), "out": options.out}})
        return DEVIATION if faults or ledger.unusable else OK
    for fault in faults[:MOST_LISTED]:
        print(clean(str(fault)), file=sys.stderr)
    if len(faults) > MOST_LISTED:
        print(words("publicity.more", n=str(len(faults) - MOST_LISTED)), file=sys.stderr)
    numbers = {"records": str(written), "problems": str(len(faults)), "left": str(left)}
    print(words("publicity.exported", **numbers, unusable=str(ledger.unusable), out=options.out))
    return DEVIATION if faults or ledger.unusable else OK
