"""``discretion corpus info``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser
from discretion.cli.corpus.folder import add_folder, tell
from discretion.cli.status import OK

SUMMARY = "显示案例库的内容版本、案件数和大小"


def arguments(parser: Parser) -> None:
    """Take the folder."""
    add_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Show what the manifest says."""
    from discretion.corpus import info

    tell(options, "corpus.info", info(options.folder))
    return OK
