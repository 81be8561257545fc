"""Past cases of one party: those found by keys are just those that a comparison of all finds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from discretion import Case, load_rulebook, open_corpus
from discretion.corpus import Corpus, ingest
from discretion.corpus.erase import erase
from discretion.corpus.source import Source
from discretion.similarity.parties import Identity, compare_parties, profile_of
from tests.similarity.parties.strategies import CASES

BOOK = load_rulebook("shanghai-urban-management")
ITEMS = ("SH-HW-60-3", "SH-HW-60-2", "SH-DG-42-1")
FIRST, LAST = date(2024, 1, 3), date(2024, 1, 6)
NAMED = (Identity.SAME, Identity.LIKELY, Identity.POSSIBLE)


@st.composite
def past(draw: st.DrawFn) -> list[Case]:
    found = []
    for number, case in enumerate(draw(st.lists(CASES, min_size=1, max_size=12))):
        changes = {
            "id": f"c{number}",
            "items": tuple(draw(st.lists(st.sampled_from(ITEMS), max_size=3, unique=True))),
            "decided": draw(st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 9))),
        }
        found.append(case.model_copy(update=changes))
    return found


def compared(case: Case, others: Sequence[Case]) -> set[str]:
    """The ids of *others* that a comparison with each of them finds."""
    party = profile_of(case)
    return {
        other.id
        for other in others
        if other.decided
        and FIRST <= other.decided <= LAST
        and set(case.items) & set(other.items)
        and compare_parties(party, profile_of(other)).identity in NAMED
    }


def found(case: Case, corpus: Corpus) -> set[str]:
    """The ids of those found by keys that the comparison upholds."""
    party = profile_of(case)
    some = corpus.parties.cases(case.items, party, FIRST, LAST)
    assert [one.id for one in some] == sorted({one.id for one in some})
    kept = {o.id for o in some if compare_parties(party, profile_of(o)).identity in NAMED}
    assert all(o.decided and FIRST <= o.decided <= LAST for o in some)
    return kept


@given(past())
def test_keys_find_all_that_a_comparison_finds(cases: list[Case]) -> None:
    corpus = Corpus.of(Source(tuple(cases)), BOOK.every_fact())
    for case in cases:
        assert found(case, corpus) == compared(case, cases)


@settings(max_examples=8)
@given(past(), past())
def test_a_folder_of_segments_with_erased_cases(first: list[Case], second: list[Case]) -> None:
    second = [case.model_copy(update={"id": f"d{case.id}"}) for case in second]
    with TemporaryDirectory() as name:
        folder = Path(name) / "案例库"
        ingest(first, folder, BOOK)
        ingest(second, folder, BOOK)
        erase(folder, [second[0].id])
        kept = [*first, *second[1:]]
        with_all = open_corpus(folder)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda case: found(case, with_all), [*first, *second]))
        assert answers == [compared(case, kept) for case in [*first, *second]]
