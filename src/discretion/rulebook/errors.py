"""What is wrong with a rule file, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: ``path`` is the way to the value inside the file, ``line`` counts from 1."""

    file: Path
    line: int | None
    path: str
    value: str | None
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        parts = [f"{self.file}:{self.line}" if self.line else str(self.file)]
        if self.path:
            parts.append(f"位置 {self.path}")
        if self.value is not None:
            parts.append(f"值 {_short(self.value)}")
        parts.append(self.message)
        if self.suggestion:
            parts.append(f"您是不是要写“{self.suggestion}”？")
        return _one_line(" · ".join(parts))


MOST_SHOWN = 50
"""A message names at most so many faults; ``problems`` always holds them all."""


class RulebookError(ValueError):
    """A rulebook that cannot be used; ``problems`` lists every fault that was found."""

    subject = "裁量基准库"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [f"{self.subject}无法使用（{len(self.problems)} 处）：", *map(str, self.problems)]
        if len(self.problems) > MOST_SHOWN:
            left = len(self.problems) - MOST_SHOWN
            lines = [*lines[: MOST_SHOWN + 1], f"……另有 {left} 处，改正以上各处后再查"]
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[RulebookError], tuple[tuple[Problem, ...]]]:
        return (type(self), (self.problems,))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to *word*, or None if none is near."""
    if len(word) > 200:
        return None
    # Imported here: the import takes some 20 ms, and only a fault needs it.
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return str(found[0]) if found else None


def _short(value: str) -> str:
    if not value.strip():
        return "（空）"
    return value if len(value) <= 80 else value[:77] + "…"


def _one_line(text: str) -> str:
    """One fault is one line, and no value of a file may steer the reader's terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
