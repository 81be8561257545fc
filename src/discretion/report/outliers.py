"""An audited table: for a terminal, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from discretion.consistency.tables import TableAudit
from discretion.model.audit import Disparity, Estimate
from discretion.report.layout import MUTED, more, section
from discretion.report.prose import Prose
from discretion.report.words import Words, clean

MOST_GROUPS = 20
"""Groups of one column that a terminal shows, those with the strongest effect."""


def outliers_view(
    done: TableAudit, rows: Sequence[int], ids: Sequence[str] | None, top: int, words: Words
) -> RenderableType:
    """Return the *top* most unusual rows, the groups, and the counts."""
    parts: list[RenderableType] = []
    ranked = done.ranked()
    if len(ranked):
        heads = ["row", *(["id"] if ids else []), "severity", "expected", "interval", "p", "found"]
        table = _table(words, heads)
        for at in ranked[:top].tolist():
            between = words(
                "outliers.between", low=_figure(done.low[at]), high=_figure(done.high[at])
            )
            cells = [str(rows[at]), *([clean(ids[at])] if ids else [])]
            cells += [_figure(done.severity[at]), _figure(done.expected[at]), between]
            cells += [f"{done.p[at]:.2g}", words(_listed(bool(done.found[at])))]
            table.add_row(*map(Prose, cells))
        order = Prose(words("outliers.budget", rate=words.percent(done.rate)), style=MUTED)
        rest = more(top, len(ranked), words)
        parts.append(section(words("outliers.title"), order, table, *rest))
    for name in dict.fromkeys(d.dimension for d in done.disparities):
        some = [d for d in done.disparities if d.dimension == name]
        rest = more(MOST_GROUPS, len(some), words)
        parts.append(
            section(
                words("outliers.by", name=name), _groups(some[:MOST_GROUPS], done, words), *rest
            )
        )
    parts.append(Prose(_counts(done, words), style="bold"))
    parts.append(Prose(words("outliers.caution"), style=MUTED))
    return Group(*parts)


def outliers_json(
    done: TableAudit, rows: Sequence[int], ids: Sequence[str] | None, top: int
) -> Iterator[dict[str, Any]]:
    """Yield the *top* most unusual rows, every group, and a summary, as JSON objects."""
    for at in done.ranked()[:top].tolist():
        yield {
            "row": rows[at],
            **({"id": ids[at]} if ids else {}),
            **{
                name: _finite(getattr(done, name)[at])
                for name in ("severity", "expected", "low", "high", "deviation", "p", "q")
            },
            "found": bool(done.found[at]),
        }
    for each in done.disparities:
        yield {
            "by": each.dimension,
            "group": each.group,
            "scale": "ratio" if done.ratio else "difference",
            "effect": _estimate_json(each.effect, done.ratio),
            "raw": _estimate_json(each.raw, done.ratio),
            "p": each.p,
            "q": each.q,
            "found": each.found,
        }
    yield {
        "summary": {
            "rows": len(rows),
            "comparable": len(done.ranked()),
            "found": int(done.found.sum()),
            "rate": done.rate,
        }
    }


def _groups(some: Sequence[Disparity], done: TableAudit, words: Words) -> Table:
    effect = "ratio" if done.ratio else "difference"
    table = _table(words, ["group", "n", effect, "interval", "found"], {"interval": "95%"})
    for each in some:
        shown = _estimate_json(each.effect, done.ratio)
        between = words("outliers.between", low=_figure(shown["low"]), high=_figure(shown["high"]))
        value = _figure(shown["value"])
        cells = (clean(each.group), str(shown["n"]), value, between, words(_listed(each.found)))
        table.add_row(*map(Prose, cells))
    return table


def _table(words: Words, heads: Sequence[str], named: dict[str, str] | None = None) -> Table:
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        side = "left" if head in ("id", "group", "found") else "right"
        title = (named or {}).get(head) or words(f"outliers.{head}")
        table.add_column(
            Prose(title),
            justify="left" if side == "left" else "right",
            overflow="fold",
            no_wrap=side == "right",
        )
    return table


def _counts(done: TableAudit, words: Words) -> str:
    known = len(done.ranked())
    return words(
        "outliers.counts",
        rows=f"{len(done.p):,}",
        known=f"{known:,}",
        unsaid=f"{len(done.p) - known:,}",
        rate=words.percent(done.rate),
        found=f"{int(done.found.sum()):,}",
    )


def _estimate_json(estimate: Estimate, ratio: bool) -> dict[str, Any]:
    ends = (estimate.value, estimate.low, estimate.high)
    shown = [None if end is None else round(math.exp(end) if ratio else end, 6) for end in ends]
    return {"value": shown[0], "low": shown[1], "high": shown[2], "n": estimate.n}


def _listed(found: bool) -> str:
    return "outliers.yes" if found else "outliers.no"


def _figure(value: Any) -> str:
    if value is None or not math.isfinite(value):
        return "—"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _finite(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
