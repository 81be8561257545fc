"""The back-test of a draft: for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from discretion.consistency.backtest import RATIOS, Backtest, Moved, Tally
from discretion.model.money import Money
from discretion.report.backtest_words import BacktestWords, Setting, ranked, share
from discretion.report.jsonable import plain
from discretion.report.layout import MUTED, grid, section
from discretion.report.prose import Prose
from discretion.report.words import Words, clean

MOST_ITEMS = 12
"""Items that a terminal and the plot name; JSON and the page's table have them all."""
MOST_CASES = 5
"""Cases that a terminal shows."""

# --- terminal -------------------------------------------------------------------------------------


def backtest_view(found: Backtest, setting: Setting, words: Words) -> RenderableType:
    """Return the figures that matter, and the first of the cases that change most."""
    said = BacktestWords(found, setting, words)
    parts: list[RenderableType] = [
        Prose(line, style="bold" if number == 0 else "") for number, line in enumerate(said.lead())
    ]
    parts.append(grid((label, Prose(clean(value))) for label, value in said.facts()))
    parts.append(Text(""))
    if found.empty:
        return Group(*parts)
    parts.append(section(words("backtest.fines"), *_fines(said)))
    parts.append(section(words("backtest.states"), _states(said)))
    for kind, tallies in _groups(found).items():
        heading = {"item": "items", "district": "districts", "party": "parties"}[kind]
        rows = ranked(tallies)[:MOST_ITEMS] if kind == "item" else list(tallies.items())
        parts.append(section(words(f"backtest.{heading}"), _tallies(said, kind, rows)))
    most = found.most[:MOST_CASES]
    if most:
        title = words("backtest.most", count=len(most))
        parts.append(section(title, *(_moved(said, moved) for moved in most)))
    return Group(*parts)


def _groups(found: Backtest) -> dict[str, dict[str, Tally]]:
    return {"item": found.by_item, "district": found.by_district, "party": found.by_party}


def _fines(said: BacktestWords) -> Iterator[RenderableType]:
    words, fines = said.words, said.found.fines
    table = _table(("", "before", "after", "difference"), words)
    for row in said.bands():
        table.add_row(*row)
    yield table
    banded = f"{said.found.all.banded:,}"
    yield Prose(words("backtest.fines.note", banded=banded), style=MUTED)
    if fines.imposed:
        yield Prose(said.imposed())


def _states(said: BacktestWords) -> Table:
    rows, columns = said.states()
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Prose(said.words("backtest.states.corner")))
    for state in columns:
        table.add_column(Prose(said.state(state)), justify="right")
    for before in rows:
        cells = []
        for after in columns:
            count = said.found.states.get((before, after), 0)
            style = MUTED if before == after or not count else "bold"
            cells.append(Text(f"{count:,}" if count else "·", style=style))
        table.add_row(Prose(said.state(before), style=MUTED), *cells)
    return table


def _tallies(said: BacktestWords, kind: str, rows: list[tuple[str, Tally]]) -> Table:
    words = said.words
    names = ("cases", "changed", "share", "milder", "heavier", "different")
    table = _table((kind, *names), words)
    for name, tally in rows:
        label = said.group(kind, name)
        code = f"{name} " if kind == "item" and name else ""
        counts = [tally.cases, tally.changed, tally.milder, tally.heavier, tally.different]
        cells = [f"{count:,}" for count in counts]
        cells.insert(2, share(tally.changed, tally.cases))
        table.add_row(Prose(f"{code}{label}"), *cells)
    return table


def _table(names: tuple[str, ...], words: Words) -> Table:
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    for number, name in enumerate(names):
        title = Prose(words(f"backtest.{name}") if name else "")
        if number:
            table.add_column(title, justify="right", no_wrap=True)
        else:
            table.add_column(title, overflow="fold")
    return table


def _moved(said: BacktestWords, moved: Moved) -> RenderableType:
    words = said.words
    before, after = said.why(moved)
    head = Prose(clean(moved.case.id), style="bold")
    title = said.setting.item(moved.after.item or moved.before.item or "", words)
    amount = words.money(Money(moved.distance // 2))
    alike = words("backtest.alike", count=f"{moved.alike:,}")
    head.append(f"  {title}  ")
    head.append(words.joined((words("backtest.moved", amount=amount), alike), "comma"), style=MUTED)
    rows: list[tuple[str, RenderableType]] = []
    if moved.fine is not None:
        rows.append((words("backtest.fine"), Prose(words.money(Money(moved.fine)))))
    sides = ((moved.before, before, "before"), (moved.after, after, "after"))
    for answer, steps, name in sides:
        rows.append((words(f"backtest.{name}"), Prose(said.row(answer))))
        rows += [("", Prose(step, style=MUTED)) for step in steps]
    return Group(head, Padding(grid(rows), (0, 0, 1, 2)))


# --- JSON -----------------------------------------------------------------------------------------


def backtest_json(found: Backtest, setting: Setting, words: Words) -> dict[str, Any]:
    """Return everything as plain data, money in yuan as text."""
    said = BacktestWords(found, setting, words)
    fines = found.fines
    return {
        "old": {"name": setting.old.name, "fingerprint": setting.old.fingerprint},
        "new": {"name": setting.new.name, "fingerprint": setting.new.fingerprint},
        "corpus": {"name": setting.corpus, "version": setting.version},
        "on": plain(setting.on),
        "equal": found.empty,
        **_tally_json(found.all),
        "lost": found.lost,
        "gained": found.gained,
        "problems": found.problems,
        "fines": {
            "imposed": fines.imposed,
            "total": _yuan(fines.total),
            "nearest": _yuan(fines.nearest),
            "before": plain(fines.before),
            "after": plain(fines.after),
            "newly_outside": fines.newly_outside,
            "newly_inside": fines.newly_inside,
        },
        "states": [
            {"before": before, "after": after, "cases": count}
            for (before, after), count in found.states.items()
        ],
        "ratios": {"ends": list(RATIOS), "cases": found.ratios[:-1], "equal": found.ratios[-1]},
        **{
            f"by_{kind}": {name: _tally_json(tally) for name, tally in tallies.items()}
            for kind, tallies in _groups(found).items()
        },
        "most": [_moved_json(said, moved) for moved in found.most],
    }


def _yuan(fen: int) -> str:
    return str(Money(fen))


def _tally_json(tally: Tally) -> dict[str, Any]:
    return {
        "cases": tally.cases,
        "compared": tally.compared,
        "changed": tally.changed,
        "milder": tally.milder,
        "heavier": tally.heavier,
        "different": tally.different,
        "bands": {
            "cases": tally.banded,
            "before": [_yuan(tally.before_low), _yuan(tally.before_high)],
            "after": [_yuan(tally.after_low), _yuan(tally.after_high)],
        },
    }


def _moved_json(said: BacktestWords, moved: Moved) -> dict[str, Any]:
    why = said.why(moved)
    sides = {
        name: {
            "outcome": answer.outcome.value,
            "grade": answer.grade,
            "row": answer.row,
            "row_label": answer.row_label,
            "lawful": plain(answer.lawful),
            "recommended": plain(answer.recommended),
            "text": said.row(answer),
            "only": steps,
        }
        for name, answer, steps in zip(
            ("before", "after"), (moved.before, moved.after), why, strict=True
        )
    }
    item = moved.after.item or moved.before.item
    return {
        "case_id": moved.case.id,
        "item": item,
        "title": said.setting.item(item or "", said.words),
        "fine": None if moved.fine is None else _yuan(moved.fine),
        "moved": str(Money(moved.distance // 2)),
        "alike": moved.alike,
        **sides,
    }
