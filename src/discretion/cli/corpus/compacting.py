"""``discretion corpus compact``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser
from discretion.cli.corpus.folder import add_folder, tell
from discretion.cli.printing import progress
from discretion.cli.status import OK

SUMMARY = "把案例库的多个段合并，清除已被更新或者删除的旧行"


def arguments(parser: Parser) -> None:
    """Take the folder."""
    add_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Merge the segments."""
    from discretion.corpus import compact, info
    from discretion.report.words import Words

    title = Words(options.lang)("corpus.compacting")
    with progress(title, info(options.folder).cases) as advance:
        report = compact(options.folder, advance)
    tell(options, "corpus.compacted", report)
    return OK
