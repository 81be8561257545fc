"""The shape of rule files, as pydantic models: what an author may write, and nothing else.

JSON Schemas in ``docs/schema/`` are generated from these models. Cross-references (sources,
facts, rows against the statute) are checked by :mod:`discretion.rulebook.load`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind

IDENTIFIER = r"^[a-z][a-z0-9-]*$"
FACT_NAME = r"^[a-z][a-z0-9_]*$"
ITEM_CODE = r"^[A-Z][A-Z0-9-]*$"
DIVISION = r"^[0-9]{6}$"

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, max_length=80)]
"""The id of a source or a general rule: lower-case words joined by hyphens."""
FactName = Annotated[str, StringConstraints(pattern=FACT_NAME, max_length=60)]
ItemCode = Annotated[str, StringConstraints(pattern=ITEM_CODE, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError(f'{value!r} 是二进制小数，不能精确表示；请加引号写成 "{value!r}"')
    return value


Rate = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10**9)]
"""An exact non-negative number; fractions are quoted in YAML."""


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value


Cell = Annotated[str, BeforeValidator(_cell), StringConstraints(min_length=1, max_length=500)]
"""An S-FEEL unary test (DMN 1.5, chapter 9); a YAML boolean or integer stands for itself."""

Box = dict[FactName, Cell]


def _boxes(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Condition = Annotated[list[Box], BeforeValidator(_boxes), Field(min_length=1, max_length=50)]
"""A union of boxes in fact space: all cells of a box hold (and), any box suffices (or)."""


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(_Node):
    """Inclusive first and last day; ``to`` absent means still in force."""

    from_: Annotated[date, Field(alias="from")]
    to: date | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError(f"止期 {self.to} 早于起期 {self.from_}")
        return self

    def covers(self, day: date) -> bool:
        """Whether *day* lies in the period."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class SourceLevel(StrEnum):
    """The rank of a text (立法法): what it may set is in 行政处罚法 art. 10-16."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative-regulation"
    LOCAL_REGULATION = "local-regulation"
    DEPARTMENT_RULE = "department-rule"
    LOCAL_RULE = "local-rule"
    NORMATIVE_DOCUMENT = "normative-document"
    PRACTICE = "practice"


class Replacement(_Node):
    """The text that took a source's place; ``source`` is its id where the rulebook holds it."""

    title: Text
    from_: Annotated[date, Field(alias="from")]
    source: Identifier | None = None
    note: Text | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(_Node):
    """One version of one legal text.

    ``text`` names the file in the law library that the amounts were checked against; it is absent
    where the text itself was not read, and ``note`` then says where the figures come from.
    """

    id: Identifier
    title: Text
    aliases: tuple[Text, ...] = ()
    level: SourceLevel
    version: date | None = None
    in_force: Period
    text: Text | None = None
    replaced_by: Replacement | None = None
    note: Text | None = None


class Citation(_Node):
    """A place in a source: article (条), paragraph (款), subparagraph (项)."""

    source: Identifier
    article: Annotated[int, Field(ge=1, le=2000)] | None = None
    paragraph: Annotated[int, Field(ge=1, le=50)] | None = None
    subparagraph: Annotated[int, Field(ge=1, le=100)] | None = None
    note: Text | None = None


class FactType(StrEnum):
    """How a fact's value is written: money is in yuan."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"


class FactDeclaration(_Node):
    """A fact that tables may test.

    ``circumstance`` marks a yes/no *finding*: it holds exactly when the case lists it (or its fact
    is true). Every other fact is unknown when absent. ``range`` is a unary test that every value
    meets. ``aggravates`` says in which direction the case gets worse: ``up`` (more, or true, or a
    later choice), ``down``, or neither.
    """

    type: FactType
    label: Text
    label_en: Text | None = None
    unit: Text | None = None
    question: Text | None = None
    range: Cell | None = None
    choices: dict[FactName, Text] = {}
    aggravates: Literal["up", "down"] | None = None
    circumstance: bool = False
    aliases: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise ValueError("choices 须且只须在 type: choice 时给出")
        if self.circumstance and self.type is not FactType.BOOL:
            raise ValueError("circumstance: true 只适用于 type: bool")
        return self


class DerivedRow(_Node):
    """One row of a derived fact's table."""

    when: Condition
    then: Cell


class DerivedFact(_Node):
    """A fact computed by a decision table of other facts (first matching row; else unknown)."""

    name: FactName
    type: FactType
    label: Text
    choices: dict[FactName, Text] = {}
    aggravates: Literal["up", "down"] | None = None
    rows: Annotated[tuple[DerivedRow, ...], Field(min_length=1)]


# --- fine forms -------------------------------------------------------------------------------


class _Capped(_Node):
    floor: Money | None = None
    cap: Money | None = None


def _ordered(low: Any, high: Any) -> None:
    if low is not None and low > high:
        raise ValueError(f"下限 {low} 大于上限 {high}")


class RangeFine(_Node):
    """Yuan: a range, a fixed amount (``min`` = ``max``) or only a maximum (``min`` absent)."""

    form: Literal["range"] = "range"
    min: Money | None = None
    max: Money
    min_open: bool = False
    max_open: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.min, self.max)
        return self


class MultipleFine(_Capped):
    """A multiple of a base amount, such as illegal gains: ``of`` names a money fact."""

    form: Literal["multiple"]
    min: Rate | None = None
    max: Rate
    min_open: bool = False
    max_open: bool = False
    of: FactName

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.min, self.max)
        return self


class PercentFine(_Capped):
    """A percentage of a base amount (``5`` is 5 %): ``of`` names a money fact."""

    form: Literal["percent"]
    min: Rate | None = None
    max: Rate
    min_open: bool = False
    max_open: bool = False
    of: FactName

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.min, self.max)
        return self


class PerUnitFine(_Capped):
    """Yuan for each unit: ``of`` names the quantity; two quantities multiply (m² and days)."""

    form: Literal["per_unit"]
    min: Money | None = None
    max: Money
    min_open: bool = False
    max_open: bool = False
    of: Annotated[tuple[FactName, ...], Field(min_length=1, max_length=2)]

    @model_validator(mode="before")
    @classmethod
    def _one_or_two(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("of"), str):
            return {**value, "of": [value["of"]]}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.min, self.max)
        return self


class PerDayFine(_Capped):
    """Yuan for each day that the act went on: ``of`` names the fact that counts the days."""

    form: Literal["per_day"]
    min: Money | None = None
    max: Money
    min_open: bool = False
    max_open: bool = False
    of: FactName

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.min, self.max)
        return self


SimpleFine = Annotated[
    RangeFine | MultipleFine | PercentFine | PerUnitFine | PerDayFine, Field(discriminator="form")
]


class HigherFine(_Node):
    """The higher of several forms applies (以较高者为准)."""

    form: Literal["higher_of"]
    options: Annotated[tuple[SimpleFine, ...], Field(min_length=2, max_length=4)]


class EitherFine(_Node):
    """The officer chooses among several bases (或者): every amount within any of them is lawful."""

    form: Literal["either_of"]
    options: Annotated[tuple[SimpleFine, ...], Field(min_length=2, max_length=4)]


class UnspecifiedFine(_Node):
    """The text says "fined according to law" without an amount; a person must find it."""

    form: Literal["unspecified"]
    note: Text


FineForm = Annotated[
    RangeFine
    | MultipleFine
    | PercentFine
    | PerUnitFine
    | PerDayFine
    | HigherFine
    | EitherFine
    | UnspecifiedFine,
    Field(discriminator="form"),
]


# --- penalties and benchmarks -----------------------------------------------------------------

PartyScope = Literal["any", "individual", "unit"]
Mode = Literal["must", "may"]


class OtherPenalty(_Node):
    """A penalty beside the fine: with it (``must``, ``may``) or instead of it (``alternative``)."""

    kind: PenaltyKind
    mode: Literal["must", "may", "alternative"] = "must"
    object: Text | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _no_fine(self) -> Self:
        if self.kind is PenaltyKind.FINE:
            raise ValueError("罚款写在 fine 里，不写在 others 里")
        return self


class PenaltyClause(_Node):
    """What the statute allows for one kind of party under one condition; the first match counts.

    ``mode: may`` is the statute's 可以处/可处 (the fine is optional); ``must`` is its 处.
    """

    party: PartyScope = "any"
    when: Condition | None = None
    label: Text | None = None
    mode: Mode = "must"
    fine: FineForm | None = None
    others: tuple[OtherPenalty, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.fine is None and not self.others:
            raise ValueError("一个罚则至少要有 fine 或 others")
        return self


class Grade(StrEnum):
    """Grades (裁量阶次), mildest to gravest."""

    EXEMPT = "exempt"
    MITIGATED = "mitigated"
    LIGHTER = "lighter"
    ORDINARY = "ordinary"
    HEAVIER = "heavier"

    @property
    def rank(self) -> int:
        """0 for the mildest to 4 for the gravest."""
        return list(Grade).index(self)


class BenchmarkRow(_Node):
    """One row: a condition, its grade, and the amounts published for it.

    Without ``fine`` the rulebook's grade policy cuts the statutory range. ``share`` is such a cut
    given by the row itself, as a unary test over [0..1].
    """

    row: Annotated[int, Field(ge=1)]
    label: Text | None = None
    party: PartyScope = "any"
    when: Condition
    grade: Grade
    fine: FineForm | None = None
    share: Cell | None = None
    others: tuple[OtherPenalty, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if self.fine is not None and self.share is not None:
            raise ValueError("fine 与 share 只能写一个")
        return self


Status = Literal["official", "sample"]


class Reference(_Node):
    """Where a published benchmark or policy stands: a source and its own numbering."""

    source: Identifier
    number: Text | None = None
    article: Annotated[int, Field(ge=1)] | None = None
    note: Text | None = None


class TableBenchmark(_Node):
    """A decision table. ``flaws`` owns up to what is wrong in the published table itself."""

    method: Literal["table"] = "table"
    status: Status
    reference: Reference | None = None
    hit: Literal["unique", "first", "max-grade"] = "unique"
    rows: Annotated[tuple[BenchmarkRow, ...], Field(min_length=1, max_length=500)]
    flaws: tuple[Text, ...] = ()
    note: Text | None = None


class FactorRow(_Node):
    """One step of a factor: its share of the full score, 0 to 100."""

    when: Cell
    score: Annotated[Rate, Field(le=100)]


class Factor(_Node):
    """A weighted factor over one fact; the first matching row counts."""

    fact: FactName
    weight: Annotated[Rate, Field(gt=0)]
    rows: Annotated[tuple[FactorRow, ...], Field(min_length=1)]


class ScoreGrade(_Node):
    """The grade for a share of the range, by unary test over [0..1]."""

    when: Cell
    grade: Grade


class ScoreBenchmark(_Node):
    """Factor scores: share = sum(weight x score) / sum(weight x 100) of the way from min to max.

    ``band`` widens the point to a band of the range on either side (``"0.05"`` is 5 %).
    """

    method: Literal["score"]
    status: Status
    reference: Reference | None = None
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]
    grades: Annotated[tuple[ScoreGrade, ...], Field(min_length=1)]
    band: Annotated[Rate, Field(le=1)] = Decimal(0)
    flaws: tuple[Text, ...] = ()
    note: Text | None = None


Benchmark = Annotated[TableBenchmark | ScoreBenchmark, Field(discriminator="method")]


def _method(value: Any) -> Any:
    if isinstance(value, dict) and "method" not in value:
        return {"method": "table", **value}
    return value


class ItemVersion(_Node):
    """An item as one version of the law has it.

    ``effective`` is by default the time in force of the first source in ``penalizes``.
    ``correction``: ``precondition`` means that a fine is lawful only once an order to correct was
    not obeyed (逾期不改正/拒不改正), ``concurrent`` that both come at once.
    """

    effective: Period | None = None
    violates: tuple[Citation, ...] = ()
    penalizes: Annotated[tuple[Citation, ...], Field(min_length=1)]
    correction: Literal["none", "concurrent", "precondition"]
    penalties: Annotated[tuple[PenaltyClause, ...], Field(min_length=1)]
    benchmark: Annotated[Benchmark, BeforeValidator(_method)] | None = None
    note: Text | None = None


class Item(_Node):
    """A violation item (案由): stable code, one or more dated versions, oldest first."""

    code: ItemCode
    title: Text
    title_en: Text | None = None
    aliases: tuple[Text, ...] = ()
    domain: Text
    facts: dict[FactName, FactDeclaration] = {}
    derived: tuple[DerivedFact, ...] = ()
    versions: Annotated[tuple[ItemVersion, ...], Field(min_length=1)]
    note: Text | None = None


# --- general rules ----------------------------------------------------------------------------


class TimeBar(_Node):
    """No penalty if not discovered within *years* of the act or its end."""

    kind: Literal["time_bar"]
    years: Annotated[int, Field(ge=1, le=20)]


class Exempt(_Node):
    """No penalty (must), or the body may refrain (may)."""

    kind: Literal["exempt"]
    mode: Mode


class Move(_Node):
    """A circumstance that makes the penalty milder or heavier inside the range.

    ``mitigable`` allows going below the minimum as well (从轻或者减轻).
    """

    kind: Literal["move"]
    direction: Literal["milder", "heavier"]
    mode: Mode
    mitigable: bool = False


class OnTheSpot(_Node):
    """The ceilings, in yuan, of a fine that may be decided on the spot."""

    kind: Literal["on_the_spot"]
    individual: Money
    unit: Money


class Surcharge(_Node):
    """A surcharge for late payment: percent of the fine a day, capped at a percentage of it."""

    kind: Literal["surcharge"]
    pay_within_days: Annotated[int, Field(ge=1)]
    percent_per_day: Rate
    cap_percent: Rate


class Deadline(_Node):
    """The decision is due within *days* of filing."""

    kind: Literal["deadline"]
    days: Annotated[int, Field(ge=1)]


class Hearing(_Node):
    """The right to a hearing must be told: the policy's thresholds, and these kinds of penalty."""

    kind: Literal["hearing"]
    kinds: tuple[PenaltyKind, ...]


class Duty(_Node):
    """A step the body owes when the condition holds."""

    kind: Literal["duty"]
    duty: Literal[
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


class Principle(_Node):
    """A rule of method that is switched on by its presence, so that it can be cited."""

    kind: Literal["principle"]
    principle: Literal["lighter_law", "one_act_one_fine", "within_range", "closed_ends"]


Effect = Annotated[
    TimeBar | Exempt | Move | OnTheSpot | Surcharge | Deadline | Hearing | Duty | Principle,
    Field(discriminator="kind"),
]


class GeneralRule(_Node):
    """A rule of the general part, for every item or only for items penalised under ``sources``.

    When two rules pull in opposite directions the higher ``precedence`` wins; equal precedence
    leaves the table's grade and asks for a person. ``overrides`` names rules that this one
    displaces wherever its ``sources`` and ``when`` apply (lex specialis).
    """

    id: Identifier
    citation: Citation
    text: Text
    text_en: Text
    sources: tuple[Identifier, ...] = ()
    when: Condition | None = None
    precedence: Annotated[int, Field(ge=0, le=100)] = 50
    overrides: tuple[Identifier, ...] = ()
    effect: Effect


class GradeCuts(_Node):
    """How grades cut a range: the share [0..1] of the way from its minimum to its maximum."""

    lighter: Cell
    ordinary: Cell
    heavier: Cell


class GradePolicy(_Node):
    """从轻/一般/从重 as shares, for ranges with a minimum and for those with only a maximum."""

    status: Status
    reference: Reference
    ranged: GradeCuts
    max_only: GradeCuts
    shift: Annotated[int, Field(ge=1, le=3)] = 1
    """How many grades one circumstance moves the table's grade at most."""


class LookBack(_Node):
    """Within which time an earlier penalty for the same act makes this one a repeat."""

    years: Annotated[int, Field(ge=1, le=10)]
    counted_from: Literal["act", "decision"] = "act"
    status: Status
    reference: Reference


class Refusal(_Node):
    """What 拒不改正 means here; ``within_days``: the act again within so many days of the order."""

    meaning: Text
    within_days: Annotated[int, Field(ge=0, le=365)] | None = None
    status: Status
    reference: Reference


class Threshold(_Node):
    """A threshold of the fine in yuan; the amount itself counts (以上)."""

    individual: Money
    unit: Money
    status: Status
    reference: Reference


class Policy(_Node):
    """What a jurisdiction sets for itself."""

    grades: GradePolicy
    look_back: LookBack
    refusal: Refusal
    hearing: Threshold
    legal_review: Threshold


# --- files ------------------------------------------------------------------------------------


class RulebookFile(_Node):
    """``rulebook.yaml``."""

    title: Text
    title_en: Text | None = None
    jurisdiction: Annotated[str, StringConstraints(pattern=DIVISION)]
    authority: Text
    effective: Period
    extends: tuple[Identifier, ...] = ()
    policy: Policy | None = None
    note: Text | None = None


class SourcesFile(_Node):
    """``sources.yaml``."""

    sources: tuple[Source, ...]


class FactsFile(_Node):
    """``facts.yaml``: facts shared by all items of the rulebook."""

    facts: dict[FactName, FactDeclaration]


class GeneralFile(_Node):
    """``general.yaml``."""

    rules: tuple[GeneralRule, ...]


class ItemsFile(_Node):
    """``items/*.yaml``."""

    items: tuple[Item, ...]
