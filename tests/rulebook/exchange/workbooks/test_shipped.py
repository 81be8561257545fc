"""Every shipped rulebook goes out as a workbook and comes back the same, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.export import export
from discretion.rulebook.exchange.importing import import_workbook
from discretion.rulebook.exchange.tables import MODELS
from discretion.rulebook.files import read_file
from discretion.rulebook.load import read, rules_folder, shipped_rulebooks
from discretion.rulebook.schema import ItemsFile


@pytest.fixture(scope="module", params=shipped_rulebooks())
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workbook ``book.xlsx`` exported from a shipped rulebook, its name kept."""
    folder = tmp_path_factory.mktemp("exchange") / request.param
    folder.mkdir()
    export(rules_folder() / request.param, folder / "book.xlsx")
    return folder


def test_the_folder_comes_back_to_the_letter(sent: Path) -> None:
    before, after = rules_folder() / sent.name, sent / "letter" / sent.name
    import_workbook(sent / "book.xlsx", after)
    names = sorted(p.relative_to(before) for p in before.rglob("*.yaml"))
    assert sorted(p.relative_to(after) for p in after.rglob("*") if p.is_file()) == names
    for name in names:
        assert (after / name).read_bytes() == (before / name).read_bytes()
    if sent.name != "general":
        assert read(after).fingerprint == read(before).fingerprint


def test_the_cells_alone_say_all_of_it(sent: Path) -> None:
    """Without the hidden originals, which is also what a rewritten file comes from."""
    book = load_workbook(sent / "book.xlsx")
    del book[sheets.ORIGINALS.title]
    book.save(sent / "cells.xlsx")
    before, after = rules_folder() / sent.name, sent / "cells" / sent.name
    import_workbook(sent / "cells.xlsx", after)
    for file in sorted(before.rglob("*.yaml")):
        name = file.relative_to(before)
        if name.parts[0] != "cases":
            model = MODELS.get(name.as_posix(), ItemsFile)
            assert read_file(after / name, model) == read_file(file, model)


def test_the_same_folder_gives_the_same_bytes(sent: Path) -> None:
    export(rules_folder() / sent.name, sent / "again.xlsx")
    assert (sent / "again.xlsx").read_bytes() == (sent / "book.xlsx").read_bytes()
