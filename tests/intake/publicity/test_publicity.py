"""Records made public: what is asked of each field, and that files carry them unchanged."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from stdnum.cn import uscc

from discretion import Case, load_rulebook
from discretion.cli.main import main
from discretion.files.cells import RISKY
from discretion.intake.errors import IntakeError
from discretion.intake.publicity.cases import Publisher, ledger_row, record_of
from discretion.intake.publicity.checking import known_division, problems
from discretion.intake.publicity.fields import FIELDS, field_named
from discretion.intake.publicity.files import read_records, write_records

FORMS = [(".xlsx", "utf-8"), (".csv", "utf-8"), (".csv", "gb18030"), (".xml", "utf-8")]


def code(start: str) -> str:
    return start + str(uscc.calc_check_digit(start))


BODY = code("11310114MB2F30001")
SHOP = code("92310114MA1GXY123")
RECORD = {
    "CF_XDR_MC": "上海某某餐饮店",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": SHOP,
    "CF_WSH": "沪嘉城管罚〔2024〕1号",
    "CF_WFXW": "占道堆物",
    "CF_SY": "2024年5月6日在门前堆放货物",
    "CF_YJ": "《上海市市容环境卫生管理条例》第二十五条第三款",
    "CF_CFLB": "警告；罚款",
    "CF_NR": "警告；罚款人民币500元",
    "CF_NR_FK": "0.050000",
    "CF_JDRQ": "2024-05-20",
    "CF_YXQ": "2027-05-20",
    "CF_CFJG": "嘉定区某镇人民政府",
    "CF_CFJGDM": BODY,
    "CF_SJLY": "嘉定区城市管理行政执法局",
    "CF_SJLYDM": BODY,
}


def wrong(**changes: str) -> list[str]:
    record = {**RECORD, **changes}
    return [p.field.rpartition("(")[2].rstrip(")") for p in problems(record, 7)]


def test_a_sound_record_has_no_fault() -> None:
    assert wrong() == []
    assert len(FIELDS) == 30


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CF_XDR_MC", ""),
        ("CF_XDR_MC", "长" * 201),
        ("CF_XDR_LB", "公司"),
        ("CF_XDR_SHXYM", ""),
        ("CF_XDR_SHXYM", SHOP[:-1] + "A"),
        ("CF_XDR_SHXYM", code("92999999MA1GXY123")),
        ("CF_WSH", ""),
        ("CF_CFLB", "教育"),
        ("CF_NR_FK", ""),
        ("CF_NR_FK", "五百元"),
        ("CF_NR_FK", "-1"),
        ("CF_NR_FK", "0.0000001"),
        ("CF_NR_FK", "NaN"),
        ("CF_JDRQ", "2024-02-30"),
        ("CF_JDRQ", "去年"),
        ("CF_YXQ", ""),
        ("CF_CFJGDM", "123"),
        ("CF_SJLYDM", ""),
        ("BZ", "注" * 513),
    ],
)
def test_each_fault_is_named_with_its_field(field: str, value: str) -> None:
    assert wrong(**{field: value}) == [field]


def test_an_identity_number_is_checked_and_never_shown_whole() -> None:
    bad = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证"}
    (found,) = problems({**RECORD, **bad, "CF_XDR_ZJHM": "310114199001011234"}, 7)
    assert "310*************34" in str(found)
    assert "19900101" not in str(found)


@pytest.mark.parametrize(
    ("division", "known"),
    [("310114", True), ("310000", True), ("440300", True), ("310199", False), ("999999", False)],
)
def test_divisions_are_those_of_the_national_code(division: str, known: bool) -> None:
    assert known_division(division) is known


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=40)


@settings(max_examples=25)
@given(st.lists(st.dictionaries(st.sampled_from([f.code for f in FIELDS]), texts), max_size=4))
def test_files_carry_records_unchanged(records: list[dict[str, str]]) -> None:
    import tempfile

    wanted = [{**RECORD, **{c: v.strip() for c, v in r.items()}} for r in records]
    wanted = [{c: v for c, v in r.items() if v} for r in wanted]
    for suffix, encoding in FORMS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"双公示{suffix}"
            assert write_records(path, wanted, encoding) == len(wanted)
            if not wanted:
                continue
            found = [record for _, record in read_records(path)]
            for mine, theirs in zip(wanted, found, strict=True):
                guarded = {
                    field: "'" + value if value.startswith(RISKY) else value
                    for field, value in mine.items()
                }
                assert theirs == (guarded if suffix == ".csv" else mine)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    evil = {
        **RECORD,
        "CF_SY": '=HYPERLINK("x")',
        "BZ": "@SUM(1)",
        "CF_YJ": "＝1+1",
        "CF_NR": "\r=1",
    }
    book, text = tmp_path / "a.xlsx", tmp_path / "a.csv"
    write_records(book, [evil], "utf-8")
    write_records(text, [evil], "utf-8")
    cells = [c for row in load_workbook(book).active.iter_rows() for c in row]  # type: ignore[union-attr]
    assert all(cell.data_type != "f" for cell in cells)
    with text.open(encoding="utf-8-sig", newline="") as file:
        assert not any(
            v.startswith(("=", "@", "＝", "\r")) for row in csv.reader(file) for v in row
        )


def test_headings_are_known_by_code_and_by_name() -> None:
    for heading in ("CF_WSH", "cf_wsh", "行政处罚决定书文号"):
        found = field_named(heading)
        assert found is not None
        assert found.code == "CF_WSH"
    assert field_named("罚款金额（万元）") is field_named("CF_NR_FK")
    assert field_named("别的") is None


def test_a_record_reads_as_the_row_of_a_ledger() -> None:
    from discretion import case_from_row

    case = case_from_row(ledger_row(RECORD), load_rulebook("shanghai-urban-management"))
    assert case.penalty is not None
    assert str(case.penalty.fine) == "500"
    assert (case.id, case.party.kind.value) == (RECORD["CF_WSH"], "unit")
    assert case.items == ("SH-SR-25-3",)


def test_an_individual_is_masked_and_has_no_number() -> None:
    case = Case.model_validate(
        {
            "id": "1",
            "items": ["SH-SR-25-3"],
            "party": {"kind": "individual", "name": "张小三"},
            "decided": "2024-05-20",
            "text": "张小三（310114199003071234，手机13812345678）驾驶沪A12345堆放货物。",
            "penalty": {"fine": 500, "text": "对张小三罚款人民币500元"},
        }
    )
    record = record_of(case, "占道堆物", Publisher("某镇", BODY, "某局", BODY))
    assert record["CF_XDR_MC"] == "张**"
    assert "CF_XDR_ZJHM" not in record
    assert record["CF_SY"] == "张**（310*************34，手机138******78）驾驶*******堆放货物。"
    assert record["CF_NR"] == "对张**罚款人民币500元"
    assert record["CF_NR_FK"] == "0.050000"


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a><r><CF_WSH>&b;</CF_WSH></r></a>',
        "<a><r><CF_WSH>1</CF_WSH></a>",
        "",
        "<a><r><x>1</x></r></a>",
    ],
)
def test_xml_that_is_a_trap_or_broken_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(IntakeError, match=r"a\.xml"):
        list(read_records(path))


def test_as_a_user_would(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "discretion.cli", "publicity", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )

    source = tmp_path / "双公示.csv"
    write_records(source, [RECORD, {**RECORD, "CF_WSH": "2号", "CF_YXQ": ""}], "gb18030")
    checked = run("check", str(source))
    assert checked.returncode == 1
    assert "第3行 处罚有效期(CF_YXQ) 为空：必填" in checked.stdout
    ledger = tmp_path / "台账.jsonl"
    assert run("import", str(source), "--out", str(ledger)).returncode == 0
    told = ("--body-code", BODY, "--source", "某局", "--source-code", BODY)
    out = tmp_path / "上报.xml"
    exported = run("export", str(ledger), "--out", str(out), "--body", "某镇人民政府", *told)
    assert exported.returncode == 0, exported.stdout + exported.stderr
    assert run("check", str(out)).returncode == 0
    again = run("export", str(ledger), "--out", str(out), *told)
    assert again.returncode == 2
    assert "没有覆盖" in again.stderr
    assert run("check", str(tmp_path / "没有.csv")).returncode == 2


def test_what_is_no_penalty_is_left_out_and_a_wrong_code_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, out = tmp_path / "台账.csv", tmp_path / "上报.xlsx"
    ledger.write_text(
        "文号,案由编码,当事人,当事人类型,违法事实,处罚依据,处罚结果,罚款金额(元),处罚决定日期,处罚机关\n"
        "1号,SH-SR-25-3,张小三,个人,张小三占道堆物,条例,罚款500元,500,2021-05-20,某镇人民政府\n"
        "2号,SH-SR-25-3,李四,个人,李四占道堆物,条例,不予处罚,,2021-05-20,某镇人民政府\n"
        "3号,SH-SR-25-3,王五,个人,王五占道堆物,条例,罚款500元,伍佰圆元,2021-05-20,某镇人民政府\n",
        encoding="utf-8",
    )
    told = ["publicity", "export", str(ledger), "--out", str(out), "--source", "某局"]
    codes = ["--body-code", BODY, "--source-code", BODY]
    assert main([*told, "--body-code", BODY[:-1] + "A", "--source-code", BODY]) == 2
    assert "--body-code" in capsys.readouterr().err
    assert not out.exists()
    assert main([*told, *codes]) == 1
    said = capsys.readouterr().out
    assert "1条" in said
    assert "没有写入的1件" in said
    assert "无法使用的1行" in said
    assert [record["CF_SY"] for _, record in read_records(out)] == ["张**占道堆物"]
    assert main(["publicity", "check", str(out)]) == 0


def test_rows_that_cannot_be_read_are_told_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = "<record><CF_WSH>{}</CF_WSH></record>"
    twice = "<record><CF_WSH>1</CF_WSH><CF_WSH>2</CF_WSH></record>"
    lines = ["<records>", row.format("甲"), twice, "<other/>", row.format("乙"), "</records>"]
    path, out = tmp_path / "a.xml", tmp_path / "of a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    told: list[IntakeError] = []
    found = [record["CF_WSH"] for _, record in read_records(path, told.append)]
    assert found == ["甲", "乙"]
    assert ["第 3 行" in str(told[0]), "第 4 行" in str(told[1])] == [True, True]
    assert main(["publicity", "import", str(path), "--out", str(out)]) == 0
    said, error = capsys.readouterr()
    assert len(error.splitlines()) == 2
    assert "2条，读不了的2条" in said
    assert f"discretion check '{out}'" in said
    assert len(out.read_text("utf-8").splitlines()) == 2
    assert main(["publicity", "check", str(path)]) == 1
    assert "共4条，有问题的4条" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["GB2312", "gbk", "GB18030"])
def test_xml_in_the_encodings_of_china(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xml"
    text = f'<?xml version="1.0" encoding="{name}"?>\n<a><r><CF_WSH>沪〔2024〕1号</CF_WSH></r></a>'
    path.write_bytes(text.encode("gb18030"))
    assert [record for _, record in read_records(path)] == [{"CF_WSH": "沪〔2024〕1号"}]
    path.write_bytes(text.encode("gb18030").replace("号".encode("gb18030"), b"\xff"))
    with pytest.raises(IntakeError, match="不是所声明的编码"):
        list(read_records(path))
    bomb = text.replace("\n", '\n<!DOCTYPE a [<!ENTITY b "c">]>')
    path.write_bytes(bomb.encode("gb18030"))
    with pytest.raises(IntakeError, match="实体"):
        list(read_records(path))


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut(tmp_path: Path) -> None:
    long = {**RECORD, "CF_SY": "长" * 40_000}
    with pytest.raises(IntakeError, match=r"32,767.*第 2 行"):
        write_records(tmp_path / "a.xlsx", [long], "utf-8")
    assert list(tmp_path.iterdir()) == []
    assert write_records(tmp_path / "a.csv", [long], "utf-8") == 1
