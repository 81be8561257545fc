"""``discretion rules backtest``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import DEFAULT_RULEBOOK, Parser, UsageError, add_output, day
from discretion.cli.printing import print_json, progress, show
from discretion.cli.status import DEVIATION, OK
from discretion.cli.writing import new

if TYPE_CHECKING:
    from discretion.report.words import Words

SUMMARY = "用过去的案件检验裁量基准草案：哪些结论会改变"


def arguments(parser: Parser) -> None:
    """Take the draft, what it is compared with, the cases, and the form of the output."""
    parser.positions.add_argument("new", metavar="NEW", help="草案：裁量基准库的名称或者文件夹")
    add = parser.options.add_argument
    add(
        "--corpus",
        default="sample",
        metavar="PATH",
        help="案例库文件夹或者台账（默认随附的合成案例 sample）",
    )
    add(
        "--against",
        default=DEFAULT_RULEBOOK,
        metavar="OLD",
        help=f"现行的裁量基准库（默认 {DEFAULT_RULEBOOK}）",
    )
    add("--on", type=day, metavar="DATE", help="把案件都当作这一天的案件（草案尚未施行时用）")
    add("--out", metavar="FILE", help="另写一份 HTML 报告（以 .html 结尾）")
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Decide all cases under both rulebooks; 0 if nothing changes, 1 if something does."""
    from discretion.consistency.backtest import backtest
    from discretion.corpus import open_corpus
    from discretion.corpus.columns import schema
    from discretion.corpus.errors import CorpusError
    from discretion.engine.book import load_rulebook
    from discretion.report.backtest import backtest_json, backtest_view
    from discretion.report.backtest_words import Setting
    from discretion.report.words import Words

    words = Words(options.lang)
    out = _checked(options.out, words)
    old, new = load_rulebook(options.against), load_rulebook(options.new)
    corpus = open_corpus(options.corpus)
    if not len(corpus):
        raise CorpusError(words("backtest.empty", name=options.corpus))
    with progress(words("backtest.progress"), len(corpus)) as tick:
        cases = corpus.batches(schema(corpus.declarations).names)
        found = backtest(old, new, cases, options.on, tick)
    setting = Setting(old, new, options.corpus, corpus.version, options.on)
    if out is not None:
        from discretion.report.backtest_page import backtest_page
        from discretion.report.page import write_page

        write_page(out, backtest_page(found, setting, words))
    if options.json:
        print_json(backtest_json(found, setting, words))
    else:
        show(backtest_view(found, setting, words))
        if out is not None:
            print(words("backtest.written", path=str(out)))
    return OK if found.empty else DEVIATION


def _checked(out: str | None, words: Words) -> Path | None:
    """Refuse a file that cannot be written before any work is done."""
    if out is None:
        return None
    path = Path(out)
    if path.is_dir():
        raise UsageError(words("backtest.folder", path=out))
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(words("backtest.path", path=out))
    if not path.absolute().parent.is_dir():
        raise UsageError(words("backtest.parent", parent=path.absolute().parent))
    return new(path, words)
