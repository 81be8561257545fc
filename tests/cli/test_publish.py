"""``discretion rules publish`` from the outside."""

from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Run

SHENZHEN = ("--rulebook", "shenzhen-urban-management")


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_book_is_written_and_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "书"
    done = run("rules", "publish", "--out", out, *SHENZHEN)
    assert (done.status, done.err) == (0, "")
    assert "75个案由" in done.out
    assert str(out / "index.html") in done.out
    assert (out / "items" / "SZ-AD-67.html").is_file()
    assert not (out / "book.docx").exists()


def test_twice_gives_the_same_bytes_in_the_same_folder(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "book"
    assert run("rules", "publish", "--out", out, "--docx", *SHENZHEN).status == 0
    first = files(out)
    assert run("rules", "publish", "--out", out, "--docx", *SHENZHEN).status == 0
    assert files(out) == first
    assert len(docx.Document(str(out / "book.docx")).tables) > 150
    assert [p.name for p in tmp_path.iterdir()] == ["book"]


def test_the_sample_status_of_a_rulebook_is_said(run: Run, tmp_path: Path) -> None:
    done = run("rules", "publish", "--out", tmp_path / "book")
    assert done.status == 0
    assert "示例" in done.out


def test_as_json(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "book"
    shenzhen = "shenzhen-urban-management"
    done = run("rules", "publish", "--out", out, "--json", "--previous", shenzhen, *SHENZHEN)
    (said,) = done.lines
    assert said["items"] == 75
    assert said["differences"] == 0
    assert said["files"] == len(files(out))
    assert said["docx"] is None


def test_in_english(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "book"
    done = run("rules", "publish", "--out", out, "--lang", "en", *SHENZHEN)
    assert done.out.startswith("Written to")
    assert '<html lang="en">' in (out / "index.html").read_text(encoding="utf-8")


def test_differences_to_an_older_rulebook(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "book"
    done = run(
        "rules", "publish", "--out", out, "--previous", "shanghai-urban-management", *SHENZHEN
    )
    assert done.status == 0
    said = (out / "changes.html").read_text(encoding="utf-8")
    assert "与上一版裁量基准库的差别" in said
    assert "SH-HW-57-2" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数：--out"),
        (("--out", "book", "--rulebook", "shanghai"), "没有这个裁量基准库"),
        (("--out", "book", "--previous", "nowhere"), "没有这个裁量基准库"),
        (("--out", "no/way"), "上级文件夹"),
        (("--out", "file"), "是文件"),
        (("--out", "full"), "没有改动它"),
        (("--out", "book", "--doc"), "--docx"),
        (("--out",), "--out 后面须写一个值"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    before = files(tmp_path)
    done = run("rules", "publish", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert files(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "full"]
