"""The engine behind its wrapper: cells mean what they mean elsewhere, and its traps are shut."""

from __future__ import annotations

import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.rulebook.unary import parse
from discretion.stream.conditions import conjuncts
from discretion.stream.matcher import MOST_REMEMBERED, EngineError, Matcher, Pattern

pytest.importorskip("durable_rules_engine")

TYPES = {
    "a": {"x": int, "s": str, "b": bool, "k": str},
    "o": {"x": int, "k": str},
}


def matcher(box: dict[str, str]) -> Matcher:
    return Matcher({"r": Pattern("a", tuple(conjuncts(box, {"x": 10})))}, TYPES)


NUMBER = st.sampled_from(["0", "1", "2.5", "5", "-3", "1000000000000"])
CELL = st.one_of(
    NUMBER.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), NUMBER).map(" ".join),
    NUMBER.map(lambda n: f"not({n})"),
    st.tuples(NUMBER, NUMBER, st.sampled_from("[("), st.sampled_from("])")).map(
        lambda t: (
            f"{t[2]}{min(t[:2], key=Decimal)}..{max(t[:2], key=Decimal)}{t[3]}"
            if t[0] != t[1]
            else t[0]
        )
    ),
    st.lists(NUMBER, min_size=2, max_size=3, unique=True).map(", ".join),
    st.tuples(NUMBER, NUMBER).map(lambda t: f"not(< {t[0]}, {t[1]})"),
    st.sampled_from(["-", "null", "not(null)"]),
)
VALUE = st.sampled_from(["0", "1", "2", "2.5", "2.6", "5", "-3", "-4", "999999999999", None])


@settings(max_examples=150)
@given(text=CELL, value=VALUE)
def test_a_cell_means_what_its_unary_test_means(text: str, value: str | None) -> None:
    cell = parse(text)
    fact = {} if value is None else {"x": int(Decimal(value) * 10)}
    fires = bool(matcher({"x": text}).fired("a", fact))
    if value is None and not cell.is_any:
        # Here what is not known meets null alone; elsewhere it leaves the question open.
        assert fires == (text == "null")
    else:
        assert fires == cell.holds(None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("box", "fact", "fires"),
    [
        ({"s": '"5"'}, {"s": "5"}, True),
        ({"s": '"5"'}, {"s": "6"}, False),
        ({"s": '"a","b"'}, {"s": "b"}, True),
        ({"s": 'not("a")'}, {"s": "b"}, True),
        ({"s": 'not("a")'}, {}, False),
        ({"b": "true"}, {"b": True}, True),
        ({"b": "true"}, {"b": False}, False),
        ({"b": "false"}, {}, False),
        ({"s": '"引号\\"与中文"'}, {"s": '引号"与中文'}, True),
        ({"b": "true", "x": "> 1"}, {"b": True, "x": 5}, False),
        ({"b": "true", "x": "> 1"}, {"b": True, "x": 11}, True),
    ],
)
def test_texts_truths_and_boxes(
    box: dict[str, str], fact: dict[str, bool | int | str], fires: bool
) -> None:
    assert bool(matcher(box).fired("a", fact)) is fires


@pytest.mark.parametrize("fact", [{"x": "5"}, {"x": True}, {"s": 5}, {"b": 1}, {"b": "true"}])
def test_a_value_of_another_type_is_no_value(fact: dict[str, bool | int | str]) -> None:
    with pytest.raises(EngineError):
        matcher({"x": "5"}).fired("a", fact)


def two() -> Matcher:
    return Matcher({"a": Pattern("a", ({"x": 1},)), "o": Pattern("o", ({"$gt": {"x": 1}},))}, TYPES)


def test_every_rule_that_a_fact_meets_is_named() -> None:
    engine = Matcher(
        {
            "b": Pattern("a", ({"x": 1},)),
            "a": Pattern("a", ({"$gt": {"x": 0}},)),
            "o": Pattern("o", ({"$gt": {"x": 0}},)),
        },
        TYPES,
    )
    assert engine.fired("a", {"x": 1}) == ("a", "b")
    assert engine.fired("a", {"x": 2}) == ("a",)
    assert engine.fired("o", {"x": 1}) == ("o",)
    assert engine.fired("a", {}) == ()


def test_nothing_stays_from_one_fact_to_the_next() -> None:
    engine = two()
    for number in range(MOST_REMEMBERED + 500):
        assert engine.fired("a", {"x": -number}) == ()
        assert bool(engine.fired("o", {"x": number})) is (number > 1)
    for number in range(3):  # long forgotten, and asked again
        assert engine.fired("a", {"x": number}) == (("a",) if number == 1 else ())


def test_many_threads_get_their_own_answers() -> None:
    engine, wrong = two(), list[object]()

    def work(x: int) -> None:
        for k in range(300):
            found = [*engine.fired("a", {"x": x}), *engine.fired("o", {"x": x + k * 8})]
            if len(found) != (x == 1) + (x + k * 8 > 1):
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(x,)) for x in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_no_thread_is_left_running() -> None:
    code = (
        "import threading; from discretion.engine.book import load_rulebook;"
        "from discretion.stream.ruleset import load_reminders;"
        "load_reminders(load_rulebook('shanghai-urban-management')).matcher;"
        "assert threading.active_count() == 1"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
