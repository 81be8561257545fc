"""Cases in scikit-learn: their terms as a matrix, and their nearest cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from discretion.model.case import Case, Party, PartyKind
from discretion.similarity.brute import DEFAULT_WEIGHT, BruteForce, combine
from discretion.similarity.terms import (
    HASHED,
    Scheme,
    TermCounts,
    count_terms,
    key_words,
    term_names,
)
from discretion.similarity.text import NGRAM_SIZES
from discretion.similarity.weighting import DEFAULT_WEIGHTING, scale

if TYPE_CHECKING:
    import pyarrow

    from discretion.rulebook.schema import FactDeclaration

_NOBODY = Party(kind=PartyKind.INDIVIDUAL)


class CaseVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn cases (or plain texts) into a sparse matrix of terms, names and places masked.

    The parameters are those of :class:`discretion.similarity.terms.Scheme`. ``titles`` gives the
    items' titles by code. With ``weighted`` (the default) rows are what similar cases are ranked
    by: unit vectors whose products are the text score, by the frequencies of the cases fitted;
    without it they are the counts.

    Attributes: ``vocabulary_`` (term keys, ascending; one a column), ``rarity_`` (what each is
    worth).
    """

    def __init__(
        self,
        *,
        ngrams: tuple[int, ...] = NGRAM_SIZES,
        text: float = 1.0,
        title: float = 0.0,
        items: float = 0.0,
        circumstances: float = 0.0,
        titles: Mapping[str, str] | None = None,
        weighted: bool = True,
    ) -> None:
        self.ngrams = ngrams
        self.text = text
        self.title = title
        self.items = items
        self.circumstances = circumstances
        self.titles = titles
        self.weighted = weighted

    def fit(self, X: Iterable[Case | str], y: object = None) -> Self:  # noqa: N803
        """Learn the terms of *X* and how rare they are; *y* is ignored.

        Raises:
            ValueError: no case has a term, or X holds something else than cases and texts.
        """
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Iterable[Case | str], y: object = None) -> csr_matrix:  # noqa: N803
        """Fit to *X* and return its matrix, one row a case."""
        cases = _cases(X)
        counts = self._count(cases)
        if not len(counts.keys):
            raise ValueError("没有一个案件含有可用的词，无法建立词表：请检查案情文本是否为空")
        self.vocabulary_, columns = np.unique(counts.keys, return_inverse=True)
        frequency = np.bincount(columns, minlength=len(self.vocabulary_))
        self.rarity_ = DEFAULT_WEIGHTING.rarity(len(cases), frequency)
        self._hashed = self._names_of_hashed(cases, counts)
        return self._matrix(counts, columns, np.ones(len(columns), np.bool_))

    def transform(self, X: Iterable[Case | str]) -> csr_matrix:  # noqa: N803
        """Return the matrix of *X*, one row a case; terms that were not fitted are left out."""
        check_is_fitted(self)
        counts = self._count(_cases(X))
        columns = np.searchsorted(self.vocabulary_, counts.keys)
        columns[columns == len(self.vocabulary_)] = 0
        return self._matrix(counts, columns, self.vocabulary_[columns] == counts.keys)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the term of each column, in words."""
        check_is_fitted(self)
        names = [
            self._hashed[key] if key >= HASHED else key_words(key)
            for key in self.vocabulary_.tolist()
        ]
        return np.array(names, dtype=object)

    def _count(self, cases: Sequence[Case]) -> TermCounts:
        return count_terms(cases, self._scheme, self.titles or {})

    @property
    def _scheme(self) -> Scheme:
        return Scheme(
            ngrams=tuple(self.ngrams),
            text=self.text,
            title=self.title,
            items=self.items,
            circumstances=self.circumstances,
        )

    def _matrix(
        self, counts: TermCounts, columns: NDArray[np.int64], known: NDArray[np.bool_]
    ) -> csr_matrix:
        values = counts.counts.astype(np.float64)
        if self.weighted:
            values = DEFAULT_WEIGHTING.saturation(values) * self.rarity_[columns]
            known = known & (values > 0)
        rows = np.repeat(np.arange(len(counts.indptr) - 1), np.diff(counts.indptr))[known]
        values, columns = values[known], columns[known]
        size = len(counts.indptr) - 1
        if self.weighted:
            values *= scale(np.bincount(rows, values * values, size))[rows]
        indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size))))
        return csr_matrix((values, columns, indptr), shape=(size, len(self.vocabulary_)))

    def _names_of_hashed(self, cases: Sequence[Case], counts: TermCounts) -> dict[int, str]:
        """Return the words of the terms whose key does not hold them, from cases with them."""
        where = np.flatnonzero(counts.keys >= np.uint64(HASHED))
        keys, first = np.unique(counts.keys[where], return_index=True)
        rows = np.searchsorted(counts.indptr, where[first], side="right") - 1
        found: dict[int, str] = {}
        for row in np.unique(rows).tolist():
            found |= term_names(cases[row], self._scheme, self.titles or {})
        return {key: found[key] for key in keys.tolist()}

    def __sklearn_tags__(self) -> Any:
        return _of_texts(super().__sklearn_tags__())


class SimilarCases(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Find the nearest of the cases (or texts) fitted, exactly, by the score of similar cases.

    X is a sequence of cases or texts, or an Arrow table or stream (also of polars or pandas) with
    the column ``text`` and, if there are, ``id`` and ``items``. ``weight`` is the text's share of
    text and facts together; facts are compared as ``declarations``, by name, say. Ties go to the
    case fitted first. A distance is 1 - score, 0 to 1.

    Attributes: ``n_samples_fit_``.
    """

    def __init__(
        self,
        n_neighbors: int = 10,
        *,
        weight: float = DEFAULT_WEIGHT,
        declarations: Mapping[str, FactDeclaration] | None = None,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.weight = weight
        self.declarations = declarations

    def fit(self, X: Iterable[Case | str], y: object = None) -> Self:  # noqa: N803
        """Take the cases *X* in; *y* is ignored.

        Raises:
            ValueError: X is empty or holds something else than cases and texts.
        """
        cases = _cases(X)
        if not cases:
            raise ValueError("没有案件可供检索：至少要有一件")
        self._search = BruteForce(cases, self.declarations or {}, self.weight)
        self.n_samples_fit_ = len(cases)
        return self

    def kneighbors(
        self,
        X: Iterable[Case | str] | None = None,  # noqa: N803
        n_neighbors: int | None = None,
        return_distance: bool = True,
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]] | NDArray[np.int64]:
        """Return the distances and the rows of the nearest cases, both of shape (n, k).

        Without *X* those of the cases fitted, none of which is its own neighbour.

        Raises:
            ValueError: there are fewer cases than asked for, or none is.
        """
        scores, rows = self._nearest(X, n_neighbors)
        return (1 - scores, rows) if return_distance else rows

    def transform(self, X: Iterable[Case | str]) -> csr_matrix:  # noqa: N803
        """Return the scores of the nearest cases: a row a case of *X*, a column a case fitted."""
        scores, rows = self._nearest(X, None)
        indptr = np.arange(len(rows) + 1) * rows.shape[1]
        return csr_matrix(
            (scores.ravel(), rows.ravel(), indptr), shape=(len(rows), self.n_samples_fit_)
        )

    def neighbors_table(self, X: Iterable[Case | str] | None = None) -> pyarrow.Table:  # noqa: N803
        """Return the nearest cases as an Arrow table: ``row``, ``rank``, ``id``, ``score``.

        ``row`` counts the cases of *X* from 0, ``rank`` their neighbours from 1.
        """
        import pyarrow as pa

        scores, rows = self._nearest(X, None)
        size, k = rows.shape
        ids = [self._search.cases[row].id for row in rows.ravel().tolist()]
        return pa.table(
            {
                "row": np.repeat(np.arange(size), k),
                "rank": np.tile(np.arange(1, k + 1), size),
                "id": pa.array(ids, pa.string()),
                "score": scores.ravel(),
            }
        )

    def _nearest(
        self,
        given: Iterable[Case | str] | None,
        n_neighbors: int | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        check_is_fitted(self)
        k = self.n_neighbors if n_neighbors is None else n_neighbors
        most = self.n_samples_fit_ - (given is None)
        if not 0 < k <= most:
            raise ValueError(f"邻近案件的件数须在 1 与 {most} 之间，现为 {k}")
        cases = self._search.cases if given is None else _cases(given)
        scores = np.zeros((len(cases), k))
        rows = np.zeros((len(cases), k), np.int64)
        for number, case in enumerate(cases):
            found = combine(self._search.parts(case), self.weight)
            if given is None:
                found[number] = -1.0
            rows[number] = np.argsort(-found, kind="stable")[:k]
            scores[number] = found[rows[number]]
        return scores, rows

    def __sklearn_tags__(self) -> Any:
        return _of_texts(super().__sklearn_tags__())


def _of_texts(tags: Any) -> Any:
    tags.input_tags.string = True
    tags.input_tags.two_d_array = False
    tags.input_tags.sparse = False
    return tags


def _arrow_cases(given: Any) -> list[Case]:
    import pyarrow as pa

    columns = pa.table(given)
    if "text" not in columns.column_names:
        raise ValueError(f"表里没有 text 列，只有：{'、'.join(columns.column_names)}")
    texts = columns["text"].to_pylist()
    none = [None] * len(texts)
    ids, items = (
        columns[name].to_pylist() if name in columns.column_names else none
        for name in ("id", "items")
    )
    return [
        Case(id=case_id or str(row), party=_NOBODY, text=text or "", items=tuple(codes or ()))
        for row, (case_id, text, codes) in enumerate(zip(ids, texts, items, strict=True), 1)
    ]


def _cases(given: Iterable[Case | str]) -> list[Case]:
    if isinstance(given, str | Case):
        raise ValueError("需要一列案件或者文本，而不是单独一个：请写成 [案件]")
    if hasattr(given, "column_names") or hasattr(given, "columns"):  # a table, not a sequence
        return _arrow_cases(given)
    if hasattr(given, "__arrow_c_stream__") and not hasattr(given, "__len__"):  # a stream of one
        return _arrow_cases(given)
    cases = []
    for row, one in enumerate(given, 1):
        if isinstance(one, Case):
            cases.append(one)
        elif isinstance(one, str):
            cases.append(Case(id=str(row), party=_NOBODY, text=one))
        else:
            raise ValueError(f"第 {row} 个既不是案件也不是文本，而是 {type(one).__name__}")
    return cases
