"""The statutes beside the checkout, split into articles, paragraphs and subparagraphs."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from discretion.rulebook.prose.numerals import parse_number, parse_ordinal

SHARED = Path(os.environ.get("DISCRETION_SHARED", Path(__file__).resolve().parents[3] / "shared"))
LAW = SHARED / "law"

needs_law = pytest.mark.skipif(
    not LAW.is_dir(), reason=f"the statutes are not here ({LAW}); set DISCRETION_SHARED"
)

_ARTICLE = re.compile(r"^\**第([一二三四五六七八九十百千零]+)条\**[\s　]+(.*)$")
_POINT = re.compile(r"^\**[（(]([一二三四五六七八九十]+)[）)]")
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+|\d+(?:\.\d+)?万?")


@dataclass
class Article:
    """One article: its paragraphs, and the points (项) that follow each of them."""

    paragraphs: list[str] = field(default_factory=list)
    points: dict[int, list[int]] = field(default_factory=dict)
    text: str = ""

    @property
    def numbers(self) -> set[Decimal]:
        """Every number that the article names, Chinese numerals converted."""
        found = set()
        for match in _NUMBER.finditer(self.text):
            try:
                found.add(parse_number(match[0]))
            except ValueError:
                continue
        return found


@lru_cache(maxsize=64)
def articles(name: str) -> dict[int, Article]:
    """Return the articles of a statute's file, or of the files of its folder, by number."""
    path = LAW / name
    files = sorted(path.glob("*.md")) if path.is_dir() else [path]
    found: dict[int, Article] = {}
    current: Article | None = None
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if not text or text.startswith(("#", "<!--")):
                current = current if not text else None
                continue
            if match := _ARTICLE.match(text):
                current = found.setdefault(parse_ordinal(match[1]), Article())
                text = match[2]
            if current is None:
                continue
            current.text += text + "\n"
            if point := _POINT.match(text):
                at = max(1, len(current.paragraphs))
                current.points.setdefault(at, []).append(parse_ordinal(point[1]))
            else:
                current.paragraphs.append(text)
    return found
