"""``discretion record replay``: are recorded decisions still what the rules of their day say?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, add_output
from discretion.cli.printing import print_json
from discretion.cli.status import DEVIATION, OK

if TYPE_CHECKING:
    from discretion.engine.book import Book

SUMMARY = "按当时的裁量基准库重新认定记录中的每个案件，报告不同之处"


def arguments(parser: Parser) -> None:
    """Say what the action takes."""
    parser.positions.add_argument("record", metavar="RECORD", help="决定记录文件")
    parser.options.add_argument(
        "--rulebooks",
        nargs="+",
        default=["shanghai-urban-management", "shenzhen-urban-management"],
        metavar="PATH",
        help="可用的裁量基准库（名称或者文件夹，旧版也在内）",
    )
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Replay and print; 1 where anything differs or cannot be made again."""
    from discretion.engine.book import load_rulebook
    from discretion.record.replay import replay
    from discretion.report.words import Words

    words = Words(options.lang)
    books: dict[str, Book] = {}
    for name in options.rulebooks:
        book = load_rulebook(name)
        books[book.fingerprint] = book
    counts: dict[str, int] = {}
    for found in replay(Path(options.record), books.get):
        counts[found.outcome] = counts.get(found.outcome, 0) + 1
        if found.outcome == "same":
            continue
        if options.json:
            outcome = {"number": found.number, "case_id": found.case_id, "outcome": found.outcome}
            print_json({**outcome, "detail": found.detail})
        else:
            told = {"number": str(found.number), "case": found.case_id, "detail": found.detail}
            print(words(f"record.{found.outcome}", **told))
    if options.json:
        print_json({"summary": counts})
    else:
        same, total = counts.get("same", 0), sum(counts.values())
        print(words("record.replayed", same=str(same), total=str(total)))
    return OK if counts.get("same", 0) == sum(counts.values()) else DEVIATION
