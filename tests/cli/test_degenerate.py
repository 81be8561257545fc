"""Ledgers with next to nothing in them: taken in, audited, checked and sampled by commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discretion.cli import main

HEAD = "处罚决定书文号,案由编码,当事人,当事人类型,处罚结果,罚款金额(元),处罚决定日期"
STALL = "SH-SR-25-3"  # goods piled on a road: 500 to 5,000 yuan


def row(number: int, fine: int = 900, day: str = "2021-05-20", item: str = STALL) -> str:
    return f"文{number:03},{item},王小明,个人,罚款人民币{fine}元,{fine},{day}"


class Office:
    """The commands that a reviewer runs one after the other, on one ledger."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.corpus = folder / "案例库"
        case = {
            "id": "新",
            "items": [STALL],
            "party": {"kind": "individual"},
            "decided": "2021-06-01",
            "penalty": {"fine": 900},
        }
        (folder / "案件.json").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        status = main([*map(str, arguments)])
        shown = self.capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return status, shown.out + shown.err

    def ingest(self, rows: list[str]) -> tuple[int, str]:
        ledger = self.folder / "台账.csv"
        ledger.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        return self.run("ingest", ledger, "--out", self.corpus)

    def audit(self) -> tuple[int, str]:
        page, book = self.folder / "审计.html", self.folder / "名单.xlsx"
        status, said = self.run("audit", self.corpus, "--out", page, "--xlsx", book)
        assert page.stat().st_size < 1 << 20
        assert book.stat().st_size
        return status, said

    def others(self) -> str:
        """Check a case, draw files, compute indicators: each does, or says what is wrong."""
        said = ""
        for arguments in (
            ("check", self.folder / "案件.json", "--corpus", self.corpus),
            ("sample", self.corpus, "--n", "5"),
            ("indicators", self.corpus),
        ):
            status, told = self.run(*arguments)
            assert status == 0, told
            said += told
        return said


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


def test_one_case(office: Office) -> None:
    assert office.ingest([row(1)])[0] == 0
    status, said = office.audit()
    assert (status, "1件案件中，没有发现" in said) == (0, True)
    assert "100.0%的案件无法判断" in said
    assert "从1件中抽出1份" in office.others()


def test_one_item_of_equal_cases(office: Office) -> None:
    assert office.ingest([row(i) for i in range(120)])[0] == 0
    status, said = office.audit()
    assert (status, "120件案件中，没有发现" in said) == (0, True)
    assert "从120件中抽出5份" in office.others()


def test_the_same_row_again_and_again(office: Office) -> None:
    status, said = office.ingest([row(1)] * 120)
    assert (status, "现有1件" in said) == (0, True)
    assert office.audit()[0] == 0


def test_rows_without_anything(office: Office) -> None:
    status, said = office.ingest(["文1,,,,,,"] * 30)
    assert (status, "另有问题记录30条" in said) == (2, True)
    status, said = office.run("audit", office.corpus)
    assert (status, "没有案件，无从审计" in said) == (2, True)


def test_no_rows(office: Office) -> None:
    status, said = office.ingest([])
    assert (status, "没有数据行" in said) == (2, True)


def test_dates_in_the_future(office: Office) -> None:
    assert office.ingest([row(i, 900 + i, "2099-01-01") for i in range(60)])[0] == 0
    status, said = office.audit()
    assert (status, "规定未收录" in said) == (0, True)
    office.others()


@pytest.mark.parametrize(("fine", "fault"), [(-900, "不得为负"), (0, "罚款金额为 0")])
def test_a_fine_that_is_none_is_refused_and_the_rest_goes_on(
    office: Office, fine: int, fault: str
) -> None:
    status, said = office.ingest([row(i, fine if i % 2 else 900) for i in range(60)])
    assert (status, "现有30件" in said) == (0, True)
    rejects = (office.corpus / "rejects.jsonl").read_text(encoding="utf-8")
    assert rejects.count(fault) == 30
    assert office.audit()[0] == 0
    office.others()
