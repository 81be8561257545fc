"""Two tools that do another thing than the index, for orientation: tantivy and rapidfuzz.

Tantivy is given the very terms of the index, separated by blanks, so that it cuts no text itself;
but it ranks by BM25, which is another score, and it may skip what cannot be among the ten best.
RapidFuzz compares letters in their order and has no index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from benchmarks.similar.corpora import Counted, weighted
from benchmarks.similar.peers import K
from discretion.model.case import Case

Engine = Callable[[int, Case, "str | None"], int]
"""(place of the query, query, first item or None) -> how many were found."""


def tantivy_bm25(corpus: Counted) -> Engine:
    """Return tantivy's search among the terms that weigh something, in memory, one thread."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("item", tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    terms = list(words(corpus))
    for text, items in zip(terms, corpus.columns.items, strict=True):
        writer.add_document(tantivy.Document(terms=text, item=items[0] if items else ""))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    occur, query = tantivy.Occur, tantivy.Query

    def search(place: int, _: Case, item: str | None) -> int:
        wanted = query.boolean_query(
            [
                (occur.Should, query.term_query(schema, "terms", word, index_option="freq"))
                for word in dict.fromkeys(terms[place].split())
            ]
        )
        if item is not None:
            of_item = query.const_score_query(query.term_query(schema, "item", item), 0.0)
            wanted = query.boolean_query([(occur.Must, wanted), (occur.Must, of_item)])
        return len(searcher.search(wanted, K, count=False).hits)

    return search


def words(corpus: Counted) -> Iterator[str]:
    """Yield the terms of each case that weigh something, as words, as often as they stand there."""
    counts = corpus.counts
    matrix, numbers = weighted(corpus)
    weighs = np.bincount(matrix.indices, minlength=len(numbers)) > 0
    columns = np.searchsorted(np.fromiter(numbers, np.uint64, len(numbers)), counts.keys)
    times = np.where(weighs[columns], counts.counts, 0).astype(np.int64)
    for begin, end in pairwise(counts.indptr.tolist()):
        repeated = np.repeat(columns[begin:end], times[begin:end])
        yield " ".join(map(str, repeated.tolist()))


def rapidfuzz_ratio(corpus: Counted) -> Engine:
    """Return RapidFuzz's ten best by the share of letters in common order, over all texts."""
    from rapidfuzz import fuzz, process

    items = [found[0] if found else "" for found in corpus.columns.items]
    by_item: dict[str | None, dict[int, str]] = {None: dict(enumerate(corpus.texts))}
    for place, item in enumerate(items):
        by_item.setdefault(item, {})[place] = corpus.texts[place]

    def search(_: int, case: Case, item: str | None) -> int:
        found = process.extract(case.text, by_item[item], scorer=fuzz.ratio, limit=K)
        return len(found)

    return search


ENGINES: dict[str, Callable[[Counted], Engine]] = {
    "tantivy_bm25": tantivy_bm25,
    "rapidfuzz_ratio": rapidfuzz_ratio,
}
