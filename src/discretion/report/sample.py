"""The files drawn for review: for a terminal, as JSON, and as a workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table

from discretion.consistency.sampling import Drawn, Sample
from discretion.files.office import workbook_bytes
from discretion.model.case import Case
from discretion.report.jsonable import plain
from discretion.report.layout import MUTED, STRONG, more
from discretion.report.masking import Mask
from discretion.report.prose import Prose
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_SHOWN = 30
"""Files that a terminal lists; the workbook and JSON have all."""
_SHEET = (
    ("case_id", 26),
    ("title", 30),
    ("party", 16),
    ("team", 26),
    ("decided", 12),
    ("fine_yuan", 12),
    ("reasons", 30),
    ("probability", 11),
    ("weight", 10),
    ("finding", 20),
    ("remark", 40),
)
"""The columns of the workbook and their widths; the last two are for the reviewer."""
_FOR_REVIEWERS = 2


@dataclass(frozen=True)
class Files:
    """A sample with its cases, and how they are told."""

    sample: Sample
    cases: tuple[Case, ...]
    book: Rulebook
    mask: Mask
    words: Words

    def __iter__(self) -> Iterator[tuple[Drawn, Case]]:
        return zip(self.sample.drawn, self.cases, strict=True)

    def title(self, case: Case) -> str:
        """Return the title of the case's first item."""
        code = case.items[0] if case.items else None
        item = self.book.items.get(code) if code else None
        return self.words.pick(item.title, item.title_en) if item else clean(code or "—")

    def reasons(self, drawn: Drawn) -> str:
        """Return why the file is drawn more often than others."""
        return self.words.joined(self.words(f"indicators.reason.{r}") for r in drawn.reasons)

    def lead(self) -> str:
        """Return what was drawn, and from what."""
        sample = self.sample
        return self.words(
            "indicators.sample_lead",
            cases=f"{sample.cases:,}",
            n=f"{len(sample.drawn):,}",
            strata=f"{sample.strata:,}",
            seed=sample.seed,
            version=sample.corpus_version[:12],
        )


def sample_view(files: Files) -> RenderableType:
    """Return the first of the files in a table."""
    words, drawn = files.words, files.sample.drawn
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    for code in ("case_id", "title", "fine", "probability", "weight", "reasons"):
        figure = code in ("fine", "probability", "weight")
        table.add_column(
            Prose(words(f"indicators.{code}")),
            justify="right" if figure else "left",
            no_wrap=figure,
            overflow="fold",
        )
    for each, case in list(files)[:MOST_SHOWN]:
        fine = case.penalty.fine if case.penalty else None
        table.add_row(
            Prose(clean(case.id)),
            Prose(files.title(case)),
            words.money(fine) if fine else "—",
            f"{float(each.probability):.4f}",
            f"{float(each.weight):.1f}",
            Prose(files.reasons(each), style=MUTED),
        )
    return Group(
        Prose(words("indicators.sample"), style=STRONG),
        Prose(files.lead()),
        Prose(words("indicators.sample_note"), style=MUTED),
        table,
        *more(min(MOST_SHOWN, len(drawn)), len(drawn), words),
    )


def sample_json(files: Files) -> dict[str, Any]:
    """Return the sample as plain data; probabilities and weights as exact fractions too."""
    sample = files.sample
    return {
        "cases": sample.cases,
        "n": len(sample.drawn),
        "by": list(sample.by),
        "strata": sample.strata,
        "seed": sample.seed,
        "corpus_version": sample.corpus_version,
        "rulebook": files.book.fingerprint,
        "files": [_file_json(files, each, case) for each, case in files],
    }


def _file_json(files: Files, drawn: Drawn, case: Case) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "stratum": dict(zip(files.sample.by, drawn.stratum, strict=True)),
        "title": files.title(case),
        "party": files.mask.name(case.party.name),
        "team": case.team,
        "decided": plain(case.decided),
        "fine": plain(case.penalty.fine) if case.penalty else None,
        "size": drawn.size,
        "reasons": list(drawn.reasons),
        "reasons_text": files.reasons(drawn),
        "probability": float(drawn.probability),
        "probability_exact": str(drawn.probability),
        "weight": float(drawn.weight),
    }


# --- workbook -------------------------------------------------------------------------------------


def sample_workbook(files: Files) -> bytes:
    """Return the list as an Excel file for reviewers: equal samples give equal bytes.

    No text becomes a formula, whatever it begins with.
    """
    from openpyxl import Workbook

    made = Workbook()
    sheet: Worksheet = made.active  # type: ignore[assignment]
    sheet.title = files.words("indicators.sheet")
    _fill(sheet, files)
    about = made.create_sheet(files.words("indicators.sheet_about"))
    about.column_dimensions["A"].width = 100
    for row, text in enumerate(_about(files), start=1):
        _put(about, row, 1, text)
    return workbook_bytes(made)


def _about(files: Files) -> list[str]:
    words, sample = files.words, files.sample
    return [
        files.lead(),
        words("indicators.sample_note"),
        f"{words('indicators.by_columns')} {words.joined(sample.by)}",
        f"{words('indicators.seed')} {sample.seed}",
        f"{words('indicators.corpus')} {sample.corpus_version}",
        f"{words('indicators.rulebook')} {files.book.fingerprint}",
    ]


def _fill(sheet: Worksheet, files: Files) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    open_cell = PatternFill("solid", start_color="FFF8E7", end_color="FFF8E7")
    for at, (code, width) in enumerate(_SHEET, start=1):
        _put(sheet, 1, at, files.words(f"indicators.{code}"))
        sheet.cell(1, at).font = Font(bold=True)
        sheet.cell(1, at).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row, (drawn, case) in enumerate(files, start=2):
        for at, value in enumerate(_cells(files, drawn, case), start=1):
            _put(sheet, row, at, value)
        for at in range(len(_SHEET) - _FOR_REVIEWERS + 1, len(_SHEET) + 1):
            sheet.cell(row, at).fill = open_cell
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _cells(files: Files, drawn: Drawn, case: Case) -> tuple[Any, ...]:
    fine = case.penalty.fine if case.penalty else None
    return (
        clean(case.id),
        files.title(case),
        files.mask.name(case.party.name),
        clean(case.team or ""),
        case.decided,
        None if fine is None else Decimal(fine.fen) / 100,
        files.reasons(drawn),
        round(float(drawn.probability), 9),
        round(float(drawn.weight), 6),
    )


def _put(sheet: Worksheet, row: int, at: int, value: Any) -> None:
    """Put a value into a cell; a text stays a text, whatever it begins with."""
    from discretion.files.cells import hold_text

    if value is None or value == "":
        return
    cell: Any = sheet.cell(row, at)
    if not isinstance(value, str):
        cell.value = value
        return
    hold_text(cell, value)
