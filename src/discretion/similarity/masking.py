"""What identifies is masked and what is measured is bucketed: the definition, made to be read.

A normalised text is read once from left to right. At each place the first rule that applies takes
its characters and leaves one symbol; otherwise the character stays. Some rules also take back
what stands before: ``沪宜公路1234号`` is known as an address only by its number. All bounds are
fixed, so that the time is linear. The scanner that is used for many texts must give the same
symbols (:mod:`discretion.similarity.scanner`; tests hold the two against each other).
"""

from __future__ import annotations

from collections.abc import Iterable

from discretion.similarity import lexicon as lex
from discretion.similarity.masked import Masked, Rule, known_at
from discretion.similarity.naming import (
    citation,
    file,
    firm_end,
    plate,
    pseudonym,
    role,
    stars,
    town,
)
from discretion.similarity.normal import normalise
from discretion.similarity.numbers import code, date, figures, house, number, phone, quantity, time


def mask_text(text: str, names: Iterable[str] = ()) -> Masked:
    """Return *text* masked; *names* are words known to identify, of two characters or more."""
    done = Masked(known=[n for n in map(normalise, names) if len(n) > 1])
    text = normalise(text)
    at = 0
    while at < len(text):
        end = at + known_at(text, at, done.known)
        if end > at:
            done.symbols.append(lex.NAME)
        else:
            end = _apply(text, at, done) or at
        if end == at:
            done.symbols.append(text[at])
            end = at + 1
        at = end
    return done


def _apply(text: str, at: int, done: Masked) -> int | None:
    for rule in _RULES.get(text[at], ()):
        end = rule(text, at, done)
        if end is not None:
            return end
    return None


def _dispatch() -> dict[str, tuple[Rule, ...]]:
    """Return the rules by the character at which they begin, in the order of trial."""
    rules: dict[str, tuple[Rule, ...]] = {}

    def add(chars: Iterable[str], *more: Rule) -> None:
        for char in dict.fromkeys(chars):
            rules[char] = rules.get(char, ()) + more

    add("0123456789", code, date, time, house, phone, quantity, number)
    add("x", code, stars, number)
    add("abcdefghijklmnopqrstuvwyz", code, number)
    add("*×", code, stars)
    add("(", file)
    add("《", citation)
    add(lex.PROVINCES, plate)
    add("某", pseudonym)
    add((role[0] for role in lex.ROLES), role)
    add((word[0] for word in lex.FIRM_ENDS), firm_end)
    add((word[0] for word in lex.TOWNS), town)
    add(lex.FIGURES, figures)
    return rules


_RULES = _dispatch()
