"""A stream of the shipped rules, and what stands in it as the oracle writes it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.stream.ruleset import load_reminders
from discretion.stream.stream import Stream
from tests.stream.oracle import Found

pytest.importorskip("durable_rules_engine")

FAR = date(2199, 1, 1)
BOOK = load_rulebook("shanghai-urban-management")
RULES = load_reminders(BOOK)


def fresh(folder: Path | None = None) -> Stream:
    return Stream(BOOK, RULES, folder, lambda: FAR)


def found_in(stream: Stream) -> Found:
    return {as_found(text) for text in stream.standing()}


def as_found(text: str) -> tuple[str, str, str | None, tuple[str, ...]]:
    content = json.loads(text)
    return content["code"], content["case"], content["by"], tuple(content["others"])
