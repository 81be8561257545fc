"""Dates: every common way to write one, and no guess at a doubtful one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.dates import FIRST_DAY, LAST_DAY, parse_date
from discretion.rulebook.prose.unreadable import UnreadableError

DIGITS = "〇一二三四五六七八九"
DAYS = st.dates(FIRST_DAY, LAST_DAY)


def chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[units] if units else "")


@given(DAYS)
def test_every_way_to_write_a_day(day: date) -> None:
    year = "".join(DIGITS[int(d)] for d in f"{day:%Y}")
    serial = (day - date(1899, 12, 30)).days
    ways = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}日",
        f"{day.isoformat()} 10:30:00",
        f"{day.isoformat()}T00:00:00+08:00",
        f"{day.year}年{day.month}月{day.day}日10时5分",
        f"　{day.year}－{day.month}－{day.day} ",
        *([str(serial)] if 10_000 <= serial <= 99_999 else []),
    ]
    assert {parse_date(way) for way in ways} == {day}
    assert parse_date(day) == day
    assert parse_date(datetime(day.year, day.month, day.day, 23, 59)) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "2023-02-29", "2023-13-01", "2023-5", "23-05-06", "5/6/2023", "06-05-2023"),
        *("2023年5月", "2023年", "二三年五月六日", "昨天", "1850-01-01", "2999-01-01"),
        *("20230230", "2023-05/06", "2023年13月1日", "5月6日", "99999", "2023-05-06至2023-05-08"),
    ],
)
def test_what_is_no_day_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_date(text)
    assert caught.value.value == text
    assert "2023-05-06" in caught.value.remedy


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    remedy = None
    try:
        found = parse_date(text)
    except UnreadableError as error:
        remedy = error.remedy
    assert remedy or FIRST_DAY <= found <= LAST_DAY
