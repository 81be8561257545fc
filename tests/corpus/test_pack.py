from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.corpus.pack import ALIGNMENT, read_pack, write_pack


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}\.u8", fullmatch=True), st.binary(max_size=200)))
def test_parts_come_back_aligned(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    write_pack(folder / "all", [folder / name for name in parts])
    assert [p.name for p in folder.iterdir()] == ["all"]
    whole = memoryview((folder / "all").read_bytes())
    found = read_pack(whole)
    assert {name: bytes(part) for name, part in found.items()} == parts


def test_a_pack_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a" * 70)
    write_pack(tmp_path / "all", [tmp_path / "a"])
    whole = memoryview((tmp_path / "all").read_bytes())
    for size in range(len(whole)):
        with pytest.raises(ValueError, match=r"."):
            read_pack(whole[:size])


def test_arrays_begin_where_a_processor_likes_them(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(name.encode() * 70)
    write_pack(tmp_path / "all", [tmp_path / name for name in "abc"])
    whole = (tmp_path / "all").read_bytes()
    assert all(whole.index(name.encode() * 70) % ALIGNMENT == 0 for name in "abc")
