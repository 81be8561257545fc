"""A list of checked rows as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from discretion.desk.decided import Decision
from discretion.desk.runs import Checked
from discretion.desk.sheets import xlsx_of
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.report.masking import Mask
from discretion.report.sentences import finding_text
from discretion.report.words import Words

COLUMNS = (
    "row",
    "standing",
    "case",
    "item",
    "title",
    "party",
    "team",
    "decided",
    "fine",
    "lawful_min",
    "lawful_max",
    "benchmark_min",
    "benchmark_max",
    "grade",
    "why",
    "decision",
)
"""The codes of the headings."""


def listed(
    rows: Sequence[Checked], words: Words, mask: Mask, decided: Mapping[str, Decision]
) -> bytes:
    """Return the rows as a workbook of one sheet, the same bytes for the same rows.

    *decided* are the decisions of the record by case id.
    """
    heads = [words(f"desk.column.{code}") for code in COLUMNS]
    return xlsx_of(words("desk.sheet"), heads, (_values(row, words, mask, decided) for row in rows))


def _values(row: Checked, words: Words, mask: Mask, decided: Mapping[str, Decision]) -> list[Any]:
    case = row.case
    decision = decided.get(case.id) if case else None
    fine = case.penalty.fine if case and case.penalty else None
    private = row.private(mask)
    why = [finding_text(finding, words, private) for finding in row.findings]
    why += [private(told) for told in row.told]
    return [
        row.row,
        words(f"desk.standing.{row.standing}"),
        case.id if case else None,
        row.item,
        words.pick(row.title, row.title_en),
        mask.name(case.party.name) if case else None,
        case.team if case else None,
        case.decided if case else None,
        fine,
        *_ends(row.lawful),
        *_ends(row.benchmark),
        words.grade(row.grade) if row.grade else None,
        "\n".join(why),
        words("desk.list.decision_of", n=decision.number, day=decision.day) if decision else None,
    ]


def _ends(span: Range | None) -> tuple[Money | None, Money | None]:
    return (span.minimum, span.maximum) if span else (None, None)
