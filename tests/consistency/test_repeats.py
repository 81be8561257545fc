"""Earlier penalties of a party, found in past cases; the window, what counts, what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from discretion import load_rulebook
from discretion.consistency.check import check
from discretion.consistency.repeats import earlier_penalties, with_proposed
from discretion.corpus import Corpus, ingest, open_corpus
from discretion.corpus.sameness import find_duplicates, party_groups
from discretion.corpus.source import Source
from discretion.model.case import Case
from discretion.similarity.parties import Identity

BOOK = load_rulebook("shanghai-urban-management")
ITEM = "SH-HW-60-3"
NUMBER = "91310114MA1GW0001"


def case(case_id: str, name: str = "上海鑫味食品商店", **changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": case_id,
        "items": [ITEM],
        "party": {"kind": "unit", "name": name},
        "place": {"district": "310114"},
        "penalty": {"fine": 20000},
        "facts": {"weight_t": 0.6},
    }
    return Case.model_validate(data | changes)


def past(case_id: str, decided: str, name: str = "鑫味食品商店(嘉定)", **changes: Any) -> Case:
    return case(case_id, name, decided=decided, **changes)


NEW = case("新", act={"start": "2024-05-01"})
PAST = (
    past("a", "2022-04-30"),
    past("b", "2022-05-01"),
    past("c", "2024-04-30"),
    past("d", "2024-05-01"),
    past("e", "2023-01-01", penalty={"kinds": []}),
    past("f", "2023-01-02", items=["SH-HW-60-2"]),
    past("g", "2023-01-03", name="静安区鑫味食品商店"),
    past("h", "2023-01-04", name="鑫味食品商店二店"),
    past("i", "2023-01-05", name="鑫味食品商店", items=["SH-HW-60-2", ITEM]),
)


def corpus(*cases: Case) -> Corpus:
    return Corpus.of(Source(cases), BOOK.every_fact())


def test_the_window_and_what_counts() -> None:
    found = earlier_penalties(NEW, BOOK, corpus(*PAST, NEW))
    assert found is not None
    assert (str(found.first), str(found.last)) == ("2022-05-01", "2024-04-30")
    assert [one.case_id for one in found.sure] == ["c", "i", "b"]
    assert [one.case_id for one in found.possible] == ["h"]
    assert found.proposed == 3


def test_a_folder_answers_alike(tmp_path: Path) -> None:
    ingest(list(PAST), tmp_path / "案例库", BOOK)
    folder = open_corpus(tmp_path / "案例库")
    assert earlier_penalties(NEW, BOOK, folder) == earlier_penalties(NEW, BOOK, corpus(*PAST))
    assert find_duplicates(folder) == find_duplicates(corpus(*PAST))
    assert party_groups(folder) == party_groups(corpus(*PAST))


def test_the_fact_is_proposed_and_never_overrides() -> None:
    found = earlier_penalties(NEW, BOOK, corpus(*PAST))
    assert with_proposed(NEW, found).facts["prior_penalties"] == 3
    typed = NEW.model_copy(update={"facts": {"prior_penalties": 0}})
    assert with_proposed(typed, found).facts["prior_penalties"] == 0
    assert with_proposed(NEW, None) == NEW


def test_one_penalty_reported_twice_counts_once() -> None:
    text = "执法人员现场检查发现当事人混堆垃圾，重0.6吨，经责令改正拒不改正。"
    twice = [past(i, "2023-06-01", act={"start": "2023-05-01"}, text=text) for i in ("a", "b")]
    found = earlier_penalties(NEW, BOOK, corpus(*twice))
    assert found is not None
    assert found.proposed == 1
    assert [(d.first, d.second) for d in find_duplicates(corpus(*twice))] == [("a", "b")]


def test_a_name_that_two_firms_bear_is_only_possible() -> None:
    from tests.similarity.parties.strategies import credit_code

    firms = [
        past(
            f"{n}",
            "2023-06-01",
            party={"kind": "unit", "name": "上海鑫味食品商店", "number": number},
        )
        for n, number in enumerate((credit_code(NUMBER), credit_code("91310114MA1GW0009")))
    ]
    found = earlier_penalties(NEW, BOOK, corpus(*firms))
    assert found is not None
    assert [one.identity for one in found.found] == [Identity.POSSIBLE] * 2
    assert found.found[0].reasons[0] == "shared_name"


@pytest.mark.parametrize(
    "changes", [{"items": []}, {"act": {}}, {"party": {"kind": "unit", "name": "某公司"}}]
)
def test_without_item_day_or_party_nothing_is_looked_for(changes: dict[str, Any]) -> None:
    unknown = case("x", **{"act": {"start": "2024-05-01"}, **changes})
    assert earlier_penalties(unknown, BOOK, corpus(*PAST)) is None


def said(facts: dict[str, Any], *earlier: Case) -> list[str]:
    one = NEW.model_copy(update={"facts": {**NEW.facts, **facts}})
    with_them = check(one, BOOK, corpus(*earlier), k=0)
    other = [
        e.model_copy(update={"party": e.party.model_copy(update={"name": f"上海汇芃{n}厂"})})
        for n, e in enumerate(earlier)
    ]
    assert with_them.verdict is check(one, BOOK, corpus(*other), k=0).verdict
    return [f.code for f in with_them.findings if f.code.startswith("earlier")]


def test_a_check_reminds_of_what_the_case_does_not_mention() -> None:
    assert said({}, *PAST) == ["earlier_penalties"]
    assert said({"prior_penalties": 2}, *PAST) == ["earlier_penalties"]
    assert said({"prior_penalties": 3}, *PAST) == []
    assert said({}, PAST[7]) == ["earlier_possible"]
    assert said({"prior_penalties": 0}, PAST[7]) == []
    assert said({}) == []
