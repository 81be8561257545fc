"""Any rulebook that the schema allows, written to a workbook and read back, is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.columns import Layout
from discretion.rulebook.exchange.comments import Comments, comment_lines, read_comments
from discretion.rulebook.exchange.export import workbook
from discretion.rulebook.exchange.fines import FINE
from discretion.rulebook.exchange.folders import MODELS
from discretion.rulebook.exchange.phrases import CITATIONS, CONDITION, OTHERS, REFERENCE
from discretion.rulebook.exchange.rulefiles import read_workbook
from discretion.rulebook.exchange.tables import lay_out
from discretion.rulebook.exchange.values import Form
from discretion.rulebook.files import validate
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema import (
    FactsFile,
    FineForm,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)
from discretion.rulebook.schema.penalties import OtherPenalty
from discretion.rulebook.schema.scalars import Condition
from discretion.rulebook.schema.sources import Citation, Reference
from discretion.rulebook.writing import file_text, plain
from tests.rulebook.exchange.workbooks.anything import FINES, of, texts, valid
from tests.rulebook.minimal import FILES


def sent_through_a_workbook(files: Mapping[str, str], originals: bool = False) -> dict[str, str]:
    """The files as a workbook gives them back; by its cells alone unless with *originals*."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "book"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
        tables = lay_out(folder)
        if not originals:
            tables.plain[sheets.ORIGINALS.title] = []
        file = Path(scratch) / "book.xlsx"
        file.write_bytes(workbook(tables, folder)[1])
        return dict(read_workbook(file).texts)


def parsed(name: str, text: str) -> BaseModel:
    return validate(RuleText(Path(name), text.encode()), MODELS.get(name, ItemsFile))


def distinct(names: list[str]) -> bool:
    return len(set(names)) == len(names)


NAMES = ("rulebook.yaml", "sources.yaml", "facts.yaml", "general.yaml", "items/任意.yaml")
rulebooks = st.tuples(
    valid(RulebookFile),
    valid(SourcesFile),
    valid(FactsFile),
    valid(GeneralFile),
    valid(ItemsFile).filter(
        lambda file: (
            distinct([item.code for item in file.items])
            and all(distinct([fact.name for fact in item.derived]) for item in file.items)
        )
    ),
)


@settings(max_examples=30)
@given(rulebooks)
def test_any_rulebook(models: tuple[BaseModel, ...]) -> None:
    wanted = dict(zip(NAMES, models, strict=True))
    back = sent_through_a_workbook({name: file_text(model) for name, model in wanted.items()})
    assert {name: parsed(name, text) for name, text in back.items()} == wanted


def test_the_minimal_rulebook_comes_back_to_the_letter() -> None:
    assert sent_through_a_workbook(FILES, originals=True) == FILES


def test_what_has_no_column_survives_as_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the schema knows a key that the sheets do not know yet."""
    short = {}
    for layout in (sheets.SOURCES, sheets.FACTS):
        gone = ("text", "new_title", "label_en", "excludes")
        columns = tuple(c for c in layout.columns if c.key not in gone)
        short[layout.title] = Layout(layout.title, layout.about, columns, layout.frozen)
    plain_sheets = tuple(short.get(layout.title, layout) for layout in sheets.PLAIN)
    monkeypatch.setattr(sheets, "PLAIN", plain_sheets)
    monkeypatch.setattr(sheets, "SOURCES", short["法源"])
    monkeypatch.setattr(sheets, "FACTS", short["事实"])
    facts = FILES["facts.yaml"].replace(
        "label: 隐匿证据,", "label: 隐匿证据, label_en: Hidden, excludes: [open],"
    )
    sources = FILES["sources.yaml"].replace("    level", "    text: 法规“文本”.txt\n    level", 1)
    files = {**FILES, "facts.yaml": facts, "sources.yaml": sources}
    back = sent_through_a_workbook(files)
    for name in ("facts.yaml", "sources.yaml"):
        assert parsed(name, back[name]) == parsed(name, files[name])


# --- single cells, many more of them --------------------------------------------------------------


def assert_reads_back(form: Form, hint: Any, value: Any) -> None:
    written = plain(TypeAdapter(hint).validate_python(value))
    back = form.read(form.write(written))
    assert TypeAdapter(hint).validate_python(back) == TypeAdapter(hint).validate_python(value)


@settings(max_examples=200)
@given(FINES)
def test_any_fine(value: Any) -> None:
    assert_reads_back(FINE, FineForm, value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"form": "range", "min": 200, "max": 2000}, "200元以上2000元以下"),
        ({"form": "range", "min": 200, "max": 200}, "200元"),
        ({"form": "range", "max": 2000, "max_open": True}, "不足2000元"),
        (
            {"form": "range", "min": "0.5", "max": 9, "min_open": True, "max_open": True},
            "超过0.5元不足9元",
        ),
        (
            {"form": "multiple", "min": 1, "max": 3, "of": "gains", "floor": 100, "cap": 5000},
            "gains的1倍以上3倍以下，最低100元，最高5000元",
        ),
        ({"form": "percent", "max": 10, "of": "cost"}, "cost的10%以下"),
        ({"form": "per_unit", "min": 5, "max": 5, "of": ["area_m2"]}, "每area_m2 5元"),
        ({"form": "per_unit", "max": 5, "of": ["area_m2", "days"]}, "每area_m2×days 5元以下"),
        ({"form": "per_day", "min": 1, "max": 2, "of": "days"}, "每日（days）1元以上2元以下"),
        (
            {
                "form": "higher_of",
                "options": [
                    {"form": "range", "max": 500},
                    {"form": "multiple", "max": 1, "of": "gains"},
                ],
            },
            "取较高者：500元以下 与 gains的1倍以下",
        ),
        (
            {
                "form": "either_of",
                "options": [
                    {"form": "range", "max": 500},
                    {"form": "range", "min": 900, "max": 900},
                ],
            },
            "500元以下 或者 900元",
        ),
        ({"form": "unspecified", "note": "依照“有关规定”"}, "未写数额：依照“有关规定”"),
    ],
)
def test_fines_are_written_as_the_law_writes_them(value: Any, said: str) -> None:
    assert FINE.write(value) == said
    assert FINE.read(said) == value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 2,000 元以上 2万元以下", {"form": "range", "min": 2000, "max": 20000}),
        ("超过1.5万不足3万", {"form": "range", "min": 15000, "max": 30000,
                       "min_open": True, "max_open": True}),
        ("gains的5％", {"form": "percent", "min": 5, "max": 5, "of": "gains"}),
        ("未写数额:查", {"form": "unspecified", "note": "查"}),
    ],
)  # fmt: skip
def test_fines_as_people_type_them(typed: str, meant: Any) -> None:
    assert FINE.read(typed) == meant


@given(st.data())
def test_any_other_cell_of_several_things(data: st.DataObject) -> None:
    for form, hint in (
        (CONDITION, Condition),
        (CITATIONS, list[Citation]),
        (REFERENCE, Reference),
        (OTHERS, list[OtherPenalty]),
    ):
        assert_reads_back(form, hint, data.draw(of(hint)))


# --- comments -------------------------------------------------------------------------------------

COMMENTED = """\
# 第一行说明
#
# 第三行
items:
  # 案由上方
  - code: T-1
    title: 擅自占用道路 # 标题旁边
    domain: 道路
    derived:
      # 派生上方
      - name: large
        type: bool
        label: 面积较大
        rows:
          # 第一条上方
          - {when: {area_m2: ">= 10"}, then: true} # 十平方米
          # 第二条上方
          - {when: {area_m2: "< 10"}, then: false}
    versions:
      # 版本上方
      - penalizes: [{source: law-2024, article: 5}]
        correction: none
        penalties:
          # 罚则上方
          - fine: {form: range, min: 200, max: 2000} # "元"
        benchmark:
          status: sample
          # 状态下方
          rows:
            - {row: 1, grade: lighter, when: {large: false}} # =1+1
            # 第二行 “上方” _x000D_
            - {row: 2, grade: heavier, when: {large: true}}
# 文件尾
"""


def test_comments_come_back_to_the_letter_and_survive_without_it() -> None:
    files = {**FILES, "items/road.yaml": COMMENTED}
    assert sent_through_a_workbook(files, originals=True) == files
    back = sent_through_a_workbook(files)["items/road.yaml"]
    for line in COMMENTED.splitlines():
        if "# " in line:
            assert line[line.index("#") :] in back
    before = RuleText(Path("a"), COMMENTED.encode())
    after = RuleText(Path("a"), back.encode())
    assert read_comments(after, "items/road.yaml") == read_comments(before, "items/road.yaml")


@settings(max_examples=8)
@given(st.lists(texts(), min_size=8, max_size=8))
def test_any_comment_survives(words: list[str]) -> None:
    written = COMMENTED
    for mark, text in zip(
        (
            "第三行",
            "案由上方",
            "派生上方",
            "第二条上方",
            "版本上方",
            "罚则上方",
            "文件尾",
            "第一行说明",
        ),
        words,
        strict=True,
    ):
        indent = next(len(x) - len(x.lstrip()) for x in written.splitlines() if f"# {mark}" in x)
        written = written.replace(
            f"{' ' * indent}# {mark}\n", "".join(f"{x}\n" for x in comment_lines(text, indent))
        )
    files = {**FILES, "items/road.yaml": written}
    comments: list[Comments] = [
        read_comments(RuleText(Path("a"), text.encode()), "items/road.yaml")
        for text in (written, sent_through_a_workbook(files)["items/road.yaml"])
    ]
    assert comments[0].above == comments[1].above
    assert comments[0].footing == comments[1].footing
