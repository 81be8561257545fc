"""The fines of one text, and which of its words they account for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ValidationError

from discretion.model.money import Money
from discretion.rulebook.exchange.published.bases import base_at, cap_at, quantities_at
from discretion.rulebook.exchange.published.bounds import Bounds, bounds_in
from discretion.rulebook.schema import (
    EitherFine,
    FineForm,
    HigherFine,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    SimpleFine,
)

_FINE_LEAD = re.compile(
    r"(?P<may>可以?)?(?:依法)?(?:并处|单处|处以|处|并)?(?:以)?(?:罚款(?:金额|数额|幅度)?(?:为|是|:)?)?"
    r"(?:人民币)?(?:按照?)?$"
)
_FINE_TAIL = re.compile(r"(?:的标准|标准)?(?:人民币)?(?:的)?(?:处以|处|予以)?(?:罚款)?(?:处罚)?")
_HIGHER = re.compile(
    r"[,;]?(?:以|按|按照)?(?:其中)?(?:较高|最高|数额较?高|从高|取高)(?:者|的)?(?:为准|执行|处罚|计算)?"
)
_EMPTY_WORDS = re.compile(
    r"[,;。:、.\n()]|并处|处以|罚款|行政处罚|处罚|给予|予以|依法|当事人|人民币|违法行为人"
    r"|由[^,;。\n]{2,16}?(?:部门|机关|局|主管部门)|标准|按照|[的处以并按其对]|同时"
)
OR = re.compile(r"[,、]?(?:或者?)(?:者)?")


class Words:
    """A text of which parts are accounted for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = list(text)

    def take(self, start: int, end: int) -> None:
        """Account for the characters from *start* to *end*."""
        self.left[start:end] = "\0" * (end - start)

    def taken(self, start: int, end: int) -> bool:
        """Whether any of them is accounted for already."""
        return "\0" in self.left[start:end]

    def rest(self) -> str:
        """Return the words that nobody accounted for, with … where something was taken."""
        parts = [_EMPTY_WORDS.sub("", p) for p in "".join(self.left).split("\0")]
        return "…".join(p for p in parts if p)


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine where it stands, or the code of why it cannot be one."""

    fine: SimpleFine | None
    may: bool
    start: int
    end: int
    doubt: str | None
    fixed: bool
    whole: bool
    """Whether it has both ends."""


def fines_in(text: Words, context: str) -> list[Fine]:
    """Return the fines of *text* in order, and account for their words in it."""
    found: list[Fine] = []
    spans = [b for b in bounds_in(text.text) if b.unit in ("元", "倍", "%")]
    at = 0
    while at < len(spans):
        span = spans[at]
        at += 1
        if text.taken(span.start, span.end):
            continue
        caps: dict[str, Money] = {}
        fine_end = span.end
        while at < len(spans) and (limit := cap_at(text.text, fine_end, spans[at])):
            name, start = limit
            amount = spans[at].high if name == "cap" else spans[at].low
            assert amount is not None
            caps[name] = Money.yuan(amount)
            text.take(start, spans[at].end)
            fine_end = spans[at].end
            at += 1
        found.append(_one(text, span, caps, fine_end, context))
    return found


def _one(text: Words, span: Bounds, caps: dict[str, Money], end: int, context: str) -> Fine:
    """Build the fine around *span* and account for the words that belong to it."""
    start, tail = span.start, span.end
    of: list[str] = []
    doubt = span.doubt
    if span.unit == "元":
        start, tail, of, unknown = quantities_at(text.text, span, context)
        doubt = doubt or ("unit_unknown" if unknown else None)
    else:
        start, base = base_at(text.text, span)
        of = [base] if base else []
        doubt = doubt or (None if base else "base_unknown")
    lead = _FINE_LEAD.search(text.text[:start])
    assert lead is not None
    if lead.start() and not lead[0] and text.taken(lead.start() - 1, lead.start()):
        doubt = doubt or "amount_several"  # 没收违法所得1000元 is no fine of 1000
    after = _FINE_TAIL.match(text.text, tail)
    assert after is not None
    text.take(lead.start(), after.end())
    fine: SimpleFine | None = None
    if doubt is None:
        fine, doubt = _form(span, of, caps)
    return Fine(
        fine,
        lead["may"] is not None,
        lead.start(),
        max(end, after.end()),
        doubt,
        span.fixed,
        span.low is not None and span.high is not None,
    )


def _form(
    span: Bounds, of: list[str], caps: dict[str, Money]
) -> tuple[SimpleFine | None, str | None]:
    if span.high is None:
        return None, "no_maximum"
    ends: dict[str, object] = {
        "min": span.low,
        "max": span.high,
        "min_open": span.low_open,
        "max_open": span.high_open,
    }
    if span.unit == "元":
        ends["min"] = None if span.low is None else Money.yuan(span.low)
        ends["max"] = Money.yuan(span.high)
    try:
        if not of:
            return (RangeFine.model_validate(ends), None) if not caps else (None, "amount_several")
        shape = {**ends, **caps}
        if span.unit == "倍":
            return MultipleFine.model_validate({"form": "multiple", "of": of[0], **shape}), None
        if span.unit == "%":
            return PercentFine.model_validate({"form": "percent", "of": of[0], **shape}), None
        if of in (["duration_days"], ["overdue_days"]):
            return PerDayFine.model_validate({"form": "per_day", "of": of[0], **shape}), None
        return PerUnitFine.model_validate({"form": "per_unit", "of": of, **shape}), None
    except ValidationError:
        return None, "amount_unread"


def together(text: Words, fines: Sequence[Fine]) -> tuple[FineForm | None, str | None]:
    """Join several amounts: with 或者 into a choice, with 较高者 into the higher; else not."""
    if len(fines) < 2:
        return (fines[0].fine, fines[0].doubt) if fines else (None, None)
    bad = next((f.doubt for f in fines if f.doubt), None)
    for before, after in pairwise(fines):
        join = OR.fullmatch(text.text[before.end : after.start])
        if not join:
            return None, "amount_several"
        text.take(before.end, after.start)
    options = [f.fine for f in fines if f.fine is not None]
    if bad or len(options) != len(fines) or len(options) > 4:
        return None, bad or "amount_several"
    plain = [f for f in fines if isinstance(f.fine, RangeFine)]
    if len(plain) > 1 and (any(f.fixed for f in plain) or not all(f.whole for f in plain)):
        return None, "amount_or"
    higher = _HIGHER.match(text.text, fines[-1].end)
    if higher and higher[0]:
        text.take(*higher.span())
        return HigherFine(form="higher_of", options=tuple(options)), None
    return EitherFine(form="either_of", options=tuple(options)), None
