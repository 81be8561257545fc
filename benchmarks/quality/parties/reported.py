"""Cases reported a second time, and cases that only look like it; all of it invented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from discretion.corpus.words import BRANDS
from discretion.model.case import Case

EDITS = (("当事人", "相对人"), ("发现", "查见"), ("以上事实有", "以上事实由"), ("，", ","))
SYLLABLES = [brand[0] for brand in BRANDS] + [brand[1] for brand in BRANDS]


@dataclass(frozen=True, slots=True)
class Reported:
    """A case; ``of`` is the id of the one that it was made from, ``same`` whether it is that."""

    case: Case
    way: str = ""
    of: str | None = None
    same: bool = False


def reported(cases: Sequence[Case], seed: int) -> list[Reported]:
    """Return the cases, and beside every fifth of them one that is or seems the same."""
    draw = random.Random(seed)
    made: list[Reported] = []
    for number, case in enumerate(cases):
        made.append(Reported(case))
        if number % 5 == 0:
            way, same, changes = draw.choice(list(_ways(draw, case)))
            other = case.model_copy(update={**changes, "id": f"{case.id}复"})
            made.append(Reported(other, way, case.id, same))
    return made


def _ways(draw: random.Random, case: Case) -> Iterator[tuple[str, bool, dict[str, object]]]:
    name, text = case.party.name or "", case.text
    yield "只换文号", True, {}
    for old, new in EDITS:
        text = text.replace(old, new, 1)
    yield "文字小改", True, {"text": text}
    if name.startswith("上海"):
        bare = name.removeprefix("上海")
        party = case.party.model_copy(update={"name": bare})
        yield "当事人另一写法", True, {"party": party, "text": case.text.replace(name, bare)}
    assert case.decided
    assert case.place
    later = case.decided + timedelta(draw.randint(1, 9))
    yield "决定日期不同", True, {"decided": later}
    yield "文中数字错一个", True, {"text": case.text.replace("3", "8", 1).replace("1", "7", 1)}
    place = case.place.address or ""
    elsewhere = "嘉定区博乐路9999号"
    moved = case.place.model_copy(update={"address": elsewhere})
    yield "同日另一处", False, {"place": moved, "text": case.text.replace(place, elsewhere)}
    days = timedelta(40)
    act = case.act.model_copy(
        update={"start": case.act.start and case.act.start - days, "end": None}
    )
    yield "另一天", False, {"act": act, "text": case.text.replace("月", "月初", 1)}
    someone = case.party.model_copy(update={"name": "上海百家姓测绘有限公司"})
    yield (
        "同日另一人",
        False,
        {"party": someone, "text": case.text.replace(name, someone.name or "")},
    )
    yield "同日另一案由", False, {"items": ("另一案由",)}


def many(cases: Sequence[Case], size: int) -> Iterator[Case]:
    """Yield *size* cases like *cases*, with other days and mostly other parties."""
    draw = random.Random(0)
    for number in range(size):
        case = cases[number % len(cases)]
        name = case.party.name or ""
        if len(name) > 4:
            name = "上海" + "".join(draw.choices(SYLLABLES, k=4)) + name[6:]
        act = case.act
        if act.start:
            act = act.model_copy(
                update={"start": act.start + timedelta(number // len(cases)), "end": None}
            )
        party = case.party.model_copy(update={"name": name})
        text = case.text.replace("0", str(draw.randint(0, 99)), 1)
        yield case.model_copy(update={"id": str(number), "party": party, "act": act, "text": text})
