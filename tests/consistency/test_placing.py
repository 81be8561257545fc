"""A single case in plain numbers agrees to the bit with the tables of many cases."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

import numpy as np
import pytest

from discretion import load_rulebook, open_corpus
from discretion.consistency.alone import Alone, observe_alone
from discretion.consistency.calibration import Calibration
from discretion.consistency.observations import Observations
from discretion.consistency.observing import observe
from discretion.consistency.placing import Place, place_alone
from discretion.corpus.columns import table
from tests.consistency.test_calibration import corpus

BOOK = load_rulebook("shanghai-urban-management")


def row(cases: Observations, at: int) -> Alone:
    return Alone(
        str(cases.ids[at]),
        cases.severity[at].item(),
        cases.base[at].item(),
        {name: column.values[at].item() for name, column in cases.facts.items()},
        cases.day[at].item(),
        cases.groups[cases.group[at]],
    )


def bits(numbers: Sequence[float]) -> list[bytes]:
    return [struct.pack("d", number) for number in numbers]


@pytest.mark.parametrize("seed", range(4))
def test_a_case_alone_is_placed_as_in_a_table(seed: int) -> None:
    """Known cases and new ones; groups large, small and too small; severities known or not."""
    cases = corpus(seed)
    known = Calibration(cases.take(np.flatnonzero(np.arange(len(cases)) % 5 > 0)))
    placed = known.place(cases)
    seen = set()
    for at in range(0, len(cases), 3):
        if math.isnan(cases.severity[at]) and known.row_of(str(cases.ids[at])) >= 0:
            continue
        alone = place_alone(row(cases, at), known)
        assert bits(alone) == bits(Place.at(at, placed)), at
        seen.add(alone.circle)
    assert len(seen) > 1


def test_a_case_alone_is_observed_as_in_a_table() -> None:
    past = open_corpus("sample", BOOK)
    cases = [past.cases[at] for at in range(0, len(past), 7)]
    cases += [case.model_copy(update={"penalty": None, "decided": None}) for case in cases[::9]]
    declared = BOOK.every_fact()
    whole, _ = observe(table(cases, declared), BOOK)
    compared = 0
    for at, case in enumerate(cases):
        alone = observe_alone(
            case, BOOK.determine(case), BOOK, lambda key: whole.facts.keys(), declared
        )
        if whole.group[at] < 0:
            assert alone is None
            continue
        assert alone is not None
        compared += 1
        expected = row(whole, at)
        assert (alone.id, alone.key) == (expected.id, expected.key)
        mine = (alone.severity, alone.base, alone.day, *alone.facts.values())
        theirs = (expected.severity, expected.base, expected.day, *expected.facts.values())
        assert bits(mine) == bits(theirs), case.id
    assert compared > 100
