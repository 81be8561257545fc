"""Two parties compared: a table of what is one party and what is not, and symmetry."""

from __future__ import annotations

import pytest
from hypothesis import given

from discretion.model.case import Case
from discretion.similarity.parties import Identity, compare_parties, profile_of
from discretion.similarity.parties.keys import name_keys, number_keys, person_keys, slip_keys
from tests.similarity.parties.strategies import CASES, NUMBERS, case

SAME, LIKELY, POSSIBLE, UNKNOWN, DIFFERENT = Identity
HERE, THERE = "310114", "310106"


def identity(a: Case, b: Case) -> Identity:
    return compare_parties(profile_of(a), profile_of(b)).identity


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (case("上海鑫味餐饮店"), case("鑫味餐饮店(嘉定)"), LIKELY),
        (case("上海鑫味餐饮店", district=HERE), case("鑫味餐饮店(嘉定)"), LIKELY),
        (case("鑫味餐饮店"), case("鑫味餐飲店（個體工商戶）"), LIKELY),
        (case("上海鑫味餐饮有限公司"), case("上海市鑫味餐饮有限责任公司"), LIKELY),
        (case("上海鑫味餐饮店"), case("鑫味餐饮二店"), POSSIBLE),
        (case("鑫味餐饮一店"), case("鑫味餐饮二店"), DIFFERENT),
        (case("上海甲餐饮有限公司"), case("上海乙餐饮有限公司"), DIFFERENT),
        (case("上海A有限公司"), case("上海B有限公司"), DIFFERENT),
        (case("嘉定区鑫味餐饮店"), case("静安区鑫味餐饮店"), DIFFERENT),
        (case("鑫味餐饮店", district=HERE), case("鑫味餐饮店", district=THERE), DIFFERENT),
        (
            case("上海鑫味餐饮有限公司", district=HERE),
            case("上海鑫味餐饮有限公司", district=THERE),
            LIKELY,
        ),
        (case("北京鑫味餐饮有限公司"), case("上海鑫味餐饮有限公司"), DIFFERENT),
        (case("鑫味餐饮店(经营者张三)"), case("鑫味餐饮店(经营者李四)"), DIFFERENT),
        (case("鑫味餐饮店"), case("鑫昧餐饮店"), POSSIBLE),
        (
            case("鑫味餐饮店", address="宝安公路2号"),
            case("鑫昧餐饮店", address="宝安公路2号"),
            LIKELY,
        ),
        (case("鑫味餐饮店(经营者张三)"), case("鑫昧餐饮店(经营者张三)"), LIKELY),
        (case("鑫味餐饮店"), case("鑫味面馆店"), DIFFERENT),
        (case("上海鑫味餐饮有限公司"), case("上海鑫味餐饮股份有限公司"), POSSIBLE),
        (case("便利店"), case("便利店"), POSSIBLE),
        (case("便利店", phone="13800000001"), case("便利店", phone="138 0000 0001"), LIKELY),
        (case("张三"), case("張三"), POSSIBLE),
        (case("张三", phone="13800000001"), case("张三", phone="13800000001"), LIKELY),
        (case("张三", address="宝安公路2号"), case("张三", address="宝安公路２号"), LIKELY),
        (case("张三", address="宝安公路2号"), case("张三", address="宝安公路3号"), POSSIBLE),
        (case("张三", phone="13800000001"), case("李三", phone="13800000001"), DIFFERENT),
        (case("张三"), case("鑫味餐饮店(经营者张三)"), POSSIBLE),
        (case("张某"), case("张某"), UNKNOWN),
        (case("鑫味餐饮店", NUMBERS[0]), case("另一家店", NUMBERS[0]), SAME),
        (case("鑫味餐饮店", NUMBERS[0]), case("鑫味餐饮店", NUMBERS[1]), DIFFERENT),
        (
            case("张三", NUMBERS[2], address="宝安公路2号"),
            case("张三", NUMBERS[3], address="宝安公路2号"),
            DIFFERENT,
        ),
        (case("张某", NUMBERS[2]), case(None, NUMBERS[2]), SAME),
        (case("鑫味餐饮店", NUMBERS[1]), case("鑫味餐饮店", NUMBERS[2]), LIKELY),
    ],
)
def test_what_is_one_party(a: Case, b: Case, expected: Identity) -> None:
    assert identity(a, b) is expected


@given(CASES, CASES)
def test_it_is_symmetric(a: Case, b: Case) -> None:
    one, other = profile_of(a), profile_of(b)
    assert compare_parties(one, other) == compare_parties(other, one)


@given(CASES)
def test_a_party_is_itself_as_far_as_it_is_known(a: Case) -> None:
    one = profile_of(a)
    found = compare_parties(one, one).identity
    if one.credit or one.citizen:
        assert found is SAME
    elif one.name is None:
        assert found is UNKNOWN
    else:
        assert found in (LIKELY, POSSIBLE)


@given(CASES, CASES)
def test_blocking_loses_no_likely_pair(a: Case, b: Case) -> None:
    one, other = profile_of(a), profile_of(b)
    shared = any(
        not set(keys(one)).isdisjoint(keys(other))
        for keys in (number_keys, name_keys, person_keys, slip_keys)
    )
    if compare_parties(one, other).identity in (SAME, LIKELY):
        assert shared
