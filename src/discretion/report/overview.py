"""Reports of a whole ledger for a terminal: columns, doubtful rows, striking cases, counts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from discretion.consistency.ledger import LedgerCheck
from discretion.consistency.limits import ENOUGH
from discretion.intake.columns import FIELDS, ColumnMapping
from discretion.intake.ledger import Ledger
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.review import Review, Verdict
from discretion.report.explain import grade_text
from discretion.report.layout import MUTED, VERDICT_STYLE, WARNING, columns, more, section
from discretion.report.masking import Mask
from discretion.report.prose import Prose
from discretion.report.sentences import finding_text
from discretion.report.words import Words, clean

MOST_SHOWN = 10
"""Rows of a list before it says how many more there are."""
Entry = tuple[int | None, Case]
"""A row number as the user sees it, or None outside a table, and its case."""
STRIKING = (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK, Verdict.UNUSUAL)


def check_view(
    entries: Sequence[Entry],
    result: LedgerCheck,
    words: Words,
    mask: Mask,
    *,
    ledger: Ledger | None = None,
    corpus: str | None = None,
) -> RenderableType:
    """Return what came of checking many cases; *corpus* names where comparables are from."""
    parts: list[RenderableType] = []
    if ledger is not None:
        title = f"{words('title.ledger')}  {clean(str(ledger.path.name))}"
        parts.append(Rule(Text(title, style="bold"), align="left"))
        if ledger.columns.matches:
            parts.append(section(words("title.columns"), *_columns(ledger.columns, words)))
        if ledger.problems:
            # What made a row unusable is never crowded out; all stand in the order of the rows.
            gravest = sorted(ledger.problems, key=lambda p: not p.fatal)[:MOST_SHOWN]
            problems = sorted(gravest, key=lambda p: p.row)
            shown = [Prose(clean(str(p))) for p in problems]
            rest = more(len(shown), len(ledger.problems), words)
            parts.append(section(words("title.problems"), *shown, *rest))
    found = striking(entries, result)
    if found:
        table = _striking(found[:MOST_SHOWN], words, mask)
        rest = more(MOST_SHOWN, len(found), words)
        order = Prose(words("striking.order"), style=MUTED)
        parts.append(section(words("title.striking"), order, table, *rest))
    summary = _summary(len(entries), result, words, ledger, corpus)
    return Group(*parts, section(words("title.summary"), *summary))


def striking(
    entries: Sequence[Entry], result: LedgerCheck
) -> list[tuple[int | None, Case, Review]]:
    """Return the cases that deviate, the gravest verdict first, the widest deviation before."""
    rows = {id(case): (row, case) for row, case in entries}
    found = [
        (*rows[id(review.determination.case)], review)
        for review in result.reviews
        if review.verdict in STRIKING
    ]
    order = list(Verdict)
    return sorted(found, key=lambda f: (order.index(f[2].verdict), -deviation(f[2]), f[0] or 0))


def deviation(review: Review) -> float:
    """How far a penalty lies from where it should, for ranking: 0 without an amount to measure.

    Beyond a limit it is in proportion to the limit; an unusual one lies so far from what its
    comparables lead one to expect on the severity scale (0 to 1).
    """
    for finding in review.findings:
        values = dict(finding.values)
        if "distance" in values:
            edge = values["range"].maximum or values["range"].minimum
            return float(values["distance"].fen / (edge.fen or 1))
    c = review.comparison
    if review.verdict is not Verdict.UNUSUAL or c is None or c.severity is None:
        return 0.0
    return abs(c.severity - (c.expected or 0.0))


def cases_view(
    rows: Sequence[tuple[int | None, Determination]], total: int, words: Words
) -> RenderableType:
    """Return many determinations, a line each."""
    table = columns(words, "row", "case", "item", "outcome", "grade", "statutory", "recommended")
    for row, d in rows:
        table.add_row(
            Prose("" if row is None else str(row)),
            Prose(clean(d.case_id)),
            Prose(words.pick(d.title, d.title_en)),
            Prose(words(f"outcome.{d.outcome.value}")),
            Prose(grade_text(d, words)),
            Prose(words.range(d.statutory) if d.statutory else "—"),
            Prose(words.range(d.recommended) if d.recommended else "—"),
        )
    tail = words("determine.more", total=f"{total:,}", shown=f"{len(rows):,}")
    return Group(section(words("title.cases"), table), Prose(tail, style=MUTED))


# --- pieces ---------------------------------------------------------------------------------------


def _striking(found: Sequence[tuple[int | None, Case, Review]], words: Words, mask: Mask) -> Table:
    table = columns(words, "row", "case", "verdict", "why", right=("row",))
    for row, case, review in found:
        title = Prose(clean(case.id))
        if name := words.pick(review.determination.title, review.determination.title_en):
            title.append(f"\n{name}", style=MUTED)
        first = review.findings[0]
        table.add_row(
            Prose("" if row is None else str(row)),
            title,
            Prose(words(f"verdict.{review.verdict.value}"), style=VERDICT_STYLE[review.verdict]),
            Prose(finding_text(first, words, mask.of(case))),
        )
    return table


def _summary(
    cases: int, result: LedgerCheck, words: Words, ledger: Ledger | None, corpus: str | None
) -> list[RenderableType]:
    unusable = (ledger.unusable if ledger else 0) + len(result.errors)
    total = words(
        "summary.total",
        total=f"{ledger.total if ledger else cases:,}",
        usable=f"{len(result.reviews):,}",
        duplicates=len(ledger.duplicates) if ledger else 0,
        unusable=f"{unusable:,}",
    )
    compared = words("summary.compared", enough=f"{ENOUGH:g}")
    if corpus:
        compared = words("summary.compared_corpus", corpus=corpus, enough=f"{ENOUGH:g}")
    sample = sum(
        r.determination.benchmark_status == "sample" and r.benchmark is not None
        for r in result.reviews
    )
    notes = [Prose(words("summary.sample", n=f"{sample:,}"), style=WARNING)] if sample else []
    return [Prose(total), _counts(result, words, unusable), *notes, Prose(compared, style=MUTED)]


def _counts(result: LedgerCheck, words: Words, unusable: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for verdict in Verdict:
        doubts = ""
        if verdict is Verdict.CANNOT_SAY:
            doubts = words.joined(
                f"{_brief(code, words)} {n:,}" for code, n in list(result.doubts.items())[:4]
            )
        label = Prose(words(f"verdict.{verdict.value}"), style=VERDICT_STYLE[verdict])
        table.add_row(label, Prose(f"{result.counts[verdict]:,}"), Prose(doubts, style=MUTED))
    table.add_row(Prose(words("summary.unusable")), Prose(f"{unusable:,}"), "")
    return table


def _brief(code: str, words: Words) -> str:
    return words(f"brief.{code}") if f"brief.{code}" in words.texts else code


def _columns(mapping: ColumnMapping, words: Words) -> list[RenderableType]:
    """Name the columns that were sure in a sentence; the doubtful and the unused in a table."""
    exact = [m for m in mapping.matches if m.how == "exact"]
    rest = [m for m in mapping.matches if m.how != "exact"]
    fields = words.joined(clean(m.column) for m in exact if m.kind == "field")
    facts = sum(m.kind == "fact" for m in exact)
    sentence = words("columns.exact", n=len(exact), fields=fields or "—", facts=facts)
    parts: list[RenderableType] = [Prose(sentence)]
    if rest:
        table = columns(words, "column", "field", "how")
        for match in rest:
            meaning = FIELDS[match.name][0] if match.kind == "field" else match.name
            table.add_row(
                Prose(clean(match.column)),
                Prose("—" if match.kind == "extra" else clean(meaning)),
                Prose(
                    words(f"how.{match.how}", score=f"{match.score:.0f}")
                    + words.brackets(match.note)
                ),
            )
        parts.append(table)
    return parts
