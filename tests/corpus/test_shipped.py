"""The shipped sample is what the generator writes from its settings, byte for byte."""

import csv
import zipfile
from pathlib import Path

import pytest

from discretion.corpus.export import main

SHIPPED = Path(__file__).resolve().parents[2] / "cases_corpus"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    (out / "settings.yaml").write_bytes((SHIPPED / "settings.yaml").read_bytes())
    assert main(["--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("name", ["sample.csv", "planted.csv"])
def test_the_shipped_sample_is_made_from_its_settings(fresh: Path, name: str) -> None:
    assert (fresh / name).read_bytes() == (SHIPPED / name).read_bytes()


def test_the_shipped_workbook_holds_the_same(fresh: Path) -> None:
    # Compressed bytes depend on the machine's zlib; what they unpack to does not.
    contents = []
    for folder in (fresh, SHIPPED):
        with zipfile.ZipFile(folder / "sample.xlsx") as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0] == contents[1]


def test_circumstances_are_written_in_words() -> None:
    with (SHIPPED / "sample.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row["情节"] for row in csv.DictReader(file)]
    assert any(cells)
    assert not [cell for cell in cells if any(c.isascii() and c.isalpha() for c in cell)]
