"""A small invented judged set, so that the study's own parts are tested without the real one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import __main__ as study
from benchmarks.quality.judged import Judged, by_library, load
from benchmarks.quality.studies import OWN
from benchmarks.quality.variants import Charge, Variant, charges, jaccard, ngrams, same, score
from discretion.corpus import Corpus
from discretion.corpus.source import Source

PAST = {
    "c1": {"盗窃罪": "夜间翻窗进入商店，盗走香烟"},
    "c2": {"贩卖毒品罪": "在路口贩卖毒品，被当场抓获", "盗窃罪": "另在超市盗走酒"},
    "c3": {"故意伤害罪": "酒后争执，持刀伤人"},
}
QUERIES = [
    {"id": "c1", "text": "白天翻窗进入仓库，盗走香烟", "charge": ["盗窃罪"]},
    {
        "id": "q2",
        "text": "在车站贩卖毒品",
        "charge": ["走私、贩卖、运输、制造毒品罪", "故意杀人罪"],
    },
]
GRADES = [("c1", "c1", 3), ("c1", "c3", 0), ("q2", "c2", 2), ("q2", "c1", 1)]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    past = [{"id": i, "facts_by_charge": facts} for i, facts in PAST.items()]
    for name, lines in (("candidates", past), ("queries", QUERIES)):
        said = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(said, encoding="utf-8")
    rows = ["query\tcandidate\tgrade", *("\t".join(map(str, g)) for g in GRADES)]
    (tmp_path / "qrels.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return load(tmp_path)


def test_a_query_is_not_the_past_case_of_the_same_number(judged: Judged) -> None:
    assert judged.grades.tolist() == [[3, -1, 0], [1, 2, -1]]
    assert not {q.id for q in judged.queries} & set(judged.row)


def test_the_two_tasks(judged: Judged) -> None:
    rerank, retrieval = judged.measure_ranking(0, np.array([1, 2, 0]))  # not judged, 0, 3
    assert rerank[0] == pytest.approx(1 / np.log2(3))
    assert retrieval[0] == pytest.approx(1 / np.log2(4))
    assert (rerank[3], retrieval[3]) == pytest.approx((1 / 2, 1 / 3))


def test_the_study_scores_as_the_library_does(judged: Judged) -> None:
    corpus = Corpus.of(Source(judged.cases), {})
    found = by_library(judged, corpus.similar)
    assert np.array_equal(found, judged.measure(score(OWN, judged)))
    for query, row in zip(judged.queries, score(OWN, judged), strict=True):
        expected = [row[judged.row[m.case_id]] for m in corpus.similar(query, 3)]
        assert [m.score for m in corpus.similar(query, 3)] == pytest.approx(expected, abs=1e-8)


def test_charges(judged: Judged) -> None:
    assert charges(Charge(), judged).tolist() == [[1.0, 1.0, 0.0], [0.0, 0.5, 0.0]]
    exact = charges(Charge(same, jaccard), judged)
    assert exact.tolist() == [[1.0, 0.5, 0.0], [0.0, 0.0, 0.0]]


def test_pivoting_keeps_the_cosine_at_slope_one(judged: Judged) -> None:
    cosine = score(Variant("", ngrams(2), charge=None), judged)
    nearly = score(Variant("", ngrams(2), slope=1 - 1e-9, charge=None), judged)
    assert nearly == pytest.approx(cosine)


def test_without_the_set_the_study_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(study, "FOLDER", tmp_path / "absent")
    assert study.main() == 0
    assert "没有人工评级的类案数据" in capsys.readouterr().err
