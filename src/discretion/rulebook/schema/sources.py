"""Legal texts, places in them, and where published benchmarks stand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from discretion.rulebook.schema.scalars import Day, Identifier, Node, Period, Text, Whole

Status = Literal["official", "sample"]
"""Whether an authority published it, or it only shows how one could be written."""


class SourceLevel(StrEnum):
    """The rank of a text (立法法): what it may set is in 行政处罚法 art. 10-16."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative-regulation"
    LOCAL_REGULATION = "local-regulation"
    DEPARTMENT_RULE = "department-rule"
    LOCAL_RULE = "local-rule"
    NORMATIVE_DOCUMENT = "normative-document"
    PRACTICE = "practice"


class Replacement(Node):
    """The text that took a source's place; ``source`` is its id where the rulebook holds it."""

    title: Text
    from_: Annotated[Day, Field(alias="from")]
    source: Identifier | None = None
    note: Text | None = None


class Source(Node):
    """One version of one legal text.

    ``text`` names the file in the law library that the amounts were checked against; it is absent
    where the text itself was not read, and ``note`` then says where the figures come from.
    """

    id: Identifier
    title: Text
    aliases: tuple[Text, ...] = ()
    level: SourceLevel
    version: Day | None = None
    in_force: Period
    text: Text | None = None
    replaced_by: Replacement | None = None
    note: Text | None = None


class Citation(Node):
    """A place in a source: article (条), paragraph (款), subparagraph (项)."""

    source: Identifier
    article: Annotated[Whole, Field(ge=1, le=2000)] | None = None
    paragraph: Annotated[Whole, Field(ge=1, le=50)] | None = None
    subparagraph: Annotated[Whole, Field(ge=1, le=100)] | None = None
    note: Text | None = None


class Reference(Node):
    """Where a published benchmark or policy stands: a source and its own numbering."""

    source: Identifier
    number: Text | None = None
    article: Annotated[Whole, Field(ge=1)] | None = None
    note: Text | None = None
