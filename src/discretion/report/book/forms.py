"""Forms of fine as a statute would print them: 每平方米50元以上100元以下, 违法所得的1倍以上."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from discretion.engine.amounts import cut, is_static, range_of
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.report.words import Words, clean
from discretion.rulebook.schema import (
    EitherFine,
    FactDeclaration,
    FineForm,
    HigherFine,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Cell, Interval, render

Facts = Mapping[str, FactDeclaration]


def form_text(fine: FineForm, facts: Facts, words: Words) -> str:
    """Return a form of fine in words, its ends with or without the number as they are."""
    if isinstance(fine, UnspecifiedFine):
        return clean(fine.note)
    if isinstance(fine, RangeFine):
        return words.range(range_of(fine, {}))
    if isinstance(fine, HigherFine | EitherFine):
        options = [form_text(option, facts, words) for option in fine.options]
        return words(f"form.{fine.form}", options=words.texts["form.option"].join(options))
    text = _rate_text(fine, facts, words)
    for end, amount in (("floor", fine.floor), ("cap", fine.cap)):
        if amount is not None:
            text += words(f"form.{end}", **{end: words.money(amount)})
    return text


def is_nothing(fine: FineForm) -> bool:
    """Whether a form says that there is no fine."""
    return isinstance(fine, RangeFine) and fine.max == Money(0)


def reads_on(fine: FineForm) -> bool:
    """Whether the words of a form can stand inside a sentence: 处……罚款."""
    if isinstance(fine, HigherFine | EitherFine | UnspecifiedFine):
        return False
    return isinstance(fine, RangeFine) or (fine.floor is None and fine.cap is None)


def _rate_text(
    fine: MultipleFine | PercentFine | PerUnitFine | PerDayFine, facts: Facts, words: Words
) -> str:
    if isinstance(fine, MultipleFine | PercentFine):
        unit, of = words(f"book.unit.{fine.form}"), _label(fine.of, facts, words)
        if not fine.min and fine.max_open:
            return words("book.form.under", of=of, high=words.number(fine.max) + unit)
        span = span_text(Interval(fine.min, fine.max, fine.min_open, fine.max_open), unit, words)
        return words(f"book.form.{fine.form}", of=of, span=span)
    yuan = Range(fine.min or Money(0), fine.max, fine.min_open, fine.max_open)
    if isinstance(fine, PerDayFine):
        return words("book.form.per_day", span=words.range(yuan))
    units = [_unit(name, facts) for name in fine.of]
    if all(units):
        each = "".join(words("book.form.each", unit=unit) for unit in units)
        return words("book.form.per_unit", each=each, span=words.range(yuan)).strip()
    of = words.texts["form.times"].join(_label(name, facts, words) for name in fine.of)
    return words("book.form.per_unit_of", of=of, span=words.range(yuan))


def _label(name: str, facts: Facts, words: Words) -> str:
    fact = facts.get(name)
    return words.pick(fact.label, fact.label_en) if fact else clean(name)


def _unit(name: str, facts: Facts) -> str:
    fact = facts.get(name)
    return clean(fact.unit) if fact and fact.unit else ""


def span_text(span: Interval, unit: str, words: Words) -> str:
    """Return an interval of numbers in words; one number alone where both ends are it."""
    if span.low is not None and span.low == span.high:
        return words.number(span.low) + unit
    if span.low is not None and span.high is not None and (span.low_open or not span.high_open):
        form = "open" if span.high_open else "open_closed" if span.low_open else "closed"
        low, high = words.number(span.low) + unit, words.number(span.high) + unit
        return words(f"book.span.{form}", low=low, high=high)
    return words.test(render(Cell((span,))), unit)


def share_text(share: Interval, words: Words) -> str:
    """Return a share of a range as a percentage, in words."""
    low, high = (None if end is None else end * 100 for end in (share.low, share.high))
    return span_text(Interval(low or None, high, share.low_open, share.high_open), "%", words)


# --- parts of a form -----------------------------------------------------------------------------


def cut_form(fine: FineForm, share: Interval) -> Range | FineForm | None:
    """Return the part of *fine* between two shares of the way from its minimum to its maximum.

    None where floor, cap or several bases make the part no form of its own.
    """
    if is_static(fine):
        span = range_of(fine, {})
        return cut(span, share) if span else None
    if isinstance(fine, HigherFine | EitherFine | RangeFine | UnspecifiedFine):
        return None
    if fine.floor is not None or fine.cap is not None:
        return None
    return (
        _cut_yuan(fine, share)
        if isinstance(fine, PerUnitFine | PerDayFine)
        else (_cut_rate(fine, share))
    )


def _cut_yuan(fine: PerUnitFine | PerDayFine, share: Interval) -> FineForm:
    part = cut(Range(fine.min or Money(0), fine.max, fine.min_open, fine.max_open), share)
    return fine.model_copy(
        update={
            "min": part.minimum if part.minimum.fen else None,
            "max": part.maximum,
            "min_open": part.minimum_open and bool(part.minimum.fen),
            "max_open": part.maximum_open,
        }
    )


def _cut_rate(fine: MultipleFine | PercentFine, share: Interval) -> FineForm:
    assert share.low is not None
    assert share.high is not None
    least = fine.min or Decimal(0)
    width = fine.max - least
    low, high = least + share.low * width, least + share.high * width
    return fine.model_copy(
        update={
            "min": low or None,
            "max": high,
            "min_open": bool(low) and (fine.min_open if share.low == 0 else share.low_open),
            "max_open": fine.max_open if share.high == 1 else share.high_open,
        }
    )
