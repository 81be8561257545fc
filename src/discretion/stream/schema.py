"""``rules/reminders.yaml``: which events call for a reminder or a warning, and what it says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from discretion.rulebook.schema import Box, Citation
from discretion.rulebook.schema.general import DutyName
from discretion.rulebook.schema.scalars import FactName, Identifier, Node, Text, Whole

Severity = Literal["reminder", "warning"]


class ByWhen(Node):
    """The day by which it is to be done: a day of the case, and so many days on."""

    day: FactName
    plus: Annotated[Whole, Field(ge=-400, le=400)] = 0


class Reminder(Node):
    """One rule.

    It stands as long as some fact of the kind ``about`` meets the box ``when`` of unary tests; what
    a fact does not know meets no test but ``null``.
    ``cites`` names the place of law that the rulebook found for this case, a duty's or the item's
    own, which goes before ``citation``. ``status`` is ``sample`` where the law sets no figure and
    this file does.
    """

    code: Identifier
    severity: Severity
    citation: Citation
    cites: Literal[DutyName, "item"] | None = None
    about: Literal["case", "prior", "rival"] = "case"
    when: Annotated[Box, Field(min_length=1)]
    by: ByWhen | None = None
    title: Text
    title_en: Text
    todo: Text
    todo_en: Text
    status: Literal["official", "sample"] = "official"
    note: Text | None = None


class RemindersFile(Node):
    """``reminders.yaml``."""

    reminders: tuple[Reminder, ...]
