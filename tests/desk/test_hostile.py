"""Whatever is sent to the desk is answered by a page that says what is wrong; nothing is lost."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from starlette.applications import Starlette

from discretion.desk import Settings, folders, sessions
from discretion.desk.columns import MOST_SHOWN
from discretion.desk.putting_in import MOST_RUNS
from discretion.record.entries import verify
from tests.desk.conftest import Reader
from tests.desk.ledgers import as_csv, rows
from tests.desk.test_case import CASE, pasted
from tests.desk.test_inbox import put

HUGE = "9" * 5000
"""More digits than Python reads as a number."""


def session(app: Starlette) -> Any:
    (*_, last) = app.routes[-1].app.state.desk.sessions._held.values()  # type: ignore[attr-defined]
    return last


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "%00", "..%2finbox.py", "/etc/passwd", "a" * 3000])
def test_a_file_that_is_not_there_is_not_found(reader: Reader, name: str) -> None:
    assert reader.client.get(f"/desk/static/{name}").status_code == 404


def test_a_number_of_any_length_may_stand_in_an_address(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(2)))
    for row in (HUGE, "-1", "1.5", quote("１"), "²"):
        for part in ("", "/document"):
            reader.get(f"/desk/ledgers/{run.key}/rows/{row}{part}", status=404)


@pytest.mark.parametrize("number", ["1e999999", "1e9999999999", "1e-999999"])
def test_a_fact_cannot_be_a_number_that_takes_for_ever(
    reader: Reader, app: Starlette, number: str
) -> None:
    path = pasted(reader, app, CASE)
    for fact in ("prior_penalties", "area_m2"):
        began = time.process_time()
        assert "以下仍是改动之前的结果" in reader.get(f"{path}?fact.{fact}={number}")
        assert time.process_time() - began < 10


# --- forms ----------------------------------------------------------------------------------------


def test_a_file_may_have_any_name(reader: Reader, app: Starlette) -> None:
    for name in ("长" * 200 + ".csv", "👩‍⚖️" * 60 + ".csv", "../../x.csv"):
        run = put(reader, app, name, as_csv(rows(1)))
        assert run.step == "done"
        assert run.path.is_file()
        assert run.path.name == run.name


def test_a_form_in_another_encoding_is_refused(reader: Reader) -> None:
    reader.get("/desk/")
    lone = b'--B\r\nContent-Disposition: form-data; name="token"\r\n\r\n+2AA-\r\n--B--\r\n'
    for charset in ("utf-7", "undefined", "unicode_escape"):
        kind = f"multipart/form-data; boundary=B; charset={charset}"
        answer = reader.client.post("/desk/ledgers", content=lone, headers={"content-type": kind})
        assert answer.status_code == 400
        assert "请存成文件再上传" in answer.text


def test_after_a_form_one_comes_back_to_a_page(reader: Reader, app: Starlette) -> None:
    """The tools at the top of a page that answers a form lead to the page it was sent from."""
    path = pasted(reader, app, CASE)
    home = "http" + "://testserver"
    for form, page in (("/desk/ledgers", "/desk/"), (f"{path}/record", f"{path}?fine=3000")):
        answer = reader.client.post(
            form, data={"token": reader.token}, headers={"referer": home + page}
        )
        assert answer.status_code == 422
        assert f'name="back" value="{page}"' in answer.text
    answer = reader.client.post(
        "/desk/ledgers", data={"token": reader.token}, headers={"referer": home + "//evil/"}
    )
    assert 'name="back" value="/desk/"' in answer.text


def test_a_way_back_is_a_page_of_the_desk_and_not_endless(reader: Reader) -> None:
    for odd in ("javascript:alert(1)", "//evil", "/desk/" + "a" * 9000, "/desk/\r\nX:1"):
        page = reader.get(f"/desk/names?back={quote(odd)}")
        assert 'name="back" value="/desk/"' in page
        assert "待核案件" in reader.post("/desk/preferences", language="zh", back=odd)


def test_a_thousand_columns_are_no_page_of_a_thousand_choices(
    reader: Reader, app: Starlette
) -> None:
    (row,) = rows(1)
    run = put(reader, app, "台账.csv", as_csv([{**{f"列{n}": "x" for n in range(1500)}, **row}]))
    page = reader.get(f"/desk/ledgers/{run.key}/columns")
    assert page.count("<select") == MOST_SHOWN
    assert f"还有 {1500 + len(row) - MOST_SHOWN:,} 列" in page
    assert "<bdi>案由</bdi>" in page
    assert put(reader, app, "台账.csv", as_csv([row])).step == "done"


def test_a_ledger_that_made_room_is_named(reader: Reader, app: Starlette) -> None:
    for n in range(MOST_RUNS + 2):
        reader.post("/desk/ledgers", file=(f"第{n}份.csv", as_csv(rows(1))))
    page = reader.get("/desk/")
    assert "较早的已移除：第0份.csv、第1份.csv。" in page
    assert "较早的已移除" not in reader.get("/desk/")


def test_ledgers_left_alone_longest_make_room_for_all(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_HELD", 50)
    first, second = Reader(app), Reader(app)
    put(first, app, "甲.csv", as_csv(rows(20)))
    put(second, app, "乙.csv", as_csv(rows(20)))
    first.get("/desk/")
    put(first, app, "丙.csv", as_csv(rows(20)))
    second.post("/desk/ledgers", file=("丁.csv", as_csv(rows(20))))
    assert "已移除：甲.csv" in first.get("/desk/")
    assert "已移除" not in second.get("/desk/")


def test_a_name_is_hidden_in_what_is_said_of_a_row_that_cannot_be_read(
    reader: Reader, app: Starlette
) -> None:
    first, second = rows(2)
    name = "慕容不易"
    second = {**second, "当事人": name, "罚款金额(元)": f"对{name}罚若干"}
    run = put(reader, app, "台账.csv", as_csv([{**first}, second]))
    assert run.counts["unreadable"] == 1
    page = reader.get(f"/desk/ledgers/{run.key}")
    assert "慕" in page
    assert name not in page
    found = reader.client.get(f"/desk/ledgers/{run.key}/export")
    sheet = openpyxl.load_workbook(io.BytesIO(found.content)).active
    assert sheet is not None
    assert name not in str([*sheet.values])
    reader.post("/desk/names", reason="核对", back="/desk/")
    assert name in reader.get(f"/desk/ledgers/{run.key}")


# --- decisions ------------------------------------------------------------------------------------


def test_a_decision_sent_twice_is_recorded_once(
    reader: Reader, app: Starlette, settings: Settings
) -> None:
    path = pasted(reader, app, CASE)
    assert settings.record is not None
    after = 'name="after" value="{}"'
    assert after.format(0) in reader.get(path)
    for _ in range(2):
        assert "第 1 条" in reader.post(f"{path}/record", reason="维持", after="0")
    assert verify(settings.record)[0].number == 1
    assert after.format(1) in reader.get(path)
    assert "第 2 条" in reader.post(f"{path}/record", reason="维持", after="1")
    assert "第 3 条" in reader.post(f"{path}/record", reason="另一个理由", after="1")
    assert "已记入" not in reader.get(f"{path}?recorded=999")
    assert "已记入" in reader.get(f"{path}?recorded=2")


def test_a_reason_is_not_lost_when_it_cannot_be_written_down(
    reader: Reader, app: Starlette, settings: Settings
) -> None:
    path = pasted(reader, app, CASE)
    assert settings.record is not None
    assert settings.unlocking is not None
    settings.record.mkdir()
    page = reader.post(f"{path}/record", status=422, reason="我的理由")
    assert ">我的理由</textarea>" in page
    assert "不是普通文件" in page
    settings.unlocking.write_text("这不是记录\n")
    page = reader.post("/desk/names", status=503, reason="核对案卷", back=path)
    assert 'value="核对案卷"' in page
    assert "姓名已遮盖" in page
    shutil.rmtree(settings.record.parent)
    settings.record.parent.write_text("")  # a file where the folder was
    assert "我的理由" in reader.post(f"{path}/record", status=422, reason="我的理由")
    assert "核对案卷" in reader.post("/desk/names", status=503, reason="核对案卷", back=path)
    assert "姓名已遮盖" in reader.get("/desk/")
    settings.record.parent.unlink()
    settings.record.parent.mkdir()


# --- folders --------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_nothing_is_left_half_written(
    reader: Reader, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    put(reader, app, "台账.csv", as_csv(rows(1)))
    before = set(session(app).folder.rglob("*"))
    monkeypatch.setattr(shutil, "copyfileobj", full)
    page = reader.post("/desk/ledgers", status=503, file=("台账.csv", as_csv(rows(1))))
    assert "磁盘空间" in page
    assert set(session(app).folder.rglob("*")) == before
    assert len(session(app).ledgers) == 1


def test_the_desk_goes_on_when_the_system_cleared_its_folder_away(
    reader: Reader, app: Starlette
) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(2)))
    shutil.rmtree(session(app).folder.parent)
    reader.get(f"/desk/ledgers/{run.key}/rows/{run.rows[0].row}")
    reader.get(f"/desk/ledgers/{run.key}/columns")
    told = reader.post(f"/desk/ledgers/{run.key}/columns", status=503, **{"column.0": "id"})
    assert "没有这个文件" in told
    assert run.key in session(app).ledgers
    assert put(reader, app, "台账.csv", as_csv(rows(2))).step == "done"


KILLED = """
import os, signal, sys
from discretion.desk import folders
made = folders.new_folder()
(made / "台账.csv").write_text("当事人")
print(made.parent, flush=True)
if sys.argv[1] == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_what_was_put_in_does_not_outlive_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(how: str) -> Path:
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        command = [sys.executable, "-c", KILLED, how]
        found = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        return Path(found.stdout.strip())

    killed = run("kill")
    assert killed.stat().st_mode & 0o077 == 0
    assert list(killed.rglob("台账.csv"))
    assert not run("end").exists()
    assert killed.exists()  # it may be of a process that is just beginning
    old = time.time() - 2 * folders.BEGINNING
    os.utime(killed, (old, old))
    run("end")
    assert not killed.exists()
    assert not list(tmp_path.iterdir())
