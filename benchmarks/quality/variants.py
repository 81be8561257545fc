"""What could be chosen otherwise: terms, masking, weights, length, the charge; as score matrices.

A variant gives the scores of all pairs, (queries, past cases), in matrix form. The variant with
the library's own choices must give the library's own scores (a test holds the two together).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.quality.judged import Judged
from discretion.model.case import Case
from discretion.similarity.items import ITEM_SHARE, items_agree
from discretion.similarity.masking import Masked, mask_text
from discretion.similarity.text import NGRAM_SIZES, mask, normalise, symbol_terms, term_words
from discretion.similarity.weighting import DEFAULT_WEIGHTING, scale

Floats = NDArray[np.float64]
Analyse = Callable[[str], list[str]]
Saturate = Callable[[Floats], Floats]
Rare = Callable[[int, Floats], Floats]

_PSEUDONYM = re.compile(r"[\u4e00-\u9fff](?:某[某甲乙丙丁]?|x{1,2}|[*×]{1,3})[0-9]{0,2}")
_PLACEHOLDER = re.compile(r"〔[^〕]*〕")


# --- terms ----------------------------------------------------------------------------------------


@cache
def ngrams(*sizes: int) -> Analyse:
    """The library's masking, character n-grams of *sizes*."""
    return lambda text: [term_words(t) for t in symbol_terms(mask_text(text), sizes)]


def unmasked(*sizes: int) -> Analyse:
    """Nothing masked: names, dates and amounts are text."""
    return lambda text: [
        term_words(t) for t in symbol_terms(Masked(symbols=list(normalise(text))), sizes)
    ]


def pseudonyms_masked(*sizes: int) -> Analyse:
    """The library's masking, and every 张某, 李某某, 王x too."""
    analyse = ngrams(*sizes)
    return lambda text: analyse(_PSEUDONYM.sub(" ", text))


def words(*sizes: int) -> Analyse:
    """Words of the masked text, and character n-grams of *sizes* beside them.

    Raises:
        ImportError: the segmenter (rjieba) is not installed; it is needed for nothing else.
    """
    from rjieba import cut

    grams = ngrams(*sizes)

    def analyse(text: str) -> list[str]:
        said = _PLACEHOLDER.sub(" ", mask(text))
        return [*grams(text), *(f"word:{w}" for w in cut(said, True) if re.search(r"\w", w))]

    return analyse


# --- weights --------------------------------------------------------------------------------------


def log_rarity(n: int, df: Floats) -> Floats:
    return np.log(n / np.maximum(df, 1))


def smooth_rarity(n: int, df: Floats) -> Floats:
    """scikit-learn's idf: what is in every case weighs 1."""
    return np.log((1 + n) / (1 + df)) + 1


def pivoted(lengths: Floats, slope: float) -> Floats:
    """The scale of past cases of these lengths: pivoted about their mean; slope 1 is the cosine."""
    return 1 / ((1 - slope) * lengths.mean() + slope * np.maximum(lengths, 1e-12))


# --- the charge -----------------------------------------------------------------------------------

Agree = Callable[[str, str], float]


def same(mine: str, theirs: str) -> float:
    return float(mine == theirs)


def part_of(mine: str, theirs: str) -> float:
    return float(items_agree(mine, theirs))


def share(agree: NDArray[Any]) -> float:
    """Of the (mine, theirs) agreements: the share of mine that the other has."""
    return float(agree.max(axis=1).mean())


def jaccard(agree: NDArray[Any]) -> float:
    both = (agree.max(axis=1).sum() + agree.max(axis=0).sum()) / 2
    return float(both / (sum(agree.shape) - both))


def any_of(agree: NDArray[Any]) -> float:
    return float(agree.max())


@dataclass(frozen=True)
class Charge:
    """How charges count: which agree, over sets, and their share of the score, 0 to 1."""

    agree: Agree = part_of
    over: Callable[[NDArray[Any]], float] = share
    weight: float = ITEM_SHARE


# --- a variant ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """One choice of everything; what is not said is the library's choice."""

    name: str
    analyse: Analyse = ngrams(*NGRAM_SIZES)  # noqa: RUF009
    saturate: Saturate = DEFAULT_WEIGHTING.saturation
    rare: Rare = DEFAULT_WEIGHTING.rarity
    slope: float = 1.0
    charge: Charge | None = Charge()


def score(variant: Variant, judged: Judged) -> Floats:
    """Return the scores of all pairs, (queries, past cases)."""
    queries, past = vectors(variant, judged)
    text = np.minimum((queries @ past.T).toarray(), 1.0)
    if variant.charge is None:
        return text
    weight = variant.charge.weight
    return (1 - weight) * text + weight * charges(variant.charge, judged)


def vectors(variant: Variant, judged: Judged) -> tuple[Any, Any]:
    """Return the weighted and scaled term vectors of the queries and of the past cases."""
    counted_queries, counted = counts(variant.analyse, judged)
    df = np.bincount(counted.indices, minlength=counted.shape[1]).astype(np.float64)
    rarity = variant.rare(counted.shape[0], df)

    def weigh(matrix: Any, slope: float) -> Any:
        done = matrix.copy()
        done.data = variant.saturate(done.data) * rarity[done.indices]
        squares = (done * done).sum(axis=1)
        scales = scale(squares) if slope == 1 else pivoted(np.sqrt(squares), slope)
        return diags_array(scales) @ done

    return weigh(counted_queries, 1.0), weigh(counted, variant.slope)


@lru_cache(maxsize=16)
def counts(analyse: Analyse, judged: Judged) -> tuple[Any, Any]:
    """Return how often each term stands in each query and past case."""
    counter = CountVectorizer(analyzer=analyse, dtype=np.float64)
    past = counter.fit_transform(_texts(judged.cases))
    return csr_array(counter.transform(_texts(judged.queries))), csr_array(past)


@lru_cache(maxsize=16)
def _agreements(agree: Agree, over: Callable[[NDArray[Any]], float], judged: Judged) -> Floats:
    rows = []
    for query in judged.queries:
        known = {t: [agree(m, t) for m in query.items] for c in judged.cases for t in c.items}
        rows.append([over(np.array([known[t] for t in c.items]).T) for c in judged.cases])
    return np.array(rows)


def charges(charge: Charge, judged: Judged) -> Floats:
    """Return the agreement of the charges of all pairs, (queries, past cases)."""
    return _agreements(charge.agree, charge.over, judged)


def _texts(cases: Iterable[Case]) -> list[str]:
    return [case.text for case in cases]
