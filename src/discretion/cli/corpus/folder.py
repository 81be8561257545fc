"""What the actions share: the folder that they name, and how they report."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from discretion.cli.arguments import Parser, add_output
from discretion.cli.printing import print_json
from discretion.report.words import Words


def add_folder(parser: Parser) -> None:
    """Take the folder of a corpus."""
    parser.positions.add_argument("folder", metavar="FOLDER", help="案例库文件夹")
    add_output(parser, names=False)


def tell(options: argparse.Namespace, code: str, report: Any) -> None:
    """Print a report (a dataclass): as JSON, or as the text of *code*, and what is *left*."""
    data = asdict(report)
    if options.json:
        print_json(data)
        return
    words = Words(options.lang)
    values = {k: f"{v:,}" if isinstance(v, int) else v for k, v in data.items()}
    values["version"] = data["version"][:12]
    print(words(code, **values, folder=options.folder))
    for path in data.get("left", ()):
        print(words("corpus.left", path=path))
