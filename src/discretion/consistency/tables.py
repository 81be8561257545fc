"""Any table of outcomes audited: a severity of the user's own, facts, and groups to compare.

This is the method of :mod:`discretion.consistency.audit` without a rulebook: what cases with the
same facts lead one to expect, how rare each deviation is among all of them, and whether groups
(courts, teams, districts) differ once the facts are made alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.audit import corpus_p_values
from discretion.consistency.calibration import Calibration
from discretion.consistency.disparity import disparities
from discretion.consistency.estimates import Method, adjusted
from discretion.consistency.observations import Floats, Ints, Observations
from discretion.intake.errors import IntakeError
from discretion.model.audit import Disparity
from discretion.rulebook.errors import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

MOST_NAMES = 500
"""Different names that a fact may have; more of them are not a fact but an identity."""


@dataclass(frozen=True)
class TableAudit:
    """One entry a row of the table; NaN where nothing can be said."""

    severity: Floats
    """As given; NaN where it is not known or cannot be used."""
    expected: Floats
    """What rows with the same facts lead one to expect, on the scale of the severity."""
    low: Floats
    """Severity between which and ``high`` four in five like rows lie."""
    high: Floats
    deviation: Floats
    """How far from the expected, in units of the local spread; above 0: graver."""
    p: Floats
    """Two-sided p-value (0 to 1) among the deviations of the whole table."""
    q: Floats
    """The least false discovery rate at which a row would still be listed."""
    rate: float
    """The false discovery rate that outliers and disparities are held to."""
    ratio: bool
    """Whether severities were compared by ratio: then effects are logarithms of ratios."""
    disparities: tuple[Disparity, ...]

    def ranked(self) -> Ints:
        """Return the rows that something can be said of, furthest off first.

        A two-sided p-value counts as many rows of the one side as of the other, whatever their
        distance; a budget of reviews is better spent by distance.
        """
        order = np.lexsort((np.arange(len(self.p)), self.p, -np.abs(self.deviation)))
        return order[~np.isnan(self.p[order])]

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which rows are outliers under control of the false discovery rate."""
        return np.nan_to_num(self.q, nan=1.0) <= self.rate


def audit_table(
    table: pa.Table,
    severity: str,
    facts: Sequence[str],
    *,
    by: Sequence[str] = (),
    group: str | None = None,
    ratio: bool = False,
    rate: float = 0.1,
    method: Method = "bh",
) -> TableAudit:
    """Audit an Arrow *table*: *severity* is a column of numbers, *facts* are of any plain type.

    Numbers and booleans are compared as numbers, texts and dictionaries as names without order;
    null is unknown. *group* names the kind of case: rows of different kinds are never compared.
    *by* are columns whose values are compared with one another. *ratio* compares severities by
    their ratio (a step from 6 to 12 is as great as one from 12 to 24); a severity of 0 or less is
    then unknown. The unit of the severity does not matter.

    Raises:
        IntakeError: no such column, or one that cannot serve; the message says what to do.
        ValueError: *rate* is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"错误发现率须在 0 与 1 之间，现为 {rate}")
    names = [severity, *facts, *by, *([group] if group else [])]
    _require(names, table.column_names, facts, severity)
    given = _severity(table, severity)
    if ratio:
        given = np.where(given > 0, given, np.nan)
    scale = np.log(given) if ratio else given
    unit, centre = _unit(scale)
    observations = Observations.of(
        (scale - centre) / unit,
        {name: _fact(table, name) for name in facts},
        ids=_identities(table, [*facts, *([group] if group else [])], scale),
        group=None if group is None else [name or "" for name in _names(table, group)],
    )
    calibration = Calibration(observations)
    placed = calibration.place_all()
    p = corpus_p_values(placed)
    off = calibration.adjusted() * unit
    found: list[Disparity] = []
    for name in by:
        labels, codes = _labels(_names(table, name))
        found += disparities(name, labels, codes, observations.group, off, rate, method)

    def back(values: Floats) -> Floats:
        there = values * unit + centre
        result: Floats = np.exp(there) if ratio else there
        return np.round(result, 9)

    return TableAudit(
        given,
        back(placed.expected),
        back(placed.low),
        back(placed.high),
        placed.deviation,
        p,
        adjusted(p, method),
        rate,
        ratio,
        tuple(found),
    )


def _require(
    names: Sequence[str], known: Collection[str], facts: Sequence[str], severity: str
) -> None:
    for name in names:
        if name not in known:
            near = did_you_mean(name, known)
            hint = f"是不是“{near}”？" if near else f"现有各列：{'、'.join(known)}。"
            raise IntakeError("没有这一列", value=name, remedy=hint)
    if not facts:
        raise IntakeError(
            "没有给出案件事实的列", remedy="请写出至少一列，如 --facts 面积,是否再犯。"
        )
    if severity in facts:
        raise IntakeError("处罚轻重不能同时是案件事实", value=severity, remedy="请从事实中去掉它。")


def _severity(table: pa.Table, name: str) -> Floats:
    kind = str(table.schema.field(name).type)
    found = _numbers(table, name)
    if found is None:
        raise IntakeError(
            f"处罚轻重一列须是数，现为 {kind}", value=name, remedy="请换一列，或者把它改成数。"
        )
    if not np.isfinite(found).any():
        raise IntakeError("处罚轻重一列没有一个数", value=name, remedy="请核对这一列。")
    return np.where(np.isfinite(found), found, np.nan)


def _numbers(table: pa.Table, name: str) -> Floats | None:
    """Return a column of numbers or booleans; None if it holds something else."""
    import pyarrow as pa

    kind = table.schema.field(name).type
    tests = (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    if not any(test(kind) for test in tests):
        return None
    values = table[name].to_pylist()
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def _fact(table: pa.Table, name: str) -> NDArray[Any]:
    numbers = _numbers(table, name)
    if numbers is not None:
        return np.where(np.isfinite(numbers), numbers, np.nan)
    names = _names(table, name)
    different = len({each for each in names if each is not None})
    if different > MOST_NAMES:
        raise IntakeError(
            f"案件事实有 {different} 种不同的文字，多于 {MOST_NAMES} 种",
            value=name,
            remedy="这像是编号或者叙述，不是事实；请从事实中去掉这一列，或者先归类。",
        )
    return np.array(names, dtype=object)


def _names(table: pa.Table, name: str) -> list[str | None]:
    """Return a column as names; numbers are named as they are written."""
    import pyarrow as pa

    kind = table.schema.field(name).type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_nested(plain) or pa.types.is_binary(plain) or pa.types.is_large_binary(plain):
        raise IntakeError(f"这一列是 {kind}，不能用", value=name, remedy="请改为数、是否或者文字。")
    return [None if v is None else _name(v) for v in table[name].to_pylist()]


def _name(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _identities(table: pa.Table, names: Sequence[str], severity: Floats) -> list[str]:
    """Return an id for each row: its facts, and its place among those with the same facts.

    So neither the order of the rows nor the unit of the severity matters.
    """
    said = [repr(cells) for cells in zip(*(table[n].to_pylist() for n in names), strict=True)]
    seen: Counter[str] = Counter()
    found = [""] * len(said)
    for row in np.argsort(severity, kind="stable").tolist():
        found[row] = f"{said[row]}#{seen[said[row]]}"
        seen[said[row]] += 1
    return found


def _labels(names: Sequence[str | None]) -> tuple[list[str], Ints]:
    """Return the labels, and which one each row has (-1: not known)."""
    labels = sorted({name for name in names if name is not None})
    at = {name: number for number, name in enumerate(labels)}
    return labels, np.array([-1 if n is None else at[n] for n in names], dtype=np.int64)


def _unit(scale: Floats) -> tuple[float, float]:
    """Return the robust spread and the middle of severities, so that their unit does not matter."""
    known = scale[~np.isnan(scale)]
    if not len(known):
        return 1.0, 0.0
    low, middle, high = (float(q) for q in np.quantile(known, (0.25, 0.5, 0.75)))
    spread = (high - low) / 1.349 or float(known.std())
    return spread or 1.0, middle
