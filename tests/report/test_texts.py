"""The catalogues: complete, equal in both languages, and sufficient for every code."""

import ast
import string
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from discretion.model.case import PartyKind
from discretion.model.determination import Outcome
from discretion.model.penalty import PenaltyKind
from discretion.model.review import Verdict
from discretion.report.texts import SUBJECTS, en, zh
from discretion.rulebook.schema import Duty, Grade

MODULES = [import_module(f"discretion.report.texts.{subject}") for subject in SUBJECTS]
PAIRS: list[tuple[dict[str, str], dict[str, str]]] = [
    (zh.TEXTS, en.TEXTS),
    *((module.ZH, module.EN) for module in MODULES),
]
ZH = {code: text for chinese, _ in PAIRS for code, text in chinese.items()}
EN = {code: text for _, english in PAIRS for code, text in english.items()}
SOURCE = Path(__file__).resolve().parents[2] / "src" / "discretion"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_every_code_in_the_same_order() -> None:
    for chinese, english in PAIRS:
        assert list(chinese) == list(english)


def test_a_subject_has_only_its_own_codes_and_the_main_texts_none_of_them() -> None:
    for subject, (chinese, _) in zip(SUBJECTS, PAIRS[1:], strict=True):
        assert {code.partition(".")[0] for code in chinese} == {subject}
    assert not [code for code in zh.TEXTS if code.partition(".")[0] in SUBJECTS]


@pytest.mark.parametrize("code", list(ZH))
def test_both_languages_name_the_same_values(code: str) -> None:
    assert placeholders(ZH[code]) == placeholders(EN[code])


@pytest.mark.parametrize("code", list(ZH))
def test_texts_only_put_in_named_values(code: str) -> None:
    for text in (ZH[code], EN[code]):
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or (name.isidentifier() and not spec and not conversion)


def test_no_code_is_written_twice() -> None:
    for module in (zh, en, *MODULES):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for keys in [n.keys for n in ast.walk(tree) if isinstance(n, ast.Dict)]:
            names = [k.value for k in keys if isinstance(k, ast.Constant)]
            assert len(names) == len(set(names))


def test_english_has_no_chinese_in_it() -> None:
    assert not [c for c, t in EN.items() if any("\u4e00" <= char <= "\u9fff" for char in t)]


def strings(node: ast.expr) -> Iterator[str]:
    """The string constants that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


def emitted(package: str, maker: str, position: int) -> set[str]:
    """The codes that the modules of *package* give as a constant to *maker*."""
    found: set[str] = set()
    for module in (SOURCE / package).glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=given) if name == maker:
                    found |= {text for each in given[position:][:1] for text in strings(each)}
    return found


def test_every_reason_of_the_engine_has_a_sentence() -> None:
    codes = emitted("engine", "Reason", 1)
    assert len(codes) > 20
    lacking = {c for c in codes if f"reason.{c}" not in ZH and f"person.{c}" not in ZH}
    assert not lacking


def test_every_finding_of_the_consistency_layer_has_a_sentence() -> None:
    codes = emitted("consistency", "Finding", 0)
    assert len(codes) > 15
    assert not {c for c in codes if f"finding.{c}" not in ZH}


def test_every_duty_has_a_sentence_and_a_name() -> None:
    declared = set(get_args(Duty.model_fields["duty"].annotation))
    for code in declared | {"hearing", "deadline", "on_the_spot", "surcharge"}:
        assert f"duty.{code}" in ZH
        assert f"name.{code}" in ZH


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("verdict", Verdict),
        ("outcome", Outcome),
        ("kind", PenaltyKind),
        ("grade", Grade),
        ("kind_of_party", PartyKind),
    ],
)
def test_every_word_of_a_fixed_list_has_a_text(group: str, values: type[StrEnum]) -> None:
    assert not [v for v in values if f"{group}.{v.value}" not in ZH]
