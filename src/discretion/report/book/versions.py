"""One version of an item: its law, the penalties of the statute, and the benchmark."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.model.determination import OtherKind
from discretion.report.book.conditions import REPEATS, Conditions
from discretion.report.book.content import (
    BenchmarkTable,
    Clause,
    FactorStep,
    FactorTable,
    Row,
    VersionPart,
)
from discretion.report.book.figures import Figures
from discretion.report.book.forms import form_text, is_nothing, reads_on, share_text
from discretion.report.book.places import cited, period_text, referred
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    BenchmarkRow,
    Item,
    ItemVersion,
    OtherPenalty,
    PenaltyClause,
    ScoreBenchmark,
    TableBenchmark,
)


def version_part(
    book: Rulebook,
    item: Item,
    version: ItemVersion,
    conditions: Conditions,
    words: Words,
    latest: bool,
) -> VersionPart:
    """Return one version of an item in words."""
    period = book.effective(version)
    return VersionPart(
        period=period_text(period, words),
        anchor=f"{item.code}-{period.from_.isoformat()}",
        latest=latest,
        violates=tuple(cited(book, c, words) for c in version.violates),
        penalizes=tuple(cited(book, c, words) for c in version.penalizes),
        correction=words(f"correction.{version.correction}"),
        clauses=tuple(_clause(clause, conditions, words) for clause in version.penalties),
        benchmark=_benchmark(book, version, conditions, words),
        note=words.joined(_remarks(version, words), "semicolon"),
    )


def _remarks(version: ItemVersion, words: Words) -> Iterator[str]:
    yield clean(version.note or "").rstrip("。")
    for question in version.questions:
        yield words.label("question", words.pick(question.text, question.text_en))


def _clause(clause: PenaltyClause, conditions: Conditions, words: Words) -> Clause:
    fine = ""
    if clause.fine is not None:
        fine = form_text(clause.fine, conditions.facts, words)
        if not is_nothing(clause.fine):
            form = "plain" if reads_on(clause.fine) else "apart"
            fine = words(f"book.fine.{clause.mode}.{form}", fine=fine)
    when, label = conditions.sentence(clause.when), clean(clause.label or "")
    return Clause(
        party=words(f"kind_of_party.{clause.party}"),
        when=label or when,
        fine=fine,
        others=tuple(_other(other, conditions, words) for other in clause.others),
    )


def _other(other: OtherPenalty, conditions: Conditions, words: Words) -> str:
    named = words(f"kind.{other.kind.value}")
    # 没收违法所得（违法所得） would say the same thing twice.
    thing = None if other.object and named.endswith(other.object) else other.object
    said = words.other(OtherKind(other.kind, other.mode, thing))
    return said + words.brackets(conditions.sentence(other.when))


def _benchmark(
    book: Rulebook, version: ItemVersion, conditions: Conditions, words: Words
) -> BenchmarkTable | None:
    benchmark = version.benchmark
    if benchmark is None:
        return None
    figures = Figures(version, book.policy.grades, conditions, words)
    reference = benchmark.reference
    if isinstance(benchmark, TableBenchmark):
        rows = tuple(_row(row, figures, conditions, words) for row in benchmark.rows)
        factors: tuple[FactorTable, ...] = ()
        policy = words(f"book.hit.{benchmark.hit}") if len(rows) > 1 else ""
    else:
        rows = _bands(benchmark, figures, words)
        factors = _factors(benchmark, conditions, words)
        policy = words("book.hit.score")
    return BenchmarkTable(
        official=benchmark.status == "official",
        status=words.status(benchmark.status),
        reference=referred(book, reference, words) if reference else None,
        policy=policy,
        rows=rows,
        factors=factors,
        flaws=tuple(clean(flaw.text) for flaw in benchmark.flaws),
        note=clean(benchmark.note or ""),
        repeats=_repeats(benchmark),
    )


def _repeats(benchmark: TableBenchmark | ScoreBenchmark) -> bool:
    if isinstance(benchmark, ScoreBenchmark):
        return any(factor.fact == REPEATS for factor in benchmark.factors)
    return any(REPEATS in box and not row.words for row in benchmark.rows for box in row.when)


def _row(row: BenchmarkRow, figures: Figures, conditions: Conditions, words: Words) -> Row:
    when = (clean(row.words),) if row.words else conditions.alternatives(row.when)
    return Row(
        number=str(row.row),
        when=when,
        label=clean(row.label or ""),
        party="" if row.party == "any" else words(f"kind_of_party.{row.party}"),
        grade=row.grade.value,
        grade_name=words.grade(row.grade.value),
        amounts=figures.of_row(row),
        others=tuple(_other(other, conditions, words) for other in row.others),
        note=clean(row.note or ""),
    )


def _factors(
    benchmark: ScoreBenchmark, conditions: Conditions, words: Words
) -> tuple[FactorTable, ...]:
    return tuple(
        FactorTable(
            label=conditions.label(factor.fact),
            weight=words.number(factor.weight),
            steps=tuple(
                FactorStep(
                    conditions.term(factor.fact, step.when) or words("test.any"),
                    words.number(step.score),
                )
                for step in factor.rows
            ),
        )
        for factor in benchmark.factors
    )


def _bands(benchmark: ScoreBenchmark, figures: Figures, words: Words) -> tuple[Row, ...]:
    """Return the grade of each share of the full score, and the part of the range it opens."""
    rows = []
    for number, band in enumerate(benchmark.grades, 1):
        share = share_ends(parse_cell(band.when))
        when = share_text(share, words) if share else words.test(band.when)
        rows.append(
            Row(
                number=str(number),
                when=(words("book.score", share=when),),
                label="",
                party="",
                grade=band.grade.value,
                grade_name=words.grade(band.grade.value),
                amounts=figures.of_share(share, band.grade) if share else (),
                others=(),
                note="",
            )
        )
    return tuple(rows)
