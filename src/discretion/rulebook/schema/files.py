"""The files of a rulebook folder."""

from __future__ import annotations

from discretion.rulebook.schema.facts import FactDeclaration
from discretion.rulebook.schema.general import GeneralRule
from discretion.rulebook.schema.items import Item
from discretion.rulebook.schema.policy import Policy
from discretion.rulebook.schema.scalars import Division, FactName, Identifier, Node, Period, Text
from discretion.rulebook.schema.sources import Source


class RulebookFile(Node):
    """``rulebook.yaml``."""

    title: Text
    title_en: Text | None = None
    jurisdiction: Division
    authority: Text
    effective: Period
    extends: tuple[Identifier, ...] = ()
    policy: Policy | None = None
    note: Text | None = None


class SourcesFile(Node):
    """``sources.yaml``."""

    sources: tuple[Source, ...]


class FactsFile(Node):
    """``facts.yaml``: facts shared by all items of the rulebook."""

    facts: dict[FactName, FactDeclaration]


class GeneralFile(Node):
    """``general.yaml``."""

    rules: tuple[GeneralRule, ...]


class ItemsFile(Node):
    """``items/*.yaml``."""

    items: tuple[Item, ...]
