"""A whole ledger to cases: every row becomes a case or a problem, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discretion.intake.columns import (
    ColumnMapping,
    check_told,
    looks_like_header,
    map_columns,
    plain,
    read_mapping,
)
from discretion.intake.errors import IntakeError
from discretion.intake.grid import Row, Table, check_columns
from discretion.intake.items import ItemFinder, ItemFinding
from discretion.intake.objects import case_from_object
from discretion.intake.records import plain_cell
from discretion.intake.rowcells import RowProblem, UnusableRowError
from discretion.intake.rows import PARTY_FIELDS, RowReader
from discretion.intake.tables import read_table
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

PROGRESS_STEP = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A usable row: its number, its case, and how its item was found (None: the case names it)."""

    row: int
    case: Case
    item: ItemFinding | None = None


NAMING = ("party_name", "party_number", "party_credit_code", "officers")
"""Fields that identify somebody."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of one row: an entry, or nothing; and what is to be said of it.

    ``repeats`` is the row of which this one is a repetition, word for word. ``names`` are those in
    a row that cannot be used: its problems quote cells, and who prints them may have to hide names.
    """

    row: int
    entry: Entry | None
    problems: tuple[RowProblem, ...] = ()
    repeats: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file holds. ``total`` rows = usable ``entries`` + ``duplicates`` + ``unusable`` rows.

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
    unusable: int = 0

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
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ledger:
    """Read a ledger: ``.xlsx .csv .tsv .jsonl .json .parquet``; *progress* gets the rows so far.

    ``mapping`` is a file that says what columns mean; without one they are known by their names.
    ``format`` names the plug-in that reads the file; one is found for a suffix of its own.

    Raises:
        IntakeError: the file as a whole cannot be used.
    """
    stream = open_ledger(path, book, mapping=mapping, sheet=sheet, format=format)
    entries: list[Entry] = []
    problems: list[RowProblem] = []
    duplicates: list[tuple[int, int]] = []
    total = 0
    for result in stream:
        total += 1
        if result.entry is not None:
            entries.append(result.entry)
        elif result.repeats is not None:
            duplicates.append((result.row, result.repeats))
        problems += result.problems
        if progress and total % PROGRESS_STEP == 0:
            progress(total)
    if progress:
        progress(total)
    return Ledger(
        Path(path),
        tuple(entries),
        (*stream.remarks(), *problems),
        stream.columns,
        tuple(duplicates),
        total,
        total - len(entries) - len(duplicates),
    )


def open_ledger(
    path: str | Path,
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    format: str | None = None,
) -> LedgerStream:
    """Open a ledger of any length to be read once, row by row.

    Raises:
        IntakeError: the file as a whole cannot be used; damage further on raises while reading.
    """
    table, told = open_table(path, book, mapping=mapping, sheet=sheet, format=format)
    return LedgerStream(Path(path), book, table, told)


def open_table(
    path: str | Path,
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    format: str | None = None,
    any_names: bool = False,
) -> tuple[Table, dict[str, str]]:
    """Open the table of a ledger; return it with what the mapping file says of its columns.

    With *any_names* the first row of at least two texts is its header, whatever they are.

    Raises:
        IntakeError: the file as a whole cannot be used.
    """
    told = read_mapping(Path(mapping), book.every_fact()) if mapping else {}
    known = {plain(column) for column in told}

    def is_header(texts: Sequence[str]) -> bool:
        named = sum(bool(text) if any_names else plain(text) in known for text in texts)
        return named >= 2 or looks_like_header(texts)

    return read_table(Path(path), is_header, sheet, format), told


def open_rows(
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    where: str,
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
) -> LedgerStream:
    """Open rows of cells under column *names* that another program gives, numbered from 1.

    *where* names them in messages; *mapping* is as for :func:`open_ledger`.

    Raises:
        IntakeError: two columns have one name, or nothing says what the items are.
    """
    columns = tuple(check_columns(names, where))

    def numbered() -> Iterator[Row]:
        for number, cells in enumerate(rows, start=1):
            plain = {n: plain_cell(c) for n, c in zip(columns, cells, strict=True)}
            if any(c is not None and c != "" for c in plain.values()):
                yield Row(number, plain)

    told = read_mapping(Path(mapping), book.every_fact()) if mapping else {}
    return LedgerStream(where, book, Table(columns, numbered()), told)


def iter_cases(path: str | Path, book: Rulebook) -> Iterator[Case]:
    """Yield the usable cases of a ledger one by one, without keeping them."""
    for result in open_ledger(path, book):
        if result.entry is not None:
            yield result.entry.case


def case_from_row(row: Mapping[str, Any], book: Rulebook) -> Case:
    """Return the case of one ledger row, given as a mapping of column names to cells.

    Raises:
        IntakeError: the row cannot be used; the message lists every reason.
    """
    columns = tuple(map(str, row))
    try:
        cells = {str(column): plain_cell(cell) for column, cell in row.items()}
        return _reader(columns, book).read(Row(1, cells)).case
    except UnusableRowError as error:
        raise _of_row(error) from None


class LedgerStream:
    """The rows of an open ledger. ``columns`` of JSON objects grow as they are seen."""

    def __init__(
        self, path: Path | str, book: Rulebook, table: Table, told: Mapping[str, str]
    ) -> None:
        """Read *table*, which *path* names in messages."""
        self.path, self.book, self.table, self.told = path, book, table, told
        self.columns = map_columns(table.columns, book, told)
        if not table.nested:
            check_told(table.columns, told)
            _check_columns(self.columns, path)
        self.finder = ItemFinder(book)
        self._readers: dict[tuple[str, ...], RowReader] = {}
        self._firsts: dict[str, tuple[int, int]] = {}
        self._all_columns: dict[str, None] = {}

    def __iter__(self) -> Iterator[RowResult]:
        empty = True
        for row in self.table.rows:
            empty = False
            yield self._result(row)
        if empty:
            raise IntakeError("文件里没有数据行", where=str(self.path), remedy="请核对文件内容。")
        if self.table.nested:
            self.columns = map_columns(tuple(self._all_columns), self.book, self.told)

    def remarks(self) -> tuple[RowProblem, ...]:
        """What the user should know about the table as a whole."""
        row = self.table.header_row
        found = [RowProblem(0, "", "", *note) for note in self.table.notes]
        found += [
            RowProblem(row, m.column, "", m.note or "", "如不对，请改列名，或者用列映射文件说明")
            for m in self.columns.notes
        ]
        if not self.columns.matches:
            return tuple(found)
        if not self.table.nested and self.columns.of_field("id") is None:
            what = "没有处罚决定书文号一列，各行以行号和内容标识代替"
            found.append(RowProblem(0, "", "", what, "请补上文号"))
        if not any(map(self.columns.of_field, PARTY_FIELDS)):
            what = "没有当事人类型和名称：案由只适用于单位的按单位处理，其余一律按个人处理"
            found.append(RowProblem(0, "", "", what, "请补上“当事人类型”一列"))
        return tuple(found)

    def _result(self, row: Row) -> RowResult:
        try:
            entry, notes = self._read(row)
        except UnusableRowError as error:
            return RowResult(row.number, None, error.problems, names=self._names(row))
        case = entry.case
        first, content = self._firsts.setdefault(case.id, (row.number, _content(case)))
        if first == row.number:
            return RowResult(row.number, entry, notes)
        if content == _content(case):
            return RowResult(row.number, None, repeats=first)
        problem = RowProblem(
            row.number,
            "处罚决定书文号",
            case.id,
            f"文号与第 {first} 行相同而内容不同，本行未计入",
            "请核对哪一行是对的，或者改正文号",
            fatal=True,
        )
        return RowResult(row.number, None, (problem,))

    def _names(self, row: Row) -> tuple[str, ...]:
        columns = (self.columns.of_field(name) for name in NAMING)
        cells = [str(row.cells.get(c.column) or "") for c in columns if c is not None]
        return tuple(name for cell in cells for name in re.split(r"[\s、，,；;]+", cell) if name)

    def _read(self, row: Row) -> tuple[Entry, tuple[RowProblem, ...]]:
        if not self.table.nested or row.broken is not None:
            columns = self.table.columns
        elif any(isinstance(cell, dict | list) for cell in row.cells.values()):
            return self._object(row)
        else:
            columns = tuple(row.cells)
            if columns not in self._readers:
                self._all_columns |= dict.fromkeys(columns)
        found = self._reader(columns).read(row)
        return Entry(row.number, found.case, found.item), found.notes

    def _reader(self, columns: tuple[str, ...]) -> RowReader:
        found = self._readers.get(columns)
        if found is None:
            mapping = map_columns(columns, self.book, self.told) if columns else self.columns
            found = self._readers[columns] = RowReader(self.book, mapping, self.finder)
        return found

    def _object(self, row: Row) -> tuple[Entry, tuple[RowProblem, ...]]:
        try:
            case = case_from_object(row.cells, f"{self.path}，第 {row.number} 个案件")
        except IntakeError as error:
            problem = RowProblem(row.number, "", error.value or "", error.what, error.remedy, True)
            raise UnusableRowError((problem,)) from None
        if case.items:
            return Entry(row.number, case), ()
        days = [d for d in (case.act.over, case.decided) if d]
        finding = self.finder.find((), case.basis, None, days, case.text or None)
        if finding.codes:
            return Entry(row.number, case.model_copy(update={"items": finding.codes}), finding), ()
        what = finding.note or "认不出案由"
        note = RowProblem(row.number, "items", case.basis or "", what, "请补充案由编码")
        return Entry(row.number, case, finding), (note,)


_READERS: dict[tuple[str, ...], RowReader] = {}
_MOST_READERS = 64


def _reader(columns: tuple[str, ...], book: Rulebook) -> RowReader:
    """Return a reader of rows with these columns; equal tables share one."""
    found = _READERS.get(columns)
    if found is None or found.book is not book:
        if len(_READERS) >= _MOST_READERS:
            _READERS.clear()
        found = _READERS[columns] = RowReader(book, map_columns(columns, book))
    return found


def _of_row(error: UnusableRowError) -> IntakeError:
    first, *others = error.problems
    column = f"“{first.column}”列" if first.column else "这一行"
    more = "；".join(f"{p.column}：{p.message}" for p in others)
    return IntakeError(
        first.message,
        where=column,
        value=first.value or None,
        remedy=first.remedy + (f"；另有：{more}" if more else "") + "。",
    )


def _content(case: Case) -> int:
    """Return a number that equal decisions share; columns beside the case do not count."""
    return hash(
        (
            case.items,
            case.party,
            case.act,
            case.filed,
            case.decided,
            case.place,
            case.text,
            case.basis,
            frozenset(case.facts.items()),
            frozenset(case.circumstances),
            case.channel,
            case.body,
            case.team,
            case.officers,
            case.penalty,
            case.procedure,
        )
    )


def _check_columns(columns: ColumnMapping, path: Path | str) -> None:
    if not any(columns.of_field(n) for n in ("items", "item_title", "basis", "title", "text")):
        raise IntakeError(
            "看不出哪一列是案由或处罚依据",
            where=str(path),
            value="、".join(m.column for m in columns.matches[:8]),
            remedy="请把列名改成“案由”“处罚依据”等，或者用列映射文件说明。",
        )
