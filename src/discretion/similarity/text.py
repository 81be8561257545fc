"""From the text of a case to its terms: normalise, mask what identifies, cut into n-grams.

Who did it, when, where and under which file number does not make two cases alike; those words are
replaced by placeholders (``〔人名〕``), which separate terms and never become one. A quantity is
one character of the n-grams and a term by itself; a cited article is a term. This is the
definition, one text at a time; :func:`discretion.similarity.terms.count_terms` is the same for
many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from discretion.model.case import Case
from discretion.similarity.lexicon import FIRST_QUANTITY, MASKS
from discretion.similarity.masked import Article, Masked
from discretion.similarity.masking import mask_text
from discretion.similarity.normal import SYMBOLS, normalise
from discretion.similarity.quantities import quantity_words

__all__ = ["case_terms", "mask", "names_of", "normalise", "symbol_terms", "term_words", "terms"]

NGRAM_SIZES = (1, 2)
"""Lengths of the character n-grams, a quantity counting as one character; chosen on human
judgments of similar cases (docs/ranking-quality.md)."""

Term = str | Article
"""An n-gram, quantities as their symbol; or a cited article."""

_RUN = re.compile(rf"(?:[^\W_]|[{FIRST_QUANTITY}-\U0010ffff])+")


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Normalise *text* and replace what identifies by placeholders, quantities by their bucket.

    *names* are words known to identify (the party, the officers, the address): they are masked
    wherever they stand. Names of one character are ignored, since they would hit other words.

    >>> mask("2023年5月6日10时30分，当事人张三在沪宜公路1234号门前占道8平方米")
    '〔日期〕〔时间〕,当事人〔人名〕在〔地址〕门前占道〔面积:5-10〕'
    """
    return term_words("".join(mask_text(text, names).symbols))


def term_words(term: Term) -> str:
    """Return a term, or a masked text, as a reader may see it.

    >>> term_words(("物业管理条例", 63, 0))
    '《物业管理条例》第63条'
    """
    if isinstance(term, str):
        return term if term.isascii() or max(term) < chr(SYMBOLS) else "".join(map(_shown, term))
    title, article, inserted = term
    said = f"《{title}》"
    if article:
        said += f"第{article}条"
    return said + (f"之{inserted}" if inserted else "")


def _shown(char: str) -> str:
    if char >= FIRST_QUANTITY:
        return f"〔{quantity_words(char)}〕"
    return f"〔{MASKS[ord(char) - SYMBOLS]}〕" if char >= chr(SYMBOLS) else char


def symbol_terms(masked: Masked, sizes: Sequence[int] = NGRAM_SIZES) -> list[Term]:
    """Return the terms of a masked text, with repetition.

    Punctuation and placeholders cut the text into runs; a run gives its character n-grams of
    *sizes*. Each quantity is a term by itself, and so is each cited article.
    """
    found: list[Term] = []
    for run in _RUN.findall("".join(masked.symbols)):
        if 1 not in sizes:
            found.extend(char for char in run if char >= FIRST_QUANTITY)
        for size in sizes:
            found.extend(run[at : at + size] for at in range(len(run) - size + 1))
    return found + list(masked.articles)


def terms(text: str, names: Iterable[str] = (), sizes: Sequence[int] = NGRAM_SIZES) -> list[str]:
    """Return the terms of *text* in words, with repetition.

    >>> terms("占道，占道8平方米")
    ['占', '道', '占道', '占', '道', '〔面积:5-10〕', '占道', '道〔面积:5-10〕']
    """
    return [term_words(term) for term in symbol_terms(mask_text(text, names), sizes)]


def names_of(case: Case) -> list[str]:
    """Return the words known from the case itself to identify its people and places."""
    names: tuple[str | None, ...] = (case.party.name, case.body, case.team, *case.officers)
    if case.place is not None:
        names += case.place.address, case.place.street
    return list(filter(None, names))


def case_terms(case: Case) -> list[str]:
    """Return the terms of a case's text, its own names and places masked."""
    return terms(case.text, names_of(case))
