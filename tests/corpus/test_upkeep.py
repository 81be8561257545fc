from __future__ import annotations

import importlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.corpus import CorpusError, compact, erase, info, ingest, open_corpus, verify
from discretion.corpus.canonical import dump
from discretion.corpus.corpus import Corpus
from discretion.corpus.manifest import parse_manifest, read_manifest
from discretion.corpus.source import Source
from discretion.model.case import Case, Party, PartyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import FactDeclaration
from tests.corpus.conftest import SimpleBook


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small(monkeypatch)


def make_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches, blocks and tiers so small that a few cases meet all of their edges."""
    for module, name, value in (
        ("ingest", "BATCH_ROWS", 3),
        ("ingest", "SEGMENT_ROWS", 4),
        ("merge", "GROUP_ROWS", 5),
        ("segments", "GROUP_ROWS", 5),
        ("segments", "BLOCK_ROWS", 2),
        ("snapshot", "BLOCK_ROWS", 2),
        ("snapshot", "BLOCKS_KEPT", 2),
        ("compact", "FANOUT", 3),
        ("compact", "SMALLEST", 3),
        ("compact", "MOST_ROWS", 16),
        ("compact", "LARGE", 5),
    ):
        monkeypatch.setattr(importlib.import_module(f"discretion.corpus.{module}"), name, value)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing here depends on a power cut


def made(number: int, text: str) -> Case:
    items = ((), ("乙", "甲"), ("甲",), ("乙",))[number % 4]
    return Case(id=f"{number}号", items=items, party=Party(kind=PartyKind.UNIT), text=text)


class FewFacts(SimpleBook):
    """Declares little, so that many small corpora are made in a short time."""

    def every_fact(self) -> dict[str, FactDeclaration]:
        return dict(list(super().every_fact().items())[:3])


ROWS = st.lists(st.builds(made, st.integers(0, 12), st.sampled_from(["", "一", "二"])), max_size=14)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ingest"), ROWS),
        st.tuples(st.just("erase"), st.lists(st.integers(0, 13).map("{}号".format), max_size=3)),
        st.tuples(st.just("compact"), st.none()),
    ),
    max_size=7,
)


@settings(max_examples=60)
@given(STEPS)
def test_any_steps_leave_what_a_dictionary_would_hold(
    tmp_path_factory: pytest.TempPathFactory, book: SimpleBook, steps: list[tuple[str, list]]
) -> None:
    book = FewFacts(**vars(book))
    folder = tmp_path_factory.mktemp("corpus")
    ingest([], folder, book)
    held: dict[str, Case] = {}
    opened = []
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        for step, what in steps:
            if step == "ingest":
                report = ingest(iter(what), folder, book)
                assert report == counted(what, held, report)
                held |= {case.id: case for case in what}
            elif step == "erase":
                report = erase(folder, what)
                gone = {i for i in what if held.pop(i, None)}
                assert report.erased == len(gone)
                assert set(report.missing) == set(what) - gone
            else:
                assert compact(folder).cases == len(held)
            check_holds(folder, held, book)
            opened.append((open_corpus(folder), sorted(held.values(), key=lambda c: c.id)))
        for corpus, expected in opened:  # earlier versions stay as they were
            assert list(corpus.cases) == expected
            check_search(corpus, expected)


def check_search(corpus: Corpus, held: list[Case]) -> None:
    """The index finds what scoring every case finds."""
    memory = Corpus.of(Source(held), corpus.declarations)
    for query in (*held[:2], made(99, "一"), made(98, "二")):
        found, expected = (c.similar(query, 5) for c in (corpus, memory))
        assert [m.case_id for m in found] == [m.case_id for m in expected]
        assert [m.score for m in found] == pytest.approx([m.score for m in expected], abs=1e-6)


def counted(rows: list[Case], held: dict[str, Case], report: object) -> object:
    """The report that counting one by one gives."""
    seen: dict[str, Case] = {}
    numbers = {"added": 0, "updated": 0, "unchanged": 0, "repeated": 0}
    for case in rows:
        if case.id in seen:
            numbers["repeated"] += 1
        elif case.id not in held:
            numbers["added"] += 1
        else:
            numbers["unchanged" if held[case.id] == case else "updated"] += 1
        seen[case.id] = case
    return replace(report, read=len(rows), cases=len(held | seen), **numbers)  # type: ignore[type-var]


def check_holds(folder: Path, held: dict[str, Case], book: Rulebook) -> None:
    expected = [held[i] for i in sorted(held)]
    corpus = open_corpus(folder)
    assert len(corpus) == len(expected)
    assert list(corpus.cases) == expected
    assert corpus.version == Corpus.of(Source(expected), book.every_fact()).version
    for case in expected:
        assert corpus.case(case.id) == case
    assert verify(folder) == []
    assert info(folder).cases == len(held)
    copies = [parse_manifest(p.read_bytes(), p) for p in folder.glob("versions/*/manifest.json")]
    assert 1 <= len(copies) <= 2
    on_disk = {p.name for p in folder.glob("segments/*")}
    assert on_disk == {s.id for manifest in copies for s in manifest.segments}


def test_an_erased_case_leaves_no_byte(
    tmp_path: Path, book: Rulebook, cases: list[Case], small: None
) -> None:
    secret = "绝无仅有的事实"
    victim = cases[7].model_copy(update={"id": "要删的案件", "text": secret})
    ingest([*cases[:20], victim, *cases[20:]], tmp_path, book)
    ingest([victim.model_copy(update={"text": secret + "之二"})], tmp_path, book)
    (tmp_path / "rejects.jsonl").write_text('{"value":"要删的案件"}\n{"value":"其他"}\n')
    reader = open_corpus(tmp_path)
    report = erase(tmp_path, [victim.id, "没有的"])
    assert (report.erased, report.missing, report.cases) == (1, ("没有的",), 60)
    assert report.left == ()
    assert verify(tmp_path) == []
    with pytest.raises(KeyError):
        open_corpus(tmp_path).case(victim.id)
    assert (tmp_path / "rejects.jsonl").read_text() == '{"value":"其他"}\n'
    # Compressed files cannot be searched for the words: the rows are read back instead.
    for file in (p for p in tmp_path.rglob("*") if p.is_file()):
        content = file.read_bytes()
        assert secret.encode() not in content
        assert victim.id.encode() not in content
    named = {f.path for f in read_manifest(tmp_path).files()}
    on_disk = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("s*/**/*") if p.is_file()}
    assert on_disk == named - {n for n in named if n.startswith("versions")}
    assert reader.case(victim.id).text == secret + "之二"  # it was open before


def test_erasing_twice_or_nothing(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    ingest(cases, tmp_path, book)
    assert erase(tmp_path, []).erased == 0
    assert erase(tmp_path, [cases[0].id] * 2).erased == 1
    again = erase(tmp_path, [cases[0].id])
    assert (again.erased, again.missing, again.cases) == (0, (cases[0].id,), 59)
    assert erase(tmp_path, [c.id for c in cases]).cases == 0
    assert len(open_corpus(tmp_path)) == 0
    assert list((tmp_path / "segments").iterdir()) == []
    assert ingest(cases, tmp_path, book).added == 60


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_id_erases_nothing(
    blank: str, tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases[:2], tmp_path, book)
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text('{"row":1}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match="不能为空"):
        erase(tmp_path, [blank, cases[0].id])
    assert rejects.exists()
    assert info(tmp_path).cases == 2


def test_a_reject_is_forgotten_however_its_id_is_written(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases[:2], tmp_path, book)
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text('{"value":"甲\\"乙"}\n{"value":"丙"}\n', encoding="utf-8")
    erase(tmp_path, ['甲"乙'])
    assert rejects.read_text(encoding="utf-8") == '{"value":"丙"}\n'


def test_many_small_ingests_become_few_segments(
    tmp_path: Path, book: Rulebook, cases: list[Case], small: None
) -> None:
    for case in cases[:30]:
        ingest([case], tmp_path, book)
    assert info(tmp_path).segments <= 6
    assert verify(tmp_path) == []
    report = compact(tmp_path)
    assert (report.segments_after, report.cases) == (2, 30)
    assert compact(tmp_path) == replace(report, segments_before=2, bytes_before=report.bytes_after)
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_the_same_cases_give_the_same_bytes(
    tmp_path: Path, book: Rulebook, cases: list[Case], small: None
) -> None:
    for folder, order in ((tmp_path / "a", cases), (tmp_path / "b", cases[::-1])):
        ingest(order, folder, book)
        compact(folder)
    content = [
        {p.name: p.read_bytes() for p in (tmp_path / name).glob("segments/*/*")} for name in "ab"
    ]
    assert content[0].keys() == {"cases.arrow", "cases.parquet", "keys.bin", "index.bin"}
    assert content[0] == content[1]


def test_an_index_that_cannot_be_taken_over_is_counted_anew(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    for name in ("taken over", "other definition", "damaged"):
        folder = tmp_path / name
        for part in (cases[:20], cases[20:]):
            ingest(part, folder, book)
        if name == "damaged":
            path = next(folder.glob("segments/*/index.bin"))
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        with pytest.MonkeyPatch.context() as patch:
            if name == "other definition":
                patch.setattr("discretion.corpus.merge.definition", lambda: "another")
            assert compact(folder).segments_after == 1
        assert verify(folder) == []
    written = {path.read_bytes() for path in tmp_path.glob("*/segments/*/index.bin")}
    assert len(written) == 1


def test_upkeep_of_what_is_no_corpus(tmp_path: Path) -> None:
    for use in (compact, info, verify, lambda folder: erase(folder, ["x"])):
        with pytest.raises(CorpusError, match=r"缺少 manifest\.json"):
            use(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_json_on_disk_is_canonical(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    from discretion.corpus.snapshot import Snapshot

    ingest(cases, tmp_path, book)
    (segment,) = Snapshot.open(tmp_path).segments
    texts = [text for block in segment.blocks() for text in block.to_pylist()]
    ranked = sorted(cases, key=lambda c: (c.items[0] if c.items else "", c.id))
    assert texts == [dump(case) for case in ranked]
