"""JSON, JSON Lines and Parquet, with exact numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from discretion.intake.delimited import encoding_of
from discretion.intake.errors import IntakeError
from discretion.intake.grid import Row, Table, check_columns

MOST_BYTES = 64 * 1024**2
"""A longer JSON text is refused."""
MOST_OF_A_LINE = 1 << 20
"""So many characters has a line of JSON Lines at most: far more than any case can have."""
MOST_DEPTH = 50


def parse_json(text: str, where: str) -> Any:
    """Return JSON data with exact numbers.

    Raises:
        IntakeError: not JSON, with line and column; a key twice; too long or too deep.
    """
    if len(text) > MOST_BYTES:
        raise IntakeError(
            "JSON 过长", where=where, remedy=f"请拆成不超过 {MOST_BYTES >> 20} MB 的几份。"
        )
    try:
        found = json.loads(
            text, parse_float=_exact, object_pairs_hook=_no_twice, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise IntakeError(
            f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）",
            where=where,
            value=_near(text, error.pos),
            remedy="请核对引号、逗号和括号是否成对。",
        ) from None
    except RecursionError:
        raise _too_deep(where) from None
    except IntakeError as error:
        raise IntakeError(error.what, where=where, value=error.value, remedy=error.remedy) from None
    except ValueError:
        # int() refuses a numeral of thousands of digits.
        raise IntakeError("有一个整数过长", where=where, remedy="请核对这个数。") from None
    if _deeper_than(found, MOST_DEPTH):
        raise _too_deep(where)
    return found


def read_lines(path: Path) -> Table:
    """Open JSON Lines: one object a line."""
    encoding = encoding_of(path)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding) as text:
            for number, line in enumerate(_bounded(text), start=1):
                where = f"{path}，第 {number} 行"
                if line is None:
                    remedy = f"一行至多 {MOST_OF_A_LINE:,} 字；请核对是不是一行一个案件。"
                    yield Row(
                        number, {}, broken=IntakeError("这一行过长", where=where, remedy=remedy)
                    )
                elif line.strip():
                    yield _object(line, number, where)

    return Table((), rows(), nested=True)


def _bounded(text: TextIO) -> Iterator[str | None]:
    """Yield the lines of *text*, None in place of one that is too long to be held."""
    while line := text.readline(MOST_OF_A_LINE + 1):
        if len(line) <= MOST_OF_A_LINE:
            yield line
            continue
        while line and not line.endswith("\n"):
            line = text.readline(MOST_OF_A_LINE)
        yield None


def read_json(path: Path) -> Table:
    """Open a JSON file: one object, or a list of them; rows are numbered as they stand.

    Raises:
        IntakeError: the file is not JSON, or nothing that has cases in it.
    """
    if path.stat().st_size > MOST_BYTES:
        raise IntakeError(
            f"JSON 文件超过 {MOST_BYTES >> 20} MB",
            where=str(path),
            remedy="请改用 .jsonl，每行一个案件。",
        )
    with path.open(encoding=encoding_of(path)) as text:
        found = parse_json(text.read(), str(path))
    if not isinstance(found, list | dict):
        raise IntakeError(
            "不是 JSON 对象",
            where=str(path),
            value=str(found),
            remedy="文件须是一个 {…} 对象，或者由对象组成的 […]。",
        )
    objects = found if isinstance(found, list) else [found]
    rows = (_row(each, n, f"{path}，第 {n} 个") for n, each in enumerate(objects, start=1))
    return Table((), rows, nested=True)


def read_parquet(path: Path) -> Table:
    """Open a Parquet file; rows are numbered from 1.

    Raises:
        IntakeError: the file is damaged, or two columns have the same name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        names: list[str] = file.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError):
        raise _damaged(path) from None
    columns = check_columns(names, str(path))

    def rows() -> Iterator[Row]:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=4096):
                for cells in batch.to_pylist():
                    number += 1
                    if any(c is not None and c != "" for c in cells.values()):
                        yield Row(number, {n: plain_cell(c) for n, c in cells.items()})
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            raise _damaged(path, number) from None
        finally:
            file.close()

    return Table(tuple(columns), rows())


def plain_cell(cell: Any) -> Any:
    """Return a cell of a typed file as text, whole number, exact decimal, day, or None.

    Databases fill up texts with NUL, which is cut off; one amid a text is shown as U+FFFD.
    """
    if isinstance(cell, str) and "\0" in cell:
        return cell.rstrip("\0").replace("\0", "\ufffd")
    if cell is None or isinstance(cell, str | int):
        return cell
    if cell != cell:  # noqa: PLR0124
        # NaN, and pandas' "not a time": neither is equal to itself.
        return None
    if isinstance(cell, float):
        # 15 digits are what a spreadsheet shows; the rest is the noise of binary sums.
        exact = Decimal(f"{cell:.15g}")
        if not exact.is_finite():
            return str(exact)
        return int(exact) if abs(exact) < 10**15 and exact == int(exact) else exact
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date | Decimal):
        return cell
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _object(line: str, number: int, where: str) -> Row:
    try:
        return _row(parse_json(line, where), number, where)
    except IntakeError as error:
        return Row(number, {}, broken=error)


def _row(found: Any, number: int, where: str) -> Row:
    if isinstance(found, dict):
        return Row(number, found)
    broken = IntakeError(
        "这里不是 JSON 对象", where=where, value=str(found), remedy="请写一个 {…} 对象。"
    )
    return Row(number, {}, broken=broken)


def _damaged(path: Path, row: int = 0) -> IntakeError:
    where = f"{path}，第 {row} 行之后" if row else str(path)
    return IntakeError("不是完好的 Parquet 文件", where=where, remedy="请重新导出该文件。")


# --- exact JSON -------------------------------------------------------------------------------


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    # A number such as 1e999999999 would fill the memory as soon as it is written out.
    if number and not -400 <= number.adjusted() <= 400:
        raise IntakeError("JSON 里的数过大或者过小", value=text, remedy="请核对这个数。")
    return number


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [k for k, _ in pairs]
        twice = next(k for k in found if names.count(k) > 1)
        raise IntakeError("同一个对象里有键出现了两次", value=twice, remedy="请删去其中一个。")
    return found


def _no_constant(name: str) -> Any:
    raise IntakeError("JSON 里不能有这个值", value=name, remedy="请改成数字或者 null。")


def _near(text: str, position: int) -> str:
    return re.sub(r"\s+", " ", text[max(0, position - 10) : position + 20])


def _too_deep(where: str) -> IntakeError:
    return IntakeError("JSON 嵌套过深", where=where, remedy="请核对文件内容。")


def _deeper_than(data: Any, depth: int) -> bool:
    level = [data]
    for _ in range(depth):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
