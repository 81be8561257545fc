"""Imported tables against a naive oracle that never parses a cell, for every hit policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.engine.tables import TableError, Tables
from tests.rulebook.exchange.dmn.files import (
    decision,
    definitions,
    input_data,
    one_table,
    read,
    table,
)

Test = tuple[str, Callable[[Any], bool]]
INPUTS = {"n": "number", "s": "string", "b": "boolean", "d": "date"}
DAYS = ["2024-02-28", "2024-02-29", "2024-03-01"]
CELLS: dict[str, list[Test]] = {
    "n": [
        ("-", lambda v: True),
        ("3", lambda v: v == 3),
        ("-1, 0", lambda v: v in (-1, 0)),
        ("< 2.5", lambda v: v < Decimal("2.5")),
        (">= 3", lambda v: v >= 3),
        ("[0..3)", lambda v: 0 <= v < 3),
        ("]0..3]", lambda v: 0 < v <= 3),
        ("not(3, > 5)", lambda v: not (v == 3 or v > 5)),
    ],
    "s": [
        ("-", lambda v: True),
        ('"a"', lambda v: v == "a"),
        ('"a", "乙\\"\\n"', lambda v: v in ("a", '乙"\n')),
        ('not("a")', lambda v: v != "a"),
    ],
    "b": [("-", lambda v: True), ("true", lambda v: v), ("false", lambda v: not v)],
    "d": [
        ("-", lambda v: True),
        ('date("2024-02-29")', lambda v: v == "2024-02-29"),
        ('< date("2024-03-01")', lambda v: v < "2024-03-01"),
        ('(date("2024-02-28")..date("2024-03-01")]', lambda v: "2024-02-28" < v <= "2024-03-01"),
    ],
}
FACTS = st.fixed_dictionaries(
    {
        "n": st.sampled_from([Decimal(x) for x in ("-1", "0", "2.5", "2.499", "3", "5", "6")]),
        "s": st.sampled_from(["a", '乙"\n', "c"]),
        "b": st.booleans(),
        "d": st.sampled_from(DAYS),
    }
)
VALUES = ['"high"', '"low"', '"none"']
POLICIES = [
    *((hit, None) for hit in ("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER")),
    *(("COLLECT", aggregation) for aggregation in (None, "SUM", "MIN", "MAX", "COUNT")),
]


@st.composite
def tables(
    draw: st.DrawFn, columns: tuple[str, ...] = tuple(sorted(INPUTS))
) -> tuple[str, str | None, list[dict[str, Test]], list[Any], bytes]:
    """Policy, aggregation, the tests and the results of each row, and the file that says so."""
    hit, aggregation = draw(st.sampled_from(POLICIES))
    names = draw(st.lists(st.sampled_from(columns), unique=True))
    several = aggregation is None and draw(st.booleans())
    rows, results, cells = [], [], []
    for _ in range(draw(st.integers(0, 5))):
        tests = {name: draw(st.sampled_from(CELLS[name])) for name in names}
        word, number = draw(st.sampled_from(VALUES)), draw(st.sampled_from(["1", "2.5", "-3"]))
        rows.append(tests)
        said = [word, number] if several else [number] if aggregation else [word]
        results.append(said)
        cells.append([*(tests[name][0] for name in names), *said])
    outputs: list[tuple[str, str | None, str | None]] = [("word", "string", ", ".join(VALUES))]
    if several:
        outputs.append(("number", "number", None))
    elif aggregation:
        outputs = [("number", "number", None)]
    said = f'hitPolicy="{hit}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    logic = table([(name, INPUTS[name]) for name in names], outputs, cells, said)
    return hit, aggregation, rows, results, one_table(logic, **INPUTS)


def oracle(
    hit: str, aggregation: str | None, rows: list[dict[str, Test]], results: list[Any], facts: Any
) -> Any:
    """What DMN 1.5, 8.2.8 says of each policy, in the order of its own words; an error is None."""

    def result(row: int) -> Any:
        values = [
            Decimal(text) if text[0] in "-0123456789" else text.strip('"') for text in results[row]
        ]
        return values[0] if len(values) == 1 else {"word": values[0], "number": values[1]}

    hits = [i for i, row in enumerate(rows) if all(t(facts[n]) for n, (_, t) in row.items())]
    rank = {i: VALUES.index(results[i][0]) if results[i][0] in VALUES else 0 for i in hits}
    if hit == "RULE ORDER" or (hit == "COLLECT" and aggregation is None):
        return tuple(result(i) for i in hits)
    if hit == "OUTPUT ORDER":
        return tuple(result(i) for place in (0, 1, 2) for i in hits if rank[i] == place)
    if aggregation == "COUNT":
        return len(hits)
    if not hits:
        return None
    if aggregation:
        numbers = sorted(result(i) for i in hits)
        return {"SUM": sum(numbers), "MIN": numbers[0], "MAX": numbers[-1]}[aggregation]
    if hit == "UNIQUE" and len(hits) > 1:
        raise TableError
    if hit == "ANY" and len({str(result(i)) for i in hits}) > 1:
        raise TableError
    if hit == "PRIORITY":
        return result(next(i for i in hits if rank[i] == min(rank.values())))
    return result(hits[0])


@settings(max_examples=400)
@given(tables(), FACTS)
def test_every_hit_policy_agrees_with_a_naive_reading(drawn: Any, facts: dict[str, Any]) -> None:
    *asked, raw = drawn
    ready = Tables(read(raw))
    try:
        expected = oracle(*asked, facts)
    except TableError:
        with pytest.raises(TableError, match="命中"):
            ready.decide(facts)
        return
    (outcome,) = ready.decide(facts)
    assert outcome.answer == expected


def decide(raw: bytes, **facts: Any) -> Any:
    return Tables(read(raw)).decide(facts)[-1].answer


def test_a_decision_feeds_the_ones_that_require_it() -> None:
    size = table(
        [("n", "number")],
        [("size", "string", None)],
        [["< 5", '"small"'], ["-", '"big"']],
        'hitPolicy="FIRST"',
    )
    price = table(
        [("size", None), ("b", "boolean")],
        [("price", "number", None)],
        [['"big"', "true", "10"], ["-", "-", "1"]],
        'hitPolicy="FIRST"',
    )
    raw = definitions(
        decision("price", price, ["d-size", "i-b"])
        + input_data("b")
        + input_data("n")
        + decision("size", size, ["i-n"])
    )
    outcomes = Tables(read(raw)).decide({"n": 7, "b": True})
    assert [(o.decision, o.answer, o.rules) for o in outcomes] == [
        ("size", "big", (2,)),
        ("price", 10, (1, 2)),
    ]


def test_without_a_row_that_holds_the_default_counts() -> None:
    cells = [["1", '"x"']]
    outputs: list[tuple[str, str | None, str | None]] = [("r", "string", None)]
    for policy, expected in {"FIRST": "other", "COLLECT": ("other",)}.items():
        logic = table([("n", "number")], outputs, cells, f'hitPolicy="{policy}"', '"other"')
        assert decide(one_table(logic, n="number"), n=2) == expected
    logic = table([("n", "number")], outputs, cells, 'hitPolicy="FIRST"', "null")
    assert decide(one_table(logic, n="number"), n=2) is None


def test_sums_are_exact() -> None:
    numbers = ["0.1", "0.2", "1" + "0" * 40]
    logic = table(
        [], [("r", "number", None)], [[n] for n in numbers], 'hitPolicy="COLLECT" aggregation="SUM"'
    )
    assert decide(one_table(logic)) == Decimal("1" + "0" * 40 + ".3")


def test_days_and_times_are_taken_and_given_as_texts_or_values() -> None:
    logic = table(
        [("d", "date")],
        [("r", "dateTime", None)],
        [['> date("2024-02-28")', 'date and time("2024-02-29T08:30:00.5")']],
    )
    for day in ("2024-02-29", date(2024, 2, 29)):
        assert decide(one_table(logic, d="date"), d=day) == "2024-02-29T08:30:00.5"
    logic = table(
        [("t", "dateTime")],
        [("r", None, None)],
        [['date and time("2024-02-29T08:30:00")', 'duration("P1Y2M")']],
    )
    for time in ("2024-02-29T08:30:00", datetime(2024, 2, 29, 8, 30)):
        assert decide(one_table(logic, t="dateTime"), t=time) == "P14M"


def test_an_unknown_fact_meets_only_what_asks_nothing_of_it() -> None:
    for cell, expected in {"-": "x", "null": "x", "not(1)": "x", "1": None, "< 5": None}.items():
        logic = table([("n", "number")], [("r", "string", None)], [[cell, '"x"']])
        assert decide(one_table(logic, n="number")) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"amuont": 1}, "没有名为 amuont 的输入，是不是 amount？"),
        ({"amount": "1"}, "输入 amount 的值 1 不对；须是 number，写成如 5"),
        ({"amount": True}, "须是 number"),
        ({"amount": Decimal("NaN")}, "须是 number"),
        ({"amount": 1.5}, "须是 number"),
        ({"amount": 11}, "不允许取值 11；允许的取值：[0..10]"),
        ({"amount": 2}, "第 1 行（文件第 7 行）、第 2 行（文件第 8 行）"),
    ],
)
def test_a_mistake_is_told_with_a_remedy(facts: dict[str, Any], expected: str) -> None:
    logic = table(
        [("amount", "number")], [("r", "string", None)], [["1, 2", '"x"'], [">= 2", '"y"']]
    )
    raw = one_table(logic, amount="number").replace(
        b"</inputExpression>", b"</inputExpression><inputValues><text>[0..10]</text></inputValues>"
    )
    with pytest.raises(TableError) as caught:
        Tables(read(raw)).decide(facts)
    assert expected in str(caught.value)


def test_a_list_cannot_be_tested_by_a_cell() -> None:
    many = table([], [("r", "number", None)], [["1"], ["2"]], 'hitPolicy="COLLECT"')
    next_ = table([("many", None)], [("r", "number", None)], [["1", "2"]])
    raw = definitions(decision("many", many) + decision("next", next_, ["d-many"]))
    with pytest.raises(TableError, match="列表"):
        Tables(read(raw)).decide({})
