"""Plots: the same bytes twice, text as text, colours by name, and an alternative in words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.report import plots
from discretion.report.plots import Bar, Bars, PlotError, Series, described, png, svg
from discretion.report.words import Words

SERIES = (Series("变轻", "cool"), Series("变重", "warm"), Series("其他", "third"))
BARS = (Bar("擅自占用<道路>", (3, 5, 2), "10件"), Bar("乱倒", (1, 0, 0), "1件"))
PLOT = Bars("x", "标题 & 题", described(BARS, SERIES, Words()), SERIES, BARS)


def parsed(plot: Bars) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(f"<div>{svg(plot)}</div>")
    return [each for box in root for each in box]


def test_a_plot_is_the_same_twice() -> None:
    assert svg(PLOT) == svg(PLOT)
    assert svg(PLOT) != svg(replace(PLOT, name="y"))


def test_text_is_text_and_colours_are_the_pages() -> None:
    for drawing in parsed(PLOT):
        texts = [t.text for t in drawing.iter("text")]
        assert texts == ["变轻", "变重", "其他", "擅自占用<道路>", "10件", "乱倒", "1件"]
    found = svg(PLOT)
    assert not re.search(r"#[0-9a-f]{6}", found)
    assert "font-family" not in found
    assert "var(--plot-warm)" in found
    assert "metadata" not in found
    assert "<?xml" not in found


def test_ids_are_unique_on_the_page() -> None:
    ids = re.findall(r'id="([^"]+)"', svg(PLOT) + svg(replace(PLOT, name="y")))
    assert len(ids) == len(set(ids))


def test_a_series_differs_by_more_than_its_colour() -> None:
    filled = [
        re.search(r"fill: ([^;\"]+)", path.get("style", ""))
        for path in parsed(PLOT)[0].iter("path")
    ]
    kinds = {fill[1].partition("#")[0] for fill in filled if fill}
    assert "url(" in kinds  # hatched
    assert "var(--plot-cool)" in kinds  # plain
    assert len({plots.HATCHES[s.colour] for s in SERIES}) == len(SERIES)


def test_a_plot_is_told_in_words() -> None:
    for drawing in parsed(PLOT):
        title, told = drawing.find("title"), drawing.find("desc")
        assert title is not None
        assert told is not None
        assert title.text == "标题 & 题"
        assert told.text == "擅自占用<道路>：变轻 3，变重 5，其他 2；乱倒：变轻 1，变重 0，其他 0"
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"


sizes = st.integers(0, 10**12)


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(Bar, st.text("字a", max_size=60), st.tuples(*[sizes] * 3), st.just("1件")),
        max_size=4,
    ),
    st.booleans(),
    st.booleans(),
)
def test_everything_lies_inside_the_drawing(bars: list[Bar], whole: bool, beside: bool) -> None:
    bars = [replace(bar, label=bar.label[:12]) for bar in bars] if beside else bars
    plot = replace(PLOT, bars=tuple(bars), whole=whole, beside=beside)
    for drawing in parsed(plot):
        width, height = float(drawing.get("width", 0)), float(drawing.get("height", 0))
        for path in drawing.findall("g//path"):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
            xs, ys = numbers[::2], numbers[1::2]
            assert min(xs) >= 0
            assert max(xs) <= width + 5
            assert min(ys) >= 0
            assert max(ys) <= height


def test_a_picture_needs_a_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "_CHINESE_FONTS", ("没有的字体",))
    with pytest.raises(PlotError, match="fonts-noto-cjk"):
        png(PLOT)


def test_a_picture_for_documents(tmp_path: Path) -> None:
    try:
        data = png(PLOT)
    except PlotError:
        pytest.skip("no Chinese font on this machine")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data == png(PLOT)
