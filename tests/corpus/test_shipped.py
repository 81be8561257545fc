"""The shipped sample is what the generator writes from its settings, byte for byte."""

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


@pytest.mark.parametrize("name", ["sample.csv", "sample.xlsx", "planted.csv"])
def test_the_shipped_sample_is_made_from_its_settings(fresh: Path, name: str) -> None:
    assert (fresh / name).read_bytes() == (SHIPPED / name).read_bytes()
