from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from discretion.corpus.amounts import Band, PlantKind, fine_at
from discretion.corpus.canonical import digest, dump
from discretion.corpus.export import COLUMNS, main, write_ledgers
from discretion.corpus.profile import chinese
from discretion.corpus.synthetic import generate
from discretion.model.case import Case
from discretion.model.determination import Outcome
from discretion.rulebook.book import Rulebook


def test_equal_seeds_give_equal_cases(book: Rulebook) -> None:
    first = [(dump(c), p) for c, p in generate(book, 150, seed=1)]
    assert first == [(dump(c), p) for c, p in generate(book, 150, seed=1)]
    assert first != [(dump(c), p) for c, p in generate(book, 150, seed=2)]


def test_cases_are_valid_unique_and_tell_their_facts(book: Rulebook) -> None:
    cases = [c for c, _ in generate(book, 400, seed=1)]
    assert len({c.id for c in cases}) == len(cases) == 400
    for case in cases:
        assert Case.model_validate(case.model_dump()) == case
        assert case.party.name is not None
        assert case.party.name in case.text
        for name in ("area_m2", "vehicles", "trees"):
            if name in case.facts:
                assert str(case.facts[name]) in case.text
    assert len({c.text for c in cases}) == len(cases)


def test_the_stream_is_lazy(book: Rulebook) -> None:
    assert len(list(islice(generate(book, 5_000_000, seed=1), 5))) == 5


def test_penalties_are_in_the_band_unless_planted(book: Rulebook) -> None:
    kinds: Counter[PlantKind] = Counter()
    pairs = list(generate(book, 1500, seed=4, inconsistent_share=0.1))
    by_id = {c.id: (c, p) for c, p in pairs}
    for case, plant in pairs:
        answer = book.determine(case)  # type: ignore[attr-defined]
        fine = case.penalty.fine if case.penalty else None
        if fine is None:
            assert plant is None
            continue
        assert answer.outcome in (Outcome.PENALTY, Outcome.MAY_EXEMPT)
        inside = answer.recommended.contains(fine)
        lawful = answer.lawful.contains(fine)
        if plant is None:
            assert inside
            continue
        kinds[plant.kind] += 1
        assert plant.fine == fine
        if plant.kind is PlantKind.OUTSIDE_LAWFUL:
            assert not lawful
        elif plant.kind is PlantKind.ABOVE_BAND:
            assert lawful
            assert fine > plant.band_high
        elif plant.kind is PlantKind.BELOW_BAND:
            assert lawful
            assert fine < plant.band_low
        elif plant.kind is PlantKind.TWIN:
            assert inside
            other, label = by_id[plant.partner or ""]
            assert label is not None
            assert label.partner == case.id
            assert other.facts == case.facts
            assert max(fine, label.fine).fen >= 1.4 * min(fine, label.fine).fen
    assert set(kinds) >= set(PlantKind) - {PlantKind.TEAM_BIAS}
    assert 60 < sum(kinds.values()) < 260


def test_no_plants_when_none_are_asked_for(book: Rulebook) -> None:
    assert all(p is None for _, p in generate(book, 200, seed=4, inconsistent_share=0))


def test_a_fine_is_round_where_a_round_one_fits() -> None:
    assert fine_at(Band(10_000, 100_000), 0.5).fen % 5000 == 0
    assert fine_at(Band(12_345, 12_345), 0.5).fen == 12_345
    for share in (0.0, 0.3, 1.0):
        assert 10_000 <= fine_at(Band(10_000, 50_001), share).fen <= 50_001


def test_article_numbers_in_chinese() -> None:
    assert [chinese(n) for n in (1, 10, 12, 20, 101, 110, 1053)] == [
        "一",
        "十",
        "十二",
        "二十",
        "一百零一",
        "一百一十",
        "一千零五十三",
    ]


def test_ledgers_are_the_same_bytes_each_time(tmp_path: Path, book: Rulebook) -> None:
    pairs = list(generate(book, 80, seed=9, inconsistent_share=0.2))
    first = [(p.name, digest(p.read_bytes().hex())) for p in write_ledgers(pairs, book, tmp_path)]
    again = write_ledgers(pairs, book, tmp_path / "b")
    assert first == [(p.name, digest(p.read_bytes().hex())) for p in again]
    text = (tmp_path / "sample.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    header = text.decode("utf-8-sig").splitlines()[0].split(",")
    assert header[: len(COLUMNS)] == list(COLUMNS)
    assert any("面积" in name for name in header)
    planted = (tmp_path / "planted.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(planted) - 1 == sum(p is not None for _, p in pairs)


def test_command_line_takes_settings_from_the_folder(
    tmp_path: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    import discretion

    monkeypatch.setattr(discretion, "load_rulebook", lambda name: book, raising=False)
    (tmp_path / "settings.yaml").write_text("n: 30\nseed: 5\n", encoding="utf-8")
    assert main(["--out", str(tmp_path)]) == 0
    first = (tmp_path / "sample.csv").read_bytes()
    assert first.count(b"\r\n") == 31
    assert main(["--out", str(tmp_path), "--n", "31"]) == 0
    assert (tmp_path / "sample.csv").read_bytes().count(b"\r\n") == 32


@pytest.mark.parametrize("text", ["n: many", "m: 3", "[1]", "n: [", "seed: true"])
def test_bad_settings_are_explained(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.yaml").write_text(text, encoding="utf-8")
    assert main(["--out", str(tmp_path)]) == 2
    assert "settings.yaml" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["settings.yaml"]


def test_bad_arguments_are_explained(book: Rulebook) -> None:
    with pytest.raises(ValueError, match="n 须为非负整数"):
        generate(book, -1, seed=1)
