"""The manifest of a corpus folder: the one file that says which version is the current one."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from discretion.corpus.canonical import to_json
from discretion.corpus.errors import CorpusError

MANIFEST_NAME = "manifest.json"
FORMAT = "discretion-corpus"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """One file of a segment: path below the corpus folder, size in bytes, SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Segment:
    """An immutable batch of cases; where an id is in several, the last one counts."""

    id: str
    rows: int
    files: tuple[SegmentFile, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a corpus consists of. ``version`` is the SHA-256 of its content, see ``canonical``.

    ``facts`` holds the declarations of the rulebook that the cases came in with, so that the
    corpus can compare facts without it.
    """

    version: str
    cases: int
    segments: tuple[Segment, ...]
    facts: dict[str, Any]
    rulebook: str = ""
    """Name of that rulebook."""
    fingerprint: str = ""


def read_manifest(folder: Path) -> Manifest:
    """Read the current manifest of a corpus folder.

    Raises:
        CorpusError: there is none, it is damaged, or of a later format.
    """
    path = folder / MANIFEST_NAME
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CorpusError(
            f"{folder} 不是案例库：缺少 {MANIFEST_NAME}；请先用 ingest 导入案件"
        ) from None
    except OSError as error:
        raise CorpusError(f"{path} 无法读取：{error.strerror}") from None
    except ValueError:
        raise _damaged(path, "不是完整的 JSON") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _damaged(path, f"没有写明 format: {FORMAT}")
    if data.get("format_version") != FORMAT_VERSION:
        raise CorpusError(
            f"{path} 的格式版本是 {data.get('format_version')!r}，本程序只认 {FORMAT_VERSION}；"
            "请升级 discretion，或者用当前版本重新导入"
        )
    if data.pop("checksum", None) != _checksum(data):
        raise _damaged(path, "校验和不符，内容被改动过或不完整")
    try:
        return Manifest(
            version=str(data["version"]),
            cases=int(data["cases"]),
            segments=tuple(
                Segment(s["id"], s["rows"], tuple(SegmentFile(**f) for f in s["files"]))
                for s in data["segments"]
            ),
            facts=dict(data["facts"]),
            rulebook=data["rulebook"],
            fingerprint=data["fingerprint"],
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(path, "缺少必需的内容") from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make *manifest* the current one: all at once, or not at all if this is interrupted."""
    data: dict[str, Any] = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    data = json.loads(to_json(data))
    data["checksum"] = _checksum(data)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    write_atomically(folder / MANIFEST_NAME, text.encode())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace *path* by *content*, which is on disk before the name points to it."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in *folder* to disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksum(data: dict[str, Any]) -> str:
    return hashlib.sha256(to_json(data).encode()).hexdigest()


def _damaged(path: Path, why: str) -> CorpusError:
    return CorpusError(f"{path} 已损坏（{why}）；请从备份恢复该文件，或者用原始台账重新导入")
