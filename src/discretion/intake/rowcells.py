"""The cells of one row by the field they belong to, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from discretion.intake.cells import EXCEL_ERRORS, fine_amount, is_blank, money_unit, text_of
from discretion.intake.columns import FIELDS, ColumnMatch
from discretion.intake.dates import parse_date
from discretion.intake.grid import Row
from discretion.model.money import Money
from discretion.rulebook.prose.unreadable import UnreadableError, shorten

_T = TypeVar("_T")

FIELD_OF = {
    "number": "party_number",
    "age": "party_age",
    "name": "party_name",
    "start": "act_start",
    "end": "act_end",
}
"""Fields of the parts of a case that are called otherwise among columns."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong or doubtful in a row; a ``fatal`` one makes the row unusable.

    Row 0 means the file as a whole.
    """

    row: int
    column: str
    value: str
    message: str
    remedy: str
    fatal: bool = False

    def __str__(self) -> str:
        row = f"第 {self.row} 行" if self.row else "全表"
        column = f"“{self.column}”列" if self.column else ""
        value = f"（{shorten(self.value)}）" if self.value else ""
        return f"{row}{column}{value}：{self.message}；{self.remedy}"


class UnusableRowError(Exception):
    """A row that cannot be made into a case, and every reason why."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))

    def __reduce__(self) -> tuple[type[UnusableRowError], tuple[tuple[RowProblem, ...]]]:
        return (UnusableRowError, (self.problems,))


class RowCells:
    """The cells of *row* that say something; ``problems`` collects what cannot be read.

    ``raw`` are cells that were not understood, by column: they are kept beside the case.
    """

    def __init__(self, row: Row, columns: Mapping[str, ColumnMatch]) -> None:
        self.row, self.columns = row, columns
        self.problems: list[RowProblem] = []
        self.raw: dict[str, str] = {}
        cells = row.cells
        self.cells: dict[str, Any] = {
            name: cell
            for name, match in columns.items()
            if (cell := cells.get(match.column)) is not None and not is_blank(cell)
        }

    def column(self, field: str) -> str:
        """Return the user's name of a field's column."""
        field = FIELD_OF.get(field, field)
        match = self.columns.get(field)
        if match is not None:
            return match.column
        return FIELDS[field][0] if field in FIELDS else field

    def problem(
        self, column: str, value: str, message: str, remedy: str, fatal: bool = True
    ) -> None:
        """Write down a problem."""
        self.problems.append(RowProblem(self.row.number, column, value, message, remedy, fatal))

    def note(self, field: str, value: str, message: str, remedy: str) -> None:
        """Write down a remark on a field that does not stop the use of the row."""
        self.problem(self.column(field), value, message, remedy, fatal=False)

    def text(self, field: str) -> str | None:
        """Return a cell as text, or None if it says nothing."""
        cell = self.cells.get(field)
        if cell is None:
            return None
        text = text_of(cell)
        if text.startswith("#") and text.lower() in EXCEL_ERRORS:
            self.problem(self.column(field), text, "单元格是 Excel 的错误值", "请改正公式")
            del self.cells[field]
            return None
        return text

    def read(self, field: str, parse: Callable[[Any], _T | None], fatal: bool = True) -> _T | None:
        """Return what *parse* makes of a field's cell; None if it is empty or cannot be read."""
        cell = self.cells.get(field)
        return None if cell is None else self.parsed(self.column(field), cell, parse, fatal)

    def parsed(
        self, column: str, cell: Any, parse: Callable[[Any], _T | None], fatal: bool = True
    ) -> _T | None:
        """Return what *parse* makes of *cell*, or None and a problem."""
        try:
            return parse(cell)
        except UnreadableError as error:
            self.problem(column, text_of(cell), error.what, error.remedy, fatal)
        if not fatal:
            self.raw[column] = text_of(cell)
        return None

    def day(self, field: str) -> date | None:
        """Return the day in a cell, or None."""
        return self.read(field, lambda c: parse_date(c if isinstance(c, date) else text_of(c)))

    def money(self, field: str) -> Money | None:
        """Return the amount in a cell, or None."""
        if field not in self.cells:
            return None
        unit = self.columns[field].unit
        yuan = money_unit(unit) or 1
        return self.read(field, lambda c: fine_amount(c, yuan, unit is not None))
