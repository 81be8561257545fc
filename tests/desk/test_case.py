"""The page of a case says what the library says, and follows every change that is asked of it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from urllib.parse import parse_qsl, quote, urlsplit

import docx
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import QueryParams

from discretion.consistency.check import check
from discretion.desk import Settings
from discretion.desk.case import hints
from discretion.desk.case.bar import APART, bar_of
from discretion.desk.case.changes import BASICS, FACT, Changes, written
from discretion.desk.case.subject import MOST_DOTS
from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.model.money import Money
from discretion.model.review import Verdict
from discretion.plugins.door import PlugInError
from discretion.record.entries import verify
from discretion.report.words import Words
from tests.desk.conftest import Holding, Reader
from tests.desk.ledgers import HOSTILE, as_csv, hostile, rows
from tests.desk.test_inbox import Tags, put, waited

BOOK = load_rulebook("shanghai-urban-management")
CASE = {
    "id": "嘉城管罚〔2021〕1号",
    "items": ["SH-SR-25-3"],
    "party": {"kind": "individual", "name": "欧阳小明"},
    "act": {"start": "2021-05-06", "discovered": "2021-05-06"},
    "decided": "2021-05-20",
    "text": "当事人欧阳小明在道路上堆放物品，占用3平方米。",
    "facts": {"prior_penalties": 0, "area_m2": 3, "key_area": False},
    "penalty": {"kinds": ["fine"], "fine": 4000},
}


@pytest.fixture
def path(reader: Reader, app: Starlette) -> str:
    """The page of CASE, as it was pasted."""
    return pasted(reader, app, CASE)


def pasted(reader: Reader, app: Starlette, case: dict[str, object]) -> str:
    run = put(reader, app, "案件.json", json.dumps(case, ensure_ascii=False).encode())
    assert run.step == "done", run.problem
    return f"/desk/ledgers/{run.key}/rows/{run.rows[0].row}"


def verdict_of(page: str) -> str:
    found = re.search(r'class="verdict big v-(\w+)"', page)
    assert found
    return found[1]


def test_the_page_says_what_the_library_says(reader: Reader, path: str, holding: Holding) -> None:
    held = holding.current
    review = check(Case.model_validate(CASE), held.book, held.corpus, k=4)
    page = reader.get(path)
    html5lib.HTMLParser(strict=True).parse(page)
    assert verdict_of(page) == review.verdict.value == "off_benchmark"
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    assert Words().range(review.benchmark) in text
    for match in review.matches:
        assert match.case_id in text
    assert "/desk/rules/sources/sh-sanitation-2018#article-25" in page


def test_every_article_that_is_cited_can_be_read(reader: Reader, path: str) -> None:
    page = reader.get(f"{path}?decided=2024-05-20&act=2024-05-06&fine=6000")
    addresses = set(re.findall(r'href="(/desk/rules/(?:sources|items)/[^"]+)"', page))
    assert len(addresses) >= 3
    for address in addresses:
        place, _, anchor = unescape(address).partition("#")
        text = reader.get(place)
        assert not anchor or f'id="{anchor}"' in text, address


def test_names_are_starred_until_they_are_unlocked(reader: Reader, path: str) -> None:
    assert "欧阳小明" not in reader.get(path)
    reader.post("/desk/names", reason="核对", back="/desk/")
    assert "当事人欧阳小明在道路上堆放物品" in reader.get(path)


def test_what_is_not_changed_does_not_stay_in_the_address(reader: Reader, path: str) -> None:
    form = f"{path}?fact.area_m2=3&fact.key_area=false&fine=4000&fact.prior_penalties=2&x=1"
    found = reader.client.get(form)
    assert urlsplit(str(found.url)).query == "fact.prior_penalties=2"
    assert "改了 1 项" in found.text


def test_a_changed_fact_changes_the_answer_and_not_the_case(reader: Reader, path: str) -> None:
    before = reader.get(path)
    assert "从轻" in before
    changed = reader.get(f"{path}?fact.prior_penalties=3")
    assert 'class="g-heavier">从重' in changed
    assert verdict_of(changed) == "consistent"
    unknown = reader.get(f"{path}?fact.area_m2=")
    assert "缺少 1 项事实" in unknown
    assert "涉及面积为多少平方米" in unknown
    assert reader.get(path) == before


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("fact.area_m2=abc", "面积"),
        ("fact.area_m2=-1", "面积"),
        ("fact.key_area=maybe", "以下仍是改动之前的结果"),
        ("fine=0", "罚款金额为 0"),
        ("fine=1.005", "分"),
        ("fine=12x", "不是数字"),
        ("act=2021-13-40", "以下仍是改动之前的结果"),
        ("party=robot", "以下仍是改动之前的结果"),
        ("decided=2020-01-01", "早于"),
    ],
)
def test_what_cannot_be_is_said_and_the_answer_stays(
    reader: Reader, path: str, query: str, told: str
) -> None:
    page = reader.get(f"{path}?{query}")
    alert = re.search(r'<p class="note bad" role="alert"[^>]*>([^<]+)', page)
    if query == "fact.key_area=maybe":  # what no yes or no is leaves the fact unknown
        assert alert is None
        return
    assert alert
    assert told in alert[1]
    assert verdict_of(page) == "off_benchmark"


def test_every_step_leads_to_the_answer_that_it_names(reader: Reader, path: str) -> None:
    steps = re.findall(
        r'<li class="step-(\w+)[^"]*"><a data-live href="([^"]+)">', reader.get(path)
    )
    assert len(steps) >= 5
    for grade, address in steps:
        page = reader.get(unescape(address))
        if grade in ("lighter", "ordinary", "heavier", "mitigated"):
            assert f'class="g-{grade}"' in page, address
        else:
            assert f"step-{grade}" in page or "不予处罚" in page, address


def test_of_each_fact_one_step_at_most_is_the_nearest(reader: Reader, path: str) -> None:
    for steps in re.findall(r'<ol class="steps".*?</ol>', reader.get(path), re.DOTALL):
        assert steps.count(" here") <= 1
        assert steps.count(" nearest") <= 1
    area = re.search(r'aria-label="面积[^"]*">(.*?)</ol>', reader.get(path), re.DOTALL)
    assert area
    nearest = re.search(r" nearest.*?<b>([^<]+)</b>", area[1], re.DOTALL)
    assert nearest
    assert nearest[1].startswith("5平方米以上")


def test_a_comparable_that_is_not_accepted_is_left_out(
    reader: Reader, path: str, holding: Holding
) -> None:
    held, case = holding.current, Case.model_validate(CASE)
    first = check(case, held.book, held.corpus, k=1).matches[0].case_id
    page = reader.get(path)
    link = next(
        unescape(a)
        for a in re.findall(r'data-live href="([^"]+)"', page)
        if quote(first) in a and "exclude" in a
    )
    without = reader.get(link)
    review = check(case, held.book, held.corpus, k=4, exclude=[first])
    assert review.comparison is not None
    assert f"{review.comparison.n}件可比案例" in without
    assert "已排除 1 件" in without
    again = re.search(r'data-live href="([^"]+)">恢复', without)
    assert again
    assert reader.get(unescape(again[1])) == page


def test_the_document_is_word_and_about_the_case_as_changed(reader: Reader, path: str) -> None:
    found = reader.client.get(f"{path}/document?fact.prior_penalties=3")
    assert found.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(found.content)).paragraphs)
    assert "从重" in text
    assert "欧阳小明" not in text
    assert reader.client.get(f"{path}/document?fact.prior_penalties=3").content == found.content


def test_a_decision_is_recorded_with_its_reason(
    reader: Reader, path: str, settings: Settings
) -> None:
    assert settings.record is not None
    page = reader.post(f"{path}/record", status=422, reason="  ")
    assert "请写明维持或者更正的理由" in page
    assert not settings.record.exists()
    page = reader.post(f"{path}/record?fine=3000", reason="当事人<b>多次</b>阻挠")
    assert "第 1 条" in page
    assert 'value="3000"' in page
    head, broken = verify(settings.record)
    assert (head.number, broken) == (1, None)
    entry = json.loads(settings.record.read_text("utf-8").splitlines()[1])
    assert entry["reason"] == "当事人<b>多次</b>阻挠"
    assert entry["case"]["penalty"]["fine"] == "3000"
    assert "没有记录" in reader.post(f"{path}/record?fine=0", status=422, reason="x")
    assert verify(settings.record)[0].number == 1


def test_a_decision_that_departs_from_nothing_needs_no_reason(
    reader: Reader, path: str, settings: Settings
) -> None:
    assert "第 1 条" in reader.post(f"{path}/record?fact.prior_penalties=3")
    assert settings.record is not None
    assert json.loads(settings.record.read_text("utf-8").splitlines()[1])["verdict"] == "consistent"


def test_a_record_that_was_tampered_with_is_not_added_to(
    reader: Reader, path: str, settings: Settings
) -> None:
    assert settings.record is not None
    reader.post(f"{path}/record", reason="一")
    settings.record.write_text(settings.record.read_text("utf-8").replace("一", "二"), "utf-8")
    assert "不可信" in reader.post(f"{path}/record", status=422, reason="三")


def test_a_past_case_is_looked_at_again(reader: Reader, holding: Holding) -> None:
    assert holding.current.corpus is not None
    past = holding.current.corpus.cases[5]
    page = reader.get(f"/desk/cases?id={quote(past.id)}")
    assert past.id in page
    changed = reader.get(f"/desk/cases?id={quote(past.id)}&fine=77")
    assert 'value="77"' in changed
    assert re.search(r'name="id" value="[^"]+"', changed)
    reader.get("/desk/cases?id=nothing", status=404)
    reader.get("/desk/cases", status=404)


def test_a_row_that_is_not_there_is_said(reader: Reader, path: str) -> None:
    reader.get(path.rpartition("/")[0] + "/99", status=404)
    reader.get("/desk/ledgers/none/rows/2", status=404)


def test_a_text_becomes_a_case_once_its_item_is_chosen(reader: Reader, app: Starlette) -> None:
    reader.post("/desk/ledgers", text="某日在某处发生了一件事。")
    run = waited(app)
    path = f"/desk/ledgers/{run.key}/rows/{run.rows[0].row}"
    page = reader.get(path)
    assert verdict_of(page) == "cannot_say"
    assert re.search(r'<details[^>]+id="basics" open', page)
    page = reader.get(f"{path}?item=SH-SR-25-3&party=unit&fine=1000&act=2021-05-06")
    assert "缺少 3 项事实" in page


def test_hostile_cases_are_text_on_their_pages(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", hostile(12), among="ledger")
    reader.post("/desk/names", reason="x", back="/desk/")
    for row in run.rows:
        if row.case is None:
            continue
        base = f"/desk/ledgers/{run.key}/rows/{row.row}"
        for path in (base, f"{base}?exclude={quote(HOSTILE[0])}&fact.area_m2={quote(HOSTILE[1])}"):
            page = reader.get(path)
            html5lib.HTMLParser(strict=True).parse(page)
            tags = Tags(page)
            assert tags.scripts == ["/desk/static/desk.js"]
            assert not {"img", "iframe", "style", "b onload"} & tags.names
            assert not [a for a in tags.attributes if a.startswith("on") or a == "style"]
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
            assert not [a for a in tags.addresses if a.lower().startswith("javascript")]
        assert reader.client.get(f"{base}/document").status_code == 200


def test_every_kind_of_row_has_a_page(reader: Reader, app: Starlette) -> None:
    run = put(reader, app, "台账.csv", as_csv(rows(400)[::20]))
    for row in run.rows:
        page = reader.get(f"/desk/ledgers/{run.key}/rows/{row.row}")
        assert verdict_of(page) == row.standing
        html5lib.HTMLParser(strict=True).parse(page)


def test_in_english_nothing_of_the_desk_is_chinese(reader: Reader, path: str) -> None:
    reader.post("/desk/preferences", language="en", back="/desk/")
    page = reader.get(path)
    for code, chinese in _texts("zh"):
        if re.fullmatch("[\u4e00-\u9fff]{4,}", chinese):
            assert f">{chinese}<" not in page, code


def _texts(language: str) -> Iterator[tuple[str, str]]:
    from discretion.report.texts import desk, deskcase

    for module in (desk, deskcase):
        yield from getattr(module, language.upper()).items()


def test_both_languages_say_the_same_things() -> None:
    from discretion.report.texts import desk, deskcase

    for module in (desk, deskcase):
        assert module.ZH.keys() == module.EN.keys()
        for code, text in module.ZH.items():
            fields = re.findall(r"{(\w+)}", text)
            assert sorted(fields) == sorted(re.findall(r"{(\w+)}", module.EN[code])), code


# --- changes, as values ---------------------------------------------------------------------------

CHANGED = Case.model_validate({**CASE, "circumstances": ["corrected"]})
DECLARED = BOOK.every_fact()
keys = st.sampled_from([*BASICS, *(FACT + name for name in DECLARED)])
texts = st.text(st.characters(codec="utf-8"), max_size=12).map(str.strip)


@given(st.dictionaries(keys, texts, max_size=5), st.lists(texts.filter(bool), max_size=4))
def test_changes_are_read_back_from_their_address(
    values: dict[str, str], excluded: list[str]
) -> None:
    query = QueryParams([*values.items(), *(("exclude", i) for i in excluded)])
    changes, _ = Changes.of(query, CHANGED, DECLARED)
    again, short = Changes.of(
        QueryParams(parse_qsl(changes.query()[1:], keep_blank_values=True)), CHANGED, DECLARED
    )
    assert short
    assert again == changes
    for key, text in changes.values.items():
        assert text != written(CHANGED, key, DECLARED)


@given(st.sampled_from(sorted(DECLARED)), st.sampled_from(["true", "false", "", "3", "12.5"]))
def test_a_changed_fact_is_what_the_case_then_has(name: str, text: str) -> None:
    changes, _ = Changes.of(QueryParams({FACT + name: text}), CHANGED, DECLARED)
    case = changes.applied(CHANGED, DECLARED)
    declaration = DECLARED[name]
    usable = declaration.type.value != "bool" or text in ("true", "false", "")
    if usable:
        now = written(case, FACT + name, DECLARED)
        assert now == ("" if declaration.circumstance and text == "false" else text)
    others = case.model_copy(
        update={
            "facts": {n: v for n, v in case.facts.items() if n != name},
            "circumstances": tuple(c for c in case.circumstances if c != name),
        }
    )
    untouched = CHANGED.model_copy(
        update={
            "facts": {n: v for n, v in CHANGED.facts.items() if n != name},
            "circumstances": tuple(c for c in CHANGED.circumstances if c != name),
        }
    )
    assert others == untouched


@given(st.lists(st.integers(1, 10**9), max_size=30), st.integers(1, 10**9))
def test_the_bar_keeps_the_order_of_amounts(fines: list[int], mine: int) -> None:
    case = CHANGED.model_copy(
        update={
            "penalty": CHANGED.penalty and CHANGED.penalty.model_copy(update={"fine": Money(mine)})
        }
    )
    review = check(case, BOOK)
    assert review.verdict in Verdict
    bar = bar_of(review, [(str(f), Money(f)) for f in fines[:MOST_DOTS]], Words())
    assert bar is not None
    n = len(fines[:MOST_DOTS])
    left_out = any(len(drawing.dots) < n for drawing in (bar.wide, bar.narrow))
    assert ("同一处至多画" in bar.description) == left_out
    for drawing in (bar.wide, bar.narrow):
        places = [mark.x for mark in drawing.ends]
        assert places == sorted(places)
        assert all(b - a >= APART for a, b in pairwise(places)) or len(places) == 2
        assert all(0 <= mark.x <= drawing.width for mark in (*drawing.ends, drawing.fine) if mark)
        assert all(0 <= dot.x <= drawing.width for dot in drawing.dots)
        assert drawing.lawful
        assert drawing.benchmark
        assert drawing.lawful[0] <= drawing.benchmark[0] <= drawing.benchmark[1]


def test_of_an_unknown_item_there_is_no_bar() -> None:
    review = check(Case.model_validate({**CASE, "items": ["X"]}), BOOK)
    assert bar_of(review, [], Words()) is None


def test_where_no_texts_can_be_read_the_page_is_there_without_hints(
    reader: Reader, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise PlugInError("发行包 x 的事实提取插件“rules”出错")

    path = pasted(reader, app, {**CASE, "facts": {}})
    monkeypatch.setattr(hints, "_extractor", broken)
    assert "结论" in reader.get(path)
