"""Ways that leave the form of the score (a sparse dot product), measured to know what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from benchmarks.quality.judged import Judged
from benchmarks.quality.variants import Charge, Variant, charges, vectors

Floats = NDArray[np.float64]


def latent(judged: Judged, components: int, part: float) -> Floats:
    """Return scores whose text is *part* (0 to 1) latent semantics, of *components* dimensions."""
    queries, past = vectors(Variant("own"), judged)
    space = TruncatedSVD(components, random_state=0).fit(past)
    near = normalize(space.transform(queries)) @ normalize(space.transform(past)).T
    return _with_charge((1 - part) * (queries @ past.T).toarray() + part * near, judged)


def rocchio(judged: Judged, cases: int, part: float) -> Floats:
    """Return scores of queries to *part* (0 to 1) made of the *cases* that they first find."""
    queries, past = vectors(Variant("own"), judged)
    first = (queries @ past.T).toarray()
    best = np.argsort(-first, axis=1, kind="stable")[:, :cases]
    found: list[Any] = [normalize(past[rows].mean(axis=0).reshape(1, -1)) for rows in best]
    again = np.vstack([(past @ mean.ravel()) for mean in found])
    return _with_charge((1 - part) * first + part * again, judged)


def _with_charge(text: Floats, judged: Judged) -> Floats:
    charge = Charge()
    return (1 - charge.weight) * text + charge.weight * charges(charge, judged)
