from __future__ import annotations

import csv
import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.similarity.quantities import quantity_symbol, quantity_words
from discretion.similarity.text import mask, normalise, terms

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "当事人经查在于路街弄号年月日时分0123456789一二三十百万元平方米㎡〔〕（），。:沪A-*某"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)


@given(TEXTS)
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS)
def test_terms_hold_no_placeholder_of_what_identifies(text: str) -> None:
    for term in terms(text):
        assert "〔" not in term or ":" in term


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("张三丰", "当事人张三丰在人行道设摊"),
        ("上海鼎朔餐饮管理有限公司", "经查，当事人上海鼎朔餐饮管理有限公司占道经营"),
        ("310114199001011234", "身份证号310114199001011234"),
        ("91310114MA1GT00012", "统一社会信用代码91310114MA1GT00012"),
        ("13812345678", "联系电话13812345678"),
        ("A12345", "车牌沪A12345的货车"),
        ("D12345", "新能源车沪AD12345"),
        ("2023年5月6日", "2023年5月6日发现"),
        ("二〇二三年五月六日", "二〇二三年五月六日发现"),
        ("10:30", "当日10:30巡查"),
        ("9时32分", "上午9时32分许巡查"),
        ("1234", "在马陆镇沪宜公路1234号门前"),
        ("2228", "在沪宜公路2228弄5号101室"),
        ("000123", "沪嘉城管罚字〔2022〕第000123号"),
        ("王某某", "当事人王某某在场"),
    ],
)
def test_what_identifies_is_masked(secret: str, sentence: str) -> None:
    assert normalise(secret) not in mask(sentence)


@given(name=st.text(alphabet="甲乙丙丁戊己庚辛", min_size=2, max_size=6))
def test_names_given_by_the_caller_are_masked(name: str) -> None:
    assert name not in mask(f"现场由{name}看管，{name}称不知情", [name])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("占用面积8.5平方米", "占用面积６㎡"),
        ("罚款1,200元", "罚款0.15万元"),
        ("持续三天", "持续4天"),
        ("已处罚两次", "已处罚3次"),
        ("渣土12吨", "渣土15000千克"),
    ],
)
def test_quantities_of_one_bucket_are_one_term(a: str, b: str) -> None:
    assert mask(a) == mask(b)


@pytest.mark.parametrize(
    ("a", "b"), [("面积8平方米", "面积80平方米"), ("8平方米", "8立方米"), ("3天", "3个月")]
)
def test_quantities_of_different_buckets_differ(a: str, b: str) -> None:
    assert mask(a) != mask(b)


def test_nothing_that_identifies_is_left_of_the_sample_even_if_no_name_is_known() -> None:
    sample = Path(__file__).resolve().parents[2] / "cases_corpus" / "sample.csv"
    with sample.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[::5]
    for row in rows:
        masked = mask(row["违法事实"])
        assert normalise(row["当事人"]) not in masked
        assert normalise(row["违法地点"])[-6:] not in masked
        assert not re.search(r"[0-9]+[年月日时:][0-9]", masked)
        assert ("随即改正" in masked) == ("随即改正" in row["违法事实"])


def test_an_anonymised_name_that_is_not_the_partys_stays() -> None:
    assert mask("证人王某某在场") == "证人王某某在场"


@pytest.mark.parametrize("name", ["李保国", "李保某", "上海鼎朔餐饮管理有限公司", "小李水果店"])
def test_a_name_that_the_text_introduces_is_masked_later_on(name: str) -> None:
    sentence = f"当事人{name}在路口设摊,询问时{name}承认"
    assert name not in mask(sentence) or "某" in name


def test_traditional_characters_are_the_simplified_ones() -> None:
    assert mask("佔用道路８㎡堆放雜物") == mask("占用道路8平方米堆放杂物")


def test_citations_become_terms_of_statute_and_article() -> None:
    text = "依据《中华人民共和国道路交通安全法(2021修正)》第三十一条、第104条第一款第(二)项之规定"
    assert mask(text) == "依据〔法条〕之规定"
    assert {"《道路交通安全法》第31条", "《道路交通安全法》第104条"} <= set(terms(text))
    assert mask("送达《责令改正通知书》") == "送达《责令改正通知书》"


def test_a_citation_is_not_a_quantity() -> None:
    assert mask("依据第二十五条第五款第三次会议") == "依据第二十五条第五款第三次会议"


@given(st.integers(min_value=0, max_value=10**15))
def test_bucket_holds_its_value(thousandths: int) -> None:
    value = Decimal(thousandths) / 1000
    words = quantity_words(quantity_symbol(thousandths, 0, "平方米"))
    low, _, high = words.removeprefix("面积:").partition("-")
    if value:
        assert Decimal(low) <= value < Decimal(high)
        assert Decimal(high) / Decimal(low) in (2, Decimal("2.5"))
    else:
        assert words == "面积:0"


@pytest.mark.parametrize(
    "unit",
    [
        "上海市",
        "嘉定区",
        "1,",
        "当事人",
        "路1号",
        "(2023)1",
        "一",
        "〔",
        "城",
        "1",
        "某",
        "沪a",
        "年",
    ],
)
def test_time_is_linear_in_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.perf_counter()
        mask(text)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(80_000) < 30 * max(min(seconds(8000) for _ in range(3)), 0.002)


def test_terms_are_ngrams_within_runs() -> None:
    expected = ["占道", "当事", "事人", "当事人", "在经", "经营", "在经营"]
    assert terms("占道,当事人张三在经营", sizes=(2, 3)) == expected
