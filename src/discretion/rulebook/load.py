"""Loading a rulebook folder: files, what they extend, the cross-checks, the fingerprint."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import check_rulebook
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.files import Steps, format_path, line_of, read_file
from discretion.rulebook.schema import (
    FactDeclaration,
    FactsFile,
    GeneralFile,
    GeneralRule,
    Item,
    ItemsFile,
    Policy,
    RulebookFile,
    Source,
    SourcesFile,
)

_M = TypeVar("_M", bound=BaseModel)
_T = TypeVar("_T")


def rules_folder() -> Path:
    """The folder of the rulebooks shipped with this package."""
    shipped = Path(str(files("discretion"))) / "_data" / "rules"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "rules"


def shipped_rulebooks() -> list[str]:
    """The names of the shipped rulebooks, sorted."""
    return sorted(p.parent.name for p in rules_folder().glob("*/rulebook.yaml"))


@lru_cache(maxsize=16)
def load(name: str | Path) -> Rulebook:
    """Load and check the rulebook *name*: a shipped name or the path of a folder.

    Raises:
        RulebookError: with every fault found, its file, line, path and a suggestion.
    """
    folder = _folder(name)
    parts = _Parts()
    parts.read(folder, chain=())
    assert parts.head is not None
    if parts.policy is None:
        raise RulebookError(
            [Problem(folder / "rulebook.yaml", None, "policy", None, "缺少 policy（本地裁量政策）")]
        )
    book = Rulebook(
        name=folder.name,
        head=parts.head,
        policy=parts.policy,
        sources=parts.sources,
        facts=parts.facts,
        rules=tuple(parts.rules.values()),
        items=parts.items,
        warnings=(),
        fingerprint=parts.digest.hexdigest(),
    )
    errors, warnings = check_rulebook(book, parts.origin)
    if errors:
        raise RulebookError(errors)
    return Rulebook(**{**vars(book), "warnings": tuple(warnings)})


def _folder(name: str | Path) -> Path:
    path = Path(name)
    if path.name == "rulebook.yaml":
        path = path.parent
    if path.is_dir():
        return path
    shipped = rules_folder() / str(name)
    if shipped.is_dir():
        return shipped
    raise RulebookError(
        [
            Problem(
                path,
                None,
                "",
                str(name),
                f"没有这个裁量基准库，也没有这个文件夹；随附的有：{'、'.join(shipped_rulebooks())}",
                did_you_mean(str(name), shipped_rulebooks()),
            )
        ]
    )


class _Parts:
    """The files of a rulebook and of what it extends, gathered parent first."""

    def __init__(self) -> None:
        self.head: RulebookFile | None = None
        self.policy: Policy | None = None
        self.sources: dict[str, Source] = {}
        self.facts: dict[str, FactDeclaration] = {}
        self.rules: dict[str, GeneralRule] = {}
        self.items: dict[str, Item] = {}
        self.origin: dict[tuple[str, str], tuple[Path, Steps]] = {}
        self.digest = hashlib.sha256()

    def read(self, folder: Path, chain: tuple[str, ...]) -> None:
        head_file = folder / "rulebook.yaml"
        head = self._file(head_file, RulebookFile)
        for i, parent in enumerate(head.extends):
            parent_folder = folder.parent / parent
            if not parent_folder.is_dir():
                parent_folder = rules_folder() / parent
            if parent in chain or not parent_folder.is_dir():
                known = did_you_mean(parent, shipped_rulebooks())
                message = "extends 成环" if parent in chain else "没有这个裁量基准库"
                raise RulebookError(
                    [Problem(head_file, None, f"extends[{i}]", parent, message, known)]
                )
            self.read(parent_folder, (*chain, folder.name))
        self.head = head
        self.policy = head.policy or self.policy
        self.origin["policy", ""] = (head_file, ("policy",))
        if (file := folder / "sources.yaml").is_file():
            for i, source in enumerate(self._file(file, SourcesFile).sources):
                self._add(self.sources, "source", source.id, source, file, ("sources", i, "id"))
        if (file := folder / "facts.yaml").is_file():
            for name, fact in self._file(file, FactsFile).facts.items():
                self._add(self.facts, "fact", name, fact, file, ("facts", name))
        if (file := folder / "general.yaml").is_file():
            for i, rule in enumerate(self._file(file, GeneralFile).rules):
                self._add(self.rules, "rule", rule.id, rule, file, ("rules", i, "id"))
        for file in sorted((folder / "items").glob("*.yaml")):
            for i, item in enumerate(self._file(file, ItemsFile).items):
                self._add(self.items, "item", item.code, item, file, ("items", i))

    def _file(self, file: Path, model: type[_M]) -> _M:
        if not file.is_file():
            raise RulebookError([Problem(file, None, "", None, "缺少这个文件")])
        parsed = read_file(file, model)
        self.digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return parsed

    def _add(
        self, into: dict[str, _T], kind: str, key: str, value: _T, file: Path, path: Steps
    ) -> None:
        if key in into:
            first = self.origin[kind, key][0]
            raise RulebookError(
                [
                    Problem(
                        file,
                        line_of(file, path),
                        format_path(path),
                        key,
                        f"编号重复，已在 {first} 中出现",
                    )
                ]
            )
        into[key] = value
        self.origin[kind, key] = (file, path)
