"""CaseVectorizer is a transformer as scikit-learn wants it, and gives the text score."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import vstack
from sklearn.base import BaseEstimator, clone
from sklearn.cluster import KMeans
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from discretion.model.case import Case, Party, PartyKind
from discretion.similarity.brute import BruteForce, Filters
from discretion.similarity.sklearn import CaseVectorizer
from discretion.similarity.terms import Scheme, count_terms, term_names

TEXTS = [
    "当事人张三在路口设摊卖水果，占道8平方米",
    "当事人李四在路口设摊卖早点，占道3平方米",
    "工地夜间施工噪声扰民，依据《噪声污染防治法》第四十三条",
    "施工单位夜间作业，渣土车未覆盖",
    "居民投放垃圾未分类",
]
PARTY = Party(kind=PartyKind.INDIVIDUAL, name="张三")
CASES = [
    Case(id=f"{k}", party=PARTY, text=text, items=(f"I-{k // 2}",)) for k, text in enumerate(TEXTS)
]


VECTORIZERS = [CaseVectorizer(), CaseVectorizer(weighted=False, items=1.0)]
# scikit-learn generates no checks with data for estimators of texts; these need no data.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_estimators_unfitted",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.mark.filterwarnings("ignore:Can't test estimator")
@parametrize_with_checks(VECTORIZERS)
def test_scikit_learns_own_checks(estimator: BaseEstimator, check: object) -> None:
    check(estimator)  # type: ignore[operator]


@pytest.mark.parametrize("name", CHECKS)
def test_checks_that_need_no_data(name: str) -> None:
    getattr(estimator_checks, name)("CaseVectorizer", CaseVectorizer())


@pytest.mark.parametrize("vectorizer", VECTORIZERS)
def test_the_checks_with_data_on_texts(vectorizer: CaseVectorizer) -> None:
    """What check_estimator asks of a transformer, for estimators whose data it can make."""
    first = clone(vectorizer)
    params = first.get_params()
    both = first.fit_transform(CASES)
    state = dict(vars(first))
    assert (first.transform(CASES) != both).nnz == 0
    assert vars(first).keys() == state.keys()
    assert first.get_params() == params
    assert first.fit(CASES) is first
    assert (first.transform(CASES) != both).nnz == 0
    again = pickle.loads(pickle.dumps(first))
    assert (again.transform(CASES) != both).nnz == 0
    assert both.shape == (len(CASES), len(first.get_feature_names_out()))
    assert first.fit(CASES[:1]).transform(CASES).shape[1] < both.shape[1]
    one_by_one = [clone(vectorizer).fit(CASES).transform([case]) for case in CASES]
    assert (vstack(one_by_one) != both).nnz == 0


def test_counts_are_those_of_the_terms() -> None:
    vectorizer = CaseVectorizer(weighted=False, ngrams=(1, 2, 5), items=2.0)
    matrix = vectorizer.fit_transform(CASES)
    names = vectorizer.get_feature_names_out()
    scheme = Scheme(ngrams=(1, 2, 5), items=2.0)
    counted = count_terms(CASES, scheme)
    assert matrix.nnz == len(counted.keys)
    for row, case in enumerate(CASES):
        begin, end = matrix.indptr[row : row + 2]
        mine = slice(counted.indptr[row], counted.indptr[row + 1])
        words = term_names(case, scheme)
        expected = {
            words[key]: count
            for key, count in zip(
                counted.keys[mine].tolist(), counted.counts[mine].tolist(), strict=True
            )
        }
        columns = names[matrix.indices[begin:end]]
        assert dict(zip(columns, matrix.data[begin:end].tolist(), strict=True)) == expected
    assert "《噪声污染防治法》第43条" in names


@settings(max_examples=25)
@given(
    st.lists(
        st.text("占道设摊垃圾噪声未分类，8平方米", min_size=1, max_size=20), min_size=2, max_size=8
    )
)
def test_products_of_rows_are_the_text_scores(texts: list[str]) -> None:
    cases = [Case(id=f"{k}", party=PARTY, text=text) for k, text in enumerate(texts)]
    try:
        matrix = CaseVectorizer().fit_transform(cases)
    except ValueError:
        return  # no case has a term
    products = (matrix @ matrix.T).toarray()
    brute = BruteForce(cases, {}, weight=1.0)
    for row, case in enumerate(cases):
        for match in brute.search(case, len(cases), Filters()):
            assert products[row, int(match.case_id)] == pytest.approx(match.text_score, abs=1e-8)


def test_texts_and_cases_of_nobody_are_the_same() -> None:
    nobody = Party(kind=PartyKind.INDIVIDUAL)
    cases = [Case(id="x", party=nobody, text=text) for text in TEXTS]
    left, right = CaseVectorizer().fit_transform(TEXTS), CaseVectorizer().fit_transform(cases)
    assert (left != right).nnz == 0


def test_what_was_not_fitted_is_left_out() -> None:
    vectorizer = CaseVectorizer(weighted=False).fit(TEXTS[:2])
    assert vectorizer.transform(["犬只"]).nnz == 0
    assert vectorizer.transform([]).shape == (0, len(vectorizer.vocabulary_))


def test_it_works_in_pipelines_and_searches() -> None:
    labels = np.array([0, 0, 1, 1, 0])
    pipeline = make_pipeline(CaseVectorizer(weighted=False), MultinomialNB())
    assert pipeline.fit(CASES, labels).predict(["路口设摊"]).tolist() == [0]
    grid = {"casevectorizer__ngrams": [(1, 2), (2, 3)]}
    search = GridSearchCV(pipeline, grid, cv=2, error_score="raise").fit(TEXTS, labels)
    assert search.best_params_["casevectorizer__ngrams"] in grid["casevectorizer__ngrams"]
    groups = make_pipeline(clone(CaseVectorizer()), KMeans(2, random_state=0, n_init=1))
    assert len(groups.fit_predict(TEXTS)) == len(TEXTS)


@pytest.mark.parametrize(
    ("given", "message"),
    [("占道", "一列案件"), ([1], "第 1 个既不是案件"), (["", "。"], "没有一个案件含有")],
)
def test_what_it_cannot_take_is_said(given: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CaseVectorizer().fit(given)  # type: ignore[arg-type]
