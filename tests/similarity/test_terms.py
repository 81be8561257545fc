from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from discretion.model.case import Case, Party, PartyKind
from discretion.similarity.terms import Scheme, count_terms, term_names
from discretion.similarity.text import case_terms

PARTY = Party(kind=PartyKind.INDIVIDUAL, name="张三")


def case(name: str, text: str, **more: object) -> Case:
    return Case(id=name, party=PARTY, text=text, **more)


CASES = [
    case("a", "当事人张三占道,占道8平方米", items=("I-1",), circumstances=("first",)),
    case("b", ""),
    case("c", "占道经营，张三占道"),
]


def test_counts_are_the_occurrences_of_the_terms_by_ascending_key() -> None:
    found = count_terms(CASES)
    for row, one in enumerate(CASES):
        mine = slice(found.indptr[row], found.indptr[row + 1])
        named = {name: key for key, name in term_names(one).items()}
        expected = sorted((named[t], n) for t, n in Counter(case_terms(one)).items())
        assert (
            list(zip(found.keys[mine].tolist(), found.counts[mine].tolist(), strict=True))
            == expected
        )


def test_field_weights_add_up_over_the_fields() -> None:
    scheme = Scheme(text=1.0, title=0.5, items=2.0, circumstances=3.0)
    found = count_terms(CASES[:1], scheme, {"I-1": "占道经营"})
    names = term_names(CASES[0], scheme, {"I-1": "占道经营"})
    said = {names[k]: n for k, n in zip(found.keys.tolist(), found.counts.tolist(), strict=True)}
    assert said["占道"] == 2.5
    assert said["经营"] == 0.5
    assert said["〔案由:I-1〕"] == 2.0
    assert said["〔情节:first〕"] == 3.0


def test_a_batch_may_be_split_anywhere() -> None:
    whole = count_terms(CASES)
    parts = [count_terms(CASES[:2]), count_terms(CASES[2:])]
    assert np.array_equal(whole.keys, np.concatenate([p.keys for p in parts]))


def test_fingerprint_tells_schemes_apart() -> None:
    assert Scheme().fingerprint == Scheme().fingerprint
    assert Scheme().fingerprint != Scheme(title=0.5).fingerprint


def test_a_weight_must_be_a_number() -> None:
    with pytest.raises(ValueError, match="字段权重 title"):
        Scheme(title=-1)


def test_sizes_of_ngrams_must_ascend() -> None:
    with pytest.raises(ValueError, match="字符片段长度"):
        Scheme(ngrams=(3, 2))
