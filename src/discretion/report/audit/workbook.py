"""The lists of an audit as a workbook: numbers as numbers, days as days, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from discretion.files.cells import hold_text, letter
from discretion.files.office import workbook_bytes
from discretion.model.audit import Estimate
from discretion.model.money import Money
from discretion.model.review import Verdict
from discretion.report.audit.words import AuditWords
from discretion.report.words import clean

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_FACE = "微软雅黑"
_FORMATS = {
    "text": "@",
    "money": "#,##0.00",
    "number": "0.000",
    "small": "0.0000",
    "percent": "0.0%",
    "count": "#,##0",
    "day": "yyyy-mm-dd",
}

Cell = str | int | float | date | Money | None
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the code of its heading, its format, and its width in characters."""

    code: str
    form: str = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class List:
    """A sheet that is a list: the code of its name, its columns and its rows."""

    code: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]


def audit_workbook(said: AuditWords) -> bytes:
    """Return the workbook; the same audit gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    writer = _Writer(book, said)
    writer.summary()
    for each in lists(said):
        writer.list(each)
    return workbook_bytes(book)


# --- what stands in the lists ---------------------------------------------------------------------

_CASE = Column("case", width=30)
_ITEM = (Column("code", width=18), Column("item", width=34))
_RANGE = (Column("low", "number", 11), Column("high", "number", 11))
_N = Column("n", "count", 9)
_TESTED = (Column("p", "small", 10), Column("q", "small", 10))


def lists(said: AuditWords) -> list[List]:
    """Return every list of the audit."""
    return [
        _outliers(said),
        _pairs(said),
        _disparities(said),
        _changes(said),
        _months(said),
        _heaps(said),
        _notes(said),
        List(
            "doubts",
            (Column("reason", width=30), Column("cases", "count"), Column("share", "percent")),
            said.doubts(),
        ),
    ]


def _outliers(said: AuditWords) -> List:
    columns = (
        _CASE,
        *_ITEM,
        Column("party", width=10),
        Column("body", width=30),
        Column("team", width=30),
        Column("decided", "day", 12),
        Column("fine", "money"),
        Column("expected_fine", "money", 16),
        Column("severity", "number", 10),
        Column("expected", "number", 10),
        Column("off", width=16),
        *_TESTED,
        _N,
        Column("verdict", width=26),
    )
    rows = [
        (
            o.case_id,
            o.item,
            said.item(o.item),
            said.party(o.party),
            o.body,
            o.team,
            o.decided,
            o.fine,
            o.fine_expected,
            o.severity,
            o.expected,
            said.off(o),
            o.p,
            o.q,
            o.n,
            said.words(f"verdict.{o.verdict.value}"),
        )
        for o in said.audit.outliers
    ]
    return List("outliers", columns, rows)


def _pairs(said: AuditWords) -> List:
    columns = (
        Column("milder", width=30),
        Column("graver", width=30),
        *_ITEM,
        Column("similarity", "number", 10),
        Column("milder_fine", "money", 16),
        Column("graver_fine", "money", 16),
        Column("milder_severity", "number", 12),
        Column("graver_severity", "number", 12),
        Column("milder_team", width=30),
        Column("graver_team", width=30),
        Column("milder_decided", "day", 15),
        Column("graver_decided", "day", 15),
    )
    rows = [
        (
            p.milder,
            p.graver,
            p.item,
            said.item(p.item),
            p.similarity,
            *p.fines,
            *p.severities,
            *p.teams,
            *p.decided,
        )
        for p in said.audit.pairs
    ]
    return List("pairs", columns, rows)


def _disparities(said: AuditWords) -> List:
    columns = (
        Column("dimension", width=14),
        Column("group", width=34),
        _N,
        Column("effect", "number", 16),
        *_RANGE,
        Column("raw", "number", 10),
        Column("raw_low", "number", 15),
        Column("raw_high", "number", 15),
        *_TESTED,
        Column("found", width=8),
    )
    rows = [
        (
            said.dimension(d.dimension),
            said.group(d),
            d.effect.n,
            *_figures(d.effect),
            *_figures(d.raw),
            d.p,
            d.q,
            said.words("audit.yes" if d.found else "audit.no"),
        )
        for _, each in said.dimensions()
        for d in each
    ]
    return List("disparities", columns, rows)


def _changes(said: AuditWords) -> List:
    columns = (
        *_ITEM,
        Column("day", "day", 12),
        *(
            Column(f"{side}{name}", "count" if name == "_n" else "number", 15)
            for side in ("before", "after")
            for name in ("", "_low", "_high", "_n")
        ),
        Column("p", "small", 10),
        Column("near", width=40),
    )
    rows = [
        (
            drift.item,
            said.item(drift.item),
            change.day,
            *_figures(change.before),
            change.before.n,
            *_figures(change.after),
            change.after.n,
            change.p,
            change.near,
        )
        for drift in said.audit.drifts
        for change in drift.changes
    ]
    return List("changes", columns, rows)


def _months(said: AuditWords) -> List:
    columns = (*_ITEM, Column("month", "day", 12), Column("mean", "number"), *_RANGE, _N)
    rows = [
        (drift.item, said.item(drift.item), month, *_figures(mean), mean.n)
        for drift in said.audit.drifts
        for month, mean in drift.months
    ]
    return List("drift", columns, rows)


def _heaps(said: AuditWords) -> List:
    columns = (
        Column("kind", width=16),
        *_ITEM,
        Column("amount", "money"),
        Column("observed", "count", 9),
        Column("expected_count", "number", 11),
        Column("ratio", "number", 9),
        *_RANGE,
        _N,
        Column("p", "small", 10),
    )
    rows = [
        (
            said.heap(h),
            h.item,
            said.item(h.item),
            h.amount,
            h.observed,
            h.expected,
            *_figures(h.ratio),
            h.ratio.n,
            h.p,
        )
        for h in said.audit.heaps
    ]
    return List("heaps", columns, rows)


def _notes(said: AuditWords) -> List:
    columns = (
        *_ITEM,
        Column("problem", width=24),
        Column("share", "percent", 9),
        Column("low", "percent", 11),
        Column("high", "percent", 11),
        _N,
        Column("advice", width=44),
    )
    rows = []
    for note in said.audit.notes:
        problem, _, advice = said.note(note)
        figures = _figures(note.share)
        rows.append((note.item, said.item(note.item), problem, *figures, note.share.n, advice))
    return List("notes", columns, rows)


def _figures(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high


# --- writing --------------------------------------------------------------------------------------


class _Writer:
    def __init__(self, book: Workbook, said: AuditWords) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self.book, self.said = book, said
        self.plain = Font(name=_FACE, size=10)
        self.bold = Font(name=_FACE, size=10, bold=True, color="FFFFFF")
        self.title = Font(name=_FACE, size=14, bold=True)
        self.fill = PatternFill("solid", start_color="1F3864", end_color="1F3864")
        self.wrapped = Alignment(wrap_text=True, vertical="top")
        self.top = Alignment(vertical="top")

    def summary(self) -> None:
        """Write the sheet that says what was audited, what was found, and how."""
        said, words = self.said, self.said.words
        sheet = self.book.create_sheet(words("auditlist.sheet.summary"))
        for at, width in enumerate((26, 16, 26, 70), start=1):
            sheet.column_dimensions[letter(at)].width = width
        title = self._text(sheet, said.title())
        title.font = self.title
        sheet.append([title])
        for _, notice in said.notices():
            sheet.append([self._text(sheet, notice)])
        for row in said.facts():
            sheet.append([self._text(sheet, text) for text in row])
        sheet.append([])
        for line in said.lead():
            sheet.append([self._text(sheet, line)])
        sheet.append([])
        names = ("verdict", "cases", "interval", "meaning")
        sheet.append([self._heading(sheet, words(f"audit.{name}")) for name in names])
        for verdict in Verdict:
            if (share := said.audit.verdicts.get(verdict)) is not None:
                sheet.append(
                    [
                        self._text(sheet, words(f"verdict.{verdict.value}")),
                        self._cell(sheet, said.count(share), "count"),
                        self._text(sheet, said.whole(share, said.percent)),
                        self._text(sheet, words(f"audit.meaning.{verdict.value}")),
                    ]
                )
        sheet.append([])
        for line in said.methods():
            sheet.append([self._text(sheet, line)])
        for name, value in (
            ("version", said.audit.corpus_version),
            ("fingerprint", said.audit.rulebook),
        ):
            label = self._text(sheet, words(f"audit.{name}"))
            sheet.append([label, self._text(sheet, value)])

    def list(self, each: List) -> None:
        """Write one list: its heading frozen, with filters."""
        words = self.said.words
        sheet = self.book.create_sheet(words(f"auditlist.sheet.{each.code}"))
        sheet.freeze_panes = "B2"
        rows = [*each.rows]
        for at, column in enumerate(each.columns, start=1):
            sheet.column_dimensions[letter(at)].width = column.width
        sheet.auto_filter.ref = f"A1:{letter(len(each.columns))}{len(rows) + 1}"
        sheet.append(
            [self._heading(sheet, words(f"auditlist.column.{c.code}")) for c in each.columns]
        )
        for row in rows:
            sheet.append(
                [
                    self._cell(sheet, value, column.form)
                    for value, column in zip(row, each.columns, strict=True)
                ]
            )

    def _heading(self, sheet: WriteOnlyWorksheet, text: str) -> Any:
        cell = self._text(sheet, text)
        cell.font, cell.fill, cell.alignment = self.bold, self.fill, self.wrapped
        return cell

    def _cell(self, sheet: WriteOnlyWorksheet, value: Cell, form: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if isinstance(value, str):
            return self._text(sheet, clean(value))
        held: Any = Decimal(value.fen) / 100 if isinstance(value, Money) else value
        cell = WriteOnlyCell(sheet, held)
        cell.font, cell.alignment = self.plain, self.top
        if value is not None:
            cell.number_format = _FORMATS[form]
        return cell

    def _text(self, sheet: WriteOnlyWorksheet, text: str) -> Any:
        """Return a cell that holds *text* as text, whatever it begins with."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet)
        cell.font, cell.alignment = self.plain, self.top
        cell.number_format = _FORMATS["text"]
        hold_text(cell, text)
        return cell
