"""What must not come in is refused in clear words, and costs others nothing."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from discretion.service.models import Problem
from discretion.service.settings import Settings, SettingsError
from tests.service.conftest import CASE, Server, post

MARKED = '<script>alert("x")</script>'


def refused(found: httpx.Response, status: int, code: str) -> Problem:
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(found.content)
    assert (problem.status, problem.code) == (status, code)
    assert problem.remedy or problem.detail
    return problem


def deep(opening: bytes, closing: bytes, n: int) -> bytes:
    return b'{"id":"x","party":{"kind":"unit"},"facts":' + opening * n + closing * n + b"}"


BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "input"),
    "no-json": (b"id=1&party=2", "input"),
    "cut-off": (json.dumps(CASE).encode()[:-3], "input"),
    "not-utf8": (b'{"id": "\xc3\x28"}', "not_utf8"),
    "gb18030": ('{"id": "沪嘉"}'.encode("gb18030"), "not_utf8"),
    "utf16": ('{"id": "x"}'.encode("utf-16"), "not_utf8"),
    "deep-lists": (deep(b"[", b"]", 100_000), "input"),
    "deep-objects": (deep(b'{"a":', b"}", 100_000), "input"),
    "deep-enough": (deep(b"[", b"]", 200), "input"),
    "twice": (b'{"id":"a","id":"b","party":{"kind":"unit"}}', "input"),
    "nan": (b'{"id":"a","party":{"kind":"unit"},"facts":{"area_m2":NaN}}', "input"),
    "infinity": (b'{"id":"a","party":{"kind":"unit"},"facts":{"area_m2":-Infinity}}', "input"),
    "huge": (b'{"id":"a","party":{"kind":"unit"},"facts":{"area_m2":1e999999999}}', "input"),
    "long-number": (b'{"id":"a","party":{"kind":"unit","age":' + b"9" * 9000 + b"}}", "input"),
    "day-number": (b'{"id":"a","party":{"kind":"unit"},"decided":0}', "input"),
    "day-text": (b'{"id":"a","party":{"kind":"unit"},"decided":"0"}', "input"),
    "flag-number": (b'{"id":"a","party":{"kind":"unit"},"procedure":{"informed":1}}', "input"),
    "flag-text": (b'{"id":"a","party":{"kind":"unit"},"procedure":{"informed":"no"}}', "input"),
    "age-text": (b'{"id":"a","party":{"kind":"unit","age":"17"}}', "input"),
    "surrogate": (b'{"id":"a\\ud800","party":{"kind":"unit"}}', "input"),
    "surrogate-key": (b'{"id":"a","party":{"kind":"unit"},"\\ud800":1}', "input"),
    "list": (b"[]", "input"),
    "text": (b'"case"', "input"),
    "null": (b"null", "input"),
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/v1/determine", "/v1/check", "/v1/similar", "/v1/record"])
def test_a_body_that_is_no_case(client: httpx.Client, path: str, name: str) -> None:
    body, code = BODIES[name]
    problem = refused(post(client, path, body), 400, code)
    assert any("\u4e00" <= char <= "\u9fff" for char in problem.detail)
    assert problem.where


def test_the_field_and_the_remedy_are_named(client: httpx.Client) -> None:
    problem = refused(post(client, "/v1/check", {**CASE, "partys": 1}), 400, "input")
    assert "partys" in problem.detail
    assert "party" in (problem.remedy or "")
    english = post(client, "/v1/check?lang=en", b"\xff")
    assert refused(english, 400, "not_utf8").title.isascii()
    accepted = post(client, "/v1/check", b"\xff", headers={"accept-language": "en-GB,zh;q=0.5"})
    assert refused(accepted, 400, "not_utf8").title.isascii()


def test_a_long_body_is_refused_before_and_while_it_is_read(client: httpx.Client) -> None:
    body = b'{"id": "' + b"x" * (2 << 20) + b'"}'
    assert refused(post(client, "/v1/check", body), 413, "too_large")

    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * (1 << 16)

    headers = {"content-type": "application/json"}
    found = client.post("/v1/check", content=chunks(), headers=headers)
    refused(found, 413, "too_large")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rulebook/items/..%2f..%2f..%2fetc%2fpasswd",
        "/v1/rulebook/items/%2e%2e",
        "/v1/rulebook/items/" + "A" * 5000,
        "/v1/rulebook/items/%3Cscript%3E",
        "/v1/../../../etc/passwd",
        "/v2/check",
    ],
)
def test_no_path_leads_out(client: httpx.Client, path: str) -> None:
    found = client.get(path)
    assert found.status_code == 404
    assert "root:" not in found.text
    assert len(found.content) < 2000


def test_wrong_parameters_methods_and_types(client: httpx.Client) -> None:
    refused(post(client, "/v1/check?k=-1", CASE), 400, "parameter")
    refused(post(client, "/v1/check?k=many", CASE), 400, "parameter")
    refused(post(client, "/v1/determine?as_of=yesterday", CASE), 400, "parameter")
    refused(client.get("/v1/check"), 405, "method")
    form = {"content-type": "application/x-www-form-urlencoded"}
    refused(post(client, "/v1/check", CASE, headers=form), 415, "media_type")
    refused(
        post(client, "/v1/ingest", b"x", headers={"content-type": "text/plain"}), 415, "media_type"
    )


def test_marks_of_html_stay_text(client: httpx.Client) -> None:
    case = {**CASE, "id": MARKED, "text": MARKED * 3, "party": {"kind": "unit", "name": MARKED}}
    for path in ("/v1/check", "/v1/determine", "/v1/similar"):
        found = post(client, path, case)
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/json"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.json()["case_id"] == MARKED


@pytest.mark.parametrize(
    "text",
    [
        "当事人" * 30_000,
        "当事人：" + "张" * 90_000,
        "1" * 95_000,
        "，" * 95_000,
        "（" * 95_000,
        "1,234" * 19_000,
        "二〇二三年" * 19_000,
        "有限公司" * 24_000,
        " \t\n" * 30_000,
        "A1-" * 30_000,
    ],
)
def test_texts_that_make_patterns_run_long_do_not(client: httpx.Client, text: str) -> None:
    began = time.monotonic()
    found = post(client, "/v1/check", {**CASE, "text": text})
    assert found.status_code == 200
    assert time.monotonic() - began < 20  # a pattern that backtracks takes hours


def test_a_foreign_host_or_page_is_refused(client: httpx.Client, server: Server) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "evil.example:80"):
        refused(client.get("/ready", headers={"host": host}), 421, "host")
    for host in ("localhost", "127.0.0.1", f"localhost:{server.port}", "[::1]:9"):
        assert client.get("/ready", headers={"host": host}).status_code == 200
    origin = {"origin": "null"}
    refused(post(client, "/v1/check", CASE, headers=origin), 403, "origin")


def _raw(server: Server, data: bytes, wait: float) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as link:
        link.sendall(data)
        found = b""
        while chunk := link.recv(65536):
            found += chunk
        return found


def test_requests_that_are_no_http_do_no_harm(client: httpx.Client, server: Server) -> None:
    for data in (b"\x16\x03\x01\x02\x00" * 100, b"GET / HTTP/9.9\r\n\r\n", b"A" * 70_000 + b"\r\n"):
        with contextlib.suppress(TimeoutError):
            _raw(server, data, 2)
    assert client.get("/health").status_code == 200


def test_a_token_opens_the_door_and_nothing_else_does(strict: tuple[Server, str]) -> None:
    server, token = strict
    with server.client() as client:
        assert client.get("/health").status_code == 200
        for headers in (
            {},
            {"authorization": "Bearer"},
            {"authorization": f"Basic {token}"},
            {"authorization": f"Bearer {token}x"},
            {"authorization": "Bearer \xe9"},
            {"cookie": "discretion-token=no"},
        ):
            found = client.get(
                "/ready", headers={k: v.encode("latin-1") for k, v in headers.items()}
            )  # type: ignore[arg-type]
            assert refused(found, 401, "token")
            assert found.headers["www-authenticate"] == "Bearer"
        assert client.get("/ready", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_one_who_sends_slowly_is_sent_away(strict: tuple[Server, str]) -> None:
    server, token = strict
    began = time.monotonic()
    # Headers that never end: the connection is closed.
    assert b"200" not in _raw(server, b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\n", 15)
    # A body that never comes: 408.
    head = (
        f"POST /v1/determine HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"
    )
    assert b" 408 " in _raw(server, head.encode(), 15).partition(b"\r\n")[0]
    assert time.monotonic() - began < 14


def test_no_door_without_a_token_where_others_reach_it() -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "gov.example"):
        with pytest.raises(SettingsError, match="令牌"):
            Settings(host=host)
        assert Settings(host=host, token="x" * 16).token
    for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost"):
        assert Settings(host=host).local
    with pytest.raises(SettingsError, match="过短"):
        Settings(token="short")


def test_logs_and_metrics_hold_nobodys_data(client: httpx.Client, server: Server) -> None:
    secret = {**CASE, "id": "秘密案号〔2023〕77号", "facts": {"corrected": "秘密事实"}}
    post(client, "/v1/check", secret)
    post(client, "/v1/check", CASE)
    client.get("/v1/rulebook/items/秘密案由", params={"word": "秘密词"})
    lines = server.log.read_text(encoding="utf-8").splitlines()
    events: list[dict[str, Any]] = [json.loads(line) for line in lines]  # every line is JSON
    assert any(e["event"] == "request" and e["route"] == "/v1/check" for e in events)
    measured = client.get("/metrics").text
    for text in ("\n".join(lines), measured):
        for private in ("秘密", "%E7%A7%98", "蓝筏", "王建国", CASE["id"]):
            assert private not in text
    assert 'discretion_requests_total{method="POST",route="/v1/check",status="200"}' in measured
    assert "discretion_request_seconds_bucket" in measured
