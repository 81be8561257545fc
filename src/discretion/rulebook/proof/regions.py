"""Sets of points of a fact space, exactly: multi-valued decision diagrams over the facts' cells.

A point has one cell of every axis (:mod:`discretion.rulebook.axes`), so that two cases in the same
point meet the same tests. A set is a node: it asks one axis and leads on by the cell found there.
Equal sets are the same node, hence comparing sets costs nothing, and emptiness is ``NONE``.

Cost: an operation on two sets takes at most the product of their nodes. A box is one node an axis;
a union of *n* boxes has at most ``min(2**n, cells so far)`` nodes a level, and in tables as they
are written nearly always a few. Deciding whether boxes cover a space is coNP-complete, so that no
algorithm is fast on every table; ``benchmarks/test_lint.py`` says what ours takes on wide ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from discretion.rulebook.axes import Axis
from discretion.rulebook.unary import Cell

Node = int
"""A set of points; equal sets are equal numbers."""

NONE: Node = 0
ALL: Node = 1

Mask = int
"""A set of cells of one axis, a bit each."""

Point = dict[str, int]
"""One cell of every axis, by the fact's name."""

_AND, _OR, _MINUS = range(3)


class Regions:
    """The sets of points over *axes*, the first axis being asked first."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self._level = {axis.name: i for i, axis in enumerate(axes)}
        self._full = [_mask(_cells(axis)) for axis in axes]
        self._first = [axis.feasible[0] if axis.feasible else 0 for axis in axes]
        end = len(self.axes)
        self._levels = [end, end]
        self._edges: list[tuple[tuple[Mask, Node], ...]] = [(), ()]
        self._nodes: dict[tuple[int, tuple[tuple[Mask, Node], ...]], Node] = {}
        self._done: dict[tuple[int, Node, Node], Node] = {}
        self._masks: dict[tuple[int, Cell], Mask] = {}
        self._costs: dict[Node, int] = {ALL: 0}

    # --- making sets ---------------------------------------------------------------------------

    def box(self, tests: Mapping[str, Cell]) -> Node:
        """Return the points that meet all *tests*."""
        node = ALL
        for level in sorted((self._level[name] for name in tests), reverse=True):
            holding = self._holding(level, tests[self.axes[level].name])
            if not holding:
                return NONE
            node = self._make(level, {node: holding, NONE: self._full[level] & ~holding})
        return node

    def both(self, a: Node, b: Node) -> Node:
        """Return the points of *a* that are in *b*."""
        return self._apply(_AND, a, b)

    def either(self, a: Node, b: Node) -> Node:
        """Return the points of *a* and those of *b*."""
        return self._apply(_OR, a, b)

    def without(self, a: Node, b: Node) -> Node:
        """Return the points of *a* that are not in *b*."""
        return self._apply(_MINUS, a, b)

    def union(self, nodes: Iterable[Node]) -> Node:
        """Return the points of all *nodes*."""
        found = NONE
        for node in nodes:
            found = self._apply(_OR, found, node)
        return found

    def beyond(self, node: Node, name: str, *, upwards: bool) -> Node:
        """Return the points that some point of *node* becomes when only *name* grows.

        With ``upwards`` false, when it shrinks. ``null`` has no place in the order.
        """
        level = self._level[name]
        order = list(self.axes[level].feasible)
        if not upwards:
            order.reverse()
        return self._beyond(node, level, order, {})

    def _beyond(self, node: Node, level: int, order: list[int], done: dict[Node, Node]) -> Node:
        if node == NONE or node in done:
            return done.get(node, NONE)
        if self._levels[node] < level:
            parts: dict[Node, Mask] = {}
            for mask, child in self._edges[node]:
                moved = self._beyond(child, level, order, done)
                parts[moved] = parts.get(moved, 0) | mask
            found = self._make(self._levels[node], parts)
        else:
            below, parts, used = NONE, {}, 0
            for cell in order:
                bit = 1 << cell
                parts[below] = parts.get(below, 0) | bit
                used |= bit
                below = self.either(below, self._child(node, level, bit))
            parts[NONE] = parts.get(NONE, 0) | (self._full[level] & ~used)
            found = self._make(level, parts)
        done[node] = found
        return found

    def at(self, node: Node, point: Point) -> bool:
        """Whether *point* lies in *node*."""
        while node not in (NONE, ALL):
            level = self._levels[node]
            node = self._child(node, level, 1 << point[self.axes[level].name])
        return node == ALL

    # --- reading sets --------------------------------------------------------------------------

    def smallest(self, node: Node) -> Point:
        """Return the point of *node* (not ``NONE``) that departs least from the first cells.

        The first cell of a fact is its least value, ``false``, or the first choice. Of several
        points with as few departures, the one with the lowest cells, axis by axis.
        """
        point = {axis.name: self._first[i] for i, axis in enumerate(self.axes)}
        while node != ALL:
            level = self._levels[node]
            _cost, cell, node = min(self._choices(node, level))
            point[self.axes[level].name] = cell
        return point

    def _choices(self, node: Node, level: int) -> Iterator[tuple[int, int, Node]]:
        first = 1 << self._first[level]
        for mask, child in self._edges[node]:
            if child != NONE:
                if mask & first:
                    yield self._cost(child), self._first[level], child
                else:
                    yield self._cost(child) + 1, (mask & -mask).bit_length() - 1, child

    def _cost(self, node: Node) -> int:
        found = self._costs.get(node)
        if found is None:
            found = min(cost for cost, _, _ in self._choices(node, self._levels[node]))
            self._costs[node] = found
        return found

    def boxes(self, node: Node) -> Iterator[dict[str, tuple[int, ...]]]:
        """Yield disjoint boxes that make up *node*: the cells of each axis that a box restricts."""
        if node == ALL:
            yield {}
        elif node != NONE:
            level = self._levels[node]
            for mask, child in sorted(self._edges[node], key=lambda e: e[0] & -e[0]):
                for rest in self.boxes(child):
                    yield {self.axes[level].name: _bits(mask), **rest}

    def cells(self, node: Node, name: str) -> tuple[int, ...]:
        """Return the cells of fact *name* in which *node* has a point."""
        return _bits(self._reached(node, self._level[name], {}))

    def _reached(self, node: Node, level: int, done: dict[Node, Mask]) -> Mask:
        if node == NONE or node in done:
            return done.get(node, 0)
        found = 0
        if self._levels[node] > level:
            found = self._full[level]
        elif self._levels[node] == level:
            for mask, child in self._edges[node]:
                found |= mask if child != NONE else 0
        else:
            for _, child in self._edges[node]:
                found |= self._reached(child, level, done)
        done[node] = found
        return found

    def size(self) -> int:
        """Return how many nodes were made."""
        return len(self._levels)

    # --- the diagram ---------------------------------------------------------------------------

    def _holding(self, level: int, cell: Cell) -> Mask:
        key = (level, cell)
        found = self._masks.get(key)
        if found is None:
            samples = self.axes[level].samples
            found = _mask(c for c in _cells(self.axes[level]) if cell.holds(samples[c]))
            self._masks[key] = found
        return found

    def _make(self, level: int, parts: dict[Node, Mask]) -> Node:
        edges = tuple((mask, child) for child, mask in sorted(parts.items()) if mask)
        if len(edges) == 1:
            return edges[0][1]
        if not edges:
            return NONE
        found = self._nodes.get((level, edges))
        if found is None:
            found = self._nodes[level, edges] = len(self._levels)
            self._levels.append(level)
            self._edges.append(edges)
        return found

    def _child(self, node: Node, level: int, bit: Mask) -> Node:
        if self._levels[node] != level:
            return node
        return next((child for mask, child in self._edges[node] if mask & bit), NONE)

    def _apply(self, operation: int, a: Node, b: Node) -> Node:
        if operation == _AND:
            if NONE in (a, b):
                return NONE
            if b in (ALL, a):
                return a
            if a == ALL:
                return b
        elif operation == _OR:
            if ALL in (a, b):
                return ALL
            if b in (NONE, a):
                return a
            if a == NONE:
                return b
        elif a in (NONE, b) or b == ALL:
            return NONE
        elif b == NONE:
            return a
        key = (operation, a, b)
        found = self._done.get(key)
        if found is not None:
            return found
        levels = self._levels
        level = min(levels[a], levels[b])
        whole = self._full[level]
        left = self._edges[a] if levels[a] == level else ((whole, a),)
        right = self._edges[b] if levels[b] == level else ((whole, b),)
        parts: dict[Node, Mask] = {}
        for mask_a, child_a in left:
            for mask_b, child_b in right:
                mask = mask_a & mask_b
                if mask:
                    child = self._apply(operation, child_a, child_b)
                    parts[child] = parts.get(child, 0) | mask
        found = self._done[key] = self._make(level, parts)
        return found


def _cells(axis: Axis) -> tuple[int, ...]:
    return axis.feasible if axis.null is None else (*axis.feasible, axis.null)


def _mask(cells: Iterable[int]) -> Mask:
    mask = 0
    for cell in cells:
        mask |= 1 << cell
    return mask


def _bits(mask: Mask) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


__all__ = ["ALL", "NONE", "Node", "Point", "Regions"]
