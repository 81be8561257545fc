"""Loading a rulebook folder: files, what they extend, the cross-checks, the fingerprint."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import Origin
from discretion.rulebook.crosscheck import check_rulebook
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.files import validate
from discretion.rulebook.plain import RuleText, Steps, format_path, unreadable
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

MAX_EXTENDS = 20
"""How deep rulebooks may extend one another."""

_M = TypeVar("_M", bound=BaseModel)
_T = TypeVar("_T")
_HEAD = "rulebook.yaml"
_FILES = (_HEAD, "sources.yaml", "facts.yaml", "general.yaml")


def rules_folder() -> Path:
    """The folder of the rulebooks shipped with this package."""
    shipped = Path(str(files("discretion"))) / "_data" / "rules"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "rules"


def shipped_rulebooks() -> list[str]:
    """The names of the shipped rulebooks, sorted."""
    return sorted(p.parent.name for p in rules_folder().glob(f"*/{_HEAD}"))


def load(name: str | Path) -> Rulebook:
    """Load and check the rulebook *name*: a shipped name or the path of a folder.

    A folder is read once and then kept; :func:`read` reads it anew.

    Raises:
        RulebookError: with every fault found, its file, line, path and a suggestion.
    """
    return _kept(folder_of(name))


def read(folder: Path) -> Rulebook:
    """Load and check the rulebook in *folder* from the disk; raises like :func:`load`."""
    return read_with_origin(folder)[0]


def read_with_origin(folder: Path) -> tuple[Rulebook, Origin]:
    """Load like :func:`read`; also say where each part of the rulebook stands."""
    parts = _Parts()
    parts.read(folder, ())
    if parts.problems:
        raise RulebookError(parts.problems)
    assert parts.head is not None
    if parts.policy is None and parts.rules and not parts.items:
        named = "、".join(_for_cases())
        message = (
            f"这是各地共用的一般规则（{len(parts.rules)}条），由别的裁量基准库继承，不能用来办案；"
            f"可用的裁量基准库：{named}。查看一般规则：discretion rules show general"
        )
        raise RulebookError([Problem(folder / _HEAD, None, "", folder.name, message)])
    if parts.policy is None:
        message = "缺少 policy（本地裁量政策）；请写出，或用 extends 引用已有 policy 的裁量基准库"
        raise RulebookError([Problem(folder / _HEAD, 1, "policy", None, message)])
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
        folder=folder,
    )
    errors, warnings = check_rulebook(book, parts.origin)
    if errors:
        raise RulebookError(errors)
    return replace(book, warnings=tuple(warnings)), parts.origin


_kept = lru_cache(maxsize=16)(read)


def files_of(name: str | Path) -> dict[str, bytes]:
    """Return the files that the rulebook *name* is read from, by ``folder/file``.

    Written elsewhere under these names they are the same rulebook, of the same fingerprint.

    Raises:
        RulebookError: it has faults.
    """
    parts = _Parts()
    parts.read(folder_of(name), ())
    if parts.problems:
        raise RulebookError(parts.problems)
    return parts.raw


def folder_of(name: str | Path) -> Path:
    """Return the absolute folder that *name* means: a folder with a head, else a shipped name.

    Raises:
        RulebookError: there is neither.
    """
    path, shipped = Path(name), rules_folder() / str(name)
    if path.name == _HEAD:
        path = path.parent
    for folder in (path, shipped):
        if str(name).strip() and os.path.isfile(folder / _HEAD):
            return folder.absolute()
    if str(name).strip() and os.path.isdir(path):
        message = f"文件夹里没有 {_HEAD}，不是裁量基准库"
    else:
        known = "、".join(_for_cases())
        message = f"没有这个裁量基准库，也没有这个文件夹；随附的有：{known}"
    near = did_you_mean(str(name), _for_cases())
    raise RulebookError([Problem(path, None, "", str(name), message, near)])


def lineage(folder: Path) -> list[Path]:
    """Return *folder* and every folder that it extends, directly or not.

    Raises:
        RulebookError: a head cannot be read.
    """
    found = [folder]
    for each in found:  # grows
        head = validate(RuleText.read(each / _HEAD), RulebookFile)
        parents = (_parent(each, name) for name in head.extends)
        found += [p for p in parents if p not in found and os.path.isfile(p / _HEAD)]
    return found


def _parent(folder: Path, name: str) -> Path:
    """Return the folder that *folder* extends under *name*: beside it, else a shipped one."""
    beside = folder.parent / name
    return beside if os.path.isfile(beside / _HEAD) else rules_folder() / name


def _for_cases() -> list[str]:
    """The names of the shipped rulebooks that hold items, and not only what others extend."""
    return [name for name in shipped_rulebooks() if (rules_folder() / name / "items").is_dir()]


class _Parts:
    """The files of a rulebook and of what it extends, gathered parent first."""

    def __init__(self) -> None:
        self.head: RulebookFile | None = None
        self.policy: Policy | None = None
        self.sources: dict[str, Source] = {}
        self.facts: dict[str, FactDeclaration] = {}
        self.rules: dict[str, GeneralRule] = {}
        self.items: dict[str, Item] = {}
        self.origin: dict[tuple[str, str], tuple[RuleText, Steps]] = {}
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()
        self.raw: dict[str, bytes] = {}
        self._done: set[Path] = set()

    def read(self, folder: Path, chain: tuple[Path, ...]) -> None:
        """Read *folder* after all that it extends; ``chain`` leads from the first to here."""
        real = folder.resolve()
        if real in self._done:
            return
        self._done.add(real)
        text = RuleText.read(folder / _HEAD)
        head = validate(text, RulebookFile)
        for i, parent in enumerate(head.extends):
            self._extend(text, i, parent, (*chain, real))
        self._seal(folder, text)
        self.head = head
        if head.policy:
            self.policy = head.policy
            self.origin["policy", ""] = (text, ("policy",))
        self._read_shared(folder)
        items = self._item_files(folder)
        self.problems += _misplaced(folder, items)
        for file in items:
            if read := self._file(folder, file, ItemsFile):
                text, parsed = read
                for i, item in enumerate(parsed.items):
                    self._add(self.items, "item", item.code, item, text, ("items", i), "code")

    def _read_shared(self, folder: Path) -> None:
        if read := self._file(folder, folder / "sources.yaml", SourcesFile):
            for i, source in enumerate(read[1].sources):
                self._add(self.sources, "source", source.id, source, read[0], ("sources", i), "id")
        if facts := self._file(folder, folder / "facts.yaml", FactsFile):
            for name, fact in facts[1].facts.items():
                self._add(self.facts, "fact", name, fact, facts[0], ("facts", name))
        if rules := self._file(folder, folder / "general.yaml", GeneralFile):
            for i, rule in enumerate(rules[1].rules):
                self._add(self.rules, "rule", rule.id, rule, rules[0], ("rules", i), "id")

    def _extend(self, text: RuleText, i: int, parent: str, chain: tuple[Path, ...]) -> None:
        folder = _parent(text.file.parent, parent)
        near = None
        if not os.path.isfile(folder / _HEAD):
            message, near = "没有这个裁量基准库", did_you_mean(parent, shipped_rulebooks())
        elif folder.resolve() in chain:
            message = "extends 成环"
        elif len(chain) >= MAX_EXTENDS:
            message = f"extends 超过 {MAX_EXTENDS} 层"
        else:
            self.read(folder, chain)
            return
        path = ("extends", i)
        line, _ = text.find(path)
        raise RulebookError([Problem(text.file, line, format_path(path), parent, message, near)])

    def _item_files(self, folder: Path) -> list[Path]:
        """The item files in the order of their names; hidden ones belong to editors."""
        items = folder / "items"
        if not os.path.lexists(items):
            return []
        try:
            names = os.listdir(items)
        except OSError as error:
            self.problems.append(unreadable(items, error))
            return []
        return [items / n for n in sorted(names) if n.endswith(".yaml") and n[0] != "."]

    def _file(self, folder: Path, file: Path, model: type[_M]) -> tuple[RuleText, _M] | None:
        """Read an optional file; its faults are kept, so that one run shows those of all."""
        if not os.path.lexists(file):
            return None
        try:
            text = RuleText.read(file)
            parsed = validate(text, model)
        except RulebookError as error:
            self.problems += error.problems
            return None
        self._seal(folder, text)
        return text, parsed

    def _seal(self, folder: Path, text: RuleText) -> None:
        path = text.file.relative_to(folder).as_posix()
        self.raw[f"{folder.name}/{path}"] = text.raw
        name = os.fsencode(path)
        self.digest.update(b"%b\0%d\0%b" % (name, len(text.raw), text.raw))

    def _add(
        self,
        into: dict[str, _T],
        kind: str,
        key: str,
        value: _T,
        text: RuleText,
        path: Steps,
        *last: str,
    ) -> None:
        if key not in into:
            into[key] = value
            self.origin[kind, key] = (text, path)
            return
        first, first_path = self.origin[kind, key]
        seen = f"{first.file.name} 第 {first.find((*first_path, *last))[0]} 行"
        full = (*path, *last)
        message = f"编号重复，已在 {seen}出现；请改用别的编号或删去一处"
        line, _ = text.find(full)
        self.problems.append(Problem(text.file, line, format_path(full), key, message))


def _misplaced(folder: Path, read: list[Path]) -> Iterator[Problem]:
    """Files that an author surely meant to be read, and that would pass in silence."""
    known = [name.removesuffix(".yaml") for name in _FILES]
    for file in _rule_files(folder.glob("*")):
        if file.name in _FILES:
            continue
        if file.stem == "items":
            yield Problem(file, None, "", file.name, "不会被读取；案由文件放在 items/ 文件夹里")
        elif near := did_you_mean(file.stem, known):
            yield Problem(file, None, "", file.name, "不会被读取：文件名不对", f"{near}.yaml")
    for file in _rule_files((folder / "items").rglob("*")):
        if file not in read:
            name = file.relative_to(folder).as_posix()
            yield Problem(file, None, "", name, "不会被读取；请直接放在 items/ 下，以 .yaml 结尾")


def _rule_files(found: Iterable[Path]) -> list[Path]:
    kept = [f for f in found if f.suffix.lower() in (".yaml", ".yml") and f.name[0] != "."]
    return sorted(kept, key=Path.as_posix)
