"""Every planted defect is found, and its counter-example is one in the eyes of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from discretion.engine.book import Book
from discretion.model.case import Act, Case, Party
from discretion.model.determination import Determination
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import parse_cell
from discretion.rulebook.proof.findings import Example, Finding
from discretion.rulebook.proof.lint import prove
from discretion.rulebook.schema import FactType, Grade, RangeFine, TableBenchmark
from tests.rulebook.proof.mutations import KINDS, LOADED, Mutation

LEAST = 500
"""So many defects are planted at least, of all kinds together."""


def case_of(book: Rulebook, item: str, example: Example) -> Case:
    assert example.day is not None
    declared = book.facts_of(book.items[item])
    found = {n: v for n, v in example.facts if n in declared and declared[n].circumstance and v}
    facts = {n: v for n, v in example.facts if n in declared and not declared[n].circumstance}
    return Case(
        id="反例",
        items=(item,),
        party=Party.model_validate(
            {
                "kind": example.party,
                **{
                    key: value
                    for key, value in (
                        ("age", dict(example.facts).get("party_age")),
                        ("capacity", dict(example.facts).get("party_capacity")),
                    )
                    if value is not None
                },
            }
        ),
        act=Act(start=example.day, end=example.day, discovered=example.day),
        decided=example.day,
        facts=facts,
        circumstances=tuple(sorted(found)),
    )


def decided(book: Rulebook, item: str, example: Example) -> Determination:
    return Book(**vars(book)).determine(case_of(book, item, example))


def persons(answer: Determination) -> set[str]:
    return {reason.code for reason in answer.for_person}


def table_of(book: Rulebook, finding: Finding) -> TableBenchmark:
    assert finding.item is not None
    assert finding.example is not None
    assert finding.example.day is not None
    version = book.version_on(book.items[finding.item], finding.example.day)
    assert version is not None
    assert isinstance(version.benchmark, TableBenchmark)
    return version.benchmark


def says_gap(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    return "table_gap" in persons(decided(book, finding.item, finding.example))


def says_overlap(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    answer = decided(book, finding.item, finding.example)
    told = [dict(r.values) for r in answer.for_person if r.code == "table_overlap"]
    rows = dict(finding.values)["rows"]
    assert isinstance(rows, tuple)
    return any(set(rows) <= set(t["rows"]) for t in told)  # type: ignore[call-overload]


def holds(box: dict[str, str], facts: dict[str, Any]) -> bool:
    return all(parse_cell(text).holds(facts.get(name)) for name, text in box.items())


def says_unreachable(book: Rulebook, finding: Finding) -> bool:
    """The row's own condition holds for the case, yet another row counts, or there is no fine."""
    values = dict(finding.values)
    (number,) = values["rows"]  # type: ignore[misc]
    if finding.example is None:
        return values["why"] == "no_case"
    assert finding.item
    row = next(r for r in table_of(book, finding).rows if r.row == number)
    answer = decided(book, finding.item, finding.example)
    assert any(holds(box, dict(finding.example.facts)) for box in row.when)
    return answer.row != number


def says_outside(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    answer = decided(book, finding.item, finding.example)
    assert answer.statutory
    assert answer.benchmark
    assert answer.statutory.maximum
    (number,) = dict(finding.values)["rows"]  # type: ignore[misc]
    assert answer.row == number
    if finding.code == "above-statute":
        assert answer.benchmark.maximum
        return answer.benchmark.maximum > answer.statutory.maximum
    return answer.benchmark.minimum < answer.statutory.minimum


def says_not_mitigated(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    answer = decided(book, finding.item, finding.example)
    assert answer.statutory
    assert answer.benchmark
    return answer.table_grade == "mitigated" and answer.statutory.minimum <= (
        answer.benchmark.maximum or answer.statutory.minimum
    )


def says_shared_amount(book: Rulebook, finding: Finding) -> bool:
    """One amount in the bands of two rows of different grade, both of which some case meets."""
    values = dict(finding.values)
    first, second = (
        next(r for r in table_of(book, finding).rows if r.row == number)
        for number in values["rows"]  # type: ignore[attr-defined]
    )
    assert isinstance(first.fine, RangeFine)
    assert isinstance(second.fine, RangeFine)
    low = max(first.fine.min or first.fine.max, second.fine.min or second.fine.max)
    return first.grade is not second.grade and low <= min(first.fine.max, second.fine.max)


def says_disorder(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    graver, milder = dict(finding.values)["rows"]  # type: ignore[misc]
    rows = {r.row: r for r in table_of(book, finding).rows}
    answer = decided(book, finding.item, finding.example)
    assert answer.row == graver
    a, b = rows[graver].fine, rows[milder].fine
    assert a
    assert b
    return rows[graver].grade.rank > rows[milder].grade.rank and a.max <= b.max  # type: ignore[union-attr]


def says_milder(book: Rulebook, finding: Finding) -> bool:
    """Two cases that differ in one fact, the worse of which gets less."""
    assert finding.item
    assert finding.example
    values = dict(finding.values)
    before = values["from"]
    assert isinstance(before, Example)
    differing = {
        name
        for name in dict(before.facts)
        if dict(before.facts)[name] != dict(finding.example.facts).get(name)
    }
    assert differing == {values["fact"]}
    less, more = (decided(book, finding.item, e) for e in (finding.example, before))
    assert (less.row, more.row) == (values["milder_row"], values["worse_row"])
    assert less.benchmark
    assert more.benchmark
    assert less.grade
    assert more.grade
    # Where a fine counts in a quantity that is nought here, the amounts agree; the grades do not.
    return (less.benchmark.minimum, less.benchmark.maximum, Grade(less.grade).rank) < (
        more.benchmark.minimum,
        more.benchmark.maximum,
        Grade(more.grade).rank,
    )


def says_unused(book: Rulebook, finding: Finding) -> bool:
    """No row of the table comes to an amount in the hole."""
    assert finding.item
    assert finding.example
    values = dict(finding.values)
    low, high = values["hole_low"], values["hole_high"]
    rows = [r for r in table_of(book, finding).rows if r.row in values["rows"]]  # type: ignore[operator]
    middle = (low + high) / 2  # type: ignore[operator]
    answer = decided(book, finding.item, finding.example)
    assert answer.statutory
    assert answer.statutory.maximum
    assert answer.statutory.minimum.fen <= middle * 100 <= answer.statutory.maximum.fen
    return not any(
        r.fine.min.fen <= middle * 100 <= r.fine.max.fen  # type: ignore[union-attr]
        for r in rows
    )


def says_not_in_force(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    assert finding.example.day
    source = book.sources[str(dict(finding.values)["source"])]
    version = book.version_on(book.items[finding.item], finding.example.day)
    return version is not None and not source.in_force.covers(finding.example.day)


def says_no_version(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    assert finding.example.day
    item, day = book.items[finding.item], finding.example.day
    before = book.version_on(item, day - timedelta(days=1))
    return book.version_on(item, day) is None and before is not None


def says_other_end(book: Rulebook, finding: Finding) -> bool:
    """The words take the number in and the condition leaves it out, or the other way round."""
    assert finding.item
    assert finding.example
    values = dict(finding.values)
    (number,) = values["rows"]  # type: ignore[misc]
    row = next(r for r in table_of(book, finding).rows if r.row == number)
    met = any(holds(box, dict(finding.example.facts)) for box in row.when)
    return met is not values["included"]


def says_contradiction(book: Rulebook, finding: Finding) -> bool:
    assert finding.item
    assert finding.example
    values = dict(finding.values)
    (derived,) = (d for d in book.items[finding.item].derived if d.name == values["fact"])
    facts = dict(finding.example.facts)
    first, second = (derived.rows[int(str(values[k])) - 1] for k in ("first_row", "row"))
    both = all(any(holds(box, facts) for box in row.when) for row in (first, second))
    return both and first.then != second.then


def says_tie(book: Rulebook, finding: Finding) -> bool:
    """Some item that both rules reach leaves the case to a person."""
    assert finding.example
    names = [str(dict(finding.values)[k]) for k in ("first", "second")]
    rules = {r.id: r for r in book.rules}
    wanted = [set(rules[n].sources) for n in names if rules[n].sources]
    for item in book.items.values():
        for version in item.versions:
            cited = {c.source for c in version.penalizes}
            if version.correction == "precondition" or not all(cited & w for w in wanted):
                continue
            day = book.effective(version).from_
            example = Example(day, finding.example.party, finding.example.facts)
            if "moves_tie" in persons(decided(book, item.code, example)):
                return True
    return False


def says_cut(book: Rulebook, finding: Finding) -> bool:
    values = dict(finding.values)
    cuts = getattr(book.policy.grades, str(values["which"]))
    cells = [parse_cell(getattr(cuts, g)) for g in ("lighter", "ordinary", "heavier")]
    near = [values["at"] + Decimal(d) / 1000 for d in (-1, 0, 1)]  # type: ignore[operator]
    hits = [sum(cell.holds(x) for cell in cells) for x in near if 0 <= x <= 1]
    return 0 in hits if finding.code == "cuts-gap" else max(hits) > 1


CONFIRM: dict[str, Callable[[Rulebook, Finding], bool]] = {
    "gap": says_gap,
    "overlap": says_overlap,
    "unreachable-row": says_unreachable,
    "above-statute": says_outside,
    "below-statute": says_outside,
    "not-mitigated": says_not_mitigated,
    "amounts-overlap": says_shared_amount,
    "grade-order": says_disorder,
    "non-monotone": says_milder,
    "not-covering": says_unused,
    "not-in-force": says_not_in_force,
    "time-gap": says_no_version,
    "wrong-end": says_other_end,
    "derived-contradiction": says_contradiction,
    "rules-conflict": says_tie,
    "cuts-gap": says_cut,
    "cuts-overlap": says_cut,
    "factor-gap": says_gap,
}
"""How the engine, or the rulebook read plainly, confirms a finding. A score without a grade has no
example of its own: its share is named."""


def found_in(mutation: Mutation) -> list[Finding]:
    origin = LOADED[mutation.name][1]
    return [f for f in prove(mutation.book, origin, only=mutation.item) if f.counts]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_planted_defect_is_found_with_a_true_counter_example(
    kind: Callable[[], Iterator[Mutation]],
) -> None:
    planted = 0
    for mutation in kind():
        planted += 1
        wanted = [f for f in found_in(mutation) if f.code == mutation.code]
        assert wanted, mutation.label
        for finding in wanted:
            assert finding.line is not None
            if finding.code in CONFIRM and (finding.example or "cuts" in finding.code):
                assert CONFIRM[finding.code](mutation.book, finding), (mutation.label, finding)
    assert planted >= 8


def test_there_are_enough_defects_of_enough_kinds() -> None:
    planted = {kind.__name__: sum(1 for _ in kind()) for kind in KINDS}
    assert sum(planted.values()) >= LEAST
    assert len(planted) >= 15


@pytest.mark.parametrize("name", LOADED)
def test_the_untouched_rulebook_has_no_finding_that_it_does_not_own_up_to(name: str) -> None:
    book, origin = LOADED[name]
    assert not [f for f in prove(book, origin) if f.counts]


def test_a_fact_of_every_type_takes_part() -> None:
    """The suite would prove little if all tables asked the same kind of question."""
    used = {
        book.facts_of(item)[fact].type
        for book, _ in LOADED.values()
        for item in book.items.values()
        for version in item.versions
        if isinstance(version.benchmark, TableBenchmark)
        for row in version.benchmark.rows
        for box in row.when
        for fact in box
    }
    assert used == set(FactType)
