"""What every page has in common: safety, language, light and dark, and names."""

from __future__ import annotations

import json

import html5lib
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from discretion.desk import Settings
from discretion.desk.sessions import IDLE, MOST_SESSIONS, Sessions
from discretion.record.entries import verify
from tests.desk.conftest import Reader


def test_a_page_is_whole_html_and_may_load_nothing_from_elsewhere(reader: Reader) -> None:
    found = reader.client.get("/desk/")
    html5lib.HTMLParser(strict=True).parse(found.text)
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert found.headers["cache-control"] == "no-store"
    assert " style=" not in found.text
    assert "<style" not in found.text


def test_its_own_files_are_served_and_no_others(reader: Reader) -> None:
    for name in ("desk.css", "desk.js"):
        assert reader.client.get(f"/desk/static/{name}").status_code == 200
    assert reader.client.get("/desk/static/../inbox.py").status_code == 404


def test_a_page_is_answered_only_under_its_own_name(app: Starlette) -> None:
    client = TestClient(app)
    assert client.get("/desk/", headers={"host": "elsewhere.example"}).status_code == 421
    for host in ("localhost:8470", "127.0.0.1", "[::1]:8470"):
        assert client.get("/desk/", headers={"host": host}).status_code == 200


def test_a_form_needs_the_token_of_its_own_session(reader: Reader, app: Starlette) -> None:
    reader.get("/desk/")
    stranger = TestClient(app)
    stranger.get("/desk/")
    for token in ("", "x", "词", reader.token):
        answer = stranger.post("/desk/preferences", data={"token": token, "language": "en"})
        assert answer.status_code == 403
    assert 'lang="zh-Hans"' in stranger.get("/desk/").text


def test_a_form_of_another_site_is_refused_though_it_has_the_token(reader: Reader) -> None:
    reader.get("/desk/")
    answer = reader.client.post(
        "/desk/preferences", data={"token": reader.token}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_a_session_cookie_is_for_this_desk_alone(app: Starlette) -> None:
    cookie = TestClient(app).get("/desk/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/desk" in cookie


def test_a_form_that_is_too_large_is_not_read(reader: Reader) -> None:
    reader.get("/desk/")
    answer = reader.client.post(
        "/desk/preferences", content=b"", headers={"content-length": "999999999"}
    )
    assert answer.status_code == 413
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert "64 MB" in answer.text
    assert 'href="/desk/"' in answer.text


def test_the_reader_chooses_language_and_light_and_returns_to_the_page(reader: Reader) -> None:
    assert 'data-theme="auto"' in reader.get("/desk/")
    english = reader.post("/desk/preferences", language="en", back="/desk/?a=1")
    assert '<html lang="en"' in english
    assert "/desk/?a=1" in english
    assert 'data-theme="dark"' in reader.post("/desk/preferences", theme="dark", back="/desk/")
    assert 'data-theme="dark"' in reader.post("/desk/preferences", theme="pink", back="/desk/")


@pytest.mark.parametrize("back", ["//evil.example", "https:" + "//evil.example/desk/", "/desk/\\x"])
def test_a_form_sends_nobody_off_the_desk(reader: Reader, back: str) -> None:
    reader.get("/desk/")
    answer = reader.client.post(
        "/desk/preferences",
        data={"token": reader.token, "language": "en", "back": back},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/desk/"


def test_names_are_shown_for_a_reason_which_is_logged_first(
    reader: Reader, settings: Settings
) -> None:
    assert "姓名已遮盖" in reader.get("/desk/")
    reader.get("/desk/names?back=/desk/")
    assert "请写明理由" in reader.post("/desk/names", status=422, reason=" ", back="/desk/")
    assert "姓名已显示" in reader.post("/desk/names", reason="核对<b>案卷", back="/desk/")
    assert settings.unlocking is not None
    head, broken = verify(settings.unlocking)
    assert (head.number, broken) == (1, None)
    entry = json.loads(settings.unlocking.read_text("utf-8").splitlines()[1])
    assert entry["reason"] == "核对<b>案卷"
    assert "姓名已遮盖" in reader.post("/desk/names/lock", back="/desk/")


def test_what_is_not_there_is_said_on_a_page(reader: Reader) -> None:
    assert "没有这个页面" in reader.get("/desk/nothing", status=404)


def test_only_so_many_sessions_are_kept_and_those_at_work_longest() -> None:
    sessions = Sessions()
    working = sessions.begin()
    working.ledgers["a"] = Stopped()
    keys = [sessions.begin().key for _ in range(MOST_SESSIONS)]
    assert sessions.find(working.key) is working
    assert sessions.find(keys[0]) is None
    assert sessions.find(keys[-1]) is not None
    folder = working.folder
    sessions.close()
    assert not folder.exists()


def test_a_session_that_nobody_came_back_to_is_ended() -> None:
    sessions = Sessions()
    left, kept = sessions.begin(), sessions.begin()
    folder = left.folder
    for each in (left, kept):
        each.used -= 2 * IDLE
    assert sessions.find(kept.key) is kept  # it is used again
    sessions.begin()
    assert sessions.find(left.key) is None
    assert not folder.exists()
    assert sessions.find(kept.key) is kept
    sessions.close()


class Stopped:
    def stop(self) -> None:
        pass
