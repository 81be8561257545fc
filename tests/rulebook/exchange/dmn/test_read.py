"""What a DMN file may ask for, and what is refused by its line and with a remedy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Aggregator, Hit
from tests.rulebook.exchange.dmn.files import decision, definitions, input_data, one_table, read
from tests.rulebook.exchange.dmn.files import table as table_of

OLD = "http" + "://www.omg.org/spec/DMN/20151101/dmn.xsd"
OUT = [("r", "string", None)]


def faults(raw: bytes) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        read(raw)
    return [str(problem) for problem in caught.value.problems]


def fault_of(raw: bytes) -> str:
    (said,) = faults(raw)
    return said


def small(cell: str, kind: str | None = "number", result: str = '"x"') -> bytes:
    return one_table(table_of([("n", kind)], OUT, [[cell, result]]), n=kind)


def test_a_table_of_the_oldest_version_is_read() -> None:
    logic = table_of([("n", "feel:number")], OUT, [["> 5", '"x"']], 'hitPolicy="RULE ORDER"')
    raw = definitions(input_data("n", "feel:number") + decision("result", logic, ["i-n"]), OLD)
    made = read(raw)
    (only,) = made.decisions
    assert only.table.hit is Hit.RULE_ORDER
    assert only.table.inputs[0].kind is Kind.NUMBER
    assert only.table.rules[0].line == 6


def test_the_kind_of_a_column_without_a_type_is_that_of_its_literals() -> None:
    texts = {
        "-": Kind.ANY,
        "> 5": Kind.NUMBER,
        '"a"': Kind.STRING,
        "true": Kind.BOOLEAN,
        '< date("2024-01-01")': Kind.DATE,
        '[time("08:00:00")..time("09:00:00"))': Kind.TIME,
        'date and time("2024-01-01T08:00:00")': Kind.DATE_TIME,
        '>= duration("P3D")': Kind.DAYS,
        '>= duration("P1Y2M")': Kind.MONTHS,
    }
    for text, kind in texts.items():
        made = read(small(text, None))
        assert made.decisions[0].table.inputs[0].kind is kind, text


def test_days_and_durations_are_numbers_that_compare() -> None:
    (test,) = read(small('<= date("2024-01-31")', "date")).decisions[0].table.rules[0].tests
    assert test.holds(Decimal(738916))
    assert not test.holds(Decimal(738917))


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        ("> 5 +", "number", "不是 S-FEEL"),
        ("? > 5", "number", "不是 S-FEEL"),
        ("> m", "number", "应为数字"),
        ("contains(?, 1)", "number", "不是 S-FEEL"),
        ("5", "string", '这一列是文本，须写成如 "a"'),
        ('> "a"', "string", "应为数字"),
        ("> 5", "string", "文本不能比较大小"),
        ("1", "boolean", "这一列是是否"),
        ("true", "number", "这一列是数字"),
        ('date("2024-02-30")', "date", "不带时区"),
        ('time("08:00:00Z")', "time", "不带时区"),
        ('duration("P1Y")', "days and time duration", "不带时区"),
        ("5", "date", 'date("2024-01-31")'),
        ('date("2024-01-31")', "number", "不是 S-FEEL"),
        ("[5..1]", "number", "非空区间"),
    ],
)
def test_a_cell_beyond_s_feel_is_refused_by_its_line(cell: str, kind: str, expected: str) -> None:
    said = fault_of(small(cell, kind))
    assert expected in said
    assert "x.dmn:7" in said
    assert "<inputEntry>" in said


@pytest.mark.parametrize("result", ["n * 2", "n", "> 5", '"a", "b"', 'not("a")', "-", ""])
def test_a_result_that_is_no_literal_is_refused(result: str) -> None:
    said = fault_of(small("-", "number", result))
    assert "<outputEntry>" in said
    assert "x.dmn:7" in said


def test_every_fault_of_a_file_is_told_at_once() -> None:
    logic = table_of([("n", "number")], OUT, [["> x", '"x"'], ["1", "f(1)"], ["1"]])
    said = faults(one_table(logic, n="number"))
    assert [text.split(" ")[0] for text in said] == ["x.dmn:7", "x.dmn:8", "x.dmn:9"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('hitPolicy="UNIQ"', "您是不是要写“UNIQUE”"),
        ('hitPolicy="PRIORITY"', "outputValues"),
        ('hitPolicy="OUTPUT ORDER"', "outputValues"),
        ('hitPolicy="FIRST" aggregation="MAX"', "aggregation 只用于 COLLECT"),
        ('hitPolicy="COLLECT" aggregation="SUM"', "SUM 只用于数字"),
        ('hitPolicy="COLLECT" aggregation="AVG"', "aggregation 不认识"),
        ('expressionLanguage="urn:javascript"', "只支持 S-FEEL"),
    ],
)
def test_a_table_that_cannot_be_decided_is_refused(attributes: str, expected: str) -> None:
    logic = table_of([("n", "number")], OUT, [["1", '"x"']], attributes)
    assert any(expected in said for said in faults(one_table(logic, n="number")))


def test_an_aggregator_is_for_one_output() -> None:
    outputs = [("a", "number", None), ("b", "number", None)]
    logic = table_of(
        [("n", "number")], outputs, [["1", "2", "3"]], 'hitPolicy="COLLECT" aggregation="SUM"'
    )
    assert "一个输出" in fault_of(one_table(logic, n="number"))


@pytest.mark.parametrize(
    "logic",
    [
        "<literalExpression><text>1</text></literalExpression>",
        "<context/>",
        "<invocation/>",
        "<list/>",
        "<relation/>",
        "<conditional/>",
        "",
    ],
)
def test_logic_that_is_no_table_is_refused(logic: str) -> None:
    assert "请改写成决策表" in fault_of(one_table(logic, n="number"))


def test_an_input_must_be_one_that_the_decision_requires() -> None:
    logic = table_of([("amuont", "number")], OUT, [["1", '"x"']])
    assert "您是不是要写“amount”" in fault_of(one_table(logic, amount="number"))
    logic = table_of([("amount + 1", "number")], OUT, [["1", '"x"']])
    assert "另一张决策表" in fault_of(one_table(logic, amount="number"))


def test_requirements_must_exist_and_not_go_round() -> None:
    logic = table_of([], OUT, [['"x"']])
    assert "没有这个输入或者决策" in fault_of(definitions(decision("a", logic, ["i-none"])))
    ring = decision("a", logic, ["d-b"]) + "\n" + decision("b", logic, ["d-a"])
    assert "成了环：a、b" in fault_of(definitions(ring))


def test_names_and_ids_are_unique() -> None:
    logic = table_of([], OUT, [['"x"']])
    assert "重复" in fault_of(definitions(input_data("a") + "\n" + decision("a", logic)))
    twice = decision("a", logic) + "\n" + decision("a", logic).replace('name="a"', 'name="b"')
    assert any("id 重复" in said for said in faults(definitions(twice)))


def test_files_and_functions_from_elsewhere_are_refused() -> None:
    logic = table_of([], OUT, [['"x"']])
    need = "<knowledgeRequirement/>" + logic
    assert "业务知识模型" in fault_of(definitions(decision("a", need)))
    assert "不支持引用别的文件" in fault_of(definitions("<import/>" + decision("a", logic)))


def test_types_of_the_file_itself_carry_their_allowed_values() -> None:
    defined = (
        '<itemDefinition name="colour"><typeRef>string</typeRef>'
        '<allowedValues><text>"red", "blue"</text></allowedValues></itemDefinition>'
    )
    logic = table_of([("c", None)], OUT, [['"red"', '"x"']])
    raw = definitions(defined + input_data("c", "colour") + decision("a", logic, ["i-c"]))
    (column,) = read(raw).decisions[0].table.inputs
    assert column.kind is Kind.STRING
    assert column.allowed.holds("blue")
    assert not column.allowed.holds("green")
    unknown = definitions(input_data("c", "colou") + decision("a", logic, ["i-c"]))
    assert "没有这个类型" in fault_of(unknown)


def test_the_only_output_has_the_type_of_the_decision() -> None:
    """And with it the order of its values, which PRIORITY goes by."""
    defined = (
        '<itemDefinition name="status"><typeRef>string</typeRef>'
        '<allowedValues><text>"no", "yes"</text></allowedValues></itemDefinition>'
    )
    logic = table_of([], [("", None, None)], [['"yes"'], ['"no"']], 'hitPolicy="PRIORITY"')
    body = decision("a", logic).replace(
        '<variable name="a"/>', '<variable name="a" typeRef="status"/>'
    )
    (only,) = read(definitions(defined + body)).decisions
    assert only.table.outputs[0].values == ("no", "yes")


def test_a_file_without_input_data_means_the_names_of_its_columns() -> None:
    first = table_of([("Season of year", "string"), ("b", None)], OUT, [['"x"', '"y"', '"z"']])
    body = decision("b", table_of([("n", "integer")], OUT, [["1", '"y"']]))
    made = read(definitions(decision("a", first, ["d-b"]) + "\n" + body))
    assert [(i.name, i.kind) for i in made.inputs] == [
        ("Season of year", Kind.STRING),
        ("n", Kind.NUMBER),
    ]
    strange = table_of([("n + 1", "number")], OUT, [["1", '"y"']])
    assert "另一张决策表" in fault_of(definitions(decision("a", strange)))


def test_a_result_outside_the_listed_values_is_refused() -> None:
    logic = table_of([("n", "number")], [("r", "string", '"a", "b"')], [["1", '"c"']])
    assert 'outputValues 里；有："a"、"b"' in fault_of(one_table(logic, n="number"))


def test_what_a_diagram_or_another_program_adds_is_passed_over() -> None:
    logic = table_of(
        [("n", "number")], OUT, [["", '"x"']], 'hitPolicy="COLLECT" xmlns:c="urn:c" c:odd="1"'
    )
    extra = '<d:DMNDI xmlns:d="urn:d"><d:Shape/></d:DMNDI><textAnnotation/>'
    raw = definitions(input_data("n") + decision("a", logic, ["i-n"]) + extra)
    (only,) = read(raw).decisions
    assert only.table.aggregator is None
    assert only.table.rules[0].tests[0].is_any
    assert Aggregator("SUM")
