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
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        parts = [where, f"位置 {self.path}" if self.path else "", self.message]
        if self.value is not None:
            parts.insert(2, f"值 {_short(self.value)}")
        if self.suggestion:
            parts.append(f"您是不是要写“{self.suggestion}”？")
        return " · ".join(p for p in parts if p)


class RulebookError(ValueError):
    """A rulebook that cannot be used; ``problems`` lists every fault that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        head = "裁量基准库无法使用"
        super().__init__(
            "\n".join([f"{head}（{len(self.problems)} 处）：", *map(str, self.problems)])
        )


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to *word*, or None if none is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return str(found[0]) if found else None


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "…"
