"""The library ranks as well as it says, through its public face; skipped without the judged set."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality.judged import ABSENT, FOLDER, Judged, by_library, load
from benchmarks.quality.variants import Variant, score
from discretion.corpus import Corpus
from discretion.corpus.source import Source

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def judged() -> Judged:
    return load()


def test_acceptance(judged: Judged) -> None:
    corpus = Corpus.of(Source(judged.cases), {})
    found = by_library(judged, corpus.similar)
    (rerank, *_), (retrieval, *_) = found.mean(axis=0)
    assert rerank >= 0.80
    assert retrieval >= 0.52
    # The tables of the study are about this library: its own choices give its own scores.
    own = judged.measure(score(Variant("own"), judged))
    assert np.allclose(found, own, atol=2e-3)


def test_what_only_one_of_them_has_still_ranks(judged: Judged) -> None:
    """Texts without charges, and charges without texts, are corpora too."""
    random = 0.689  # re-ranking in any order, from the README of the set
    for bare in ({"items": ()}, {"text": ""}):
        cases = [case.model_copy(update=bare) for case in judged.cases]
        queries = tuple(case.model_copy(update=bare) for case in judged.queries[:20])
        corpus = Corpus.of(Source(cases), {})
        some = Judged(queries, judged.cases, judged.grades)
        found = by_library(some, corpus.similar)
        assert found.mean(axis=0)[0, 0] > random + 0.05
