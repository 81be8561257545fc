"""The manifest of a corpus folder: the one file that says which version is the current one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from discretion.corpus.canonical import to_json
from discretion.corpus.errors import CorpusError
from discretion.corpus.files import FileEntry, write_atomically
from discretion.rulebook.schema import FactDeclaration
from discretion.rulebook.wording import refusal

MANIFEST_NAME = "manifest.json"
SEGMENTS, VERSIONS = "segments", "versions"
STATISTICS_NAME = "statistics.bin"
FORMAT = "discretion-corpus"
FORMAT_VERSION = 2
_ORDER = "choice_order"
_PATH = re.compile(rf"({SEGMENTS}|{VERSIONS})/\d{{1,12}}/\w[\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Segment:
    """An immutable batch of cases, as one version sees it.

    ``tombstones`` is the file that says which rows no longer count, None if all of them do.
    """

    id: str
    rows: int
    alive: int
    files: tuple[FileEntry, ...]
    tombstones: FileEntry | None = None
    index: str = ""
    """The definition of its search index, "" if it has none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version of a corpus consists of.

    ``number`` counts the commits, and ``oldest`` is the first of them whose files may still be on
    disk; ``version`` is the SHA-256 of the content, see ``canonical``.
    ``facts`` holds the declarations of the rulebook that the cases came in with, so that the
    corpus can compare facts without it. ``statistics`` is the file of
    what the search needs of all segments together.
    """

    number: int
    oldest: int
    version: str
    cases: int
    segments: tuple[Segment, ...]
    facts: dict[str, Any]
    rulebook: str = ""
    """Name of that rulebook."""
    fingerprint: str = ""
    statistics: FileEntry | None = None
    index: str = ""
    """The definition of the search index that all segments have, "" if they differ."""

    @property
    def name(self) -> str:
        """The name of the version's folder."""
        return f"{self.number:08d}"

    def declarations(self) -> dict[str, FactDeclaration]:
        """Return the facts that are declared.

        Raises:
            CorpusError: they come from another version of this program.
        """
        return declared_facts(self.facts)

    def files(self) -> tuple[FileEntry, ...]:
        """Return every file of the version, the manifest aside."""
        own = [*(s.tombstones for s in self.segments), self.statistics]
        return (*(f for s in self.segments for f in s.files), *filter(None, own))


def read_manifest(folder: Path) -> Manifest:
    """Read the current manifest of a corpus folder.

    Raises:
        CorpusError: there is none, it is damaged, or of another format.
    """
    path = folder / MANIFEST_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError(
            f"{folder} 不是案例库：缺少 {MANIFEST_NAME}；请先用 ingest 导入案件"
        ) from None
    except OSError as error:
        raise CorpusError(f"{path} 无法读取：{refusal(error)}") from None
    return parse_manifest(content, path)


def parse_manifest(content: bytes, path: Path) -> Manifest:
    """Return the manifest that *content*, read from *path*, holds.

    Raises:
        CorpusError: it is damaged, or of another format.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _damaged(path, "不是完整的 JSON") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _damaged(path, f"没有写明 format: {FORMAT}")
    if data.get("format_version") != FORMAT_VERSION:
        raise CorpusError(
            f"{path} 的格式版本是 {data.get('format_version')!r}，本程序只认 {FORMAT_VERSION}；"
            "版本较旧的请用原始台账重新导入到新文件夹，较新的请升级 discretion"
        )
    if data.pop("checksum", None) != _checksum(data):
        raise _damaged(path, "校验和不符，内容被改动过或不完整")
    try:
        return Manifest(
            number=int(data["number"]),
            oldest=int(data["oldest"]),
            version=str(data["version"]),
            cases=int(data["cases"]),
            segments=tuple(map(_segment, data["segments"])),
            facts=dict(data["facts"]),
            rulebook=data["rulebook"],
            fingerprint=data["fingerprint"],
            statistics=None if data["statistics"] is None else _entry(data["statistics"]),
            index=str(data["index"]),
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(path, "缺少必需的内容") from None


def manifest_text(manifest: Manifest) -> bytes:
    """Return the content of a manifest file; the same manifest gives the same bytes."""
    data: dict[str, Any] = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    data = json.loads(to_json(data))
    data["checksum"] = _checksum(data)
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make *manifest* the current one: all at once, or not at all if this is interrupted.

    A copy goes into the version's own folder first, from which ``restore`` can bring it back.
    """
    text = manifest_text(manifest)
    write_atomically(folder / VERSIONS / manifest.name / MANIFEST_NAME, text)
    write_atomically(folder / MANIFEST_NAME, text)


def plain_facts(declarations: Mapping[str, FactDeclaration]) -> dict[str, Any]:
    """Return declarations as plain data; ``declared_facts`` reads them.

    The order of the choices, which is their scale, stands beside them: keys are sorted in a file.
    """
    return {
        name: fact.model_dump(mode="json", exclude_defaults=True)
        | ({_ORDER: list(fact.choices)} if fact.choices else {})
        for name, fact in declarations.items()
    }


def declared_facts(facts: dict[str, Any]) -> dict[str, FactDeclaration]:
    """Return the declarations that plain data hold.

    Raises:
        CorpusError: they come from another version of this program.
    """
    try:
        return {name: _declared(dict(plain)) for name, plain in facts.items()}
    except (ValidationError, KeyError, TypeError):
        raise CorpusError(f"{MANIFEST_NAME} 的事实声明来自别的版本；请用当前版本重新导入") from None


def _declared(plain: dict[str, Any]) -> FactDeclaration:
    order = plain.pop(_ORDER, None)
    if order is not None:
        plain["choices"] = {choice: plain["choices"][choice] for choice in order}
    return FactDeclaration.model_validate(plain)


def _segment(data: dict[str, Any]) -> Segment:
    tombstones = data["tombstones"]
    return Segment(
        id=str(data["id"]),
        rows=int(data["rows"]),
        alive=int(data["alive"]),
        files=tuple(map(_entry, data["files"])),
        tombstones=None if tombstones is None else _entry(tombstones),
        index=str(data["index"]),
    )


def _entry(data: dict[str, Any]) -> FileEntry:
    entry = FileEntry(str(data["path"]), int(data["bytes"]), str(data["sha256"]))
    if not _PATH.fullmatch(entry.path):
        raise ValueError(entry.path)
    return entry


def _checksum(data: dict[str, Any]) -> str:
    return hashlib.sha256(to_json(data).encode()).hexdigest()


def _damaged(path: Path, why: str) -> CorpusError:
    return CorpusError(
        f"{path} 已损坏（{why}）；请用 discretion corpus restore 找回最近的完好版本，"
        "或者从备份恢复，或者用原始台账重新导入"
    )
