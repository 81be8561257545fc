"""What the proof of a rulebook found, placed where it belongs: at an item, a version, a row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from discretion.report.lint import FindingWords
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.proof.findings import Example, Finding, Severity

MOST_ROWS = 3
"""A finding about more rows is about their table."""
_VERSION = re.compile(r"\bversions\[(\d+)\]")
_WEIGHTS = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Note:
    """One finding in words. ``version`` counts from 1 (0: the item as a whole)."""

    code: str
    severity: str
    """``error``, ``warning`` or ``accepted``."""
    item: str
    title: str
    version: int
    rows: tuple[int, ...]
    message: str
    cases: tuple[tuple[str, str], ...]
    """The cases that it is about, as label and text: all of them, and one that shows it."""
    mend: str
    """How to mend it; of what is owned up to, the text that does so."""
    place: str
    """File and line, as the authors know them."""


def notes_of(findings: Iterable[Finding], book: Rulebook, words: Words) -> tuple[Note, ...]:
    """Return findings in words, what weighs most first, else in the order of the rulebook."""
    said = FindingWords(book, words)
    ordered = sorted(findings, key=lambda f: _WEIGHTS.index(f.severity))
    return tuple(_note(finding, book, said) for finding in ordered)


def at_row(notes: Iterable[Note], version: int, row: int) -> tuple[Note, ...]:
    """Return the notes about one row of a version's table."""
    return tuple(n for n in notes if n.version == version and row in n.rows)


def _note(finding: Finding, book: Rulebook, said: FindingWords) -> Note:
    words, item = said.words, book.items.get(finding.item or "")
    version = _version(finding.path) if item else 0
    # An item of one version owns what the proof says of the item.
    if item is not None and len(item.versions) == 1:
        version = 1
    cases = []
    if finding.region:
        cases.append((words("lint.label.region"), said.region(finding)))
    if example := said.example(finding):
        cases.append((words("lint.label.example"), example))
    before = dict(finding.values).get("from")
    if isinstance(before, Example):
        milder = words("lint.non-monotone.from", example=said.example(finding, before))
        cases.append(("", milder))
    file = clean(finding.file.name)
    return Note(
        code=finding.code,
        severity=finding.severity.value,
        item=finding.item or "",
        title=words.pick(item.title, item.title_en) if item else "",
        version=version,
        rows=_rows(finding),
        message=said.message(finding),
        cases=tuple(cases),
        mend=clean(finding.accepted) if finding.accepted else said.mend(finding),
        place=f"{file}:{finding.line}" if finding.line else file,
    )


def _rows(finding: Finding) -> tuple[int, ...]:
    """Return the numbers of the rows that a finding names; none where it is about most of them."""
    named = dict(finding.values).get("rows")
    if not isinstance(named, tuple) or len(named) > MOST_ROWS:
        return ()
    return tuple(row for row in named if isinstance(row, int))


def _version(path: str) -> int:
    """Return the version that a path names, counted from 1; 0 where it names none."""
    found = _VERSION.search(path)
    return int(found[1]) + 1 if found else 0
