"""What a pasted text seems to say is offered, never taken over unasked."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from starlette.applications import Starlette

from discretion.desk.case.changes import Changes
from discretion.model.case import Case
from discretion.model.money import Money
from tests.desk.conftest import Reader
from tests.desk.test_case import BOOK, CASE
from tests.desk.test_inbox import waited

TEXT = (
    "2024年3月5日，执法人员发现当事人张三在嘉定区江桥镇路边占用道路摆摊卖水果，"
    "涉及面积约4平方米，系2年内首次被查处，罚款300元。"
)


def pasted(reader: Reader, app: Starlette, text: str) -> str:
    reader.get("/desk/")
    reader.client.post("/desk/ledgers", data={"token": reader.token, "text": text})
    run = waited(app)
    return f"/desk/ledgers/{run.key}/rows/{run.rows[0].row}"


def links(page: str, section: str) -> list[str]:
    part = page.partition(f'id="{section}"')[2].partition("</section>")[0]
    return [unescape(a) for a in re.findall(r'<a [^>]*href="([^"]+)"', part)]


def test_items_of_similar_cases_are_offered_where_none_is_told(
    reader: Reader, app: Starlette
) -> None:
    path = pasted(reader, app, TEXT)
    page = reader.get(path)
    assert "先确定案由" in page
    assert "没有文号的案件" in page
    assert "相似度" not in page  # the page asks for the item itself
    offered = links(page, "which")
    assert 2 <= len(offered) <= 5
    wanted = next(a for a in offered if "SH-SR-25-2" in a)
    page = reader.get(wanted)
    assert "先确定案由" not in page
    assert "占用道路、公共场所设摊经营、兜售物品" in page


def test_facts_and_fine_of_the_text_are_offered_and_taken_by_a_link(
    reader: Reader, app: Starlette
) -> None:
    path = pasted(reader, app, TEXT) + "?item=SH-SR-25-2"
    page = reader.get(path)
    missing = links(page, "missing")
    area = next(a for a in missing if "area_m2=4" in a)
    assert "填入4平方米" in page
    fine = next(a for a in links(page, "whatif") if "fine=300" in a)
    page = reader.get(area)
    assert 'value="4"' in page
    assert "填入4平方米" not in page
    assert "填入300元" not in reader.get(fine)


def test_what_a_case_has_is_not_offered_again(reader: Reader, app: Starlette) -> None:
    page = reader.get(pasted(reader, app, json.dumps(CASE, ensure_ascii=False)))
    assert "填入" not in page
    assert "先确定案由" not in page


def test_a_text_that_says_nothing_leaves_the_choice(reader: Reader, app: Starlette) -> None:
    page = reader.get(pasted(reader, app, "随便写几个字"))
    assert "先确定案由" in page


@pytest.mark.parametrize(
    ("written", "fen"),
    [("1.5万", 1_500_000), ("１,５００元", 150_000), ("五百元", 50_000), ("500.50", 50_050)],
)
def test_an_amount_is_taken_as_people_write_it(written: str, fen: int) -> None:
    case = Changes({"fine": written}).applied(Case.model_validate(CASE), BOOK.every_fact())
    assert case.penalty is not None
    assert case.penalty.fine == Money(fen)


@pytest.mark.parametrize("written", ["abc", "-5", "一万五", "1e5"])
def test_what_is_no_amount_is_told_how_to_be_written(written: str) -> None:
    with pytest.raises(ValueError, match=r"请写成如 500元.*。$|金额超出范围"):
        Changes({"fine": written}).applied(Case.model_validate(CASE), BOOK.every_fact())
