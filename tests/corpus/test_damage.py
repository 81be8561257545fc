from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from discretion.corpus import CorpusError, erase, ingest, open_corpus, restore, verify
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text[: len(text) // 2], "不是完整的 JSON"),
        (lambda text: text.replace('"cases": 60', '"cases": 61'), "校验和不符"),
        (lambda text: text.replace('"format_version": 2', '"format_version": 9'), "格式版本"),
        (lambda text: "{}", "没有写明 format"),
        (lambda text: "", "不是完整的 JSON"),
    ],
)
def test_a_damaged_manifest_is_named(
    tmp_path: Path, book: Rulebook, cases: list[Case], damage: Callable[[str], str], message: str
) -> None:
    ingest(cases, tmp_path, book)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(damage(manifest.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as error:
        open_corpus(tmp_path)
    assert "manifest.json" in str(error.value)


def test_a_damaged_manifest_is_restored_from_its_copy(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases[:30], tmp_path, book)
    version = ingest(cases[30:], tmp_path, book).version
    (tmp_path / "manifest.json").write_bytes(b"")
    with pytest.raises(CorpusError, match="corpus restore"):
        open_corpus(tmp_path)
    assert restore(tmp_path).version == version
    assert open_corpus(tmp_path).version == version


def flip(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]


def files_of_second_segment(folder: Path) -> list[Path]:
    return sorted((folder / "segments" / "00000002").iterdir())


@pytest.mark.parametrize("name", ["cases.arrow", "cases.parquet", "keys.bin", "index.bin"])
def test_a_truncated_or_missing_file_is_named_and_the_last_good_version_opens(
    tmp_path: Path, book: Rulebook, cases: list[Case], name: str
) -> None:
    good = ingest(cases[:30], tmp_path, book).version
    ingest(cases[30:], tmp_path, book)
    file = tmp_path / "segments" / "00000002" / name
    assert file in files_of_second_segment(tmp_path)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(CorpusError, match=rf"{name} 已损坏.*大小与清单不符.*restore"):
        open_corpus(tmp_path)
    with pytest.raises(CorpusError, match="已损坏"):
        ingest(cases, tmp_path, book)
    file.unlink()
    with pytest.raises(CorpusError, match=rf"{name} 已损坏.*不存在"):
        open_corpus(tmp_path)
    assert restore(tmp_path).version == good
    corpus = open_corpus(tmp_path)
    assert list(corpus.cases) == sorted(cases[:30], key=lambda c: c.id)
    assert verify(tmp_path) == []
    assert ingest(cases, tmp_path, book).cases == 60
    assert verify(tmp_path) == []


def test_every_flipped_bit_is_found(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    ingest(cases, tmp_path, book)
    changed = cases[0].model_copy(update={"text": "改过"})
    ingest([changed], tmp_path, book)
    assert verify(tmp_path) == []
    files = list((tmp_path / "segments").rglob("*.*"))
    files += (tmp_path / "versions").glob("*2/[!m]*")
    assert len(files) == 10
    for file in files:
        content = file.read_bytes()
        file.write_bytes(flip(content))
        problems = verify(tmp_path)
        assert len(problems) == 1, file
        assert file.name in problems[0]
        assert "校验和不符" in problems[0]
        file.write_bytes(content)
    assert verify(tmp_path) == []


def test_a_case_that_is_not_what_was_taken_in_is_never_given_out(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases, tmp_path, book)
    file = tmp_path / "segments" / "00000001" / "cases.arrow"
    content = file.read_bytes()
    wrong = 0
    for at in range(0, len(content), len(content) // 60):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            found = list(open_corpus(tmp_path).cases)
        except CorpusError as error:
            wrong += "cases.arrow" in str(error)
        else:
            assert found == sorted(cases, key=lambda c: c.id)
    assert wrong > 30


def test_no_version_is_whole(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    ingest(cases, tmp_path, book)
    erase(tmp_path, [cases[0].id])
    for file in (tmp_path / "segments").rglob("keys.bin"):
        file.write_bytes(b"")
    with pytest.raises(CorpusError, match="没有完好的版本"):
        restore(tmp_path)
    with pytest.raises(CorpusError, match="没有案例库文件夹"):
        restore(tmp_path / "无")


def test_an_older_format_is_told_apart(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    (tmp_path / "manifest.json").write_text('{"format": "discretion-corpus", "format_version": 1}')
    for use in (open_corpus, verify, lambda folder: ingest(cases, folder, book)):
        with pytest.raises(CorpusError, match=r"格式版本是 1.*重新导入到新文件夹"):
            use(tmp_path)
