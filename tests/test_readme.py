"""What the READMEs claim is run."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_python_example_prints_what_the_readme_says(name: str) -> None:
    (code,) = blocks(name, "python")
    assert len(code.strip().splitlines()) <= 12
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert f"```\n{out.getvalue()}```" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", (ROOT / name).read_text(encoding="utf-8"), re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_counts_of_rules_are_true() -> None:
    from discretion import load_rulebook

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shanghai = load_rulebook("shanghai-urban-management")
    shenzhen = load_rulebook("shenzhen-urban-management")
    assert f"上海城管 {len(shanghai.items)} 项" in text
    rows = sum(len(i.versions[0].benchmark.rows) for i in shenzhen.items.values())  # type: ignore[union-attr]
    assert f"{len(shenzhen.items)} 项 {rows} 行" in text
