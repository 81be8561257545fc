"""One case as canonical JSON: the same case always gives the same bytes, and back again.

Keys are sorted, there is no white space, absent values are left out. An exact decimal fact is
written ``{"decimal": "8.50"}``, so that it returns as the decimal it was.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case

_DECIMAL = '{"decimal":'


def dump(case: Case) -> str:
    """Return the canonical JSON of *case*; ``load(dump(case)) == case``."""
    data = case.model_dump(mode="json", exclude_none=True, exclude={"facts"})
    data["facts"] = {
        name: {"decimal": str(value)} if isinstance(value, Decimal) else value
        for name, value in case.facts.items()
    }
    return to_json(data)


def load(text: str) -> Case:
    """Return the case of a canonical JSON.

    Raises:
        ValueError: not JSON, or not a case.
    """
    if _DECIMAL not in text:
        return Case.model_validate_json(text)
    data = json.loads(text)
    data["facts"] = {
        name: Decimal(value["decimal"]) if isinstance(value, dict) else value
        for name, value in data["facts"].items()
    }
    return Case.model_validate(data)


def to_json(data: Any) -> str:
    """Return *data* as JSON with sorted keys and no white space."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(canonical: str) -> bytes:
    """Return the SHA-256 of a canonical text, 32 bytes."""
    return hashlib.sha256(canonical.encode()).digest()


def content_version(digests: NDArray[np.uint8]) -> str:
    """Return the version of a set of cases: SHA-256, hexadecimal, of their digests in order.

    *digests* has shape (n, 32), in any order. Since a digest covers the id, no two are equal; the
    version does not depend on the steps in which the cases came in.
    """
    words = np.ascontiguousarray(digests).view(">u8").reshape(-1, 4)
    first = words[:, 0].astype(np.uint64)
    order = np.argsort(first)
    ranked = first[order]
    if (ranked[1:] == ranked[:-1]).any():
        order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    return hashlib.sha256(digests[order].tobytes()).hexdigest()
