"""The command that audits a corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from discretion.cli.main import main

NAME = "王小明"
OFFICER = "赵建国"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Sixty equal cases, of which two were punished quite otherwise."""
    path = tmp_path / "台账.csv"
    lines = ["处罚决定书文号,案由编码,当事人,当事人类型,处罚结果,罚款金额(元),处罚决定日期,承办人"]
    for number in range(60):
        fine = {7: 5000, 8: 12000}.get(number, 900)
        lines.append(
            f"文{number:03},SH-SR-25-3,{NAME},个人,罚款人民币{fine}元,{fine},2021-05-20,{OFFICER}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["audit", *map(str, arguments)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_ledger_is_audited_and_the_files_are_written(
    capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path
) -> None:
    page, book = tmp_path / "r.html", tmp_path / "l.xlsx"
    status, text, complaint = run(capsys, ledger, "--out", page, "--xlsx", book)
    assert (status, complaint) == (1, "")
    assert "60件案件中，1件违法" in text
    assert f"已写入 {page}" in text
    written = page.read_text(encoding="utf-8")
    assert "处罚裁量审计：台账.csv" in written
    assert NAME not in written + text
    assert "概要" in openpyxl.load_workbook(book).sheetnames


def test_json_is_one_object_and_the_same_again(
    capsys: pytest.CaptureFixture[str], ledger: Path
) -> None:
    status, text, _ = run(capsys, ledger, "--json", "--rate", "0.2", "--method", "by")
    data: dict[str, Any] = json.loads(text)
    assert status == 1
    assert (data["cases"], data["rate"], data["method"]) == (60, 0.2, "by")
    assert data["synthetic"] is False
    assert run(capsys, ledger, "--json", "--rate", "0.2", "--method", "by")[1] == text


def test_names_are_shown_when_asked_for(
    capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path
) -> None:
    page = tmp_path / "r.html"
    run(capsys, ledger, "--out", page, "--unmask", "--lang", "en")
    text = page.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "holds personal names" in text


def test_nothing_found_is_status_0(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    head = "处罚决定书文号,案由编码,当事人类型,处罚结果,罚款金额(元),处罚决定日期"
    path.write_text(f"{head}\n文1,SH-SR-25-3,个人,罚款人民币900元,900,2021-05-20\n", "utf-8")
    status, text, _ = run(capsys, path)
    assert status == 0
    assert "没有发现违法" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有"], "没有案例库 没有"),
        (["sample", "--rate", "0"], "“0”须是大于 0、小于 1 的数"),
        (["sample", "--rate", "nan"], "“nan”须是大于 0、小于 1 的数"),
        (["sample", "--method", "bx"], "--method 不能是“bx”"),
        (["sample", "--out", "r.pdf"], "--out 的文件名须以 .html 结尾，现为 r.pdf"),
        (["sample", "--xlsx", "r.csv"], "--xlsx 的文件名须以 .xlsx 结尾"),
        (["sample", "--xlsx", "没有/r.xlsx"], "没有文件夹"),
        (["sample", "--out", "."], "是文件夹；--out 请写文件名"),
        ([], "CORPUS"),
    ],
)
def test_mistakes_are_told_before_any_work(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, text, complaint = run(capsys, *arguments)
    assert (status, text) == (2, "")
    assert said in complaint
    assert "Traceback" not in complaint


def test_an_empty_corpus_cannot_be_audited(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "l.csv"
    path.write_text("处罚决定书文号,案由编码,当事人类型,处罚结果\n文1,,,\n", "utf-8")
    status, _, complaint = run(capsys, path)
    assert status == 2
    assert "没有案件" in complaint


def test_a_comparable_is_left_out_and_the_case_checked_anew(
    capsys: pytest.CaptureFixture[str], ledger: Path
) -> None:
    def check(*arguments: str) -> dict[str, Any]:
        main(["check", str(ledger), "--case-no", "文007", "--json", *arguments])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    before, after = check(), check("--exclude", "文000", "--exclude", "文001")
    assert before["comparison"]["n"] == 59
    assert after["comparison"]["n"] == 57
    assert not {"文000", "文001"} & {m["case_id"] for m in after["matches"]}
    assert before["paragraph"].startswith("当事人的行为属于")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--case-no", "文007", "--exclude", "文00"], "案例库里没有文号为 文00 的案件，是不是"),
        (["--exclude", "文001"], "--exclude 只用于一个案件"),
    ],
)
def test_a_case_that_is_not_there_cannot_be_left_out(
    capsys: pytest.CaptureFixture[str], ledger: Path, arguments: list[str], said: str
) -> None:
    assert main(["check", str(ledger), *arguments]) == 2
    assert said in capsys.readouterr().err
