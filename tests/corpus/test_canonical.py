from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from discretion.corpus.canonical import content_version, dump, load
from discretion.model.case import Act, Case, Party, PartyKind
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind

FACT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.text(max_size=5),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**6),
)


@given(st.text(max_size=30), st.dictionaries(st.text(min_size=1, max_size=5), FACT, max_size=4))
def test_round_trip_keeps_value_and_type(text: str, facts: dict[str, object]) -> None:
    case = Case(
        id="沪城管罚〔2024〕1号",
        items=("A", "B"),
        party=Party(kind=PartyKind.UNIT, name="甲"),
        act=Act(start=date(2024, 1, 1)),
        text=text,
        facts=facts,
        penalty=Penalty(kinds=(PenaltyKind.FINE,), fine=Money.yuan("500.50")),
    )
    back = load(dump(case))
    assert back == case
    assert {k: type(v) for k, v in back.facts.items()} == {
        k: type(v) for k, v in case.facts.items()
    }
    assert dump(back) == dump(case)


def test_order_of_facts_does_not_matter() -> None:
    party = Party(kind=PartyKind.UNIT)
    a = Case(id="1", party=party, facts={"a": 1, "b": Decimal("2.0")})
    b = Case(id="1", party=party, facts={"b": Decimal("2.0"), "a": 1})
    assert dump(a) == dump(b)


@given(st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=8), st.randoms())
def test_version_depends_on_content_only(found: list[bytes], random: Random) -> None:
    # Digests that share their first halves are ordered by the rest.
    all_of_them = found + [bytes(16) + d[16:] for d in found if d[:16] != bytes(16)]
    shuffled = list(all_of_them)
    random.shuffle(shuffled)
    expected = hashlib.sha256(b"".join(sorted(all_of_them))).hexdigest()
    assert content_version(rows(shuffled)) == expected


def rows(digests: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32)
