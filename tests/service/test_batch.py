"""Batches: a line in, a line out, whatever is wrong with the others."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import discretion as d
from discretion.service.lines import Lines
from discretion.service.models import CheckedLine, DeterminedLine
from tests.service.conftest import CASE, post

NDJSON = {"content-type": "application/x-ndjson"}


def lines_of(found: httpx.Response) -> list[dict[str, Any]]:
    assert found.status_code == 200, found.text
    return [json.loads(line) for line in found.content.splitlines()]


def body(*cases: Any) -> bytes:
    texts = (
        c if isinstance(c, bytes) else json.dumps(c, ensure_ascii=False).encode() for c in cases
    )
    return b"\n".join(texts) + b"\n"


MIXED = body(
    CASE,
    b"",
    b'{"id": ',
    {**CASE, "id": "b", "party": {"kind": "firm"}},
    b"\xff\xfe",
    {**CASE, "id": "c", "facts": {"corrected": "no"}},
    b"[" * 3000,
    b'{"id": "' + b"x" * (1 << 20) + b'"}',
    {**CASE, "id": "d"},
)


@pytest.mark.parametrize("path", ["/v1/determine:batch", "/v1/check:batch"])
def test_a_bad_line_is_answered_by_its_number_and_the_others_go_on(
    client: httpx.Client, path: str
) -> None:
    *answers, last = lines_of(post(client, path, MIXED, headers=NDJSON))
    model = DeterminedLine if "determine" in path else CheckedLine
    for answer in (*answers, last):
        model.model_validate(answer)
    assert [a["line"] for a in answers] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert ["result" in a for a in answers] == [True, *[False] * 6, True]
    codes = [a["problem"]["code"] for a in answers[1:-1]]
    assert codes == ["input", "input", "not_utf8", "case", "input", "too_large"]
    assert all(f"第 {a['line']} 行" in str(a["problem"]) for a in answers[1:-1] if a["line"] != 6)
    assert last == {"summary": {"lines": 8, "ok": 2, "refused": 6}}


def test_a_batch_is_what_is_determined_one_by_one(client: httpx.Client) -> None:
    book = d.load_rulebook("shanghai-urban-management")
    cases = d.open_corpus("sample", book).cases[:150]
    sent = body(*(case.model_dump_json(exclude_defaults=True).encode() for case in cases))
    for view in ("brief", "full"):
        path = f"/v1/determine:batch?view={view}"
        *answers, last = lines_of(post(client, path, sent, headers=NDJSON))
        single = [
            post(client, f"/v1/determine?view={view}", json.loads(line)).json()
            for line in sent.splitlines()[:20]
        ]
        assert [a["result"] for a in answers[:20]] == single
        assert last["summary"]["ok"] == len(answers) == 150
        for case, answer in zip(cases, answers, strict=True):
            expected, found = book.determine(case), answer["result"]
            assert found["case_id"] == case.id
            assert found["grade"] == expected.grade
            lawful = expected.lawful
            assert (found["lawful"] or {}).get("minimum") == (
                str(lawful.minimum) if lawful else None
            )


def test_a_brief_review_says_what_the_full_one_says(client: httpx.Client) -> None:
    full = post(client, "/v1/check", CASE).json()
    brief = post(client, "/v1/check?view=brief&k=5", CASE).json()
    for key in ("verdict", "verdict_text", "fine", "comparison", "corpus_version"):
        assert brief[key] == full[key]
    assert post(client, "/v1/check?view=brief", CASE).json() == {**brief, "matches": []}
    assert [f["text"] for f in brief["findings"]] == [f["text"] for f in full["findings"]]
    assert [m["case_id"] for m in brief["matches"]] == [m["case_id"] for m in full["matches"]]
    for key in ("outcome", "item", "grade", "lawful", "benchmark", "rulebook"):
        assert brief["determination"][key] == full["determination"][key]


def test_lines_are_the_same_however_they_are_cut() -> None:
    whole = b"a\n\n" + b"b" * 9 + b"\nccc\r\n" + b"d" * 30 + b"\n \nlast"
    expected = None
    for size in (1, 2, 3, 5, 7, 100):
        lines = Lines(limit=8)
        found = [x for i in range(0, len(whole), size) for x in lines.feed(whole[i : i + size])]
        found += lines.end()
        expected = expected or found
        assert found == expected
    assert expected == [(1, b"a"), (3, None), (4, b"ccc\r"), (5, None), (7, b"last")]
