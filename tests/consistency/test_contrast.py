"""Which facts would justify a penalty: found where planted, silent otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from discretion import Case, check, load_rulebook
from discretion.consistency.contrast import _chance, contrast
from discretion.consistency.observations import Observations
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.model.review import Contrast
from discretion.rulebook.schema import FactDeclaration

DECLARED = {
    "area": FactDeclaration.model_validate({"type": "number", "label": "面积", "unit": "平方米"}),
    "repeat": FactDeclaration.model_validate({"type": "bool", "label": "再犯"}),
    "found": FactDeclaration.model_validate(
        {"type": "bool", "label": "已查明", "circumstance": True}
    ),
    "place": FactDeclaration.model_validate(
        {"type": "choice", "label": "地点", "choices": {"road": "道路", "park": "公园"}}
    ),
}


def found(known: dict[str, Any], mine: dict[str, Any], severity: float = 0.9) -> Contrast:
    """Contrast one case with 30 comparables, of which 10 have severity 0.9 and 20 have 0.1."""
    severities = [0.9] * 10 + [0.1] * 20
    facts = {name: float(value) for name, (value,) in mine.items()}
    return contrast(facts, severity, Observations.of(severities, known), DECLARED)


def test_a_fact_that_goes_with_the_penalty_is_named_with_its_counts() -> None:
    repeat = [1.0] * 9 + [0.0] * 19 + [1.0, 1.0]
    (fact,) = found({"repeat": repeat}, {"repeat": [0.0]}).facts
    assert (fact.relation, fact.value, fact.mine) == ("is", True, False)
    assert (fact.alike, fact.of_alike, fact.others, fact.of_others) == (9, 10, 2, 20)


def test_a_fact_that_the_case_shares_explains_nothing() -> None:
    repeat = [1.0] * 10 + [0.0] * 20
    assert found({"repeat": repeat}, {"repeat": [1.0]}).facts == ()


def test_a_fact_that_is_as_common_among_the_others_explains_nothing() -> None:
    assert found({"repeat": [1.0] * 30}, {"repeat": [0.0]}).facts == ()


def test_amounts_are_told_by_their_median_in_their_own_unit() -> None:
    area = [*np.log1p([40.0, 50, 60, 70, 80, 90, 100, 110, 120, 130]), *np.log1p([5.0] * 20)]
    (fact,) = found({"area": area}, {"area": np.log1p([5.0])}).facts
    assert (fact.relation, fact.value, fact.mine) == ("above", Decimal(80), Decimal(5))
    assert (fact.alike, fact.of_alike) == (10, 10)
    (unknown,) = found({"area": area}, {"area": [np.nan]}).facts
    assert (unknown.relation, unknown.value, unknown.mine) == ("above", Decimal(5), None)


def test_what_is_not_recorded_is_unknown_but_a_finding_was_not_made() -> None:
    marks = [1.0] * 10 + [0.0] * 20
    (fact,) = found({"repeat": marks}, {"repeat": [np.nan]}).facts
    assert fact.mine is None
    (finding,) = found({"found": marks}, {"found": [0.0]}).facts
    assert finding.mine is False


def test_a_choice_is_told_by_its_value() -> None:
    (fact,) = found({"place": [1.0] * 10 + [0.0] * 20}, {"place": [0.0]}).facts
    assert (fact.mine, fact.value) == ("road", "park")


def test_without_such_a_penalty_there_is_nothing_to_contrast() -> None:
    told = found({"repeat": [1.0] * 30}, {"repeat": [0.0]}, severity=0.5)
    assert (told.alike, told.others, told.facts) == (0, 30, ())


counts = st.integers(0, 40)


@given(counts, counts, counts, counts)
def test_chance_is_fishers(a: int, b: int, c: int, d: int) -> None:
    p = fisher_exact([[a, b], [c, d]], alternative="greater").pvalue
    if a + b and c + d:
        assert _chance(a, a + b, c, c + d) == pytest.approx(p, abs=1e-9)


# --- in a review ----------------------------------------------------------------------------------

BOOK = load_rulebook("shanghai-urban-management")


def case(number: int, fine: int, priors: int) -> Case:
    return Case.model_validate(
        {
            "id": f"文{number:03}",
            "items": ["SH-SR-25-3"],
            "party": {"kind": "unit"},
            "decided": "2021-05-20",
            "facts": {"prior_penalties": priors},
            "penalty": {"fine": fine},
        }
    )


def corpus() -> Corpus:
    milder = [case(n, 900, 0) for n in range(60)]
    graver = [case(n, 4000, 3) for n in range(60, 80)]
    return Corpus.of(Source([*milder, *graver]), BOOK.every_fact())


def test_a_review_says_what_would_justify_the_difference() -> None:
    review = check(case(999, 4000, 0), BOOK, corpus(), k=0)
    assert review.comparison is not None
    told = review.comparison.contrast
    assert told is not None
    assert (told.alike, told.others) == (20, 60)
    (fact,) = told.facts
    assert (fact.fact, fact.relation, fact.value) == ("prior_penalties", "above", Decimal(3))


def test_a_penalty_as_expected_needs_no_contrast() -> None:
    review = check(case(999, 900, 0), BOOK, corpus(), k=0)
    assert review.comparison is not None
    assert review.comparison.contrast is None


def test_an_excluded_comparable_counts_nowhere() -> None:
    out = [f"文{n:03}" for n in range(60, 80)]
    review = check(case(999, 4000, 0), BOOK, corpus(), k=5, exclude=out)
    assert review.comparison is not None
    assert review.comparison.n == 60
    assert review.comparison.contrast is not None
    assert review.comparison.contrast.alike == 0
    assert not {m.case_id for m in review.matches} & {*out}
