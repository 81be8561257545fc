"""Models as XML and back, and items as DMN and back: nothing is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.engine.book import Book
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.dmn.cells import (
    parse_tests,
    parse_value,
    render_literal,
    render_tests,
)
from discretion.rulebook.exchange.dmn.items import export_item, import_item
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import (
    Aggregator,
    Decision,
    Hit,
    Input,
    InputData,
    Model,
    Output,
    Rule,
    Table,
)
from discretion.rulebook.exchange.dmn.tables import item_model
from discretion.rulebook.exchange.dmn.write import model_text
from discretion.rulebook.load import load, shipped_rulebooks
from discretion.rulebook.schema import Item
from discretion.rulebook.unary import Cell, Interval, Literal, Value
from tests.engine.strategies import books
from tests.rulebook.exchange.dmn.files import FILE, read

texts = st.text(
    st.sampled_from("甲乙“”\"'\\<>&;]]>-() \t\n\r\u00e9\U0001f600")
    | st.characters(codec="ascii", categories=["L", "N"]),
    max_size=8,
)
names = st.text("abcdé甲", min_size=1, max_size=6)
kinds = st.sampled_from([k for k in Kind if k is not Kind.ANY])
numbers = st.decimals(-1000, 1000, places=2) | st.integers(-5, 5).map(Decimal)


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Kind.STRING:
            return texts
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.NUMBER:
            return numbers
        case Kind.DATE:
            return st.integers(1, 3_652_059).map(Decimal)
        case Kind.TIME:
            return st.integers(0, 86_399).map(Decimal) | st.just(Decimal("1.5"))
        case Kind.DATE_TIME:
            return st.integers(86_400, 3_652_059 * 86_400).map(Decimal)
        case _:
            return st.integers(-100_000, 100_000).map(Decimal)


@st.composite
def cells(draw: st.DrawFn, kind: Kind) -> Cell:
    """A cell of any kind; ranges only where the kind has an order."""
    tests: list[Interval | Literal] = []
    for _ in range(draw(st.integers(0, 3))):
        shape = draw(st.sampled_from(["is", "below", "above", "between", "null"]))
        one, two = draw(values_of(kind)), draw(values_of(kind))
        if shape == "null":
            tests.append(Literal(None))
        elif shape == "is" or kind in (Kind.STRING, Kind.BOOLEAN):
            tests.append(Literal(one))
        elif shape == "below":
            tests.append(Interval(None, one, True, draw(st.booleans())))
        elif shape == "above":
            tests.append(Interval(one, None, draw(st.booleans()), True))
        elif one != two:
            low, high = sorted((one, two))
            tests.append(Interval(low, high, draw(st.booleans()), draw(st.booleans())))
    return Cell(tuple(tests), bool(tests) and draw(st.booleans()))


@st.composite
def models(draw: st.DrawFn) -> Model:
    data = draw(st.lists(st.tuples(names, kinds), unique_by=lambda p: p[0], max_size=3))
    inputs = tuple(InputData(name, kind, draw(st.none() | texts)) for name, kind in data)
    known = dict(data)
    decisions = []
    for number in range(draw(st.integers(1, 3))):
        chosen = draw(st.lists(st.sampled_from(sorted(known)), unique=True)) if known else []
        columns = tuple(
            Input(n, known[n], draw(st.none() | texts), draw(cells(known[n]))) for n in chosen
        )
        outputs = []
        for at in range(draw(st.integers(1, 3))):
            kind = draw(kinds)
            value = values_of(kind)
            listed = tuple(draw(st.lists(value, unique=True, min_size=1, max_size=4)))
            default = draw(st.none() | st.tuples(st.none() | value))
            outputs.append(Output(f"o{at}", kind, draw(st.none() | texts), listed, default))
        rules = tuple(
            Rule(
                tuple(draw(cells(c.kind)) for c in columns),
                tuple(draw(st.none() | st.sampled_from(o.values)) for o in outputs),
                draw(texts).strip(),
            )
            for _ in range(draw(st.integers(0, 3)))
        )
        hit = draw(st.sampled_from(Hit))
        aggregator = None
        if hit is Hit.COLLECT and len(outputs) == 1:
            of = Aggregator if outputs[0].kind is Kind.NUMBER else [Aggregator.COUNT]
            aggregator = draw(st.none() | st.sampled_from(of))
        made = Table(hit, columns, tuple(outputs), rules, aggregator)
        name = f"D{number}"
        decisions.append(Decision(name, made, draw(st.none() | texts)))
        if len(outputs) == 1 and not made.lists:
            known[name] = outputs[0].kind
    return Model(draw(texts), "urn:x", inputs, tuple(decisions))


@given(st.data(), kinds)
def test_cells_and_values_of_every_kind_are_read_as_they_are_written(
    data: st.DataObject, kind: Kind
) -> None:
    cell = data.draw(cells(kind))
    assert parse_tests(render_tests(cell, kind), kind) == cell
    value: Value = data.draw(st.none() | values_of(kind))
    said = render_literal(value, kind)
    assert parse_value(said, kind) == value
    assert not {"\n", "\r"} & set(said)


@given(models())
def test_a_model_is_read_as_it_was_written(model: Model) -> None:
    written = model_text(model)
    assert read(written.encode()) == model
    assert model_text(read(written.encode())) == written


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(books(), st.data())
def test_any_item_comes_back_as_it_was(drawn: tuple[Book, Item], data: st.DataObject) -> None:
    book, item = drawn
    said = texts.map(str.strip).filter(bool)
    item = item.model_copy(update={"title": data.draw(said), "note": data.draw(st.none() | said)})
    exported = export_item(book, item, 0)
    model = read(exported.text.encode())
    assert import_item(book, model, FILE) == item
    assert export_item(book, item, 0) == exported


@pytest.mark.parametrize("name", [n for n in shipped_rulebooks() if n != "general"])
def test_every_version_of_every_shipped_item_comes_back(name: str) -> None:
    book = load(name)
    for item in book.items.values():
        for version in range(len(item.versions)):
            model = read(export_item(book, item, version).text.encode())
            assert model == item_model(book, item, version)[0]
            assert import_item(book, model, FILE) == item


def test_a_fault_of_the_kept_item_is_placed_in_the_dmn_file() -> None:
    book = load("shanghai-urban-management")
    text = export_item(book, next(iter(book.items.values())), 0).text
    broken = text.replace("correction: ", "corection: ", 1)
    line = broken[: broken.index("corection")].count("\n") + 1
    with pytest.raises(RulebookError) as caught:
        import_item(book, read(broken.encode()), FILE)
    assert any(problem.line == line for problem in caught.value.problems)


def test_a_table_that_was_changed_outside_is_not_taken_for_the_item() -> None:
    book = load("shanghai-urban-management")
    text = export_item(book, book.items["SH-HW-57-2"], 0).text
    changed = text.replace("<text>&gt;= 2</text>", "<text>&gt;= 3</text>")
    line = changed[: changed.rindex("<rule", 0, changed.index("&gt;= 3"))].count("\n") + 1
    with pytest.raises(RulebookError) as caught:
        import_item(book, read(changed.encode()), FILE)
    (problem,) = caught.value.problems
    assert problem.line == line
    assert "请把改动写进规则文件" in problem.message
