"""Many small files as one: a reader opens it once, and a writer forces it to disk once.

Eight bytes hold the length of the header (little-endian); the header is JSON, the offset and size
of each part by name; each part begins at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from discretion.corpus.canonical import to_json

ALIGNMENT = 64


def write_pack(target: Path, parts: Sequence[Path]) -> None:
    """Move *parts*, files with different names, into *target*."""
    parts = sorted(parts, key=lambda part: part.name)
    sizes = [part.stat().st_size for part in parts]
    # Offsets count from the end of the header, whose own length depends on them.
    table, at = {}, 0
    for part, size in zip(parts, sizes, strict=True):
        table[part.name] = [at, size]
        at += _aligned(size)
    header = to_json(table).encode()
    with target.open("wb") as pack:
        pack.write(len(header).to_bytes(8, "little") + header)
        for part, (offset, _) in zip(parts, table.values(), strict=True):
            pack.seek(_aligned(8 + len(header)) + offset)
            with part.open("rb") as source:
                shutil.copyfileobj(source, pack, 1 << 20)
    for part in parts:
        part.unlink()


def read_pack(content: memoryview) -> dict[str, memoryview]:
    """Return the parts of a pack by name.

    Raises:
        ValueError: it is damaged.
    """
    length = int.from_bytes(content[:8], "little")
    table = json.loads(bytes(content[8 : 8 + length]))
    if not isinstance(table, dict):
        raise ValueError("no table of contents")
    start = _aligned(8 + length)
    found = {}
    for name, (offset, size) in table.items():
        part = content[start + offset : start + offset + size]
        if len(part) != size:
            raise ValueError(f"{name}: {len(part)} bytes of {size}")
        found[name] = part
    return found


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
