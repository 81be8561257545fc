"""``discretion sample``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook, count
from discretion.cli.printing import print_json, progress, show
from discretion.cli.status import OK
from discretion.cli.writing import new

if TYPE_CHECKING:
    from discretion.report.words import Words

SUMMARY = "抽取案卷供评查：分层、可重现，风险大的多抽，入样概率已知"


def arguments(parser: Parser) -> None:
    """Take the corpus, the number of files, strata, seed, and where to write the list."""
    parser.positions.add_argument(
        "corpus", metavar="CORPUS", help="案例库文件夹或者台账；sample 为随附的合成案例"
    )
    add = parser.options.add_argument
    add("--n", type=count, default=200, metavar="N", help="抽几份（默认 200）")
    add("--by", default="item,team", metavar="COLUMNS", help="按哪些列分层（默认 item,team）")
    add("--seed", type=count, default=1, metavar="SEED", help="随机种子（默认 1）")
    add("--out", metavar="FILE", help="另写一份评查清单（以 .xlsx 结尾）")
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Draw the files and list them."""
    from discretion.consistency.review import STRATA, sample_files
    from discretion.corpus import open_corpus
    from discretion.corpus.errors import CorpusError
    from discretion.engine.book import load_rulebook
    from discretion.report.masking import Mask
    from discretion.report.sample import Files, sample_json, sample_view, sample_workbook
    from discretion.report.words import Words

    words, mask = Words(options.lang), Mask(shown=options.names)
    out, by = _checked(options.out, words), _columns(options.by, STRATA, words)
    book = load_rulebook(options.rulebook)
    with progress(words("progress.read"), None):
        corpus = open_corpus(options.corpus, book)
    if not len(corpus):
        raise CorpusError(words("indicators.empty", name=options.corpus))
    with progress(words("indicators.drawing"), None):
        sample = sample_files(corpus, book, options.n, by=by, seed=options.seed)
    files = Files(sample, tuple(corpus.case(d.case_id) for d in sample.drawn), book, mask, words)
    if out is not None:
        from discretion.files.whole import write_whole

        write_whole(out, sample_workbook(files))
    if options.json:
        print_json(sample_json(files))
    else:
        show(sample_view(files))
        if out is not None:
            print(words("indicators.written", path=str(out)))
    return OK


def _columns(text: str, known: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """Return the columns that files are stratified by."""
    from discretion.rulebook.errors import did_you_mean

    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for name in names:
        if name not in known:
            near = did_you_mean(name, known)
            hint = words("indicators.meant", near=near) if near else ""
            raise UsageError(
                words("indicators.no_column", name=name, known=words.joined(known)) + hint
            )
    return names


def _checked(out: str | None, words: Words) -> Path | None:
    """Refuse a file that cannot be written before any work is done."""
    if out is None:
        return None
    path = Path(out)
    if path.suffix.lower() != ".xlsx" or path.is_dir():
        raise UsageError(words("indicators.not_xlsx", path=out))
    if not path.absolute().parent.is_dir():
        raise UsageError(words("indicators.no_folder", path=str(path.absolute().parent)))
    return new(path, words)
