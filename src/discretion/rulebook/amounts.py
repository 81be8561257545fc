"""Checks of fines: the facts they are counted in, and rows against what the statute allows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from discretion.rulebook.check import Facts, Findings, Spot, check_fact
from discretion.rulebook.schema import (
    BenchmarkRow,
    EitherFine,
    FactType,
    FineForm,
    HigherFine,
    ItemVersion,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    SimpleFine,
)

_Limits = tuple[Decimal, Decimal]
"""Least and highest: yuan, or a multiple or percentage of the base."""
_Base = tuple[str, tuple[str, ...]]
"""A form of fine and the facts it is counted in: amounts of one base can be compared."""

_ORDINARY = 2
"""Rank of the ordinary grade: milder rows may lie below the statutory minimum."""


def check_fine(findings: Findings, spot: Spot, fine: FineForm | None, facts: Facts) -> None:
    """Note a base that is no declared fact, or not one that can be counted or multiplied."""
    for here, option in _options(spot, fine):
        money = isinstance(option, MultipleFine | PercentFine)
        wanted = {FactType.MONEY} if money else {FactType.INTEGER, FactType.NUMBER}
        for name in _bases(option):
            of = here.at("of")
            if check_fact(findings, of, name, facts) and facts[name].type not in wanted:
                kind = "金额（money）" if money else "数量（integer 或 number）"
                findings.add(of, name, f"这里要的是{kind}类事实")


def check_within(findings: Findings, spot: Spot, row: BenchmarkRow, version: ItemVersion) -> None:
    """Note a row outside every clause of the statute for its party.

    The comparison is by form and base alone: whether a clause applies under the row's condition
    is not decided here, so that a row is noted only when no clause could cover it.
    """
    if row.grade.rank < _ORDINARY:
        return
    for _, option in _options(spot, row.fine):
        base, (low, high) = _rates(option)
        clauses = [
            limits
            for clause in version.penalties
            if "any" in (clause.party, row.party) or clause.party == row.party
            for _, lawful in _options(spot, clause.fine)
            for key, limits in [_rates(lawful)]
            if key == base
        ]
        if clauses and not any(_covers(limits, (low, high)) for limits in clauses):
            allowed = "、".join(f"{least}–{most}" for least, most in clauses)
            message = f"裁量幅度超出法定幅度（{allowed}）；适用时以法定幅度为准"
            findings.add(spot.at("fine"), f"{low}–{high}", message)


def _options(spot: Spot, fine: FineForm | None) -> Iterator[tuple[Spot, SimpleFine]]:
    """The simple forms that *fine* consists of; an unspecified fine has none."""
    if isinstance(fine, HigherFine | EitherFine):
        for i, option in enumerate(fine.options):
            yield spot.at("options", i), option
    elif isinstance(fine, RangeFine | MultipleFine | PercentFine | PerUnitFine | PerDayFine):
        yield spot, fine


def _bases(fine: SimpleFine) -> tuple[str, ...]:
    if isinstance(fine, RangeFine):
        return ()
    return fine.of if isinstance(fine, PerUnitFine) else (fine.of,)


def _rates(fine: SimpleFine) -> tuple[_Base, _Limits]:
    base = (fine.form, _bases(fine))
    if isinstance(fine, MultipleFine | PercentFine):
        return base, (fine.min or Decimal(0), fine.max)
    return base, (fine.min.as_yuan if fine.min else Decimal(0), fine.max.as_yuan)


def _covers(outer: _Limits, inner: _Limits) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
