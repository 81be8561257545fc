"""The cases beside a rulebook: read with their places, and apart from its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.files import validate
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema.cases import CasesFile, RuleCase


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case and where it stands; ``line`` counts from 1."""

    case: RuleCase
    file: Path
    line: int | None


def read_rule_cases(folder: Path) -> list[PlacedCase]:
    """Return the cases of the rulebook in *folder*, file by file; none if it has no ``cases``.

    Raises:
        RulebookError: every fault of every file; an id that stands twice.
    """
    found: list[PlacedCase] = []
    problems: list[Problem] = []
    for file in sorted((folder / "cases").glob("*.yaml")):
        try:
            text = RuleText.read(file)
            parsed = validate(text, CasesFile)
        except RulebookError as error:
            problems += error.problems
            continue
        places = ((case, text.find(("cases", i))[0]) for i, case in enumerate(parsed.cases))
        found += [PlacedCase(case, file, line) for case, line in places]
    seen: dict[str, PlacedCase] = {}
    for placed in found:
        first = seen.setdefault(placed.case.id, placed)
        if first is not placed:
            message = f"编号重复，已在 {first.file.name} 第 {first.line} 行出现"
            problems.append(Problem(placed.file, placed.line, "id", placed.case.id, message))
    if problems:
        raise RulebookError(problems)
    return found
