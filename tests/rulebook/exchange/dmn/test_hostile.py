"""XML that means harm, or is none: refused in one sentence, nothing expanded or fetched."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.rulebook import markup
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.dmn.items import export_item, import_item
from discretion.rulebook.exchange.dmn.names import MODEL
from discretion.rulebook.exchange.dmn.read import parse_model, read_model
from discretion.rulebook.load import load
from tests.rulebook.exchange.dmn.files import one_table, table

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
HOSTILE = {
    "doctype": "<!DOCTYPE definitions>\n<definitions/>",
    "entity": '<!DOCTYPE d [<!ENTITY a "b">]>\n<d>&a;</d>',
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>\n<d>&l11;</d>',
    "quadratic blow-up": f'<!DOCTYPE d [<!ENTITY a "{"x" * 50_000}">]>\n<d>{"&a;" * 50_000}</d>',
    "external entity": '<!DOCTYPE d [<!ENTITY a SYSTEM "secret.txt">]>\n<d>&a;</d>',
    "external document type": '<!DOCTYPE d SYSTEM "secret.dtd">\n<d/>',
    "parameter entity": '<!DOCTYPE d [<!ENTITY % a SYSTEM "secret.dtd"> %a;]>\n<d/>',
}


def refused(raw: bytes, folder: Path) -> str:
    file = folder / "x.dmn"
    file.write_bytes(raw)
    with pytest.raises(RulebookError) as caught:
        read_model(file)
    (problem,) = caught.value.problems
    assert problem.file == file
    return str(problem)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_every_document_type_is_refused_unread(name: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    (tmp_path / "secret.dtd").write_text('<!ENTITY a "SECRET">')
    tracemalloc.start()
    start = time.perf_counter()
    said = refused(HOSTILE[name].encode(encoding), tmp_path)
    assert time.perf_counter() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()
    assert "含有文档类型或者实体声明" in said
    assert "x.dmn:1" in said
    assert "SECRET" not in said


def test_an_undeclared_entity_is_no_text(tmp_path: Path) -> None:
    assert "不是完好的 XML" in refused(b"<d>\n&a;</d>", tmp_path)


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    raw = b"<d>" + b" " * markup.MAX_BYTES + b"</d>"
    assert "超过上限 8 MB" in refused(raw, tmp_path)


def test_deep_nesting_is_refused_without_recursion(tmp_path: Path) -> None:
    raw = b"<d>" * 500_000 + b"</d>" * 500_000
    assert "嵌套超过 60 层" in refused(raw, tmp_path)


def test_too_many_elements_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_ELEMENTS", 1000)
    assert "元素超过 1000 个" in refused(b"<d>" + b"<e/>" * 1000 + b"</d>", tmp_path)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "不是完好的 XML"),
        (b"\x00\x01\x02", "不是完好的 XML"),
        (b"<d>\n<e>\n</d>", "x.dmn:3"),
        (b"PK\x03\x04zip", "不是完好的 XML"),
        (b'<?xml version="1.0" encoding="utf-7"?><d/>', "字符编码不认识"),
        (b'<?xml version="1.0" encoding="no-such"?><d/>', "字符编码不认识"),
        (b"<html/>", "不是 DMN 文件"),
        (b'<definitions xmlns="urn:other"/>', "不是 DMN 文件"),
        (f'<decision xmlns="{MODEL}"/>'.encode(), "不是 DMN 文件"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "没有决策"),
    ],
)
def test_what_is_no_dmn_is_refused(raw: bytes, expected: str, tmp_path: Path) -> None:
    assert expected in refused(raw, tmp_path)


def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    for file in (tmp_path / "absent.dmn", tmp_path):
        with pytest.raises(RulebookError, match="无法读取"):
            read_model(file)


BOOK = load("shanghai-urban-management")
ROWS = [["[1..2)", '> date("2024-01-01")', '"a"'], ["-", "-", '"b"']]
COLUMNS = [("n", "number"), ("d", "date")]
PRIORITY = table(COLUMNS, [("r", "string", '"a", "b"')], ROWS, 'hitPolicy="PRIORITY"')
SAMPLES = [
    one_table(PRIORITY, n="number", d="date"),
    export_item(BOOK, BOOK.items["SH-HW-57-2"], 0).text.encode(),
]
MARKUP = [
    "<",
    ">",
    "/>",
    '"',
    "&",
    "&#0;",
    "<text>",
    "</text>",
    "]]>",
    "<!--",
    'xmlns=""',
    "xmlns:a",
]
WORDS = ["", "0", "date(", "not(", "..", "-", "hitPolicy", 'typeRef="x"', "\x00", "\xff"]
PIECES = [piece.encode("latin-1") for piece in (*MARKUP, *WORDS)]


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.sampled_from([0, 0, 1, 2, 5, 40]))
        raw = raw[:at] + data.draw(st.sampled_from(PIECES)) + raw[at + cut :]
    with suppress(RulebookError):
        import_item(BOOK, parse_model(raw, Path("x.dmn")), Path("x.dmn"))
