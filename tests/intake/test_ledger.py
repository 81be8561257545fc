"""Whole ledgers: every row is a case, a repetition or a problem, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from discretion.corpus.export import write_ledgers
from discretion.corpus.synthetic import generate
from discretion.engine.book import load_rulebook
from discretion.intake.errors import IntakeError
from discretion.intake.ledger import Ledger, iter_cases, open_ledger, read_ledger
from discretion.model.case import Case, PartyKind
from discretion.model.money import Money
from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load
from tests.intake.conftest import COLUMNS, ROW, changed

Writer = Callable[..., Path]


def content(case: Case) -> dict[str, Any]:
    """A case without its prose, which a ledger states in its own words."""
    data = case.model_dump(exclude_none=True)
    data.get("penalty", {}).pop("text", None)
    return data


@pytest.mark.parametrize("name", ["shenzhen-urban-management", "shanghai-urban-management"])
def test_what_the_exporter_writes_reads_back_as_it_was(name: str, tmp_path: Path) -> None:
    book = load_rulebook(name)
    pairs = list(generate(book, 150, seed=11))
    files = write_ledgers(pairs, book, tmp_path)
    for file in files[:2]:
        ledger = read_ledger(file, book)
        assert ledger.problems == ()
        assert [content(c) for c in ledger.cases] == [content(c) for c, _ in pairs]


UNITS_ONLY = "处罚决定书文号,案由编码,罚款金额(元)\n1号,SH-HW-57-1,45000\n"


def test_an_item_for_organisations_only_tells_the_kind_of_party(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(UNITS_ONLY, encoding="utf-8")
    ledger = read_ledger(path, load("shanghai-urban-management"))
    assert [case.party.kind for case in ledger.cases] == [PartyKind.UNIT]


def test_that_no_column_tells_the_party_is_said_of_json_too(tmp_path: Path) -> None:
    path = tmp_path / "台账.jsonl"
    path.write_text('{"处罚决定书文号": "1号", "案由编码": "SH-SR-25-3"}\n', encoding="utf-8")
    ledger = read_ledger(path, load("shanghai-urban-management"))
    assert any("没有当事人类型和名称" in str(problem) for problem in ledger.problems)


def test_rows_and_counts_add_up(book: Rulebook, write_csv: Writer) -> None:
    path = write_csv(
        ROW,
        changed(处罚决定书文号="2号", 处罚日期="昨天"),
        ROW,
        changed(处罚结果="罚款人民币叁佰元整"),
        changed(处罚决定书文号="3号"),
    )
    ledger = read_ledger(path, book)
    assert [(e.row, e.case.id) for e in ledger.entries] == [(2, ROW[0]), (6, "3号")]
    assert ledger.duplicates == ((4, 2),)
    assert [(p.row, p.column, p.fatal) for p in ledger.problems] == [
        (3, "处罚日期", True),
        (5, "处罚决定书文号", True),
    ]
    assert ledger.total == 5
    assert ledger.unusable == 2
    assert len(ledger.entries) + len(ledger.duplicates) + ledger.unusable == ledger.total


def test_a_repetition_may_have_other_remarks_and_another_serial(
    book: Rulebook, write_csv: Writer
) -> None:
    columns = ("序号", *COLUMNS, "备注")
    path = write_csv(("1", *ROW, ""), ("2", *ROW, "重复录入"), columns=columns)
    assert read_ledger(path, book).duplicates == ((3, 2),)
    assert read_ledger(path, book).cases[0].extra == {}


def test_the_same_amount_in_other_words_is_the_same_decision(
    book: Rulebook, write_csv: Writer
) -> None:
    columns = (*COLUMNS, "面积")
    path = write_csv((*ROW, "20"), (*changed(处罚日期="2023年5月6日"), "20㎡"), columns=columns)
    assert read_ledger(path, book).duplicates == ((3, 2),)


def test_a_stream_gives_what_the_whole_gives(book: Rulebook, write_csv: Writer) -> None:
    path = write_csv(ROW, changed(处罚决定书文号="2号"), ROW, changed(处罚日期="x"))
    ledger = read_ledger(path, book)
    assert tuple(iter_cases(path, book)) == ledger.cases
    results = list(open_ledger(path, book))
    assert [r.row for r in results] == [2, 3, 4, 5]
    assert [r.repeats for r in results] == [None, None, 2, None]


def test_progress_counts_rows(book: Rulebook, write_csv: Writer) -> None:
    seen: list[int] = []
    path = write_csv(*(changed(处罚决定书文号=f"{n}号") for n in range(1201)))
    read_ledger(path, book, progress=seen.append)
    assert seen == [500, 1000, 1201]


def test_a_ledger_without_numbers_or_parties_says_so_once(
    book: Rulebook, write_csv: Writer
) -> None:
    rows = [(ROW[1], ROW[4], f"2023-05-{day:02d}") for day in range(1, 10)]
    ledger = read_ledger(write_csv(*rows, columns=("案由", "处罚结果", "处罚日期")), book)
    assert len(ledger.cases) == len({c.id for c in ledger.cases}) == 9
    assert [p.row for p in ledger.problems] == [0, 0]
    assert all(str(p).startswith("全表") for p in ledger.problems)


def test_two_ledgers_without_numbers_do_not_name_different_cases_alike(
    book: Rulebook, write_csv: Writer
) -> None:
    columns = ("案由", "处罚日期")
    first = read_ledger(write_csv((ROW[1], "2023-05-06"), columns=columns), book).cases[0]
    second = read_ledger(write_csv((ROW[1], "2023-05-07"), columns=columns), book).cases[0]
    again = read_ledger(write_csv((ROW[1], "2023-05-06"), columns=columns), book).cases[0]
    assert first.id == again.id != second.id


def test_columns_of_one_meaning_are_reported(book: Rulebook, write_csv: Writer) -> None:
    path = write_csv((*ROW, "甲"), columns=(*COLUMNS, "违法行为"))
    ledger = read_ledger(path, book)
    (problem,) = ledger.problems
    assert (problem.row, problem.column, problem.fatal) == (1, "违法行为", False)
    assert ledger.cases[0].extra == {"违法行为": "甲"}


def test_a_mapping_file(book: Rulebook, write_csv: Writer, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("columns: {甲: id, 乙: item_title, 丙: fact:area_m2}", encoding="utf-8")
    path = write_csv(("1号", ROW[1], "20"), columns=("甲", "乙", "丙"))
    (case,) = read_ledger(path, book, mapping=mapping).cases
    assert (case.id, case.items, case.facts) == ("1号", ("ST-2",), {"area_m2": 20})
    mapping.write_text("columns: {甲: id, 乙: text, 乙乙: item_title}", encoding="utf-8")
    with pytest.raises(IntakeError, match="乙乙"):
        read_ledger(path, book, mapping=mapping)


# --- JSON -------------------------------------------------------------------------------------

CASE = {"id": "1号", "items": ["ST-2"], "party": {"kind": "unit"}, "facts": {"area_m2": 1.5}}
FLAT = dict(zip(COLUMNS, ROW, strict=True))


def written(path: Path, *objects: Any) -> Path:
    if path.suffix == ".json":
        path.write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    else:
        lines = (json.dumps(o, ensure_ascii=False) for o in objects)
        path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_cases_and_flat_rows_in_json(book: Rulebook, tmp_path: Path, suffix: str) -> None:
    path = written(
        tmp_path / f"a{suffix}", CASE, FLAT, {**FLAT, "处罚决定书文号": "3号", "面积": 2}
    )
    ledger = read_ledger(path, book)
    assert [e.row for e in ledger.entries] == [1, 2, 3]
    first, second, third = ledger.cases
    assert first == Case.model_validate(CASE)
    assert (second.items, third.facts) == (("ST-2",), {"area_m2": 2})
    assert [m.column for m in ledger.columns.matches] == [*COLUMNS, "面积"]


def test_a_case_without_an_item_is_given_one(book: Rulebook, tmp_path: Path) -> None:
    bare = {**CASE, "items": [], "basis": ROW[3]}
    doubtful = {**CASE, "id": "2号", "items": []}
    ledger = read_ledger(written(tmp_path / "a.jsonl", bare, doubtful), book)
    assert [c.items for c in ledger.cases] == [("ST-2",), ()]
    (note,) = ledger.problems
    assert note.row == 2


def test_a_bad_case_in_json_leaves_the_others(book: Rulebook, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", {**CASE, "party": {"kind": "x"}}, CASE)
    ledger = read_ledger(path, book)
    assert len(ledger.cases) == 1
    assert "party.kind" in str(ledger.problems[0])


# --- real and shipped ledgers -----------------------------------------------------------------


def jingan(shared: Path) -> Ledger:
    path = shared / "data" / "jingan_dev" / "penalties_2021-05.csv"
    if not path.is_file():
        pytest.skip("没有静安处罚台账")
    return read_ledger(path, load_rulebook("shanghai-urban-management"))


def test_a_real_ledger_without_any_configuration(shared: Path) -> None:
    ledger = jingan(shared)
    assert ledger.total == 175
    assert len(ledger.duplicates) == 1
    assert ledger.unusable == 0
    found = [e for e in ledger.entries if e.case.items]
    assert len(found) >= 0.95 * len(ledger.entries)
    assert all(e.case.penalty and e.case.penalty.fine for e in ledger.entries)
    assert {m.column for m in ledger.columns.matches if m.kind == "extra"} == {"备注"}


def test_the_fines_of_the_real_ledger_are_those_of_its_words(shared: Path) -> None:
    """Against the plainest reading: the formal numeral between 人民币 and 元."""
    digits = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000, "万": 10_000}
    for case in jingan(shared).cases:
        assert case.penalty is not None
        words = (case.penalty.text or "").partition("罚款人民币")[2].partition("元")[0]
        yuan, digit = 0, 0
        for char in words:
            if char in digits:
                digit = digits[char]
            elif char == "万":
                yuan, digit = (yuan + digit) * 10_000, 0
            else:
                yuan, digit = yuan + digit * units[char], 0
        assert case.penalty.fine == Money.yuan(yuan + digit)


def test_the_shipped_sample_reads_without_a_problem() -> None:
    from discretion.corpus.source import sample_ledger

    ledger = read_ledger(sample_ledger(), load_rulebook("shanghai-urban-management"))
    assert ledger.problems == ()
    assert ledger.total == len(ledger.cases) == 3000
