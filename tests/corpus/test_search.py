from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from discretion.corpus.corpus import Corpus, open_corpus
from discretion.corpus.ingest import ingest
from discretion.corpus.source import Source
from discretion.corpus.synthetic import generate
from discretion.rulebook.book import Rulebook


@pytest.fixture(scope="module")
def corpus(book: Rulebook) -> Corpus:
    return Corpus.of(Source([c for c, _ in generate(book, 300, seed=5)]), book.every_fact())


def test_filters_choose_before_ranking(corpus: Corpus) -> None:
    query = corpus.cases[0]
    item = query.items[0]
    same = [c for c in corpus.cases if item in c.items and c.id != query.id]
    found = corpus.similar(query, 1000, item=item)
    assert {m.case_id for m in found} == {c.id for c in same}
    assert len(corpus.similar(query, len(same), item=item)) == len(same)
    first, last = date(2024, 6, 1), date(2025, 6, 1)
    for match in corpus.similar(query, 50, party="unit", district="310114", decided=(first, last)):
        assert match.party == "unit"
        assert match.decided is not None
        assert first <= match.decided <= last
    best = corpus.similar(query, 1)[0]
    assert best.case_id not in {m.case_id for m in corpus.similar(query, 5, exclude=[best.case_id])}
    assert all(m.score >= 0.5 for m in corpus.similar(query, 300, minimum=0.5))


def test_the_nearest_case_is_of_the_same_item(corpus: Corpus) -> None:
    queries = corpus.cases[::10]
    items = {c.id: c.items for c in corpus.cases}
    hits = sum(items[corpus.similar(q, 1)[0].case_id] == q.items for q in queries)
    assert hits > 0.6 * len(queries)


def test_a_folder_keeps_the_order_of_choices(
    corpus: Corpus, book: Rulebook, tmp_path: Path
) -> None:
    ingest(list(corpus.cases), tmp_path / "c", book)
    opened = open_corpus(tmp_path / "c")
    orders = {n: list(f.choices) for n, f in book.every_fact().items()}
    assert {n: list(f.choices) for n, f in opened.declarations.items()} == orders
    for query in corpus.cases[::20]:
        mine = [(m.case_id, m.fact_score) for m in opened.similar(query, 10)]
        assert mine == [(m.case_id, m.fact_score) for m in corpus.similar(query, 10)]
    again = ingest(list(corpus.cases), tmp_path / "c", book)
    assert again.version == opened.version


def test_bad_filters_are_explained(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="首尾颠倒"):
        corpus.similar(corpus.cases[0], decided=(date(2025, 1, 2), date(2025, 1, 1)))
    with pytest.raises(ValueError, match="company"):
        corpus.similar(corpus.cases[0], party="company")
