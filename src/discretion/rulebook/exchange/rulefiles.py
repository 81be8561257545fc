"""What a workbook says, as the texts of rule files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange.assembly import assemble
from discretion.rulebook.exchange.cells import read_sheets
from discretion.rulebook.exchange.comments import Comments, read_comments, with_comments
from discretion.rulebook.exchange.folders import MODELS
from discretion.rulebook.exchange.parts import Draft, is_case_file
from discretion.rulebook.files import validate
from discretion.rulebook.plain import RuleText, Steps
from discretion.rulebook.schema import ItemsFile, RulebookFile, SourcesFile
from discretion.rulebook.writing import file_text


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """The files of a rulebook by name, each valid by itself, and the cells that they come from.

    ``items`` and ``rows`` count items and rows of benchmark tables, ``sources`` are the ids.
    """

    texts: Mapping[str, str]
    drafts: Mapping[str, Draft]
    head: RulebookFile
    sources: tuple[str, ...]
    items: int
    rows: int


def read_workbook(file: Path) -> RuleFiles:
    """Return what the workbook *file* says.

    Raises:
        RulebookError: the workbook cannot be used, or a file would not be valid: every fault with
            its sheet and cell.
    """
    said = assemble(file, read_sheets(file))
    texts = {name: text for name, text in said.originals.items() if is_case_file(name)}
    models: list[BaseModel] = []
    problems: list[Problem] = []
    for name, draft in said.drafts.items():
        try:
            model = validate(_CellText(file, draft), MODELS.get(name, ItemsFile))
        except RulebookError as error:
            problems += map(_without_key, error.problems)
        else:
            models.append(model)
            texts[name] = _text(name, model, draft.comments, said.originals.get(name, ""))
    if problems:
        raise RulebookError(problems)
    # The sheet of the head is never missing.
    head = next(model for model in models if isinstance(model, RulebookFile))
    sources = [s.id for model in models if isinstance(model, SourcesFile) for s in model.sources]
    items = [item for model in models if isinstance(model, ItemsFile) for item in model.items]
    benches = [version.benchmark for item in items for version in item.versions]
    rows = sum(len(b.rows) for b in benches if b and b.method == "table")
    return RuleFiles(texts, said.drafts, head, tuple(sources), len(items), rows)


class _CellText(RuleText):
    """The data of one rule file to be; what is wrong in it is found in the workbook's cells."""

    def __init__(self, file: Path, draft: Draft) -> None:
        super().__init__(file, b"")
        self.draft = draft
        self.__dict__["data"] = draft.data

    def find(self, path: Steps) -> tuple[int | None, Steps]:
        return None, (self.draft.place(path),)


def _text(name: str, model: BaseModel, comments: Comments, original: str) -> str:
    """Return *model* as a rule file: the original to the letter, where it says just the same."""
    before = RuleText(Path(name), original.encode())
    try:
        same = validate(before, type(model)) == model
    except RulebookError:
        same = False
    if same and read_comments(before, name) == comments:
        return original
    return with_comments(RuleText(Path(name), file_text(model).encode()), comments)


def _without_key(problem: Problem) -> Problem:
    """A fault's place is a cell; the key inside the rule file is no concern of the reader."""
    place, dot, _ = problem.path.rpartition(".")
    if dot and "!" in place and problem.value is None:
        return replace(problem, path=place, message="缺少内容")
    return problem
