"""What a rulebook folder holds itself, file by file: data, comments and the text to the letter."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange.cells import STRANGE
from discretion.rulebook.exchange.comments import Comments, read_comments
from discretion.rulebook.exchange.parts import is_case_file
from discretion.rulebook.files import validate
from discretion.rulebook.load import read
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema import (
    FactsFile,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)

MODELS: Mapping[str, type[BaseModel]] = {
    "rulebook.yaml": RulebookFile,
    "sources.yaml": SourcesFile,
    "facts.yaml": FactsFile,
    "general.yaml": GeneralFile,
}
"""What the files are read as; all others are files of items."""


@dataclass(frozen=True, slots=True)
class BookFile:
    """One rule file of the folder, by its name there."""

    name: str
    text: RuleText
    model: BaseModel
    comments: Comments


@dataclass(frozen=True, slots=True)
class BookFolder:
    """A whole folder.

    ``source_titles`` and ``fact_labels`` name what its tables cite, inherited ones too.
    ``originals`` are the texts of rule files and worked cases by name, ``left_out`` the names of
    all other files.
    """

    files: tuple[BookFile, ...]
    source_titles: Mapping[str, str]
    fact_labels: Mapping[str, str]
    originals: Mapping[str, str]
    left_out: tuple[str, ...]


def read_folder(folder: Path) -> BookFolder:
    """Read the rulebook in *folder*, without what it extends.

    Raises:
        RulebookError: a file cannot be read; every fault of every file.
    """
    files = _read_files(folder)
    originals = {file.name: file.text.raw.decode() for file in files}
    left_out = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in originals or not path.is_file():
            continue
        text = _text_of_cases(path) if is_case_file(name) else None
        if text is None:
            left_out.append(name)
        else:
            originals[name] = text
    return BookFolder(tuple(files), *_names(folder, files), originals, tuple(left_out))


def _text_of_cases(file: Path) -> str | None:
    """Return the text of a file of cases; None if no cell could hold it."""
    try:
        text = RuleText.read(file).raw.decode()
    except (RulebookError, UnicodeDecodeError):
        return None
    return None if STRANGE.search(text) else text


def _read_files(folder: Path) -> list[BookFile]:
    names = [name for name in MODELS if os.path.lexists(folder / name)]
    if (folder / "items").is_dir():
        inside = sorted(os.listdir(folder / "items"))
        names += [f"items/{n}" for n in inside if n.endswith(".yaml") and n[0] != "."]
    found: list[BookFile] = []
    problems: list[Problem] = []
    for name in names:
        model = MODELS.get(name, ItemsFile)
        try:
            text = RuleText.read(folder / name)
            parsed = validate(text, model)
        except RulebookError as error:
            problems += error.problems
            continue
        found.append(BookFile(name, text, parsed, read_comments(text, name)))
    if problems:
        raise RulebookError(problems)
    return found


def _names(folder: Path, files: Iterable[BookFile]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the titles of sources and the labels of facts, for headings."""
    titles: dict[str, str] = {}
    labels: dict[str, str] = {}
    try:
        book = read(folder)
    except RulebookError:
        book = None  # a general part stands for itself: it has no policy
    if book is not None:
        titles |= {key: source.title for key, source in book.sources.items()}
        labels |= {key: _label(fact) for key, fact in book.every_fact().items()}
    for file in files:
        if isinstance(file.model, SourcesFile):
            titles |= {s.id: s.title for s in file.model.sources}
        elif isinstance(file.model, FactsFile):
            labels |= {name: _label(f) for name, f in file.model.facts.items()}
        elif isinstance(file.model, ItemsFile):
            derived = [one for item in file.model.items for one in item.derived]
            labels = {one.name: one.label for one in derived} | labels
    return titles, labels


def _label(fact: Any) -> str:
    return f"{fact.label}（{fact.unit}）" if fact.unit else str(fact.label)
