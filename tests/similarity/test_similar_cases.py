"""SimilarCases is an estimator as scikit-learn wants it, and finds what the search finds."""

from __future__ import annotations

import pickle

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from discretion.model.case import Case, Party, PartyKind
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.brute import BruteForce, Filters
from discretion.similarity.sklearn import SimilarCases
from tests.similarity.test_sklearn import CHECKS, TEXTS

PARTY = Party(kind=PartyKind.INDIVIDUAL)
DECLARED = {"area_m2": FactDeclaration(type=FactType.NUMBER, label="面积")}
CASES = st.lists(
    st.builds(
        Case,
        id=st.just("x"),
        party=st.just(PARTY),
        text=st.sampled_from(["", *TEXTS]),
        items=st.sampled_from([(), ("A",), ("A", "B")]),
        facts=st.sampled_from([{}, {"area_m2": 3}, {"area_m2": 30}]),
    ),
    min_size=2,
    max_size=9,
).map(lambda cases: [c.model_copy(update={"id": f"{k}"}) for k, c in enumerate(cases)])


@pytest.mark.filterwarnings("ignore:Can't test estimator")
@parametrize_with_checks([SimilarCases(2)])
def test_scikit_learns_own_checks(estimator: SimilarCases, check: object) -> None:
    check(estimator)  # type: ignore[operator]


@pytest.mark.parametrize("name", CHECKS)
def test_checks_that_need_no_data(name: str) -> None:
    getattr(estimator_checks, name)("SimilarCases", SimilarCases(2))


@settings(max_examples=40)
@given(CASES)
def test_neighbours_are_those_of_the_search(cases: list[Case]) -> None:
    k = len(cases) - 1
    finder = SimilarCases(k, declarations=DECLARED).fit(cases)
    distances, rows = finder.kneighbors()
    search = BruteForce(cases, DECLARED)
    for case, near, distance in zip(cases, rows.tolist(), distances.tolist(), strict=True):
        matches = search.search(case, k, Filters())
        assert [cases[row].id for row in near] == [m.case_id for m in matches]
        assert distance == pytest.approx([1 - m.score for m in matches], abs=1e-12)


def test_the_same_by_rows_by_pickle_and_as_a_matrix() -> None:
    finder = SimilarCases(2).fit(TEXTS)
    distances, rows = finder.kneighbors(TEXTS)
    assert distances.shape == rows.shape == (len(TEXTS), 2)
    assert rows[:, 0].tolist() == list(range(len(TEXTS)))
    assert np.allclose(distances[:, 0], 0)
    assert (finder.kneighbors(TEXTS, return_distance=False) == rows).all()
    again = pickle.loads(pickle.dumps(finder))
    assert (again.kneighbors(TEXTS)[0] == distances).all()
    graph = finder.transform(TEXTS)
    assert graph.shape == (len(TEXTS), len(TEXTS))
    assert np.allclose(graph.toarray()[np.arange(5)[:, None], rows], 1 - distances)
    assert clone(finder).fit_transform(TEXTS).shape == graph.shape
    assert make_pipeline(SimilarCases(2), MaxAbsScaler()).fit(TEXTS).transform(TEXTS).shape == (
        5,
        5,
    )


def test_arrow_goes_in_and_comes_out() -> None:
    table = pa.table(
        {"id": list("abcde"), "text": TEXTS, "items": [["A"], ["A"], ["B"], ["B"], []]}
    )
    finder = SimilarCases(1).fit(table)
    found = finder.neighbors_table()
    assert found.column_names == ["row", "rank", "id", "score"]
    assert found["id"].to_pylist()[:4] == ["b", "a", "d", "c"]
    for same in (pl.DataFrame(table), table.to_reader()):
        assert SimilarCases(1).fit(same).neighbors_table() == found
    assert pl.DataFrame(found).height == 5
    assert finder.kneighbors(pa.array(TEXTS).to_pylist())[1].ravel().tolist() == list(range(5))


@pytest.mark.parametrize(
    ("given", "k", "message"),
    [
        ([], 1, "没有案件"),
        (TEXTS, 6, "须在 1 与 5 之间"),
        (TEXTS, 0, "须在 1 与 5 之间"),
        ([1], 1, "第 1 个既不是案件"),
        (pa.table({"案情": ["占道"]}), 1, "没有 text 列"),
    ],
)
def test_what_it_cannot_take_is_said(given: object, k: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SimilarCases(k).fit(given).kneighbors(TEXTS)  # type: ignore[arg-type]
