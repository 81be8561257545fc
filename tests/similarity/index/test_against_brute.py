"""The index against brute force: generated corpora, filters, segments, tombstones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.model.case import Case, Party, PartyKind, Place
from discretion.model.review import Match
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.brute import BruteForce, Filters
from discretion.similarity.index import (
    Index,
    SegmentBuilder,
    explain,
    map_folder,
    neighbours,
    read_segment,
    write_statistics,
    writer,
)
from discretion.similarity.index.columns import Listed, read_values
from discretion.similarity.terms import Scheme
from discretion.similarity.weighting import Weighting

DECLARED = {
    "area_m2": FactDeclaration(type=FactType.NUMBER, label="面积"),
    "share": FactDeclaration(type=FactType.INTEGER, label="比例", range="[0..20)"),
    "corrected": FactDeclaration(type=FactType.BOOL, label="已改正"),
    "harm": FactDeclaration(
        type=FactType.CHOICE,
        label="后果",
        choices={"none": "无", "slight": "轻", "grave": "重"},
        aggravates="up",
    ),
    "kind": FactDeclaration(type=FactType.CHOICE, label="种类", choices={"a": "甲", "b": "乙"}),
    "minor": FactDeclaration(type=FactType.BOOL, label="轻微", circumstance=True),
}
WORDS = [
    "占用道路",
    "设摊经营",
    "倾倒垃圾",
    "面积8平方米",
    "当场改正",
    "，",
    "树木",
    "树木",
    "设摊",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=7).map("".join)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "area_m2": st.integers(-1, 50) | st.decimals(0, 9, places=1),
        "share": st.integers(-3, 25),
        "corrected": st.booleans() | st.just("错"),
        "harm": st.sampled_from(["none", "slight", "grave", "别的"]),
        "kind": st.sampled_from(["a", "b", 3]),
        "minor": st.booleans(),
        "undeclared": st.sampled_from([True, 1, Decimal("1.0"), Decimal("2.50"), "1", "x"]),
    },
)


def cases(case_id: str) -> st.SearchStrategy[Case]:
    return st.builds(
        Case,
        id=st.just(case_id),
        items=st.sampled_from([("A",), ("B",), ("A", "B"), ("B", "A"), ("C", "A"), ()]),
        party=st.builds(Party, kind=st.sampled_from(PartyKind)),
        decided=st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 9)),
        place=st.none() | st.builds(Place, district=st.sampled_from(["310114", "310115"])),
        text=TEXT,
        facts=FACTS,
        circumstances=st.sampled_from([(), (), ("minor",), ("other",), ("minor", "other")]),
    )


@st.composite
def corpora(draw: st.DrawFn) -> list[Case]:
    ids = draw(st.lists(st.integers(0, 99), unique=True, max_size=25))
    return [draw(cases(f"案{i:02d}")) for i in sorted(ids)]


FILTERS = st.builds(
    Filters,
    item=st.sampled_from([None, None, "A", "B", "C", "D"]),
    party=st.none() | st.sampled_from(PartyKind),
    district=st.sampled_from([None, None, "310114", "310116"]),
    decided=st.sampled_from([None, None, (date(2021, 1, 3), None), (None, date(2021, 1, 5))]),
    exclude=st.frozensets(st.sampled_from(["案00", "案01", "案02", "没有"])),
    minimum=st.sampled_from([0.0, 0.0, 0.4]),
)
WEIGHTS = st.sampled_from([0.0, 0.5, 0.7, 1.0])
Segments = Sequence[tuple[Sequence[Case], Sequence[bool] | None]]


def open_index(folder: Path, segments: Segments, weight: float = 0.5) -> Index:
    """Write segments of cases, each with which of them live in the order given, and open them."""
    opened = []
    for number, (given_cases, living) in enumerate(segments):
        builder = SegmentBuilder()
        builder.add(given_cases[: len(given_cases) // 2])
        builder.add(given_cases[len(given_cases) // 2 :])
        order = builder.order()
        files = builder.finish(folder / str(number), order)
        maps = map_folder(folder / str(number))
        assert sorted(f.name for f in files) == sorted(maps)
        opened.append((maps, None if living is None else np.array(living, np.bool_)[order]))
    write_statistics(folder / "version", opened)
    return Index(opened, map_folder(folder / "version"), DECLARED, weight=weight)


def explained(index: Index, corpus: list[Case], case: Case, k: int) -> list[Match]:
    by_id = {c.id: c for c in corpus}
    hits = index.search(case, k, Filters())
    return explain(index, case, [(hit, by_id[hit.case_id]) for hit in hits])


def answers(index: Index, case: Case, k: int, filters: Filters) -> list[tuple[object, ...]]:
    found = index.search(case, k, filters)
    return [
        (h.case_id, h.score, h.text_score or 0.0, h.fact_score or 0.0, h.item_score or 0.0)
        for h in found
    ]


def expected(brute: BruteForce, case: Case, k: int, filters: Filters) -> list[tuple[object, ...]]:
    found = brute.search(case, k, filters)
    return [(m.case_id, m.score, m.text_score, m.fact_score, m.item_score) for m in found]


def agree(found: list[tuple[object, ...]], wanted: list[tuple[object, ...]]) -> None:
    """Assert that two answers agree: order and ids, but for scores that round apart by one unit."""
    assert len(found) == len(wanted)
    for mine, theirs in zip(found, wanted, strict=True):
        assert mine[1:] == pytest.approx(theirs[1:], abs=2e-9)
    if [f[1] for f in found] == [w[1] for w in wanted]:
        assert [f[0] for f in found] == [w[0] for w in wanted]


@given(corpora(), cases("案50"), st.integers(0, 8), FILTERS, WEIGHTS)
@settings(max_examples=100)
def test_one_segment(
    corpus: list[Case], query: Case, k: int, filters: Filters, weight: float
) -> None:
    brute = BruteForce(corpus, DECLARED, weight)
    with TemporaryDirectory() as folder:
        index = open_index(Path(folder), [(corpus, None)], weight)
        agree(answers(index, query, k, filters), expected(brute, query, k, filters))


@given(corpora(), cases("案50"), st.integers(1, 8), FILTERS, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_segments_updates_and_erasures(
    corpus: list[Case], query: Case, k: int, filters: Filters, rng: random.Random
) -> None:
    """However the living cases are spread over segments, with dead ones between, it is the same."""
    segments: list[list[Case]] = [[] for _ in range(3)]
    living: list[list[bool]] = [[] for _ in range(3)]
    for case in corpus:
        homes = rng.sample(range(3), rng.randint(1, 2))
        for place, home in enumerate(homes):
            old = rng.choice(corpus)
            body = case if place == 0 else old.model_copy(update={"id": case.id})
            segments[home].append(body)
            living[home].append(place == 0)
    brute = BruteForce(corpus, DECLARED)
    with TemporaryDirectory() as folder:
        index = open_index(Path(folder), list(zip(segments, living, strict=True)))
        assert index.documents == len(corpus)
        agree(answers(index, query, k, filters), expected(brute, query, k, filters))


@given(corpora(), cases("案50"), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_arrival_does_not_matter(
    corpus: list[Case], query: Case, rng: random.Random
) -> None:
    shuffled = rng.sample(corpus, len(corpus))
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        first = open_index(Path(one), [(corpus, None)])
        second = open_index(Path(two), [(shuffled[:7], None), (shuffled[7:], None)])
        assert answers(first, query, 9, Filters()) == answers(second, query, 9, Filters())


@given(corpora(), cases("案50"))
@settings(max_examples=40)
def test_the_reasons_are_brute_force_s(corpus: list[Case], query: Case) -> None:
    brute = BruteForce(corpus, DECLARED)
    with TemporaryDirectory() as folder:
        found = explained(open_index(Path(folder), [(corpus, None)]), corpus, query, 5)
    for mine, theirs in zip(found, brute.search(query, 5, Filters()), strict=True):
        if mine.case_id != theirs.case_id:
            break  # scores that round apart by one unit
        assert replace(mine, score=0, text_score=0, shared_terms=()) == replace(
            theirs, score=0, text_score=0, shared_terms=()
        )
        ours, wanted = ({s.term: s.weight for s in m.shared_terms} for m in (mine, theirs))
        assert sorted(ours.values()) == pytest.approx(sorted(wanted.values()), abs=2e-9)
        assert all(ours[t] == pytest.approx(wanted[t], abs=2e-9) for t in ours.keys() & wanted)


@given(corpora(), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_all_neighbours_are_what_each_search_finds(
    corpus: list[Case], k: int, rng: random.Random
) -> None:
    homes = [rng.randrange(2) for _ in corpus]
    segments = [[c for c, home in zip(corpus, homes, strict=True) if home == n] for n in range(2)]
    living = [[rng.random() < 0.9 for _ in segment] for segment in segments]
    with TemporaryDirectory() as folder:
        index = open_index(Path(folder), list(zip(segments, living, strict=True)))
        found = neighbours(index, k, threads=2)
        by_id = {case.id: case for case in corpus}
        for document, (others, scores) in enumerate(
            zip(found.documents.tolist(), found.scores.tolist(), strict=True)
        ):
            number, row = found.place(document)
            segment = index.segments[number]
            case = by_id[segment.segment.case_id(row)]
            lives = not len(segment.alive) or bool(segment.alive[row])
            hits = []
            if lives and case.items:
                hits = index.search(case, k, Filters(item=case.items[0]))
            known = [found.place(other) for other in others if other >= 0]
            assert known == [(hit.segment, hit.row) for hit in hits]
            assert scores[: len(hits)] == [hit.score for hit in hits]


def test_a_search_from_many_threads_is_the_search_of_one() -> None:
    cases_of = [
        Case(
            id=f"案{i:03d}",
            items=(f"I{i % 3}",),
            party=Party(kind=PartyKind.UNIT),
            text="".join(WORDS[j] for j in range(8) if (i * 37 >> j) & 1),
            facts={"area_m2": i % 17},
        )
        for i in range(300)
    ]
    with TemporaryDirectory() as folder:
        index = open_index(Path(folder), [(cases_of, None)])
        alone = [index.search(case, 5, Filters()) for case in cases_of]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda case: index.search(case, 5, Filters()), cases_of))
        assert alone == together == index.search_many(cases_of, 5, Filters())


def test_the_bytes_do_not_depend_on_the_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PART", 16)
    monkeypatch.setattr(writer, "SMALLEST_BLOCK", 32)  # so that there is more than one block
    rng = random.Random(1)
    made = [
        Case(
            id=f"案{rng.randrange(1 << 40)}",
            items=tuple(rng.sample(["I1", "I2", "I3"], rng.randrange(3))),
            party=Party(kind=rng.choice(list(PartyKind))),
            text="".join(rng.choices(WORDS, k=8)),
            facts={"area_m2": rng.randrange(17), "n": Decimal(rng.randrange(5)) / 2},
        )
        for _ in range(300)
    ]
    for threads in (1, 2, 5):
        builder = SegmentBuilder(threads=threads)
        for begin in (0, 150):
            builder.add(made[begin : begin + 150])
        builder.finish(tmp_path / str(threads))
    one, two, five = (contents(tmp_path / name) for name in ("1", "2", "5"))
    assert one == two == five
    assert len(one["blocks.u32"]) > 8


def test_what_does_not_belong_together_is_refused(tmp_path: Path) -> None:
    builder = SegmentBuilder()
    builder.add([])
    builder.finish(tmp_path / "s")
    maps = map_folder(tmp_path / "s")
    write_statistics(tmp_path / "v", [(maps, None)])
    version = map_folder(tmp_path / "v")
    assert Index([(maps, None)], version, DECLARED).search(EMPTY, 3, Filters()) == []
    with pytest.raises(ValueError, match="统计属于 1 个段，现有 2 个段"):
        Index([(maps, None), (maps, None)], version, DECLARED)
    with pytest.raises(ValueError, match="另一种词项方案"):
        Index([(maps, None)], version, DECLARED, scheme=Scheme(title=2.0))
    with pytest.raises(ValueError, match="另一种词权"):
        Index([(maps, None)], version, DECLARED, weighting=Weighting(ceiling=0.5))
    with pytest.raises(ValueError, match=r"索引缺少文件 keys\.u64"):
        Index([({n: m for n, m in maps.items() if n != "keys.u64"}, None)], version, DECLARED)
    with pytest.raises(ValueError, match="k 须为非负整数"):
        Index([(maps, None)], version, DECLARED).search(EMPTY, -1, Filters())


def test_an_order_that_is_not_the_index_s_is_refused(tmp_path: Path) -> None:
    builder = SegmentBuilder()
    builder.add([EMPTY, EMPTY.model_copy(update={"id": "乙"})])
    with pytest.raises(ValueError, match="升序"):
        builder.finish(tmp_path / "s", np.array([0, 1]))


EMPTY = Case(id="甲", party=Party(kind=PartyKind.UNIT), text="")


@pytest.mark.parametrize("listed", [(), ("n",)])
def test_equal_numbers_are_written_alike_whichever_came_first(
    tmp_path: Path, listed: tuple[str, ...]
) -> None:
    first, second = (
        EMPTY.model_copy(update={"id": i, "facts": {"n": Decimal(n)}, "circumstances": listed})
        for i, n in (("甲", "1.0"), ("乙", "1"))
    )
    for name, cases in (("a", [first, second]), ("b", [second, first])):
        builder = SegmentBuilder()
        builder.add(cases)
        builder.finish(tmp_path / name)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    values = read_values((tmp_path / "a" / "values.json").read_bytes())
    assert values == [Listed(Decimal(1)) if listed else Decimal(1)]


def test_a_fact_that_is_not_known_is_as_one_that_is_not_there(tmp_path: Path) -> None:
    for name, facts in (("a", {"n": None, "m": 1}), ("b", {"m": 1}), ("c", {"n": None})):
        builder = SegmentBuilder()
        builder.add(
            [EMPTY.model_copy(update={"facts": facts, "circumstances": ("x",)[: name > "b"]})]
        )
        builder.finish(tmp_path / name)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert b'"facts": ["x"]' in (tmp_path / "c" / "index.json").read_bytes()


def test_a_listed_value_keeps_its_type(tmp_path: Path) -> None:
    for values in ((False, 0), (0, False)):
        cases = [
            EMPTY.model_copy(update={"id": str(n), "facts": {"n": v}, "circumstances": ("n",)})
            for n, v in enumerate(values)
        ]
        builder = SegmentBuilder()
        builder.add(cases)
        builder.finish(tmp_path / str(values[0]))
        found = read_values((tmp_path / str(values[0]) / "values.json").read_bytes())
        assert [type(v.value) for v in found if isinstance(v, Listed)] == [type(v) for v in values]


@settings(max_examples=60)
@given(corpora(), st.data())
def test_a_merged_index_is_the_one_built_anew(corpus: list[Case], data: st.DataObject) -> None:
    living = data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus)))
    in_second = data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus)))
    alive = {case.id for case, lives in zip(corpus, living, strict=True) if lives}
    parts = [[c for c, b in zip(corpus, in_second, strict=True) if b == which] for which in (0, 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        merged, anew = SegmentBuilder(), SegmentBuilder()
        for number, part in enumerate(parts):
            builder = SegmentBuilder()
            builder.add(part)
            builder.finish(folder / str(number))
            segment = read_segment(map_folder(folder / str(number)))
            ids = segment.case_ids(np.arange(segment.size))
            merged.add_stored(segment, np.flatnonzero([case_id in alive for case_id in ids]))
        anew.add([case for case in corpus if case.id in alive])
        merged.finish(folder / "merged")
        anew.finish(folder / "anew")
        assert contents(folder / "merged") == contents(folder / "anew")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
