"""Writes the OpenAPI document: ``python -m discretion.service.openapi --out docs/schema``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from discretion.service.app import create_app
from discretion.service.settings import Settings
from discretion.service.state import State

FILE = "openapi.json"


def document() -> str:
    """Return the document that the service gives at ``/openapi.json``, as indented JSON."""
    settings = Settings()
    found = create_app(State(settings), settings).openapi()
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the document into a folder."""
    parser = argparse.ArgumentParser(
        prog="python -m discretion.service.openapi", description=__doc__
    )
    parser.add_argument("--out", type=Path, default=Path("docs/schema"), help="写入的文件夹")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_text(document(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
