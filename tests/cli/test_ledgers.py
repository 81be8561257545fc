"""Whole ledgers: check, determine, ingest, one row of many, the demonstration."""

from pathlib import Path
from shlex import quote

import pytest
from openpyxl import Workbook

from discretion.model.review import Verdict
from tests.cli.conftest import ROWS, Run, write

Table = tuple[list[str], list[list[str]]]


def test_every_row_is_accounted_for(ledger: Path, run: Run) -> None:
    *reviews, last = run("check", ledger, "--json").lines
    summary = last["summary"]
    assert len(reviews) == ROWS
    assert [r["ledger_row"] for r in reviews] == list(range(2, ROWS + 2))
    assert sum(summary[v.value] for v in Verdict) + summary["unusable"] == summary["total"] == ROWS
    for verdict in Verdict:
        assert summary[verdict.value] == sum(r["verdict"] == verdict for r in reviews)


def test_the_summary_counts_what_json_counts(ledger: Path, run: Run) -> None:
    as_json, shown = run("check", ledger, "--json"), run("check", ledger)
    assert as_json.status == shown.status
    summary = as_json.lines[-1]["summary"]
    assert f"共{ROWS}行：可用{ROWS}，重复0，无法使用0" in shown.out
    flat = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert f"违法 {summary['unlawful']}" in flat
    assert f"一致 {summary['consistent']}" in flat
    assert not shown.err


def test_bad_rows_are_reported_and_the_rest_is_checked(
    tmp_path: Path, table: Table, run: Run
) -> None:
    header, rows = table
    broken = [row[:] for row in rows]
    broken[3][header.index("处罚决定日期")] = "2024-13-45"
    broken[7] = broken[6][:]
    done = run("check", write(tmp_path / "坏.csv", header, broken), "--json")
    *reviews, last = done.lines
    assert (last["summary"]["unusable"], last["summary"]["duplicates"]) == (1, 1)
    assert len(reviews) == ROWS - 2
    assert any("第 5 行" in problem and "2024-13-45" in problem for problem in last["problems"])
    shown = run("check", tmp_path / "坏.csv").out
    assert "第 5 行" in shown
    assert "无法使用1" in shown


def test_a_row_whose_facts_cannot_be_used_does_not_stop_the_rest(
    tmp_path: Path, table: Table, run: Run
) -> None:
    header, rows = table
    broken = [row[:] for row in rows]
    broken[3][header.index("被发现次数（含本次）(次)")] = "0"
    path = write(tmp_path / "坏.csv", header, broken)
    for command in ("check", "determine"):
        done = run(command, path, "--json")
        cases = [line for line in done.lines if "ledger_row" in line]
        assert len(cases) >= ROWS - 1
        if len(cases) < ROWS:
            assert broken[3][0] in done.err


def test_one_row_is_compared_with_the_others(ledger: Path, table: Table, run: Run) -> None:
    (by_row,) = run("check", ledger, "--row", 10, "--json").lines
    assert by_row["case_id"] == table[1][8][0]
    (by_number,) = run("check", ledger, "--case-no", table[1][8][0], "--json").lines
    assert by_number == by_row
    others = {row[0] for row in table[1]}
    assert {m["case_id"] for m in by_row["matches"]} <= others - {by_row["case_id"]}
    assert "合成案例" not in run("check", ledger, "--row", 10).out


def test_determine_of_a_ledger_lists_it(ledger: Path, run: Run) -> None:
    done = run("determine", ledger)
    assert done.status == 0
    assert f"共{ROWS}件，以上列出50件" in done.out
    assert len(run("determine", ledger, "--json").lines) == ROWS


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--row", 999], "第 999 行没有可用的案件。可用的行在第 2 行至第 61 行之间"),
        (["--row", 1], "第 1 行没有可用的案件"),
        (["--case-no", "沪嘉江桥城管罚〔2022〕000001"], "是不是 沪嘉江桥城管罚〔2022〕000001号？"),
        (["--case-no", "zzz"], "没有文号为 zzz 的案件"),
    ],
)
def test_what_is_not_there_is_not_guessed(
    arguments: list[object], wanted: str, ledger: Path, run: Run
) -> None:
    done = run("check", ledger, *arguments)
    assert done.status == 2
    assert wanted in done.err
    assert not done.out


def test_a_row_that_is_broken_or_repeated_says_why(tmp_path: Path, table: Table, run: Run) -> None:
    header, rows = table
    broken = [row[:] for row in rows]
    broken[3][header.index("处罚决定日期")] = "2024-13-45"
    broken[7] = broken[6][:]
    path = write(tmp_path / "坏.csv", header, broken)
    assert "2024-13-45" in run("check", path, "--row", 5).err
    assert "它与第 8 行重复" in run("check", path, "--row", 9).err


def test_similar_needs_one_case(ledger: Path, run: Run) -> None:
    done = run("similar", ledger)
    assert done.status == 2
    assert "这个命令只看一个案件，现有 60 件；请用 --row 或 --case-no 指明" in done.err


def test_a_mapping_file_says_what_columns_mean(tmp_path: Path, table: Table, run: Run) -> None:
    header, rows = table
    renamed = ["甲列" if name == "罚款金额(元)" else name for name in header]
    path = write(tmp_path / "台账.csv", renamed, rows)
    told = tmp_path / "列.yaml"
    told.write_text("columns:\n  甲列: fine\n", encoding="utf-8")
    shown = run("check", path, "--mapping", told).out
    assert "列映射文件指定" in shown
    told.write_text("columns:\n  甲列: fien\n", encoding="utf-8")
    done = run("check", path, "--mapping", told)
    assert done.status == 2
    assert "fine" in done.err


def test_ingest_then_compare_with_the_corpus(
    tmp_path: Path, ledger: Path, case_file: Path, run: Run
) -> None:
    folder = tmp_path / "案例库"
    first = run("ingest", ledger, "--out", folder)
    assert first.status == 0
    assert f"已导入{ROWS}件：新增{ROWS}" in first.out
    again = run("ingest", ledger, "--out", folder, "--json").lines[0]
    assert (again["added"], again["unchanged"], again["cases"]) == (0, ROWS, ROWS)
    review = run("check", case_file, "--corpus", folder, "--json").lines[0]
    assert review["corpus_version"] == again["version"]
    whole = run("check", ledger, "--corpus", folder)
    assert "可比案例取自案例库" in whole.out


def test_rows_that_cannot_be_taken_in_are_kept_in_a_file(
    tmp_path: Path, table: Table, run: Run
) -> None:
    header, rows = table
    broken = [row[:] for row in rows]
    broken[3][header.index("处罚决定日期")] = "2024-13-45"
    path = write(tmp_path / "坏.csv", header, broken)
    done = run("ingest", path, "--out", tmp_path / "库")
    assert f"已导入{ROWS - 1}件" in done.out
    assert str(tmp_path / "库" / "rejects.jsonl") in done.out


def test_the_demonstration_shows_one_case_and_the_whole(run: Run) -> None:
    done = run("demo")
    assert done.status == 0
    assert done.out.startswith("演示：用随附的合成台账（全部为合成数据）")
    for wanted in ("裁量核查  沪嘉", "类案参考", "结论：偏离裁量基准", "台账核查  sample.csv"):
        assert wanted in done.out
    assert "共3,000行：可用3,000" in done.out


def test_ingest_takes_a_mapping_file_and_a_sheet(tmp_path: Path, table: Table, run: Run) -> None:
    header, rows = table
    renamed = ["甲列" if name == "罚款金额(元)" else name for name in header]
    path = write(tmp_path / "台账.csv", renamed, rows)
    told = tmp_path / "列.yaml"
    told.write_text("columns:\n  甲列: fine\n", encoding="utf-8")
    done = run("ingest", path, "--out", tmp_path / "库", "--mapping", told)
    assert f"新增{ROWS}" in done.out
    plainly = write(tmp_path / "原.csv", *table)
    again = run("ingest", plainly, "--out", tmp_path / "库", "--json").lines[0]
    assert again["unchanged"] == ROWS
    book = Workbook()
    book.create_sheet("乙").append(renamed)
    for row in rows[:3]:
        book["乙"].append(row)
    book.save(tmp_path / "台账.xlsx")
    for sheet, wanted in (("乙", "新增3"), ("丙", "丙")):
        done = run(
            *("ingest", tmp_path / "台账.xlsx", "--out", tmp_path / sheet),
            *("--mapping", told, "--sheet", sheet),
        )
        assert wanted in done.out + done.err
    assert done.status == 2
    assert (
        "只有 .xlsx 才有工作表"
        in run("ingest", path, "--out", tmp_path / "丁", "--sheet", "甲").err
    )


def test_a_folder_of_ledgers_says_how_to_make_a_corpus_of_it(
    tmp_path: Path, table: Table, case_file: Path, run: Run
) -> None:
    folder = tmp_path / "往年"
    folder.mkdir()
    for name, wanted in (("甲.csv", "甲.csv"), ("乙.csv", "台账")):
        write(folder / name, *table)
        done = run("check", case_file, "--corpus", folder)
        assert done.status == 2
        assert name in done.err
        assert f"discretion ingest {quote(str(folder / wanted))} --out" in done.err
