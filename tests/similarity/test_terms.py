"""Counting many cases at once gives what the definition gives one case at a time."""

from __future__ import annotations

import csv
import threading
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from discretion.model.case import Case, Party, PartyKind, Place
from discretion.similarity.fast.folding import folded
from discretion.similarity.normal import normalise
from discretion.similarity.terms import (
    Scheme,
    TermCounts,
    count_terms,
    named_counts,
    term_names,
)
from discretion.similarity.text import case_terms

SAMPLE = Path(__file__).resolve().parents[2] / "cases_corpus" / "sample.csv"
SCHEMES = (
    Scheme(),
    Scheme(ngrams=(2, 3)),
    Scheme(ngrams=(1, 3, 5), text=0.5, title=0.25, items=2.0, circumstances=3.0),
    Scheme(ngrams=(), title=1.0),
)
TITLES = {"I-1": "占道经营8平方米", "I-2": "《物业管理条例》第六十三条", "I-3": ""}

# Pieces at which one rule ends and another begins, so that short texts meet many of them.
_PIECES = (
    "当事人 被告人 执法人员 张三 李四 李保国 王某某 赵某甲 欧阳锋 在 的 擅自 未 "
    "上海鼎朔餐饮 有限公司 有限责任公司 水果店 经营部 查明 发现 嘉定区 江桥镇 街道 新区 "
    "上海市 江苏省 金园一路 沪宜公路 弄 号 号楼 室 层 甲 近 2023年 5月 6日 6号 份 度 "
    "10:30 :15 上午 凌晨 9时 32分 半 许 左右 二〇二三年 五月 六日 九时 三十分 第 条 款 "
    "项 第二十五条 之一 第104条 第一款 第(二)项 以及 和 、 《 》 《物业管理条例》 "
    "《道路交通安全法(2021)》 《责令改正通知书》 中华人民共和国 (2022) 第000123号 "
    "沪嘉城管罚字 沪a12345 湘A·123×× × * x xx xx1 310114199001011234 "
    "91310114MA1GT00012 13812345678 138****1234 021-62345678 400-820-8820 8 8.5 1,200 "
    "0.15 12 123456 1234567890123 平方米 ㎡ 元 万元 百 千 万 亿 余 多 个月 个 次 小时 "
    "分钟 千米 千克 % 三 两 十二 百 千克 三千 ( ) [ 〔 】 , 。 ; : ： · - . 佔用 門前 "
    "Σ é é 가 ㈱ ﷺ ｶﾞ \u200b 某个人12 某公司3 \U000f0000 \U0010fffd"
)
PIECES = _PIECES.split()
TEXTS = st.one_of(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.characters(), st.sampled_from(" 0123456789路年月日")),
        max_size=25,
    ).map("".join),
    st.text(max_size=60),
)
NAMES = st.one_of(st.none(), st.sampled_from(PIECES), st.text(min_size=1, max_size=6))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return Case.model_construct(
        id="a",
        party=Party.model_construct(kind=PartyKind.INDIVIDUAL, name=draw(NAMES)),
        text=draw(TEXTS),
        items=tuple(draw(st.lists(st.sampled_from([*TITLES, "I-4"]), max_size=3))),
        circumstances=tuple(draw(st.lists(st.sampled_from(["first", "重大"]), max_size=3))),
        place=draw(st.one_of(st.none(), st.just(Place(address="金园一路941弄", street="江桥镇")))),
        body=draw(NAMES),
    )


def defined(found: list[Case], scheme: Scheme) -> TermCounts:
    rows = [sorted(named_counts(case, scheme, TITLES).items()) for case in found]
    return TermCounts(
        np.cumsum([0, *map(len, rows)], dtype=np.int64),
        np.array([key for row in rows for key, _ in row], np.uint64),
        np.array([tf for row in rows for _, (_, tf) in row], np.float32),
    )


def assert_equal(left: TermCounts, right: TermCounts) -> None:
    assert np.array_equal(left.indptr, right.indptr)
    assert np.array_equal(left.keys, right.keys)
    assert np.array_equal(left.counts, right.counts)


@settings(max_examples=300)
@given(st.lists(cases(), max_size=4), st.sampled_from(SCHEMES))
def test_counts_are_those_of_the_definition(found: list[Case], scheme: Scheme) -> None:
    assert_equal(count_terms(found, scheme, TITLES), defined(found, scheme))


def sample() -> list[Case]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    party = [
        Party(
            kind=PartyKind.UNIT if r["当事人类型"] == "单位" else PartyKind.INDIVIDUAL,
            name=r["当事人"],
        )
        for r in rows
    ]
    return [
        Case(
            id=r["处罚决定书文号"],
            party=p,
            text=r["违法事实"],
            items=(r["案由编码"],),
            place=Place(street=r["所属街镇"], address=r["违法地点"]),
            body=r["处罚机关"],
            team=r["办案单位"],
        )
        for r, p in zip(rows, party, strict=True)
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_counts_of_the_sample_are_those_of_the_definition(scheme: Scheme) -> None:
    found = sample()[:600]
    assert_equal(count_terms(found, scheme, TITLES), defined(found, scheme))


def test_counts_are_those_of_scikit_learn_with_the_definition_as_analyzer() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    found = sample()[:300]
    vectorizer = CountVectorizer(analyzer=case_terms)
    theirs = vectorizer.fit_transform(found)
    words = vectorizer.get_feature_names_out()
    ours = count_terms(found)
    for row, case in enumerate(found):
        names = term_names(case)
        mine = slice(ours.indptr[row], ours.indptr[row + 1])
        said = {
            names[key]: tf
            for key, tf in zip(ours.keys[mine].tolist(), ours.counts[mine].tolist(), strict=True)
        }
        begin, end = theirs.indptr[row : row + 2]
        pairs = zip(theirs.indices[begin:end], theirs.data[begin:end], strict=True)
        assert said == {words[column]: tf for column, tf in pairs}


def test_a_batch_may_be_split_anywhere() -> None:
    found = sample()[:1100]
    whole = count_terms(found)
    for cut in (1, 511, 512, 700):
        parts = [count_terms(found[:cut]), count_terms(found[cut:])]
        assert np.array_equal(whole.keys, np.concatenate([p.keys for p in parts]))
        assert np.array_equal(whole.counts, np.concatenate([p.counts for p in parts]))


def test_threads_do_not_disturb_each_other() -> None:
    found = sample()[:400]
    expected = count_terms(found)
    results: dict[int, TermCounts] = {}

    def work(number: int) -> None:
        results[number] = count_terms(found)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        assert_equal(results[number], expected)


@given(st.lists(st.one_of(st.text(max_size=30), TEXTS), max_size=5))
@example(["Σας", "e\u0301", "\u0301", "ｶﾞ", "ﷺ", "\u1100\u1161\u11a8", "", "a\u200b\u0301", "ͺ"])
@example(["A\u0345\u0301", "\u0344", "İ", "\ud800"])
def test_many_texts_are_normalised_as_one_is(found: list[str]) -> None:
    codes, offsets = folded(found)
    for row, text in enumerate(found):
        mine = codes[offsets[row] : offsets[row + 1]]
        assert mine.tolist() == [ord(c) for c in normalise(text)]


def test_every_code_point_is_normalised_alone_as_by_the_definition() -> None:
    found = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) != "Cn"]
    codes, offsets = folded(found)
    joined = "".join(map(chr, codes.tolist()))
    for row, char in enumerate(found):
        assert joined[offsets[row] : offsets[row + 1]] == normalise(char)


def test_no_case_has_no_terms() -> None:
    assert count_terms([]).indptr.tolist() == [0]
    assert len(count_terms([]).keys) == 0


def test_keys_ascend_and_counts_are_the_occurrences_of_the_terms() -> None:
    one = sample()[0]
    found = count_terms([one])
    assert (np.diff(found.keys.astype(object)) > 0).all()
    named = {name: key for key, name in term_names(one).items()}
    expected = sorted((named[t], n) for t, n in Counter(case_terms(one)).items())
    assert list(zip(found.keys.tolist(), found.counts.tolist(), strict=True)) == expected


def test_field_weights_add_up_over_the_fields() -> None:
    case = Case(
        id="a",
        party=Party(kind=PartyKind.INDIVIDUAL, name="张三"),
        text="当事人张三占道,占道8平方米",
        items=("I-1",),
        circumstances=("first",),
    )
    scheme = Scheme(text=1.0, title=0.5, items=2.0, circumstances=3.0)
    found = count_terms([case], scheme, TITLES)
    names = term_names(case, scheme, TITLES)
    said = {names[k]: n for k, n in zip(found.keys.tolist(), found.counts.tolist(), strict=True)}
    assert said["占道"] == 2.5
    assert said["经营"] == 0.5
    assert said["〔面积:5-10〕"] == 1.5
    assert said["〔案由:I-1〕"] == 2.0
    assert said["〔情节:first〕"] == 3.0


def test_fingerprint_tells_schemes_apart() -> None:
    assert Scheme().fingerprint == Scheme().fingerprint
    assert len({scheme.fingerprint for scheme in SCHEMES}) == len(SCHEMES)


def test_a_weight_must_be_a_number() -> None:
    with pytest.raises(ValueError, match="字段权重 title"):
        Scheme(title=-1)


def test_sizes_of_ngrams_must_ascend() -> None:
    with pytest.raises(ValueError, match="字符片段长度"):
        Scheme(ngrams=(3, 2))
