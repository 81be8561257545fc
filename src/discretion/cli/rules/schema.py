"""``discretion rules schema``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, UsageError
from discretion.cli.status import OK

SUMMARY = "输出案件或者规则文件的 JSON Schema"
NAMES = (
    *("case", "rulebook", "sources", "facts", "general", "items", "cases", "indicators"),
    *("event", "reminders"),
)


def arguments(parser: Parser) -> None:
    """Take the name of a schema."""
    named = f"{'、'.join(NAMES)}；不写则列出名称"
    parser.positions.add_argument("name", nargs="?", metavar="NAME", help=named)


def run(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a file kind, or list the kinds."""
    from discretion.rulebook.errors import did_you_mean
    from discretion.schemas import SCHEMAS, schema_text

    if options.name is None:
        print("\n".join(SCHEMAS))
        return OK
    if options.name not in SCHEMAS:
        near = did_you_mean(options.name, SCHEMAS)
        hint = f"是不是 {near}？" if near else f"可以是：{'、'.join(SCHEMAS)}"
        raise UsageError(f"没有名为 {options.name} 的 JSON Schema。{hint}")
    print(schema_text(options.name), end="")
    return OK
