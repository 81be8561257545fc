"""The back-test of a draft as a page with plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from discretion.consistency.backtest import Backtest, Moved, Side, Tally
from discretion.model.money import Money
from discretion.report.backtest import MOST_ITEMS
from discretion.report.backtest_words import BacktestWords, Setting, ranked, share
from discretion.report.page import page
from discretion.report.plots import Bar, Bars, Series, described, svg
from discretion.report.words import Words, clean

_COLOURS = {"milder": "cool", "heavier": "warm", "different": "third"}


@dataclass(frozen=True, slots=True)
class Row:
    """A group of cases in a table."""

    code: str
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix of grades; ``shade`` is 0 to 4, the darker the more of the row."""

    text: str
    kept: bool
    shade: int


@dataclass(frozen=True, slots=True)
class Card:
    """One of the cases that change most."""

    id: str
    code: str
    title: str
    moved: str
    alike: str
    fine: str
    law: tuple[str, ...]
    before: str
    after: str
    before_steps: tuple[str, ...]
    after_steps: tuple[str, ...]


def backtest_page(found: Backtest, setting: Setting, words: Words) -> str:
    """Return the report as one HTML page."""
    said = BacktestWords(found, setting, words)
    items = ranked(found.by_item)
    return page(
        "backtest.html",
        words,
        title=words("backtest.title", new=setting.title(setting.new, words)),
        facts=said.facts(),
        lead=said.lead(),
        figures=_figures(said),
        empty=found.empty,
        bands=said.bands(),
        bands_note=words("backtest.fines.note", banded=f"{found.all.banded:,}"),
        imposed=said.imposed() if found.fines.imposed else "",
        imposed_plot=_imposed(said),
        states=_states(said),
        columns=[said.state(s) for s in said.states()[1]],
        ratios_plot=_ratios(said),
        items=[_row(said, "item", *pair) for pair in items],
        items_note=words(
            "backtest.items.note",
            changed=f"{len(items):,}",
            same=f"{len(found.by_item) - len(items):,}",
        ),
        items_plot=_items(said, items[:MOST_ITEMS]),
        districts=[_row(said, "district", *pair) for pair in found.by_district.items()],
        parties=[_row(said, "party", *pair) for pair in found.by_party.items()],
        cards=[_card(said, moved) for moved in found.most],
        fingerprints=(setting.old.fingerprint, setting.new.fingerprint, setting.version),
    )


def _figures(said: BacktestWords) -> list[tuple[str, str, str]]:
    """Return the figures at the top: number, name, class."""
    words, found, tally = said.words, said.found, said.found.all
    figures = [(tally.cases, "cases", ""), (tally.changed, "changed", "strong")]
    figures += [(getattr(tally, n), n, c) for n, c in _COLOURS.items()]
    for name in ("lost", "gained", "problems"):
        if count := getattr(found, name):
            figures.append((count, f"{name}_short", ""))
    return [(f"{count:,}", words(f"backtest.{name}"), kind) for count, name, kind in figures]


def _row(said: BacktestWords, kind: str, name: str, tally: Tally) -> Row:
    counts = (tally.cases, tally.changed, tally.milder, tally.heavier, tally.different)
    cells = [f"{count:,}" for count in counts]
    cells.insert(2, share(tally.changed, tally.cases))
    middles = (tally.before_low + tally.before_high, tally.after_low + tally.after_high)
    cells.append(said.change(middles[0] // 2, middles[1] // 2))
    return Row(clean(name) if kind == "item" else "", said.group(kind, name), tuple(cells))


def _states(said: BacktestWords) -> list[tuple[str, list[Cell]]]:
    rows, columns = said.states()
    found = []
    for before in rows:
        counts = [said.found.states.get((before, after), 0) for after in columns]
        total = sum(counts)
        cells = [
            Cell(
                f"{count:,}" if count else "",
                before == after,
                0 if before == after or not count else min(4, 1 + 4 * count // total),
            )
            for after, count in zip(columns, counts, strict=True)
        ]
        found.append((said.state(before), cells))
    return found


def _card(said: BacktestWords, moved: Moved) -> Card:
    words = said.words
    before, after = said.why(moved)
    answer = moved.after if moved.after.item else moved.before
    return Card(
        clean(moved.case.id),
        answer.item or "",
        said.setting.item(answer.item or "", words),
        words("backtest.moved", amount=words.money(Money(moved.distance // 2))),
        words("backtest.alike", count=f"{moved.alike:,}"),
        words.money(Money(moved.fine)) if moved.fine is not None else "",
        tuple(words.place(place) for place in answer.places),
        said.row(moved.before),
        said.row(moved.after),
        tuple(before),
        tuple(after),
    )


# --- plots ----------------------------------------------------------------------------------------


def _items(said: BacktestWords, items: Sequence[tuple[str, Tally]]) -> Markup:
    words = said.words
    series = tuple(Series(words(f"backtest.{n}"), c) for n, c in _COLOURS.items())
    bars = [
        Bar(
            said.setting.item(code, words),
            (tally.milder, tally.heavier, tally.different),
            words("backtest.count", count=f"{tally.changed:,}"),
        )
        for code, tally in items
    ]
    return _plot("items", words("backtest.items.plot", count=len(bars)), series, bars, words)


def _ratios(said: BacktestWords) -> Markup:
    words = said.words
    series = (Series(words("backtest.changed"), "plain"),)
    bars = [
        Bar(name, (count,), words("backtest.count", count=f"{count:,}"))
        for name, count in said.ratios()
    ]
    return _plot("ratios", words("backtest.ratios"), series, bars, words, beside=True)


def _imposed(said: BacktestWords) -> Markup:
    words, fines = said.words, said.found.fines
    if not fines.imposed:
        return Markup()
    names = (("below", "cool"), ("inside", "plain"), ("above", "warm"))
    series = tuple(Series(words(f"backtest.{n}"), c) for n, c in names)

    def bar(name: str, side: Side) -> Bar:
        counts = (side.below, side.inside, side.above)
        inside = share(side.inside, fines.imposed)
        return Bar(words(f"backtest.{name}"), counts, f"{words('backtest.inside')} {inside}")

    bars = [bar("old_band", fines.before), bar("new_band", fines.after)]
    title = words("backtest.imposed")
    return _plot("imposed", title, series, bars, words, whole=True)


def _plot(
    name: str,
    title: str,
    series: tuple[Series, ...],
    bars: Sequence[Bar],
    words: Words,
    whole: bool = False,
    beside: bool = False,
) -> Markup:
    text = described(bars, series, words)
    return Markup(svg(Bars(name, title, text, series, tuple(bars), whole, beside)))
