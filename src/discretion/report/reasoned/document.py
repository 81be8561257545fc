"""What a reasoned document holds, before it is written in any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from discretion.report.statements import Statement
from discretion.report.texts import Language


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the argument: a heading and its sentences, in order."""

    code: str
    title: str
    statements: tuple[Statement, ...]

    @property
    def text(self) -> str:
        """The sentences in a row."""
        return "".join(said.text for said in self.statements).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the annex, and the codes that it rests on."""

    cells: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the annex; every row has as many cells as there are heads."""

    code: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReasonedDocument:
    """The whole document, as text. Equal inputs give an equal, byte-identical document."""

    language: Language
    title: str
    head: tuple[tuple[str, str], ...]
    """Codes and texts of what stands above the argument: number, party, item and so on."""
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    body: str
    """The authority that signs; empty where the case does not name it."""
    day: date | None
    """The day of the decision."""
    origin: tuple[tuple[str, str], ...]
    """Codes and fingerprints of what the document can be reproduced from."""
