"""The drawing puts every amount in its place on one scale."""

from hypothesis import assume, given
from hypothesis import strategies as st

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.report.strip import LEAST_WIDTH, MOST_WIDTH, strip
from discretion.report.words import Words
from tests.report.builders import comparison, determination, review

ZH = Words()
amounts = st.integers(0, 10**10).map(Money)


@given(
    st.tuples(amounts, amounts), st.tuples(amounts, amounts, amounts), amounts, st.integers(0, 80)
)
def test_places_keep_the_order_of_amounts(
    law: tuple[Money, Money], cases: tuple[Money, Money, Money], fine: Money, width: int
) -> None:
    statutory = Range(min(law), max(law))
    low, median, high = sorted(cases)
    assume(len({*law, *cases, fine}) > 1)
    given_review = review(
        determination=determination(statutory=statutory),
        comparison=comparison(fine_low=low, fine_expected=median, fine_high=high),
        benchmark=None,
        fine=fine,
    )
    rows = strip(given_review, ZH, width)
    drawings = [row.drawing for row in rows]
    assert len({len(d) for d in drawings}) == 1
    assert LEAST_WIDTH <= len(drawings[0]) <= MOST_WIDTH
    law_drawing, case_drawing, mine = drawings
    first, last = law_drawing.index("├"), len(law_drawing.rstrip()) - 1
    at = mine.index("●")
    if fine < statutory.minimum:
        assert at <= first
    elif fine > max(law):
        assert at >= last
    else:
        assert first <= at <= last
    assert (at < case_drawing.index("┃")) <= (fine < median)
    assert (at > case_drawing.index("┃")) <= (fine > median)


def test_the_figures_stand_beside_the_drawing() -> None:
    rows = strip(review(), ZH, 40)
    assert [(row.label, row.figures) for row in rows] == [
        ("法定幅度", "100元 – 1,000元"),
        ("裁量幅度", "370元 – 730元"),
        ("可比八成", "400元 – 600元，┃500元"),
        ("本案", "900元"),
    ]


def test_without_comparable_fines_nothing_is_drawn() -> None:
    assert strip(review(comparison=None), ZH, 40) == []
    assert strip(review(comparison=comparison(fine_expected=None)), ZH, 40) == []
    same = Money.yuan(50)
    equal = comparison(fine_low=same, fine_expected=same, fine_high=same)
    alone = review(
        determination=determination(statutory=Range(same, same)),
        comparison=equal,
        benchmark=None,
        fine=same,
    )
    assert strip(alone, ZH, 40) == []
