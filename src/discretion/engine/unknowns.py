"""Three-valued logic: what a case may mean while some of its facts are not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discretion.engine.amounts import is_static
from discretion.engine.decide import Core, Decider
from discretion.engine.plan import PRESUMED, Bits, Plan, quantities_of
from discretion.model.determination import Outcome, Reason
from discretion.rulebook.axes import Axis, describe
from discretion.rulebook.schema import (
    GeneralRule,
)

MOST_STATES = 4096
"""Beyond so many distinct meanings of the unknown facts, only the statute's range is given."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that is not known and matters: each answer to it, and what would then hold."""

    axis: Axis
    answers: tuple[tuple[str, tuple[Core, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that one combination of cells means, for every value of what is not known."""

    plan: Plan
    cores: tuple[Core, ...]
    unknowns: tuple[Unknown, ...]
    quantities: tuple[str, ...]
    """The quantities that some amount is computed from, by name."""
    static: bool
    """Whether the amounts depend on no quantity, so that they can be computed once."""
    reasons: tuple[Reason, ...]
    for_person: tuple[Reason, ...]
    settled: bool
    """Whether the cores are everything that the case may mean, and there is only one."""
    duties: tuple[tuple[GeneralRule, bool], ...]
    """Rules of procedure, and whether they apply whatever the unknown facts are."""


def resolve(decider: Decider, given: Mapping[str, int], elapsed: int) -> Bundle:
    """Decide a case whose known facts lie in the *given* cells."""
    search = _Search(decider, given, elapsed)
    states = search.reach()
    if states is None:
        too_many = (Reason(5, "too_many_unknown"),)
        return _bundle(decider.plan, search.statute_only(), (), too_many, settled=False)
    cores = search.cores(states)
    unknowns = tuple(search.unknowns()) if len(cores) > 1 else ()
    return _bundle(decider.plan, cores, unknowns, search.derived_unknown())


def _excluded(plan: Plan, given: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Yield the cell of each fact that cannot be true, because one that excludes it is."""
    for name, axis in plan.axes.items():
        for other in axis.declaration.excludes:
            for fact, ruled_out in ((name, other), (other, name)):
                both = fact in plan.axes and ruled_out in plan.axes
                if both and given.get(fact) == plan.axes[fact].cell(True):
                    yield ruled_out, plan.axes[ruled_out].cell(False)


class _Search:
    def __init__(self, decider: Decider, given: Mapping[str, int], elapsed: int) -> None:
        self.decider, self.plan, self.elapsed = decider, decider.plan, elapsed
        self.known: dict[Bits, Core] = {}
        self.unset: dict[str, Axis] = {}
        derived = {d.fact.name for d in self.plan.derived}
        self.base = self.plan.every
        self.open: list[Axis] = []
        given = {**dict(_excluded(self.plan, given)), **given}
        for name, axis in self.plan.axes.items():
            if name in derived:
                continue
            cell = given.get(name)
            if cell is None:
                cell = self._presumed(axis)
            if cell is None:
                self.open.append(axis)
            else:
                self.base &= self.plan.masks[name][cell]

    @staticmethod
    def _presumed(axis: Axis) -> int | None:
        """The cell of a fact that the case does not give, where its absence has a meaning."""
        if axis.null is not None:
            return axis.null
        if axis.declaration.circumstance:
            return axis.cell(False)
        if axis.name in PRESUMED:
            return axis.cell(PRESUMED[axis.name])
        return None

    def reach(self, without: Axis | None = None) -> list[Bits] | None:
        """Return every set of boxes that may stand, or None if they are too many."""
        states = [self.base]
        for axis in self.open:
            if axis is without:
                continue
            masks = [self.plan.masks[axis.name][c] for c in axis.feasible]
            states = list(dict.fromkeys(s & m for s in states for m in masks))
            if len(states) > MOST_STATES:
                return None
        return states

    def cores(self, states: Iterable[Bits]) -> tuple[Core, ...]:
        """Return the distinct meanings of *states*, in order of appearance."""
        return tuple(dict.fromkeys(self._core(s) for state in states for s in self._settled(state)))

    def _core(self, state: Bits) -> Core:
        core = self.known.get(state)
        if core is None:
            core = self.known[state] = self.decider.decide(state, self.elapsed)
        return core

    def _settled(self, state: Bits) -> list[Bits]:
        """Let the derived facts take their values, one after the other."""
        states = [state]
        for derived in self.plan.derived:
            name, following = derived.fact.name, []
            axis, masks = self.plan.axes[name], self.plan.masks[name]
            for standing in states:
                cell = next((c for when, c in derived.rows if when & standing), axis.null)
                if cell is None:
                    self.unset[name] = axis
                cells = axis.feasible if cell is None else (cell,)
                following += [standing & masks[c] for c in cells]
            states = list(dict.fromkeys(following))
        return states

    def unknowns(self) -> Iterable[Unknown]:
        for axis in self.open:
            masks = self.plan.masks[axis.name]
            if len({masks[c] & self.base for c in axis.feasible}) == 1:
                continue
            rest = self.reach(without=axis) or []
            by_cell = [[self.cores([s & masks[c]]) for s in rest] for c in axis.feasible]
            if all(column == by_cell[0] for column in by_cell):
                continue
            answers: list[tuple[list[int], tuple[Core, ...]]] = []
            for cell, column in zip(axis.feasible, by_cell, strict=True):
                cores = tuple(dict.fromkeys(core for found in column for core in found))
                if answers and set(answers[-1][1]) == set(cores):
                    answers[-1][0].append(cell)
                else:
                    answers.append(([cell], cores))
            yield Unknown(axis, tuple((describe(axis, cells), cores) for cells, cores in answers))

    def derived_unknown(self) -> tuple[Reason, ...]:
        return tuple(
            Reason(5, "derived_unknown", values=(("fact", n), ("label", a.declaration.label)))
            for n, a in self.unset.items()
        )

    def statute_only(self) -> tuple[Core, ...]:
        cores = [
            Core(Outcome.PENALTY, plan.index, plan.clause)
            for plan in self.plan.clauses
            if plan.when & self.base
        ]
        if self.plan.obeyed & self.base:
            cores.append(Core(Outcome.CORRECTION_ONLY))
        return tuple(cores) or (Core(Outcome.NO_PENALTY),)


def _bundle(
    plan: Plan,
    cores: tuple[Core, ...],
    unknowns: tuple[Unknown, ...],
    more: tuple[Reason, ...],
    settled: bool = True,
) -> Bundle:
    first, rest = cores[0], cores[1:]
    reasons = tuple(r for r in first.reasons if all(r in core.reasons for core in rest))
    persons = dict.fromkeys([*more, *(r for core in cores for r in core.for_person)])
    rules = {rule.id: rule for core in cores for rule in core.duties}
    each = [{rule.id for rule in core.duties} for core in cores]
    duties = tuple((rule, all(rule.id in ids for ids in each)) for rule in rules.values())
    fines = [fine for core in cores for fine in (core.fine, core.benchmark_fine)]
    return Bundle(
        plan,
        cores,
        unknowns,
        tuple(sorted({name for fine in fines for name in quantities_of(fine)})),
        all(is_static(fine) for fine in fines),
        reasons,
        tuple(persons),
        settled and len(cores) == 1,
        duties,
    )
