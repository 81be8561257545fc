"""Facts that are answers: yes or no, or one of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from discretion.extraction.folding import fold
from discretion.extraction.lexicon import PHRASES
from discretion.rulebook.schema import FactDeclaration, FactType

LEAST = 3
"""Characters of the shortest name of a fact that is looked for in a text; of an option, two."""
_DENIED = re.compile(r"(?:未|没有|不|无|非|并非|尚未|未见|不存在|未发现)$")
_NOT_SO = re.compile(r"(?:不属于?|不构成|不是|并非|不能认定|难以认定)[^，。；：,;]{0,4}$")
"""What denies a whole phrase before which it stands."""

Answered = tuple[str, object, int, int]


def answers(text: str, facts: Mapping[str, FactDeclaration]) -> Iterator[Answered]:
    """Yield name, value and place of the facts that a folded text answers in words."""
    for name, fact in facts.items():
        phrases = PHRASES.get(name)
        if phrases is not None:
            yield from _phrased(name, fact, text)
        elif fact.type is FactType.BOOL:
            yield from _named(name, fact, text)
        elif fact.type is FactType.CHOICE:
            yield from _chosen(name, fact, text)


def _phrased(name: str, fact: FactDeclaration, text: str) -> Iterator[Answered]:
    taken = bytearray(len(text))
    for pattern, value in PHRASES[name]:
        if not _fits(value, fact):
            continue
        for found in pattern.finditer(text):
            start, end = found.span()
            if value is True and _NOT_SO.search(text[max(0, start - 8) : start]):
                continue
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield name, value, start, end


def _fits(value: object, fact: FactDeclaration) -> bool:
    if isinstance(value, bool):
        return fact.type is FactType.BOOL and (value or not fact.circumstance)
    if isinstance(value, str):
        return fact.type is FactType.CHOICE and value in fact.choices
    return fact.type is FactType.INTEGER


def _named(name: str, fact: FactDeclaration, text: str) -> Iterator[Answered]:
    """Yield a yes/no fact that the text calls by its name, denied or not."""
    for word in _names(fact):
        for found in re.finditer(re.escape(word), text):
            denied = _DENIED.search(text[max(0, found.start() - 3) : found.start()])
            if denied and fact.circumstance:
                continue
            yield name, not denied, found.start(), found.end()


def _names(fact: FactDeclaration) -> tuple[str, ...]:
    return _folded_names((fact.label, *fact.aliases))


@lru_cache(maxsize=1024)
def _folded_names(words: tuple[str, ...]) -> tuple[str, ...]:
    found = (fold(word).text for word in words)
    return tuple(dict.fromkeys(word for word in found if len(word) >= LEAST))


def _chosen(name: str, fact: FactDeclaration, text: str) -> Iterator[Answered]:
    """Yield the options whose label stands in the text; of labels in one another the longest."""
    taken = bytearray(len(text))
    options = sorted(
        ((fold(label).text, option) for option, label in fact.choices.items()),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    for label, option in options:
        if len(label) < LEAST - 1:
            continue
        for found in re.finditer(re.escape(label), text):
            start, end = found.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            if not _DENIED.search(text[max(0, start - 3) : start]):
                yield name, option, start, end
