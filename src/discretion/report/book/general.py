"""The general part and the policy of a rulebook in words."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.report.book.conditions import Conditions
from discretion.report.book.content import PolicyPart, RuleChapter, RulePart
from discretion.report.book.forms import share_text
from discretion.report.book.places import cited, referred
from discretion.report.words import Words, bare_title, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    Exempt,
    GeneralRule,
    GradeCuts,
    GradePolicy,
    LookBack,
    Move,
    Reference,
    Refusal,
    Threshold,
    TimeBar,
)

CHAPTERS = ("law", "time_bar", "exempt", "milder", "heavier", "procedure")


def general_chapters(book: Rulebook, words: Words) -> tuple[RuleChapter, ...]:
    """Return the general rules by what they do, in the order of a determination."""
    groups: dict[str, list[RulePart]] = {name: [] for name in CHAPTERS}
    conditions = Conditions(book.every_fact(), words)
    for rule in book.rules:
        groups[_chapter(rule)].append(_rule(book, rule, conditions, words))
    return tuple(
        RuleChapter(f"general-{name}", words(f"book.general.{name}"), tuple(rules))
        for name, rules in groups.items()
        if rules
    )


def _chapter(rule: GeneralRule) -> str:
    effect = rule.effect
    if isinstance(effect, TimeBar):
        return "time_bar"
    if isinstance(effect, Exempt):
        return "exempt"
    if isinstance(effect, Move):
        return effect.direction
    return "law" if effect.kind == "principle" else "procedure"


def _rule(book: Rulebook, rule: GeneralRule, conditions: Conditions, words: Words) -> RulePart:
    titles = dict.fromkeys(book.sources[name].title for name in rule.sources)
    return RulePart(
        anchor=f"rule-{rule.id}",
        text=words.pick(rule.text, rule.text_en),
        cited=cited(book, rule.citation, words),
        scope=tuple(words("place.title", title=bare_title(t)) for t in titles),
        when=conditions.alternatives(rule.when) if rule.when else (),
    )


# --- policy --------------------------------------------------------------------------------------

_Said = GradePolicy | LookBack | Refusal | Threshold


def policy_parts(book: Rulebook, words: Words) -> tuple[PolicyPart, ...]:
    """Return what the jurisdiction sets for itself: cuts, look-back, refusal, thresholds."""
    policy = book.policy
    refusal = [clean(policy.refusal.meaning)]
    if policy.refusal.within_days is not None:
        refusal.append(words("book.policy.within", days=policy.refusal.within_days))
    back = policy.look_back
    seized = policy.confiscation
    parts: tuple[tuple[str, _Said, tuple[str, ...]], ...] = (
        ("grades", policy.grades, tuple(_cuts(policy.grades, words))),
        (
            "look_back",
            back,
            (words(f"book.policy.back.{back.counted_from}", years=back.years),),
        ),
        ("refusal", policy.refusal, tuple(refusal)),
        ("hearing", policy.hearing, _threshold(policy.hearing, words)),
        *([("confiscation", seized, _threshold(seized, words))] if seized else []),
        ("legal_review", policy.legal_review, _threshold(policy.legal_review, words)),
    )
    return tuple(
        _part(book, words(f"book.policy.{name}"), said.status, said.reference, lines, words)
        for name, said, lines in parts
    )


def _part(
    book: Rulebook,
    title: str,
    status: str,
    reference: Reference,
    lines: tuple[str, ...],
    words: Words,
) -> PolicyPart:
    return PolicyPart(
        title=title,
        official=status == "official",
        status=words(f"book.policy.status.{status}"),
        lines=lines,
        reference=referred(book, reference, words),
        note=clean(reference.note or ""),
    )


def _cuts(policy: GradePolicy, words: Words) -> Iterator[str]:
    for name, cuts in (("ranged", policy.ranged), ("max_only", policy.max_only)):
        said = words.joined((_cut(cuts, grade, words) for grade in _GRADES), "semicolon")
        yield words("punctuation.label", label=words(f"book.policy.{name}"), value=said)
    yield words("book.policy.shift", n=policy.shift)


_GRADES = ("lighter", "ordinary", "heavier")


def _cut(cuts: GradeCuts, grade: str, words: Words) -> str:
    share = share_ends(parse_cell(getattr(cuts, grade)))
    assert share is not None
    return words("book.policy.cut", grade=words.grade(grade), share=share_text(share, words))


def _threshold(threshold: Threshold, words: Words) -> tuple[str, ...]:
    return tuple(
        words(
            "book.policy.threshold",
            party=words(f"kind_of_party.{kind}"),
            amount=words.money(getattr(threshold, kind)),
        )
        for kind in ("individual", "unit")
    )
