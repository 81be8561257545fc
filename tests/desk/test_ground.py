"""The past cases in columns, and choosing among them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from discretion.corpus import Corpus
from discretion.desk.past.ground import Ground, ground_of
from discretion.desk.past.selection import Labels, Selection
from discretion.engine.book import Book
from discretion.report.masking import Mask
from discretion.report.words import Words
from tests.desk.conftest import Holding


@pytest.fixture(scope="module")
def corpus(holding: Holding) -> Corpus:
    assert holding.current.corpus is not None
    return holding.current.corpus


@pytest.fixture(scope="module")
def book(holding: Holding) -> Book:
    return holding.current.book


@pytest.fixture(scope="module")
def ground(corpus: Corpus, book: Book) -> Ground:
    return ground_of(corpus, book)


def test_each_case_stands_in_the_row_that_decides_it_alone(
    ground: Ground, corpus: Corpus, book: Book
) -> None:
    """Against the slow way: every case determined by itself, its version from the reasons."""
    for row in range(0, len(ground), 7):
        case = corpus.case(ground.ids[row])
        answer = book.determine(case)
        assert ground.columns["item"].at(row) == answer.item
        named = ground.columns["row"].at(row)
        if answer.row is None:
            assert named is None
            continue
        assert named is not None
        code, version, number = named.split("/")
        assert (code, int(number)) == (answer.item, answer.row)
        law = book.items[code].versions[int(version) - 1]
        assert answer.places[0].source == law.penalizes[0].source


def test_places_are_those_of_the_fines_in_their_ranges(
    ground: Ground, corpus: Corpus, book: Book
) -> None:
    for row in range(0, len(ground), 11):
        case = corpus.case(ground.ids[row])
        fine, span = case.penalty and case.penalty.fine, book.determine(case).statutory
        known = fine and span and span.maximum and span.maximum > span.minimum
        assert np.isnan(ground.place[row]) == (not known)
        if fine and span and span.maximum and known and span.minimum <= fine <= span.maximum:
            width = span.maximum.fen - span.minimum.fen
            assert ground.place[row] == pytest.approx((fine.fen - span.minimum.fen) / width)


def test_a_choice_finds_what_a_loop_finds(ground: Ground, corpus: Corpus) -> None:
    team = Counter(case.team for case in corpus.cases).most_common(1)[0][0]
    assert team is not None
    rows = Selection.of(team=team, party="unit").rows(ground)
    wanted = [c.id for c in corpus.cases if c.team == team and c.party.kind.value == "unit"]
    assert sorted(ground.ids[rows]) == wanted
    days = [ground.day[row] for row in rows]
    assert days == sorted(days, reverse=True)
    assert not len(Selection.of(team="没有这个队").rows(ground))


def test_a_choice_comes_back_from_its_own_address() -> None:
    made = Selection((("item", "SH-HW-57-1"), ("team", "a&b=c 队")), "outliers", "highest")
    pairs = dict(pair.split("=") for pair in made.query().split("&"))
    assert len(pairs) == 4
    from urllib.parse import parse_qsl

    assert Selection.read(dict(parse_qsl(made.query()))) == made
    assert Selection.read({"order": "x", "unknown": "y"}) == Selection()
    assert made.without("team").chosen == (("item", "SH-HW-57-1"),)
    assert made.without("list").listed == ""


def test_officers_are_told_by_number_and_masked(ground: Ground, book: Book) -> None:
    from dataclasses import replace

    named = replace(ground, officers=("王小明", "李四"))
    masked = Labels(named, book, Words(), Mask())
    assert "小明" not in masked.of("officer", "0")
    assert Labels(named, book, Words(), Mask(shown=True)).of("officer", "0") == "王小明"
    assert masked.of("officer", "nonsense") == "nonsense"


def test_labels_say_what_rows_are_called(ground: Ground, book: Book) -> None:
    labels = Labels(ground, book, Words(), Mask())
    assert labels.of("row", "SH-HW-57-1/1/2").endswith("第2行")
    assert "2" in labels.of("row", "EN-NOISE-NIGHT/2/2")
    assert labels.of("row", "<b>/x/y") == "<b>：第y行"
    huge = "9" * 5000  # more digits than Python reads as a number
    assert labels.of("officer", huge) == huge
    assert huge not in labels.of("row", f"EN-NOISE-NIGHT/{huge}/1")
    assert labels.of("grade", "heavier") == "从重"
