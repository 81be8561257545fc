"""What each command does: read, ask the library, print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from discretion.cli import (
    audit,
    desk,
    duplicates,
    explain,
    indicating,
    outliers,
    plugins,
    sampling,
    serve,
    stream,
)
from discretion.cli.arguments import UsageError
from discretion.cli.comparing import corpus_for, in_memory, opened
from discretion.cli.corpus import ACTIONS as CORPUS_ACTIONS
from discretion.cli.printing import patience, print_json, progress, show
from discretion.cli.proposing import Proposals, refuse_many
from discretion.cli.publicity import ACTIONS as PUBLICITY_ACTIONS
from discretion.cli.reading import Given, read_given, read_whole
from discretion.cli.record import ACTIONS as RECORD_ACTIONS
from discretion.cli.rules import ACTIONS
from discretion.cli.status import DEVIATION, OK, UNUSABLE
from discretion.engine.book import Book, load_rulebook
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.review import Match, Review, Verdict
from discretion.report.masking import Mask, Names, names_in
from discretion.report.words import Words, clean

if TYPE_CHECKING:
    from discretion.consistency.ledger import LedgerCheck
    from discretion.corpus import Corpus
    from discretion.model.determination import Determination

DEVIATIONS = (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK, Verdict.UNUSUAL)
MOST_LISTED = 50
"""Cases of a ledger that ``determine`` lists."""
MOST_COMPARED_IDS = 20_000
"""Cases of a corpus up to which a misspelt id is compared with all of theirs."""
MOST_ERRORS = 10
"""Unusable cases that are named one by one."""


def determine(options: argparse.Namespace) -> int:
    """Determine one case, or every case of a file."""
    book, words, mask = _setting(options)
    given = read_given(options, book)
    if options.what_if and given.whole and not options.json:
        raise UsageError(
            f"--what-if 的报告只看一个案件，现有 {len(given.entries)} 件；"
            "请用 --row 或 --case-no 指明，或者加 --json 逐件输出"
        )
    if given.whole:
        refuse_many(options, len(given.entries))
    proposals = Proposals(options, book, words, mask)
    answers: list[tuple[int | None, Determination]] = []
    errors: list[CaseError] = []
    for row, case in given.entries:
        try:
            answers.append((row, book.determine(case, options.as_of)))
        except CaseError as error:
            if not given.whole:
                raise
            errors.append(error)
    if options.what_if:
        from discretion.engine.whatif import what_if
    if options.json:
        from discretion.report.jsonable import determination_json

        with progress(words("progress.check"), len(answers)) as advance:
            for done, (row, answer) in enumerate(answers, start=1):
                data = {**_at(row), **determination_json(answer, options.lang)}
                if options.what_if and answer.case is not None:
                    from discretion.report.whatif import what_if_json

                    data["what_if"] = what_if_json(what_if(book, answer.case), words)
                proposals.add(data, answer.case)
                print_json(data)
                if advance:
                    advance(done)
    elif given.whole:
        from discretion.report.overview import cases_view

        show(cases_view(answers[:MOST_LISTED], len(given.entries), words))
    else:
        from discretion.report.terminal import determination_view

        show(*(determination_view(answer, words, mask) for _, answer in answers))
        if options.what_if:
            from discretion.report.whatif import what_if_view

            # Of an item that nobody knows, no fact can be said to change anything.
            known = [answer for _, answer in answers if answer.item is not None]
            cases = [answer.case for answer in known if answer.case is not None]
            show(*(what_if_view(what_if(book, case), words) for case in cases))
        for _, answer in answers:
            proposals.print(answer.case)
    _complain(errors)
    return OK if answers else UNUSABLE


def similar(options: argparse.Namespace) -> int:
    """List the past cases most similar to one case."""
    book, words, mask = _setting(options)
    given = read_given(options, book)
    case = given.one
    corpus, synthetic = corpus_for(options, given, book, words)
    item = next((code for code in case.items if code in book.items), None)
    with patience(words("corpus.first_search")):
        matches = corpus.similar(case, options.k, item=item, party=case.party.kind)
    names = _names(corpus, matches)
    if options.json:
        from discretion.report.jsonable import matches_json

        found = matches_json(matches, mask.of(case), names)
        print_json({"case_id": case.id, "matches": found, "corpus_version": corpus.version})
    elif matches:
        from rich.text import Text

        from discretion.report.terminal import matches_view

        warning = [Text(words("note.synthetic_corpus"), style="bold yellow")] if synthetic else []
        show(*warning, matches_view(matches, words, mask, corpus.declarations, names, case.text))
    else:
        print(words("finding.no_comparables"))
    return OK


def check(options: argparse.Namespace) -> int:
    """Check one case in full, or a whole ledger."""
    book, words, mask = _setting(options)
    given = read_given(options, book)
    if given.whole:
        if options.exclude:
            raise UsageError("--exclude 只用于一个案件；请用 --row 或 --case-no 指明")
        if options.propose_facts:
            raise UsageError("--propose-facts 只用于一个案件；请用 --row 或 --case-no 指明")
        corpus = opened(options.corpus, book, words) if options.corpus is not None else None
        result = _checked(given, book, corpus, words)
        return _report_all(options, given, result, words, mask)
    corpus, synthetic = None, False
    if options.corpus is not None or given.ledger is not None:
        corpus, synthetic = corpus_for(options, given, book, words)
    _refuse_unknown(options.exclude, corpus)
    with patience(words("corpus.first_search")):
        review = _review(given.one, book, corpus, options.k, options.exclude)
    _report_one(options, review, book, corpus, words, mask, synthetic)
    return DEVIATION if review.verdict in DEVIATIONS else OK


def demo(options: argparse.Namespace) -> int:
    """Run the main job on the shipped synthetic ledger."""
    from discretion.corpus.source import sample_ledger

    options.rulebook, options.corpus = "shanghai-urban-management", None
    book, words, mask = _setting(options)
    if not options.json:
        print(words("demo.opening") + "\n")
    ledger = read_whole(sample_ledger(), book, options)
    given = Given(tuple((e.row, e.case) for e in ledger.entries), ledger)
    corpus = in_memory(ledger.cases, book)
    result = _checked(given, book, corpus, words)
    review = _review(_telling(result.reviews), book, corpus, 5)
    _report_one(options, review, book, corpus, words, mask, synthetic=False)
    _report_all(options, given, result, words, mask)
    return OK


def ingest(options: argparse.Namespace) -> int:
    """Take a ledger, or what a database answers, into a corpus folder."""
    from discretion.cli.database import source_of
    from discretion.corpus import ingest as take

    book, words, _ = _setting(options)
    source = source_of(options)
    with progress(words("progress.ingest"), None) as advance:
        report = take(
            source,
            options.out,
            book,
            advance,
            mapping=options.mapping,
            sheet=options.sheet,
            format=options.format,
        )
    if options.json:
        from discretion.report.jsonable import plain

        rejects = str(report.rejects) if report.rejects else None
        print_json({**plain(report), "rejects": rejects})
    else:
        numbers = ("read", "added", "updated", "unchanged", "repeated", "rejected", "cases")
        values = {name: f"{getattr(report, name):,}" for name in numbers}
        print(words("ingest.done", **values, folder=options.out, version=report.version[:12]))
        if report.rejects:
            print(words("ingest.rejects", path=report.rejects))
    return OK if report.read or options.database else UNUSABLE


def rules(options: argparse.Namespace) -> int:
    """List, show or describe rules."""
    return ACTIONS[options.action].run(options)


def corpus(options: argparse.Namespace) -> int:
    """Look after a corpus folder."""
    return CORPUS_ACTIONS[options.action].run(options)


def publicity(options: argparse.Namespace) -> int:
    """Check, take in or write records that are made public."""
    return PUBLICITY_ACTIONS[options.action].run(options)


def record(options: argparse.Namespace) -> int:
    """Keep a decision record."""
    return RECORD_ACTIONS[options.action].run(options)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": demo,
    "determine": determine,
    "similar": similar,
    "check": check,
    "audit": audit.run,
    "rules": rules,
    "ingest": ingest,
    "corpus": corpus,
    "publicity": publicity,
    "record": record,
    "indicators": indicating.run,
    "duplicates": duplicates.run,
    "sample": sampling.run,
    "outliers": outliers.run,
    "stream": stream.run,
    "explain": explain.run,
    "plugins": plugins.run,
    "serve": serve.run,
    "desk": desk.run,
}


# --- asking the library ---------------------------------------------------------------------------


def _setting(options: argparse.Namespace) -> tuple[Book, Words, Mask]:
    return load_rulebook(options.rulebook), Words(options.lang), Mask(shown=options.names)


def _review(
    case: Case, book: Book, corpus: Corpus | None, k: int, exclude: Sequence[str] = ()
) -> Review:
    from discretion.consistency.check import check as check_case

    return check_case(case, book, corpus, k=k, exclude=exclude)


def _refuse_unknown(exclude: Sequence[str], corpus: Corpus | None) -> None:
    """Refuse to leave out a case that is not there: a slip would leave it in unseen."""
    from discretion.rulebook.errors import did_you_mean

    for case_id in exclude:
        if corpus is None:
            raise UsageError("--exclude 须有案例库，请用 --corpus 指定")
        try:
            corpus.case(case_id)
        except KeyError:
            few = corpus.cases if len(corpus) <= MOST_COMPARED_IDS else ()
            near = did_you_mean(case_id, (case.id for case in few))
            hint = f"，是不是 {near}？" if near else ""
            raise UsageError(f"案例库里没有文号为 {case_id} 的案件{hint}") from None


def _checked(given: Given, book: Book, corpus: Corpus | None, words: Words) -> LedgerCheck:
    from discretion.consistency.ledger import check_ledger

    cases = [case for _, case in given.entries]
    with progress(words("progress.check"), len(cases)) as advance:
        return check_ledger(cases, book, corpus, advance)


def _telling(reviews: Iterable[Review]) -> Case:
    """Choose the case that shows most: off the benchmark, a hearing due, many comparables."""

    def worth(review: Review) -> tuple[bool, bool, int, str]:
        n = review.comparison.n if review.comparison else 0
        hearing = any(d.code == "hearing" for d in review.determination.duties)
        off = review.verdict is Verdict.OFF_BENCHMARK
        return (off, hearing, n, review.determination.case_id)

    case = max(reviews, key=worth).determination.case
    assert case is not None  # a determination keeps the case it was made for
    return case


def _names(corpus: Corpus, matches: Iterable[Match]) -> Names:
    """Return the personal names in past cases, so that they can be starred."""
    return {m.case_id: names_in(corpus.case(m.case_id)) for m in matches}


# --- reporting ------------------------------------------------------------------------------------


def _report_one(
    options: argparse.Namespace,
    review: Review,
    book: Book,
    corpus: Corpus | None,
    words: Words,
    mask: Mask,
    synthetic: bool,
) -> None:
    names = _names(corpus, review.matches) if corpus else {}
    proposals, case = Proposals(options, book, words, mask), review.determination.case
    if options.json:
        from discretion.report.jsonable import review_json

        data = review_json(review, options.lang, mask=mask, names=names)
        proposals.add(data, case)
        print_json(data)
        return
    from discretion.report.terminal import review_view

    declarations = corpus.declarations if corpus else book.facts
    show(review_view(review, words, mask, declarations, names, synthetic=synthetic))
    if corpus is None:
        print(words("note.no_corpus"))
    proposals.print(case)


def _report_all(
    options: argparse.Namespace, given: Given, result: LedgerCheck, words: Words, mask: Mask
) -> int:
    if options.json:
        _print_all(options, given, result, mask)
    else:
        from discretion.report.overview import check_view

        corpus = getattr(options, "corpus", None)
        show(check_view(given.entries, result, words, mask, ledger=given.ledger, corpus=corpus))
    _complain(result.errors)
    if not result.reviews:
        return UNUSABLE
    return DEVIATION if any(result.counts[verdict] for verdict in DEVIATIONS) else OK


def _print_all(options: argparse.Namespace, given: Given, result: LedgerCheck, mask: Mask) -> None:
    from discretion.report.jsonable import review_json

    ledger = given.ledger
    rows = {id(case): row for row, case in given.entries}
    for review in result.reviews:
        row = rows[id(review.determination.case)]
        print_json({**_at(row), **review_json(review, options.lang, mask=mask)})
    summary = {
        "total": ledger.total if ledger else len(given.entries),
        **{verdict.value: n for verdict, n in result.counts.items()},
        "duplicates": len(ledger.duplicates) if ledger else 0,
        "unusable": (ledger.unusable if ledger else 0) + len(result.errors),
        "cannot_say_because": dict(result.doubts),
        "corpus_version": result.corpus_version,
    }
    problems = [*(ledger.problems if ledger else ()), *result.errors]
    print_json({"summary": summary, "problems": [str(problem) for problem in problems]})


def _at(row: int | None) -> dict[str, int]:
    return {} if row is None else {"ledger_row": row}


def _complain(errors: Sequence[CaseError]) -> None:
    """Name the cases that could not be decided, on the error stream."""
    for error in errors[:MOST_ERRORS]:
        print(clean(str(error)), file=sys.stderr)
    if len(errors) > MOST_ERRORS:
        print(f"… 另有 {len(errors) - MOST_ERRORS} 个案件不能认定", file=sys.stderr)
