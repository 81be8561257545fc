"""A list is worked through: from case to case, and what is decided is seen to be."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import docx
import openpyxl
import pytest
from starlette.applications import Starlette

from discretion.desk import Settings, mount
from discretion.desk.decided import Decided, Decision
from discretion.desk.listing import Wish
from discretion.desk.runs import Run
from tests.desk.conftest import Holding, Reader
from tests.desk.ledgers import as_csv, rows
from tests.desk.test_inbox import put


@pytest.fixture
def run(reader: Reader, app: Starlette) -> Run:
    return put(reader, app, "台账.csv", as_csv(rows(120)), among="ledger")


def link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}"[^>]* href="([^"]+)"', page)
    return unescape(found[1]) if found else ""


def row_of(path: str) -> int:
    found = re.search(r"/rows/([0-9]+)", path)
    assert found
    return int(found[1])


def test_one_walks_through_the_list_that_one_came_from(reader: Reader, run: Run) -> None:
    base, wish = f"/desk/ledgers/{run.key}", Wish("consistent", "江桥", by_row=True)
    expected = [r.row for r in wish.rows(run.rows, names=False)]
    assert len(expected) > 2
    page = reader.get(base + wish.query())
    path = next(unescape(a) for a in re.findall(r'href="([^"]+/rows/[^"]+)"', page))
    met = []
    while path:
        page = reader.get(path)
        met.append(row_of(path))
        assert f"第 {len(met)} 件，共 {len(expected)} 件" in page
        assert f'href="{base}{wish.query()}"' in page.replace("&amp;", "&")
        path = link(page, "next")
    assert met == expected
    while (path := link(page, "prev")) and met:
        page = reader.get(path)
        met.pop()
        assert row_of(path) == met[-1]
    assert met == expected[:1]


def test_a_change_of_a_fact_keeps_the_list(reader: Reader, run: Run) -> None:
    wish = Wish("off_benchmark")
    row = wish.rows(run.rows, names=False)[0].row
    path = f"/desk/ledgers/{run.key}/rows/{row}{wish.inside}"
    page = reader.get(f"{path}&fine=77777")
    assert 'name="list" value="standing=off_benchmark"' in page
    assert "standing%3Doff_benchmark" in page


def test_what_is_decided_is_seen_in_the_list_and_left_out_on_request(
    reader: Reader, run: Run
) -> None:
    base, wish = f"/desk/ledgers/{run.key}", Wish("off_benchmark", undecided=True)
    first, second = wish.rows(run.rows, names=False)[:2]
    assert first.case
    assert second.case
    path = f"{base}/rows/{first.row}"
    page = reader.post(f"{path}/record{wish.inside}", reason="经集体讨论维持")
    assert "已记入决定记录，第 1 条" in page
    assert row_of(link(page, "next")) == second.row  # its place is kept
    listed = reader.get(base + Wish("off_benchmark").query())
    assert listed.count("已记录") == 1
    left = reader.get(base + wish.query())
    assert second.case.id in left
    assert first.case.id not in left
    made = reader.client.get(f"{base}/export?standing=off_benchmark").content
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    heads, *cells = sheet.iter_rows(values_only=True)
    number, decision = heads.index("案件"), heads.index("决定记录")
    noted = {row[number]: row[decision] for row in cells if row[decision]}
    assert list(noted) == [first.case.id]
    assert str(noted[first.case.id]).startswith("第 1 条，20")
    again = reader.get(path)
    assert re.search("本案已有决定记录：第 1 条，20[0-9-]{8}。", again)


def test_a_missing_reason_is_asked_for_where_one_is(reader: Reader, run: Run) -> None:
    row = Wish("off_benchmark").rows(run.rows, names=False)[0].row
    page = reader.post(f"/desk/ledgers/{run.key}/rows/{row}/record", 422, reason=" ")
    assert re.search(r'<textarea id="reason"[^>]* autofocus>', page)
    assert "请写明维持或者更正的理由" in page
    page = reader.post(f"/desk/ledgers/{run.key}/rows/{row}/record?fine=9000000", 422, reason="")
    assert "请写明怎样更正，或者这一结论为什么不成立" in page
    assert "维持原处罚" not in page


def test_decisions_are_read_on_from_where_they_were_read_last(tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    decided = Decided(record)
    assert not decided.now()

    def line(case_id: object, number: int) -> str:
        entry = {"case_id": case_id, "number": number, "made": "2026-02-28T09:00:00+08:00"}
        return json.dumps(entry) + "\n"

    record.write_text('{"format":"discretion-record"}\n' + line("甲", 1))
    assert decided.now() == {"甲": Decision(1, "2026-02-28")}
    with record.open("a") as file:
        file.write("no json\n[1]\n" + line(7, 2) + line("乙", 3)[:-1])
    assert set(decided.now()) == {"甲"}  # 乙 is still being written
    with record.open("a") as file:
        file.write("\n" + line("甲", 4))
    assert decided.now() == {"甲": Decision(4, "2026-02-28"), "乙": Decision(3, "2026-02-28")}
    record.write_text(line("丙", 1))
    assert set(decided.now()) == {"丙"}


def test_synthetic_comparables_are_said_to_be_so(holding: Holding) -> None:
    app = Starlette()
    mount(app, holding, Settings(synthetic=True, hosts=("testserver",)))
    reader = Reader(app)
    told = "可比案例取自随附的合成案例，不是真实案件"
    assert re.search(r'value="ledger" checked', reader.get("/desk/"))
    run = put(reader, app, "台账.csv", as_csv(rows(20)), among="corpus")
    path = f"/desk/ledgers/{run.key}"
    assert told in reader.get(path)
    assert told in reader.get(f"{path}/rows/{run.rows[0].row}")
    assert "可比案例取自本台账的其余各行" in reader.post(f"{path}/among")
    other = put(reader, app, "台账.csv", as_csv(rows(20)), among="ledger")
    assert told not in reader.get(f"/desk/ledgers/{other.key}")
    assert told not in reader.get(f"/desk/ledgers/{other.key}/rows/{other.rows[0].row}")
    run = put(reader, app, "台账.csv", as_csv(rows(20)), among="corpus")
    for key, said in ((run.key, True), (other.key, False)):
        made = reader.client.get(f"/desk/ledgers/{key}/rows/{run.rows[0].row}/document").content
        assert (
            "合成" in "".join(p.text for p in docx.Document(io.BytesIO(made)).paragraphs)
        ) == said
    assert told in reader.get(f"/desk/cases?{urlencode({'id': '沪嘉安亭城管罚〔2021〕000037号'})}")
    app.routes[-1].app.state.desk.sessions.close()  # type: ignore[attr-defined]


def test_a_run_that_is_over_says_so_and_how_much_is_left_to_do(reader: Reader, run: Run) -> None:
    needed = len(run.rows) - run.counts["consistent"]
    page = reader.get(f"/desk/ledgers/{run.key}")
    assert f"核查完毕，共 {len(run.rows)} 件，其中 {needed} 件需要人工处理。" in page


def test_a_file_that_cannot_be_read_shows_the_way_on_and_nothing_else(
    reader: Reader, app: Starlette
) -> None:
    run = put(reader, app, "坏.xlsx", b"no workbook")
    page = reader.get(f"/desk/ledgers/{run.key}")
    assert run.problem in page
    assert "换一个文件" in page
    for nothing in ("列的对应", "导出这一列表", "tab-all", "查找"):
        assert nothing not in page
    lacking = put(reader, app, "无列名.csv", "甲,乙\n1,2\n".encode())
    assert lacking.step == "failed"
    assert "查看并改正列的对应" in reader.get(f"/desk/ledgers/{lacking.key}")


def test_a_neighbour_from_the_ledger_itself_is_a_row_of_it(reader: Reader, app: Starlette) -> None:
    given = [
        {**row, "处罚决定书文号": f"静城管罚〔2021〕{n:04}号"} for n, row in enumerate(rows(120))
    ]
    run = put(reader, app, "台账.csv", as_csv(given), among="ledger")
    by_id = {r.case.id: r.row for r in run.rows if r.case}
    row = Wish("off_benchmark").rows(run.rows, names=False)[0].row
    page = reader.get(f"/desk/ledgers/{run.key}/rows/{row}")
    beside = page.partition('id="beside-table"')[2].partition("</thead>")[0]
    found = re.findall(r'<a href="([^"]+)"><bdi>([^<]+)</bdi>', beside)
    assert found
    for address, case_id in found:
        assert row_of(address) == by_id[case_id]
        assert case_id in reader.get(unescape(address))
