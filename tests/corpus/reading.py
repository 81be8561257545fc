"""Twenty readers while one writer commits: each must see whole commits, and none may fail.

Run as a program in a process of its own, which forks the readers: ``reading.py FOLDER COMMITS``.
Every commit takes in, updates or erases cases ten at a time, all ten with one text.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from discretion.corpus import Corpus, compact, erase, ingest, open_corpus
from discretion.model.case import Case, Party, PartyKind
from discretion.rulebook.load import load

READERS = 20
TEN = 10
PARTY = Party(kind=PartyKind.UNIT, name="甲")


def ids(group: int) -> list[str]:
    return [f"{group:03d}-{n}" for n in range(TEN)]


def write(folder: Path, commits: int) -> None:
    draw, book = random.Random(4), load("shenzhen-urban-management")
    held: set[int] = set()
    for commit in range(commits):
        group = draw.randrange(30)
        if commit % 10 == 9:
            compact(folder)
        elif held and draw.random() < 0.2:
            gone = draw.choice(sorted(held))
            erase(folder, ids(gone))
            held.remove(gone)
        else:
            text = f"第{commit}次"
            ingest(
                (Case(id=i, items=("甲",), party=PARTY, text=text) for i in ids(group)),
                folder,
                book,
            )
            held.add(group)


def content(corpus: Corpus) -> dict[str, str]:
    found = {case.id: case.text for case in corpus.cases}
    groups = defaultdict(list)
    for case_id, text in found.items():
        groups[case_id[:3]].append(text)
    assert len(found) == len(corpus)
    assert all(len(texts) == TEN and len(set(texts)) == 1 for texts in groups.values())
    assert sorted(corpus.table(["id"])["id"].to_pylist()) == sorted(found)
    return found


def read(folder: Path, ended: Path) -> dict[str, int]:
    first = open_corpus(folder)
    at_first = content(first)
    versions = {first.version}
    opened = 1
    while not ended.exists():
        corpus = open_corpus(folder)
        content(corpus)
        versions.add(corpus.version)
        opened += 1
        time.sleep(0.5)  # twenty that never pause would leave the writer no processor
    assert content(first) == at_first  # still there, though most of its files are gone
    return {"opened": opened, "versions": len(versions)}


def forked(work: Callable[[], dict[str, int]]) -> tuple[int, int]:
    """Run *work* in a child; return its process id and where it tells what came of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, json.dumps(work()).encode())
        except BaseException:
            os.write(writing, json.dumps({"failed": traceback.format_exc()}).encode())
        os._exit(0)
    os.close(writing)
    return child, reading


def main(folder: Path, commits: int) -> None:
    os.fsync = lambda _: None  # type: ignore[assignment]
    importlib.import_module("discretion.corpus.compact").FANOUT = 3  # type: ignore[attr-defined]
    ended = folder.with_name("ended")
    ingest([], folder, load("shenzhen-urban-management"))
    children = [forked(lambda: read(folder, ended)) for _ in range(READERS)]
    try:
        write(folder, commits)
    finally:
        ended.touch()
    told = []
    for child, reading in children:
        with os.fdopen(reading, encoding="utf-8") as pipe:
            told.append(json.loads(pipe.read()))
        os.waitpid(child, 0)
    failed = [t["failed"] for t in told if "failed" in t]
    assert not failed, failed[0]
    opened = [t["opened"] for t in told]
    print(json.dumps({"opened": sum(opened), "versions": max(t["versions"] for t in told)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
