"""``discretion corpus restore``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser
from discretion.cli.corpus.folder import add_folder, tell
from discretion.cli.status import OK

SUMMARY = "案例库损坏时，退回最近的完好版本"


def arguments(parser: Parser) -> None:
    """Take the folder."""
    add_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Make the newest version that is whole the current one."""
    from discretion.corpus import info, restore

    restore(options.folder)
    tell(options, "corpus.restored", info(options.folder))
    return OK
