"""Loading ``indicators.yaml``: its shape, its names, and the cells of its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from discretion.model.case import Channel, PartyKind
from discretion.rulebook.check import Findings, Spot, check_condition
from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.files import validate
from discretion.rulebook.load import rules_folder
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.rulebook.schema.indicators import Indicator, IndicatorsFile


def _yes_no(label: str) -> FactDeclaration:
    return FactDeclaration(type=FactType.BOOL, label=label)


CASE_COLUMNS: Mapping[str, FactDeclaration] = {
    "major": _yes_no("重大案件"),
    "party": FactDeclaration(
        type=FactType.CHOICE,
        label="当事人类型",
        choices={PartyKind.INDIVIDUAL.value: "个人", PartyKind.UNIT.value: "单位"},
    ),
    "channel": FactDeclaration(
        type=FactType.CHOICE, label="案件来源", choices={c.value: c.value for c in Channel}
    ),
    "fine": FactDeclaration(type=FactType.MONEY, label="罚款金额", unit="元"),
    "informed": _yes_no("处罚告知"),
    "hearing_offered": _yes_no("听证告知"),
    "hearing_held": _yes_no("是否听证"),
    "legal_review_done": _yes_no("法制审核"),
    "collective_discussion_done": _yes_no("集体讨论"),
    "reasoned_document": _yes_no("说理式文书"),
    "on_the_spot": _yes_no("当场处罚"),
}
"""What a condition over cases may test, beside the marks of the file; the labels are columns that
``ingest`` knows. ``major``: a penalty at or above a threshold of the rulebook's policy."""
ITEM_COLUMNS: Mapping[str, FactDeclaration] = {
    "benchmark": FactDeclaration(
        type=FactType.CHOICE,
        label="裁量标准",
        choices={"official": "官方公布", "sample": "示例", "none": "没有"},
    ),
}
"""What a condition over items may test, of the version in force last."""
NAME = "indicators.yaml"


class IndicatorsError(RulebookError):
    """An indicator file that cannot be used; ``problems`` lists every fault that was found."""

    subject = "指标文件"


def read_indicators(path: Path | None = None) -> IndicatorsFile:
    """Return the indicators in *path* (default: the shipped ones), checked.

    Raises:
        IndicatorsError: with every fault found, its line, path and a suggestion.
    """
    try:
        text = RuleText.read(path or rules_folder() / NAME)
        found = validate(text, IndicatorsFile)
    except RulebookError as error:
        raise IndicatorsError(error.problems) from None
    if problems := _check(text, found):
        raise IndicatorsError(problems)
    return found


def columns_of(file: IndicatorsFile, indicator: Indicator) -> Mapping[str, FactDeclaration]:
    """Return the columns that conditions of *indicator* may test."""
    if indicator.denominator == "items":
        return ITEM_COLUMNS
    return {**CASE_COLUMNS, **{name: _yes_no(mark.label) for name, mark in file.marks.items()}}


def _check(text: RuleText, file: IndicatorsFile) -> list[Problem]:
    findings = Findings({("file", ""): (text, ())})
    top = Spot("file", "")
    for name in file.marks:
        if name in CASE_COLUMNS:
            findings.add(top.at("marks", name), name, "案件本来就有这一列，请改用别的名称")
    _once(findings, top, file)
    for number, indicator in enumerate(file.indicators):
        columns = columns_of(file, indicator)
        for key in ("filter", "numerator"):
            condition = getattr(indicator, key)
            if condition is not None:
                check_condition(findings, top.at("indicators", number, key), condition, columns)
    return findings.found


def _once(findings: Findings, top: Spot, file: IndicatorsFile) -> None:
    """Note ids that stand twice, and names of columns that would mean two marks."""
    seen: set[str] = set()
    for number, indicator in enumerate(file.indicators):
        if indicator.id in seen:
            message = "编号重复；请改用别的编号或删去一处"
            findings.add(top.at("indicators", number, "id"), indicator.id, message)
        seen.add(indicator.id)
    owners: dict[str, str] = {}
    for name, mark in file.marks.items():
        for at, alias in enumerate(mark.aliases):
            if (owner := owners.setdefault(alias, name)) != name:
                message = f"{owner} 也用了这个列名；一列只能有一个含义"
                findings.add(top.at("marks", name, "aliases", at), alias, message)
        for at, word in enumerate(mark.no):
            if word in mark.yes:
                findings.add(top.at("marks", name, "no", at), word, "同一个词既是“是”又是“否”")
