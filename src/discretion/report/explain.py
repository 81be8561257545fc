"""A determination or review as sections of plain lines: what every rendering starts from."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.model.determination import Answer, Determination, MissingFact, Reason
from discretion.model.review import Comparison, Review
from discretion.report.words import Language, Words, clean


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it says, how deep it stands, and the citation it rests on."""

    text: str
    depth: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


def explain(determination: Determination, language: Language = "zh") -> str:
    """Return the whole explanation of a determination as plain text."""
    words = Words(language)
    blocks = []
    for section in sections(determination, words):
        lines = [f"【{section.title}】" if language == "zh" else f"{section.title}"]
        lines += [
            "  " * (line.depth + 1) + line.text + (f"  —— {line.place}" if line.place else "")
            for line in section.lines
        ]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def sections(determination: Determination, words: Words) -> list[Section]:
    """Return the sections of a determination that have something to say."""
    found = [
        Section(words("title.law"), tuple(law_lines(determination, words))),
        Section(words("title.ranges"), tuple(range_lines(determination, words))),
        Section(words("title.why"), tuple(reason_lines(determination, words))),
        Section(words("title.missing"), tuple(missing_lines(determination, words))),
        Section(words("title.duties"), tuple(duty_lines(determination, words))),
        Section(words("title.person"), tuple(person_lines(determination, words))),
    ]
    return [section for section in found if section.lines]


def _labelled(words: Words, label: str, value: str) -> Line:
    return Line(
        f"{words(f'label.{label}')}：{value}"
        if words.language == "zh"
        else f"{words(f'label.{label}')}: {value}"
    )


def law_lines(d: Determination, words: Words) -> list[Line]:
    """Return item, basis, outcome and grade."""
    lines = [_labelled(words, "outcome", words(f"outcome.{d.outcome.value}"))]
    if d.item:
        lines.insert(0, _labelled(words, "item", f"{d.title}（{d.item}）"))
    lines += [_labelled(words, "basis", words.place(place)) for place in d.places]
    if d.correction and (text := words(f"correction.{d.correction}")):
        lines.append(Line(text))
    if d.grades:
        grades = words.joined(words.grade(g) for g in d.grades)
        lines.append(_labelled(words, "grade", grades))
    return lines


def range_lines(d: Determination, words: Words) -> list[Line]:
    """Return the ranges and the penalties beside the fine."""
    lines = []
    for name in ("statutory", "lawful", "benchmark", "recommended"):
        span = getattr(d, name)
        if span is not None and not (name == "lawful" and span == d.statutory):
            text = words.range(span)
            if name in ("benchmark", "recommended") and d.benchmark_status:
                text += f"（{words.status(d.benchmark_status)}）"
            lines.append(_labelled(words, name, text))
    others = [
        words(f"other.{o.mode}")
        + (" " if words.language == "en" else "")
        + words(f"kind.{o.kind.value}")
        + (f"（{clean(o.object)}）" if o.object else "")
        + ("" if o.certain else f"（{words('other.uncertain')}）")
        for o in d.others
    ]
    if others:
        lines.append(_labelled(words, "others", words.joined(others)))
    return lines


def reason_lines(d: Determination, words: Words) -> list[Line]:
    """Return every reason with its citation, children indented."""
    facts = dict(d.facts)
    lines: list[Line] = []

    def add(reason: Reason, depth: int) -> None:
        lines.append(Line(words.reason(reason, facts), depth, words.place(reason.place)))
        for child in reason.children:
            add(child, depth + 1)

    for reason in sorted(d.reasons, key=lambda r: r.step):
        add(reason, 0)
    return lines


def missing_lines(d: Determination, words: Words) -> list[Line]:
    """Return each missing fact as a question, with what follows from each answer."""
    lines = []
    for missing in d.missing:
        lines.append(Line(clean(missing.question)))
        lines += [Line(answer_text(a, missing, words), 1) for a in missing.answers]
    return lines


def answer_text(answer: Answer, missing: MissingFact, words: Words) -> str:
    """Return what follows from one answer to a missing fact."""
    test = words.test(answer.test, missing.unit, dict(missing.choices))
    then = [words(f"outcome.{answer.outcome.value}")]
    if answer.grade:
        then.append(words.grade(answer.grade))
    span = answer.benchmark or answer.lawful
    if span:
        then.append(words.range(span))
    arrow = " → "
    return f"{test}{arrow}{words.joined(then)}"


def duty_lines(d: Determination, words: Words) -> list[Line]:
    """Return each duty, where it stands, and its day."""
    lines = []
    for note in d.duties:
        text, state = words.duty(note)
        due = f"，{note.due}" if note.due else ""
        lines.append(Line(f"{text}（{state}{due}）", 0, words.place(note.place)))
    return lines


def person_lines(d: Determination, words: Words) -> list[Line]:
    """Return the questions that the rules leave to a person."""
    return [Line(words.reason(r, dict(d.facts), kind="person")) for r in d.for_person]


def comparison_line(comparison: Comparison | None, words: Words) -> str:
    """Return the comparison with comparable cases in one sentence."""
    if comparison is None or comparison.median is None:
        return words("comparison.none")
    fines = comparison.fine_median is not None
    values = {
        "n": comparison.n,
        "effective": f"{comparison.effective_n:.1f}",
        "median": words.money(comparison.fine_median) if fines else f"{comparison.median:.2f}",
        "low": words.money(comparison.fine_low) if fines else f"{comparison.low:.2f}",
        "high": words.money(comparison.fine_high) if fines else f"{comparison.high:.2f}",
        "mine": f"{comparison.severity:.2f}",
        "rank": f"{(comparison.rank or 0) * 100:.0f}%",
    }
    text = words("comparison.line", **values)
    return f"{text}。{words('comparison.observed')}" if comparison.observed else text


def review_lines(review: Review, words: Words) -> list[Line]:
    """Return the verdict and every finding."""
    lines = [Line(words(f"verdict.{review.verdict.value}"))]
    lines += [Line(words.finding(finding), 1) for finding in review.findings]
    return lines
