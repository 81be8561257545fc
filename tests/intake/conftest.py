"""A small rulebook whose every item is known to the tests, and ledgers written where they run."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load
from discretion.rulebook.schema import FactDeclaration, Item, Source

SOURCES = (
    ("greenery-old", "某市绿化条例", "2010-01-01", "2019-12-31"),
    ("greenery", "某市绿化条例", "2020-01-01", None),
    ("streets", "某市市容环境卫生管理条例", "2015-01-01", None),
    ("waste", "某市生活垃圾管理条例", "2019-07-01", None),
)


def source(id: str, title: str, begins: str, ends: str | None) -> Source:
    period = {"from": begins, "to": ends}
    return Source.model_validate(
        {"id": id, "title": title, "level": "local-regulation", "in_force": period}
    )


def item(code: str, title: str, *places: tuple[Any, ...], **more: Any) -> Item:
    """An item fined 50 to 500 yuan; each place (source, article, …) makes a version of its own."""
    names = ("source", "article", "paragraph", "subparagraph")
    versions = [
        {
            "penalizes": [dict(zip(names, place, strict=False))],
            "correction": "none",
            "penalties": [{"fine": {"form": "range", "min": 50, "max": 500}}],
        }
        for place in places
    ]
    return Item.model_validate(
        {"code": code, "title": title, "domain": "试验", "versions": versions, **more}
    )


ITEMS = (
    item("GR-1", "擅自占用绿地", ("greenery-old", 40, 1), ("greenery", 44, 2)),
    item("GR-2", "损坏绿化设施", ("greenery", 45), aliases=["毁坏绿化"]),
    item("ST-1", "擅自占用道路堆放物品", ("streets", 25, 3)),
    item("ST-2", "占用道路设摊经营", ("streets", 25, 2)),
    item("ST-3", "经营者超出门窗、外墙经营", ("streets", 25, 5)),
    item("ST-4", "乱倒污水", ("streets", 28)),
    item("ST-5", "乱扔果皮纸屑", ("streets", 28)),
    item("ST-6", "随地吐痰", ("streets", 28)),
    item("WA-1", "单位未分类投放生活垃圾", ("waste", 57, 1)),
    item(
        "WA-2",
        "个人混合投放生活垃圾",
        ("waste", 57, 2, 1),
        facts={
            "mix_kind": {
                "type": "choice",
                "label": "混合投放的种类",
                "choices": {"wet": "湿垃圾混入", "hazardous": "有害垃圾混入"},
            }
        },
    ),
)


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """A rulebook of ten items, with the shared facts of the shipped ones."""
    shipped = load("shenzhen-urban-management")
    facts: dict[str, FactDeclaration] = dict(shipped.facts)
    return Rulebook(
        name="small",
        head=shipped.head,
        policy=shipped.policy,
        sources={id: source(id, *rest) for id, *rest in SOURCES},
        facts=facts,
        rules=(),
        items={each.code: each for each in ITEMS},
        warnings=(),
        fingerprint="small",
    )


COLUMNS = ("处罚决定书文号", "案由", "当事人", "处罚依据", "处罚结果", "处罚日期")
ROW = (
    "某罚〔2023〕1号",
    "占用道路设摊经营",
    "张三",
    "《某市市容环境卫生管理条例》第二十五条第二款",
    "罚款人民币壹佰元整",
    "2023-05-06",
)


def changed(**cells: str) -> tuple[str, ...]:
    """A good row with some cells replaced, by column."""
    return tuple(cells.get(name, cell) for name, cell in zip(COLUMNS, ROW, strict=True))


Writer = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> Writer:
    """Write rows below a header as ``ledger.csv``."""

    def write(
        *rows: Sequence[Any],
        columns: Sequence[str] = COLUMNS,
        encoding: str = "utf-8-sig",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / "ledger.csv"
        with path.open("w", encoding=encoding, newline="") as text:
            csv.writer(text, delimiter=delimiter).writerows([columns, *rows])
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Writer:
    """Write rows as ``ledger.xlsx``; *arrange* may change the sheet before it is saved."""
    from openpyxl import Workbook

    def write(
        *rows: Iterable[Any], name: str = "台账", arrange: Callable[[Any], None] | None = None
    ) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        if arrange:
            arrange(sheet)
        path = tmp_path / "ledger.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is not part of this project."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("DISCRETION_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("没有共享资料文件夹（DISCRETION_SHARED）")
    return folder
