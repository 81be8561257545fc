"""A list of checked rows as a workbook; no text becomes a formula, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from discretion.desk.runs import Checked
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.report.masking import Mask
from discretion.report.sentences import finding_text
from discretion.report.words import Words, clean

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

COLUMNS = (
    ("row", 7),
    ("standing", 16),
    ("case", 26),
    ("item", 14),
    ("title", 40),
    ("party", 20),
    ("team", 16),
    ("decided", 12),
    ("fine", 12),
    ("lawful_min", 12),
    ("lawful_max", 12),
    ("benchmark_min", 12),
    ("benchmark_max", 12),
    ("grade", 10),
    ("why", 90),
)
"""The codes of the headings, and how wide their columns are, characters."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
RISKY = ("=", "+", "-", "@", "'", "\t")
"""How texts begin that a spreadsheet would compute."""
_FACE = "Microsoft YaHei"


def listed(rows: Sequence[Checked], words: Words, mask: Mask) -> bytes:
    """Return the rows as a workbook of one sheet, the same bytes for the same rows."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter as letter

    from discretion.corpus.export import EPOCH, fixed_times

    made = Workbook(write_only=True)
    made.properties.created = made.properties.modified = EPOCH
    made.properties.creator = "discretion"
    sheet = made.create_sheet(words("desk.sheet"))
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{letter(len(COLUMNS))}{len(rows) + 1}"
    for at, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[letter(at)].width = width
    sheet.append([cell_of(sheet, words(f"desk.column.{code}"), True) for code, _ in COLUMNS])
    for row in rows:
        sheet.append([cell_of(sheet, value) for value in _values(row, words, mask)])
    raw = io.BytesIO()
    made.save(raw)
    return fixed_times(raw.getvalue())


def _values(row: Checked, words: Words, mask: Mask) -> list[Any]:
    case = row.case
    fine = case.penalty.fine if case and case.penalty else None
    private = mask.of(case)
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
    ]


def _ends(span: Range | None) -> tuple[Money | None, Money | None]:
    return (span.minimum, span.maximum) if span else (None, None)


def cell_of(sheet: WriteOnlyWorksheet, value: Any, heading: bool = False) -> Any:
    """Return a cell that holds *value*, a text as a text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    from discretion.rulebook.exchange.cells import escape

    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        text = "\n".join(clean(line) for line in value.split("\n"))[:LONGEST_CELL]
        cell.value, cell.data_type, cell.number_format = escape(text), "s", "@"
        cell.quotePrefix = text.startswith(RISKY)
    elif isinstance(value, Money):
        cell.value, cell.number_format = Decimal(value.fen) / 100, "#,##0.##"
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    cell.font = Font(name=_FACE, size=10, bold=heading)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
