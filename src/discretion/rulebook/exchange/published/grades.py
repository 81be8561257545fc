"""Names of steps (裁量阶次), mapped to the five grades."""

from __future__ import annotations

import re
from collections.abc import Sequence

from discretion.rulebook.exchange.published.doubts import Doubt
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.schema import Grade

_WORDS = (
    (re.compile("不予(?:行政)?处罚|免予(?:行政)?处罚|免罚|不罚"), Grade.EXEMPT),
    (re.compile("减轻"), Grade.MITIGATED),
    (re.compile("轻微|较轻|从轻|轻度"), Grade.LIGHTER),
    (re.compile("一般|较重|中等|中度|普通"), Grade.ORDINARY),
    (re.compile("特别严重|严重|从重|特别重大|重度|恶劣"), Grade.HEAVIER),
)
_ORDER = (
    (Grade.ORDINARY,),
    (Grade.LIGHTER, Grade.HEAVIER),
    (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER),
)
"""Grades by place, for steps whose names say nothing (一档, 二档, 三档)."""


def grades_of(labels: Sequence[str]) -> list[tuple[Grade, tuple[Doubt, ...]]]:
    """Return the grade of each step of an act, in the order of the table, with its doubts.

    >>> [grade.value for grade, _ in grades_of(["轻微", "一般", "严重"])]
    ['lighter', 'ordinary', 'heavier']
    """
    found = [_named(label) for label in labels]
    unread = [i for i, (grade, _) in enumerate(found) if grade is None]
    return [
        (grade, doubts)
        if grade is not None
        else (
            _by_place(unread.index(i), len(unread)),
            (Doubt(labels[i] or "（空）", "grade_unread"),),
        )
        for i, (grade, doubts) in enumerate(found)
    ]


def _named(label: str) -> tuple[Grade | None, tuple[Doubt, ...]]:
    text = re.sub(r"\s+", "", fold(label))
    places = [(m.end(), grade) for word, grade in _WORDS for m in word.finditer(text)]
    if not places:
        return None, ()
    doubts = (Doubt(label, "grade_doubtful"),) if len({g for _, g in places}) > 1 else ()
    return max(places)[1], doubts


def _by_place(at: int, count: int) -> Grade:
    if count <= len(_ORDER):
        return _ORDER[count - 1][at]
    third = at * 3 // count
    return (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER)[third]


def merged(labels: Sequence[str], grades: Sequence[Grade]) -> dict[Grade, list[str]]:
    """Return the grades that several differently named steps came to, with these names."""
    names: dict[Grade, list[str]] = {}
    for label, grade in zip(labels, grades, strict=True):
        if label and label not in names.setdefault(grade, []):
            names[grade].append(label)
    return {grade: found for grade, found in names.items() if len(found) > 1}
