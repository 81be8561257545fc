"""The lists of an audit, page by page: cases unlike their comparables, and pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from discretion.corpus import Corpus
from discretion.desk import links
from discretion.desk.past.selection import Selection
from discretion.model.audit import Outlier, Pair
from discretion.report.audit import tables
from discretion.report.audit.cards import Twins, twins
from discretion.report.audit.words import AuditWords
from discretion.report.words import clean


@dataclass(frozen=True, slots=True)
class Unlike:
    """One case unlike its comparables."""

    id: str
    href: str
    item: str
    code: str
    by: str
    decided: str
    fine: str
    expected: str
    off: str
    q: str
    n: int
    verdict: str


@dataclass(frozen=True, slots=True)
class PairView:
    """Two cases side by side, and where each stands."""

    twins: Twins
    code: str
    hrefs: tuple[str, str]


def unlike(said: AuditWords, found: Sequence[Outlier]) -> list[Unlike]:
    """Return cases of the list in words."""
    return [
        Unlike(
            id=clean(o.case_id),
            href=links.past_case(o.case_id),
            item=said.item(o.item),
            code=o.item,
            by=clean(o.team or o.body or "—"),
            decided=o.decided.isoformat() if o.decided else "—",
            fine=said.fine(o.fine),
            expected=said.fine(o.fine_expected) if o.fine_expected else "—",
            off=said.off(o),
            q=said.p(o.q),
            n=o.n,
            verdict=o.verdict.value,
        )
        for o in found
    ]


def pair_views(said: AuditWords, found: Sequence[Pair], corpus: Corpus) -> list[PairView]:
    """Return pairs side by side; names are masked as the reader's session has it."""
    cases = {i: corpus.case(i) for p in found for i in (p.milder, p.graver)}
    shown = twins(said, found, cases)
    return [
        PairView(view, pair.item, (links.past_case(pair.milder), links.past_case(pair.graver)))
        for view, pair in zip(shown, found, strict=True)
    ]


def heaps_with_cases(said: AuditWords) -> tables.Table:
    """Return the amounts that heap, each leading to the cases that were fined it."""
    found = tables.heaps(said)
    rows = []
    for heap, (kind, item, amount, *rest) in zip(said.audit.heaps, found.rows, strict=False):
        chosen = {"fine": str(heap.amount), "item": heap.item or ""}
        address = Selection.of(**chosen).address()
        link = Markup('<a href="{}">{}</a>').format(address, amount)
        rows.append((kind, item, link, *rest))
    return replace(found, rows=tuple(rows))
