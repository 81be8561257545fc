"""What is written, against the standard's own schema."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from discretion.rulebook.exchange.dmn.items import export_item
from discretion.rulebook.exchange.dmn.model import Model
from discretion.rulebook.exchange.dmn.names import MODEL
from discretion.rulebook.exchange.dmn.write import model_text
from discretion.rulebook.load import load, shipped_rulebooks
from tests.rulebook.exchange.dmn.test_round_trip import models

OF_13 = re.compile("(?<=//www.omg.org/spec/DMN/)20191111(?=/MODEL/)")


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema of DMN 1.3 that SpiffWorkflow ships, under the name of 1.5.

    1.4 and 1.5 added elements and took none away; none of the new ones is written.
    """
    etree = pytest.importorskip("lxml.etree")
    found = find_spec("SpiffWorkflow")
    if found is None or not found.submodule_search_locations:
        pytest.skip("SpiffWorkflow, which ships the schema, is not installed")
    file = Path(next(iter(found.submodule_search_locations)), "dmn/parser/schema/DMN13.xsd")
    text = OF_13.sub("20230324", file.read_text(encoding="utf-8"))
    assert MODEL in text
    return etree.XMLSchema(etree.fromstring(text.encode(), base_url=str(file)))


def check(schema: Any, text: str) -> None:
    from lxml import etree

    document = etree.fromstring(text.encode())
    assert schema.validate(document), schema.error_log.last_error


@pytest.mark.parametrize("name", [n for n in shipped_rulebooks() if n != "general"])
def test_every_exported_item_follows_the_schema(name: str, schema: Any) -> None:
    book = load(name)
    for item in book.items.values():
        for version in range(len(item.versions)):
            check(schema, export_item(book, item, version).text)


@settings(max_examples=60)
@given(model=models())
def test_any_model_follows_the_schema(model: Model, schema: Any) -> None:
    check(schema, model_text(model))


def test_the_schema_finds_elements_out_of_order(schema: Any) -> None:
    book = load("shanghai-urban-management")
    text = export_item(book, next(iter(book.items.values())), 0).text
    broken = re.sub(
        r"(?s)(<inputExpression.*?</inputExpression>\s*)(<inputValues.*?</inputValues>)",
        r"\2\1",
        text,
    )
    assert broken != text
    with pytest.raises(AssertionError):
        check(schema, broken)
