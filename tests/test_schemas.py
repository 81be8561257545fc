"""JSON Schemas: the committed ones are the generated ones, and they agree with the loader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from discretion.rulebook.load import rules_folder
from discretion.rulebook.plain import RuleText
from discretion.schema_words import CHOICES, FIELDS, MODELS
from discretion.schemas import SCHEMAS, main, schema_of, schema_text

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = ROOT / "docs" / "schema"
BAD = ROOT / "tests" / "rulebook" / "bad"
SHIPPED = sorted(rules_folder().glob("**/*.yaml"))

# Faults that only a reading of the YAML text, of two values together or of the whole rulebook
# can find; a schema sees plain data, one value at a time.
BEYOND = (
    *["yaml-", "document-", "fine-upside-down", "fine-empty", "fine-with-unit", "floor-above-cap"],
    *[
        "period-",
        "choice-without",
        "circumstance-not",
        "text-empty",
        "clause-empty",
        "fine-and-share",
    ],
    *[
        "fine-among",
        "date-not",
        "source-",
        "rule-",
        "fact-unknown",
        "fact-taken",
        "fact-of",
        "row-",
    ],
    *[
        "derived-",
        "cell-",
        "range-",
        "share-",
        "base-",
        "item-",
        "versions-",
        "extends-",
        "policy-",
    ],
)


def kind_of(file: Path) -> str:
    return file.parent.name if file.parent.name in ("items", "cases") else file.stem


def faults(name: str, data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(
        schema_of(name), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in validator.iter_errors(data)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    committed = (COMMITTED / f"{name}.json").read_text(encoding="utf-8")
    assert committed == schema_text(name), "run: python -m discretion.schemas"
    jsonschema.Draft202012Validator.check_schema(json.loads(committed))


def test_the_folder_holds_nothing_else() -> None:
    others = {"openapi"}  # of the service, see tests/service/test_contract.py
    assert {file.stem for file in COMMITTED.iterdir()} == {*SCHEMAS, *others}


def test_main_writes_them(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path / "deep" / "schema")]) == 0
    written = {f.name: f.read_bytes() for f in (tmp_path / "deep" / "schema").iterdir()}
    assert written == {f"{n}.json": (COMMITTED / f"{n}.json").read_bytes() for n in SCHEMAS}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_shipped_rule_files_meet_their_schema(file: Path) -> None:
    if file.parent.name == "items" and file.stat().st_size > 20_000:
        pytest.skip("the pure-Python validator takes too long over a large file of items")
    assert faults(kind_of(file), RuleText.read(file).data) == []


@pytest.mark.parametrize(
    "bad",
    [f for f in sorted(BAD.glob("*.yaml")) if not f.stem.startswith(BEYOND)],
    ids=lambda f: f.stem,
)
def test_an_editor_marks_what_the_loader_refuses(bad: Path) -> None:
    name = bad.read_text(encoding="utf-8").splitlines()[0].removeprefix("# 文件 ")
    assert faults(kind_of(Path(name)), RuleText.read(bad).data)


def test_an_editor_marks_a_misspelt_key_or_duty_of_a_case() -> None:
    data = RuleText.read(rules_folder() / "shenzhen-urban-management/cases/lighting.yaml").data
    assert faults("cases", data) == []
    for change in ({"expct": {}}, {"expect": {"duties": ["hearng"]}}, {"party": "firm"}):
        assert faults("cases", {"cases": [{**data["cases"][0], **change}]}), change


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, model in SCHEMAS.items():
        schema = schema_of(name)
        yield from [*schema.get("$defs", {}).items(), (model.__name__, schema)]


def test_every_key_and_model_has_its_chinese_name_and_none_is_left_over() -> None:
    models, fields, choices = set(), set(), set()
    for model, part in parts():
        models.add(model)
        assert part["title"][0] not in "{ "
        assert part["description"]
        fields |= {f"{model}.{key}" for key in part.get("properties", {})}
        choices |= {f"{model}.{value}" for value in part.get("enum", ())}
        for key, field in part.get("properties", {}).items():
            assert any("\u4e00" <= char <= "\u9fff" for char in field["title"]), f"{model}.{key}"
    assert models == set(MODELS)
    assert set(FIELDS) <= fields | {field.partition(".")[2] for field in fields}
    assert choices == set(CHOICES)


def test_schemas_hold_no_keyword_that_is_none() -> None:
    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, list):
            for child in node:
                yield from walk(child)

    for name in SCHEMAS:
        assert not {"le", "lt", "ge", "gt", "multiple_of"} & set(walk(schema_of(name)))
