"""Proofs about a factor score: every value has a step, every share of the score a grade."""

from __future__ import annotations

import itertools
from fractions import Fraction

from discretion.rulebook.axes import Axis, build_axis
from discretion.rulebook.check import SHARE, Spot, parse_cell
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.findings import Example
from discretion.rulebook.proof.regions import ALL, NONE, Regions
from discretion.rulebook.schema import Factor, ScoreBenchmark
from discretion.rulebook.unary import render


def prove_score(bench: Bench) -> None:
    """Note faults of the factors and of the grades of a factor score."""
    score = bench.space.version.benchmark
    if not isinstance(score, ScoreBenchmark):
        return
    for i, factor in enumerate(score.factors):
        others = [other for other in score.factors if other is not factor]
        _factor(bench, bench.here.at("benchmark", "factors", i), factor, others)
    _grades(bench, score)


def _axis(bench: Bench, factor: Factor) -> Axis:
    cells = [parse_cell(row.when) for row in factor.rows]
    return build_axis(factor.fact, bench.space.declarations[factor.fact], cells)


def _example(bench: Bench, axis: Axis, cell: int, others: list[Factor]) -> Example:
    """A case with the value of *cell*, in which a fine may be imposed and all else is scored."""
    case = bench.example(bench.space.domain)
    facts = dict(case.facts)
    for other in others:
        values = _axis(bench, other)
        tests = [parse_cell(row.when) for row in other.rows]
        possible = (values.samples[cell] for cell in values.feasible)
        facts[other.fact] = next(v for v in possible if any(t.holds(v) for t in tests))
    facts[axis.name] = axis.samples[cell]
    return Example(case.day, case.party, tuple(sorted(facts.items())))


def _factor(bench: Bench, spot: Spot, factor: Factor, others: list[Factor]) -> None:
    cells = [parse_cell(row.when) for row in factor.rows]
    axis = _axis(bench, factor)
    regions = Regions([axis])
    taken, before = NONE, list[tuple[int, Fraction]]()
    for i, cell in enumerate(cells):
        met = regions.box({factor.fact: cell})
        left = regions.without(met, taken)
        taken = regions.either(taken, met)
        if left == NONE:
            values: dict[str, object] = {"fact": factor.fact, "row": i + 1}
            bench.report.add(
                "factor-unreachable", spot.at("rows", i), values, item=bench.space.item.code
            )
        else:
            before += [(c, Fraction(factor.rows[i].score)) for c in regions.cells(left, axis.name)]
    gap = regions.without(ALL, taken)
    code = bench.space.item.code
    if gap != NONE:
        cell_at = regions.smallest(gap)[axis.name]
        example = _example(bench, axis, cell_at, others)
        told = ((axis.name, render(axis.test(regions.cells(gap, axis.name)))),)
        bench.report.add(
            "factor-gap", spot, {"fact": factor.fact}, item=code, example=example, region=[told]
        )
    _scores_in_order(bench, spot, factor, others, sorted(before))


def _scores_in_order(
    bench: Bench,
    spot: Spot,
    factor: Factor,
    others: list[Factor],
    scores: list[tuple[int, Fraction]],
) -> None:
    """A value that is worse by the fact's own direction must not score less."""
    axis = _axis(bench, factor)
    declaration = axis.declaration
    if declaration.aggravates is None:
        return
    if declaration.aggravates == "down":
        scores = scores[::-1]
    scores = [(cell, score) for cell, score in scores if cell != axis.null]
    for (cell, score), (worse, less) in itertools.pairwise(scores):
        if less < score:
            values: dict[str, object] = {
                "fact": factor.fact,
                "before": axis.samples[cell],
                "worse": axis.samples[worse],
                "score": score,
                "less": less,
            }
            example = _example(bench, axis, worse, others)
            bench.report.add(
                "score-order", spot, values, item=bench.space.item.code, example=example
            )
            return


def _grades(bench: Bench, score: ScoreBenchmark) -> None:
    """The grades cover the shares from 0 to 1 once, and never fall as the share rises."""
    share = SHARE.model_copy(update={"range": "[0..1]"})
    cells = [parse_cell(grade.when) for grade in score.grades]
    axis = build_axis("share", share, cells)
    regions = Regions([axis])
    spot, code = bench.here.at("benchmark", "grades"), bench.space.item.code
    met = [regions.box({"share": cell}) for cell in cells]
    gap = regions.without(ALL, regions.union(met))
    if gap != NONE:
        test = render(axis.test(regions.cells(gap, "share")))
        bench.report.add("score-gap", spot, {"share": test}, item=code)
    for j in range(len(met)):
        for i in range(j):
            shared = regions.both(met[i], met[j])
            if shared != NONE and score.grades[i].grade is not score.grades[j].grade:
                test = render(axis.test(regions.cells(shared, "share")))
                values: dict[str, object] = {"share": test, "rows": (i + 1, j + 1)}
                bench.report.add("score-overlap", spot.at(j), values, item=code)
    _grades_in_order(bench, score, [regions.cells(m, "share") for m in met])


def _grades_in_order(bench: Bench, score: ScoreBenchmark, met: list[tuple[int, ...]]) -> None:
    at = sorted((cells[0], i) for i, cells in enumerate(met) if cells)
    for (_, i), (_, j) in itertools.pairwise(at):
        if score.grades[j].grade.rank < score.grades[i].grade.rank:
            values: dict[str, object] = {
                "graver": score.grades[i].grade.value,
                "less_grave": score.grades[j].grade.value,
                "rows": (i + 1, j + 1),
            }
            spot = bench.here.at("benchmark", "grades", j)
            bench.report.add("score-order-grades", spot, values, item=bench.space.item.code)
