"""A determination or review as sections of plain lines: what every rendering starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from discretion.model.determination import Answer, Determination, MissingFact, Outcome, Reason
from discretion.model.review import Comparison, Contrast, FactContrast, Review
from discretion.report.masking import Mask
from discretion.report.paragraph import paragraph
from discretion.report.sentences import (
    duties_in_order,
    duty_state,
    duty_text,
    finding_text,
    person_text,
    reason_text,
)
from discretion.report.texts import Language
from discretion.report.words import Words, clean


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it says, under which label, how deep, and the citation it rests on."""

    text: str
    label: str = ""
    depth: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; ``code`` is the heading's text code without ``title.``."""

    code: str
    title: str
    lines: tuple[Line, ...]


def explain(determination: Determination, language: Language = "zh") -> str:
    """Return the whole explanation of a determination as plain text, one line a statement."""
    return _text(determination_sections(determination, Words(language)), Words(language))


def explain_review(review: Review, language: Language = "zh", *, names: bool = False) -> str:
    """Return a review as plain text; *names* shows personal names in what the case says."""
    words = Words(language)
    found = determination_sections(review.determination, words)
    mask = Mask(shown=names).of(review.determination.case)
    found.append(_section("comparison", comparison_lines(review, words), words))
    found.append(_section("verdict", verdict_lines(review, words, mask), words))
    if said := paragraph(review, words, mask):
        found.append(Section("paragraph", words("paragraph.title"), (Line(said),)))
    return _text(found, words)


def determination_sections(determination: Determination, words: Words) -> list[Section]:
    """Return the sections of a determination that have something to say, in reading order."""
    parts: tuple[tuple[str, Callable[[Determination, Words], list[Line]]], ...] = (
        ("law", law_lines),
        ("ranges", range_lines),
        ("why", reason_lines),
        ("missing", missing_lines),
        ("person", person_lines),
        ("duties", duty_lines),
    )
    found = [_section(code, lines(determination, words), words) for code, lines in parts]
    return [section for section in found if section.lines]


def _section(code: str, lines: list[Line], words: Words) -> Section:
    return Section(code, words(f"title.{code}"), tuple(lines))


def _text(sections: list[Section], words: Words) -> str:
    blocks = []
    for section in sections:
        lines = [f"【{section.title}】" if words.language == "zh" else f"[{section.title}]"]
        for line in section.lines:
            text = line.text
            if line.label:
                text = words("punctuation.label", label=line.label, value=text)
            cited = words.brackets(line.place)
            lines.append("  " * (line.depth + 1) + text + cited)
        blocks.append("\n".join(lines))
    return "\n".join(blocks) + "\n"


# --- sections -------------------------------------------------------------------------------------


def law_lines(d: Determination, words: Words) -> list[Line]:
    """Return item, basis, order to correct and outcome."""

    def line(code: str, text: str) -> Line:
        return Line(text, words(f"label.{code}"))

    lines = []
    if d.item:
        lines.append(line("item", words.pick(d.title, d.title_en) + words.brackets(d.item)))
    for place in d.places:
        lines.append(line("basis", words.place(place)))
        if place.note:
            lines.append(line("note", clean(place.note)))
    if d.correction and (text := words(f"correction.{d.correction}")):
        lines.append(line("correction", text))
    lines.append(line("outcome", outcome_text(d, words)))
    return lines


def outcome_text(d: Determination, words: Words) -> str:
    """Return the outcome, and every other that the missing facts leave open."""
    found = dict.fromkeys(a.outcome for missing in d.missing for a in missing.answers)
    others = [words(f"outcome.{o.value}") for o in found if o is not d.outcome]
    text = words(f"outcome.{d.outcome.value}")
    if not others:
        return text
    return words("outcome.open", outcome=text, others=words.joined(others, "semicolon"))


def range_lines(d: Determination, words: Words) -> list[Line]:
    """Return the grade, the ranges with their status, and the penalties beside the fine."""
    lines = []
    if grade := grade_text(d, words):
        lines.append(Line(grade, words("label.grade")))
    optional = words.brackets(words("mode.may")) if d.fine_optional else ""
    for name in ("statutory", "lawful", "benchmark", "recommended"):
        span = getattr(d, name)
        same = {"lawful": d.statutory, "recommended": d.benchmark}.get(name)
        if span is None or span == same:
            continue
        text = words.range(span) + (optional if name == "statutory" else "")
        if name in ("benchmark", "recommended") and d.benchmark_status:
            text += words.brackets(words.status(d.benchmark_status))
        if name in ("benchmark", "recommended") and _moved(d):
            grade = words.grade(d.table_grade if name == "benchmark" else d.grade)
            text += words.brackets(words(f"note.{name}_moved", grade=grade))
        lines.append(Line(text, words(f"label.{name}")))
    lines += [Line(words.other(other), words("label.others")) for other in d.others]
    if d.missing and lines:
        lines.append(Line(words("note.incomplete")))
    if d.benchmark_status == "sample" and (d.benchmark or d.recommended):
        lines.append(Line(words("note.sample")))
    return lines


def _moved(d: Determination) -> bool:
    """Whether circumstances took the grade away from the table's, and the band with it."""
    graded = d.grade is not None and d.table_grade is not None
    return graded and d.grade != d.table_grade and d.recommended not in (None, d.benchmark)


def grade_text(d: Determination, words: Words) -> str:
    """Return the grade, or every grade that missing facts leave possible; empty without one."""
    if d.grade or not d.grades:
        return words.grade(d.grade) if d.grade else ""
    return words.joined(words.grade(g) for g in d.grades) + words.brackets(words.grade(None))


def reason_lines(d: Determination, words: Words) -> list[Line]:
    """Return every reason with its step and citation, children indented."""
    facts = dict(d.facts)
    lines: list[Line] = []

    def add(reason: Reason, depth: int, step: str) -> None:
        text = reason_text(reason, words, facts)
        lines.append(Line(text, step, depth, words.place(reason.place)))
        for child in reason.children:
            add(child, depth + 1, "")

    for reason in sorted(d.reasons, key=lambda r: r.step):
        add(reason, 0, words(f"step.{reason.step}"))
    return lines


def question_text(missing: MissingFact, words: Words) -> str:
    """Return what to ask about a missing fact."""
    return words.pick(missing.question, missing.label_en and f"{missing.label_en}?")


def missing_lines(d: Determination, words: Words) -> list[Line]:
    """Return each missing fact as a question, with what follows from each answer."""
    lines = []
    for missing in d.missing:
        lines.append(Line(question_text(missing, words)))
        for answer in missing.answers:
            test, then = answer_texts(answer, missing, words)
            lines.append(Line(f"{test} → {then}", depth=1))
    return lines


def answer_texts(answer: Answer, missing: MissingFact, words: Words) -> tuple[str, str]:
    """Return one answer to a missing fact, and what follows from it."""
    test = words.test(answer.test, missing.unit, dict(missing.choices))
    then = [words.grade(answer.grade)] if answer.grade else []
    if answer.benchmark:
        then.append(words.range(answer.benchmark))
    elif answer.lawful:
        then.append(f"{words('label.statutory')} {words.range(answer.lawful)}")
    if answer.outcome is not Outcome.PENALTY or not then:
        then.insert(0, words(f"outcome.{answer.outcome.value}"))
    return test, words.texts["punctuation.comma"].join(then)


def duty_lines(d: Determination, words: Words) -> list[Line]:
    """Return each duty, where it stands, and its day; the most pressing first."""
    lines = []
    for note in duties_in_order(d.duties):
        state = words(f"state.{duty_state(note)}")
        if note.due:
            state += f" {note.due}"
        lines.append(Line(duty_text(note, words), state, 0, words.place(note.place, False)))
    return lines


def person_lines(d: Determination, words: Words) -> list[Line]:
    """Return the questions that the rules leave to a person."""
    return [Line(person_text(r, words), place=words.place(r.place)) for r in d.for_person]


def comparison_lines(review: Review, words: Words) -> list[Line]:
    """Return the comparison with comparable cases in sentences."""
    c = review.comparison
    if c is None or c.expected is None:
        return [Line(words("comparison.none"))]
    numbers = {"n": f"{c.n:,}", "effective": f"{c.effective_n:,.1f}"}
    expected = words.severity(c.expected, c.fine_expected)
    lines = [Line(words("comparison.line", **numbers, expected=expected))]
    if c.low is not None and c.high is not None:
        low, high = (
            words.severity(place, fine)
            for place, fine in ((c.low, c.fine_low), (c.high, c.fine_high))
        )
        lines.append(Line(words("comparison.interval", low=low, high=high)))
    if c.severity is not None:
        mine = words.severity(c.severity, review.fine)
        scale = "" if c.observed else words("comparison.severity", severity=f"{c.severity:.2f}")
        lines.append(Line(words("comparison.mine", mine=mine + scale)))
    if c.p is not None:
        circle = words(f"circle.{c.circle}")
        numbers = {"p": words.percent(c.p), "calibrators": f"{c.calibrators:,.0f}"}
        lines.append(Line(words("comparison.p", **numbers, circle=circle)))
    for other in c.stability:
        found = words("stability.unknown") if other.p is None else words.percent(other.p)
        lines.append(Line(words(f"stability.{other.without}", p=found)))
    lines += contrast_lines(c.contrast, words) if c.contrast is not None else []
    if c.observed:
        lines.append(Line(words("comparison.observed")))
    if thin := _thin(review):
        lines.append(Line(words("comparison.thin", enough=f"{thin:g}")))
    return lines


def contrast_lines(found: Contrast, words: Words) -> list[Line]:
    """Return which facts would justify a penalty unlike that of comparable cases."""
    numbers = {"alike": f"{found.alike:,}", "others": f"{found.others:,}"}
    if not found.alike:
        return [Line(words("contrast.none"))]
    if not found.facts:
        return [Line(words("contrast.nothing", **numbers))]
    lead = Line(words("contrast.lead", **numbers))
    return [lead, *(Line(_contrast(fact, words), depth=1) for fact in found.facts)]


def _contrast(fact: FactContrast, words: Words) -> str:
    choices = dict(fact.choices)
    open_ended = fact.mine is None and fact.relation != "is"
    mine = words("test.null")
    if fact.mine is not None:
        mine = words.fact(fact.mine, fact.unit, choices)
    return words(
        f"contrast.{fact.relation}{'_unknown' if open_ended else ''}",
        label=words.pick(fact.label, fact.label_en),
        value=words.fact(fact.value, fact.unit, choices),
        mine=mine,
        alike_n=f"{fact.alike:,}",
        of_alike=f"{fact.of_alike:,}",
        others_n=f"{fact.others:,}",
        of_others=f"{fact.of_others:,}",
    )


def _thin(review: Review) -> float | None:
    """The number of comparables that would have been enough, if these are not."""
    for finding in review.findings:
        if finding.code == "too_few_comparables":
            return float(dict(finding.values)["enough"])
    return None


def has_comparison(comparison: Comparison | None) -> bool:
    """Whether there is anything to compare with."""
    return comparison is not None and comparison.expected is not None


def verdict_lines(review: Review, words: Words, mask: Mask) -> list[Line]:
    """Return the verdict and every finding."""
    lines = [Line(words(f"verdict.{review.verdict.value}"))]
    return lines + [Line(finding_text(f, words, mask), depth=1) for f in review.findings]
