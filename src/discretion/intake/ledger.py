"""A whole ledger to cases: every row becomes a case or a problem, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discretion.intake.columns import (
    ColumnMapping,
    looks_like_header,
    map_columns,
    read_mapping,
)
from discretion.intake.columns import all_facts as facts_of
from discretion.intake.errors import IntakeError
from discretion.intake.items import ItemFinding
from discretion.intake.objects import case_from_object
from discretion.intake.rows import RowProblem, RowReader, UnusableRowError
from discretion.intake.tables import Row, Table, read_table
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Entry:
    """A usable row: its number, its case, and how its item was found (None: the case names it)."""

    row: int
    case: Case
    item: ItemFinding | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file holds. ``total`` rows = usable ``entries`` + ``duplicates`` + unusable rows.

    ``problems`` are what is wrong or doubtful, in the order of the rows; those that are ``fatal``
    made a row unusable. ``duplicates`` names rows that repeat an earlier decision word for word:
    (row, row of the first).
    """

    path: Path
    entries: tuple[Entry, ...]
    problems: tuple[RowProblem, ...]
    columns: ColumnMapping
    duplicates: tuple[tuple[int, int], ...] = ()
    total: int = 0
    unusable: int = field(default=0)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases, in the order of the rows."""
        return tuple(entry.case for entry in self.entries)


def read_ledger(
    path: str | Path,
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ledger:
    """Read a ledger: ``.xlsx .csv .tsv .jsonl .json .parquet``; *progress* gets the rows so far.

    ``mapping`` is a file that says what columns mean; without one they are known by their names.

    Raises:
        IntakeError: the file as a whole cannot be used.
    """
    file = Path(path)
    told = read_mapping(Path(mapping), facts_of(book)) if mapping else None

    def is_header(texts: Any) -> bool:
        return looks_like_header(texts) or bool(told and sum(t in told for t in texts) >= 2)

    table = read_table(file, is_header, sheet)
    columns = map_columns(table.columns, book, told)
    if not table.nested:
        _check_columns(columns, file)
    return _Reading(file, book, table, columns, progress).ledger()


def case_from_row(row: Mapping[str, Any], book: Rulebook) -> Case:
    """Return the case of one ledger row, given as a mapping of column names to cells.

    Raises:
        IntakeError: the row cannot be used; the message lists every reason.
    """
    columns = map_columns(tuple(row), book)
    try:
        return RowReader(book, columns).read(Row(1, dict(row))).case
    except UnusableRowError as error:
        raise IntakeError(
            "这一行不能用：" + "；".join(str(p) for p in error.problems), remedy="请改正后重试。"
        ) from None


def _check_columns(columns: ColumnMapping, path: Path) -> None:
    if not any(columns.of_field(n) for n in ("items", "item_title", "basis", "title", "text")):
        raise IntakeError(
            "看不出哪一列是案由或处罚依据",
            where=str(path),
            value="、".join(m.column for m in columns.matches[:8]),
            remedy="请把列名改成“案由”“处罚依据”等，或者用列映射文件说明。",
        )


class _Reading:
    def __init__(
        self,
        path: Path,
        book: Rulebook,
        table: Table,
        columns: ColumnMapping,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.path, self.book, self.table, self.columns = path, book, table, columns
        self.progress = progress
        self.reader = RowReader(book, columns)
        self.entries: list[Entry] = []
        self.problems: list[RowProblem] = []
        self.duplicates: list[tuple[int, int]] = []
        self.first: dict[str, tuple[int, str]] = {}
        self.total = self.unusable = 0

    def ledger(self) -> Ledger:
        for row in self.table.rows:
            self.total += 1
            self._take(row)
            if self.progress and self.total % 500 == 0:
                self.progress(self.total)
        if self.progress:
            self.progress(self.total)
        if not self.total:
            raise IntakeError("文件里没有数据行", where=str(self.path), remedy="请核对文件内容。")
        return Ledger(
            self.path,
            tuple(self.entries),
            tuple(self.problems),
            self.columns,
            tuple(self.duplicates),
            self.total,
            self.unusable,
        )

    def _take(self, row: Row) -> None:
        try:
            entry, notes = self._read(row)
        except UnusableRowError as error:
            self.problems += error.problems
            self.unusable += 1
            return
        case = entry.case
        first, digest = self.first.setdefault(case.id, (row.number, case.digest))
        if first != row.number:
            if digest == case.digest:
                self.duplicates.append((row.number, first))
            else:
                self.problems.append(
                    RowProblem(
                        row.number,
                        "处罚决定书文号",
                        case.id,
                        f"文号与第 {first} 行相同而内容不同，本行未计入",
                        "请核对哪一行是对的，或者改正文号",
                        fatal=True,
                    )
                )
                self.unusable += 1
            return
        self.entries.append(entry)
        self.problems += notes

    def _read(self, row: Row) -> tuple[Entry, tuple[RowProblem, ...]]:
        if isinstance(broken := row.cells.get(""), IntakeError):
            raise UnusableRowError(
                (RowProblem(row.number, "", broken.value or "", broken.what, broken.remedy, True),)
            )
        if self.table.nested and isinstance(row.cells.get("party"), dict):
            try:
                return Entry(row.number, case_from_object(row.cells, f"第 {row.number} 个")), ()
            except IntakeError as error:
                raise UnusableRowError(
                    (
                        RowProblem(
                            row.number,
                            error.where or "",
                            error.value or "",
                            error.what,
                            error.remedy,
                            True,
                        ),
                    )
                ) from None
        reader = self.reader
        if self.table.nested:
            reader = RowReader(
                self.book, map_columns(tuple(row.cells), self.book), self.reader.finder
            )
        found = reader.read(row)
        return Entry(row.number, found.case, found.item), found.notes


def iter_cases(path: str | Path, book: Rulebook) -> Iterator[Case]:
    """Yield the usable cases of a ledger."""
    yield from read_ledger(path, book).cases
