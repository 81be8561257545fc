"""Every shipped rulebook goes out as a workbook and comes back the same, to the letter."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.export import export
from discretion.rulebook.exchange.folders import MODELS
from discretion.rulebook.exchange.importing import import_workbook
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


def test_a_workbook_saved_by_a_program_that_shares_its_texts(sent: Path) -> None:
    """Excel and LibreOffice put texts into a part of their own; openpyxl leaves them in cells."""
    texts: list[bytes] = []

    def shared(cell: re.Match[bytes]) -> bytes:
        texts.append(cell[2])
        return b'%b t="s"><v>%d</v></c>' % (cell[1], len(texts) - 1)

    start = rb'(<c r="[A-Z0-9]+"(?: s="\d+")?) t="inlineStr"'
    inline = re.compile(start + rb"><is>(.*?)</is></c>", re.DOTALL)
    with (
        zipfile.ZipFile(sent / "book.xlsx") as old,
        zipfile.ZipFile(sent / "shared.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: inline.sub(shared, old.read(name)) for name in old.namelist()}
        assert len(texts) > 300
        table = b"".join(b"<si>%b</si>" % text for text in texts)
        parts["xl/sharedStrings.xml"] = (
            f'<sst xmlns="{SHEET_MAIN_NS}">'.encode() + table + b"</sst>"
        )
        entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/>'
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"</Types>", entry.encode() + b"</Types>")
        for name, data in parts.items():
            new.writestr(name, data)
    before, after = rules_folder() / sent.name, sent / "shared" / sent.name
    import_workbook(sent / "shared.xlsx", after)
    for file in before.rglob("*.yaml"):
        assert (after / file.relative_to(before)).read_bytes() == file.read_bytes()
