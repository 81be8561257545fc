"""determine, similar and check of one case, however it is given."""

import json
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from tests.cli.conftest import CASE, Run

NAME = CASE["party"]["name"]  # type: ignore[index]
ROW = {
    "处罚决定书文号": "测试〔2024〕9号",
    "案由": "占用道路、公共场所设摊经营、兜售物品",
    "当事人": "张三丰",
    "当事人类型": "个人",
    "违法事实": "当事人张三丰在路口设摊，面积2平方米",
    "罚款金额(元)": "300",
    "处罚结果": "罚款300元",
    "违法行为发生日期": "2024-05-01",
    "发现日期": "2024-05-01",
    "处罚决定日期": "2024-05-06",
}


def dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def test_determine_says_what_the_library_says(case_file: Path, run: Run) -> None:
    done = run("determine", case_file, "--json")
    assert done.status == 0
    (answer,) = done.lines
    book = load_rulebook("shanghai-urban-management")
    expected = book.determine(Case.model_validate(CASE))
    assert answer["case_id"] == CASE["id"]
    assert answer["outcome"] == expected.outcome
    assert answer["grade"] == expected.grade
    assert answer["rulebook"] == book.fingerprint
    assert answer["case_digest"] == expected.case_digest
    assert answer["reasons"][0]["text"]


@pytest.mark.parametrize("given", ["file", "stdin", "dash", "bom", "list"])
def test_a_case_may_come_from_a_file_or_standard_input(
    given: str, case_file: Path, run: Run
) -> None:
    text = case_file.read_text(encoding="utf-8")
    expected = run("determine", case_file).out
    match given:
        case "file":
            done = run("determine", case_file)
        case "stdin":
            done = run("determine", stdin=text)
        case "dash":
            done = run("determine", "-", stdin=text)
        case "bom":
            done = run("determine", stdin=b"\xef\xbb\xbf" + text.encode())
        case _:
            done = run("determine", stdin=f"[{text}]")
    assert done.status == 0
    assert done.out == expected
    assert "收集、运输单位未将生活垃圾运输至符合条件的转运场所（SH-HW-60-3）" in done.out


def test_a_row_with_chinese_column_names_is_a_case_too(run: Run, tmp_path: Path) -> None:
    done = run("determine", "--json", stdin=dumped(ROW))
    (answer,) = done.lines
    assert answer["item"] == "SH-SR-25-2"
    path = tmp_path / "行.json"
    path.write_text(dumped([ROW, {**ROW, "处罚决定书文号": "测试〔2024〕8号"}]), encoding="utf-8")
    assert [line["ledger_row"] for line in run("determine", path, "--json").lines] == [1, 2]
    assert run("determine", path, "--row", 2, "--json").lines[0]["case_id"] == "测试〔2024〕8号"


def test_the_day_of_the_decision_may_be_given(run: Run) -> None:
    undated = {k: v for k, v in CASE.items() if k not in ("act", "filed", "decided")}
    late = run("determine", "--json", "--as-of", "2024-06-01", stdin=dumped(undated))
    assert late.lines[0]["reasons"][0]["values"] == {"day": "2024-06-01"}
    early = run("determine", "--json", "--as-of", "1990-06-01", stdin=dumped(undated))
    assert early.lines[0]["outcome"] == "unknown_law"


def test_check_of_one_case_is_a_full_report(case_file: Path, run: Run) -> None:
    done = run("check", case_file, "--corpus", "sample")
    assert done.status == 0
    for wanted in ("案由与依据", "幅度与阶次", "理由", "程序义务", "类案参考", "结论：一致"):
        assert wanted in done.out
    assert "不是真实案件" in done.out  # compared with the synthetic sample
    assert NAME not in done.out
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]


def test_without_a_corpus_one_case_is_compared_with_no_other(case_file: Path, run: Run) -> None:
    done = run("check", case_file)
    assert "没有指定案例库" in done.out
    assert "类案参考" not in done.out
    assert "合成" not in done.out


def test_names_are_shown_when_asked_for(case_file: Path, run: Run) -> None:
    assert NAME in run("determine", case_file, "--names").out


@pytest.mark.parametrize(
    ("fine", "status", "verdict"),
    [(20000, 0, "consistent"), (60000, 1, "off_benchmark"), (200000, 1, "unlawful")],
)
def test_the_exit_status_tells_a_deviation(
    fine: int, status: int, verdict: str, ledger: Path, run: Run
) -> None:
    told = dumped({**CASE, "penalty": {"kinds": ["fine"], "fine": fine}})
    done = run("check", "--json", "--corpus", ledger, stdin=told)
    assert (done.status, done.lines[0]["verdict"]) == (status, verdict)


def test_json_is_the_same_twice_and_english_keeps_the_codes(
    case_file: Path, ledger: Path, run: Run
) -> None:
    arguments = ("check", case_file, "--json", "--corpus", ledger)
    first, second = run(*arguments), run(*arguments)
    assert first.out == second.out
    english = run(*arguments, "--lang", "en").lines[0]
    chinese = first.lines[0]
    assert english["verdict"] == chinese["verdict"]
    assert english["verdict_text"] != chinese["verdict_text"]


def test_similar_lists_as_many_as_asked_for(case_file: Path, run: Run) -> None:
    done = run("similar", case_file, "--k", 3, "--json")
    assert done.status == 0
    matches = done.lines[0]["matches"]
    scores = [m["score"] for m in matches]
    assert len(matches) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(m["item"] == "SH-HW-60-3" for m in matches)
    shown = run("similar", case_file, "--k", 3).out
    assert all(m["case_id"] in shown for m in matches)


def test_similar_without_any_candidate_says_so(run: Run, ledger: Path) -> None:
    lonely = dumped({**CASE, "items": ["SH-DG-52-2"]})
    done = run("similar", "--corpus", ledger, stdin=lonely)
    assert (done.status, done.out) == (0, "没有可比案例\n")


def test_user_text_is_neither_markup_nor_control(ledger: Path, run: Run) -> None:
    evil = {**CASE, "id": "甲[bold]乙[/bold]\x1b[2J", "text": "占道\x1b[31m[link=x]\u202e红\x9b0m"}
    for command in (["determine"], ["check", "--corpus", ledger]):
        shown = run(*command, stdin=dumped(evil)).out
        assert "甲[bold]乙[/bold]�[2J" in shown
        assert "[link=x]" in shown
        assert not {*shown} & {"\x1b", "\x9b", "\u202e"}
    line = run("determine", "--json", stdin=dumped(evil))
    assert line.lines[0]["case_id"] == evil["id"]
    assert not {*line.out} & {"\x1b", "\x9b", "\u202e"}


def test_a_rulebook_of_ones_own_may_be_a_folder(case_file: Path, run: Run) -> None:
    from discretion.rulebook.load import rules_folder

    folder = rules_folder() / "shanghai-urban-management"
    named = run("determine", case_file, "--json")
    by_folder = run("determine", case_file, "--json", "--rulebook", folder)
    assert by_folder.out == named.out
