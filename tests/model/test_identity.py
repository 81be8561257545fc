"""Identity numbers: check digits by an independent reckoning, and masks that reveal little."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from discretion.model.identity import check_identity_number, mask_name, mask_number

CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
UNIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def citizen_check(first17: str) -> str:
    """GB 11643-1999: ISO 7064 MOD 11-2 with the printed weights."""
    return "10X98765432"[
        sum(int(d) * w for d, w in zip(first17, CITIZEN_WEIGHTS, strict=True)) % 11
    ]


def unit_check(first17: str) -> str:
    """GB 32100-2015: powers of three modulo 31."""
    total = sum(UNIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return UNIT_ALPHABET[-total % 31]


def is_unit_number(number: str) -> bool:
    """Whether both checks of an organisation's number hold, its own and that of the code in it."""
    if not set(number) <= set(UNIT_ALPHABET):
        return False
    weighted = zip(number[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    rest = sum(int(c, 36) * w for c, w in weighted) % 11
    return unit_check(number[:17]) == number[17] and number[16] == "0X987654321"[rest]


@st.composite
def citizens(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["310114", "110105", "440305"]))
    born = draw(st.dates(date(1930, 1, 1), date(2020, 1, 1)))
    first17 = f"{place}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + citizen_check(first17)


@st.composite
def units(draw: st.DrawFn) -> str:
    # The organisation's own nine characters have a check of their own: one that is known to hold.
    first17 = (
        draw(st.sampled_from(["91", "12", "52"]))
        + draw(st.sampled_from(["310114", "110000"]))
        + "802100433"
    )
    return first17 + unit_check(first17)


numbers = citizens() | units()


@given(numbers, st.sampled_from(["", " "]))
def test_valid_numbers_are_compacted(number: str, space: str) -> None:
    spaced = space.join([number[:6], number[6:14], number[14:]])
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    for written in (number, number.lower(), spaced, f" {number}\n", wide):
        assert check_identity_number(written) == number


@pytest.mark.parametrize("first17", ["31011419600101123", "31022219900228001", "65999920000229999"])
def test_a_place_code_may_be_younger_than_the_person_or_newer_than_any_list(first17: str) -> None:
    number = first17 + citizen_check(first17)
    assert check_identity_number(number) == number


@pytest.mark.parametrize("born", ["19900230", "19901301", "00000101", "20010229"])
def test_a_birth_date_is_a_day_of_the_calendar(born: str) -> None:
    first17 = f"310114{born}001"
    number = first17 + citizen_check(first17)
    assert not is_unit_number(number)
    with pytest.raises(ValueError, match="校验不通过"):
        check_identity_number(number)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_found(number: str, at: int, char: str) -> None:
    wrong = number[:at] + char + number[at + 1 :]
    assume(number[at] != char and not is_unit_number(wrong))
    with pytest.raises(ValueError, match="校验不通过"):
        check_identity_number(wrong)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "0",
        "1" * 17,
        "1" * 18,
        "1" * 19,
        "310114199002301234",
        "E12345678",
        "一" * 18,
        "²" * 18,
        "x" * 10**6,
    ],
)
def test_what_is_no_identity_number(number: str) -> None:
    with pytest.raises(ValueError, match="GB 11643") as caught:
        check_identity_number(number)
    assert len(str(caught.value)) < 120


@given(numbers)
def test_the_message_never_repeats_a_number(number: str) -> None:
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assume(not is_unit_number(wrong))
    with pytest.raises(ValueError, match="末位校验码") as caught:
        check_identity_number(wrong)
    assert wrong[3:-2] not in str(caught.value)
    assert wrong[6:14] not in str(caught.value)


@given(st.text(st.characters(blacklist_characters="*"), max_size=40))
def test_masks_keep_the_length_and_reveal_at_most_half(value: str) -> None:
    for masked in (mask_number(value), mask_name(value)):
        assert len(masked) == len(value)
        kept = [i for i, c in enumerate(masked) if c != "*"]
        assert all(masked[i] == value[i] for i in kept)
        assert len(kept) <= len(value) / 2


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_mask_is_the_same_for_numbers_that_differ_only_where_it_hides(a: str, b: str) -> None:
    middle = (a + b + "0" * 13)[:13]
    other = (b + a + "1" * 13)[:13]
    assert mask_number(f"310{middle}12") == mask_number(f"310{other}12") == "310" + "*" * 13 + "12"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("王", "*"),
        ("王五", "王*"),
        ("欧阳修", "欧**"),
        ("司马相如", "司***"),
        ("阿卜杜热依木", "阿卜****"),
        ("上海某某建筑有限公司", "上海******公司"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked
