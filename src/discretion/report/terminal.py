"""Reports for a terminal: dense tables that a reviewer reads from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from discretion.consistency.comparables import ENOUGH
from discretion.consistency.ledger import LedgerCheck
from discretion.intake.columns import FIELDS, ColumnMapping
from discretion.intake.ledger import Ledger
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.review import Comparison, Match, Review, Verdict
from discretion.report.explain import (
    Line,
    answer_text,
    comparison_line,
    law_lines,
    person_lines,
    range_lines,
    reason_lines,
)
from discretion.report.words import Words, clean

COLOURS = {
    Verdict.UNLAWFUL: "bold red",
    Verdict.OFF_BENCHMARK: "bold yellow",
    Verdict.UNUSUAL: "bold magenta",
    Verdict.CONSISTENT: "bold green",
    Verdict.CANNOT_SAY: "bold cyan",
}
MOST_SHOWN = 10
"""Rows of a list that a summary shows before it says how many more there are."""
SNIPPET = 48
"""Characters of a similar case's text."""


def show_review(console: Console, case: Case, review: Review, words: Words) -> None:
    """Print a whole review: determination, similar cases, comparison, verdict."""
    show_determination(console, case, review.determination, words)
    if review.matches:
        _section(console, words("title.similar"), [matches_table(review.matches, words)])
    _section(console, words("title.comparison"), _comparison(review.comparison, words))
    lines = [Text(words.finding(f)) for f in review.findings]
    title = Text(
        f"{words('title.verdict')}：{words(f'verdict.{review.verdict.value}')}",
        style=COLOURS[review.verdict],
    )
    console.print(Panel(Group(title, *_bullets(lines)), expand=True))


def show_determination(
    console: Console, case: Case, determination: Determination, words: Words
) -> None:
    """Print a determination: what, how much, why, what is missing, what is owed."""
    console.print(Rule(Text(f"{words('title.determination')} · {clean(case.id)}")))
    console.print(_facts_of_case(case, words))
    d = determination
    _section(console, words("title.law"), _plain(law_lines(d, words)))
    _section(console, words("title.ranges"), _plain(range_lines(d, words)))
    if d.benchmark_status == "sample":
        console.print(Padding(Text(words("note.sample"), style="yellow"), (0, 0, 0, 2)))
    _section(console, words("title.why"), _plain(reason_lines(d, words)))
    if d.missing:
        _section(console, words("title.missing"), [_missing(d, words)])
    if d.duties:
        _section(console, words("title.duties"), [_duties(d, words)])
    _section(console, words("title.person"), _plain(person_lines(d, words)))


def show_matches(console: Console, matches: Sequence[Match], words: Words) -> None:
    """Print similar cases and why each is similar."""
    _section(console, words("title.similar"), [matches_table(matches, words)])


def show_ledger(
    console: Console, ledger: Ledger, result: LedgerCheck, words: Words, corpus: str | None
) -> None:
    """Print what came of a whole ledger: columns, counts, why there is no verdict, the gravest."""
    _section(console, words("title.columns"), [_columns(ledger.columns, words)])
    if ledger.problems:
        shown = [Text(clean(str(p))) for p in ledger.problems[:MOST_SHOWN]]
        _section(console, words("title.problems"), [*shown, *_more(len(ledger.problems))])
    striking = [
        (entry.row, entry.case, review)
        for entry, review in zip(ledger.entries, result.reviews, strict=False)
        if review.verdict in (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK, Verdict.UNUSUAL)
    ]
    order = list(Verdict)
    striking.sort(key=lambda s: (order.index(s[2].verdict), -_distance(s[2]), s[0]))
    if striking:
        table = _table(words, "row", "case", "item", "penalty", "why")
        for row, case, review in striking[:MOST_SHOWN]:
            table.add_row(
                str(row),
                clean(case.id),
                clean(review.determination.title or ""),
                words.money(review.fine),
                Text.assemble(
                    (words(f"verdict.{review.verdict.value}"), COLOURS[review.verdict]),
                    "：",
                    words.finding(review.findings[0]),
                ),
            )
        _section(console, words("title.striking"), [table, *_more(len(striking))])
    _section(console, words("title.summary"), _summary(ledger, result, words, corpus))


def _summary(
    ledger: Ledger, result: LedgerCheck, words: Words, corpus: str | None
) -> list[RenderableType]:
    counts = Table(box=None, show_header=False, pad_edge=False)
    for verdict in Verdict:
        label = Text(words(f"verdict.{verdict.value}"), style=COLOURS[verdict])
        reasons = ""
        if verdict is Verdict.CANNOT_SAY:
            reasons = words.joined(
                f"{_brief(code, words)} {n}" for code, n in list(result.doubts.items())[:4]
            )
        counts.add_row(label, Text(f"{result.counts[verdict]:,}", justify="right"), Text(reasons))
    unusable = ledger.unusable + len(result.errors)
    counts.add_row(Text(words("summary.unusable")), Text(f"{unusable:,}", justify="right"), "")
    total = words(
        "summary.total",
        total=f"{ledger.total:,}",
        usable=f"{len(result.reviews):,}",
        duplicates=len(ledger.duplicates),
        unusable=unusable,
    )
    compared = (
        words("summary.compared_corpus", corpus=corpus, enough=f"{ENOUGH:.0f}")
        if corpus
        else words("summary.compared", enough=f"{ENOUGH:.0f}")
    )
    return [Text(total), counts, Text(compared, style="dim")]


_BRIEF = {
    "no_penalty_to_check": ("无处罚内容", "no penalty"),
    "item_not_known": ("认不出案由", "item not known"),
    "law_not_known": ("规定未收录", "law not held"),
    "range_not_held": ("法定数额未收录", "amount not held"),
    "facts_missing": ("缺少事实", "facts missing"),
    "no_benchmark": ("无裁量幅度", "no benchmark"),
    "too_few_comparables": ("可比案例不足", "too few comparables"),
    "no_comparables": ("无可比案例", "no comparables"),
    "exemption_not_supported": ("未载明不罚情节", "exemption not supported"),
}


def _brief(code: str, words: Words) -> str:
    return _BRIEF.get(code, (code, code))[0 if words.language == "zh" else 1]


def _distance(review: Review) -> float:
    for finding in review.findings:
        for name, value in finding.values:
            if name == "distance":
                return float(value.fen)
    if review.comparison is not None and review.comparison.median is not None:
        return abs(review.comparison.severity - review.comparison.median)
    return 0.0


# --- pieces -----------------------------------------------------------------------------------


def _section(console: Console, title: str, parts: Iterable[RenderableType]) -> None:
    parts = list(parts)
    if parts:
        console.print(Text(title, style="bold blue"))
        console.print(Padding(Group(*parts), (0, 0, 1, 2)))


def _plain(lines: Iterable[Line]) -> list[RenderableType]:
    found: list[RenderableType] = []
    for line in lines:
        text = Text(line.text)
        if line.place:
            text.append(f"  {line.place}", style="dim")
        found.append(Padding(text, (0, 0, 0, 2 * line.depth)))
    return found


def _bullets(lines: Iterable[Text]) -> list[RenderableType]:
    return [Text.assemble("· ", line) for line in lines]


def _more(total: int) -> list[RenderableType]:
    return [Text(f"… +{total - MOST_SHOWN}", style="dim")] if total > MOST_SHOWN else []


def _table(words: Words, *labels: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for label in labels:
        table.add_column(words(f"label.{label}"), overflow="fold")
    return table


def _facts_of_case(case: Case, words: Words) -> RenderableType:
    party = f"{case.party.masked_name}（{words(f'party.{case.party.kind.value}')}）"
    parts = [f"{words('label.party')}：{clean(party)}"]
    if case.penalty is not None:
        kinds = words.joined(words(f"kind.{k.value}") for k in case.penalty.kinds)
        fine = f" {words.money(case.penalty.fine)}" if case.penalty.fine else ""
        none = words("outcome.no_penalty")
        parts.append(f"{words('label.penalty')}：{(kinds or none) + fine}")
    if case.decided:
        parts.append(f"{words('label.decided')}：{case.decided}")
    text = clean(" ".join(case.text.split()))
    shown = text if len(text) <= 160 else text[:159] + "…"
    return Padding(Group(Text("　".join(parts)), Text(shown, style="dim")), (0, 0, 1, 0))


def _missing(d: Determination, words: Words) -> RenderableType:
    table = _table(words, "question", "then")
    for missing in d.missing:
        answers = "\n".join(answer_text(a, missing, words) for a in missing.answers)
        table.add_row(clean(missing.question), Text(answers or "—"))
    return table


def _duties(d: Determination, words: Words) -> RenderableType:
    table = _table(words, "duty", "status", "due", "basis")
    for note in d.duties:
        text, state = words.duty(note)
        style = "bold red" if note.met is False else ""
        due = note.due.isoformat() if note.due else ""
        place = words.place(note.place, version=False)
        table.add_row(Text(text), Text(state, style=style), due, Text(place, style="dim"))
    return table


def matches_table(matches: Sequence[Match], words: Words) -> RenderableType:
    """Return similar cases as a table: scores, outcome, and what they share."""
    table = _table(words, "score", "text_score", "fact_score", "case", "decided", "fine", "shared")
    for match in matches:
        snippet = clean(" ".join(match.text.split()))[:SNIPPET]
        terms = [clean(t.term.strip()) for t in match.shared_terms[:6]]
        alike = [f.fact for f in match.facts if f.agreement is not None and f.agreement >= 0.95]
        shared = Text(snippet + "…\n", style="dim")
        shared.append(words.joined([*dict.fromkeys(terms)]), style="")
        if alike:
            shared.append(f"（{words('label.fact_score')} {len(alike)}/{len(match.facts)}）")
        table.add_row(
            f"{match.score:.2f}",
            f"{match.text_score:.2f}",
            f"{match.fact_score:.2f}",
            clean(match.case_id),
            match.decided.isoformat() if match.decided else "",
            words.money(match.fine) if match.fine else "—",
            shared,
        )
    return table


def _comparison(comparison: Comparison | None, words: Words) -> list[RenderableType]:
    found: list[RenderableType] = [Text(comparison_line(comparison, words))]
    if comparison is not None and comparison.median is not None:
        found.append(Text(_strip(comparison)))
    return found


def _strip(c: Comparison, width: int = 50) -> str:
    """Draw the scale from 0 to 1: the middle 80 %, the median (┃) and this case (●)."""

    def at(place: float) -> int:
        return round(min(1.0, max(0.0, place)) * (width - 1))

    marks = ["─"] * width
    assert c.low is not None
    assert c.high is not None
    assert c.median is not None
    for i in range(at(c.low), at(c.high) + 1):
        marks[i] = "━"
    marks[at(c.median)] = "┃"
    marks[at(c.severity)] = "●"
    return f"0 {''.join(marks)} 1"


def _columns(columns: ColumnMapping, words: Words) -> RenderableType:
    """Name the columns that were sure in one paragraph, the doubtful and the kept in a table."""
    sure = [clean(m.column) for m in columns.matches if m.how == "exact"]
    rest = [m for m in columns.matches if m.how != "exact"]
    parts: list[RenderableType] = [
        Text(f"{words('how.exact')}（{len(sure)}）：{words.joined(sure)}")
    ]
    if rest:
        table = _table(words, "column", "field", "how")
        for match in rest:
            name = FIELDS[match.name][0] if match.kind == "field" else match.name
            if match.kind == "extra":
                name = "—"
            how = words(f"how.{match.how}", score=f"{match.score:.0f}")
            table.add_row(clean(match.column), clean(name), how)
        parts.append(table)
    return Group(*parts)
