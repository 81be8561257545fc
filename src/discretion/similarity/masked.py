"""A text while it is masked: what was written so far, and looking back on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from discretion.similarity import lexicon as lex

Article = tuple[str, int, int]
"""A cited statute's title, its article and the number after 之; article 0: the statute alone."""

MOST_NAMES = 16
"""Names that one text may teach; later ones are masked only where they are introduced."""
FIRM_REACH = 28
"""Characters of the longest name of a firm, its last word aside."""


@dataclass(slots=True)
class Masked:
    """A text after masking."""

    symbols: list[str] = field(default_factory=list)
    """Characters, and symbols from ``SYMBOLS`` on for what was masked or measured."""
    articles: list[Article] = field(default_factory=list)
    """What is cited, in the order of the text."""
    known: list[str] = field(default_factory=list)
    """Names that are masked wherever they stand: those given, then those that the text taught."""
    taught: int = 0

    def learn(self, name: str) -> None:
        """Mask *name* wherever it stands from here on."""
        if self.taught < MOST_NAMES:
            self.known.append(name)
            self.taught += 1


Rule = Callable[[str, int, Masked], int | None]
"""Applied to a text at a place: the end of what it took, or None where it does not apply."""


def leave(pattern: re.Pattern[str], symbol: str, text: str, at: int, done: Masked) -> int | None:
    """Take what *pattern* finds at *at* and leave one symbol."""
    match = pattern.match(text, at)
    if not match:
        return None
    done.symbols.append(symbol)
    return match.end()


def known_at(text: str, at: int, names: list[str]) -> int:
    """Return the length of the longest of *names* at *at*, 0 if there is none."""
    return max((len(n) for n in names if text.startswith(n, at)), default=0)


HAN = re.compile(r"[\u4e00-\u9fff]")


def plain_tail(symbols: list[str], end: int, most: int, extra: str, stops: str) -> int:
    """Return how many symbols before *end* may belong to a name, *most* at most."""
    count = 0
    while count < most and end - count > 0:
        char = symbols[end - count - 1]
        if char in lex.BREAKS or char in stops:
            break
        if not HAN.match(char) and char not in extra:
            break
        if end - count > 1 and symbols[end - count - 2] + char in lex.BREAK_PAIRS:
            break
        count += 1
    return count


FIRM_EXTRA = "0123456789abcdefghijklmnopqrstuvwxyz()·"


def take_place(symbols: list[str], end: int) -> int:
    """Return where the divisions that end at *end* begin: 上海市嘉定区江桥镇."""
    for lasts, most in (("镇乡", 4), ("区县", 3), ("市", 3), ("省", 3)):
        if end and symbols[end - 1] in lasts:
            count = plain_tail(symbols, end - 1, most, "", lex.AREAS)
            if count == 0:
                return end
            end -= 1 + count
    return end
