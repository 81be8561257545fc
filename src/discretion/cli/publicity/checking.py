"""``discretion publicity check``: is every record of a file fit to be reported?"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from discretion.cli.arguments import Parser, add_output
from discretion.cli.printing import print_json
from discretion.cli.publicity.telling import tell_broken
from discretion.cli.status import DEVIATION, OK

SUMMARY = "核对双公示文件：必填、长度、日期、金额、代码与校验码"
MOST_LISTED = 200


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("file", metavar="FILE", help="双公示文件：xlsx、csv 或 xml")
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """List every fault; 1 where there is one."""
    from discretion.intake.errors import IntakeError
    from discretion.intake.publicity.checking import problems
    from discretion.intake.publicity.files import read_records
    from discretion.report.words import Words, clean

    words = Words(options.lang)
    records, faulty, listed = 0, 0, 0
    broken: list[IntakeError] = []
    for row, record in read_records(Path(options.file), broken.append):
        records += 1
        found = list(problems(record, row))
        faulty += bool(found)
        for problem in found:
            listed += 1
            if options.json:
                print_json(asdict(problem))
            elif listed <= MOST_LISTED:
                print(clean(str(problem)))
    tell_broken(broken, options.json)
    records, faulty, listed = (n + len(broken) for n in (records, faulty, listed))
    if options.json:
        print_json({"summary": {"records": records, "faulty": faulty, "problems": listed}})
    else:
        if listed > MOST_LISTED:
            print(words("publicity.more", n=str(listed - MOST_LISTED)))
        numbers = {"records": str(records), "faulty": str(faulty), "problems": str(listed)}
        print(words("publicity.checked", **numbers))
    return DEVIATION if faulty else OK
