"""Exported tables, executed by ourselves and by other engines: the grade is the rulebook's."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from discretion.engine.book import Book, load_rulebook
from discretion.engine.tables import Outcome, TableError, Tables
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.rulebook.axes import build_axis
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.exchange.dmn.model import Model
from discretion.rulebook.exchange.dmn.tables import item_model
from discretion.rulebook.load import shipped_rulebooks
from discretion.rulebook.schema import Item, ItemVersion
from tests.engine.dmn_peers import Xml, Zen, alone
from tests.engine.strategies import books, cases
from tests.engine.test_tables import FACTS, tables
from tests.rulebook.exchange.dmn.files import read

NAMES = [name for name in shipped_rulebooks() if name != "general"]
EACH = 6
"""Cases asked of every version of every item; of the slow peer a third."""


def values_of(book: Book, item: Item, model: Model) -> dict[str, list[Any]]:
    """A value in every cell that some table of *model* can tell apart, by input."""
    tests: dict[str, list[Any]] = {data.name: [] for data in model.inputs}
    for decision in model.decisions:
        for i, column in enumerate(decision.table.inputs):
            tests.setdefault(column.name, []).extend(r.tests[i] for r in decision.table.rules)
    facts = {**SYSTEM_FACTS, **book.facts_of(item)}
    axes = {d.name: build_axis(d.name, facts[d.name], tests[d.name]) for d in model.inputs}
    return {n: [axis.samples[cell] for cell in axis.feasible] for n, axis in axes.items()}


def drawn(values: dict[str, list[Any]], seed: str, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        # Asked as one text each: the same facts on any machine.
        chosen = random.Random(f"{seed} {number}")
        yield {name: chosen.choice(options) for name, options in values.items()}


def decided(book: Book, item: Item, version: ItemVersion, facts: dict[str, Any]) -> Determination:
    """Determine a case of these facts on the first day of *version*."""
    day = book.effective(version).from_.isoformat()
    party = {"kind": facts.get("party_kind", "individual")}
    said = {"harm": "ordinary", **{n: v for n, v in facts.items() if n != "party_kind"}}
    act = {"start": day, "discovered": day}
    case = {"id": "x", "items": [item.code], "party": party, "act": act, "decided": day}
    return book.determine(Case.model_validate({**case, "facts": said}))


def grade_of(outcomes: dict[str, Outcome]) -> Any:
    found = outcomes.get("Benchmark")
    answer = found.answer if found else None
    return answer["grade"] if isinstance(answer, dict) else answer


def versions(book: Book) -> Iterator[tuple[Item, int, Model]]:
    for item in book.items.values():
        for number, _ in enumerate(item.versions):
            yield item, number, item_model(book, item, number)[0]


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_give_the_grade_and_the_range_that_determine_gives(name: str) -> None:
    book, seen = load_rulebook(name), Counter[str]()
    for item, number, model in versions(book):
        ready, version = Tables(model), item.versions[number]
        values = values_of(book, item, model)
        for facts in drawn(values, f"{item.code} {number}", EACH):
            found = decided(book, item, version, facts)
            if found.outcome.value not in ("penalty", "may_exempt"):
                seen[found.outcome.value] += 1  # general rules, which are not in the tables
                continue
            if found.table_grade is None and found.missing:
                seen["unsettled"] += 1  # a general rule asks for a fact that no table tests
                continue
            outcomes = {o.decision: o for o in ready.decide(facts)}
            assert grade_of(outcomes) == found.table_grade, (item.code, number, facts)
            assert outcomes["Penalty"].answer is not None
            seen["graded" if found.table_grade else "ungraded"] += 1
            answer = outcomes["Benchmark"].answer if "Benchmark" in outcomes else None
            if isinstance(answer, dict) and answer["row"] is not None:
                assert answer["row"] == found.row
                benchmark, plain = found.benchmark, found.grade == found.table_grade
                if answer["maximum"] is not None and benchmark and benchmark.maximum and plain:
                    ends = (benchmark.minimum.as_yuan, benchmark.maximum.as_yuan)
                    seen["ranged"] += (answer["minimum"], answer["maximum"]) == ends
                    seen["ranges"] += 1
    assert seen["graded"] > 100, seen
    assert seen["ranged"] == seen["ranges"] > 50, seen


@pytest.mark.parametrize("peer", [Xml, Zen])
@pytest.mark.parametrize("name", NAMES)
def test_other_engines_give_every_answer_that_ours_gives(name: str, peer: type[Xml | Zen]) -> None:
    book, seen = load_rulebook(name), Counter[str]()
    for item, number, model in versions(book):
        ready = Tables(model)
        peers = {d.name: peer(d) for d in model.decisions}
        values = values_of(book, item, model)
        for facts in drawn(values, f"{item.code} {number}", EACH if peer is Zen else EACH // 3):
            compare(model, ready, peers, facts, seen)
    assert seen["same"] > 200, seen


def compare(
    model: Model,
    ready: Tables,
    peers: dict[str, Any],
    facts: dict[str, Any],
    seen: Counter[str],
) -> None:
    """Ask ours all at once, and the peer table by table with the results of those before."""
    try:
        outcomes = ready.decide(facts)
    except TableError:
        seen["contradiction"] += 1
        return
    known = dict(facts)
    for decision, outcome in zip(model.decisions, outcomes, strict=True):
        asked = {c.name: known[c.name] for c in decision.table.inputs}
        known[decision.name] = outcome.answer
        answer = peers[decision.name].ask(asked)
        assert answer == outcome.answer, (decision, asked, answer, outcome)
        seen["same" if outcome.rules else "nothing"] += 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(tables(("b", "n")), FACTS)
def test_another_engine_agrees_under_every_hit_policy(drawn: Any, facts: dict[str, Any]) -> None:
    (only,) = read(drawn[-1]).decisions
    assume(only.table.rules)
    if len(only.table.outputs) == 1:  # which has no name by the standard
        (output,) = only.table.outputs
        only = replace(only, table=replace(only.table, outputs=(replace(output, name=""),)))
    try:
        (outcome,) = Tables(alone(only)).decide({c.name: facts[c.name] for c in only.table.inputs})
    except TableError:
        return
    if outcome.rules:
        asked = {column.name: facts[column.name] for column in only.table.inputs}
        assert Xml(only).ask(asked) == outcome.answer


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(books(), cases())
def test_tables_of_any_item_give_the_grade_that_determine_gives(
    drawn: tuple[Book, Item], case: Case
) -> None:
    book, item = drawn
    model, _ = item_model(book, item, 0)
    facts: dict[str, Any] = {"party_kind": case.party.kind.value, **case.facts}
    for name, fact in book.facts_of(item).items():
        if fact.circumstance:
            facts[name] = facts.get(name, False) or name in case.circumstances
    asked = {data.name: facts.get(data.name) for data in model.inputs}
    found = book.determine(case)
    if None in asked.values() or found.outcome.value not in ("penalty", "may_exempt"):
        return
    if any(reason.code == "table_overlap" for reason in found.for_person):
        with pytest.raises(TableError):
            Tables(model).decide(asked)
        return
    outcomes = {o.decision: o for o in Tables(model).decide(asked)}
    if found.certain or found.table_grade is not None:
        assert grade_of(outcomes) == found.table_grade
        assert outcomes["Penalty"].answer is not None
