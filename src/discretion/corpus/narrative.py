"""The text of a synthetic case, in the manner of one of several officers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from discretion.corpus import words
from discretion.corpus.draw import Draw
from discretion.corpus.profile import ItemProfile
from discretion.model.case import FactValue

_SILENT = frozenset({"corrected", "refused_correction", "prior_penalties"})
_TAIL = re.compile(r"[，,；;].*$|（[^）]{0,40}）$")


def tell(
    draw: Draw,
    profile: ItemProfile,
    *,
    party: str,
    place: str,
    day: date,
    channel: str,
    facts: Mapping[str, FactValue],
    years: int,
) -> str:
    """Return a paragraph that states time, place, act, measured facts, correction and evidence."""
    hour, minute = draw.between(6, 21), draw.between(0, 59)
    when = (
        f"{day.year}年{day.month}月{day.day}日{hour}时{minute}分许，"
        if draw.chance(0.6)
        else f"{day.year}年{day.month}月{day.day}日，"
    )
    opening = draw.pick(words.FINDINGS[channel]).format(place=place, party=f"当事人{party}")
    act = draw.pick(words.ACTS).format(act=_TAIL.sub("", profile.title))
    clauses = [f"{when}{opening}{act}"]
    if draw.chance(0.8):
        clauses.append(draw.pick(_details(profile)))
    sentences = ["，".join(clauses) + "。"]
    if measured := _measured(draw, profile, facts):
        sentences.append("，".join(measured) + "。")
    sentences += _course(draw, facts, years)
    sentences.append(draw.pick(words.EVIDENCE))
    return "".join(sentences)


def _details(profile: ItemProfile) -> tuple[str, ...]:
    for keys, details in words.DETAILS:
        if any(key in profile.title for key in keys):
            return details
    return words.DETAILS[-1][1]


def _measured(draw: Draw, profile: ItemProfile, facts: Mapping[str, FactValue]) -> list[str]:
    found = []
    for fact in profile.facts:
        value = facts.get(fact.name)
        if value is None or fact.name in _SILENT:
            continue
        label = fact.declaration.label
        if isinstance(value, bool):
            yes, no = words.BOOL_PHRASES.get(fact.name, (f"查明{label}", ""))
            if phrase := yes if value else no:
                found.append(phrase)
        elif isinstance(value, str):
            known = words.HARM if fact.name == "harm" else fact.declaration.choices
            found.append(known.get(value, f"{label}为{value}"))
        elif fact.name in words.PHRASES:
            found.append(draw.pick(words.PHRASES[fact.name]).format(v=value))
        else:
            found.append(f"{label}{value}{fact.declaration.unit or ''}")
    return found


def _course(draw: Draw, facts: Mapping[str, FactValue], years: int) -> list[str]:
    found = []
    if facts.get("refused_correction") is True:
        found.append(draw.pick(words.REFUSED))
    elif facts.get("corrected") is True:
        found.append(draw.pick(words.CORRECTED))
    elif facts.get("corrected") is False:
        found.append(draw.pick(words.NOT_CORRECTED))
    prior = facts.get("prior_penalties")
    if prior:
        found.append(draw.pick(words.REPEATED).format(years=years, n=prior))
    elif prior == 0:
        found.append(draw.pick(words.FIRST).format(years=years))
    return found
