"""The OpenAPI document: current, valid, and kept by the service under fire."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import jsonschema
import pytest

from discretion.service.openapi import document
from tests.service.conftest import Server

HERE = Path(__file__).resolve().parent
COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "schema" / "openapi.json"


def test_the_committed_document_is_the_one_that_is_served(client: httpx.Client) -> None:
    committed = COMMITTED.read_text(encoding="utf-8")
    assert committed == document(), "run: make schema"
    served = client.get("/openapi.json").json()
    assert served == json.loads(committed)
    assert served["openapi"] == "3.1.0"


def test_every_schema_in_it_is_a_schema() -> None:
    found = json.loads(COMMITTED.read_text(encoding="utf-8"))
    for schema in found["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    paths = [p for p in found["paths"] if p not in ("/health", "/ready", "/metrics")]
    assert all(path.startswith("/v1/") for path in paths)
    for path in found["paths"].values():
        for operation in path.values():
            assert operation["description"]
            assert set(operation["responses"]) == {"200", "default"}


def test_schemathesis_finds_nothing(server: Server, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    command = [
        sys.executable,
        "-c",
        "from schemathesis.cli import schemathesis; schemathesis()",
        *("--config-file", str(HERE / "schemathesis.toml")),
        *("run", f"{server.address}/openapi.json", "--no-color", "--continue-on-failure"),
        *("--max-examples", "5", "--phases", "coverage,fuzzing", "--generation-deterministic"),
        *("--max-time", "12"),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
