from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from discretion.corpus import Corpus, CorpusError, columns, compact, ingest, open_corpus
from discretion.corpus.canonical import dump
from discretion.corpus.source import Source
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load


def by_id(table: pa.Table) -> pa.Table:
    return table.sort_by("id")


def test_columns_from_disk_are_those_of_the_cases(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases[:40], tmp_path, book)
    ingest([c.model_copy(update={"text": "改过"}) for c in cases[30:]], tmp_path, book)
    corpus = open_corpus(tmp_path)
    ranked = list(corpus.cases)
    expected = columns.table(ranked, corpus.declarations)
    expected = expected.append_column("json", pa.array(map(dump, ranked), pa.large_string()))
    for _ in range(2):
        found = by_id(open_corpus(tmp_path).table())
        assert found.schema == expected.schema
        assert found.to_pylist() == expected.to_pylist()
        compact(tmp_path)
    memory = Corpus.of(Source(ranked), corpus.declarations).table()
    assert memory.schema == expected.schema
    assert memory.to_pylist() == expected.to_pylist()


def test_only_what_is_asked_for(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    ingest(cases, tmp_path, book)
    corpus = open_corpus(tmp_path)
    table = corpus.table(["fine", "id"])
    assert table.column_names == ["fine", "id"]
    assert corpus.table(["json"]).column_names == ["json"]
    with pytest.raises(CorpusError, match=r"没有列“fines”，是不是 fine？"):
        corpus.table(["id", "fines"])
    assert sum(batch.num_rows for batch in corpus.batches(["decided"])) == 60


def test_segments_of_several_rulebooks_have_one_schema(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    other = load("shanghai-urban-management")
    ingest(cases[:30], tmp_path, book)
    ingest(cases[30:], tmp_path, other)
    corpus = open_corpus(tmp_path)
    assert corpus.declarations.keys() == book.every_fact().keys() | other.every_fact().keys()
    expected = columns.table(list(corpus.cases), corpus.declarations)
    names = expected.column_names
    assert by_id(corpus.table(names)).to_pylist() == expected.to_pylist()
    some = ["id", "facts.prior_penalties", "other_facts"]
    assert by_id(corpus.table(some)).to_pylist() == expected.select(some).to_pylist()
    compact(tmp_path)
    assert by_id(open_corpus(tmp_path).table(names)).to_pylist() == expected.to_pylist()


def test_arrow_goes_out_without_copies_of_ours(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    polars = pytest.importorskip("polars")
    ingest(cases, tmp_path, book)
    corpus = open_corpus(tmp_path)
    frame = polars.DataFrame(corpus)
    assert frame.height == 60
    assert frame["fine"].sum() == sum(c.penalty.fine.fen for c in cases if c.penalty.fine)
    assert pa.table(corpus).num_rows == 60


def test_an_empty_corpus_has_columns_too(tmp_path: Path, book: Rulebook) -> None:
    ingest([], tmp_path, book)
    table = open_corpus(tmp_path).table()
    assert table.num_rows == 0
    assert {"id", "fine", "json"} <= set(table.column_names)
