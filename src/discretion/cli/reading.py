"""What the arguments name: cases of a JSON text or file, rows of a ledger."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.cli.arguments import UsageError
from discretion.cli.printing import progress
from discretion.model.case import Case
from discretion.report.words import Words
from discretion.rulebook.errors import did_you_mean

if TYPE_CHECKING:
    from discretion.engine.book import Book
    from discretion.intake.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Given:
    """The cases given, with their rows; the ledger they come from; whether one was picked."""

    entries: tuple[tuple[int | None, Case], ...]
    ledger: Ledger | None = None
    picked: bool = False

    @property
    def one(self) -> Case:
        """The only case.

        Raises:
            UsageError: there are several.
        """
        if len(self.entries) != 1:
            raise UsageError(
                f"这个命令只看一个案件，现有 {len(self.entries)} 件；请用 --row 或 --case-no 指明"
            )
        return self.entries[0][1]

    @property
    def whole(self) -> bool:
        """Whether many cases are to be dealt with as a whole."""
        return not self.picked and (self.ledger is not None or len(self.entries) > 1)


def read_given(options: argparse.Namespace, book: Book) -> Given:
    """Return the cases that the arguments name.

    Raises:
        IntakeError: the file or text cannot be used.
        UsageError: no such row or case.
    """
    named = getattr(options, "format", None) is not None
    if options.file == "-" or (Path(options.file).suffix.lower() == ".json" and not named):
        text, where = _text(options.file)
        rows = _rows(text)
        if options.file == "-" or not rows:
            _refuse_table_options(options)
            cases = _from_rows(rows, where, book) if rows else _cases(text, where)
            return _pick(options, Given(tuple((None, case) for case in cases)))
    ledger = read_whole(Path(options.file), book, options)
    if options.row is not None:
        return Given((_row(options, ledger),), ledger, picked=True)
    return _pick(options, Given(tuple((e.row, e.case) for e in ledger.entries), ledger))


def read_whole(path: Path, book: Book, options: argparse.Namespace) -> Ledger:
    """Read a ledger, showing progress."""
    from discretion.intake.ledger import read_ledger

    with progress(Words(options.lang)("progress.read"), None) as advance:
        return read_ledger(
            path,
            book,
            mapping=getattr(options, "mapping", None),
            sheet=getattr(options, "sheet", None),
            format=getattr(options, "format", None),
            progress=advance,
        )


def _refuse_table_options(options: argparse.Namespace) -> None:
    for name in ("row", "mapping", "sheet"):
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} 只用于台账（xlsx、csv、jsonl、parquet），不用于案件 JSON")


def _text(file: str) -> tuple[str, str]:
    from discretion.intake.errors import IntakeError

    if file == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError(
                "没有给出文件。请写案件 JSON 或者台账的路径，或者从标准输入送入案件 JSON"
            )
        data, where = sys.stdin.buffer.read(), "标准输入"
    else:
        path = Path(file)
        if path.is_dir():
            raise IntakeError("这是文件夹，不是文件", where=file, remedy="请给出文件的路径。")
        if not path.is_file():
            raise IntakeError("没有这个文件", where=file, remedy="请核对路径和文件名。")
        data, where = path.read_bytes(), file
    try:
        text = data.decode("utf-8-sig")
        if file == "-" and _is_table(text):
            raise IntakeError("送入的是表格，不是 JSON", where=where, remedy=_ONLY_JSON)
        return text, where
    except UnicodeDecodeError:
        remedy = _ONLY_JSON if file == "-" else "请把内容另存为 UTF-8 编码。"
        raise IntakeError("不是 UTF-8 文本", where=where, remedy=remedy) from None


_ONLY_JSON = "标准输入只收案件 JSON（UTF-8）；台账请给出文件的路径，如 discretion check 台账.csv。"


def _is_table(text: str) -> bool:
    """Whether a text begins with a row of delimited cells, as no JSON text does."""
    first = text.lstrip().partition("\n")[0]
    return first[:1] not in ("", "{", "[") and any(mark in first for mark in ",\t;，")


def _cases(text: str, where: str) -> list[Case]:
    """Return the cases of a JSON text: an object of the case schema, or a list of them."""
    from discretion.intake.errors import IntakeError
    from discretion.intake.objects import read_cases

    cases = read_cases(text, where)
    if not cases:
        raise IntakeError("没有案件", where=where, remedy="列表是空的，请给出至少一个案件。")
    return cases


def _rows(text: str) -> list[Any]:
    """Return the objects of a JSON text if one of them is a row of a ledger, else nothing."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return []  # the reader of cases says what is wrong
    objects = found if isinstance(found, list) else [found]
    return objects if any(_is_row(each) for each in objects) else []


def _is_row(each: Any) -> bool:
    """Whether an object is a row of a ledger: the case schema has only English names."""
    return isinstance(each, dict) and any(not name.isascii() for name in each)


def _from_rows(rows: list[Any], where: str, book: Book) -> list[Case]:
    from discretion.intake.errors import IntakeError
    from discretion.intake.ledger import case_from_row
    from discretion.intake.objects import case_from_object

    cases = []
    for number, each in enumerate(rows, start=1):
        place = f"{where} 第 {number} 个案件"
        if not _is_row(each):
            cases.append(case_from_object(each, place))
            continue
        try:
            cases.append(case_from_row(each, book))
        except IntakeError as error:
            raise IntakeError(
                error.what, where=place, value=error.value, remedy=error.remedy
            ) from None
    return cases


# --- picking --------------------------------------------------------------------------------------


def _row(options: argparse.Namespace, ledger: Ledger) -> tuple[int | None, Case]:
    for entry in ledger.entries:
        if entry.row == options.row:
            return entry.row, entry.case
    told = [str(problem) for problem in ledger.problems if problem.row == options.row]
    first = dict(ledger.duplicates).get(options.row)
    if first is not None:
        told.append(f"它与第 {first} 行重复")
    rows = [entry.row for entry in ledger.entries]
    if not told and rows:
        told.append(f"可用的行在第 {min(rows)} 行至第 {max(rows)} 行之间")
    raise UsageError(f"{options.file} 第 {options.row} 行没有可用的案件。" + "；".join(told))


def _pick(options: argparse.Namespace, given: Given) -> Given:
    if options.case_no is None:
        return given
    found = tuple(entry for entry in given.entries if entry[1].id == options.case_no)
    if not found:
        near = did_you_mean(options.case_no, (case.id for _, case in given.entries))
        hint = f"，是不是 {near}？" if near else ""
        raise UsageError(f"没有文号为 {options.case_no} 的案件{hint}")
    return Given(found[:1], given.ledger, picked=True)
