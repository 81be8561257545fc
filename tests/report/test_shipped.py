"""Whatever the shipped rules answer can be said, in both languages."""

import json
from datetime import date

import pytest

from discretion.engine.book import load_rulebook
from discretion.model.case import Act, Case, Party, PartyKind
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.report.explain import explain
from discretion.report.jsonable import determination_json

DATES = (
    (None, None),
    (date(2017, 1, 5), date(2026, 9, 1)),
    (date(2024, 1, 5), date(2024, 6, 1)),
)


@pytest.mark.parametrize("name", ["shanghai-urban-management", "shenzhen-urban-management"])
@pytest.mark.parametrize("kind", list(PartyKind))
def test_every_item_can_be_explained(name: str, kind: PartyKind) -> None:
    book = load_rulebook(name)
    codes = list(book.items)
    for number, code in enumerate(codes):
        act, decided = DATES[number % len(DATES)]
        case = Case(
            id="x",
            items=(code, codes[0]) if number % 5 == 0 else (code,),
            party=Party(kind=kind, age=15 if number % 4 == 0 and kind == "individual" else None),
            act=Act(start=act, discovered=act),
            filed=act,
            decided=decided,
            circumstances=("removed_harm", "emergency_measure_breached") if number % 3 else (),
            facts={"unknown_fact": 1, "illegal_gains": 500} if number % 2 else {},
            penalty=Penalty(kinds=(PenaltyKind.FINE,), fine=Money.yuan(60000)),
        )
        answer = book.determine(case)
        for language in ("zh", "en"):
            shown = explain(answer, language)
            assert "{" not in shown
            assert "None" not in shown
        assert json.dumps(determination_json(answer), allow_nan=False)
