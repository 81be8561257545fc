"""Rule files written and read back."""

from pathlib import Path

import pytest

from discretion.rulebook.files import read_file
from discretion.rulebook.load import rules_folder
from discretion.rulebook.schema import (
    FactsFile,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)
from discretion.rulebook.schema.indicators import IndicatorsFile
from discretion.rulebook.writing import file_text
from discretion.stream.schema import RemindersFile

MODELS = {
    "rulebook": RulebookFile,
    "sources": SourcesFile,
    "facts": FactsFile,
    "general": GeneralFile,
    "indicators": IndicatorsFile,
    "reminders": RemindersFile,
}
SHIPPED = sorted(p for p in rules_folder().rglob("*.yaml") if p.parent.name != "cases")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda p: "/".join(p.parts[-3:]))
def test_a_shipped_file_written_and_read_is_the_same(file: Path, tmp_path: Path) -> None:
    model = ItemsFile if file.parent.name == "items" else MODELS[file.stem]
    read = read_file(file, model)
    copy = tmp_path / "copy.yaml"
    copy.write_text(file_text(read, "说明：合成\n第二行"), encoding="utf-8")
    assert read_file(copy, model) == read
    assert copy.read_text(encoding="utf-8").startswith("# 说明：合成\n# 第二行\n")


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029", "\ufeff", "\t", "\n", "\n\n", "\r\n"])
def test_odd_characters_in_a_text_are_written_and_read(odd: str, tmp_path: Path) -> None:
    source = {
        "id": "a",
        "title": f"前{odd}后：“引号” '单' \"双\"",
        "level": "law",
        "in_force": {"from": "2024-01-01"},
    }
    model = SourcesFile.model_validate({"sources": [source]})
    (tmp_path / "sources.yaml").write_bytes(file_text(model).encode())
    assert read_file(tmp_path / "sources.yaml", SourcesFile) == model
