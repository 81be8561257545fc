"""Number of workers, order of the rows, memory or folder: not a byte of an audit depends on it."""

from __future__ import annotations

import random
import sys
from functools import cache
from pathlib import Path

import pytest

from discretion import audit, load_rulebook, open_corpus
from discretion.consistency import reviewing
from discretion.consistency.dossier import dossiers
from discretion.corpus import Corpus, ingest
from discretion.corpus.erase import erase
from discretion.corpus.source import Source
from discretion.model.audit import Audit
from discretion.model.case import Case
from discretion.report.audit.data import audit_json
from discretion.report.audit.page import audit_page, shown_cases
from discretion.report.audit.words import AuditWords, Setting
from discretion.report.audit.workbook import audit_workbook
from discretion.report.masking import Mask
from discretion.report.words import Words

BOOK = load_rulebook("shanghai-urban-management")


@cache
def cases() -> tuple[Case, ...]:
    """Cases of two items, a few of them punished quite otherwise, and one that cannot be used."""
    draw = random.Random(1)
    found = []
    for number in range(700):
        area = draw.randrange(1, 40)
        fine = 900 + 40 * area + draw.randrange(-60, 60)
        data = {
            "id": f"文{number:03}",
            "items": ["SH-SR-25-3"] if number % 7 else ["SH-TO-16-1-2"],
            "party": {"kind": "unit", "name": f"上海{draw.choice('甲乙丙丁')}味食品商店"},
            "decided": f"2021-{draw.randrange(1, 13):02}-20",
            "team": draw.choice("甲乙丙") + "队",
            "facts": {"area_m2": area, "refused_correction": draw.choice([True, False])},
            "penalty": {"fine": 4900 if number % 25 == 7 else max(1000, fine)},
            "text": f"当事人在路口堆放物品，占用{area}平方米。",
        }
        found.append(Case.model_validate(data))
    spoilt = found[0].model_copy(update={"id": "坏", "facts": {"harm": 7}})
    return (*found, spoilt)


def shuffled() -> list[Case]:
    found = list(cases())
    random.Random(5).shuffle(found)
    return found


def corpus(some: list[Case]) -> Corpus:
    return Corpus.of(Source(tuple(some)), BOOK.every_fact())


def written(found: Audit, own: Corpus) -> tuple[str, str, bytes]:
    """The audit as JSON data, as a page and as a workbook."""
    said = AuditWords(found, Setting(BOOK, "案例", False, Mask()), Words("zh"))
    flagged, paired = shown_cases(found)
    page = audit_page(said, dossiers(own, BOOK, flagged), {i: own.case(i) for i in paired})
    return repr(audit_json(said)), page, audit_workbook(said)


def test_workers_order_and_storage_change_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reviewing, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(reviewing, "SPAN", 64)
    own = corpus(list(cases()))
    expected = audit(own, BOOK)
    told: list[tuple[str, object]] = []
    assert expected.outliers
    assert expected.unusable == 1
    assert audit(own, BOOK, workers=2, told=lambda *t: told.append(t)) == expected
    assert len(told) == expected.cases - 1
    other = corpus(shuffled())
    for part in (shuffled()[:150], shuffled()[150:400], shuffled()[400:]):
        ingest([*part, *cases()[:1]], tmp_path / "案例库", BOOK)
    ingest([cases()[0].model_copy(update={"id": "误"})], tmp_path / "案例库", BOOK)
    erase(tmp_path / "案例库", ["误"])
    folder = open_corpus(tmp_path / "案例库", BOOK)
    bytes_of = written(expected, own)
    assert written(audit(own, BOOK, workers=3), own) == bytes_of
    assert written(audit(other, BOOK, workers=2), other) == bytes_of
    for workers in (1, 2):
        assert written(audit(folder, BOOK, workers=workers), folder) == bytes_of


@pytest.mark.skipif(sys.platform != "linux", reason="audits fork on Linux only")
def test_a_span_that_fails_fails_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "WORTH_PROCESSES", 0)

    def broken(*_: object) -> object:
        raise RuntimeError("坏了")

    monkeypatch.setattr(reviewing, "judge", broken)
    with pytest.raises(RuntimeError, match="坏了"):
        audit(corpus(list(cases())), BOOK, workers=2)
