"""A question asked again goes a shorter way and gets the same answers and refusals."""

from __future__ import annotations

import httpx
import pytest

from discretion.service.again import LONGEST_QUERY, MOST_QUERIES, Queries
from tests.service.conftest import CASE, post

WRONG = {**CASE, "facts": {"corrected": "perhaps"}}


@pytest.mark.parametrize(
    "path", ["/v1/check?view=brief&k=2", "/v1/determine?lang=en", "/v1/similar?k=4"]
)
def test_the_second_answer_is_the_first(client: httpx.Client, path: str) -> None:
    first, second, third = (post(client, path, CASE) for _ in range(3))
    assert first.status_code == 200
    assert first.content == second.content == third.content
    assert dict(first.headers) == dict(second.headers)


def test_refusals_are_the_same_and_a_language_of_the_header_counts_each_time(
    client: httpx.Client,
) -> None:
    path = "/v1/check?view=brief"
    assert post(client, path, CASE).status_code == 200
    refused = [post(client, path, body) for body in (b"{", b"\xff", WRONG)]
    assert [each.status_code for each in refused] == [400] * 3
    assert {each.headers["content-type"] for each in refused} == {"application/problem+json"}
    texts = [
        post(client, path, CASE, headers={"accept-language": each}).json()["verdict_text"]
        for each in ("en", "zh", "en")
    ]
    assert texts[0] == texts[2] != texts[1]
    assert client.get(path).status_code == 405
    wrong = {"content-type": "text/plain"}
    assert client.post(path, content=b"{}", headers=wrong).status_code == 415


def test_both_ways_are_counted_under_one_route(client: httpx.Client) -> None:
    def counted() -> int:
        text = client.get("/metrics").text
        name = 'discretion_requests_total{method="POST",route="/v1/determine",status="200"}'
        return next((int(x.rsplit(" ", 1)[1]) for x in text.splitlines() if name in x), 0)

    before = counted()
    for _ in range(3):
        post(client, "/v1/determine?as_of=2023-05-05", CASE)
    assert counted() == before + 3


def test_few_and_short_queries_are_remembered() -> None:
    queries = Queries()

    class Asked:
        def __init__(self, query: str) -> None:
            self.scope = {
                "type": "http",
                "method": "POST",
                "path": "/v1/check",
                "query_string": query.encode(),
                "route": None,
            }

    async def ask(request: object) -> None: ...

    for number in range(MOST_QUERIES + 10):
        queries.remember(Asked(f"exclude={number}"), ask)  # type: ignore[arg-type]
    kept = [queries.find(Asked(f"exclude={n}").scope) for n in range(MOST_QUERIES + 10)]
    assert sum(each is not None for each in kept) == MOST_QUERIES
    fresh, long = Queries(), Asked("exclude=" + "x" * LONGEST_QUERY)
    fresh.remember(long, ask)  # type: ignore[arg-type]
    assert fresh.find(long.scope) is None


def test_what_is_wrong_is_said_in_the_language_asked_for(client: httpx.Client) -> None:
    for path in ("/v1/check?view=brief", "/v1/check?view=brief&lang=en"):
        post(client, path, CASE)
    detail = post(client, "/v1/check?view=brief&lang=en", WRONG).json()["detail"]
    assert detail.startswith(f"case {CASE['id']}, facts.corrected (value perhaps): ")
    broken = post(client, "/v1/determine?lang=en", b"{").json()
    assert broken["detail"].startswith("not valid JSON (line 1, column 2) (request)")
    assert broken["remedy"] == "Check that quotes, commas and brackets match."
    assert "不是有效的 JSON" in post(client, "/v1/determine", b"{").json()["detail"]
