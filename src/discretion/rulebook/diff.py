"""Two rulebooks compared by what they mean: in which cases the answer changed, and how.

Tables that say the same in other words, rows or order are equal here. Both tables are drawn as
sets of cases over the same axes, so that every case in which they differ is found, and none else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from discretion.rulebook.axes import describe
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.proof.regions import NONE, Node, Regions
from discretion.rulebook.proof.space import Space, axes_of, tests_of
from discretion.rulebook.results import Direction, Result, direction_of, results_of
from discretion.rulebook.schema import (
    FactDeclaration,
    Grade,
    Item,
    ItemVersion,
    ScoreBenchmark,
    TableBenchmark,
)
from discretion.rulebook.unary import Cell

ONE_DAY = timedelta(days=1)

Box = tuple[tuple[str, str], ...]
"""Cases: the unary test of each fact that is restricted."""


@dataclass(frozen=True, slots=True)
class Change:
    """Cases whose result changed: from and to when, which, what before and after."""

    start: date
    end: date | None
    before: Result | None
    after: Result | None
    direction: Direction
    region: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """One item that changed; ``texts`` names what changed beside its tables."""

    code: str
    title: str
    kind: str
    """``added``, ``removed`` or ``changed``."""
    changes: tuple[Change, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookDiff:
    """All that changed between two rulebooks."""

    items: tuple[ItemDiff, ...]
    rules: tuple[tuple[str, str], ...]
    """General rules by id, and whether ``added``, ``removed`` or ``changed``."""
    policy: tuple[str, ...]
    """Parts of the policy that changed."""

    @property
    def empty(self) -> bool:
        """Whether the two mean the same."""
        return not (self.items or self.rules or self.policy)


def diff(old: Rulebook, new: Rulebook) -> BookDiff:
    """Return what changed from *old* to *new*."""
    items = []
    for code in sorted({*old.items, *new.items}):
        before, after = old.items.get(code), new.items.get(code)
        if before is None or after is None:
            only = before or after
            assert only is not None
            items.append(ItemDiff(code, only.title, "added" if before is None else "removed"))
            continue
        changes = tuple(_joined(_item_changes(old, before, new, after)))
        texts = (*_texts(before, after), *(() if changes else _covered(old, before, new, after)))
        if changes or texts:
            items.append(ItemDiff(code, after.title, "changed", changes, texts))
    return BookDiff(tuple(items), tuple(_rules(old, new)), tuple(_policy(old, new)))


def between_versions(book: Rulebook, item: Item) -> list[tuple[Change, ...]]:
    """Return in which cases each version of *item* says otherwise than the one before it.

    In the order of the versions' days, one entry for each version but the first; a change's days
    are those of the later version.
    """
    ordered = sorted(item.versions, key=lambda version: book.effective(version).from_)
    found = []
    for then, now in pairwise(ordered):
        period = book.effective(now)
        changes = _table_changes(book, item, then, book, item, now, period.from_, period.to)
        found.append(tuple(changes))
    return found


# --- one item ----------------------------------------------------------------------------------


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Join changes that are the same on adjoining stretches of time."""
    found: list[Change] = []
    for change in changes:
        for i, known in enumerate(found):
            follows = known.end is not None and known.end + ONE_DAY == change.start
            if follows and replace(known, start=change.start, end=change.end) == change:
                found[i] = replace(known, end=change.end)
                break
        else:
            found.append(change)
    return found


def _item_changes(old: Rulebook, before: Item, new: Rulebook, after: Item) -> Iterator[Change]:
    """Yield the changes of an item, one stretch of time after the other."""
    for start, end in _stretches(old, before, new, after):
        then, now = old.version_on(before, start), new.version_on(after, start)
        if then is None and now is None:
            continue
        if then is None or now is None:
            direction = Direction.HEAVIER if then is None else Direction.MILDER
            blank = Result(penalised=False)
            yield Change(
                start,
                end,
                None if then is None else blank,
                None if now is None else blank,
                direction,
                (),
            )
            continue
        yield from _table_changes(old, before, then, new, after, now, start, end)


def _stretches(
    old: Rulebook, before: Item, new: Rulebook, after: Item
) -> list[tuple[date, date | None]]:
    """The longest stretches of days on each of which one version of either book applies."""
    starts: set[date] = set()
    for book, item in ((old, before), (new, after)):
        for version in item.versions:
            period = book.effective(version)
            starts.add(period.from_)
            if period.to is not None:
                starts.add(period.to + ONE_DAY)
    ordered = sorted(starts)
    ends: list[date | None] = [day - ONE_DAY for day in ordered[1:]]
    return list(zip(ordered, [*ends, None], strict=True))


def _table_changes(
    old: Rulebook,
    before: Item,
    then: ItemVersion,
    new: Rulebook,
    after: Item,
    now: ItemVersion,
    start: date,
    end: date | None,
) -> Iterator[Change]:
    regions = _shared_regions(old, before, then, new, after, now)
    first = results_of(Space(old, before, then, regions))
    second = results_of(Space(new, after, now, regions))
    scores = _score_change(then, now)
    for result, where in first.items():
        for other, there in second.items():
            if result == other and not scores:
                continue
            shared = regions.both(where, there)
            if shared != NONE and (result != other or result.fine):
                yield Change(
                    start,
                    end,
                    result,
                    other,
                    direction_of(result, other),
                    tuple(_told(regions, shared)),
                )


def _shared_regions(
    old: Rulebook, before: Item, then: ItemVersion, new: Rulebook, after: Item, now: ItemVersion
) -> Regions:
    """Sets of cases over the facts that either table asks about."""
    tests: dict[str, list[Cell]] = {}
    for item, version in ((before, then), (after, now)):
        for name, cells in tests_of(item, version).items():
            tests.setdefault(name, []).extend(cells)
    return Regions(axes_of(tests, _declared(old, before, new, after)))


def _declared(
    old: Rulebook, before: Item, new: Rulebook, after: Item
) -> Mapping[str, FactDeclaration]:
    """Both books' facts; where they differ in values or limits, the wider of the two."""
    found = {**SYSTEM_FACTS, **old.facts_of(before)}
    for name, fact in new.facts_of(after).items():
        known = found.get(name)
        if known is not None and known != fact:
            limits = fact.range if fact.range == known.range else None
            choices = {**known.choices, **fact.choices} if fact.choices else {}
            wider = fact.model_copy(update={"range": limits, "choices": choices})
            found[name] = wider
        else:
            found[name] = fact
    return found


def _covered(old: Rulebook, before: Item, new: Rulebook, after: Item) -> Iterator[str]:
    """Yield ``covered`` where rows changed only in cases that a graver row decides.

    No case is decided otherwise, but the table as published reads otherwise.
    """
    for start, _ in _stretches(old, before, new, after):
        then, now = old.version_on(before, start), new.version_on(after, start)
        if then is None or now is None or not _gravest_counts(then) or not _gravest_counts(now):
            continue
        regions = _shared_regions(old, before, then, new, after, now)
        spaces = Space(old, before, then, regions), Space(new, after, now, regions)
        if _claimed(spaces[0]) != _claimed(spaces[1]):
            yield "covered"
            return


def _gravest_counts(version: ItemVersion) -> bool:
    return isinstance(version.benchmark, TableBenchmark) and version.benchmark.hit == "max-grade"


def _claimed(space: Space) -> dict[Grade, Node]:
    """Return the cases that the rows of each grade describe, whatever graver row decides them."""
    found: dict[Grade, Node] = {}
    for row in space.rows:
        found[row.row.grade] = space.regions.either(found.get(row.row.grade, NONE), row.met)
    return found


def _score_change(then: ItemVersion, now: ItemVersion) -> bool:
    """Whether a factor score changed; scores are compared as a whole, not case by case."""
    scores = [v.benchmark if isinstance(v.benchmark, ScoreBenchmark) else None for v in (then, now)]
    if scores[0] is None and scores[1] is None:
        return False
    if scores[0] is None or scores[1] is None:
        return True
    parts = ("factors", "grades", "band")
    return any(getattr(scores[0], part) != getattr(scores[1], part) for part in parts)


def _told(regions: Regions, region: Node) -> Iterator[Box]:
    axes = {axis.name: axis for axis in regions.axes}
    for box in regions.boxes(region):
        yield tuple((name, describe(axes[name], cells)) for name, cells in box.items())


# --- the rest ----------------------------------------------------------------------------------


def _texts(before: Item, after: Item) -> Iterator[str]:
    """Names of what changed that no case shows."""
    for name in ("title", "aliases", "domain", "note"):
        if getattr(before, name) != getattr(after, name):
            yield name
    for name in ("violates", "penalizes", "correction"):
        olds = [getattr(v, name) for v in before.versions]
        news = [getattr(v, name) for v in after.versions]
        if olds != news:
            yield name
    flags = [
        [v.benchmark.status if v.benchmark else None for v in i.versions] for i in (before, after)
    ]
    if flags[0] != flags[1]:
        yield "status"
    if before.facts != after.facts:
        yield "facts"


def _rules(old: Rulebook, new: Rulebook) -> Iterator[tuple[str, str]]:
    before, after = ({r.id: r for r in book.rules} for book in (old, new))
    for name in sorted({*before, *after}):
        if name not in after:
            yield name, "removed"
        elif name not in before:
            yield name, "added"
        elif before[name] != after[name]:
            yield name, "changed"


def _policy(old: Rulebook, new: Rulebook) -> Iterator[str]:
    for name in type(new.policy).model_fields:
        if getattr(old.policy, name) != getattr(new.policy, name):
            yield name
