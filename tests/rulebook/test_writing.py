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
from discretion.rulebook.writing import file_text

MODELS = {
    "rulebook": RulebookFile,
    "sources": SourcesFile,
    "facts": FactsFile,
    "general": GeneralFile,
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
