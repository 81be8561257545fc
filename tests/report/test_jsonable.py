"""JSON: plain data, stable, exact, private unless asked."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

from discretion.model.determination import Determination
from discretion.model.money import Money
from discretion.report.jsonable import determination_json, matches_json, plain, review_json
from discretion.report.masking import Mask
from tests.report.builders import NAME, determination, match, missing, review


def text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def test_every_field_of_a_determination_is_there_except_the_case() -> None:
    data = determination_json(determination(missing=missing()))
    assert set(data) == {f.name for f in fields(Determination)} - {"case"} | {"case_digest"}


def test_values_are_exact_and_plain() -> None:
    assert plain(Money.yuan("0.5")) == "0.50"
    assert plain(Decimal("0.10")) == "0.10"
    assert plain(date(2024, 1, 2)) == "2024-01-02"
    data = determination_json(determination(missing=missing()))
    assert data["statutory"] == {
        "minimum": "100",
        "maximum": "1000",
        "minimum_open": False,
        "maximum_open": False,
    }
    assert data["facts"] == {"area_m2": "12"}
    assert data["missing"][0]["answers"][0]["test"] == "< 10"
    hearing = next(d for d in data["duties"] if d["code"] == "hearing")
    assert (hearing["state"], hearing["met"], hearing["values"]["threshold"]) == (
        "missed",
        False,
        "50000",
    )


def test_every_reason_has_code_values_and_sentence() -> None:
    data = determination_json(determination())
    row = next(r for r in data["reasons"] if r["code"] == "row")
    assert row["values"]["row"] == 2
    assert row["text"].startswith("符合裁量表第2行")
    assert row["children"][0]["text"] == "面积：12平方米（该行条件：10平方米以上不满50平方米）"
    english = determination_json(determination(), "en")
    assert english["reasons"][0]["code"] == data["reasons"][0]["code"]
    assert english["for_person"][0]["text"] != data["for_person"][0]["text"]


def test_the_same_review_gives_the_same_bytes() -> None:
    assert text(review_json(review())) == text(review_json(review()))


def test_names_are_starred_everywhere_unless_asked_for() -> None:
    names = {match().case_id: ("王小二",)}
    hidden = text(review_json(review(), names=names))
    assert NAME not in hidden
    assert "王小二" not in hidden
    shown = text(review_json(review(), names=names, mask=Mask(shown=True)))
    assert NAME in shown
    assert "王小二" in shown


def test_matches_keep_their_scores_and_terms() -> None:
    (data,) = matches_json([match()], Mask(), {})
    assert data["score"] == 0.87
    assert data["shared_terms"][0] == {"term": "在路口", "weight": 0.2}
    assert data["facts"][0] == {
        "fact": "area_m2",
        "mine": "12",
        "theirs": "8",
        "agreement": 0.9,
    }
