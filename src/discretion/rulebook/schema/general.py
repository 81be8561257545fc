"""The general part: rules for every item, each with its citation and one effect."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.schema.penalties import Mode
from discretion.rulebook.schema.scalars import Condition, Flag, Identifier, Node, Rate, Text, Whole
from discretion.rulebook.schema.sources import Citation


class TimeBar(Node):
    """No penalty if not discovered within *years* of the act or its end."""

    kind: Literal["time_bar"]
    years: Annotated[Whole, Field(ge=1, le=20)]


class Exempt(Node):
    """No penalty (must), or the body may refrain (may)."""

    kind: Literal["exempt"]
    mode: Mode


class Move(Node):
    """A circumstance that makes the penalty milder or heavier inside the range.

    ``mitigable`` allows going below the minimum as well (从轻或者减轻).
    """

    kind: Literal["move"]
    direction: Literal["milder", "heavier"]
    mode: Mode
    mitigable: Flag = False


class OnTheSpot(Node):
    """The ceilings, in yuan, of a fine that may be decided on the spot."""

    kind: Literal["on_the_spot"]
    individual: Money
    unit: Money


class Surcharge(Node):
    """A surcharge for late payment: percent of the fine a day, capped at a percentage of it."""

    kind: Literal["surcharge"]
    pay_within_days: Annotated[Whole, Field(ge=1, le=3650)]
    percent_per_day: Rate
    cap_percent: Rate


class Deadline(Node):
    """The decision is due within *days* of filing."""

    kind: Literal["deadline"]
    days: Annotated[Whole, Field(ge=1, le=3650)]


class Hearing(Node):
    """The right to a hearing must be told: the policy's thresholds, and these kinds of penalty."""

    kind: Literal["hearing"]
    kinds: tuple[PenaltyKind, ...]


StepName = Literal[
    "transfer",
    "order_correction",
    "confiscate_gains",
    "legal_review",
    "collective_discussion",
    "hear_party",
    "educate",
    "guardian",
    "inform",
    "publish",
    "reinspect",
    "daily_fine",
]
"""The steps that a rule may demand by name."""

DutyName = Literal[StepName, "hearing", "on_the_spot", "surcharge", "deadline"]
"""Everything that an answer may say is owed."""


class Duty(Node):
    """A step the body owes when the condition holds."""

    kind: Literal["duty"]
    duty: StepName


class Principle(Node):
    """A rule of method that is switched on by its presence, so that it can be cited."""

    kind: Literal["principle"]
    principle: Literal["lighter_law", "one_act_one_fine", "within_range", "closed_ends"]


Effect = Annotated[
    TimeBar | Exempt | Move | OnTheSpot | Surcharge | Deadline | Hearing | Duty | Principle,
    Field(discriminator="kind"),
]


class GeneralRule(Node):
    """A rule of the general part, for every item or only for items penalised under ``sources``.

    When two rules pull in opposite directions the higher ``precedence`` wins; equal precedence
    leaves the table's grade and asks for a person. ``overrides`` names rules that this one
    displaces wherever its ``sources`` and ``when`` apply (lex specialis). ``weighed_against`` names
    rules of the opposite direction that no text puts before or after this one: where both hold, a
    person weighs them. ``prompt`` says which facts, short of the finding that ``when`` asks for,
    call for a look at this rule before a penalty.
    """

    id: Identifier
    citation: Citation
    text: Text
    text_en: Text
    sources: tuple[Identifier, ...] = ()
    when: Condition | None = None
    prompt: Condition | None = None
    precedence: Annotated[Whole, Field(ge=0, le=100)] = 50
    overrides: tuple[Identifier, ...] = ()
    weighed_against: tuple[Identifier, ...] = ()
    effect: Effect
