"""JSON Schemas of cases and rule files, so that an editor completes and checks as one types."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from discretion.model.case import Case
from discretion.rulebook.schema import (
    FactsFile,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)

SCHEMAS: dict[str, type[BaseModel]] = {
    "case": Case,
    "rulebook": RulebookFile,
    "sources": SourcesFile,
    "facts": FactsFile,
    "general": GeneralFile,
    "items": ItemsFile,
}


def schema_text(name: str) -> str:
    """Return the JSON Schema (draft 2020-12) of *name* as indented JSON."""
    schema = SCHEMAS[name].model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every schema into a folder."""
    parser = argparse.ArgumentParser(prog="python -m discretion.schemas")
    parser.add_argument("--out", type=Path, default=Path("docs/schema"))
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (out / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    main()
