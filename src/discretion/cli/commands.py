"""What each command does: read, ask the library, print."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.cli.main import DEVIATION, OK, UNUSABLE, UsageError
from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.model.review import Review, Verdict
from discretion.report.words import Words

if TYPE_CHECKING:
    from rich.console import Console

    from discretion.corpus import Corpus
    from discretion.intake.ledger import Ledger

DEMO_CASE = "demo"
_DEVIATIONS = (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK, Verdict.UNUSUAL)
_MOST_DRAWN = 100_000


def determine(options: argparse.Namespace) -> int:
    """Determine one case, or every case of a file."""
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    cases = _cases(options, book)
    for case in cases:
        answer = book.determine(case, options.as_of)
        if options.json:
            from discretion.report.jsonable import determination_json

            _print_json(determination_json(answer, options.lang))
        else:
            from discretion.report.terminal import show_determination

            show_determination(_console(), case, answer, words)
    return OK


def similar(options: argparse.Namespace) -> int:
    """List the past cases most similar to one case."""
    from discretion.corpus import open_corpus
    from discretion.report.jsonable import plain
    from discretion.report.terminal import show_matches

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    case = _one(_cases(options, book))
    corpus = open_corpus(options.corpus or "sample", book)
    item = next((code for code in case.items if code in book.items), None)
    matches = corpus.similar(case, options.k, item=item)
    if options.json:
        _print_json({"case_id": case.id, "corpus": corpus.version, "matches": plain(matches)})
    elif matches:
        show_matches(_console(), matches, words)
    else:
        print(words("finding.no_comparables"))
    return OK


def check(options: argparse.Namespace) -> int:
    """Check one case in full, or a whole ledger."""
    book = load_rulebook(options.rulebook)
    if _is_ledger(options):
        return _check_ledger(options, book)
    worst = OK
    corpus = _corpus(options.corpus or "sample", book)
    for case in _cases(options, book):
        worst = max(worst, _check_one(options, case, book, corpus))
    return worst


def demo(options: argparse.Namespace) -> int:
    """Run the main job on the shipped synthetic ledger."""
    from discretion.corpus.source import sample_ledger

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    path = sample_ledger()
    if not options.json:
        print(words("demo.opening") + f"（{words('synthetic')}）")
    ledger = _read(path, book, words, options)
    corpus = _corpus_of(ledger, book)
    case = _telling(ledger, book, corpus)
    options.k = 5
    _check_one(options, case, book, corpus)
    _report_ledger(options, ledger, book, None)
    return OK


def rules(options: argparse.Namespace) -> int:
    """List, show or describe rules."""
    from discretion.cli import rules as actions

    run: Callable[[argparse.Namespace], int] = getattr(actions, options.action)
    return run(options)


def ingest(options: argparse.Namespace) -> int:
    """Take a ledger into a corpus folder."""
    from discretion.corpus import ingest as take

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    with _progress(words("progress.ingest"), None) as advance:
        report = take(options.file, options.out, book, advance)
    if options.json:
        from discretion.report.jsonable import plain

        _print_json({**plain(report), "rejects": str(report.rejects) if report.rejects else None})
        return OK
    values = {n: getattr(report, n) for n in report.__slots__}
    print(words("ingest.done", **{**values, "version": report.version[:12]}))
    if report.rejects:
        print(words("ingest.rejects", path=report.rejects))
    return OK


# --- reading ----------------------------------------------------------------------------------


def _is_ledger(options: argparse.Namespace) -> bool:
    suffix = Path(options.file).suffix.lower()
    return options.file != "-" and suffix != ".json" and not (options.row or options.case_no)


def _cases(options: argparse.Namespace, book: Book) -> list[Case]:
    """Return the cases that the arguments name."""
    if options.file == "-" or Path(options.file).suffix.lower() == ".json":
        return _choose(options, _json_cases(options))
    ledger = _read(Path(options.file), book, Words(options.lang), options)
    if options.row is not None:
        entry = next((e for e in ledger.entries if e.row == options.row), None)
        if entry is None:
            told = [str(p) for p in ledger.problems if p.row == options.row]
            first = dict(ledger.duplicates).get(options.row)
            if first is not None:
                told = [f"它与第 {first} 行重复"]
            raise UsageError(
                f"{options.file} 第 {options.row} 行没有可用的案件。" + "；".join(told)
            )
        return [entry.case]
    return _choose(options, list(ledger.cases))


def _choose(options: argparse.Namespace, cases: list[Case]) -> list[Case]:
    if options.case_no is None:
        return cases
    found = [case for case in cases if case.id == options.case_no]
    if not found:
        from discretion.rulebook.errors import did_you_mean

        near = did_you_mean(options.case_no, [case.id for case in cases])
        hint = f"，您是不是要写 {near}？" if near else ""
        raise UsageError(f"没有文号为 {options.case_no} 的案件{hint}")
    return found


def _json_cases(options: argparse.Namespace) -> list[Case]:
    from discretion.intake.errors import IntakeError
    from discretion.intake.objects import read_cases

    if options.file == "-":
        if sys.stdin.isatty():
            raise UsageError("没有给出文件。请写案件 JSON 或台账的路径，或者从标准输入送入 JSON")
        try:
            return read_cases(sys.stdin.read())
        except UnicodeDecodeError:
            raise IntakeError("标准输入不是 UTF-8 文本", remedy="请把内容转成 UTF-8。") from None
    path = Path(options.file)
    if not path.is_file():
        raise IntakeError("没有这个文件", where=str(path), remedy="请核对路径和文件名。")
    try:
        return read_cases(path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise IntakeError("不是 UTF-8 文本", where=str(path), remedy="请另存为 UTF-8。") from None


def _one(cases: list[Case]) -> Case:
    if len(cases) != 1:
        raise UsageError(
            f"这个命令只看一个案件，现有 {len(cases)} 件；请用 --row 或 --case-no 指明"
        )
    return cases[0]


def _read(path: Path, book: Book, words: Words, options: argparse.Namespace) -> Ledger:
    from discretion.intake.ledger import read_ledger

    with _progress(words("progress.read"), None) as advance:
        return read_ledger(
            path,
            book,
            mapping=getattr(options, "mapping", None),
            sheet=getattr(options, "sheet", None),
            progress=advance,
        )


def _corpus(path: str, book: Book) -> Corpus:
    from discretion.corpus import open_corpus

    return open_corpus(path, book)


def _corpus_of(ledger: Ledger, book: Book) -> Corpus:
    from discretion.corpus import Corpus
    from discretion.corpus.source import Source, declarations_of

    return Corpus.of(Source(ledger.cases), declarations_of(book))


# --- checking ---------------------------------------------------------------------------------


def _check_one(options: argparse.Namespace, case: Case, book: Book, corpus: Corpus) -> int:
    from discretion.consistency.check import check as check_case
    from discretion.report.jsonable import review_json
    from discretion.report.terminal import show_review

    review = check_case(case, book, corpus, k=options.k)
    if options.json:
        _print_json(review_json(review, options.lang))
    else:
        show_review(_console(), case, review, Words(options.lang))
    return DEVIATION if review.verdict in _DEVIATIONS else OK


def _check_ledger(options: argparse.Namespace, book: Book) -> int:
    ledger = _read(Path(options.file), book, Words(options.lang), options)
    corpus = _corpus(options.corpus, book) if options.corpus else None
    return _report_ledger(options, ledger, book, corpus)


def _report_ledger(
    options: argparse.Namespace, ledger: Ledger, book: Book, corpus: Corpus | None
) -> int:
    from discretion.consistency.ledger import check_ledger
    from discretion.report.jsonable import review_json
    from discretion.report.terminal import show_ledger

    words = Words(options.lang)
    with _progress(words("progress.check"), len(ledger.cases)) as advance:
        result = check_ledger(ledger.cases, book, corpus, advance)
    if options.json:
        for entry, review in zip(ledger.entries, result.reviews, strict=False):
            _print_json({"row": entry.row, **review_json(review, options.lang)})
        _print_json(
            {
                "summary": {
                    "total": ledger.total,
                    **{v.value: n for v, n in result.counts.items()},
                    "duplicates": len(ledger.duplicates),
                    "unusable": ledger.unusable + len(result.errors),
                    "cannot_say_because": dict(result.doubts),
                },
                "problems": [str(p) for p in ledger.problems] + [str(e) for e in result.errors],
            }
        )
    else:
        show_ledger(_console(), ledger, result, words, getattr(options, "corpus", None))
        for error in result.errors[:10]:
            print(error, file=sys.stderr)
    if not result.reviews:
        return UNUSABLE
    found = sum(result.counts[verdict] for verdict in _DEVIATIONS)
    return DEVIATION if found else OK


def _telling(ledger: Ledger, book: Book, corpus: Corpus) -> Case:
    """Choose the case of the sample that shows most: off the benchmark, with many comparables."""
    from discretion.consistency.check import check as check_case

    def worth(review: Review) -> tuple[bool, bool, int]:
        n = review.comparison.n if review.comparison else 0
        hearing = any(d.code == "hearing" for d in review.determination.duties)
        return (review.verdict is Verdict.OFF_BENCHMARK, hearing, n)

    return max(ledger.cases, key=lambda case: (worth(check_case(case, book, corpus, k=0)), case.id))


# --- printing ---------------------------------------------------------------------------------


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else 110
    return Console(width=width, highlight=False, markup=False, emoji=False)


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


@contextmanager
def _progress(title: str, total: int | None) -> Iterator[Callable[[int], None] | None]:
    """Show a progress bar on a terminal; nothing at all elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)
