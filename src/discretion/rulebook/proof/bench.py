"""The work bench of one version of an item: its space, its place, and what it owns up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from discretion.rulebook.axes import describe
from discretion.rulebook.check import Spot
from discretion.rulebook.proof.findings import Example, Report
from discretion.rulebook.proof.regions import ALL, NONE, Node, Point
from discretion.rulebook.proof.space import PARTY, Space
from discretion.rulebook.unary import Value

MOST_BOXES = 4
"""A region is told in at most so many boxes."""


class Bench:
    """Notes findings about one version of an item, apart from what its ``flaws`` own up to."""

    def __init__(self, space: Space, here: Spot, day: date, report: Report) -> None:
        self.space, self.here, self.day, self.report = space, here, day, report
        benchmark = space.version.benchmark
        self._flaws = [f for f in (benchmark.flaws if benchmark else ()) if f.finding]
        self._found: set[int] = set()

    def note(
        self,
        code: str,
        spot: Spot,
        region: Node,
        values: Mapping[str, object],
        *,
        rows: tuple[int, ...] = (),
        quantities: dict[str, Value] | None = None,
        show: bool = True,
    ) -> None:
        """Note a finding about the cases of *region*, concerning *rows* (by their numbers).

        *quantities* are values that the example needs beside the point it lies in. Without *show*
        no case can show the finding.
        """
        for accepted, part in self._parts(code, region, rows):
            example = self.example(part, quantities) if show and part != NONE else None
            self.report.add(
                code,
                spot,
                {**values, "rows": rows} if rows else values,
                item=self.space.item.code,
                example=example,
                region=self.told(part) if show else (),
                accepted=accepted,
            )

    def _parts(
        self, code: str, region: Node, rows: tuple[int, ...]
    ) -> Iterator[tuple[str | None, Node]]:
        """Split *region* into what each flaw owns up to and what is news."""
        regions, left = self.space.regions, region
        for i, flaw in enumerate(self._flaws):
            if flaw.finding != code or not set(rows) <= set(flaw.rows or rows):
                continue
            owned = self.space.region(flaw.where) if flaw.where else ALL
            part = regions.both(left, owned)
            if part != NONE or region == NONE:
                self._found.add(i)
                yield flaw.text, part
                left = regions.without(left, owned)
                if left == NONE:
                    return
        if left != NONE or region == NONE:
            yield None, left

    def close(self) -> None:
        """Note the flaws that name a finding which is not there."""
        for i, flaw in enumerate(self._flaws):
            if i not in self._found:
                index = self._index(flaw.text)
                self.report.add(
                    "flaw-not-found",
                    self.here.at("benchmark", "flaws", index),
                    {"finding": flaw.finding, "text": flaw.text},
                    item=self.space.item.code,
                )

    def _index(self, text: str) -> int:
        assert self.space.version.benchmark is not None
        return [f.text for f in self.space.version.benchmark.flaws].index(text)

    def example(self, region: Node, quantities: dict[str, Value] | None = None) -> Example:
        """Return the smallest case in *region*, which is not empty."""
        return self.case(self.space.regions.smallest(region), quantities)

    def case(self, point: Point, quantities: dict[str, Value] | None = None) -> Example:
        """Return the case of *point*; a fact that is ``null`` there is left out."""
        facts: dict[str, Value] = {}
        party = "individual"
        for axis in self.space.regions.axes:
            value = axis.samples[point[axis.name]]
            if axis.name == PARTY:
                party = str(value)
            elif value is not None:
                facts[axis.name] = value
        facts |= quantities or {}
        return Example(self.day, party, tuple(sorted(facts.items())))

    def told(self, region: Node) -> Iterable[tuple[tuple[str, str], ...]]:
        """Return the first boxes of *region*, as the unary test of each fact they restrict."""
        axes = {axis.name: axis for axis in self.space.regions.axes}
        for box in islice(self.space.regions.boxes(region), MOST_BOXES):
            yield tuple((name, describe(axes[name], cells)) for name, cells in box.items())
