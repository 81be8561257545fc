"""``discretion indicators``."""

from __future__ import annotations

import argparse
from pathlib import Path

from discretion.cli.arguments import Parser, add_output, add_rulebook
from discretion.cli.printing import print_json, progress, show
from discretion.cli.status import OK

SUMMARY = "计算执法规范化指标：数值、趋势，是否达到目标，还缺台账的哪些列"


def arguments(parser: Parser) -> None:
    """Take the corpus, the indicators, and how they are broken down."""
    parser.positions.add_argument(
        "corpus", metavar="CORPUS", help="案例库文件夹或者台账；sample 为随附的合成案例"
    )
    add = parser.options.add_argument
    add("--by", choices=("team", "body", "district"), metavar="team|body|district", help="分组计算")
    add(
        "--span",
        choices=("month", "quarter", "year"),
        default="quarter",
        metavar="month|quarter|year",
        help="趋势按月、季（默认）还是年",
    )
    add("--file", metavar="FILE", help="自定的指标文件（默认随附的 indicators.yaml）")
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Compute and show every indicator."""
    from discretion.consistency.indicators import indicators
    from discretion.corpus import open_corpus
    from discretion.corpus.errors import CorpusError
    from discretion.engine.book import load_rulebook
    from discretion.report.indicators import indicators_json, indicators_view
    from discretion.report.words import Words
    from discretion.rulebook.indicators import read_indicators

    words, book = Words(options.lang), load_rulebook(options.rulebook)
    declared = read_indicators(Path(options.file) if options.file else None)
    with progress(words("progress.read"), None):
        corpus = open_corpus(options.corpus, book)
    if not len(corpus):
        raise CorpusError(words("indicators.empty", name=options.corpus))
    with progress(words("indicators.progress"), len(corpus)) as tick:
        found = indicators(corpus, book, declared, span=options.span, by=options.by, progress=tick)
    if options.json:
        print_json(indicators_json(found, declared, words))
    else:
        show(indicators_view(found, declared, words, options.corpus))
    return OK
