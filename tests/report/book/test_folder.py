"""The folder of a book: the whole old one or the whole new one, and nothing of others' is lost."""

import json
import os
from pathlib import Path

import pytest

from discretion.report.book.folder import MARKER, FolderRefusedError, check, replacing
from discretion.report.words import Words

WORDS = Words()


def publish(out: Path, **files: str) -> None:
    with replacing(out, WORDS) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")


def content(out: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in out.iterdir() if p.name != MARKER}


def test_a_new_an_empty_and_an_own_folder_are_taken(tmp_path: Path) -> None:
    out = tmp_path / "book"
    publish(out, a="1")
    assert content(out) == {"a": "1"}
    publish(out, b="2")
    assert content(out) == {"b": "2"}
    empty = tmp_path / "empty"
    empty.mkdir()
    publish(empty, c="3")
    assert content(empty) == {"c": "3"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book", "empty"]


def test_a_failure_leaves_the_old_book_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "book"
    publish(out, a="1")
    with pytest.raises(FileNotFoundError):
        publish(out, **{"b": "half", "no/such/way": "fails"})
    assert content(out) == {"a": "1"}
    assert [p.name for p in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize(
    "marker",
    [None, "{", "[]", '{"made_by": "x", "files": []}', '{"made_by": "discretion rules publish"}'],
)
def test_a_folder_of_others_is_refused_and_left(tmp_path: Path, marker: str | None) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    if marker is not None:
        (tmp_path / MARKER).write_text(marker, encoding="utf-8")
    with pytest.raises(FolderRefusedError, match="没有改动它"):
        publish(tmp_path, a="1")
    assert content(tmp_path) == {"notes.txt": "mine"}


def test_a_file_that_was_put_into_a_book_is_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "book"
    publish(out, a="1")
    (out / "items").mkdir()
    (out / "items" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderRefusedError, match="items/notes"):
        publish(out, b="2")
    assert (out / "items" / "notes.txt").exists()


def test_a_file_a_link_and_a_missing_parent_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(tmp_path, target_is_directory=True)
    for out, said in (
        (file, "是文件"),
        (link, "符号链接"),
        (tmp_path / "no" / "way", "上级文件夹"),
    ):
        with pytest.raises(FolderRefusedError, match=said):
            check(out, WORDS)


def test_a_link_inside_a_book_counts_as_a_file_of_others(tmp_path: Path) -> None:
    out = tmp_path / "book"
    publish(out, a="1")
    (out / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(FolderRefusedError, match="elsewhere"):
        check(out, WORDS)


def test_the_marker_lists_the_files_and_everybody_may_read_them(tmp_path: Path) -> None:
    out = tmp_path / "book"
    publish(out, a="1", b="2")
    assert json.loads((out / MARKER).read_text(encoding="utf-8"))["files"] == ["a", "b"]
    mask = os.umask(0)
    os.umask(mask)
    assert out.stat().st_mode & 0o777 == 0o777 & ~mask


def test_an_empty_folder_inside_an_unknown_folder_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    with pytest.raises(FolderRefusedError):
        check(tmp_path, WORDS)
