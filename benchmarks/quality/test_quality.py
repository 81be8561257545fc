"""The library ranks as well as it says, through its public face; skipped without the judged set."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality.judged import ABSENT, FOLDER, Judged, load
from benchmarks.quality.studies import OWN
from benchmarks.quality.variants import score
from discretion.corpus import Corpus
from discretion.corpus.source import Source

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def judged() -> Judged:
    return load()


def test_acceptance(judged: Judged) -> None:
    """The library's scores are those of the study, and they rank as well as was asked for."""
    scores = score(OWN, judged)
    corpus = Corpus.of(Source(judged.cases), {})
    for query, expected in zip(judged.queries, scores, strict=True):
        matches = corpus.similar(query, k=50)
        assert len(matches) == 50
        found = [expected[judged.row[match.case_id]] for match in matches]
        assert np.allclose([match.score for match in matches], found, atol=1e-6)
        assert found[-1] >= np.sort(expected)[-50] - 1e-6
    (rerank, *_), (retrieval, *_) = judged.measure(scores).mean(axis=0)
    assert rerank >= 0.80
    assert retrieval >= 0.52


@pytest.mark.parametrize("bare", [{"items": ()}, {"text": ""}])
def test_texts_or_charges_alone_still_rank(judged: Judged, bare: dict[str, object]) -> None:
    cases = [case.model_copy(update=bare) for case in judged.cases]
    corpus = Corpus.of(Source(cases), {})
    found = []
    for number, query in enumerate(judged.queries[:12]):
        matches = corpus.similar(query.model_copy(update=bare), k=len(cases))
        order = np.array([judged.row[match.case_id] for match in matches])
        found.append(judged.measure_ranking(number, order))
    by_chance = [judged.measure_ranking(number, np.arange(len(cases))) for number in range(12)]
    assert np.mean(found, axis=0)[0, 0] > np.mean(by_chance, axis=0)[0, 0] + 0.05
