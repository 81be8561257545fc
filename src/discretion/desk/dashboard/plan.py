"""The indicators of a plan against their targets."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.consistency.indicators import Answer, Indicators, Measured
from discretion.desk.dashboard.charts import Bar, Chart, Data, Mark, scale_of
from discretion.desk.dashboard.subject import Subject, figures, percent_tick
from discretion.desk.past.selection import INDICATOR, Selection
from discretion.report.indicators import lack_text, target_text, title_of, value_text
from discretion.rulebook.schema import IndicatorsFile

FOLLOWED = {Answer.NOT_MET: "no", Answer.CANNOT_SAY: "unknown"}
"""Which cases an indicator leads to: those that keep it from its target; else those that count."""


def plan(subject: Subject, found: Indicators, declared: IndicatorsFile) -> Chart:
    """Return the shares of a plan; what is a number has no bar, but its figures."""
    words = subject.said.words
    rows = tuple(
        (
            title_of(m.indicator, words),
            *figures(m.value),
            m.total.yes,
            m.total.yes + m.total.no,
            m.total.unknown,
            None if m.indicator.target is None else float(m.indicator.target),
            words(f"indicators.answer.{m.answer.value}"),
        )
        for m in found.measured
    )
    heads = ("indicator", "value", "low", "high", "yes", "n", "unknown", "target", "answer")
    return Chart(
        "indicators",
        words.pick(declared.title, declared.title_en),
        words("indicators.note"),
        scale_of([0.0, 1.0], percent_tick),
        tuple(words(f"indicators.{code}") for code in ("value", "interval", "target", "answer")),
        tuple(_bar(subject, m) for m in found.measured),
        (
            ("bar", words("indicators.value")),
            ("whisker", words("indicators.interval")),
            ("target", words("indicators.target")),
        ),
        Data(subject.heads(*heads), rows),
        cases=found.cases,
    )


def lacks(subject: Subject, found: Indicators, declared: IndicatorsFile) -> list[tuple[str, str]]:
    """Return each indicator that data are lacking for, and what is lacking."""
    words = subject.said.words
    return [
        (title_of(m.indicator, words), lack_text(lack, declared, words))
        for m in found.measured
        for lack in m.lacks
    ]


def _bar(subject: Subject, m: Measured) -> Bar:
    said = subject.said
    words = said.words
    unknown = ""
    if m.total.unknown:
        unknown = subject.words("unknown", n=f"{m.total.unknown:,}")
    followed = FOLLOWED.get(m.answer, "yes")
    href = Selection.read({f"{INDICATOR}{m.indicator.id}": followed}).address()
    return Bar(
        title_of(m.indicator, words),
        unknown,
        href if m.indicator.denominator == "cases" else "",
        m.total.yes + m.total.no,
        tuple(_marks(m)),
        (
            value_text(m, words),
            said.interval(m.value, said.percent),
            target_text(m.indicator, words),
            words(f"indicators.answer.{m.answer.value}"),
        ),
        m.answer.value,
    )


def _marks(m: Measured) -> Iterator[Mark]:
    if m.indicator.measure != "share":
        return
    value, target = m.value, m.indicator.target
    if value.value is not None:
        yield Mark("bar", 0.0, value.value)
    if value.low is not None and value.high is not None:
        yield Mark("whisker", value.low, value.high, 1)
    if target is not None:
        share = float(target) / 100
        yield Mark("target", share, share)
