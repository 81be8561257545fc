"""Damaged rule files: whatever is cut, doubled or put in, the answer is a rulebook or its error.

Nothing else may come out: no other exception, no crash, and no English from the libraries below.
"""

from __future__ import annotations

import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.files import validate
from discretion.rulebook.load import read, rules_folder
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema import (
    FactsFile,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)
from discretion.rulebook.schema.indicators import IndicatorsFile
from discretion.stream.schema import RemindersFile
from tests.rulebook.minimal import FILES, write

MODELS: dict[str, type[BaseModel]] = {
    "rulebook.yaml": RulebookFile,
    "sources.yaml": SourcesFile,
    "facts.yaml": FactsFile,
    "general.yaml": GeneralFile,
    "indicators.yaml": IndicatorsFile,
    "reminders.yaml": RemindersFile,
}
SHIPPED = {
    file: file.read_text(encoding="utf-8")
    for file in sorted(rules_folder().glob("**/*.yaml"))
    if file.stat().st_size < 15_000 and file.parent.name != "cases"
}
NOISE = (
    *["", " ", "\n", "\t", "  ", ":", ": ", "- ", "-", ",", "[", "]", "{", "}", '"', "'", "#", "|"],
    *["&a ", "*a", "!!int ", "!x ", "<<: ", "? ", "%", "@", "---\n", "...\n", "\x00", "\ufeff"],
    *["\\", "null", "~", "true", "1.5", "-1", "9" * 40, "0x1F", ".nan", "2024-02-30", "以上", "（"],
    *["\u2028", "\x85", "😀", "form: ", "extends: ", "of: ", "when: ", "fine: "],
)


def sound(text: str) -> None:
    """What a reader sees is whole lines, in Chinese, and nothing from the libraries below."""
    assert all(line.isprintable() for line in text.splitlines())
    assert "写法不对：" not in text
    assert "pydantic" not in text
    assert "Traceback" not in text


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """*text* with one to four deletions, repetitions or insertions."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 1, 1, 2, 5, 20, 200]))
        cut = text[start : start + length]
        put = draw(st.sampled_from(NOISE) | st.just(cut * 2) | st.just(cut[::-1]))
        text = text[:start] + put + text[start + length :]
    return text


@given(
    st.sampled_from(sorted(SHIPPED)).flatmap(lambda f: st.tuples(st.just(f), damaged(SHIPPED[f])))
)
def test_a_damaged_shipped_file_is_read_or_refused(case: tuple[Path, str]) -> None:
    file, text = case
    items = file.parent.name == "items"
    shown = ""
    try:
        validate(RuleText(file, text.encode()), ItemsFile if items else MODELS[file.name])
    except RulebookError as error:
        shown = str(error)
    sound(shown)


def read_changed(name: str, content: str) -> str:
    """Read the minimal rulebook with one file replaced; return what its reader is told."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            book = read(write(Path(folder), {name: content}))
        except RulebookError as error:
            return str(error)
        return "\n".join(map(str, book.warnings))


@given(st.sampled_from(sorted(FILES)).flatmap(lambda f: st.tuples(st.just(f), damaged(FILES[f]))))
def test_a_damaged_rulebook_loads_or_is_refused(case: tuple[str, str]) -> None:
    sound(read_changed(*case))


# --- damage to the data: any value of any file becomes any other --------------------------------

DATA: dict[str, Any] = {name: yaml.safe_load(text) for name, text in FILES.items()}
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.sampled_from([0.5, "", "-", "true", ">= 2", '"a"', "not(", "a", "A", "T-1", "law-2024"])
    | st.sampled_from(["2024-01-01", "range", "multiple", "score", "gains", "harm", "large", "0.5"])
    | st.text(st.characters(codec="utf-8"), max_size=5)
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["form", "max", "of", "when", "a", "row"]), inner)
    ),
    max_leaves=6,
)


@st.composite
def replaced(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the minimal rulebook with one of its values, at any depth, replaced or removed."""
    name = draw(st.sampled_from(sorted(DATA)))
    data = deepcopy(DATA[name])
    at = data
    while True:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or draw(st.integers(0, 4)) == 0:
            break
        at = at[key]
    if draw(st.integers(0, 4)) == 0:
        del at[key]
    else:
        at[key] = draw(anything)
    return name, json.dumps(data, ensure_ascii=False, default=str)


@given(replaced())
def test_any_value_in_the_place_of_any_other_is_read_or_refused(case: tuple[str, str]) -> None:
    sound(read_changed(*case))
