"""Other exact searches for the nearest texts, on the very weights of the index.

They know nothing of facts, so that they do less than the index does. A filter by item is a mask on
their scores; the last one, a product with the rows of that item only, cut out beforehand, is what
one can build by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix

Array = NDArray[Any]
Search = Callable[[Array, Array, "Array | None"], Array]
"""(columns, weights, documents admitted or None) -> the ten best documents."""

K = 10


def best_of(scores: Array, admitted: Array | None) -> Array:
    """Return the K best documents of a score each."""
    if admitted is not None:
        scores = np.where(admitted, scores, -1)
    chosen = np.argpartition(-scores, min(K, len(scores) - 1))[:K]
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def scipy_rows(matrix: csr_array) -> Search:
    """Return SciPy's product of the document matrix with a dense query."""

    def search(columns: Array, weights: Array, admitted: Array | None) -> Array:
        query = np.zeros(matrix.shape[1], np.float32)
        query[columns] = weights
        return best_of(matrix @ query, admitted)

    return search


def dot_topn(matrix: csr_array) -> Search:
    """Return sparse_dot_topn's product of a sparse query with the transposed matrix, one thread.

    It keeps the best K itself; with a filter all scores are kept, to be masked.
    """
    from sparse_dot_topn import sp_matmul, sp_matmul_topn

    transposed = csr_matrix(matrix.T)

    def search(columns: Array, weights: Array, admitted: Array | None) -> Array:
        order = np.argsort(columns)
        shape = (1, matrix.shape[1])
        bounds = np.array([0, len(columns)], transposed.indptr.dtype)
        index = columns[order].astype(transposed.indices.dtype)
        query = csr_matrix((weights[order].astype(np.float32), index, bounds), shape=shape)
        if admitted is None:
            found = sp_matmul_topn(query, transposed, top_n=K, sort=True)
            return np.asarray(found.indices)
        product = sp_matmul(query, transposed)
        scores = np.zeros(matrix.shape[0], np.float32)
        scores[product.indices] = product.data
        return best_of(scores, admitted)

    return search


def bm25s_numba(matrix: csr_array) -> Search:
    """Return bm25s with its compiled back end, one thread, on a table of our weights.

    It sums the table's entries of the query's terms: the same postings, but not the query's
    weights.
    """
    from bm25s.numba.retrieve_utils import _retrieve_numba_functional as retrieve

    by_column = matrix.tocsc()
    table = {
        "data": by_column.data,
        "indices": by_column.indices.astype(np.int32),
        "indptr": by_column.indptr.astype(np.int64),
        "num_docs": matrix.shape[0],
    }

    def search(columns: Array, weights: Array, admitted: Array | None) -> Array:
        mask = None if admitted is None else admitted.astype(np.float32)
        found, _ = retrieve([columns], table, k=K, show_progress=False, weight_mask=mask)
        return np.asarray(found[0])

    return search


PEERS: dict[str, Callable[[csr_array], Search]] = {
    "scipy_csr_product": scipy_rows,
    "sparse_dot_topn": dot_topn,
    "bm25s_numba": bm25s_numba,
}
