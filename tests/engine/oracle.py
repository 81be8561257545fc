"""A deliberately naive reading of a rulebook: no cells, no masks, no caches, exact fractions.

It knows one version of an item, tries every value that an unknown fact may have, and reads each
condition as it is written. It shares with the engine the schema and the parser of cells, nothing
else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from discretion.model.case import Case
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import (
    Exempt,
    FactDeclaration,
    FactType,
    Item,
    ItemVersion,
    Move,
    ScoreBenchmark,
    TableBenchmark,
    TimeBar,
)
from discretion.rulebook.unary import Interval, Literal, parse

Answer = tuple[Any, ...]
GRADES = ["exempt", "mitigated", "lighter", "ordinary", "heavier"]
GRAVEST = ["penalty", "may_exempt", "correction_only", "no_penalty", "time_barred"]
CUTS = ("lighter", "ordinary", "heavier")


def determine(book: Rulebook, item: Item, version: ItemVersion, case: Case, years: int) -> Answer:
    """Return (outcome, grades, row, statutory, lawful, benchmark, recommended, others)."""
    answers = []
    for facts in worlds(book, item, version, case):
        for world in derive(book, item, facts):
            answer = decide(book, item, version, world, years)
            if answer not in answers:
                answers.append(answer)
    outcome = min((a[0] for a in answers), key=GRAVEST.index)
    grades = sorted({a[1] for a in answers if a[1]}, key=GRADES.index)
    rows = {a[2] for a in answers}
    spans = [hull([a[i] for a in answers]) for i in (3, 4, 5, 6)]
    others = {kind: all(kind in a[7] for a in answers) for a in answers for kind in a[7]}
    return (outcome, tuple(grades), rows.pop() if len(rows) == 1 else None, *spans, others)


# --- worlds: every value an unknown fact may have ----------------------------------------------


def worlds(
    book: Rulebook, item: Item, version: ItemVersion, case: Case
) -> Iterator[dict[str, Any]]:
    derived = {d.name for d in item.derived}
    known: dict[str, Any] = {
        "party_kind": case.party.kind.value,
        "party_age": 18 if case.party.age is None else case.party.age,
        "party_capacity": case.party.capacity.value if case.party.capacity else "full",
    }
    known |= {n: v for n, v in case.facts.items() if v is not None}
    known |= dict.fromkeys(case.circumstances, True)
    open_: dict[str, list[Any]] = {}
    declarations = book.facts_of(item)
    cells = tested(book, item, version)
    for name in cells.keys() & declarations.keys():
        for other in declarations[name].excludes:
            for one, out in ((name, other), (other, name)):
                if known.get(one) is True and cells.keys() >= {one, out}:
                    known.setdefault(out, False)
    for name, texts in cells.items():
        if name in known or name in derived:
            continue
        if any(t.value is None for x in texts for t in parse(x).tests if isinstance(t, Literal)):
            known[name] = None
        elif declarations[name].circumstance:
            known[name] = False
        else:
            open_[name] = list(samples(declarations[name], texts))
    for values in itertools.product(*open_.values()):
        # A quantity that is not known is not guessed: amounts are computed from what is given.
        yield {**known, **dict(zip(open_, values, strict=True)), "given": case.facts}


def tested(book: Rulebook, item: Item, version: ItemVersion) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}

    def take(condition: Any) -> None:
        for box in condition or []:
            for name, text in box.items():
                found.setdefault(name, []).append(text)

    for clause in version.penalties:
        take(clause.when)
        for other in clause.others:
            take(other.when)
    if isinstance(version.benchmark, TableBenchmark):
        for row in version.benchmark.rows:
            take(row.when)
            for other in row.others:
                take(other.when)
    if isinstance(version.benchmark, ScoreBenchmark):
        for factor in version.benchmark.factors:
            take([{factor.fact: step.when} for step in factor.rows])
    for fact in item.derived:
        for line in fact.rows:
            take(line.when)
    for rule in book.rules:
        take(rule.when)
    if version.correction == "precondition":
        take([{"refused_correction": "true"}])
    return found


def samples(fact: FactDeclaration, texts: list[str]) -> Iterator[Any]:
    if fact.type is FactType.BOOL:
        yield from (False, True)
    elif fact.type is FactType.CHOICE:
        yield from fact.choices
    else:
        points = {Decimal(0)}
        for text in [*texts, fact.range or "-"]:
            for test in parse(text).tests:
                ends = (test.low, test.high) if isinstance(test, Interval) else (test.value,)
                points |= {
                    Decimal(e) for e in ends if e is not None and not isinstance(e, bool | str)
                }
        ordered = sorted(points)
        tries = {p + d for p in ordered for d in (Decimal(-1), Decimal(0), Decimal(1))}
        tries |= {(a + b) / 2 for a, b in itertools.pairwise(ordered)}
        for value in sorted(tries):
            if fact.type is FactType.INTEGER and value != int(value):
                continue
            if fact.range is None or parse(fact.range).holds(value):
                yield value


def derive(book: Rulebook, item: Item, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Set derived facts one after another, trying every value of one that no row sets."""
    facts = dict(facts)
    waiting = [d for d in item.derived if d.name not in facts]
    if not waiting:
        yield facts
        return
    names = {d.name for d in waiting}
    fact = next(
        d for d in waiting if not any(n in names for r in d.rows for b in r.when for n in b)
    )
    row = next((r for r in fact.rows if holds(r.when, facts)), None)
    if row is not None:
        literal = parse(row.then).tests[0]
        assert isinstance(literal, Literal)
        values: list[Any] = [literal.value]
    else:
        texts = [
            t
            for version in item.versions
            for n, found in tested(book, item, version).items()
            if n == fact.name
            for t in found
        ]
        values = list(samples(book.facts_of(item)[fact.name], texts))
    for value in values:
        yield from derive(book, item, {**facts, fact.name: value})


def holds(condition: Any, facts: dict[str, Any]) -> bool:
    if condition is None:
        return True
    return any(all(parse(t).holds(facts.get(n)) for n, t in box.items()) for box in condition)


# --- one world ----------------------------------------------------------------------------------


def decide(
    book: Rulebook, item: Item, version: ItemVersion, facts: dict[str, Any], years: int
) -> Answer:
    sources = {c.source for c in version.penalizes}
    rules = [
        r
        for r in book.rules
        if (not r.sources or sources & set(r.sources)) and holds(r.when, facts)
    ]
    gone = {name for r in rules for name in r.overrides}
    rules = [r for r in rules if r.id not in gone]
    limit = max((r.effect.years for r in rules if isinstance(r.effect, TimeBar)), default=None)
    if limit is not None and years >= limit:
        return ("time_barred", *[None] * 6, ())
    exempt = [r.effect.mode for r in rules if isinstance(r.effect, Exempt)]
    if "must" in exempt:
        return ("no_penalty", *[None] * 6, ())
    party = facts["party_kind"]
    clause = None
    for each in version.penalties:
        condition = each.when or [{}]
        if version.correction == "precondition" and not any(
            "refused_correction" in box for box in condition
        ):
            condition = [{**box, "refused_correction": "true"} for box in condition]
        if each.party in ("any", party) and holds(condition, facts):
            clause = each
            break
    if clause is None:
        obeyed = version.correction == "precondition" and facts["refused_correction"] is False
        return ("correction_only" if obeyed else "no_penalty", *[None] * 6, ())
    row, table_grade, share = table(version, party, facts)
    rules = [r for r in rules if not spent(r, condition, facts)]
    grade, optional, mitigable = moved(book, rules, table_grade)
    outcome = "may_exempt" if exempt or table_grade == "exempt" else "penalty"
    both = (*clause.others, *(row.others if row else ()))
    others = tuple(sorted({o.kind.value for o in both if holds(o.when, facts)}))
    if clause.fine is None:
        return (outcome, grade, row.row if row else None, None, None, None, None, others)
    statutory = amount(clause.fine, facts)
    benchmark = band(book, row, share, table_grade, clause.fine, statutory, facts)
    low = statutory[0]
    if mitigable:
        low = (0, False)
    elif table_grade == "mitigated":
        low = min(low, benchmark[0] if benchmark else (0, False))
    lawful = (low, statutory[1])
    if grade == "exempt":
        recommended: Any = ((0, False), (0, False))
    else:
        recommended = meet(benchmark, lawful) if benchmark else None
        target = grade if grade != table_grade else optional
        if target in CUTS and statutory[1] is not None:
            aim = policy(book, target, clause.fine, statutory)
            if recommended is not None:
                edge = recommended[0] if target == "heavier" else recommended[1]
                side = (edge, statutory[1]) if target == "heavier" else ((0, False), edge)
                aim = meet(aim, side) or recommended
            recommended = aim if grade != table_grade else hull([recommended, aim])
    number = row.row if row else None
    return (outcome, grade, number, statutory, lawful, benchmark, recommended, others)


def table(version: ItemVersion, party: str, facts: dict[str, Any]) -> tuple[Any, str | None, Any]:
    benchmark = version.benchmark
    if benchmark is None:
        return None, None, None
    if isinstance(benchmark, ScoreBenchmark):
        total = full = Fraction(0)
        for factor in benchmark.factors:
            step = next((s for s in factor.rows if holds([{factor.fact: s.when}], facts)), None)
            if step is None:
                return None, None, None
            total += Fraction(factor.weight) * Fraction(step.score)
            full += Fraction(factor.weight) * 100
        place = total / full
        exact = Decimal(place.numerator) / Decimal(place.denominator)
        grade = next((g.grade.value for g in benchmark.grades if parse(g.when).holds(exact)), None)
        width = Fraction(benchmark.band)
        ends = (max(Fraction(0), place - width), min(Fraction(1), place + width))
        return (
            None,
            grade,
            tuple((Fraction(Decimal(e.numerator) / Decimal(e.denominator)), False) for e in ends),
        )
    hits = [r for r in benchmark.rows if r.party in ("any", party) and holds(r.when, facts)]
    if not hits or (len(hits) > 1 and benchmark.hit == "unique"):
        return None, None, None
    row = hits[0]
    if benchmark.hit == "max-grade":
        row = max(hits, key=lambda r: (GRADES.index(r.grade.value), -r.row))
    return row, row.grade.value, shares(row.share) if row.share else None


def spent(rule: Any, condition: Any, facts: dict[str, Any]) -> bool:
    """Whether a heavier rule holds only by what every case of the clause has shown already."""
    if not isinstance(rule.effect, Move) or rule.effect.direction == "milder" or not rule.when:
        return False
    clause = [{(n, parse(t)) for n, t in box.items() if not parse(t).is_any} for box in condition]
    for box in rule.when:
        tests = {(n, parse(t)) for n, t in box.items() if not parse(t).is_any}
        if holds([box], facts) and not (tests and all(tests <= each for each in clause)):
            return False
    return True


def moved(book: Rulebook, rules: list[Any], grade: str | None) -> tuple[Any, Any, bool]:
    moves = [r for r in rules if isinstance(r.effect, Move)]
    milder = [r for r in moves if r.effect.mode == "must" and r.effect.direction == "milder"]
    heavier = [r for r in moves if r.effect.mode == "must" and r.effect.direction == "heavier"]
    tie = False
    if milder and heavier:
        up, down = max(r.precedence for r in heavier), max(r.precedence for r in milder)
        tie = up == down and any(r.effect.mitigable for r in milder)
        milder, heavier = (milder, []) if down > up else ([], heavier) if up > down else ([], [])
    mays = [r for r in moves if r.effect.mode == "may"]
    target = grade
    if heavier:
        target = "heavier"
    elif milder and grade not in ("exempt", "mitigated"):
        target = "lighter"
    optional = None
    for rule in mays:
        if not milder and not heavier:
            step = book.policy.grades.shift * (1 if rule.effect.direction == "heavier" else -1)
            at = CUTS.index(grade) if grade in CUTS else 1
            optional = CUTS[min(2, max(0, at + step))]
    opens = tie or (not heavier and any(r.effect.mitigable for r in [*milder, *mays]))
    return target, optional, opens


# --- amounts: ((fen, open), (fen, open) or None) -----------------------------------------------


def amount(fine: Any, facts: dict[str, Any]) -> Any:
    if fine.form == "higher_of":
        each = [amount(o, facts) for o in fine.options]
        return max(each, key=lambda s: (s[1] is None, s[1][0] if s[1] else 0, s[0][0]))
    if fine.form == "either_of":
        return hull([amount(o, facts) for o in fine.options])
    if fine.form == "range":
        low = fine.min.fen if fine.min else 0
        return ((low, fine.min_open), (fine.max.fen, fine.max_open))
    names = fine.of if isinstance(fine.of, tuple) else (fine.of,)
    floor_, cap = (x.fen if x else None for x in (fine.floor, fine.cap))
    facts = facts["given"]
    if any(facts.get(n) is None for n in names):
        return ((floor_ or 0, False), None if cap is None else (cap, False))
    base = Fraction(1)
    for name in names:
        base *= Fraction(facts[name])
    ends = []
    for rate, open_ in ((fine.min or 0, fine.min_open), (fine.max, fine.max_open)):
        factor = Fraction(rate.fen) if hasattr(rate, "fen") else Fraction(rate)
        exact = base * factor * (100 if fine.form == "multiple" else 1)
        ends.append((floor(exact + Fraction(1, 2)), open_))
    low, high = ends
    if floor_ is not None and low[0] <= floor_:
        low = (floor_, False)
        high = max(high, low, key=lambda e: e[0]) if high[0] < floor_ else high
    if cap is not None and high[0] >= cap:
        high = (cap, False)
        low = high if low[0] > cap else low
    if low[0] == high[0]:
        low, high = (low[0], False), (high[0], False)
    return (low, high)


def shares(text: str) -> Any:
    test = parse(text).tests[0]
    if isinstance(test, Literal):
        return ((Fraction(test.value), False), (Fraction(test.value), False))  # type: ignore[arg-type]
    assert test.low is not None
    assert test.high is not None
    return ((Fraction(test.low), test.low_open), (Fraction(test.high), test.high_open))


def max_only(fine: Any) -> bool:
    if fine.form in ("higher_of", "either_of"):
        return all(max_only(o) for o in fine.options)
    return fine.min is None


def policy(book: Rulebook, grade: str, fine: Any, statutory: Any) -> Any:
    cuts = book.policy.grades.max_only if max_only(fine) else book.policy.grades.ranged
    return cut(statutory, shares(getattr(cuts, grade)))


def cut(span: Any, share: Any) -> Any:
    (low, low_open), (high, high_open) = span
    if low == high:
        return span
    first, last = (Fraction(s[0]) * (high - low) for s in share)
    first_open, last_open = (
        share[0][1] and first.denominator == 1,
        share[1][1] and last.denominator == 1,
    )
    if first == 0:
        first_open = low_open or first_open
    if last == high - low:
        last_open = high_open or last_open
    start, end = low + ceil(first), low + floor(last)
    if start > end or (start == end and (first_open or last_open)):
        return ((low + round(first), False), (low + round(first), False))
    return ((start, first_open), (end, last_open))


def band(
    book: Rulebook, row: Any, share: Any, grade: str | None, fine: Any, statutory: Any, facts: Any
) -> Any:
    if row is not None and row.fine is not None:
        return amount(row.fine, facts)
    if statutory[1] is None:
        return None
    if share is not None:
        return cut(statutory, share)
    return policy(book, grade, fine, statutory) if grade in CUTS else None


def hull(spans: list[Any]) -> Any:
    spans = [s for s in spans if s is not None]
    if not spans:
        return None
    low = min(s[0] for s in spans)
    if any(s[1] is None for s in spans):
        return (low, None)
    high = max((s[1][0], not s[1][1]) for s in spans)
    return (low, (high[0], not high[1]))


def meet(first: Any, second: Any) -> Any:
    low = max(first[0], second[0])
    ends = [(s[1][0], not s[1][1]) for s in (first, second) if s[1] is not None]
    if not ends:
        return (low, None)
    value, closed = min(ends)
    if value < low[0] or (value == low[0] and (low[1] or not closed)):
        return None
    return (low, (value, not closed))
