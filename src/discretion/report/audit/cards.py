"""Case pages and pairs: what a person reads before opening the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from discretion.consistency.dossier import Dossier
from discretion.model.audit import Outlier, Pair
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.money import Money
from discretion.report.audit import marks
from discretion.report.audit.words import AuditWords
from discretion.report.explain import contrast_lines, law_lines, range_lines
from discretion.report.words import clean

LONGEST_TEXT = 220
"""Characters shown of a case's own text."""


@dataclass(frozen=True, slots=True)
class Near:
    """A past case beside the one of a page."""

    id: str
    about: tuple[str, ...]
    same: str
    different: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one flagged case."""

    anchor: str
    id: str
    title: str
    meta: tuple[str, ...]
    said: tuple[str, ...]
    strip: Markup
    law: tuple[tuple[str, str], ...]
    facts: str
    text: str
    contrast: tuple[str, ...]
    """Which facts would justify the penalty: what they are about, then one a line."""
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One case of a pair."""

    kind: str
    id: str
    fine: str
    about: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Two cases side by side."""

    title: str
    item: str
    gap: str
    similarity: str
    sides: tuple[Side, Side]
    same: str
    different: str


def pages(said: AuditWords, flagged: Iterable[tuple[Outlier, Dossier]]) -> list[Page]:
    """Return the page of every flagged case."""
    return [_page(said, number, *both) for number, both in enumerate(flagged, start=1)]


def anchor(number: int) -> str:
    """Return the anchor of the page with this number, from 1."""
    return f"case-{number}"


def _page(said: AuditWords, number: int, outlier: Outlier, dossier: Dossier) -> Page:
    words, case = said.words, dossier.case
    mask = said.setting.mask.of(case)
    d = dossier.determination
    side = "heavier" if outlier.severity > outlier.expected else "milder"
    first = words("auditcase.dossier.plain")
    if outlier.fine_expected is not None:
        first = words(
            f"auditcase.dossier.{side}",
            fine=said.fine(outlier.fine),
            expected=words.money(outlier.fine_expected),
        )
    rare = words(
        "auditcase.dossier.rare",
        n=f"{outlier.n:,}",
        p=words.percent(outlier.p),
        q=said.p(outlier.q),
    )
    lines = [line for line in (*law_lines(d, words), *range_lines(d, words)) if line.label]
    return Page(
        anchor(number),
        clean(case.id),
        said.item(outlier.item),
        _about(said, case, mask.name(case.party.name)),
        (first, rare),
        strip(said, d, outlier.fine, outlier.fine_expected),
        (
            *((line.label, line.text) for line in lines),
            (words("auditcase.dossier.verdict"), words(f"verdict.{outlier.verdict.value}")),
        ),
        _facts(said, facts_of(case)) or words("auditcase.dossier.no_facts"),
        short(mask(case.text)),
        tuple(line.text for line in contrast_lines(dossier.contrast, words))
        if dossier.contrast
        else (),
        tuple(_near(said, case, match.score, other) for match, other in dossier.matches),
    )


def _about(said: AuditWords, case: Case, name: str = "") -> tuple[str, ...]:
    kind = said.words(f"kind_of_party.{case.party.kind.value}")
    party = name + said.words.brackets(kind) if name else kind
    found = (party, case.team or case.body, case.decided and case.decided.isoformat())
    return tuple(clean(part) for part in found if part)


def _near(said: AuditWords, mine: Case, score: float, other: Case) -> Near:
    fine = other.penalty.fine if other.penalty else None
    about = (said.fine(fine), said.words("auditcase.similarity", score=f"{score:.2f}"))
    same, different = compared(said, facts_of(mine), facts_of(other))
    return Near(clean(other.id), (*about, *_about(said, other)), same, different)


# --- pairs ----------------------------------------------------------------------------------------


def twins(said: AuditWords, pairs: Sequence[Pair], cases: Mapping[str, Case]) -> list[Twins]:
    """Return pairs side by side; *cases* has both of each, by id."""
    return [
        _twins(said, number, pair, cases[pair.milder], cases[pair.graver])
        for number, pair in enumerate(pairs, start=1)
    ]


def _twins(said: AuditWords, number: int, pair: Pair, milder: Case, graver: Case) -> Twins:
    words = said.words
    low, high = pair.fines
    gap = ""
    if low is not None and high is not None and low.fen and high.fen > low.fen:
        gap = words("auditcase.times", times=f"{high.fen / low.fen:.2g}")
    elif high is not None and high.fen:
        gap = words("auditcase.gap", amount=words.money(Money(high.fen - (low.fen if low else 0))))
    same, different = compared(said, facts_of(milder), facts_of(graver))
    return Twins(
        words("auditcase.pair", number=number),
        said.item(pair.item),
        gap,
        words("auditcase.similarity", score=f"{pair.similarity:.2f}"),
        (
            _side(said, "milder", milder, low),
            _side(said, "graver", graver, high),
        ),
        same,
        different,
    )


def _side(said: AuditWords, kind: str, case: Case, fine: Money | None) -> Side:
    mask = said.setting.mask.of(case)
    about = _about(said, case, mask.name(case.party.name))
    return Side(kind, clean(case.id), said.fine(fine), about, short(mask(case.text)))


# --- facts and drawings ---------------------------------------------------------------------------


def facts_of(case: Case) -> dict[str, Any]:
    """Return what is known of a case, a circumstance as true."""
    known = {name: value for name, value in sorted(case.facts.items()) if value is not None}
    return {**known, **dict.fromkeys(sorted(case.circumstances), True)}


def compared(
    said: AuditWords, mine: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[str, str]:
    """Return the facts that two cases share, and those that differ, with both values."""
    same = {name: value for name, value in mine.items() if other.get(name) == value}
    apart = [
        said.words(
            "auditcase.both",
            label=_label(said, name),
            mine=_value(said, name, mine.get(name)),
            other=_value(said, name, other.get(name)),
        )
        for name in dict.fromkeys([*mine, *other])
        if name not in same
    ]
    return _facts(said, same), said.words.joined(apart, "semicolon")


def _facts(said: AuditWords, facts: Mapping[str, Any]) -> str:
    return said.words.joined(
        f"{_label(said, name)} {_value(said, name, value)}" for name, value in facts.items()
    )


def _label(said: AuditWords, name: str) -> str:
    fact = said.setting.book.every_fact().get(name)
    return said.words.pick(fact.label, fact.label_en) if fact else clean(name)


def _value(said: AuditWords, name: str, value: Any) -> str:
    fact = said.setting.book.every_fact().get(name)
    if value is None:
        # A circumstance that is not listed was not found; any other fact is not known.
        found = fact is not None and fact.circumstance
        return said.words("test.false" if found else "test.null")
    unit, choices = (fact.unit, fact.choices) if fact else (None, {})
    return said.words.fact(value, unit, choices)


def strip(said: AuditWords, d: Determination, fine: Money | None, expected: Money | None) -> Markup:
    """Draw a fine on the lawful range, with the benchmark band and what like cases lead to."""
    words = said.words
    spans = [
        (d.statutory, "statutory", marks.line, "m-law"),
        (d.recommended or d.benchmark, "benchmark", marks.box, "m-band"),
    ]
    bounded = [
        (s, code, draw, kind) for s, code, draw, kind in spans if s is not None and s.maximum
    ]
    amounts = [a for s, *_ in bounded for a in _ends(s)]
    amounts += [float(a.fen) for a in (fine, expected) if a is not None]
    scale = marks.scale_of(amounts)
    if scale is None:
        return Markup()
    told = [words(f"auditcase.strip.{code}", range=words.range(s)) for s, code, _, _ in bounded]
    parts = [draw(scale, *_ends(s), 18, kind) for s, _, draw, kind in bounded]
    if expected is not None:
        told.append(words("auditcase.strip.expected", amount=words.money(expected)))
        parts.append(marks.diamond(scale, expected.fen, 18))
    if fine is not None:
        told.append(words("auditcase.strip.mine", amount=words.money(fine)))
        parts.append(marks.dot(scale, fine.fen, 18, "m-mine"))
    return marks.drawing(36, words.joined(told, "semicolon"), parts)


def _ends(span: Range) -> tuple[float, float]:
    assert span.maximum is not None
    return float(span.minimum.fen), float(span.maximum.fen)


def short(text: str) -> str:
    """Return the beginning of a text."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TEXT else flat[: LONGEST_TEXT - 1] + "…"
