"""What is suggested for a case: beside what was typed, never instead of it."""

from __future__ import annotations

from typing import Any

from discretion.engine.book import load_rulebook
from discretion.extraction.suggestions import extractor, facts_of, suggestions
from discretion.model.case import Case
from discretion.report.masking import Mask
from discretion.report.proposals import proposal_line, proposals_json
from discretion.report.words import Words
from tests.report.builders import case

BOOK = load_rulebook("shanghai-urban-management")
ITEM = "SH-SR-20-2-B"
TEXT = "当事人设置招牌，面积15.6平方米，存在安全隐患，经责令改正拒不改正，近2年被处罚1次。"


def given(**changes: Any) -> Case:
    values: dict[str, Any] = {"items": (ITEM,), "text": TEXT, "facts": {}, "act": {}}
    values |= {"filed": None, "decided": None, "penalty": None}
    return Case.model_validate({**case().model_dump(), **values, **changes})


def found(**changes: Any) -> dict[str, tuple[object, object]]:
    read = suggestions(given(**changes), BOOK, extractor())
    return {s.proposal.fact: (s.proposal.value, s.typed) for s in read}


def test_only_facts_that_the_decision_turns_on_are_read() -> None:
    facts = facts_of(given(), BOOK)
    assert {"refused_correction", "hazard"} <= set(facts)
    assert "weight_t" not in facts
    assert facts_of(given(items=("NO-SUCH",)), BOOK) == {}
    assert found(items=("NO-SUCH",)) == {}


def test_what_is_not_typed_is_proposed() -> None:
    assert found()["refused_correction"] == (True, None)
    assert found()["hazard"] == (True, None)


def test_a_typed_fact_is_never_changed_and_a_contradiction_is_told() -> None:
    one = given(facts={"refused_correction": True, "hazard": False})
    before = one.model_dump_json()
    read = {s.proposal.fact: s for s in suggestions(one, BOOK, extractor())}
    assert one.model_dump_json() == before
    assert "refused_correction" not in read
    assert read["hazard"].typed is False
    line = proposal_line(read["hazard"], Words(), Mask())
    assert line == "文中似有“存在安全隐患”（存在安全隐患：是），案件填写的是否，请核实"


def test_a_finding_already_made_is_not_proposed_again() -> None:
    text = "当事人系初次违法。"
    assert "first_violation" in found(text=text)
    assert "first_violation" not in found(text=text, circumstances=("first_violation",))


def test_json_says_where_the_words_stand() -> None:
    read = suggestions(given(), BOOK, extractor())
    for each in proposals_json(read, Words("en"), Mask()):
        assert TEXT[each["start"] : each["end"]] == each["words"]
        assert each["typed"] is None
        assert each["text"].startswith("the text seems to say")
