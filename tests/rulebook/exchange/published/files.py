"""Builds the files that bureaus would publish, and decides cases by their drafts.

All acts, texts and amounts in these tests are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.rulebook.exchange.published.draft import Draft, draft_file

UP, LEFT = "^", "<"
"""A cell merged with the one above it, or with the one on its left."""
Rows = Sequence[Sequence[object]]


def areas(rows: Rows) -> list[tuple[int, int, int, int]]:
    """The merged areas that UP and LEFT describe: top, left, bottom, right, from 1."""
    found = []
    for top, row in enumerate(rows, 1):
        for left, text in enumerate(row, 1):
            if text in (UP, LEFT):
                continue
            right = left
            while right < len(row) and row[right] == LEFT:
                right += 1
            bottom = top
            while bottom < len(rows) and left <= len(rows[bottom]) and rows[bottom][left - 1] == UP:
                bottom += 1
            if (bottom, right) != (top, left):
                found.append((top, left, bottom, right))
    return found


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell in (UP, LEFT, "") else cell for cell in row])
        for top, left, bottom, right in areas(rows):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)
    return path


def document(path: Path, *parts: str | Rows) -> Path:
    """A document of paragraphs and tables."""
    made = Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
        else:
            fill(made.add_table(len(part), max(map(len, part))), part)
    made.save(str(path))
    return path


def fill(table: Any, rows: Rows) -> None:
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text not in (UP, LEFT):
                table.cell(at, column).text = str(text)
    for top, left, bottom, right in areas(rows):
        first = table.cell(top - 1, left - 1)
        text = first.text
        first.merge(table.cell(bottom - 1, right - 1)).text = text


class Drafted:
    """A draft, written as a folder and loaded as a rulebook."""

    def __init__(self, path: Path) -> None:
        self.draft: Draft = draft_file(path, since=date(2022, 1, 1))
        self.folder = path.parent / f"{path.stem}-draft"
        for name, text in self.draft.files().items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        self.book: Book = load_rulebook(self.folder)

    def decide(self, number: int, party: str = "unit", /, **facts: object) -> Determination:
        circumstances = [n for n in facts if self.book.facts_of(self.item(number))[n].circumstance]
        return self.book.determine(
            Case.model_validate(
                {
                    "id": "T-1",
                    "items": [self.item(number).code],
                    "party": {"kind": party},
                    "act": {"start": "2024-05-01", "discovered": "2024-05-01"},
                    "decided": "2024-06-01",
                    "facts": {n: v for n, v in facts.items() if n not in circumstances},
                    "circumstances": circumstances,
                }
            )
        )

    def item(self, number: int) -> Any:
        return self.book.items[f"DRAFT-{number:03d}"]

    def outcome(
        self, number: int, party: str = "unit", /, **facts: object
    ) -> tuple[str | None, str, str]:
        """Grade, statutory range and benchmark range, as short texts."""
        answer = self.decide(number, party, **facts)
        return answer.table_grade, shown(answer.statutory), shown(answer.benchmark)

    @property
    def doubts(self) -> set[tuple[str, str]]:
        """Why and the words of every point."""
        return {(p.doubt.why, p.doubt.words) for p in self.draft.points}


def shown(span: Range | None) -> str:
    """A range in short: ``[500, 1500]``, with round brackets where the end does not count."""
    if span is None:
        return "-"
    left, right = "(" if span.minimum_open else "[", ")" if span.maximum_open else "]"
    return f"{left}{span.minimum}, {span.maximum}{right}"
