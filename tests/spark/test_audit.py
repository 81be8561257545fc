"""The statistics of an audit on a cluster are those of one machine, figure by figure."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import discretion
from discretion.consistency.calibration import LEVELS
from discretion.consistency.placement import Placement
from discretion.consistency.practice import Practice
from discretion.corpus import open_corpus
from discretion.engine.book import Book
from discretion.spark import audit, cases


def test_an_audit_is_the_local_one(spark: Any, folder: Path, book: Book) -> None:
    corpus = open_corpus(folder)
    ours = discretion.audit(corpus, book)
    found = audit(cases(spark, folder), book.name)
    assert found.drifts == tuple(d for d in ours.drifts if d.item)
    assert found.heaps == tuple(h for h in ours.heaps if h.item)
    assert found.notes == ours.notes
    assert found.disparities == ours.disparities
    assert found.drifts
    assert found.heaps
    assert found.notes
    assert found.disparities

    names = [n for n in corpus.batches().schema.names if n != "json"]
    whole = Practice.of(corpus.table(names), book)
    used = whole.seen.group >= 0
    rows = found.placed.toArrow().sort_by("position")
    assert rows["id"].to_pylist() == whole.seen.ids[used].tolist()
    assert {-1, LEVELS.index("item"), LEVELS.index("statute")} <= set(whole.placed.circle.tolist())
    for field in fields(Placement):
        local = getattr(whole.placed, field.name)[used]
        if field.name == "circle":
            told = [LEVELS.index(c) if c else -1 for c in rows["circle"].to_pylist()]
            assert told == local.tolist()
        else:
            np.testing.assert_array_equal(rows[field.name].to_numpy(), local, field.name)
    np.testing.assert_array_equal(rows["adjusted"].to_numpy(), whole.off[used])
    assert rows["law"].to_pylist() == [whole.seen.groups[g].law for g in whole.seen.group[used]]


def test_a_rate_is_a_share(spark: Any, folder: Path, book: Book) -> None:
    with pytest.raises(ValueError, match="错误发现率"):
        audit(cases(spark, folder), book.name, rate=1.0)
