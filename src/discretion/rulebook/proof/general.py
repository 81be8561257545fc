"""Proofs about the general part and the policy, which are shared by all items."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from discretion.rulebook.axes import build_axis
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, Spot, parse_cell, share_ends
from discretion.rulebook.proof.findings import Example, Report
from discretion.rulebook.proof.regions import NONE, Node, Regions
from discretion.rulebook.proof.space import PARTY
from discretion.rulebook.schema import GeneralRule, GradeCuts, Move
from discretion.rulebook.unary import Cell, Interval


def prove_rules(book: Rulebook, report: Report) -> None:
    """Note rules that pull both ways in one case, with nothing to say which goes first.

    Only what is bound (应当) conflicts; a rule of 可以 yields to a bound one. Rules that reach no
    item together cannot conflict.
    """
    versions = [version for item in book.items.values() for version in item.versions]
    cited = {frozenset(c.source for c in version.penalizes) for version in versions}
    bound = [r for r in book.rules if isinstance(r.effect, Move) and r.effect.mode == "must"]
    for first, second in combinations(bound, 2):
        assert isinstance(first.effect, Move)
        assert isinstance(second.effect, Move)
        if (
            first.effect.direction == second.effect.direction
            or first.precedence != second.precedence
            or first.id in second.overrides
            or second.id in first.overrides
            or first.id in second.weighed_against
            or second.id in first.weighed_against
            or not any(_reaches(first, c) and _reaches(second, c) for c in cited)
        ):
            continue
        example = _both_hold(book, first, second)
        if example is not None:
            values: dict[str, object] = {
                "first": first.id,
                "second": second.id,
                "first_text": first.text,
                "second_text": second.text,
                "precedence": first.precedence,
            }
            report.add("rules-conflict", Spot("rule", second.id), values, example=example)


def _reaches(rule: GeneralRule, cited: frozenset[str]) -> bool:
    """Whether the rule applies to items that are penalised under the texts *cited*."""
    return not rule.sources or not cited.isdisjoint(rule.sources)


def _both_hold(book: Rulebook, first: GeneralRule, second: GeneralRule) -> Example | None:
    facts = {**SYSTEM_FACTS, **book.facts}
    boxes = [
        [{n: parse_cell(text) for n, text in box.items()} for box in rule.when or [{}]]
        for rule in (first, second)
    ]
    tests: dict[str, list[Cell]] = {PARTY: []}
    for box in (*boxes[0], *boxes[1]):
        for name, cell in box.items():
            tests.setdefault(name, []).append(cell)
    regions = Regions([build_axis(name, facts[name], cells) for name, cells in tests.items()])
    sets: list[Node] = [regions.union(regions.box(box) for box in each) for each in boxes]
    shared = regions.both(*sets)
    if shared == NONE:
        return None
    point = regions.smallest(shared)
    values = {axis.name: axis.samples[point[axis.name]] for axis in regions.axes}
    party = str(values.pop(PARTY))
    return Example(book.head.effective.from_, party, tuple(sorted(values.items())))


# --- policy ------------------------------------------------------------------------------------


def prove_policy(book: Rulebook, report: Report) -> None:
    """Note shares of the range that no grade takes, or that two take."""
    for which in ("ranged", "max_only"):
        cuts: GradeCuts = getattr(book.policy.grades, which)
        at, at_open = Decimal(0), True
        for grade in ("lighter", "ordinary", "heavier"):
            share = share_ends(parse_cell(getattr(cuts, grade)))
            assert share is not None
            assert share.low is not None
            assert share.high is not None
            spot = Spot("policy", "", ("grades", which, grade))
            values: dict[str, object] = {"which": which, "grade": grade, "at": share.low}
            if _overlap(at, at_open, share):
                report.add("cuts-overlap", spot, values)
            elif share.low > at or (share.low_open and at_open):
                report.add("cuts-gap", spot, {**values, "at": at})
            at, at_open = share.high, share.high_open
        if at < 1 or at_open:
            spot = Spot("policy", "", ("grades", which, "heavier"))
            report.add("cuts-gap", spot, {"which": which, "grade": "heavier", "at": at})


def _overlap(at: Decimal, at_open: bool, share: Interval) -> bool:
    assert share.low is not None
    return share.low < at or (share.low == at and not share.low_open and not at_open)
