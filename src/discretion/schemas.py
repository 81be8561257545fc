"""JSON Schemas of cases and rule files, so that an editor completes and checks as one types.

``python -m discretion.schemas --out docs/schema`` writes them. They say what the models say:
titles and explanations in Chinese, then the English docstring of the model.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from discretion.model.case import Case
from discretion.rulebook.schema import (
    CasesFile,
    FactsFile,
    GeneralFile,
    IndicatorsFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)
from discretion.schema_words import CHOICES, FIELDS, MODELS
from discretion.stream.events import Event
from discretion.stream.schema import RemindersFile

SCHEMAS: dict[str, type[BaseModel]] = {
    "case": Case,
    "rulebook": RulebookFile,
    "sources": SourcesFile,
    "facts": FactsFile,
    "general": GeneralFile,
    "items": ItemsFile,
    "cases": CasesFile,
    "indicators": IndicatorsFile,
    "event": Event,
    "reminders": RemindersFile,
}

_Schema = dict[str, Any]


def schema_text(name: str) -> str:
    """Return the JSON Schema (draft 2020-12) of *name* as indented JSON."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def schema_of(name: str) -> _Schema:
    """Return the JSON Schema (draft 2020-12) of *name*."""
    schema = SCHEMAS[name].model_json_schema(by_alias=True)
    for model, part in [*schema.get("$defs", {}).items(), (schema["title"], schema)]:
        _explain(model, part)
    for node in _nodes(schema):
        _constrain(node)
    return schema


def _explain(model: str, part: _Schema) -> None:
    """Put the Chinese words in: titles for keys, and the meaning before the docstring."""
    part["title"] = re.split("[：；，]", MODELS[model])[0]
    meaning = [f"{MODELS[model]}。"]
    if "enum" in part:
        values = (f"{value} {CHOICES[f'{model}.{value}']}" for value in part["enum"])
        meaning.append(f"取值：{'，'.join(values)}。")
    part["description"] = "".join(meaning) + f"\n\n{part.pop('description', '')}".rstrip()
    for key, field in part.get("properties", {}).items():
        title, _, more = FIELDS.get(f"{model}.{key}", FIELDS[key]).partition("：")
        field["title"] = title
        if more:
            field["description"] = f"{more}。"


def _constrain(node: _Schema) -> None:
    """Say what the models enforce and pydantic leaves out.

    Keys of a given form allow no others, and bounds on an exact number, which may be an integer
    or a text, bind the integer.
    """
    if "patternProperties" in node:
        node["additionalProperties"] = False
    for bound, keyword in (("le", "maximum"), ("gt", "exclusiveMinimum")):
        if bound in node:
            limit = node.pop(bound)
            for branch in node["anyOf"]:
                if branch.get("type") == "integer":
                    branch[keyword] = limit


def _nodes(value: Any) -> Iterator[_Schema]:
    if isinstance(value, dict):
        yield value
        for child in list(value.values()):
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every schema into a folder."""
    parser = argparse.ArgumentParser(prog="python -m discretion.schemas", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/schema"), help="写入的文件夹")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (out / f"{name}.json").write_text(schema_text(name), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
