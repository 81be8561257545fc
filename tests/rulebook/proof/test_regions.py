"""Decision diagrams against the plain enumeration of all points."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.rulebook.axes import Axis, build_axis
from discretion.rulebook.proof.regions import ALL, NONE, Node, Point, Regions
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.rulebook.unary import Cell, parse

FACTS = {
    "number": FactDeclaration(type=FactType.NUMBER, label="数", range=">= 0"),
    "count": FactDeclaration(type=FactType.INTEGER, label="次", range="[0..4]"),
    "flag": FactDeclaration(type=FactType.BOOL, label="是否"),
    "kind": FactDeclaration(
        type=FactType.CHOICE, label="种类", choices={"a": "甲", "b": "乙", "c": "丙"}
    ),
}
TESTS = {
    "number": ["< 2", "[2..5)", ">= 5", "(1..5]", "2", "not(2)", "null", "null, > 5"],
    "count": ["0", "1", ">= 2", "[1..3]", "not(0)", "2, 4"],
    "flag": ["true", "false", "null"],
    "kind": ['"a"', '"a", "b"', 'not("c")'],
}
Box = dict[str, Cell]
BOXES = st.dictionaries(st.sampled_from(list(FACTS)), st.integers(0, 7), max_size=4).map(
    lambda d: {name: parse(TESTS[name][i % len(TESTS[name])]) for name, i in d.items()}
)
UNIONS = st.lists(BOXES, max_size=4)


def space(*unions: list[Box]) -> tuple[Regions, list[Axis]]:
    axes = [
        build_axis(name, fact, [b[name] for union in unions for b in union if name in b])
        for name, fact in FACTS.items()
    ]
    return Regions(axes), axes


def points(axes: list[Axis]) -> list[Point]:
    cells = [a.feasible if a.null is None else (*a.feasible, a.null) for a in axes]
    return [
        {axis.name: cell for axis, cell in zip(axes, each, strict=True)} for each in product(*cells)
    ]


def holds(union: list[Box], point: Point, axes: list[Axis]) -> bool:
    samples = {axis.name: axis.samples[point[axis.name]] for axis in axes}
    return any(all(cell.holds(samples[n]) for n, cell in box.items()) for box in union)


def members(regions: Regions, node: Node, axes: list[Axis]) -> list[Point]:
    return [p for p in points(axes) if regions.at(node, p)]


@given(UNIONS, UNIONS)
def test_sets_are_what_enumeration_says(a: list[Box], b: list[Box]) -> None:
    regions, axes = space(a, b)
    one = regions.union(regions.box(box) for box in a)
    two = regions.union(regions.box(box) for box in b)
    for point in points(axes):
        in_a, in_b = holds(a, point, axes), holds(b, point, axes)
        assert regions.at(one, point) == in_a
        assert regions.at(regions.both(one, two), point) == (in_a and in_b)
        assert regions.at(regions.either(one, two), point) == (in_a or in_b)
        assert regions.at(regions.without(one, two), point) == (in_a and not in_b)


@given(UNIONS, UNIONS)
def test_equal_sets_are_the_same_node_however_they_were_made(a: list[Box], b: list[Box]) -> None:
    regions, axes = space(a, b)
    one = regions.union(regions.box(box) for box in a)
    two = regions.union(regions.box(box) for box in b)
    same = all(holds(a, p, axes) == holds(b, p, axes) for p in points(axes))
    assert (one == two) == same
    assert (one == NONE) == (not members(regions, one, axes))
    assert (one == ALL) == (len(members(regions, one, axes)) == len(points(axes)))
    outside = regions.without(ALL, one)
    assert regions.either(one, outside) == ALL
    assert regions.both(one, outside) == NONE


@given(UNIONS)
def test_the_smallest_point_departs_least(a: list[Box]) -> None:
    regions, axes = space(a)
    node = regions.union(regions.box(box) for box in a)
    inside = members(regions, node, axes)
    if not inside:
        return

    def departures(point: Point) -> int:
        return sum(point[axis.name] != axis.feasible[0] for axis in axes)

    smallest = regions.smallest(node)
    assert smallest in inside
    assert departures(smallest) == min(map(departures, inside))


@given(UNIONS)
def test_boxes_are_disjoint_and_make_up_the_set(a: list[Box]) -> None:
    regions, axes = space(a)
    node = regions.union(regions.box(box) for box in a)
    boxes = list(regions.boxes(node))
    for point in points(axes):
        inside = [all(point[n] in cells for n, cells in box.items()) for box in boxes]
        assert sum(inside) == regions.at(node, point)


@given(UNIONS, st.sampled_from(list(FACTS)), st.booleans())
def test_beyond_is_every_point_that_grew_out_of_the_set(
    a: list[Box], name: str, upwards: bool
) -> None:
    regions, axes = space(a)
    node = regions.union(regions.box(box) for box in a)
    axis = next(axis for axis in axes if axis.name == name)
    beyond = regions.beyond(node, name, upwards=upwards)
    for point in points(axes):
        before = [
            {**point, name: cell}
            for cell in axis.feasible
            if point[name] != axis.null and (cell < point[name] if upwards else cell > point[name])
        ]
        assert regions.at(beyond, point) == any(regions.at(node, p) for p in before)


@given(UNIONS, st.sampled_from(list(FACTS)))
@settings(max_examples=50)
def test_the_cells_of_a_fact_are_those_of_the_points(a: list[Box], name: str) -> None:
    regions, axes = space(a)
    node = regions.union(regions.box(box) for box in a)
    assert regions.cells(node, name) == tuple(
        sorted({p[name] for p in members(regions, node, axes)})
    )
