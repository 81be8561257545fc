"""``discretion explain``: the reasoned document by the command line."""

from __future__ import annotations

import io
import os
from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Run


def said(path: Path) -> str:
    return "\n".join(p.text for p in docx.Document(str(path)).paragraphs)


def test_it_prints_the_text_with_the_sample_as_comparables(run: Run, case_file: Path) -> None:
    done = run("explain", case_file)
    assert done.status == 0
    assert done.out.startswith("行政处罚裁量说理书\n文号：测试〔2024〕1号\n")
    assert "一、违法事实" in done.out
    assert "可比案例为随附的合成案例" in done.out
    assert "上海味稔众垚食品商店" not in done.out
    assert "上海味稔众垚食品商店" in run("explain", case_file, "--names").out


def test_json_names_the_codes_of_every_sentence(run: Run, case_file: Path) -> None:
    (data,) = run("explain", case_file, "--json").lines
    sentences = [s for part in data["parts"] for s in part["sentences"]]
    assert len(sentences) > 8
    assert all(s["codes"] and s["text"] for s in sentences)
    assert {"reason.row", "review.fine", "case.text"} <= {c for s in sentences for c in s["codes"]}


def test_word_text_and_own_template(run: Run, case_file: Path, tmp_path: Path) -> None:
    own, out, text = (tmp_path / name for name in ("模板.docx", "说理书.docx", "说理书.txt"))
    assert run("explain", "--write-template", own).out == f"已写入 {own}\n"
    edited = docx.Document(str(own))
    edited.paragraphs[0].runs[0].text = "某局说理书"
    edited.save(str(own))
    done = run("explain", case_file, "--docx", out, "--text", text, "--template", own)
    assert done.status == 0
    assert done.out == f"已写入 {out}\n已写入 {text}\n"
    assert said(out).startswith("某局说理书\n文号：测试〔2024〕1号")
    assert text.read_text(encoding="utf-8").startswith("行政处罚裁量说理书\n")
    again = tmp_path / "再写.docx"
    assert run("explain", case_file, "--docx", again, "--template", own).status == 0
    assert again.read_bytes() == out.read_bytes()


def test_a_row_of_a_ledger_is_compared_with_the_others(run: Run, ledger: Path) -> None:
    done = run("explain", ledger, "--row", 2)
    assert done.status == 0
    assert "合成案例，不是真实" not in done.out
    assert run("explain", ledger).status == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_no_template(run: Run, case_file: Path, tmp_path: Path) -> None:
    pipe, out = tmp_path / "管道.docx", tmp_path / "说理书.docx"
    os.mkfifo(pipe)
    done = run("explain", case_file, "--docx", out, "--template", pipe)
    assert done.status == 2
    assert f"{pipe}：不是能用的 Word 模板" in done.err
    assert not out.exists()


def test_mistakes_are_told_and_nothing_is_written(
    run: Run, case_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "说理书.docx"
    wrong = tmp_path / "错.docx"
    made = docx.Document()
    made.add_paragraph("{{ 当事人名 }}")
    made.save(str(wrong))
    for arguments, complaint in (
        (("--docx", tmp_path / "a.doc"), "须以 .docx 结尾"),
        (("--template", wrong), "请同时写 --docx"),
        (("--docx", out, "--template", wrong), "占位符“当事人名”不认得，是不是“当事人”？"),
        (("--docx", out, "--template", tmp_path / "无.docx"), "读写文件失败"),
        (("--docx", out, "--template", case_file), "不是能用的 Word 模板"),
        (("--docx", tmp_path / "no" / "a.docx"), "读写文件失败"),
    ):
        done = run("explain", case_file, *arguments)
        assert done.status == 2
        assert complaint in done.err
        assert not out.exists()
    large = tmp_path / "大.docx"
    large.write_bytes(io.BytesIO(bytes(20_000_001)).getvalue())
    assert "模板太大" in run("explain", case_file, "--docx", out, "--template", large).err
