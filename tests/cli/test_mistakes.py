"""Unusable input: one clear paragraph, exit status 2, no traceback."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("stdin", "wanted"),
    [
        ("", "没有内容（标准输入）"),
        ("{", "不是有效的 JSON"),
        ("[]", "没有案件（标准输入）"),
        ("3", "案件须为 JSON 对象"),
        ('{"id": "a"}', "party：缺少必填的字段"),
        ('{"id": "a", "party": {"kind": "unti"}}', "party.kind"),
        ('{"id": "a", "party": {"kind": "unit"}, "fatcs": {}}', "facts"),
        (b"\xff\xfe\x00", "不是 UTF-8 文本（标准输入）"),
        ('{"id": "a", "party": {"kind": "unit"}, "text": "\\ud800"}', ""),
        ("[" * 100_000, "JSON"),
        ('{"案由": "设摊", "处罚决定日期": "2024-13-01"}', "第 1 个案件"),
        (
            '{"id": "a", "items": ["SH-SR-25-2"], "party": {"kind": "unit"}, '
            '"facts": {"area_m2": "大"}}',
            "案件 a 的 facts.area_m2（值 大）",
        ),
        (
            '{"id": "a", "items": ["SH-SR-25-2"], "party": {"kind": "unit"}, '
            '"circumstances": ["confesed"]}',
            "confessed",
        ),
    ],
)
def test_unusable_cases(stdin: str | bytes, wanted: str, run: Run) -> None:
    done = run("determine", stdin=stdin)
    assert done.status == 2
    assert wanted in done.err
    assert not done.out


def test_an_unknown_item_is_an_answer_not_a_mistake(run: Run) -> None:
    told = '{"id": "a", "items": ["SH-SR-25-22"], "party": {"kind": "unit"}}'
    done = run("determine", stdin=told)
    assert done.status == 0
    assert "认不出案由" in done.out
    assert "是不是 SH-SR-25-2" in done.out
    assert run("check", stdin=told).status == 0


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("无.json", None, "没有这个文件"),
        ("无.xlsx", None, "没有这个文件"),
        ("假.xlsx", b"not a workbook", "xlsx"),
        ("空.csv", b"", "文件是空的"),
        ("乱.csv", b"\x00\x01\x02,\x03\n", "乱.csv"),
        ("无列名.csv", "甲,乙\n1,2\n".encode(), "列名"),
        ("案件.doc", b"x", "案件.doc"),
        ("文件夹.json", "folder", "这是文件夹"),
        ("文件夹.csv", "folder", "这是文件夹"),
    ],
)
def test_unusable_files(
    name: str, content: bytes | str | None, wanted: str, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    for command in ("determine", "check", "similar"):
        done = run(command, path)
        assert done.status == 2
        assert wanted in done.err
        assert not done.out


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--rulebook", "shanghai-urban-managment"], "shanghai-urban-management"),
        (["--corpus", "没有的库"], "没有案例库 没有的库"),
        (["--row", "3"], "--row 只用于台账"),
        (["--sheet", "一"], "--sheet 只用于台账"),
        (["--mapping", "x.yaml"], "--mapping 只用于台账"),
        (["--case-no", "别的"], "没有文号为 别的 的案件"),
    ],
)
def test_options_that_name_nothing(
    arguments: list[str], wanted: str, case_file: Path, run: Run
) -> None:
    done = run("check", case_file, *arguments)
    assert done.status == 2
    assert wanted in done.err


def test_a_broken_rulebook_is_named_with_line_and_remedy(
    tmp_path: Path, case_file: Path, run: Run
) -> None:
    (tmp_path / "rulebook.yaml").write_text("title: x\ntitel_en: y\n", encoding="utf-8")
    done = run("determine", case_file, "--rulebook", tmp_path)
    assert done.status == 2
    assert "rulebook.yaml:2" in done.err
    assert "title_en" in done.err


def test_messages_do_not_repeat_control_characters(tmp_path: Path, run: Run) -> None:
    done = run("check", tmp_path / "甲\x1b[31m乙.csv")
    assert done.status == 2
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("SH-SR-25-22", "是不是 SH-SR-25-2"),
        ("设摊经营", "名称相近的有：SH-SR-25-2"),
        ("%%%", "用 discretion rules list 查看全部案由"),
    ],
)
def test_an_item_that_does_not_exist(code: str, wanted: str, run: Run) -> None:
    done = run("rules", "show", code)
    assert done.status == 2
    assert wanted in done.err


def test_rules(run: Run) -> None:
    assert "SH-HW-57-2" in run("rules", "list").out
    found = run("rules", "list", "养犬", "--json").lines
    assert found
    assert all("犬" in each["title"] + each["domain"] for each in found)
    assert run("rules", "list", "没有的词").status == 2
    shown = run("rules", "show", "sh-hw-57-2")
    assert (shown.status, "公布表的问题" in shown.out) == (0, True)
    assert run("rules", "show", "SH-HW-57-2", "--json").lines[0]["code"] == "SH-HW-57-2"
    assert "SZ-" in run("rules", "list", "--rulebook", "shenzhen-urban-management").out


def test_schemas(run: Run) -> None:
    import json

    names = run("rules", "schema").out.split()
    assert "case" in names
    for name in names:
        assert {"properties", "oneOf"} & json.loads(run("rules", "schema", name).out).keys()
    assert "是不是 case？" in run("rules", "schema", "cas").err


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_on_standard_input_is_sent_to_a_file(encoding: str, run: Run) -> None:
    table = "文号,案由,罚款金额\n1号,设摊,500\n".encode(encoding)
    done = run("check", stdin=table)
    assert done.status == 2
    assert "标准输入只收案件 JSON（UTF-8）" in done.err
    assert "discretion check 台账.csv" in done.err
