"""Rules for a terminal: the items of a rulebook, and everything one item says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from discretion.engine.amounts import is_max_only, range_of
from discretion.engine.decide import place_of
from discretion.model.determination import OtherKind
from discretion.report.explain import Line
from discretion.report.layout import MUTED, WARNING, columns, labelled, section
from discretion.report.prose import Prose
from discretion.report.words import Words, clean
from discretion.rulebook import unary
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.schema import (
    Condition,
    EitherFine,
    FactDeclaration,
    FineForm,
    GeneralRule,
    HigherFine,
    Item,
    ItemVersion,
    OtherPenalty,
    PenaltyClause,
    Period,
    PerUnitFine,
    RangeFine,
    ScoreBenchmark,
    TableBenchmark,
    UnspecifiedFine,
)

Facts = Mapping[str, FactDeclaration]


def items_view(book: Rulebook, items: Sequence[Item], words: Words) -> RenderableType:
    """Return items as a table: code, title, basis, days in force, kind of benchmark."""
    table = columns(words, "code", "item", "domain", "basis", "effective", "benchmark_status")
    for item in items:
        version = item.versions[-1]
        status = version.benchmark.status if version.benchmark else None
        cited = version.penalizes[0]
        basis = words.place(place_of(book, cited), version=False) + words.brackets(cited.note)
        table.add_row(
            Prose(item.code),
            Prose(_title(item, words)),
            Prose(clean(item.domain)),
            Prose(basis, style=MUTED),
            Prose(_days(book.effective(version)).replace("– ", "–\n"), style=MUTED),
            Prose(words.status(status), style="" if status == "official" else MUTED),
        )
    title = (book.head.title_en if words.language == "en" else None) or book.head.title
    counts = [words("rules.count", title=title, n=len(items))]
    if book.rules:
        counts.append(words("rules.general", n=len(book.rules)))
    return Group(table, *(Prose(count, style=MUTED) for count in counts))


def general_view(book: Rulebook, rules: Sequence[GeneralRule], words: Words) -> RenderableType:
    """Return rules of the general part as a table: id, what it says, basis."""
    table = columns(words, "code", "general_rule", "basis")
    facts = {**SYSTEM_FACTS, **book.every_fact()}
    for rule in rules:
        text = Prose(words.pick(rule.text, rule.text_en))
        if rule.when is not None:
            text.append(
                f"\n{words.label('when', _condition(rule.when, facts, words))}", style=MUTED
            )
        basis = words.place(place_of(book, rule.citation), version=False)
        table.add_row(Prose(rule.id), text, Prose(basis, style=MUTED))
    return table


def item_json(book: Rulebook, item: Item, words: Words) -> dict[str, Any]:
    """Return the essentials of an item as JSON data."""
    version = item.versions[-1]
    period = book.effective(version)
    return {
        "code": item.code,
        "title": item.title,
        "domain": item.domain,
        "basis": words.place(place_of(book, version.penalizes[0])),
        "from": period.from_.isoformat(),
        "to": period.to.isoformat() if period.to else None,
        "versions": len(item.versions),
        "benchmark": version.benchmark.status if version.benchmark else None,
    }


def item_view(book: Rulebook, item: Item, words: Words) -> RenderableType:
    """Return everything an item says: basis, clauses, benchmark, by version."""
    parts: list[RenderableType] = [
        Rule(Text(f"{item.code}  {_title(item, words)}", style="bold"), align="left")
    ]
    facts = book.facts_of(item)
    for version in item.versions:
        parts += _version(book, version, facts, words)
    if item.note:
        parts.append(Prose(words.label("note", clean(item.note)), style=MUTED))
    return Group(*parts)


def _title(item: Item, words: Words) -> str:
    return clean((item.title_en if words.language == "en" else None) or item.title)


def _version(
    book: Rulebook, version: ItemVersion, facts: Facts, words: Words
) -> Iterator[RenderableType]:
    lines = [Line(_days(book.effective(version)), words("label.effective"))]
    for citation in version.penalizes:
        lines.append(Line(words.place(place_of(book, citation)), words("label.basis")))
    if text := words(f"correction.{version.correction}"):
        lines.append(Line(text, words("label.correction")))
    lines += [
        Line(_clause(clause, facts, words), words("label.penalties"))
        for clause in version.penalties
    ]
    if version.note:
        lines.append(Line(clean(version.note), words("label.note")))
    for question in version.questions:
        said = words.pick(question.text, question.text_en)
        lines.append(Line(said, words("label.question")))
    yield section(words("title.law"), labelled(lines))
    benchmark = version.benchmark
    if isinstance(benchmark, TableBenchmark):
        yield _benchmark(benchmark, words, _rows(benchmark, facts, _shares(book, version), words))
    elif isinstance(benchmark, ScoreBenchmark):
        yield _benchmark(benchmark, words, _factors(benchmark, facts, words))


def _days(period: Period) -> str:
    return f"{period.from_} – {period.to}" if period.to else f"{period.from_} –"


def _clause(clause: PenaltyClause, facts: Facts, words: Words) -> str:
    said = words(f"kind_of_party.{clause.party}") + words.brackets(clause.label)
    if clause.when is not None:
        said += words.brackets(_condition(clause.when, facts, words))
    parts = []
    if clause.fine is not None:
        parts.append(f"{words(f'mode.{clause.mode}')} {fine_text(clause.fine, facts, words)}")
    parts += [_other(other, words) for other in clause.others]
    return words("punctuation.label", label=said, value=words.joined(parts, "semicolon") or "—")


def _other(other: OtherPenalty, words: Words) -> str:
    return words.other(OtherKind(other.kind, other.mode, other.object))


def fine_text(fine: FineForm, facts: Facts, words: Words) -> str:
    """Return a form of fine in the words of statutes."""
    if isinstance(fine, UnspecifiedFine):
        return clean(fine.note)
    if isinstance(fine, RangeFine):
        return words.range(range_of(fine, {}))
    if isinstance(fine, HigherFine | EitherFine):
        options = [fine_text(option, facts, words) for option in fine.options]
        return words(f"form.{fine.form}", options=words.texts["form.option"].join(options))
    names = fine.of if isinstance(fine, PerUnitFine) else (fine.of,)
    of = words.texts["form.times"].join(
        words.pick(facts[n].label, facts[n].label_en) for n in names
    )
    low, high = (
        None if rate is None else words(f"form.{fine.form}", rate=words.value(rate))
        for rate in (fine.min, fine.max)
    )
    if low is None:
        text = words("form.of_max", of=of, high=high)
    elif low == high:
        text = words("form.of_fixed", of=of, high=high)
    else:
        text = words("form.of", of=of, low=low, high=high)
    for end, amount in (("floor", fine.floor), ("cap", fine.cap)):
        if amount is not None:
            text += words(f"form.{end}", **{end: words.money(amount)})
    return text


def _benchmark(
    benchmark: TableBenchmark | ScoreBenchmark, words: Words, table: Table
) -> RenderableType:
    parts: list[RenderableType] = [table]
    if benchmark.status == "sample":
        parts.insert(0, Prose(words("note.sample"), style=WARNING))
    parts += [
        Prose(words.label("flaws", clean(flaw.text)), style="yellow") for flaw in benchmark.flaws
    ]
    if benchmark.note:
        parts.append(Prose(words.label("note", clean(benchmark.note)), style=MUTED))
    title = words("label.benchmark_status") + words.brackets(words.status(benchmark.status))
    return section(title, *parts)


def _shares(book: Rulebook, version: ItemVersion) -> dict[str, str]:
    """Return which share of the statutory range the rulebook's policy gives each grade."""
    fine = next((clause.fine for clause in version.penalties if clause.fine is not None), None)
    if fine is None:
        return {}
    policy = book.policy.grades
    cuts = policy.max_only if is_max_only(fine) else policy.ranged
    return {grade: getattr(cuts, grade) for grade in ("lighter", "ordinary", "heavier")}


def _share(share: str, words: Words) -> str:
    ends = unary.parse(share).tests[0]
    if isinstance(ends, unary.Literal):
        return words.test(share)
    return words("rules.shares", low=words.share(ends.low), high=words.share(ends.high))


def _rows(
    benchmark: TableBenchmark, facts: Facts, shares: Mapping[str, str], words: Words
) -> Table:
    table = columns(words, "row", "grade", "when", "fine", right=("row",))
    for row in benchmark.rows:
        when = _condition(row.when, facts, words)
        if row.label:
            when = words("punctuation.label", label=clean(row.label), value=when)
        share = row.share or shares.get(row.grade.value)
        amount = "—"
        if row.fine is not None:
            amount = fine_text(row.fine, facts, words)
        elif share:
            amount = _share(share, words)
        others = [_other(other, words) for other in row.others]
        table.add_row(
            Prose(str(row.row)),
            Prose(words.grade(row.grade.value)),
            Prose(when),
            Prose(words.joined([amount, *others], "semicolon")),
        )
    return table


def _factors(benchmark: ScoreBenchmark, facts: Facts, words: Words) -> Table:
    table = columns(words, "when", "score")
    for factor in benchmark.factors:
        declared = facts[factor.fact]
        for row in factor.rows:
            test = words.test(row.when, declared.unit, declared.choices)
            score = f"{words.number(row.score)} × {words.number(factor.weight)}"
            table.add_row(
                Prose(f"{words.pick(declared.label, declared.label_en)}  {test}"), Prose(score)
            )
    return table


def _condition(when: Condition, facts: Facts, words: Words) -> str:
    """Return a condition in words: boxes joined by 或者, their tests by commas."""
    said = []
    for box in when:
        tests = []
        for name, test in box.items():
            declared = facts.get(name)
            unit, choices = (declared.unit, declared.choices) if declared else (None, {})
            label = words.pick(declared.label, declared.label_en) if declared else name
            tests.append(f"{label} {words.test(test, unit, choices)}")
        said.append(words.texts["punctuation.comma"].join(tests) or words("test.any"))
    return f" {words.texts['test.or'].strip()} ".join(said)
