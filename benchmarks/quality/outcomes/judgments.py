"""Judgments on one offence (交通肇事, 2019): months of prison, facts, prefecture.

Third-party data in the development part ``../shared/data/traffic_dev``, read where it lies and
never copied. A judgment whose term is not documented (0 months) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.judged import SHARED
from discretion.consistency.observations import Observations

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

FILE = SHARED / "data" / "traffic_dev" / "judgments_2019.parquet"
ABSENT = f"没有真实判决数据（{FILE}），跳过；可用环境变量 DISCRETION_SHARED 指定 shared 所在"

_YES_NO = {
    "flight": "是否逃逸",
    "surrender": "是否自首",
    "forgiveness": "是否谅解",
    "compensation": "是否赔偿",
}
_COUNTS = {"dead": "死亡", "severe": "重伤人数", "light": "轻伤人数", "injured": "总受伤人数"}


@dataclass(frozen=True)
class Judgments:
    """One entry a judgment; ``months`` above 0, ``probation`` 0 where there is none."""

    months: Floats
    probation: Floats
    facts: Mapping[str, Any]
    prefecture: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.months)

    def observed(self, severity: Floats, facts: Mapping[str, Any]) -> Observations:
        """Return all judgments as observations."""
        return Observations.of(severity, facts, ids=[f"{row:06d}" for row in range(len(self))])

    def halves(self, seed: int) -> tuple[Rows, Rows]:
        """Return the rows of two random halves."""
        order = np.random.default_rng(seed).permutation(len(self))
        return order[: len(order) // 2], order[len(order) // 2 :]

    def size_class(self) -> NDArray[np.int64]:
        """Return the index into SIZE_CLASSES of each judgment's prefecture."""
        _, code, count = np.unique(
            self.prefecture.astype(str), return_inverse=True, return_counts=True
        )
        found: NDArray[np.int64] = np.digitize(count[code], [c[0] for c in SIZE_CLASSES[1:]])
        return found


SIZE_CLASSES = ((1, "不足 30 件"), (30, "30–99 件"), (100, "100–299 件"), (300, "300 件以上"))
"""Judgments of a prefecture: from how many, and what the class is called."""


def load() -> Judgments:
    """Read the judgments whose term is documented."""
    import pyarrow.parquet as pq

    table = pq.read_table(FILE)

    def numbers(name: str) -> Floats:
        found: Floats = table[name].to_numpy().astype(np.float64)
        return found[known]

    known = table["有期徒刑"].to_numpy() > 0
    facts: dict[str, Any] = {name: numbers(column) for name, column in _YES_NO.items()}
    facts |= {name: np.log1p(numbers(column)) for name, column in _COUNTS.items()}
    facts["share"] = _named(numbers("责任划分"))
    prefecture = np.array(table["规范地区"].to_pylist(), dtype=object)[known]
    return Judgments(numbers("有期徒刑"), numbers("缓刑"), facts, prefecture)


def _named(codes: Floats) -> NDArray[np.object_]:
    """Codes as names: their order means nothing."""
    return np.array([f"{code:.0f}" for code in codes], dtype=object)
