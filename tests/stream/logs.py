"""Logs of events: by hand, by hypothesis, and large ones from a seed; all invented."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from discretion.stream.stream import Stream

Log = list[dict[str, Any]]
START = date(2024, 1, 1)
ITEMS = ("SH-SR-24-3-B", "SH-SR-23-2", "NOT-AN-ITEM")
TEAMS = ("一队", "二队", None)
PARTIES: tuple[dict[str, Any], ...] = (
    {"kind": "unit", "name": "甲商行"},
    {"kind": "unit", "name": "乙商行"},
    {"kind": "individual", "name": "丙", "age": 30},
    {"kind": "individual"},
)
CIRCUMSTANCES = (
    *("first_violation", "minor_violation", "complex_or_grave", "major_public_interest"),
    *("suspected_crime", "removed_harm"),
)
STEPS = (
    *("crime_suspected", "transferred", "corrected", "hearing_told", "hearing_held", "reviewed"),
    *("discussed", "served", "published", "stay_began", "stay_ended", "closed", "crime_reported"),
)
FINES = (None, 100, 300, "4000.50", 5000, 20000, 49999, 50000, 60000, 200000)


def feed(stream: Stream, log: Log) -> None:
    for number, event in enumerate(log, 1):
        stream.take_line(json.dumps(event, ensure_ascii=False).encode(), number)


def penalty(fine: Any) -> dict[str, Any]:
    return {"fine": fine} if fine is not None else {"kinds": []}


def particulars(rng: Any, on: date) -> dict[str, Any]:
    """The record and the rest of an ``opened`` event; *rng* has ``choice`` and ``randint``."""
    facts: dict[str, Any] = {}
    if rng.randint(0, 1):
        facts["harm"] = rng.choice(("none", "slight", "grave"))
    if rng.randint(0, 1):
        facts |= {"count": rng.randint(0, 600), "area_m2": rng.randint(0, 40)}
    if rng.randint(0, 2) == 0:
        facts["corrected"] = rng.choice((True, False))
    if rng.randint(0, 3) == 0:
        facts["prior_penalties"] = rng.randint(0, 2)
    record: dict[str, Any] = {
        "items": [rng.choice(ITEMS)],
        "party": rng.choice(PARTIES),
        "act": {"start": str(on - timedelta(days=rng.randint(0, 9)))},
        "facts": facts,
        "circumstances": [c for c in CIRCUMSTANCES if rng.randint(0, 3) == 0],
    }
    if team := rng.choice(TEAMS):
        record["team"] = team
    if rng.randint(0, 2) == 0:
        record["place"] = {"address": rng.choice(("东路1号", "西路2号"))}
    return record


def happening(rng: Any, on: date) -> dict[str, Any]:
    """What happened in a case that is open, without its id."""
    kind = rng.choice((*STEPS, *("proposed", "decided", "paid") * 3, *_OTHER))
    found: dict[str, Any] = {"kind": kind}
    if kind in ("proposed", "decided"):
        found["penalty"] = penalty(rng.choice(FINES))
        if rng.randint(0, 2) == 0:
            found["reason"] = "屡教不改"
    if kind == "decided" and rng.randint(0, 2) == 0:
        found["public"] = rng.choice((True, False))
    if kind == "paid":
        found["amount"] = rng.choice((100, 300, "4000.50", 20000, 60000))
    if kind in ("deferred", "extended", "ordered"):
        found["due"] = str(on + timedelta(days=rng.randint(0, 120)))
    if kind == "extended":
        found["basis"] = "规章另有规定"
    if kind == "reinspected":
        found["corrected"] = rng.choice((True, False))
    if kind == "transfer_decided":
        found["approved"] = rng.choice((True, False))
    return found


_OTHER = ("deferred", "extended", "ordered", "ordered", "reinspected", "transfer_decided")


class _Drawn:
    """Hypothesis in the place of a random generator, so that what it finds is made small."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def choice(self, options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def randint(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A log in the order of its days: up to four cases of a few parties."""
    rng, log = _Drawn(draw), []
    for number in range(rng.randint(1, 4)):
        case, on = f"案{number}", START + timedelta(days=rng.randint(0, 900))
        for i in range(rng.randint(1, 2)):
            log.append(opened(rng, case, on + timedelta(days=i * rng.randint(0, 40)), f"o{i}"))
        for i in range(rng.randint(0, 8)):
            then = on + timedelta(days=rng.randint(0, 160))
            log.append({**happening(rng, then), "id": f"e{i}", "case": case, "on": str(then)})
    return sorted(log, key=lambda e: (e["on"], e["id"]))


def opened(rng: Any, case: str, on: date, name: str) -> dict[str, Any]:
    record = {"id": case, **particulars(rng, on)}
    found = {"kind": "opened", "id": name, "case": case, "on": str(on), "record": record}
    if rng.randint(0, 3) == 0:
        found["same_act"] = rng.choice(("行为1", "行为2"))
    return found


@st.composite
def disordered(draw: st.DrawFn, log: Log) -> Log:
    """The same log with events late, early and twice."""
    again = draw(st.lists(st.sampled_from(log), max_size=5))
    return draw(st.permutations([*log, *again]))


def large(cases: int, seed: int) -> Log:
    """A log of *cases* cases, 10 events each, in the order of its days; a party has some four."""
    rng, log = random.Random(seed), []
    for number in range(cases):
        case, on = f"案{number:06d}", START + timedelta(days=number * 1500 // cases)
        first = opened(rng, case, on, "o0")
        first["record"]["party"] = {"kind": "unit", "name": f"第{rng.randint(0, cases // 4)}商行"}
        log.append(first)
        for i in range(9):
            then = on + timedelta(days=rng.randint(0, 160))
            log.append({**happening(rng, then), "id": f"e{i}", "case": case, "on": str(then)})
    return sorted(log, key=lambda e: (e["on"], e["case"], e["id"]))


def untidy(log: Log, seed: int) -> Log:
    """The log with one event in twenty late by up to some days, and one in twenty twice."""
    rng, keyed = random.Random(seed), []
    for place, event in enumerate(log):
        late = rng.randint(1, 40) if rng.random() < 0.05 else 0
        keyed.append((date.fromisoformat(event["on"]).toordinal() + late, place, event))
        if rng.random() < 0.05:
            keyed.append((date.fromisoformat(event["on"]).toordinal() + 3, place, event))
    return [event for *_, event in sorted(keyed, key=lambda k: k[:2])]
