"""Proofs about derived facts: rows that contradict each other, rows that never count."""

from __future__ import annotations

from discretion.rulebook.check import parse_cell
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.regions import NONE


def prove_derived(bench: Bench) -> None:
    """Note faults of the item's derived facts; the first row that holds gives the value.

    A special case before the general one is how such a table is written. Rows that meet partly,
    neither being inside the other, and say different things contradict each other: which of them
    counts is then an accident of their order.
    """
    space = bench.space
    regions = space.regions
    for i, fact in enumerate(space.item.derived):
        here = bench.here.above().at("derived", i)
        met = [
            regions.both(space.derived_row(fact, j), space.possible) for j in range(len(fact.rows))
        ]
        taken = NONE
        for j, row in enumerate(fact.rows):
            spot = here.at("rows", j)
            if regions.without(met[j], taken) == NONE:
                values: dict[str, object] = {"fact": fact.name, "row": j + 1}
                bench.note("derived-unreachable", spot, met[j], values, show=met[j] != NONE)
            for k in range(j):
                shared = regions.both(met[j], met[k])
                nested = shared in (met[j], met[k])
                differ = parse_cell(row.then) != parse_cell(fact.rows[k].then)
                if shared != NONE and differ and (not nested or met[j] == met[k]):
                    values = {
                        "fact": fact.name,
                        "first_row": k + 1,
                        "row": j + 1,
                        "first": fact.rows[k].then,
                        "second": row.then,
                    }
                    bench.note("derived-contradiction", spot, shared, values)
            taken = regions.either(taken, met[j])
