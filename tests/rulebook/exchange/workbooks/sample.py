"""A small rulebook with its workbook, and ways to find and change cells by what people see."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from discretion.rulebook.exchange.export import export
from tests.rulebook.minimal import FILES, write

STATUTE = "测试条例（2024）"
ROAD = """\
# 道路
items:
  # 先量面积
  - code: T-1
    title: 擅自占用道路
    domain: 道路
    versions:
      - penalizes: [{source: law-2024, article: 5}]
        correction: none
        penalties:
          - fine: {form: range, min: 200, max: 2000}
        benchmark:
          status: sample
          rows:
            # 十平方米以下
            - {row: 1, grade: lighter, when: {area_m2: "< 10"}, fine: {form: range, min: 200, max: 500}}
            - {row: 2, grade: heavier, when: {area_m2: ">= 10"}, fine: {form: range, min: 1000, max: 2000}}
  - code: T-2
    title: 损坏绿地
    domain: 绿化
    versions:
      - penalizes: [{source: law-2024, article: 6}]
        correction: concurrent
        penalties:
          - mode: may
            fine: {form: multiple, min: 1, max: 3, of: gains, cap: 50000}
            others: [{kind: confiscate_gains}]
          - {party: unit, when: [{harm: '"grave"'}, {area_m2: "> 100"}], others: [{kind: warning}]}
"""  # noqa: E501
BOOK: dict[str, str] = {**FILES, "items/road.yaml": ROAD}


@dataclass
class Edited:
    """An exported workbook, opened for changes; rows and columns go by their texts."""

    folder: Path
    book: Any = field(init=False)

    def __post_init__(self) -> None:
        write(self.folder / "book", BOOK)
        export(self.folder / "book", self.file)
        self.book = load_workbook(self.file)

    @property
    def file(self) -> Path:
        return self.folder / "book.xlsx"

    def column(self, sheet: str, heading: str) -> int:
        """The column of a heading, or of the name of a fact below it."""
        page = self.book[sheet]
        for at in range(1, page.max_column + 1):
            if heading in (page.cell(1, at).value, page.cell(2, at).value):
                return at
        raise AssertionError(f"{heading} is not in {sheet}")

    def rows(self, sheet: str, **wanted: str) -> list[int]:
        """The rows whose cells hold these texts, by heading."""
        page = self.book[sheet]
        columns = {self.column(sheet, heading): text for heading, text in wanted.items()}
        return [
            row
            for row in range(2, page.max_row + 1)
            if all(page.cell(row, at).value == text for at, text in columns.items())
        ]

    def cell(self, sheet: str, heading: str, **wanted: str) -> Any:
        """The one cell of a column in the row that holds these texts."""
        (row,) = self.rows(sheet, **wanted)
        return self.book[sheet].cell(row, self.column(sheet, heading))

    def add(self, sheet: str, **cells: object) -> None:
        """Write a new row at the end."""
        page = self.book[sheet]
        row = page.max_row + 1
        for heading, value in cells.items():
            page.cell(row, self.column(sheet, heading)).value = value

    def save(self) -> Path:
        self.book.save(self.file)
        return self.file
