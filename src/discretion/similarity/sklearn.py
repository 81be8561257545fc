"""The terms of cases as a scikit-learn transformer, for pipelines, clustering and grid search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from discretion.model.case import Case, Party, PartyKind
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
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.sparse = False
        return tags


def _cases(given: Iterable[Case | str]) -> list[Case]:
    if isinstance(given, str | Case):
        raise ValueError("需要一列案件或者文本，而不是单独一个：请写成 [案件]")
    cases = []
    for row, one in enumerate(given, 1):
        if isinstance(one, Case):
            cases.append(one)
        elif isinstance(one, str):
            cases.append(Case(id=str(row), party=_NOBODY, text=one))
        else:
            raise ValueError(f"第 {row} 个既不是案件也不是文本，而是 {type(one).__name__}")
    return cases
