"""Lines are broken as a printer of Chinese would."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, Group
from rich.text import Text

from discretion.report.prose import Prose, breaks

alphabet = "罚款应当占道，。（）、“”《》 abc0123456789.,-元%"


def lines_of(text: str, width: int) -> list[str]:
    at = breaks(text, width)
    return [text[i:j] for i, j in zip([0, *at], [*at, len(text)], strict=True)]


@given(st.text(alphabet, max_size=80), st.integers(4, 40))
@example("0、、00 ）", 4)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line.rstrip(" ")) <= width for line in lines)
    assert all(lines[:-1])


@given(st.lists(st.sampled_from(["罚款应当", "占道经营", "改正"]), min_size=1, max_size=20))
def test_no_line_begins_with_a_comma_or_ends_with_an_opening_mark(words: list[str]) -> None:
    text = "（" + "，（".join(words) + "。"
    for line in lines_of(text, 14):
        assert line[0] not in "，。"
        assert line[-1] not in "（"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("罚款37,000元，一般", 10, ["罚款", "37,000元，", "一般"]),
        ("自2019-07-01起施行", 12, ["自", "2019-07-01起", "施行"]),
        ("abc def ghi", 5, ["abc ", "def ", "ghi"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),
        ("", 4, [""]),
    ],
)
def test_numbers_and_words_stay_together(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@given(st.text(alphabet + "\n", max_size=60), st.integers(4, 30))
@example("0、、00 ）", 4)
def test_the_console_prints_every_character(text: str, width: int) -> None:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(Group(Prose(text)))
    printed = captured.get()
    assert "".join(printed.split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in printed.split("\n"))


def test_a_clause_is_not_sent_to_the_next_line_whole() -> None:
    text = "短句 " + "一个很长的没有空格的中文分句" * 3
    for kind, lines in ((Prose, 3), (Text, 4)):
        console = Console(width=30, color_system=None)
        with console.capture() as captured:
            console.print(Group(kind(text)))
        assert len(captured.get().splitlines()) == lines
