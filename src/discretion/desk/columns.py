"""What the columns of a ledger were taken for, with what stands in them, so that one can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from discretion.desk.mistakes import MISTAKES
from discretion.desk.runs import Run
from discretion.intake.columns import FIELDS, ColumnMatch, map_columns
from discretion.intake.errors import IntakeError
from discretion.intake.ledger import open_table
from discretion.model.identity import mask_number
from discretion.report.masking import Mask
from discretion.report.words import Words, clean

EXTRA = "extra"
NAMING = frozenset({"party_name", "officers", "title"})
"""Fields in which names stand by themselves."""
NUMBERS = frozenset({"party_number", "party_credit_code"})
SAMPLES, LONGEST_SAMPLE = 3, 24
MOST_SHOWN = 200
"""Columns of a page; of more, those of no known meaning are left out first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it means (``extra``: nothing), how that is known, and examples."""

    name: str
    meaning: str
    how: str
    note: str
    samples: tuple[str, ...]


Group = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Sight:
    """The columns, and in groups what each may mean: the code of a meaning, and its words."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    problem: str = ""
    """Why the columns are not known."""
    unseen: int = 0
    """Columns of no known meaning that are not shown: a page of thousands cannot be used."""

    def twice(self, told: Mapping[str, str]) -> str:
        """Return the columns that would mean the same, joined; empty where none would."""
        counts = Counter(meaning for meaning in told.values() if meaning != EXTRA)
        return "、".join(c for c, meaning in told.items() if counts[meaning] > 1)


def sight_of(run: Run, words: Words, mask: Mask) -> Sight:
    """Read the header of a ledger and its first rows; *mask* hides names in these."""
    try:
        try:
            table, told = open_table(run.path, run.book, mapping=run.mapping, sheet=run.sheet)
        except IntakeError:  # no name of a column is known: the reader may know them
            table, told = open_table(run.path, run.book, sheet=run.sheet, any_names=True)
        first = [row.cells for row in islice(table.rows, SAMPLES)]
    except MISTAKES as error:
        return Sight((), (), str(error).replace(f"{run.path.parent}/", ""))
    if table.nested:
        return Sight((), (), words("desk.columns.nested"))
    found = []
    matches = map_columns(table.columns, run.book, told).matches
    parties = [match.column for match in matches if match.name == "party_name"]
    mask = mask.knowing(str(row[column]) for row in first for column in parties if row.get(column))
    room = max(0, MOST_SHOWN - sum(match.kind != "extra" for match in matches))
    extra = [match.column for match in matches if match.kind == "extra"]
    unseen = frozenset(extra[room:])
    for match in matches:
        if match.column in unseen:
            continue
        cells = (row.get(match.column) for row in first)
        texts = (_private(str(cell), match, mask) for cell in cells if cell not in (None, ""))
        samples = tuple(_short(text) for text in texts)
        found.append(
            Column(match.column, _meaning(match), match.how, clean(match.note or ""), samples)
        )
    return Sight(tuple(found), _groups(run, words), unseen=len(unseen))


def _private(text: str, match: ColumnMatch, mask: Mask) -> str:
    """Return a cell as it may be shown; in a column of no known meaning a name may stand."""
    if match.kind == "field" and match.name in NAMING:
        return mask.name(text)
    if match.kind == "extra" and not mask.shown and not any(c.isdigit() for c in text):
        return mask.name(text)
    return mask(mask_number(text) if match.name in NUMBERS and not mask.shown else text)


def _meaning(match: ColumnMatch) -> str:
    if match.kind == "extra":
        return EXTRA
    return match.name if match.kind == "field" else f"fact:{match.name}"


def _groups(run: Run, words: Words) -> tuple[Group, ...]:
    fields = tuple((name, _field(name, words)) for name in FIELDS)
    facts = tuple(
        (f"fact:{name}", words.pick(f.label, f.label_en) + words.brackets(f.unit))
        for name, f in sorted(run.book.every_fact().items(), key=lambda f: f[1].label)
    )
    kept = ((EXTRA, words("desk.columns.extra")),)
    return (
        ("", kept),
        (words("desk.columns.fields"), fields),
        (words("desk.columns.facts"), facts),
    )


def _field(name: str, words: Words) -> str:
    return FIELDS[name][0] if words.language == "zh" else name.replace("_", " ")


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"
