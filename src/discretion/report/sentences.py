"""Sentences for codes: reasons of a determination, questions to a person, duties, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from discretion.model.determination import DutyNote, Reason
from discretion.model.review import Finding
from discretion.report.words import Words, bare_title, clean

Values = dict[str, Any]
Shown = dict[str, str]

_BY_GROUP = {
    "grade": "grade",
    "grade_before": "grade",
    "grade_after": "grade",
    "table_grade": "grade",
    "status": "status",
    "outcome": "outcome",
    "kind": "kind",
    "lacking": "lacking",
    "mode": "mode",
    "party": "party",
}
"""Values that are words of a fixed list: the list each belongs to."""


def reason_text(reason: Reason, words: Words, facts: Mapping[str, Any] | None = None) -> str:
    """Return one step of reasoning; *facts* are the values that the case gives, by name."""
    return _sentence("reason", reason, words, facts or {})


def person_text(reason: Reason, words: Words) -> str:
    """Return a question that the rules leave to a person."""
    return _sentence("person", reason, words, {})


def _sentence(group: str, reason: Reason, words: Words, facts: Mapping[str, Any]) -> str:
    values = dict(reason.values)
    if words.language == "en":
        for name in [n for n in values if n.endswith("_en")]:
            values[name.removesuffix("_en")] = values[name] or values.get(name.removesuffix("_en"))
    shown = _shown(values, words)
    if adjust := _ADJUST.get(reason.code):
        adjust(values, shown, words, facts)
    return words(f"{group}.{_variant(reason.code, values)}", **shown).strip()


def _shown(values: Values, words: Words) -> Shown:
    shown = {}
    for name, value in values.items():
        if name in _BY_GROUP:
            shown[name] = words(f"{_BY_GROUP[name]}.{value or 'none'}")
        elif name.endswith("share") and value is not None:
            shown[name] = words.share(Decimal(value))
        else:
            shown[name] = words.value(value)
    return shown


def _variant(code: str, values: Values) -> str:
    """Return the code of the sentence, which differs where a value is absent."""
    match code:
        case "law_day_assumed" if values.get("day") is None:
            return "law_day_assumed_latest"
        case "law_not_held" if values.get("day") is None:
            return "law_not_held_undated"
        case "item_not_known" if not values.get("items"):
            return "item_none"
        case "moved" if values.get("grade_before") is None:
            return "moved_open"
        case "moved" if values["grade_before"] == values["grade_after"]:
            return "moved_same"
    return code


# --- what some codes need beside their values -----------------------------------------------------


def _clause(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    shown["label"] = words.brackets(values.get("label"))


def _row(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    label, number = values.get("label"), values.get("number")
    shown["label"] = words("punctuation.quotes", text=label) if label else ""
    shown["number"] = words.texts["punctuation.comma"] + clean(number) if number else ""


def _fact(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    unit, choices = values.get("unit"), dict(values.get("choices") or ())
    shown["value"] = words.fact(facts.get(values["fact"]), unit, choices)
    shown["test"] = words.test(values["test"], unit, choices)


def _maxima(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    known = values.get("act_maximum") is not None and values.get("decision_maximum") is not None
    shown["maxima"] = ""
    if known:
        names = ("act_maximum", "decision_maximum")
        shown["maxima"] = words("maxima", **{name: shown[name] for name in names})


def _one_act(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    shown["items"] = words.joined(
        (
            words("reason.one_act_item", code=code, title=title, maximum=words.money(maximum))
            for code, title, maximum in values["items"]
        ),
        "semicolon",
    )


def _suggestion(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    near = values.get("suggestion")
    shown["suggestion"] = words("hint.suggestion", near=near) if near else ""


def _items(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    shown["items"] = words.joined(
        words("hint.near", word=word, near=near) if near else clean(word)
        for word, near in values.get("items") or ()
    )


def _note(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    shown["note"] = clean(values.get("note") or "")
    if "title" in values:
        shown["title"] = words("place.title", title=bare_title(values["title"] or ""))


def _replaced(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    _note(values, shown, words, facts)
    shown["old"] = bare_title(values.get("old") or "")


def _rate(values: Values, shown: Shown, words: Words, facts: Mapping[str, Any]) -> None:
    """Say how the amount is reckoned, where the statute gives a rate and not an amount."""
    shown["rate"] = ""
    if "of" not in values:
        return
    low, high = (
        words(f"form.{values['form']}", rate=words.value(rate)) if rate is not None else None
        for rate in (values["rate_min"], values["rate_max"])
    )
    of = words.texts["form.times"].join(clean(label) for label in values["of"])
    if low is None:
        text = words("form.of_max", of=of, high=high)
    elif low == high:
        text = words("form.of_fixed", of=of, high=high)
    else:
        text = words("form.of", of=of, low=low, high=high)
    for end in ("floor", "cap"):
        if values.get(end) is not None:
            text += words(f"form.{end}", **{end: words.money(values[end])})
    shown["rate"] = words.brackets(text)


_ADJUST: dict[str, Callable[[Values, Shown, Words, Mapping[str, Any]], None]] = {
    "clause": _clause,
    "row": _row,
    "fact": _fact,
    "law_of_act": _maxima,
    "lighter_law": _maxima,
    "law_replaced": _note,
    "one_act": _one_act,
    "statutory_range": _rate,
    "fact_not_declared": _suggestion,
    "item_not_known": _items,
    "decision_law_not_held": _note,
    "text_replaced": _replaced,
}


# --- duties ---------------------------------------------------------------------------------------

DUTY_STATES = ("missed", "above_ceiling", "open", "running", "not_allowed", "possible", "met")
"""Where a duty may stand, the most pressing first; ``allowed`` and ``note`` come last."""


def duty_text(note: DutyNote, words: Words) -> str:
    """Return a duty in words."""
    values = dict(note.values)
    shown = _shown(values, words)
    sure = values.get("certain") is not False
    limits = []
    for name in ("threshold", "confiscated"):
        if values.get(name) is not None:
            code = f"duty.{name}" if sure else f"duty.{name}_possible"
            limits.append(words(code, **{name: words.money(values[name])}))
    shown["threshold"] = "".join(limits)
    return words(f"duty.{note.code}", **shown)


def duty_state(note: DutyNote) -> str:
    """Return where a duty stands, as the code of a text."""
    values = dict(note.values)
    if note.code in ("surcharge", "daily_fine"):
        return "note"
    if note.code == "on_the_spot":
        if note.met is False:
            return "above_ceiling"
        return {True: "allowed", False: "not_allowed", None: "note"}[values.get("allowed")]
    if note.met is not None:
        return "met" if note.met else "missed"
    if note.due is not None:
        return "running"
    return "possible" if values.get("certain") is False else "open"


def duties_in_order(notes: tuple[DutyNote, ...]) -> list[DutyNote]:
    """Return duties with the most pressing first, otherwise in the order of the rules."""
    order = {state: rank for rank, state in enumerate(DUTY_STATES)}
    return sorted(notes, key=lambda note: order.get(duty_state(note), len(order)))


# --- findings -------------------------------------------------------------------------------------


def finding_text(finding: Finding, words: Words, mask: Callable[[str], str] = clean) -> str:
    """Return one point of a review; *mask* hides names in what a person wrote."""
    values = dict(finding.values)
    if finding.code == "too_few_comparables" and not values["n"]:
        return words("finding.no_comparables")
    shown = _shown(values, words)
    if {"fine", "range", "distance"} <= values.keys() and values["range"] is not None:
        below = values["fine"] < values["range"].minimum
        shown["side"] = words("side.below" if below else "side.above")
    match finding.code:
        case "off_benchmark":
            share = values["share"]
            shown["share"] = words("side.share", share=f"{share}%") if share is not None else ""
        case "unusual":
            _unusual(values, shown, words)
        case "too_few_comparables":
            shown["calibrators"] = f"{values['calibrators']:.0f}"
            shown["enough"] = f"{values['enough']:g}"
        case "duty_missed":
            shown["duty"] = words(f"name.{values['duty']}")
            shown["due"] = words.brackets(shown["due"]) if values["due"] else ""
        case "reason_recorded":
            shown["reason"] = mask(values["reason"])
        case "item_not_known" if values.get("items"):
            _items(values, shown, words, {})
            return words("finding.items_not_known", **shown)
    return words(f"finding.{finding.code}", **shown)


def _unusual(values: Values, shown: Shown, words: Words) -> None:
    for name, other in (("middle", "expected"), ("least", "low"), ("most", "high")):
        fine, place = values[f"fine_{other}"], values[other]
        shown[name] = "?" if place is None else words.severity(place, fine)
    shown["p"] = words.percent(values["p"])
    mine = values["fine"]
    if mine is not None:
        shown["mine"] = words("mine.fine", fine=words.money(mine))
    else:
        shown["mine"] = words("mine.severity", severity=f"{values['severity']:.2f}")
