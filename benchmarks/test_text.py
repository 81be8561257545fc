"""How long it takes to turn cases into counted terms, beside scikit-learn with the same terms.

The peers: scikit-learn's own character n-grams over texts that are normalised and masked already
(it cuts through punctuation as well; what it then counts too many is left out of the comparison
of counts, not of its time), and scikit-learn with the definition in Python as its analyzer, which
does the whole work. ``discretion`` does the whole work. ``BENCH_CASES`` sets the number of cases.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from discretion.corpus.synthetic import generate
from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.similarity.masking import mask_text
from discretion.similarity.terms import Scheme, count_terms, ngram_key
from discretion.similarity.text import case_terms, names_of, symbol_terms

FULL, SMOKE = 10_000, 200
SIZES = [(1, 2), (2, 3)]


@cache
def cases(count: int) -> list[Case]:
    book = load_rulebook("shanghai-urban-management")
    return [case for case, _ in generate(book, count, 7)]


@cache
def masked(count: int) -> list[str]:
    return ["".join(mask_text(c.text, names_of(c)).symbols) for c in cases(count)]


def size(benchmark: Any) -> int:
    count = SMOKE if benchmark.disabled else int(os.environ.get("BENCH_CASES", FULL))
    benchmark.extra_info["cases"] = count
    return count


def own_ngrams(sizes: tuple[int, int]) -> CountVectorizer:
    return CountVectorizer(analyzer="char", ngram_range=sizes, lowercase=False)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_peer_counts_the_same_ngrams(sizes: tuple[int, int]) -> None:
    vectorizer = own_ngrams(sizes)
    theirs = vectorizer.fit_transform(masked(SMOKE)).tocsr()
    names = vectorizer.get_feature_names_out()
    ours = count_terms(cases(SMOKE), Scheme(ngrams=sizes))
    for row, case in enumerate(cases(SMOKE)):
        terms = symbol_terms(mask_text(case.text, names_of(case)), sizes)
        inside = {term for term in terms if isinstance(term, str) and len(term) in sizes}
        begin, end = theirs.indptr[row : row + 2]
        pairs = zip(names[theirs.indices[begin:end]], theirs.data[begin:end], strict=True)
        expected = {ngram_key(name): count for name, count in pairs if name in inside}
        mine = slice(ours.indptr[row], ours.indptr[row + 1])
        pairs = zip(ours.keys[mine].tolist(), ours.counts[mine].tolist(), strict=True)
        found = dict(pairs)
        assert expected.items() <= found.items()
        assert len(expected) == len(inside)


@pytest.mark.benchmark(group="terms of a case: n-grams of 1 and 2")
def test_discretion_count_terms(benchmark: Any) -> None:
    found = cases(size(benchmark))
    count_terms(found[:1])
    counted = benchmark(count_terms, found)
    assert np.all(counted.counts > 0)


@pytest.mark.benchmark(group="terms of a case: n-grams of 1 and 2")
def test_scikit_learn_own_ngrams_of_masked_texts(benchmark: Any) -> None:
    texts = masked(size(benchmark))
    benchmark.pedantic(lambda: own_ngrams((1, 2)).fit_transform(texts), rounds=2)


@pytest.mark.benchmark(group="terms of a case: n-grams of 1 and 2")
def test_scikit_learn_with_the_definition_as_analyzer(benchmark: Any) -> None:
    found = cases(size(benchmark))
    vectorizer = CountVectorizer(analyzer=case_terms)
    benchmark.pedantic(lambda: vectorizer.fit_transform(found), rounds=1)


@pytest.mark.benchmark(group="terms of a case: n-grams of 2 and 3")
def test_discretion_count_terms_of_two_and_three(benchmark: Any) -> None:
    found, scheme = cases(size(benchmark)), Scheme(ngrams=(2, 3))
    count_terms(found[:1], scheme)
    benchmark(count_terms, found, scheme)


@pytest.mark.benchmark(group="terms of a case: n-grams of 2 and 3")
def test_scikit_learn_own_ngrams_of_two_and_three(benchmark: Any) -> None:
    texts = masked(size(benchmark))
    benchmark.pedantic(lambda: own_ngrams((2, 3)).fit_transform(texts), rounds=2)
