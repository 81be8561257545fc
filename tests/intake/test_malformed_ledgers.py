"""Ledgers that are broken: each is refused, or its bad rows are, with the place and a remedy."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.intake.errors import IntakeError
from discretion.intake.ledger import Ledger, read_ledger
from discretion.rulebook.book import Rulebook
from tests.intake.conftest import COLUMNS, ROW, changed

HEADER = ",".join(COLUMNS)
GOOD = ",".join(ROW)
ENGLISH = re.compile(r"[A-Za-z]{4,} [a-z]{2,}")
"""Two English words in a row: a message that nobody has written for the user."""


def workbook(*rows: Any, arrange: Callable[[Any], None] | None = None) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if arrange:
        arrange(sheet)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def rewritten(archive: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A workbook with the content of its parts changed, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


SHEET = workbook(COLUMNS, ROW)


def in_sheet(old: bytes, new: bytes) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(old, new, 1) if "sheet1" in name else content

    return rewritten(SHEET, change)


def laughs() -> bytes:
    """A sheet whose entities unfold to a billion letters."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )

    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name:
            return content
        at = content.index(b"<worksheet")
        body = content[at:].replace(b"<t>", b"<t>&j;", 1)
        return b"<!DOCTYPE worksheet [" + entities.encode() + b"]>" + body

    return rewritten(SHEET, change)


def bomb() -> bytes:
    """A megabyte or so that unpacks to a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(10):
            archive.writestr(f"xl/part{part}.xml", bytes(10 * 1024**2))
    return out.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    raw = io.BytesIO()
    pq.write_table(pa.table(columns), raw)
    return raw.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
LONG = "长" * 2_000_000

FILES: dict[str, tuple[str, bytes | str, str]] = {
    # name: (file name, content, what the message must say)
    "empty file": ("a.csv", b"", "空的"),
    "blank file": ("a.csv", "\n\n \n", "列名"),
    "header only": ("a.csv", HEADER, "没有数据行"),
    "no header": ("a.csv", f"{GOOD}\n{GOOD}", "列名"),
    "unknown columns only": ("a.csv", "甲,乙\n1,2", "列名"),
    "no column of an item": ("a.csv", "处罚决定书文号,处罚日期\n1,2023-05-06", "案由"),
    "a name twice": ("a.csv", f"{HEADER},案由\n{GOOD},x", "列名重复"),
    "a name twice in full width": (
        "a.csv",
        f"{HEADER},面积(亩),面积（亩）\n{GOOD},1,2",
        "列名重复",
    ),
    "damaged utf-8": ("a.csv", f"{HEADER}\n{GOOD}\n".encode() + b"\xff\xfe,\xe5", "第 3 行"),
    "cut off in a character": ("a.csv", f"{HEADER}\n{GOOD}\n某".encode("utf-8-sig")[:-1], "UTF-8"),
    "neither encoding": ("a.csv", b"\x81\x20\xff\xff" * 50, "编码"),
    "binary": ("a.csv", bytes(range(256)) * 4, "另存为"),
    "zeros": ("a.csv", bytes(1000), "空字符"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "另存为"),
    "a workbook called csv": ("a.csv", SHEET, ".xlsx"),
    "an unclosed quotation mark": ("a.csv", f'{HEADER}\n"{GOOD}\n{GOOD}', "引号"),
    "an endless cell": ("a.csv", f'{HEADER}\n{GOOD}\n"{LONG}",x', "引号"),
    "unknown suffix": ("a.et", b"x", "另存为 .xlsx"),
    "no suffix": ("ledger", b"x", "支持的后缀"),
    "old workbook": ("a.xls", OLE, "另存为 .xlsx"),
    "old or encrypted workbook": ("a.xlsx", OLE, "密码"),
    "a csv called xlsx": ("a.xlsx", HEADER, "完好"),
    "a cut workbook": ("a.xlsx", SHEET[:-200], "完好"),
    "an archive of nothing": ("a.xlsx", b"PK\x05\x06" + bytes(18), "完好"),
    "a workbook without sheets": (
        "a.xlsx",
        rewritten(SHEET, lambda n, c: None if "sheet1" in n else c),
        "完好",
    ),
    "broken markup": ("a.xlsx", in_sheet(b"</row>", b"</rwo>"), "完好"),
    "a row number beyond all bounds": (
        "a.xlsx",
        in_sheet(b'<row r="2"', b'<row r="99999999999"'),
        "完好",
    ),
    "a row number that is none": ("a.xlsx", in_sheet(b'<row r="2"', b'<row r="x"'), "完好"),
    "a cell nowhere": ("a.xlsx", in_sheet(b'r="A2"', b'r="!!"'), "完好"),
    "a shared text that is not there": (
        "a.xlsx",
        in_sheet(b'<c r="A2" t="inlineStr">', b'<c r="A2" t="s"><v>9</v></c><c t="inlineStr">'),
        "完好",
    ),
    "a billion laughs": ("a.xlsx", laughs(), "实体"),
    "a bomb": ("a.xlsx", bomb(), "解压后"),
    "an empty sheet": ("a.xlsx", workbook(), "列名"),
    "a formula never computed": ("a.xlsx", workbook(COLUMNS, [*ROW[:5], "=TODAY()"]), "F2"),
    "broken json": ("a.json", '[{"案由": "甲",}]', "第 1 行第"),
    "json that is a number": ("a.json", "5", "不是 JSON 对象"),
    "an empty list": ("a.json", "[]", "没有数据行"),
    "json nested deeply": ("a.json", "[" * 100_000, "嵌套过深"),
    "json with a key twice": ("a.json", '{"案由": "甲", "案由": "乙"}', "出现了两次"),
    "blank json lines": ("a.jsonl", "\n\n", "没有数据行"),
    "a cut parquet": ("a.parquet", parquet(案由=["甲"])[:-20], "Parquet"),
    "no parquet": ("a.parquet", HEADER, "Parquet"),
    "a parquet of nothing": ("a.parquet", parquet(案由=[]), "没有数据行"),
    "a parquet of other things": ("a.parquet", parquet(x=[1], y=[2]), "案由"),
}

ROWS: dict[str, tuple[str, bytes | str, int, str]] = {
    # name: (file name, content with one bad row beside a good one, its row, what must be said)
    "a quotation mark inside": ("a.csv", f'{HEADER}\n"1"号{GOOD}\n{GOOD}', 2, "引号"),
    "too many cells": ("a.csv", f"{HEADER}\n{GOOD},多\n{GOOD}", 2, "单元格比列名多"),
    "a row broken in two": (
        "a.csv",
        f"{HEADER}\n{GOOD}\n" + ",".join(ROW[:4]) + "罚\n款,2023-05-06",
        3,
        "断成了两行",
    ),
    "an impossible day": ("a.csv", f"{HEADER}\n{GOOD[:-2]}32\n{GOOD}", 2, "没有这一天"),
    "no amount": (
        "a.csv",
        f"{HEADER}\n{','.join(changed(处罚结果='罚款'))}\n{GOOD}",
        2,
        "没有写明",
    ),
    "a total": ("a.csv", f"{HEADER}\n{GOOD}\n合计,,,,,", 3, "合计"),
    "the header again": ("a.csv", f"{HEADER}\n{GOOD}\n{HEADER}", 3, "重复了列名"),
    "another content of one number": (
        "a.csv",
        f"{HEADER}\n{GOOD}\n{','.join(changed(处罚日期='2023-06-01'))}",
        3,
        "与第 2 行相同",
    ),
    "an error of Excel": ("a.xlsx", workbook(COLUMNS, ROW, [*ROW[:4], "#REF!", None]), 3, "Excel"),
    "merged cells": (
        "a.xlsx",
        workbook(COLUMNS, ROW, [None, *ROW[1:]], arrange=lambda s: s.merge_cells("A2:A3")),
        3,
        "A2:A3",
    ),
    "a line that is no json": ("a.jsonl", '{"案由": "占用道路设摊经营"}\n{"案由"', 2, "JSON"),
    "a line that is no object": ("a.jsonl", '{"案由": "占用道路设摊经营"}\n5', 2, "对象"),
    "a line with a huge number": (
        "a.jsonl",
        '{"案由": "占用道路设摊经营"}\n{"面积": 1e9999}',
        2,
        "过大",
    ),
    "a line with a long number": (
        "a.jsonl",
        '{"案由": "占用道路设摊经营"}\n{"面积": ' + "9" * 5000 + "}",
        2,
        "过长",
    ),
    "a line with NaN": ("a.jsonl", '{"案由": "占用道路设摊经营"}\n{"面积": NaN}', 2, "NaN"),
    "a case without a party": (
        "a.jsonl",
        '{"案由": "占用道路设摊经营"}\n{"id": "1", "act": {}}',
        2,
        "party",
    ),
    "an element that is no object": ("a.json", '[{"案由": "占用道路设摊经营"}, 5]', 2, "对象"),
    "an infinite amount": (
        "a.parquet",
        parquet(**{"案由": ["占用道路设摊经营"] * 2, "罚款金额(元)": [100.0, float("inf")]}),
        2,
        "罚款金额",
    ),
}


def read(folder: Path, name: str, content: bytes | str, book: Rulebook) -> Ledger:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_ledger(path, book)


@pytest.mark.parametrize("name", FILES)
def test_an_unusable_file(name: str, book: Rulebook, tmp_path: Path) -> None:
    file, content, hint = FILES[name]
    with pytest.raises(IntakeError) as caught:
        read(tmp_path, file, content, book)
    message = str(caught.value)
    assert hint in message
    assert file in message
    assert caught.value.remedy
    assert "\n" not in message
    assert not ENGLISH.search(message.replace(str(tmp_path), ""))


@pytest.mark.parametrize("name", ROWS)
def test_an_unusable_row_leaves_the_others(name: str, book: Rulebook, tmp_path: Path) -> None:
    file, content, row, hint = ROWS[name]
    ledger = read(tmp_path, file, content, book)
    assert len(ledger.cases) == 1
    first = next(p for p in ledger.problems if p.fatal)
    assert first.row == row
    assert hint in str(first)
    assert first.remedy
    assert ledger.unusable >= 1
    assert not ENGLISH.search(str(first).replace(str(tmp_path), ""))


def test_no_file_and_a_folder(book: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="没有这个文件"):
        read_ledger(tmp_path / "none.csv", book)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(IntakeError, match="文件夹"):
        read_ledger(tmp_path / "folder.csv", book)


def test_a_sheet_of_a_file_that_has_none(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{GOOD}", encoding="utf-8")
    with pytest.raises(IntakeError, match="工作表"):
        read_ledger(tmp_path / "a.csv", book, sheet="台账")


WHOLE = {
    ".csv": f"{HEADER}\n{GOOD}\n{GOOD}".encode("utf-8-sig"),
    ".xlsx": workbook(COLUMNS, ROW, ROW),
    ".jsonl": b'{"id": "1", "party": {"kind": "unit"}, "facts": {"area_m2": 1.5}}\n' * 2,
    ".parquet": parquet(**{name: [cell] for name, cell in zip(COLUMNS, ROW, strict=True)}),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_file_is_read_or_refused_with_a_remedy(
    book: Rulebook, tmp_path: Path, suffix: str, data: st.DataObject
) -> None:
    content = bytearray(WHOLE[suffix])
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.sampled_from([len(content), len(content) // 2]))]
    said: str | None = None
    try:
        said = " ".join(
            p.remedy for p in read(tmp_path, f"a{suffix}", bytes(content), book).problems
        )
    except IntakeError as error:
        said = error.remedy
    assert said is not None


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_nobody_sees_is_not_read_unasked(
    tmp_path: Path, book: Rulebook, state: str
) -> None:
    from openpyxl import Workbook, load_workbook

    def ledger(sheets: dict[str, tuple[str, str]]) -> Path:
        made = Workbook()
        made.remove(made.active)
        for name, (number, seen) in sheets.items():
            sheet = made.create_sheet(name)
            sheet.append(["处罚决定书文号", "案由", "当事人", "处罚结果"])
            sheet.append([number, "占道堆物", "某公司", "警告"])
            sheet.sheet_state = seen
        made.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    both = ledger({"旧": ("旧1号", state), "新": ("新1号", "visible")})
    found = read_ledger(both, book)
    assert [case.id for case in found.cases] == ["新1号"]
    assert any("“旧”也像台账，没有读" in str(problem) for problem in found.problems)
    assert [case.id for case in read_ledger(both, book, sheet="旧").cases] == ["旧1号"]
    made = ledger({"封面": ("", "visible"), "旧": ("旧1号", state)})
    cover = load_workbook(made)
    cover["封面"].delete_rows(1, 2)
    cover["封面"].append(["封面"])
    cover.save(made)
    with pytest.raises(IntakeError, match=r"隐藏的工作表.*旧.*--sheet"):
        read_ledger(made, book)
