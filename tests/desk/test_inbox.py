"""What is put in comes back by what needs a person; nothing in it is more than text."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from threading import Event
from typing import Any
from urllib.parse import quote

import html5lib
import openpyxl
import pytest
from starlette.applications import Starlette

from discretion.consistency.ledger import check_ledger
from discretion.desk import runs as running
from discretion.desk.putting_in import MOST_RUNS
from discretion.desk.runs import STANDINGS, Run
from discretion.intake.ledger import read_ledger
from tests.desk.conftest import Holding, Reader
from tests.desk.ledgers import HOSTILE, as_csv, hostile, rows


def put(reader: Reader, app: Starlette, name: str, content: bytes, **fields: str) -> Run:
    """Put a ledger in and wait until it is checked."""
    reader.post("/desk/ledgers", file=(name, content), **fields)
    return waited(app)


def waited(app: Starlette) -> Run:
    (*_, session) = app.routes[-1].app.state.desk.sessions._held.values()  # type: ignore[attr-defined]
    (*_, run) = session.ledgers.values()
    deadline = time.monotonic() + 120
    while not run.over and time.monotonic() < deadline:
        time.sleep(0.02)
    assert run.over
    return run


def test_a_ledger_is_checked_as_the_library_checks_it(
    reader: Reader, app: Starlette, holding: Holding, tmp_path: Any
) -> None:
    content = as_csv(rows(600))
    run = put(reader, app, "台账.csv", content)
    assert run.step == "done", run.problem
    (tmp_path / "台账.csv").write_bytes(content)
    ledger = read_ledger(tmp_path / "台账.csv", holding.current.book)
    whole = check_ledger(ledger.cases, holding.current.book, holding.current.corpus)
    assert [row.row for row in run.rows] == [entry.row for entry in ledger.entries]
    assert [row.standing for row in run.rows] == [r.verdict.value for r in whole.reviews]
    assert [row.findings for row in run.rows] == [r.findings for r in whole.reviews]
    page = reader.get(f"/desk/ledgers/{run.key}")
    html5lib.HTMLParser(strict=True).parse(page)
    for verdict, count in whole.counts.items():
        words = {"off_benchmark": "偏离基准", "unlawful": "违法", "consistent": "一致"}
        if word := words.get(verdict.value):
            assert f"<span>{word}</span> <b>{count}</b>" in page


def test_a_page_made_while_the_last_row_comes_in_is_asked_for_again(
    reader: Reader, app: Starlette
) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(2)))
    run.step = "checking"

    class Late(list[Any]):
        """Rows of a run that is over as soon as they have been looked at."""

        def __iter__(self) -> Iterator[Any]:
            run.step = "done"
            return super().__iter__()

    run.rows = Late()
    assert "data-poll" in reader.get(f"/desk/ledgers/{run.key}")
    assert "data-poll" not in reader.get(f"/desk/ledgers/{run.key}")


def test_what_needs_a_person_comes_first_and_can_be_narrowed(
    reader: Reader, app: Starlette
) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(600)))
    first = reader.get(f"/desk/ledgers/{run.key}")
    shown = re.findall(r'<span class="verdict v-(\w+)">', first)
    assert shown == sorted(shown, key=STANDINGS.index)
    assert len(shown) == 50
    page = reader.get(f"/desk/ledgers/{run.key}?standing=off_benchmark")
    count = run.counts["off_benchmark"]
    assert re.findall(r'<span class="verdict v-(\w+)">', page) == ["off_benchmark"] * count
    row = run.rows[7]
    assert row.case is not None
    page = reader.get(f"/desk/ledgers/{run.key}?q={quote(row.case.id[-8:])}&sort=row")
    assert f"rows/{row.row}" in page
    assert "没有这样的案件" in reader.get(f"/desk/ledgers/{run.key}?q=nothing-like-it")
    assert "第 1 页，共 12 页" in reader.get(f"/desk/ledgers/{run.key}?page=0")
    assert "第 12 页，共 12 页" in reader.get(f"/desk/ledgers/{run.key}?page=9999")
    for odd in ("page=x", "page=-1", "standing=<", "page=99999999999999999999"):
        assert "案件列表" in reader.get(f"/desk/ledgers/{run.key}?{odd}")


def test_a_name_cannot_be_found_out_by_searching_for_it(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(60)))
    name = next(r.case.party.name for r in run.rows if r.case and r.case.party.name)
    path = f"/desk/ledgers/{run.key}?q={quote(name)}"
    assert "没有这样的案件" in reader.get(path)
    reader.post("/desk/names", reason="核对", back="/desk/")
    assert name in reader.get(path)


def test_hostile_content_is_text_everywhere(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, HOSTILE[0] + ".csv", hostile(), among="ledger")
    assert run.step == "done", run.problem
    assert run.counts["unreadable"] >= 1
    reader.post("/desk/names", reason=HOSTILE[0], back="/desk/")
    key = run.key
    pages = ["/desk/", f"/desk/ledgers/{key}", f"/desk/ledgers/{key}/columns"]
    pages += [f"/desk/ledgers/{key}?q={quote(HOSTILE[1])}&team={quote(HOSTILE[0])}"]
    for path in pages:
        page = reader.get(path)
        html5lib.HTMLParser(strict=True).parse(page)
        tags = Tags(page)
        assert tags.scripts == ["/desk/static/desk.js"]
        assert not {"img", "iframe", "style"} & tags.names
        assert not [a for a in tags.attributes if a.startswith("on") or a == "style"]
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
        assert not [a for a in tags.addresses if a.startswith("javascript")]


class Tags(HTMLParser):
    """The tags of a page as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts: list[str | None] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "action")]
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))


def test_a_list_is_exported_and_no_cell_is_a_formula(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", hostile(), among="ledger")
    found = reader.client.get(f"/desk/ledgers/{run.key}/export?sort=row")
    assert "attachment" in found.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(found.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sheet.max_row == 41
    again = reader.client.get(f"/desk/ledgers/{run.key}/export?sort=row")
    assert again.content == found.content
    narrowed = reader.client.get(f"/desk/ledgers/{run.key}/export?standing=unreadable")
    few = openpyxl.load_workbook(io.BytesIO(narrowed.content)).active
    assert few is not None
    assert few.max_row == 1 + run.counts["unreadable"]


def test_columns_are_corrected_by_hand(reader: Reader, app: Starlette) -> None:
    given = [
        {"甲": row["处罚决定书文号"], "乙": row["案由"], "丙": row["罚款金额(元)"]}
        for row in rows(30)
    ]
    run = put(reader, app, "台账.csv", as_csv(given))
    assert run.step == "failed"
    assert "查看并改正列的对应" in reader.get(f"/desk/ledgers/{run.key}")
    assert "<bdi>乙</bdi>" in reader.get(f"/desk/ledgers/{run.key}/columns")
    told = {"column.0": "id", "column.1": "item_title", "column.2": "fine"}
    twice = {**told, "column.2": "id"}
    assert "甲、丙" in reader.post(f"/desk/ledgers/{run.key}/columns", status=422, **twice)
    reader.post(f"/desk/ledgers/{run.key}/columns", **told)
    mended = waited(app)
    assert mended.step == "done"
    assert mended.key != run.key
    cases = [row.case for row in mended.rows]
    assert [case.id for case in cases if case] == [row["甲"] for row in given]
    page = reader.get(f"/desk/ledgers/{mended.key}/columns")
    assert page.count("人工指定") == 3


def test_a_name_with_digits_is_hidden_among_the_columns_and_wherever_it_stands_again(
    reader: Reader, app: Starlette
) -> None:
    (row,) = rows(1)
    given = {**row, "当事人": "7天连锁王五店", "违法事实": "7天连锁王五店占用道路设摊"}
    run = put(reader, app, "台账.csv", as_csv([given]))
    page = reader.get(f"/desk/ledgers/{run.key}/columns")
    assert "占用道路设摊" in page
    assert "王五" not in page


@pytest.mark.parametrize(
    ("text", "item"),
    [
        (json.dumps({"id": "1", "items": ["SH-SR-25-3"], "party": {"kind": "unit"}}), "SH-SR-25-3"),
        ("处罚决定书文号\t案由编码\t罚款金额\n甲1\tSH-SR-25-3\t500", "SH-SR-25-3"),
        ("文号,案由编码\n甲1,SH-SR-25-3", "SH-SR-25-3"),
        ("2024年5月1日，当事人李某在道路上占道经营，占用8平方米。", None),
    ],
)
def test_a_case_is_pasted_as_it_is_at_hand(
    reader: Reader, app: Starlette, text: str, item: str | None
) -> None:
    reader.post("/desk/ledgers", text=text)
    run = waited(app)
    assert run.step == "done", run.problem
    (row,) = run.rows
    assert row.case is not None
    assert item is None or row.item == item


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("台账.xls", b"x", "另存为 .xlsx"),
        ("台账.exe", b"x", "支持的后缀"),
        ("台账.xlsx", b"no workbook", "台账.xlsx"),
        ("台账.csv", b"", "台账.csv"),
        ("../../台账.csv", b"a,b\n1,2\n", "列名"),
    ],
)
def test_what_cannot_be_read_is_said_with_a_remedy(
    reader: Reader, app: Starlette, name: str, content: bytes, told: str
) -> None:
    if name.endswith((".xls", ".exe")):
        assert told in reader.post("/desk/ledgers", status=422, file=(name, content))
        return
    run = put(reader, app, name, content)
    assert run.step == "failed"
    assert told in run.problem
    assert "/tmp" not in reader.get(f"/desk/ledgers/{run.key}")


def test_nothing_pasted_is_said(reader: Reader) -> None:
    assert "没有内容" in reader.post("/desk/ledgers", status=422, text=" \n")


def test_a_ledger_of_another_reader_is_not_there(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(5)))
    Reader(app).get(f"/desk/ledgers/{run.key}", status=404)


def test_only_so_many_ledgers_lie_on_a_desk(reader: Reader, app: Starlette) -> None:
    first = put(reader, app, "第一份.csv", as_csv(rows(3)))
    for _ in range(MOST_RUNS):
        last = put(reader, app, "台账.csv", as_csv(rows(3)))
    reader.get(f"/desk/ledgers/{first.key}", status=404)
    assert not first.path.exists()
    reader.post(f"/desk/ledgers/{last.key}/remove")
    reader.get(f"/desk/ledgers/{last.key}", status=404)


def test_a_ledger_that_is_too_long_says_where_it_was_cut(
    reader: Reader, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_ROWS", 20)
    run = put(reader, app, "台账.csv", as_csv(rows(30)))
    assert (run.read, len(run.rows)) == (20, 20)
    assert "没有核查" in reader.get(f"/desk/ledgers/{run.key}")


def test_no_name_is_shown_on_any_page_while_names_are_masked(
    reader: Reader, app: Starlette
) -> None:
    given_rows = [row for row in rows(120) if len(row["当事人"]) > 1][:40]
    renamed = [{("经办" if n == "当事人" else n): v for n, v in r.items()} for r in given_rows]
    for content in (as_csv(given_rows), as_csv(renamed)):
        run = put(reader, app, "台账.csv", content)
        pages = [f"/desk/ledgers/{run.key}", f"/desk/ledgers/{run.key}/columns"]
        pages += [f"/desk/ledgers/{run.key}/rows/{row.row}" for row in run.rows[:6]]
        for path in pages:
            page = reader.get(path)
            if "经办" in page and "rows" in path:
                continue  # a party that is in no column for it is known to nobody
            assert not [row["当事人"] for row in given_rows if row["当事人"] in page], path


def test_what_is_checked_can_be_used_while_the_rest_is_not(
    reader: Reader, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Event()

    def slowly(*args: Any) -> Any:
        if calls:
            assert done.wait(60)
        calls.append(args)
        return check_ledger(*args)

    calls: list[Any] = []
    monkeypatch.setattr(running, "check_ledger", slowly)
    reader.post("/desk/ledgers", file=("台账.csv", as_csv(rows(600))))
    (session,) = app.routes[-1].app.state.desk.sessions._held.values()  # type: ignore[attr-defined]
    (run,) = session.ledgers.values()
    deadline = time.monotonic() + 60
    while not run.rows and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        page = reader.get(f"/desk/ledgers/{run.key}")
        assert not run.over
        assert "data-poll" in page
        assert f"已核查 {running.CHUNK} 行" in page
        assert f"<b>{running.CHUNK}</b>" in page
        row = run.rows[0].row
        assert "结论" in reader.get(f"/desk/ledgers/{run.key}/rows/{row}")
        assert reader.client.get(f"/desk/ledgers/{run.key}/export").status_code == 200
    finally:
        done.set()
    assert len(waited(app).rows) == 600
    assert "data-poll" not in reader.get(f"/desk/ledgers/{run.key}")
