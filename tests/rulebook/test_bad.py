"""Malformed rule files: each file of ``bad/`` names in its head what must be reported, exactly.

``# 文件`` is the file of the minimal rulebook that it replaces, ``# 应报`` a fault as it is shown.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import read
from tests.rulebook.minimal import FILES, write

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


def head(text: str) -> tuple[str, list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    assert lines[0].startswith("# 文件 ")
    assert all(line.startswith("# 应报 ") for line in lines[1:])
    return lines[0].removeprefix("# 文件 "), [line.removeprefix("# 应报 ") for line in lines[1:]]


def test_the_catalogue_is_there() -> None:
    assert len(BAD) >= 80
    assert {head(file.read_text(encoding="utf-8"))[0] for file in BAD} == set(FILES)


@pytest.mark.parametrize("bad", BAD, ids=lambda file: file.stem)
def test_every_fault_is_named_with_place_value_and_remedy(bad: Path, tmp_path: Path) -> None:
    name, expected = head(bad.read_text(encoding="utf-8"))
    folder = write(tmp_path / "book", {name: bad.read_bytes()})
    with pytest.raises(RulebookError) as caught:
        read(folder)
    lines = str(caught.value).replace(f"{folder}/", "").splitlines()
    assert lines == [f"裁量基准库无法使用（{len(expected)} 处）：", *expected]
