"""The indicators of a plan: for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from discretion.consistency.indicators import Answer, Indicators, Lack, Measured, Span, Tally
from discretion.report.jsonable import plain
from discretion.report.layout import MUTED, STRONG, bullets, grid, section
from discretion.report.masking import Mask
from discretion.report.prose import Prose
from discretion.report.words import Words, clean
from discretion.rulebook.schema import Indicator, IndicatorsFile

BAR = 12
"""Columns of a bar."""
MOST_PERIODS = 6
"""Periods that a terminal shows; JSON has all."""
LONGEST_EXAMPLE = 20
_STYLE = {
    Answer.MET: "green",
    Answer.NOT_MET: "bold red",
    Answer.CANNOT_SAY: "cyan",
    Answer.NO_TARGET: MUTED,
}

# --- terminal -------------------------------------------------------------------------------------


def indicators_view(
    found: Indicators, declared: IndicatorsFile, words: Words, corpus: str
) -> RenderableType:
    """Return every indicator with its bar and answer, what is lacking, trend and groups."""
    value = words(
        "indicators.corpus_value",
        name=clean(corpus),
        cases=f"{found.cases:,}",
        version=found.corpus_version[:12],
    )
    parts: list[RenderableType] = [
        Prose(words.pick(declared.title, declared.title_en), style=STRONG),
        grid(
            [
                (words("indicators.corpus"), Prose(value)),
                (words("indicators.rulebook"), Prose(found.rulebook[:12])),
            ]
        ),
        Text(""),
        _figures(found, words),
        Prose(words("indicators.note"), style=MUTED),
        Text(""),
    ]
    if lacking := [m for m in found.measured if m.lacks]:
        parts.append(section(words("indicators.lacks"), *bullets(_lacks(lacking, declared, words))))
    told = [m for m in found.measured if m.trend and m.total.yes + m.total.no]
    if told:
        parts.append(section(words("indicators.trend"), *_trend(found, told, words)))
        if found.by:
            parts.append(section(words(f"indicators.by.{found.by}"), _groups(told, words)))
    return Group(*parts)


def _figures(found: Indicators, words: Words) -> Table:
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Prose(words("indicators.name")), overflow="fold")
    table.add_column("", no_wrap=True)
    for code in ("value", "interval", "n", "unknown", "target"):
        table.add_column(Prose(words(f"indicators.{code}")), justify="right", no_wrap=True)
    table.add_column(Prose(words("indicators.answer")), no_wrap=True)
    for m in found.measured:
        table.add_row(
            Prose(title_of(m.indicator, words)),
            _bar(m),
            value_text(m, words),
            _interval(m, words),
            f"{m.total.yes + m.total.no:,}",
            f"{m.total.unknown:,}" if m.total.unknown else words("indicators.none"),
            target_text(m.indicator, words),
            Text(words(f"indicators.answer.{m.answer.value}"), style=_STYLE[m.answer]),
        )
    return table


def title_of(indicator: Indicator, words: Words) -> str:
    """Return what an indicator is called."""
    return words.pick(indicator.title, indicator.title_en)


def _bar(m: Measured) -> Text:
    """Draw the value, and the target as a line across: two things that need no colour."""
    most = 1.0 if m.indicator.measure == "share" else _scale(m)
    value, target = m.value.value, m.indicator.target
    if value is None:
        return Text("·" * BAR, style=MUTED)
    filled = round(BAR * min(1.0, value / most))
    cells = ["█"] * filled + ["░"] * (BAR - filled)
    if target is not None:
        goal = float(target) / 100 if m.indicator.measure == "share" else float(target)
        cells[min(BAR - 1, int(BAR * goal / most))] = "│"
    return Text("".join(cells), style=_STYLE[m.answer])


def _scale(m: Measured) -> float:
    return max(float(m.indicator.target or 0) * 1.25, m.value.value or 0.0, 1.0)


def _percent(share: float | None, words: Words) -> str:
    if share is None:
        return words("indicators.none")
    return words("indicators.percent", value=f"{share * 100:.1f}")


def value_text(m: Measured, words: Words) -> str:
    """Return the share or the number that an indicator comes to."""
    if m.indicator.measure == "number":
        return f"{m.total.yes:,}"
    return _percent(m.value.value, words)


def _interval(m: Measured, words: Words) -> str:
    low, high = m.value.low, m.value.high
    if low is None or high is None:
        return words("indicators.none")
    ends = {"low": _percent(low, words), "high": _percent(high, words)}
    return words("indicators.interval_value", **ends)


def target_text(indicator: Indicator, words: Words) -> str:
    """Return the target of an indicator."""
    if indicator.target is None:
        return words("indicators.none")
    said = words.number(Decimal(indicator.target))
    if indicator.measure == "share":
        said = words("indicators.percent", value=said)
    return words("indicators.at_least", target=said)


def _lacks(lacking: list[Measured], declared: IndicatorsFile, words: Words) -> Iterator[Prose]:
    """Return each column once, with the indicators that it holds up."""
    worst: dict[str, Lack] = {}
    held_up: dict[str, list[str]] = {}
    for m in lacking:
        for lack in m.lacks:
            held_up.setdefault(lack.column, []).append(title_of(m.indicator, words))
            if lack.column not in worst or lack.rows > worst[lack.column].rows:
                worst[lack.column] = lack
    for column, lack in worst.items():
        said = Prose(lack_text(lack, declared, words))
        said.append(words.brackets(words.joined(held_up[column])), style=MUTED)
        yield said


def lack_text(lack: Lack, declared: IndicatorsFile, words: Words) -> str:
    """Return what is lacking, and what to do about it."""
    mark = declared.marks.get(lack.column)
    # The ledger's own name of the column, whatever the language: it is what has to be added.
    label = clean(mark.aliases[0] if mark else lack.label)
    code = "major" if lack.column == "major" else "absent" if lack.absent else "some"
    meaning = mark.label_en if mark and words.language == "en" else None
    said = words(
        f"indicators.lack.{code}",
        label=label,
        meaning=words.brackets(meaning),
        rows=f"{lack.rows:,}",
    )
    if not lack.unreadable:
        return said
    example = Mask()(lack.example)[:LONGEST_EXAMPLE]
    more = words("indicators.lack.unreadable", count=f"{lack.unreadable:,}", example=example)
    return words.joined((said, more), "semicolon")


def _trend(found: Indicators, told: list[Measured], words: Words) -> Iterator[RenderableType]:
    days = sorted({day for m in told for day, _ in m.trend})
    shown = days[-MOST_PERIODS:]
    table = _matrix([_period(day, found.span, words) for day in shown], words("indicators.name"))
    for m in told:
        each = dict(m.trend)
        cells = (_cell(m.indicator, each.get(day, Tally()), words) for day in shown)
        table.add_row(Prose(title_of(m.indicator, words)), *cells)
    yield table
    if len(days) > len(shown):
        yield Prose(words("indicators.earlier", count=len(shown)), style=MUTED)
    if found.undated:
        yield Prose(words("indicators.undated", count=f"{found.undated:,}"), style=MUTED)


def _groups(told: list[Measured], words: Words) -> Table:
    table = _matrix([title_of(m.indicator, words) for m in told], words("indicators.group"))
    names = {name for m in told for name, _ in m.groups}
    for name in sorted(names, key=lambda n: (n is None, n or "")):
        cells = (_cell(m.indicator, dict(m.groups).get(name, Tally()), words) for m in told)
        label = words("indicators.no_group") if name is None else clean(name)
        table.add_row(Prose(label), *cells)
    return table


def _matrix(headings: list[str], first: str) -> Table:
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Prose(first), overflow="fold")
    for heading in headings:
        table.add_column(Prose(heading), justify="right")
    return table


def _cell(indicator: Indicator, tally: Tally, words: Words) -> str:
    """Return a figure with the number of cases that it rests on."""
    n = tally.yes + tally.no
    if not n:
        return words("indicators.none")
    share = _percent(tally.yes / n, words)
    return f"{tally.yes:,}" if indicator.measure == "number" else f"{share} ({n:,})"


def _period(day: date, span: Span, words: Words) -> str:
    values = {"year": day.year, "month": f"{day.month:02d}", "quarter": (day.month + 2) // 3}
    return words(f"indicators.period.{span}", **values)


# --- JSON -----------------------------------------------------------------------------------------


def indicators_json(found: Indicators, declared: IndicatorsFile, words: Words) -> dict[str, Any]:
    """Return everything as plain data; shares are 0 to 1, targets as they are declared."""
    return {
        "title": words.pick(declared.title, declared.title_en),
        "cases": found.cases,
        "undated": found.undated,
        "span": found.span,
        "by": found.by,
        "corpus_version": found.corpus_version,
        "rulebook": found.rulebook,
        "indicators": [_measured_json(m, declared, words) for m in found.measured],
    }


def _measured_json(m: Measured, declared: IndicatorsFile, words: Words) -> dict[str, Any]:
    share = m.indicator.measure == "share"
    bounds = m.total.bounds if share else None
    return {
        "id": m.indicator.id,
        "title": title_of(m.indicator, words),
        "measure": m.indicator.measure,
        "value": m.value.value,
        "low": m.value.low,
        "high": m.value.high,
        "n": m.value.n,
        "target": plain(m.indicator.target),
        "answer": m.answer.value,
        "possible": [round(end, 6) for end in bounds] if bounds else None,
        **_tally_json(m.total),
        "lacks": [{**_lack_json(k), "text": lack_text(k, declared, words)} for k in m.lacks],
        "trend": [{"from": plain(day), **_tally_json(tally)} for day, tally in m.trend],
        "groups": [{"group": name, **_tally_json(tally)} for name, tally in m.groups],
        "reference": plain(m.indicator.reference.model_dump(exclude_none=True)),
    }


def _lack_json(lack: Lack) -> dict[str, Any]:
    data: dict[str, Any] = plain(lack)
    return {**data, "example": Mask()(lack.example)[:LONGEST_EXAMPLE]}


def _tally_json(tally: Tally) -> dict[str, Any]:
    return {"yes": tally.yes, "no": tally.no, "unknown": tally.unknown}
