"""Cross-checks that need the whole rulebook: names, cell types, amounts against the statute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from discretion.model.money import Money
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import Problem, did_you_mean
from discretion.rulebook.files import Steps, format_path, line_of
from discretion.rulebook.schema import (
    Citation,
    Condition,
    EitherFine,
    FactDeclaration,
    FactType,
    FineForm,
    HigherFine,
    Item,
    ItemVersion,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    Reference,
    ScoreBenchmark,
    TableBenchmark,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Cell, Interval, Literal, UnaryError, parse

Origin = Mapping[tuple[str, str], tuple[Path, Steps]]

parse_cell = lru_cache(maxsize=65536)(parse)
"""The same cell text stands in many rows: parse each once."""

SYSTEM_FACTS: dict[str, FactDeclaration] = {
    "party_age": FactDeclaration(type=FactType.INTEGER, label="当事人年龄", unit="周岁"),
    "party_capacity": FactDeclaration(
        type=FactType.CHOICE,
        label="责任能力",
        choices={
            "full": "有",
            "intermittent_sane": "间歇性精神病人在精神正常时",
            "partial": "尚未完全丧失",
            "none": "不能辨认或者不能控制",
        },
    ),
    "party_kind": FactDeclaration(
        type=FactType.CHOICE, label="当事人类型", choices={"individual": "个人", "unit": "单位"}
    ),
}
"""Facts that the engine reads from the case itself; general rules may test them."""


class _Finder:
    """Collects problems and knows where in which file a value stands."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.found: list[Problem] = []

    def add(
        self,
        home: tuple[str, str],
        path: Steps,
        value: str | None,
        message: str,
        suggestion: str | None = None,
    ) -> None:
        file, base = self.origin[home]
        full = (*base, *path)
        self.found.append(
            Problem(file, line_of(file, full), format_path(full), value, message, suggestion)
        )


def check_rulebook(book: Rulebook, origin: Origin) -> tuple[list[Problem], list[Problem]]:
    """Return (errors, warnings) of *book*; ``origin`` says where each part was read."""
    errors, warnings = _Finder(origin), _Finder(origin)
    for source in book.sources.values():
        successor = source.replaced_by and source.replaced_by.source
        if successor and successor not in book.sources:
            errors.add(
                ("source", source.id),
                (),
                successor,
                "replaced_by.source 没有这个法源",
                did_you_mean(successor, book.sources),
            )
    shared = {**SYSTEM_FACTS, **book.facts}
    _check_facts(book.facts, errors, lambda name: (("fact", name), ()))
    for rule in book.rules:
        home = ("rule", rule.id)
        _check_citation(book, errors, home, ("citation",), rule.citation)
        for i, name in enumerate(rule.sources):
            if name not in book.sources:
                # A general part is shared: it may name sources that only some rulebooks hold.
                warnings.add(home, ("sources", i), name, "本库没有这个法源，此条总则不会对它适用")
        for name in rule.overrides:
            if all(name != other.id for other in book.rules):
                errors.add(home, ("overrides",), name, "没有这条总则", None)
        if rule.when:
            _check_condition(errors, home, ("when",), rule.when, shared)
    _check_policy(book, errors)
    for item in book.items.values():
        _check_item(book, item, errors, warnings)
    return errors.found, warnings.found


def _check_facts(facts: Mapping[str, FactDeclaration], errors: _Finder, home) -> None:  # type: ignore[no-untyped-def]
    for name, fact in facts.items():
        if fact.range is not None:
            where, path = home(name)
            _check_cell(errors, where, (*path, "range"), fact.range, fact)


def _check_policy(book: Rulebook, errors: _Finder) -> None:
    home = ("policy", "")
    policy = book.policy
    for name in ("grades", "look_back", "refusal", "hearing", "legal_review"):
        reference: Reference = getattr(policy, name).reference
        _check_reference(book, errors, home, (name, "reference"), reference)
    share = FactDeclaration(type=FactType.NUMBER, label="幅度占比")
    for which in ("ranged", "max_only"):
        cuts = getattr(policy.grades, which)
        for grade in ("lighter", "ordinary", "heavier"):
            path = ("grades", which, grade)
            cell = _check_cell(errors, home, path, getattr(cuts, grade), share)
            if cell and share_ends(cell) is None:
                errors.add(home, path, getattr(cuts, grade), "须是 0 到 1 之间的一个区间")


def share_ends(cell: Cell) -> Interval | None:
    """Return the one interval within [0..1] that *cell* is, or None if it is anything else."""
    if cell.negated or len(cell.tests) != 1:
        return None
    test = cell.tests[0]
    if isinstance(test, Literal):
        if isinstance(test.value, bool | str) or test.value is None:
            return None
        from decimal import Decimal

        test = Interval(Decimal(test.value), Decimal(test.value), False, False)
    if test.low is None or test.high is None or not 0 <= test.low <= test.high <= 1:
        return None
    return test


def _check_item(book: Rulebook, item: Item, errors: _Finder, warnings: _Finder) -> None:
    home = ("item", item.code)
    facts = {**SYSTEM_FACTS, **book.facts_of(item)}
    _check_facts(item.facts, errors, lambda name: (home, ("facts", name)))
    for name in item.facts:
        if name in book.facts:
            errors.add(home, ("facts", name), name, "与公共事实同名，请改名或直接引用公共事实")
    _check_derived(item, facts, errors, home)
    last = None
    for i, version in enumerate(item.versions):
        at: Steps = ("versions", i)
        known = True
        for kind in ("violates", "penalizes"):
            for j, citation in enumerate(getattr(version, kind)):
                known &= _check_citation(book, errors, home, (*at, kind, j), citation)
        if not known:
            continue
        period = book.effective(version)
        if last and (last.to is None or last.to >= period.from_):
            errors.add(home, at, str(period.from_), "各版本须由旧到新，且有效期不得重叠")
        last = period
        _check_version(version, facts, errors, warnings, home, at)


def _check_derived(
    item: Item, facts: Mapping[str, FactDeclaration], errors: _Finder, home: tuple[str, str]
) -> None:
    needs: dict[str, set[str]] = {}
    for i, derived in enumerate(item.derived):
        at: Steps = ("derived", i)
        needs[derived.name] = set()
        for j, row in enumerate(derived.rows):
            _check_condition(errors, home, (*at, "rows", j, "when"), row.when, facts)
            cell = _check_cell(
                errors, home, (*at, "rows", j, "then"), row.then, facts[derived.name]
            )
            if cell and (len(cell.tests) != 1 or not isinstance(cell.tests[0], Literal)):
                errors.add(home, (*at, "rows", j, "then"), row.then, "须是一个值，如 true 或 5")
            needs[derived.name] |= {name for box in row.when for name in box}
    settled: set[str] = set()
    while True:
        ready = {
            n for n, uses in needs.items() if n not in settled and not uses & needs.keys() - settled
        }
        if not ready:
            break
        settled |= ready
    for name in sorted(needs.keys() - settled):
        errors.add(home, ("derived",), name, "派生事实互相依赖成环")


def _check_version(
    version: ItemVersion,
    facts: Mapping[str, FactDeclaration],
    errors: _Finder,
    warnings: _Finder,
    home: tuple[str, str],
    at: Steps,
) -> None:
    for i, clause in enumerate(version.penalties):
        path: Steps = (*at, "penalties", i)
        if clause.when:
            _check_condition(errors, home, (*path, "when"), clause.when, facts)
        for j, other in enumerate(clause.others):
            if other.when:
                _check_condition(errors, home, (*path, "others", j, "when"), other.when, facts)
        _check_fine(clause.fine, facts, errors, home, (*path, "fine"))
    benchmark = version.benchmark
    if isinstance(benchmark, TableBenchmark):
        numbers: set[int] = set()
        for i, row in enumerate(benchmark.rows):
            path = (*at, "benchmark", "rows", i)
            if row.row in numbers:
                errors.add(home, (*path, "row"), str(row.row), "同一张表内行号重复")
            numbers.add(row.row)
            _check_condition(errors, home, (*path, "when"), row.when, facts)
            _check_fine(row.fine, facts, errors, home, (*path, "fine"))
            if row.share is not None:
                cell = _check_cell(
                    errors,
                    home,
                    (*path, "share"),
                    row.share,
                    FactDeclaration(type=FactType.NUMBER, label="幅度占比"),
                )
                if cell and share_ends(cell) is None:
                    errors.add(home, (*path, "share"), row.share, "须是 0 到 1 之间的一个区间")
            if row.fine and row.grade.rank >= 2:
                _check_within(row.party, row.fine, version, warnings, home, path)
    elif isinstance(benchmark, ScoreBenchmark):
        share = FactDeclaration(type=FactType.NUMBER, label="幅度占比")
        for i, factor in enumerate(benchmark.factors):
            path = (*at, "benchmark", "factors", i)
            if factor.fact not in facts:
                errors.add(
                    home,
                    (*path, "fact"),
                    factor.fact,
                    "没有声明这个事实",
                    did_you_mean(factor.fact, facts),
                )
                continue
            for j, step in enumerate(factor.rows):
                _check_cell(errors, home, (*path, "rows", j, "when"), step.when, facts[factor.fact])
        for i, grade in enumerate(benchmark.grades):
            _check_cell(errors, home, (*at, "benchmark", "grades", i, "when"), grade.when, share)


def _check_within(
    party: str,
    fine: FineForm,
    version: ItemVersion,
    warnings: _Finder,
    home: tuple[str, str],
    path: Steps,
) -> None:
    """Warn of a row outside every clause of the statute; exact proofs are the lint's work."""
    rates = _rates(fine)
    if rates is None:
        return
    clauses = [
        limits
        for c in version.penalties
        if "any" in (c.party, party) or c.party == party
        for option in _options(c.fine)
        if (limits := _rates(option)) and limits[0] == rates[0]
    ]
    if clauses and not any(low <= rates[1] and rates[2] <= high for _, low, high in clauses):
        allowed = "、".join(f"{low}–{high}" for _, low, high in clauses)
        warnings.add(
            home,
            (*path, "fine"),
            f"{rates[1]}–{rates[2]}",
            f"裁量幅度超出法定幅度（{allowed}）；适用时以法定幅度为准",
        )


def _options(fine: FineForm | None) -> Iterable[FineForm]:
    if isinstance(fine, HigherFine | EitherFine):
        return fine.options
    return [fine] if fine else []


def _rates(fine: FineForm) -> tuple[str, Money, Money] | None:
    if isinstance(fine, RangeFine | PerUnitFine | PerDayFine):
        return (fine.form, fine.min or Money(0), fine.max)
    return None


def _check_fine(
    fine: FineForm | None,
    facts: Mapping[str, FactDeclaration],
    errors: _Finder,
    home: tuple[str, str],
    path: Steps,
) -> None:
    for option in _options(fine):
        if isinstance(option, RangeFine | UnspecifiedFine | HigherFine | EitherFine):
            continue
        money = isinstance(option, MultipleFine | PercentFine)
        names = option.of if isinstance(option, PerUnitFine) else (option.of,)
        for name in names:
            if name not in facts:
                errors.add(home, (*path, "of"), name, "没有声明这个事实", did_you_mean(name, facts))
            elif money != (facts[name].type is FactType.MONEY) or facts[name].type in (
                FactType.BOOL,
                FactType.CHOICE,
            ):
                wanted = "金额（money）" if money else "数量（integer 或 number）"
                errors.add(home, (*path, "of"), name, f"这里要的是{wanted}类事实")


def _check_citation(
    book: Rulebook, errors: _Finder, home: tuple[str, str], path: Steps, citation: Citation
) -> bool:
    if citation.source in book.sources:
        return True
    errors.add(
        home,
        (*path, "source"),
        citation.source,
        "没有这个法源",
        did_you_mean(citation.source, book.sources),
    )
    return False


def _check_reference(
    book: Rulebook, errors: _Finder, home: tuple[str, str], path: Steps, reference: Reference
) -> None:
    if reference.source not in book.sources:
        errors.add(
            home,
            (*path, "source"),
            reference.source,
            "没有这个法源",
            did_you_mean(reference.source, book.sources),
        )


def _check_condition(
    errors: _Finder,
    home: tuple[str, str],
    path: Steps,
    condition: Condition,
    facts: Mapping[str, FactDeclaration],
) -> None:
    for i, box in enumerate(condition):
        for name, cell in box.items():
            here = (*path, i, name) if len(condition) > 1 else (*path, name)
            if name not in facts:
                errors.add(home, here, name, "没有声明这个事实", did_you_mean(name, facts))
            else:
                _check_cell(errors, home, here, cell, facts[name])


def _check_cell(
    errors: _Finder, home: tuple[str, str], path: Steps, text: str, fact: FactDeclaration
) -> Cell | None:
    try:
        cell = parse_cell(text)
    except UnaryError as error:
        errors.add(home, path, text, str(error))
        return None
    for message, value in _misfits(cell, fact):
        errors.add(home, path, text, message, did_you_mean(value, fact.choices) if value else None)
    return cell


def _misfits(cell: Cell, fact: FactDeclaration) -> Iterator[tuple[str, str | None]]:
    for test in cell.tests:
        value = test.value if isinstance(test, Literal) else None
        if isinstance(test, Literal) and value is None:
            continue
        if fact.type is FactType.BOOL:
            if not isinstance(value, bool):
                yield f"“{fact.label}”是是否类事实，只能写 true、false 或 null", None
        elif fact.type is FactType.CHOICE:
            if not isinstance(value, str):
                yield f"“{fact.label}”是选项类事实，须写双引号文本", None
            elif value not in fact.choices:
                yield f"“{fact.label}”没有选项 {value}；有：{'、'.join(fact.choices)}", value
        elif isinstance(test, Literal) and isinstance(value, bool | str):
            yield f"“{fact.label}”是数值类事实，须写数字或区间", None
