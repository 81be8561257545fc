"""Defects planted one at a time in the shipped rulebooks; what each must be found as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import Origin, parse_cell
from discretion.rulebook.load import folder_of, read_with_origin
from discretion.rulebook.schema import (
    BenchmarkRow,
    DerivedFact,
    DerivedRow,
    FactType,
    Flaw,
    GeneralRule,
    Grade,
    Item,
    ItemVersion,
    Move,
    OtherPenalty,
    Period,
    RangeFine,
    ScoreBenchmark,
    TableBenchmark,
)
from discretion.rulebook.unary import Cell, Interval, Literal, render

NAMES = ("shanghai-urban-management", "shenzhen-urban-management")
LOADED: dict[str, tuple[Rulebook, Origin]] = {n: read_with_origin(folder_of(n)) for n in NAMES}


@dataclass(frozen=True)
class Mutation:
    """One planted defect: the changed book, the item, and the finding that it must give."""

    label: str
    name: str
    book: Rulebook
    item: str | None
    code: str


Tables = Iterator[tuple[str, Item, int, ItemVersion, TableBenchmark]]


def tables() -> Tables:
    for name, (book, _) in LOADED.items():
        for item in book.items.values():
            for i, version in enumerate(item.versions):
                if isinstance(version.benchmark, TableBenchmark):
                    yield name, item, i, version, version.benchmark


def with_item(name: str, item: Item) -> Rulebook:
    book = LOADED[name][0]
    return replace(book, items={**book.items, item.code: item})


def with_version(name: str, item: Item, i: int, **changes: Any) -> Rulebook:
    version = item.versions[i].model_copy(update=changes)
    versions = (*item.versions[:i], version, *item.versions[i + 1 :])
    return with_item(name, item.model_copy(update={"versions": versions}))


def with_rows(
    name: str, item: Item, i: int, table: TableBenchmark, rows: list[BenchmarkRow], **more: Any
) -> Rulebook:
    return with_version(
        name, item, i, benchmark=table.model_copy(update={"rows": tuple(rows), **more})
    )


def changed(rows: tuple[BenchmarkRow, ...], j: int, **changes: Any) -> list[BenchmarkRow]:
    return [r.model_copy(update=changes) if k == j else r for k, r in enumerate(rows)]


def unaccepted(table: TableBenchmark) -> bool:
    return not any(isinstance(f, Flaw) and f.finding for f in table.flaws)


# --- the kinds ---------------------------------------------------------------------------------


def row_deleted() -> Iterator[Mutation]:
    """In a table that is unique, no other row takes the cases of the one deleted."""
    for name, item, i, _, table in tables():
        if table.hit == "unique" and len(table.rows) > 1 and unaccepted(table):
            for j in range(len(table.rows)):
                rows = [r for k, r in enumerate(table.rows) if k != j]
                book = with_rows(name, item, i, table, rows)
                yield Mutation(f"{item.code} v{i} row {j}", name, book, item.code, "gap")


def ends_of(rows: tuple[BenchmarkRow, ...]) -> Iterator[tuple[int, int, str, Cell]]:
    for j, row in enumerate(rows):
        for b, box in enumerate(row.when):
            for fact, text in box.items():
                yield j, b, fact, parse_cell(text)


def with_test(row: BenchmarkRow, b: int, fact: str, cell: Cell) -> list[dict[str, str]]:
    return [{**box, fact: render(cell)} if k == b else dict(box) for k, box in enumerate(row.when)]


def end_closed() -> Iterator[Mutation]:
    """An open end that is closed takes the next row's first number as well."""
    for name, item, i, _, table in tables():
        if table.hit != "unique":
            continue
        for j, b, fact, cell in ends_of(table.rows):
            declaration = LOADED[name][0].facts_of(item)[fact]
            test = cell.tests[0] if len(cell.tests) == 1 else None
            if (
                isinstance(test, Interval)
                and test.high is not None
                and test.high_open
                and declaration.type is not FactType.INTEGER
                and len(table.rows[j].when) == 1
                and parse_cell(declaration.range or "-").holds(test.high)
            ):
                closed = Cell((replace(test, high_open=False),))
                rows = changed(table.rows, j, when=with_test(table.rows[j], b, fact, closed))
                book = with_rows(name, item, i, table, rows)
                yield Mutation(f"{item.code} v{i} {j} {fact}", name, book, item.code, "overlap")


def count_widened() -> Iterator[Mutation]:
    """ "The second time" written as "the second time or more"."""
    for name, item, i, _, table in tables():
        if table.hit != "unique":
            continue
        for j, b, fact, cell in ends_of(table.rows):
            test = cell.tests[0] if len(cell.tests) == 1 else None
            later = any(
                isinstance(other.tests[0], Interval) and other.tests[0].low is not None
                for k, _, f, other in ends_of(table.rows)
                if f == fact and k != j and other.tests
            )
            if (
                isinstance(test, Literal)
                and type(test.value) is not bool
                and test.value == 1
                and later
            ):
                wide = parse_cell(">= 1")
                rows = changed(table.rows, j, when=with_test(table.rows[j], b, fact, wide))
                book = with_rows(name, item, i, table, rows)
                yield Mutation(f"{item.code} v{i} {j} {fact}", name, book, item.code, "overlap")


def row_shadowed() -> Iterator[Mutation]:
    """A milder copy of a row, where the gravest or the first counts."""
    for name, item, i, _, table in tables():
        if table.hit == "unique":
            continue
        for j, row in enumerate(table.rows):
            if row.grade is Grade.EXEMPT:
                continue
            number = max(r.row for r in table.rows) + 1
            copy = row.model_copy(update={"row": number, "grade": Grade.LIGHTER, "words": None})
            book = with_rows(name, item, i, table, [*table.rows, copy])
            yield Mutation(f"{item.code} v{i} row {j}", name, book, item.code, "unreachable-row")


def impossible_test() -> Iterator[Mutation]:
    """A count below nothing: no case meets the row."""
    for name, item, i, _, table in tables():
        for j, row in enumerate(table.rows):
            if len(row.when) == 1 and "prior_penalties" in row.when[0]:
                when = with_test(row, 0, "prior_penalties", parse_cell("< 0"))
                book = with_rows(name, item, i, table, changed(table.rows, j, when=when))
                yield Mutation(
                    f"{item.code} v{i} row {j}", name, book, item.code, "unreachable-row"
                )


def amount_beyond() -> Iterator[Mutation]:
    """A published amount above the statutory maximum, or below its minimum."""
    for name, item, i, version, table in tables():
        for j, row in enumerate(table.rows):
            if not isinstance(row.fine, RangeFine) or row.grade.rank < Grade.LIGHTER.rank:
                continue
            top = max(
                (c.fine.max for c in version.penalties if isinstance(c.fine, RangeFine)),
                default=None,
            )
            if top is None:
                continue
            label = f"{item.code} v{i} row {j}"
            above = row.fine.model_copy(update={"max": type(top)(top.fen + 100)})
            book = with_rows(name, item, i, table, changed(table.rows, j, fine=above))
            yield Mutation(f"{label} above", name, book, item.code, "above-statute")
            below = row.fine.model_copy(update={"min": type(top)(0)})
            if all(
                isinstance(c.fine, RangeFine) and c.fine.min and c.fine.min.fen
                for c in version.penalties
            ):
                book = with_rows(name, item, i, table, changed(table.rows, j, fine=below), flaws=())
                yield Mutation(f"{label} below", name, book, item.code, "below-statute")


def mitigated_inside() -> Iterator[Mutation]:
    """A row called mitigated whose amount the statute allows anyway."""
    for name, item, i, version, table in tables():
        if any(not isinstance(c.fine, RangeFine) for c in version.penalties):
            continue
        for j, row in enumerate(table.rows):
            if isinstance(row.fine, RangeFine) and row.grade is Grade.LIGHTER:
                rows = changed(table.rows, j, grade=Grade.MITIGATED)
                book = with_rows(name, item, i, table, rows, flaws=())
                low = max(c.fine.min.fen for c in version.penalties if c.fine and c.fine.min)
                if row.fine.max.fen >= low:
                    yield Mutation(
                        f"{item.code} v{i} row {j}", name, book, item.code, "not-mitigated"
                    )


def grades_swapped() -> Iterator[Mutation]:
    """The graver grade with the lower amount."""
    for name, item, i, _, table in tables():
        for (j, a), (k, b) in combinations(enumerate(table.rows), 2):
            if (
                isinstance(a.fine, RangeFine)
                and isinstance(b.fine, RangeFine)
                and a.party == b.party
                and a.grade.rank < b.grade.rank
                and a.fine.max < b.fine.min
                and table.hit == "unique"
            ):
                rows = changed(table.rows, j, grade=b.grade)
                rows = changed(tuple(rows), k, grade=a.grade)
                book = with_rows(name, item, i, table, rows)
                yield Mutation(f"{item.code} v{i} {j}/{k}", name, book, item.code, "grade-order")


def conditions_swapped() -> Iterator[Mutation]:
    """The first offence gets what the third should, and the third what the first should."""
    for name, item, i, _, table in tables():
        mildest = [r for r in table.rows if r.grade is Grade.LIGHTER]
        gravest = [r for r in table.rows if r.grade is Grade.HEAVIER]
        if table.hit != "unique" or len(mildest) != 1 or len(gravest) != 1:
            continue
        a, b = mildest[0], gravest[0]
        if a.party != b.party or set(a.when[0]) != set(b.when[0]) or len(a.when) + len(b.when) > 2:
            continue
        declared = LOADED[name][0].facts_of(item)
        if not all(declared[fact].aggravates for fact in a.when[0]):
            continue
        j, k = table.rows.index(a), table.rows.index(b)
        rows = changed(tuple(changed(table.rows, j, when=b.when)), k, when=a.when)
        book = with_rows(name, item, i, table, rows)
        yield Mutation(f"{item.code} v{i}", name, book, item.code, "non-monotone")


def top_amount_lowered() -> Iterator[Mutation]:
    """No row reaches the statutory maximum any more."""
    for name, item, i, version, table in tables():
        law = version.penalties[0].fine
        if len(version.penalties) != 1 or not isinstance(law, RangeFine) or not unaccepted(table):
            continue
        if law.min == law.max or any(not isinstance(r.fine, RangeFine) for r in table.rows):
            continue
        rows = []
        for row in table.rows:
            fine = row.fine
            assert isinstance(fine, RangeFine)
            if fine.max == law.max:
                lower = type(law.max)(law.max.fen - 100)
                low = min(fine.min or lower, lower)
                fine = fine.model_copy(update={"max": lower, "min": low})
            rows.append(row.model_copy(update={"fine": fine}))
        book = with_rows(name, item, i, table, rows)
        yield Mutation(f"{item.code} v{i}", name, book, item.code, "not-covering")


def citation_too_early() -> Iterator[Mutation]:
    """The version begins a day before the text that it cites."""
    for name, (book, _) in LOADED.items():
        for item in book.items.values():
            version = item.versions[0]
            source = book.sources[version.penalizes[0].source]
            period = book.effective(version)
            early = Period.model_construct(
                from_=source.in_force.from_ - timedelta(days=1), to=period.to
            )
            changed_book = with_version(name, item, 0, effective=early)
            yield Mutation(item.code, name, changed_book, item.code, "not-in-force")


def versions_apart() -> Iterator[Mutation]:
    """The first version ends a month before the second begins."""
    for name, (book, _) in LOADED.items():
        for item in book.items.values():
            if len(item.versions) < 2:
                continue
            period = book.effective(item.versions[0])
            second = book.effective(item.versions[1])
            early = Period(**{"from": period.from_, "to": second.from_ - timedelta(days=30)})
            yield Mutation(
                item.code, name, with_version(name, item, 0, effective=early), item.code, "time-gap"
            )


def written_out(number: int) -> str:
    """Return a number below ten million in Chinese numerals.

    >>> written_out(30), written_out(105), written_out(20000)
    ('三十', '一百零五', '二万')
    """
    for unit, name in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return written_out(high) + name + (gap + written_out(low) if low else "")
    return "零一二三四五六七八九"[number]


def numbers_as(written: Callable[[Decimal], str | None]) -> Iterator[Mutation]:
    for name, item, i, _, table in tables():
        for j, b, fact, cell in ends_of(table.rows):
            declaration = LOADED[name][0].facts_of(item)[fact]
            test = cell.tests[0] if len(cell.tests) == 1 else None
            numeric = [f for f in table.rows[j].when[b] if LOADED[name][0].facts_of(item)[f].unit]
            same = [
                f for f in numeric if LOADED[name][0].facts_of(item)[f].unit == declaration.unit
            ]
            if not isinstance(test, Interval) or not declaration.unit or len(same) != 1:
                continue
            if len(table.rows[j].when) > 1 or declaration.type is FactType.INTEGER:
                continue
            side = "low" if test.low is not None else "high"
            is_open = test.low_open if side == "low" else test.high_open
            number = written(getattr(test, side))
            if number is None:
                continue
            before, after = {
                ("low", False): ("超过", ""),
                ("low", True): ("", "以上"),
                ("high", False): ("不足", ""),
                ("high", True): ("", "以下"),
            }[side, is_open]
            words = f"{before}{number}{declaration.unit}{after}"
            book = with_rows(name, item, i, table, changed(table.rows, j, words=words))
            yield Mutation(f"{item.code} v{i} {j} {fact}", name, book, item.code, "wrong-end")


def words_contradicted() -> Iterator[Mutation]:
    """The row's words include a number that its test leaves out, and the other way round."""
    yield from numbers_as(str)


def chinese_numerals_contradicted() -> Iterator[Mutation]:
    """The same in words that write the number out (三十平方米以上)."""
    yield from numbers_as(lambda n: written_out(int(n)) if n == int(n) else None)


def derived_contradicting() -> Iterator[Mutation]:
    """A derived fact with two rows that meet partly and say different things."""
    for name, (book, _) in LOADED.items():
        for item in list(book.items.values())[:20]:
            derived = DerivedFact(
                name="large_scale",
                type=FactType.BOOL,
                label="规模较大",
                rows=(
                    DerivedRow(when=[{"area_m2": ">= 10"}], then="true"),
                    DerivedRow(when=[{"count": "< 5"}], then="false"),
                ),
            )
            version = item.versions[0]
            others = (OtherPenalty(kind="warning", when=[{"large_scale": "true"}]),)
            clause = version.penalties[0].model_copy(update={"others": others})
            changed_version = version.model_copy(
                update={"penalties": (clause, *version.penalties[1:])}
            )
            planted = item.model_copy(
                update={"derived": (derived,), "versions": (changed_version, *item.versions[1:])}
            )
            yield Mutation(
                item.code, name, with_item(name, planted), item.code, "derived-contradiction"
            )


def reach_one_item(book: Rulebook, *rules: GeneralRule) -> bool:
    return any(
        all(not r.sources or {c.source for c in version.penalizes} & set(r.sources) for r in rules)
        for item in book.items.values()
        for version in item.versions
    )


def rules_unweighed() -> Iterator[Mutation]:
    """Two bound rules of opposite direction and equal rank, with nothing said of the two."""
    for name, (book, _) in LOADED.items():
        by_id = {rule.id: rule for rule in book.rules}
        for rule in book.rules:
            for other in rule.weighed_against:
                if not reach_one_item(book, rule, by_id[other]):
                    continue
                left = tuple(o for o in rule.weighed_against if o != other)
                rules = tuple(
                    r.model_copy(update={"weighed_against": left}) if r is rule else r
                    for r in book.rules
                )
                yield Mutation(
                    f"{rule.id}/{other}", name, replace(book, rules=rules), None, "rules-conflict"
                )


def rule_turned() -> Iterator[Mutation]:
    """A bound rule that pulls the other way than its neighbours of equal rank."""
    for name, (book, _) in LOADED.items():
        for rule in book.rules:
            equals = [r for r in book.rules if isinstance(r.effect, Move) and r is not rule]
            turned = "heavier" if getattr(rule.effect, "direction", "") == "milder" else "milder"
            equals = [
                r
                for r in equals
                if r.precedence == rule.precedence
                and getattr(r.effect, "direction", turned) != turned
                and getattr(r.effect, "mode", "") == "must"
                and reach_one_item(book, rule, r)
            ]
            if (
                isinstance(rule.effect, Move)
                and rule.effect.mode == "must"
                and not rule.sources
                and equals
            ):
                effect = rule.effect.model_copy(update={"direction": turned})
                rules = tuple(
                    r.model_copy(update={"effect": effect, "weighed_against": ()})
                    if r is rule
                    else r.model_copy(
                        update={
                            "weighed_against": tuple(o for o in r.weighed_against if o != rule.id)
                        }
                    )
                    for r in book.rules
                )
                yield Mutation(rule.id, name, replace(book, rules=rules), None, "rules-conflict")


def cuts_moved() -> Iterator[Mutation]:
    """The grades' shares no longer join."""
    faults = {
        "cuts-gap": {"lighter": "[0..0.2]", "ordinary": "(0.3..0.7)"},
        "cuts-overlap": {"lighter": "[0..0.4]", "ordinary": "(0.3..0.7)"},
    }
    for name, (book, _) in LOADED.items():
        for which in ("ranged", "max_only"):
            for code, shares in faults.items():
                cuts = getattr(book.policy.grades, which).model_copy(
                    update={**shares, "heavier": "[0.7..1]"}
                )
                grades = book.policy.grades.model_copy(update={which: cuts})
                policy = book.policy.model_copy(update={"grades": grades})
                yield Mutation(f"{which} {code}", name, replace(book, policy=policy), None, code)


def score_step_deleted() -> Iterator[Mutation]:
    """A factor without a step for some values, a score without a grade."""
    for name, (book, _) in LOADED.items():
        for item in book.items.values():
            for i, version in enumerate(item.versions):
                score = version.benchmark
                if not isinstance(score, ScoreBenchmark):
                    continue
                for j, factor in enumerate(score.factors):
                    for k in range(len(factor.rows)):
                        rows = (*factor.rows[:k], *factor.rows[k + 1 :])
                        if not rows or "-" in [r.when for r in rows]:
                            continue
                        short = factor.model_copy(update={"rows": rows})
                        factors = (*score.factors[:j], short, *score.factors[j + 1 :])
                        new = score.model_copy(update={"factors": factors})
                        changed_book = with_version(name, item, i, benchmark=new)
                        yield Mutation(
                            f"{item.code} {j}/{k}", name, changed_book, item.code, "factor-gap"
                        )
                for k in range(len(score.grades)):
                    grades = (*score.grades[:k], *score.grades[k + 1 :])
                    if grades:
                        new = score.model_copy(update={"grades": grades})
                        changed_book = with_version(name, item, i, benchmark=new)
                        yield Mutation(
                            f"{item.code} grade {k}", name, changed_book, item.code, "score-gap"
                        )


KINDS: tuple[Callable[[], Iterator[Mutation]], ...] = (
    row_deleted,
    end_closed,
    count_widened,
    row_shadowed,
    impossible_test,
    amount_beyond,
    mitigated_inside,
    grades_swapped,
    conditions_swapped,
    top_amount_lowered,
    citation_too_early,
    versions_apart,
    words_contradicted,
    chinese_numerals_contradicted,
    derived_contradicting,
    rules_unweighed,
    rule_turned,
    cuts_moved,
    score_step_deleted,
)
