"""What a workbook looks like: colours, widths, drop-downs, comments on headings, protection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from discretion.files.cells import escape, hold_text, letter
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.cells import MOST_ROWS
from discretion.rulebook.exchange.columns import Column
from discretion.rulebook.exchange.legend import SECTIONS

AUTHOR = "discretion"
_FACE = "微软雅黑"
_TEXT_FORMAT = "@"
"""Text, so that Excel makes no day or number of what is typed."""
_LONGEST_LIST = 255
_LINE, _MOST_HEIGHT = 15.0, 405.0
"""Points: the height of a line of ten-point text, and the most that a row may have."""

_PLAIN = Font(name=_FACE, size=10)
_BOLD = Font(name=_FACE, size=10, bold=True)
_FAINT = Font(name=_FACE, size=9, color="808080")
_WHITE = Font(name=_FACE, size=10, bold=True, color="FFFFFF")
_WHITE_CODE = Font(name="Consolas", size=9, color="FFFFFF")
_TITLE = Font(name=_FACE, size=16, bold=True, color="1F3864")
_NAVY = Font(name=_FACE, size=10, color="1F3864")
_THIN = Side(style="thin", color="D9D9D9")
_BARE = Border()
_THICK = Side(style="medium", color="8EA9DB")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ABOVE_ITEM = Border(left=_THIN, right=_THIN, top=_THICK, bottom=_THIN)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_ONE_LINE = Alignment(vertical="center")
_OPEN, _LOCKED = Protection(locked=False), Protection(locked=True)
_IN_THE_MIDDLE = frozenset({"delete", "kind", "version", "row", "party", "grade", "mode"})


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


_NO_FILL = PatternFill()
_HEADING, _FACT_HEADING = _fill("1F3864"), _fill("2F75B5")
_NOT_USED, _ID = _fill("F2F2F2"), _fill("F7F9FC")
_ITEM, _CLAUSE = _fill("D9E2F3"), _fill("FFF8E7")
_GRADE = {
    "不予处罚": _fill("E2EFDA"),
    "减轻": _fill("EBF5E4"),
    "从轻": _fill("F4FAF0"),
    "从重": _fill("FCE4D6"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell; two cells of one style are told apart by nothing."""

    font: Font = _PLAIN
    fill: PatternFill = _NO_FILL
    alignment: Alignment = _WRAPPED
    border: Border = _LINES
    protection: Protection = _LOCKED

    @property
    def key(self) -> tuple[int, ...]:
        """Whatever tells this style from others: all its parts are constants of this module."""
        return tuple(map(id, (self.font, self.fill, self.alignment, self.border, self.protection)))


class Pen:
    """Writes cells. A style is set up once: openpyxl takes longer for that than for a cell."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], Any] = {}

    def draw(self, cell: Any, text: str, style: Style) -> None:
        """Put *text* into a cell as text, whatever it begins with; it is never a formula."""
        known = self._known.get(style.key)
        if known is None:
            cell.font, cell.fill, cell.alignment = style.font, style.fill, style.alignment
            cell.border, cell.protection = style.border, style.protection
            cell.number_format = _TEXT_FORMAT
            self._known[style.key] = copy(cell._style)
        else:
            cell._style = copy(known)
        if text:
            hold_text(cell, text)


def comment(text: str, width: int = 320) -> Comment:
    """Return a comment whose box holds its text."""
    lines = sum(1 + len(line) // 24 for line in text.split("\n"))
    return Comment(escape(text), AUTHOR, height=min(30 + 18 * lines, 400), width=width)


# --- headings -------------------------------------------------------------------------------------

_HEAD = Style(_WHITE, _HEADING, _CENTRED)
_FACT_HEAD = Style(_WHITE, _FACT_HEADING, _CENTRED)
_FACT_NAME = Style(_WHITE_CODE, _FACT_HEADING, _CENTRED)


def heading(pen: Pen, sheet: Worksheet, at: int, column: Column, rows: int) -> None:
    """Write the heading of a column: its words, what they mean, its width and its list."""
    pen.draw(sheet.cell(1, at), column.heading, _HEAD)
    sheet.cell(1, at).comment = comment(column.note)
    if rows == 2:
        pen.draw(sheet.cell(2, at), "", _HEAD)
    _column(sheet, at, column.width, column.form.choices, rows + 1)


def fact_heading(pen: Pen, sheet: Worksheet, at: int, name: str, label: str) -> None:
    """Write the heading of a fact: its label, and its name below."""
    pen.draw(sheet.cell(1, at), label, _FACT_HEAD)
    pen.draw(sheet.cell(2, at), name, _FACT_NAME)
    note = f"事实 {name}：{label}。写条件，如 >= 2、[2..5)、true；写法见“图例”。留空为不看。"
    sheet.cell(1, at).comment = comment(note)
    _column(sheet, at, sheets.FACT_WIDTH, (), 3)


def _column(sheet: Worksheet, at: int, width: int, choices: Sequence[str], first: int) -> None:
    """Style a whole column, so that rows to come are text, open and wrapped as well."""
    whole = sheet.column_dimensions[letter(at)]
    whole.width = width
    whole.number_format, whole.protection = _TEXT_FORMAT, _OPEN
    whole.alignment, whole.font = _WRAPPED, _PLAIN
    listed = ",".join(choices)
    if choices and len(listed) <= _LONGEST_LIST:
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        rule.showErrorMessage, rule.errorTitle = True, "不在列表中"
        rule.error = f"请从列表中选：{'、'.join(choices)}"[:220]
        rule.add(f"{letter(at)}{first}:{letter(at)}{MOST_ROWS}")
        sheet.add_data_validation(rule)


# --- rows -----------------------------------------------------------------------------------------


def style_of(column: Column | None, kind: str, used: bool, text: str) -> Style:
    """Return the style of a cell in a row of *kind*; *column* is None for a fact.

    Ids are locked, and cells that the kind has no use for.
    """
    key = column.key if column is not None else ""
    fixed = column is not None and column.fixed and bool(text)
    font, fill, border = _PLAIN, _NO_FILL, _LINES
    alignment = _CENTRED if key in _IN_THE_MIDDLE or not key else _WRAPPED
    if kind == sheets.ITEM:
        fill, border = _ITEM, _ABOVE_ITEM
        if key in ("name", "code"):
            font, alignment = _BOLD, _ONE_LINE
    elif not used:
        fill = _NOT_USED
    elif kind == sheets.CLAUSE:
        fill = _CLAUSE
    elif key == "grade":
        fill = _GRADE.get(text, _NO_FILL)
    elif fixed:
        fill = _ID
    if kind and kind != sheets.ITEM and key in ("code", "version"):
        font = _FAINT
    return Style(font, fill, alignment, border, _LOCKED if fixed or not used else _OPEN)


def height(texts: Iterable[tuple[str, int]]) -> float | None:
    """Return the points that a row needs for its texts in columns of these widths; None: usual."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(_LINE * lines + 4, _MOST_HEIGHT) if lines > 1 else None


def _lines(text: str, width: int) -> int:
    wide = (sum(2 if ord(char) > 0x2000 else 1 for char in line) for line in text.split("\n"))
    return sum(max(1, -(-chars // max(width - 1, 1))) for chars in wide)


def finish(sheet: Worksheet, columns: int, frozen: int, header: int, tab: str) -> None:
    """Freeze, filter, protect and set up printing."""
    sheet.freeze_panes = f"{letter(frozen + 1)}{header + 1}"
    last = max(sheet.max_row, header + 1)
    sheet.auto_filter.ref = f"A{header}:{letter(columns)}{last}"
    sheet.print_title_rows = f"1:{header}"
    _page(sheet, tab, paper=8)


def _page(sheet: Worksheet, tab: str, paper: int) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = tab
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, footer=0.3)
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "&A　　第 &P 页，共 &N 页"
    _protect(sheet)


def _protect(sheet: Worksheet) -> None:
    """Lock what is locked, without a password; rows and columns can still be added and sized."""
    guard = sheet.protection
    guard.sheet = True
    for freedom in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort",
        "autoFilter", "insertHyperlinks",
    ):  # fmt: skip
        setattr(guard, freedom, False)
    guard.objects = guard.scenarios = False


# --- the legend -----------------------------------------------------------------------------------

_BANNER = Style(_TITLE, alignment=_ONE_LINE, border=_BARE)
_SECTION = Style(_WHITE, _HEADING, _ONE_LINE)
_LEFT = Style(_NAVY, _ID)
_WIDTHS = (52, 100)


def legend(pen: Pen, sheet: Worksheet, title: str, contents: Sequence[tuple[str, str]]) -> None:
    """Write the first sheet: what the workbook is, how to write in it, and what is where."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _WIDTHS
    pen.draw(sheet.cell(1, 1), f"{title}　使用说明", _BANNER)
    sheet.row_dimensions[1].height = 30
    row = 3
    for name, lines in (*SECTIONS, ("各张工作表", tuple(contents))):
        pen.draw(sheet.cell(row, 1), name, _SECTION)
        pen.draw(sheet.cell(row, 2), "", _SECTION)
        for left, right in lines:
            row += 1
            pen.draw(sheet.cell(row, 1), left, _LEFT)
            pen.draw(sheet.cell(row, 2), right, Style())
            sheet.row_dimensions[row].height = height(zip((left, right), _WIDTHS, strict=True))
        row += 2
    _page(sheet, "70AD47", paper=9)
