"""Past cases calibrated: for every case, what is expected, how far off it is, and how rare that is.

A group of comparable cases (item, party, law) has a model of its facts, a sample of references to
compare with and a sample of deviations to rank among; the samples are the cases whose ids hash
lowest, so that they do not depend on the order of the cases and change little as cases come in. A
group too small to rank among borrows the deviations of its statute, then of its domain; if these
are too few as well, nothing can be said.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.cleaning import ENOUGH_TO_CLEAN, Bulk, fit_bulk
from discretion.consistency.conformal import Deviations
from discretion.consistency.contributions import FactModel, fit
from discretion.consistency.expectation import (
    BANDWIDTH,
    SCALE_PRIOR,
    Expectation,
    Reference,
    expect,
)
from discretion.consistency.limits import ENOUGH, INTERVAL, LEAST
from discretion.consistency.observations import Floats, GroupKey, Ints, Observations
from discretion.consistency.placement import Placement, fill, nowhere

NARROW = 0.03
"""The least spread of a group, in severity: where all agree, a small step is no great deviation."""
TIE_BREAK = 0.02
"""How much the facts as a whole count beside the nearest cases: enough to order equal penalties."""
AS_FAR = 2
"""Decimals of a spread to which one deviation is as far off as another."""
MOST_REFERENCES = 1000
MOST_DEVIATIONS = 4000

Level = Literal["item", "statute", "domain"]
LEVELS: tuple[Level, ...] = ("item", "statute", "domain")


@dataclass(frozen=True)
class Group:
    """What is known of one group: its model, references, and the deviations of its sample.

    :mod:`discretion.consistency.placing` has the same formulas for a single case.
    """

    size: int
    model: FactModel
    reference: Reference
    below: float
    above: float
    """Spread of the whole group on either side."""
    lean: float
    """The middle of what the facts add."""
    sample: Ints
    """Rows of the deviations, among all observations, ascending; as of the references below."""
    referred: Ints
    deviations: Floats

    def expect(self, cases: Observations, number: Ints) -> Expectation:
        """Return what the references lead one to expect of cases; *number* are their rows."""
        parts, _ = self.model.contributions(cases)
        return expect(parts, cases.day, number, self.reference)

    def scales(self, expected: Expectation, number: Ints) -> tuple[Floats, Floats]:
        """Return the spread below and above each case, shrunk towards the group's."""
        # One that is itself a reference has been left out; else equal cases would not tie.
        e = expected.effective + _among(number, self.referred)
        share = e / (e + SCALE_PRIOR)
        wide = np.sqrt(1 + 1 / np.maximum(e, 1.0))
        below = share * expected.below + (1 - share) * self.below
        above = share * expected.above + (1 - share) * self.above
        floor = 0.3
        return (
            np.maximum(below, floor * self.below) * wide,
            np.maximum(above, floor * self.above) * wide,
        )

    def deviate(self, cases: Observations, expected: Expectation, number: Ints) -> Floats:
        """Return how far off cases are, in units of their spread; NaN where nobody can say."""
        off = cases.severity - cases.base - expected.location
        # Of two cases punished alike, the one with the milder facts is the further off.
        off = off - TIE_BREAK * (self.model.lean(cases) - self.lean)
        below, above = self.scales(expected, number)
        found = np.where(off < 0, off / below, off / above)
        # Equal penalties on like facts tie, whatever the days between their comparables are worth.
        return np.where(expected.effective > 0, np.round(found, AS_FAR), np.nan)


class Calibration:
    """Observations made comparable; each group is calibrated when it is first asked for.

    *elsewhere* are the deviations of groups that are not here (:meth:`deviations`), in whose
    statutes and domains a group too small to rank among borrows as if they were.
    """

    def __init__(
        self, observations: Observations, elsewhere: Mapping[GroupKey, Floats] | None = None
    ) -> None:
        self.observations = observations
        here = set(observations.groups)
        self._elsewhere = {k: v for k, v in (elsewhere or {}).items() if k not in here}
        known = ~np.isnan(observations.severity)
        order = np.argsort(observations.group, kind="stable")
        bounds = np.searchsorted(observations.group[order], np.arange(len(observations.groups) + 1))
        self._rows = [order[a:b][known[order[a:b]]] for a, b in pairwise(bounds)]
        """Rows of each group whose severity is known, ascending."""
        self._bases = [_middle(observations.base[rows]) for rows in self._rows]
        self._groups: dict[int, Group | None] = {}
        self._pools: dict[tuple[Level, str], tuple[Deviations, Bulk]] = {}
        self._by_circle: dict[tuple[Level, str], list[int]] = {}
        for number, key in enumerate(observations.groups):
            self._by_circle.setdefault(("statute", key.statute), []).append(number)
            self._by_circle.setdefault(("domain", key.domain), []).append(number)

    def without(self, rows: Ints) -> Calibration:
        """Return the calibration as if the observations *rows* were not there.

        Groups that none of them is in, and circles around such groups alone, stay as they are.
        """
        keys = self.observations.groups
        touched = sorted({int(number) for number in self.observations.group[rows] if number >= 0})
        around = {(level, getattr(keys[n], level)) for n in touched for level in LEVELS[1:]}
        # Too small a group is cleaned as those around it: its own pool hangs on theirs.
        inside = {("item", str(n)) for circle in around for n in self._by_circle[circle]}
        fewer = copy(self)
        fewer._rows, fewer._bases = list(self._rows), list(self._bases)
        for number in touched:
            members = self._rows[number]
            fewer._rows[number] = members[~np.isin(members, rows)]
            fewer._bases[number] = _middle(self.observations.base[fewer._rows[number]])
        fewer._groups = {n: group for n, group in [*self._groups.items()] if n not in touched}
        fewer._pools = {
            name: pool for name, pool in [*self._pools.items()] if name not in around | inside
        }
        return fewer

    def finish(self) -> None:
        """Calibrate every group now, so that nobody who asks about a case has to wait for it."""
        for number in range(len(self._rows)):
            self.circle(number)

    @cached_property
    def _numbered(self) -> dict[GroupKey, int]:
        return {key: number for number, key in enumerate(self.observations.groups)}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {str(i): row for row, i in enumerate(self.observations.ids)}

    def adjusted(self) -> Floats:
        """Return the severity of every observation less its facts' part and its group's mean.

        Unlike the deviation from what is expected, it keeps what changes over time; NaN where the
        group is too small.
        """
        found = np.full(len(self.observations), np.nan)
        for number, rows in enumerate(self._rows):
            group = self.group(number)
            if group is not None:
                cases = self._based(number, rows)
                off = cases.severity - cases.base - group.model.lean(cases)
                found[rows] = np.round(off - off.mean(), 12)
        return found

    def facts_of(self, key: GroupKey) -> tuple[str, ...]:
        """Return the facts that count in a group; none where it is not known or too small."""
        number = self.number_of(key)
        group = None if number is None else self.group(number)
        return () if group is None else tuple(group.model.plain)

    def _based(self, group: int, rows: Ints) -> Observations:
        return _with_base(self.observations.take(rows), self._bases[group])

    def number_of(self, key: GroupKey) -> int | None:
        """Return the number of a group, None where no case is in it."""
        return self._numbered.get(key)

    def row_of(self, case: str) -> int:
        """Return the row of the case with this id, -1 where it is not here."""
        return self._numbers.get(case, -1)

    def members(self, number: int) -> tuple[Ints, float]:
        """Return the rows of a group whose severity is known, ascending, and its middle base."""
        return self._rows[number], self._bases[number]

    def others(self, key: GroupKey, case: str) -> Ints:
        """Return the rows of the comparables of one case, itself left out."""
        rows = self._rows[self._numbered[key]]
        others: Ints = rows[rows != self.row_of(case)]
        return others

    def place_all(self, level: float = INTERVAL) -> Placement:
        """Place every observation among the others."""
        n = len(self.observations)
        found = nowhere(n)
        for group, rows in enumerate(self._rows):
            if len(rows):
                fill(found, rows, self._place(group, self._based(group, rows), rows, level))
        return found

    def place(self, cases: Observations, level: float = INTERVAL) -> Placement:
        """Place other cases, whose groups are found by their keys; a known id is left out."""
        ours = self._numbered
        found = nowhere(len(cases))
        for number, key in enumerate(cases.groups):
            rows = np.flatnonzero(cases.group == number)
            if len(rows) and key in ours:
                some = _with_base(cases.take(rows), self._bases[ours[key]])
                numbers = np.array([self._numbers.get(str(i), -1) for i in some.ids])
                fill(found, rows, self._place(ours[key], some, numbers, level))
        return found

    def _place(self, number: int, cases: Observations, rows: Ints, level: float) -> Placement:
        found = nowhere(len(cases))
        members = self._rows[number]
        found.n[:] = len(members) - _among(rows, members)
        group = self.group(number)
        if group is None:
            return found
        expected = _expected(group, cases, rows)
        found.effective[:] = np.round(expected.effective, 6)
        centre = cases.base + expected.location
        found.expected[:] = np.round(centre, 9)
        deviation = group.deviate(cases, expected, rows)
        found.deviation[:] = deviation
        circle, deviations, bulk = self.circle(number)
        found.calibrators[:] = deviations.total
        if circle is None:
            return found
        own = np.where(_among(rows, group.sample), bulk.weights(np.nan_to_num(deviation)), 0.0)
        found.p[:] = deviations.p_values(deviation, own)
        found.calibrators[:] = np.round(deviations.total - own, 6)
        found.circle[:] = LEVELS.index(circle)
        low, high = deviations.interval(level)
        below, above = group.scales(expected, rows)
        for side, end in ((found.low, low), (found.high, high)):
            side[:] = np.round(centre + end * (below if end < 0 else above), 9)
        return found

    def deviations(self, numbers: Iterable[int]) -> dict[GroupKey, Floats]:
        """Return the deviations of the samples of some groups; too small a group has none."""
        each = ((self.observations.groups[n], self.group(n)) for n in numbers)
        return {key: group.deviations for key, group in each if group is not None}

    def group(self, number: int) -> Group | None:
        """Return the calibrated group, None where it has too few cases to expect anything."""
        if number not in self._groups:
            self._groups[number] = self._calibrated(self._rows[number], self._bases[number])
        return self._groups[number]

    def _calibrated(self, rows: Ints, base: float) -> Group | None:
        if len(rows) < LEAST:
            return None
        ranked = rows[_by_hash(self.observations.ids[rows])]
        sample = ranked[:MOST_DEVIATIONS]
        known = _with_base(self.observations.take(sample), base)
        model = fit(known)
        parts, costs = model.contributions(known)
        value = known.severity - known.base
        order = np.lexsort((known.ids[:MOST_REFERENCES], value[:MOST_REFERENCES]))
        reference = Reference(
            value[order],
            np.ascontiguousarray(parts[order]),
            costs,
            known.day[order],
            sample[order],
            BANDWIDTH * model.spread,
        )
        expected = expect(parts, known.day, sample, reference)
        group = Group(
            len(rows),
            model,
            reference,
            max(float(np.median(expected.below)), 0.5 * model.spread, NARROW),
            max(float(np.median(expected.above)), 0.5 * model.spread, NARROW),
            float(np.median(model.lean(known))),
            np.sort(sample),
            np.sort(reference.number),
            np.zeros(0),
        )
        return replace(group, deviations=group.deviate(known, expected, sample))

    def circle(self, number: int) -> tuple[Level | None, Deviations, Bulk]:
        """Return the narrowest circle around a group with enough deviations to rank among."""
        key = self.observations.groups[number]
        for level in LEVELS:
            deviations, bulk = self._pool(level, number, key)
            if deviations.total >= ENOUGH:
                return level, deviations, bulk
        return None, *self._pool("domain", number, key)

    def _pool(self, level: Level, number: int, key: GroupKey) -> tuple[Deviations, Bulk]:
        name = str(number) if level == "item" else getattr(key, level)
        found = self._pools.get((level, name))
        if found is None:
            members = [number] if level == "item" else self._by_circle[level, name]
            each = self.deviations(members)
            if level != "item":
                away = self._elsewhere.items()
                each |= {k: v for k, v in away if getattr(k, level) == name}
            values = np.concatenate([np.zeros(0), *(each[k] for k in sorted(each))])
            bulk = fit_bulk(values)
            if level == "item" and len(values) < ENOUGH_TO_CLEAN:
                bulk = self._wider_bulk(number, key)
            found = (Deviations.of(values, bulk.weights(values)), bulk)
            self._pools[level, name] = found
        return found

    def _wider_bulk(self, number: int, key: GroupKey) -> Bulk:
        """A group too small to tell inconsistent cases in it is cleaned as those around it."""
        bulk = self._pool("statute", number, key)[1]
        return bulk if bulk.share else self._pool("domain", number, key)[1]


def _expected(group: Group, cases: Observations, rows: Ints) -> Expectation:
    threads = min(_threads(), len(cases) // 64)
    if threads <= 1:
        return group.expect(cases, rows)
    parts = np.array_split(np.arange(len(cases)), threads)
    with ThreadPoolExecutor(threads) as pool:
        return _joined(pool.map(lambda at: group.expect(cases.take(at), rows[at]), parts))


def _among(rows: Ints, some: Ints) -> NDArray[np.bool_]:
    """Return which of *rows* are in *some*, which ascend."""
    if not len(some):
        return np.zeros(len(rows), dtype=bool)
    found: NDArray[np.bool_] = some[np.minimum(np.searchsorted(some, rows), len(some) - 1)] == rows
    return found


def _middle(bases: Floats) -> float:
    known = bases[~np.isnan(bases)]
    return float(np.median(known)) if len(known) else 0.0


def _with_base(cases: Observations, base: float) -> Observations:
    """Return the cases with *base*, the middle of their group's, where theirs is not known."""
    return replace(cases, base=np.where(np.isnan(cases.base), base, cases.base))


def _joined(parts: Iterable[Expectation]) -> Expectation:
    each = list(parts)
    return Expectation(
        *(np.concatenate([getattr(p, f) for p in each]) for f in Expectation.__dataclass_fields__)
    )


def _by_hash(ids: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Ints:
    hashes = [hashlib.blake2b(str(i).encode(), digest_size=8).digest() for i in ids]
    return np.array(sorted(range(len(ids)), key=lambda row: (hashes[row], str(ids[row]))))


def _threads() -> int:
    return os.cpu_count() or 1
