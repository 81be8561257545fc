"""``discretion corpus verify``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser
from discretion.cli.corpus.folder import add_folder
from discretion.cli.printing import print_json, progress
from discretion.cli.status import OK, UNUSABLE

SUMMARY = "逐个核对案例库文件的校验和，以及案件与清单是否一致"


def arguments(parser: Parser) -> None:
    """Take the folder."""
    add_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Read everything; 2 if anything is wrong."""
    from discretion.corpus import info, verify
    from discretion.report.words import Words

    words, found = Words(options.lang), info(options.folder)
    with progress(words("corpus.verifying"), found.bytes) as advance:
        problems = verify(options.folder, advance)
    if options.json:
        print_json({"version": found.version, "cases": found.cases, "problems": problems})
    elif problems:
        print("\n".join(problems))
    else:
        print(words("corpus.sound", cases=f"{found.cases:,}", version=found.version[:12]))
    return UNUSABLE if problems else OK
