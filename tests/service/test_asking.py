"""The three questions of a case: the answers are those of the library, in the contract's shape."""

from __future__ import annotations

import httpx
import pytest

import discretion as d
from discretion.report.jsonable import determination_json, review_json
from discretion.report.masking import names_in
from discretion.service.models import Determination, Review, Similar
from tests.service.conftest import CASE, post


@pytest.fixture(scope="module")
def book() -> d.Book:
    return d.load_rulebook("shanghai-urban-management")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_determine_is_what_the_library_determines(
    client: httpx.Client, book: d.Book, lang: str
) -> None:
    found = post(client, f"/v1/determine?lang={lang}", CASE)
    assert found.status_code == 200
    Determination.model_validate(found.json())
    case = d.Case.model_validate(CASE)
    assert found.json() == determination_json(book.determine(case), lang)  # type: ignore[arg-type]
    assert found.headers["discretion-rulebook"] == book.fingerprint == found.json()["rulebook"]


def test_the_day_of_the_decision_counts_where_the_case_has_none(client: httpx.Client) -> None:
    case = {**CASE, "decided": None, "filed": None, "act": {}}
    early, late = (
        post(client, f"/v1/determine?as_of={day}", case).json()["reasons"]
        for day in ("2023-10-01", "2003-06-07")
    )
    assert early != late


def test_check_is_what_the_library_checks(client: httpx.Client, book: d.Book) -> None:
    found = post(client, "/v1/check?k=3", CASE)
    assert found.status_code == 200
    Review.model_validate(found.json())
    corpus = d.open_corpus("sample", book)
    review = d.check(d.Case.model_validate(CASE), book, corpus, k=3)
    names = {m.case_id: names_in(corpus.case(m.case_id)) for m in review.matches}
    assert found.json() == review_json(review, names=names)
    assert found.headers["discretion-corpus"] == corpus.version
    without = [m["case_id"] for m in found.json()["matches"][:1]]
    again = post(client, "/v1/check?k=3", CASE, params={"k": 3, "exclude": without}).json()
    assert without[0] not in {m["case_id"] for m in again["matches"]}


def test_similar_lists_past_cases_and_stars_their_names(client: httpx.Client) -> None:
    found = post(client, "/v1/similar?k=4", CASE)
    Similar.model_validate(found.json())
    assert len(found.json()["matches"]) == 4
    assert "蓝筏餐饮管理有限公司" not in found.text


def test_names_are_shown_only_where_the_service_allows_it(client: httpx.Client) -> None:
    refused = post(client, "/v1/similar?names=true", CASE)
    assert refused.status_code == 403
    assert refused.json()["code"] == "names"
