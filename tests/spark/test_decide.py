"""Determinations on a cluster are those of the local function, to the bit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from discretion.corpus import open_corpus
from discretion.corpus.errors import CorpusError
from discretion.engine.book import Book, load_rulebook
from discretion.rulebook.load import folder_of
from discretion.spark import ClusterError, cases, determine_many
from discretion.spark.books import received, send
from discretion.spark.decide import answers


def local(folder: Path, book: Book) -> Any:
    names = [n for n in open_corpus(folder).batches().schema.names if n != "json"]
    return open_corpus(folder, book).table(names)


def test_the_cases_of_a_corpus_are_its_living_ones_in_order(spark: Any, folder: Path) -> None:
    found = cases(spark, folder).toArrow().sort_by("position")
    corpus = open_corpus(folder)
    assert len(corpus.cases) == found.num_rows
    ours = corpus.table(["id", "team", "fine", "items", "decided"])
    for name in ours.schema.names:
        assert found[name].to_pylist() == ours[name].to_pylist(), name


def test_determinations_are_the_local_ones(spark: Any, folder: Path, book: Book) -> None:
    found = determine_many(cases(spark, folder), book.name).toArrow().sort_by("id")
    ours = answers(book, local(folder, book)).sort_by("id")
    assert found.schema.names == ours.schema.names
    assert found.to_pylist() == ours.to_pylist()
    problems = {r["problem"] for r in found.to_pylist() if r["outcome"] == "unusable"}
    assert len(problems) >= 15
    assert None not in problems
    assert any("约十平方米" in text for text in problems)


def test_a_rulebook_of_ones_own_reaches_the_executors(
    spark: Any, folder: Path, book: Book, tmp_path: Path
) -> None:
    """It is sent by its files; that of the driver may even be gone by then."""
    own = tmp_path / "own"
    shutil.copytree(folder_of(book.name), own)
    shutil.copytree(folder_of("general"), tmp_path / "general")
    head = own / "rulebook.yaml"
    head.write_text(head.read_text("utf-8") + "# 本局留存\n", "utf-8")
    mine = load_rulebook(own)
    assert mine.fingerprint != book.fingerprint
    found = determine_many(cases(spark, folder), own)
    shutil.rmtree(own)
    ours = answers(mine, local(folder, book)).sort_by("id")
    assert found.toArrow().sort_by("id").to_pylist() == ours.to_pylist()


def test_another_rulebook_or_program_is_refused(book: Book) -> None:
    (name, fingerprint, version, files), _ = send(book.name)
    assert received((name, fingerprint, version, files)).fingerprint == fingerprint
    changed = tuple((p, c + b"# x\n" if p.endswith("sources.yaml") else c) for p, c in files)
    with pytest.raises(ClusterError, match=f"(?s)指纹.*{fingerprint}"):
        received((name, fingerprint, version, changed))
    with pytest.raises(ClusterError, match="同一版本"):
        received((name, fingerprint, "0.0.1", files))


def test_a_table_without_the_columns_says_which_and_how_to_make_them(
    spark: Any, folder: Path, book: Book
) -> None:
    with pytest.raises(ClusterError, match=r"缺少列：items、party_age；.*discretion ingest"):
        determine_many(cases(spark, folder).drop("items", "party_age"), book.name)
    texts = cases(spark, folder).selectExpr("* except (decided)", "cast(decided as string) decided")
    with pytest.raises(ClusterError, match="decided 是 string，须为 date"):
        determine_many(texts, book.name)


def test_a_folder_without_cases_is_refused(spark: Any, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="不是案例库"):
        cases(spark, tmp_path)
