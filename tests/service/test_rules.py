"""The rulebook over HTTP is the rulebook."""

from __future__ import annotations

import httpx
import pytest

import discretion as d
from discretion.service.rules import WholeRulebook


@pytest.fixture(scope="module")
def book() -> d.Book:
    return d.load_rulebook("shanghai-urban-management")


def test_the_whole_rulebook_reads_back_as_it_is(client: httpx.Client, book: d.Book) -> None:
    found = client.get("/v1/rulebook")
    whole = WholeRulebook.model_validate_json(found.content)
    assert whole.items == list(book.items.values())
    assert whole.facts == book.facts
    assert whole.rules == list(book.rules)
    assert whole.policy == book.policy
    tag = found.headers["etag"]
    unchanged = client.get("/v1/rulebook", headers={"if-none-match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_items_are_listed_and_shown(client: httpx.Client, book: d.Book) -> None:
    every = client.get("/v1/rulebook/items").json()
    assert [each["code"] for each in every] == list(book.items)
    some = client.get("/v1/rulebook/items", params={"word": "渣土"}).json()
    assert 0 < len(some) < len(every)
    shown = client.get("/v1/rulebook/items/sh-hw-57-2").json()
    item = book.items["SH-HW-57-2"]
    assert type(item).model_validate(shown) == item
    print_ = client.get("/v1/rulebook/fingerprint").json()
    assert print_ == {"name": book.name, "fingerprint": book.fingerprint}


def test_an_unknown_item_is_answered_by_the_nearest(client: httpx.Client) -> None:
    found = client.get("/v1/rulebook/items/SH-HW-57-22")
    assert found.status_code == 404
    assert "SH-HW-57-2" in found.json()["remedy"]
