"""Cross-checks that need the whole rulebook: every name it uses, every table it holds."""

from __future__ import annotations

from collections.abc import Mapping

from discretion.rulebook.amounts import check_fine, check_within
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import (
    SHARE,
    SYSTEM_FACTS,
    Facts,
    Findings,
    Origin,
    Spot,
    check_cell,
    check_condition,
    check_fact,
    check_share,
    check_source,
)
from discretion.rulebook.errors import Problem, did_you_mean
from discretion.rulebook.schema import (
    Condition,
    FactDeclaration,
    FactType,
    GeneralRule,
    Item,
    ItemVersion,
    PenaltyClause,
    ScoreBenchmark,
    TableBenchmark,
)
from discretion.rulebook.unary import Literal


def check_rulebook(book: Rulebook, origin: Origin) -> tuple[list[Problem], list[Problem]]:
    """Return (errors, warnings) of *book*; ``origin`` says where each part was read."""
    errors, warnings = Findings(origin), Findings(origin)
    for source in book.sources.values():
        if source.replaced_by and source.replaced_by.source:
            spot = Spot("source", source.id, ("replaced_by", "source"))
            check_source(book, errors, spot, source.replaced_by.source)
    for name, fact in book.facts.items():
        _check_declared(errors, Spot("fact", name), name, fact, SYSTEM_FACTS, "系统事实")
    shared = {**SYSTEM_FACTS, **book.facts}
    for name, fact in book.facts.items():
        _check_excluded(errors, Spot("fact", name), fact, shared)
    for rule in book.rules:
        _check_rule(book, rule, shared, errors, warnings)
    _check_policy(book, errors)
    for item in book.items.values():
        _check_item(book, item, shared, errors, warnings)
    return errors.found, warnings.found


def _check_declared(
    errors: Findings,
    spot: Spot,
    name: str,
    fact: FactDeclaration,
    taken: Facts,
    whose: str,
) -> None:
    if name in taken:
        errors.add(spot, name, f"与{whose}同名，请改名，或删去这里的声明、直接引用")
    if fact.range is not None:
        check_cell(errors, spot.at("range"), fact.range, fact)


def _check_excluded(errors: Findings, spot: Spot, fact: FactDeclaration, facts: Facts) -> None:
    for i, name in enumerate(fact.excludes):
        here = spot.at("excludes", i)
        if check_fact(errors, here, name, facts) and (
            fact.type is not FactType.BOOL or facts[name].type is not FactType.BOOL
        ):
            errors.add(here, name, "只有是否类事实可以互相排斥")


def _check_rule(
    book: Rulebook, rule: GeneralRule, facts: Facts, errors: Findings, warnings: Findings
) -> None:
    home = Spot("rule", rule.id)
    check_source(book, errors, home.at("citation", "source"), rule.citation.source)
    for i, name in enumerate(rule.sources):
        if name not in book.sources:
            # A general part is shared: it may name sources that only some rulebooks hold.
            message = "本库没有这个法源，此条总则不会对它适用"
            warnings.add(home.at("sources", i), name, message)
    rules = {other.id for other in book.rules}
    for key in ("overrides", "weighed_against"):
        named: tuple[str, ...] = getattr(rule, key)
        for i, name in enumerate(named):
            if name not in rules:
                near = did_you_mean(name, sorted(rules))
                errors.add(home.at(key, i), name, "没有这条总则", near)
    for key in ("when", "prompt"):
        condition: Condition | None = getattr(rule, key)
        if condition:
            check_condition(errors, home.at(key), condition, facts)


def _check_policy(book: Rulebook, errors: Findings) -> None:
    home, policy = Spot("policy", ""), book.policy
    for name in type(policy).model_fields:
        if (part := getattr(policy, name)) is not None:
            check_source(book, errors, home.at(name, "reference", "source"), part.reference.source)
    for which in ("ranged", "max_only"):
        cuts = getattr(policy.grades, which)
        for grade in ("lighter", "ordinary", "heavier"):
            check_share(errors, home.at("grades", which, grade), getattr(cuts, grade))


def _check_item(
    book: Rulebook, item: Item, shared: Facts, errors: Findings, warnings: Findings
) -> None:
    home = Spot("item", item.code)
    for name, fact in item.facts.items():
        _check_declared(errors, home.at("facts", name), name, fact, shared, "公共事实或系统事实")
    facts = {**SYSTEM_FACTS, **book.facts_of(item)}
    for name, fact in item.facts.items():
        _check_excluded(errors, home.at("facts", name), fact, facts)
    _check_derived(item, {**shared, **item.facts}, facts, errors)
    last = None
    for i, version in enumerate(item.versions):
        here = home.at("versions", i)
        if not _check_citations(book, version, errors, here):
            continue
        period = book.effective(version)
        if last and (last.to is None or last.to >= period.from_):
            errors.add(here, str(period.from_), "各版本须由旧到新，且有效期不得重叠")
        last = period
        _check_clauses(version.penalties, facts, errors, here)
        if isinstance(version.benchmark, TableBenchmark):
            _check_table(version.benchmark, version, facts, errors, warnings, here)
        elif isinstance(version.benchmark, ScoreBenchmark):
            _check_score(version.benchmark, facts, errors, here)
        for j, flaw in enumerate(version.benchmark.flaws if version.benchmark else ()):
            if flaw.where:
                spot = here.at("benchmark", "flaws", j, "where")
                check_condition(errors, spot, flaw.where, facts)
        if version.benchmark and (reference := version.benchmark.reference):
            check_source(
                book, errors, here.at("benchmark", "reference", "source"), reference.source
            )


def _check_citations(book: Rulebook, version: ItemVersion, errors: Findings, here: Spot) -> bool:
    known = True
    for kind, citations in (("violates", version.violates), ("penalizes", version.penalizes)):
        for i, citation in enumerate(citations):
            known &= check_source(book, errors, here.at(kind, i, "source"), citation.source)
    return known


def _check_derived(item: Item, taken: Facts, facts: Facts, errors: Findings) -> None:
    home = Spot("item", item.code)
    needs: dict[str, set[str]] = {}
    for i, derived in enumerate(item.derived):
        here = home.at("derived", i)
        if derived.name in taken or derived.name in needs:
            errors.add(here.at("name"), derived.name, "与已有的事实同名，请改名")
        needs[derived.name] = {name for row in derived.rows for box in row.when for name in box}
        for j, row in enumerate(derived.rows):
            check_condition(errors, here.at("rows", j, "when"), row.when, facts)
            then = here.at("rows", j, "then")
            cell = check_cell(errors, then, row.then, facts[derived.name])
            one = cell and len(cell.tests) == 1 and not cell.negated
            if cell and not (one and isinstance(cell.tests[0], Literal)):
                errors.add(then, row.then, "须是一个值，如 true 或 5")
    for name in sorted(_in_cycles(needs)):
        errors.add(home.at("derived"), name, "派生事实互相依赖成环")


def _in_cycles(needs: Mapping[str, set[str]]) -> set[str]:
    """The names that cannot be computed in any order, because they wait for each other."""
    left = set(needs)
    while ready := {name for name in left if not needs[name] & left}:
        left -= ready
    return left


def _check_clauses(
    clauses: tuple[PenaltyClause, ...], facts: Facts, errors: Findings, here: Spot
) -> None:
    for i, clause in enumerate(clauses):
        spot = here.at("penalties", i)
        if clause.when:
            check_condition(errors, spot.at("when"), clause.when, facts)
        for j, other in enumerate(clause.others):
            if other.when:
                check_condition(errors, spot.at("others", j, "when"), other.when, facts)
        check_fine(errors, spot.at("fine"), clause.fine, facts)


def _check_table(
    benchmark: TableBenchmark,
    version: ItemVersion,
    facts: Facts,
    errors: Findings,
    warnings: Findings,
    here: Spot,
) -> None:
    numbers: set[int] = set()
    for i, row in enumerate(benchmark.rows):
        spot = here.at("benchmark", "rows", i)
        if row.row in numbers:
            errors.add(spot.at("row"), str(row.row), "同一张表内行号重复")
        numbers.add(row.row)
        check_condition(errors, spot.at("when"), row.when, facts)
        for j, other in enumerate(row.others):
            if other.when:
                check_condition(errors, spot.at("others", j, "when"), other.when, facts)
        if row.share is not None:
            check_share(errors, spot.at("share"), row.share)
        check_fine(errors, spot.at("fine"), row.fine, facts)
        check_within(warnings, spot, row, version)


def _check_score(benchmark: ScoreBenchmark, facts: Facts, errors: Findings, here: Spot) -> None:
    for i, factor in enumerate(benchmark.factors):
        spot = here.at("benchmark", "factors", i)
        if not check_fact(errors, spot.at("fact"), factor.fact, facts):
            continue
        for j, step in enumerate(factor.rows):
            check_cell(errors, spot.at("rows", j, "when"), step.when, facts[factor.fact])
    for i, grade in enumerate(benchmark.grades):
        check_cell(errors, here.at("benchmark", "grades", i, "when"), grade.when, SHARE)
