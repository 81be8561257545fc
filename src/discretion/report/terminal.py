"""Reports of one case for a terminal: read from top to bottom, the verdict last.

Every function returns something that a rich console prints at its own width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.penalty import Penalty
from discretion.model.review import Match, Review
from discretion.report.explain import (
    Line,
    answer_texts,
    comparison_lines,
    law_lines,
    person_lines,
    question_text,
    range_lines,
    reason_lines,
    verdict_lines,
)
from discretion.report.layout import (
    MUTED,
    STATE_STYLE,
    VERDICT_STYLE,
    WARNING,
    bullets,
    cited,
    columns,
    grid,
    labelled,
    section,
)
from discretion.report.masking import Mask, Names
from discretion.report.paragraph import paragraph
from discretion.report.phrases import phrases, snippet
from discretion.report.prose import Prose
from discretion.report.sentences import duties_in_order, duty_state, duty_text
from discretion.report.strip import strip
from discretion.report.words import Words, clean
from discretion.rulebook.schema import FactDeclaration

Declarations = Mapping[str, FactDeclaration]
LONGEST_TEXT, LONGEST_SNIPPET = 240, 72
"""Characters shown of a case's own text, and of a similar case's."""
BESIDE_STRIP = 46
"""Columns that the labels and figures beside the drawing take."""


def determination_view(d: Determination, words: Words, mask: Mask) -> RenderableType:
    """Return a determination: what, how much, why, what is missing, what is owed."""
    return Group(
        _title("determination", d, words), *_determination(d, words, mask), _origin(d, words)
    )


def review_view(
    review: Review,
    words: Words,
    mask: Mask,
    declarations: Declarations,
    names: Names,
    *,
    synthetic: bool = False,
) -> RenderableType:
    """Return a whole review: determination, similar cases, comparison, verdict.

    *names* are the personal names in the similar cases; *synthetic* warns that none of them is
    real.
    """
    d = review.determination
    parts = [_title("review", d, words), *_determination(d, words, mask)]
    warning = [Prose(words("note.synthetic_corpus"), style=WARNING)] if synthetic else []
    if review.matches:
        mine = d.case.text if d.case else ""
        parts.append(matches_view(review.matches, words, mask, declarations, names, mine))
    lines = [
        Padding(cited(line), (0, 0, 0, 2 * line.depth)) for line in comparison_lines(review, words)
    ]
    parts.append(section(words("title.comparison"), *warning, *lines, _Strip(review, words)))
    parts.append(_verdict(review, words, mask))
    if said := paragraph(review, words, mask.of(d.case)):
        parts.append(section(words("paragraph.title"), Prose(said)))
    parts.append(_origin(d, words, review.corpus_version))
    return Group(*parts)


def matches_view(
    matches: Sequence[Match],
    words: Words,
    mask: Mask,
    declarations: Declarations,
    names: Names,
    mine: str,
) -> RenderableType:
    """Return cases similar to one whose text is *mine*, the nearest first, and what they share."""
    scores = ("score", "text_score", "fact_score", "fine")
    table = columns(words, *scores, "matched", right=scores)
    for match in matches:
        private = Mask(names.get(match.case_id, ()), shown=mask.shown)
        table.add_row(
            Prose(f"{match.score:.2f}", style="bold"),
            Prose(f"{match.text_score:.2f}" if mine else "—"),
            Prose(f"{match.fact_score:.2f}"),
            Prose(words.money(match.fine) if match.fine is not None else "—"),
            _shared(match, words, private, declarations, mine),
        )
    return section(words("title.similar"), table)


# --- parts of a determination ---------------------------------------------------------------------


def _title(code: str, d: Determination, words: Words) -> RenderableType:
    return Rule(Text(f"{words(f'title.{code}')}  {clean(d.case_id)}", style="bold"), align="left")


def _determination(d: Determination, words: Words, mask: Mask) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if d.case is not None:
        parts.append(section(words("title.case"), _case(d.case, words, mask)))
    parts.append(section(words("title.law"), labelled(law_lines(d, words))))
    if ranges := range_lines(d, words):
        parts.append(_ranges(ranges, words))
    if reasons := reason_lines(d, words):
        parts.append(section(words("title.why"), labelled(reasons)))
    if d.missing:
        parts.append(section(words("title.missing"), _missing(d, words)))
    if d.for_person:
        lines = [cited(line, "yellow") for line in person_lines(d, words)]
        parts.append(section(words("title.person"), *bullets(lines)))
    if d.duties:
        parts.append(section(words("title.duties"), _duties(d, words)))
    return parts


def _case(case: Case, words: Words, mask: Mask) -> Table:
    private = mask.of(case)
    party = private.name(case.party.name)
    party += words.brackets(words(f"kind_of_party.{case.party.kind.value}"))
    rows = [(words("label.party"), Prose(party))]
    dates = (
        ("act", case.act.over),
        ("filed", case.filed),
        ("decided", case.decided),
    )
    said = [f"{words(f'label.{code}')} {day}" for code, day in dates if day]
    if said:
        rows.append((words("label.dates"), Prose("  ".join(said))))
    if case.team:
        rows.append((words("label.team"), Prose(clean(case.team))))
    if case.penalty is not None:
        rows.append((words("label.penalty"), Prose(_penalty(case.penalty, words))))
    if case.text:
        shown = _short(private(case.text), LONGEST_TEXT)
        rows.append((words("label.text"), Prose(shown, style=MUTED)))
    return grid(rows)


def _penalty(penalty: Penalty, words: Words) -> str:
    if not penalty.kinds:
        return words("outcome.no_penalty")
    parts = []
    for kind in penalty.kinds:
        text = words(f"kind.{kind.value}")
        parts.append(f"{text} {words.money(penalty.fine)}" if kind.value == "fine" else text)
    return words.joined(parts)


def _ranges(lines: Sequence[Line], words: Words) -> RenderableType:
    """Ranges as a grid; warnings, which have no label, stand out below it."""
    warnings = [Prose(line.text, style=WARNING) for line in lines if not line.label]
    return section(words("title.ranges"), labelled(line for line in lines if line.label), *warnings)


def _missing(d: Determination, words: Words) -> Table:
    table = columns(words, "question", "answer", "then")
    for missing in d.missing:
        question = question_text(missing, words)
        for answer in missing.answers:
            test, then = answer_texts(answer, missing, words)
            table.add_row(Prose(question), Prose(test), Prose(then))
            question = ""
        if not missing.answers:
            table.add_row(Prose(question), Prose("—"), Prose("—"))
    return table


def _duties(d: Determination, words: Words) -> Table:
    table = columns(words, "duty", "status", "due", "basis")
    for note in duties_in_order(d.duties):
        state = duty_state(note)
        table.add_row(
            Prose(duty_text(note, words)),
            Prose(words(f"state.{state}"), style=STATE_STYLE.get(state, "")),
            Prose(note.due.isoformat() if note.due else "", no_wrap=True),
            Prose(words.place(note.place, version=False), style=MUTED),
        )
    return table


# --- similar cases and verdict --------------------------------------------------------------------


def _shared(match: Match, words: Words, mask: Mask, declarations: Declarations, mine: str) -> Prose:
    text = Prose(clean(match.case_id))
    text.append(f"  {words(f'kind_of_party.{match.party}')}", style=MUTED)
    if match.decided:
        text.append(f"  {match.decided}", style=MUTED)
    alike, unlike = [], []
    for fact in match.facts:
        if fact.agreement is None:
            continue
        declared = declarations.get(fact.fact)
        label = words.pick(declared.label, declared.label_en) if declared else clean(fact.fact)
        unit = declared.unit if declared else None
        choices = declared.choices if declared else {}
        theirs = words.fact(fact.theirs, unit, choices)
        if fact.mine == fact.theirs:
            alike.append(f"{label} {theirs}")
        else:
            unlike.append(f"{label} {theirs}")
    private = mask(match.text)
    common = phrases(match.shared_terms, private, mine)
    for code, said in (
        ("same", words.joined(alike)),
        ("different", words.joined(unlike)),
        ("shared", words.joined(common)),
    ):
        if said:
            text.append(f"\n{words.label(code, said)}")
    if match.text:
        text.append(f"\n{snippet(private, common, LONGEST_SNIPPET)}", style=MUTED)
    return text


class _Strip:
    """The drawing of the comparison, as wide as the console allows."""

    def __init__(self, review: Review, words: Words) -> None:
        self.review, self.words = review, words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = strip(self.review, self.words, options.max_width - BESIDE_STRIP)
        if rows:
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column(style=MUTED, no_wrap=True)
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for row in rows:
                table.add_row(Prose(row.label), Prose(row.drawing), Prose(row.figures))
            yield table


def _verdict(review: Review, words: Words, mask: Mask) -> RenderableType:
    first, *findings = verdict_lines(review, words, mask.of(review.determination.case))
    style = VERDICT_STYLE[review.verdict]
    title = Prose(words("punctuation.label", label=words("title.verdict"), value=first.text))
    title.stylize(style)
    body = Group(title, *bullets(Prose(line.text) for line in findings))
    return Panel(body, border_style=style.removeprefix("bold "), padding=(0, 1))


def _origin(d: Determination, words: Words, corpus: str = "") -> Prose:
    """What the answer can be reproduced from: the beginnings of the fingerprints."""
    parts = [
        f"{words(f'label.{name}')} {digest[:12]}"
        for name, digest in (("rulebook", d.rulebook), ("corpus", corpus), ("case", d.case_digest))
        if digest
    ]
    return Prose(words.label("reproduce", "  ".join(parts)), style=MUTED)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
