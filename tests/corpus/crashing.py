"""A writer that is killed again and again, and a reader that checks what is left each time.

Run as a program in a process of its own, which forks the writers: ``crashing.py FOLDER MOMENTS``
kills writers at random moments; ``crashing.py FOLDER every7`` kills one at its first operation on a
file, its eighth, and so on, in each kind of work. What a writer began and what it acknowledged is
told through a pipe. Afterwards the corpus must be exactly what was acknowledged last, or what was
begun then.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discretion.corpus import compact, erase, ingest, open_corpus, verify
from discretion.model.case import Case, Party, PartyKind
from discretion.rulebook.load import load

Held = dict[str, str]
"""What a corpus holds: the text of each case by id."""
Work = tuple[str, Any]
BOOK = load("shenzhen-urban-management")
PARTY = Party(kind=PartyKind.UNIT, name="甲")


def cases(texts: Held) -> list[Case]:
    return [Case(id=i, items=(i[-2:],), party=PARTY, text=text) for i, text in texts.items()]


def work_on(held: Held, draw: random.Random) -> Work:
    kind = draw.choice(["ingest", "ingest", "ingest", "erase", "compact"])
    if kind == "ingest":
        ids = [f"{draw.randrange(200)}号" for _ in range(draw.randrange(1, 40))]
        return kind, {i: f"第{draw.randrange(10**6)}次" for i in ids}
    if kind == "erase":
        return kind, draw.sample(sorted(held), min(len(held), draw.randrange(1, 4)))
    return kind, None


def after(held: Held, work: Work) -> Held:
    kind, what = work
    if kind == "ingest":
        return held | what
    return {i: t for i, t in held.items() if kind != "erase" or i not in what}


def do(folder: Path, work: Work) -> None:
    kind, what = work
    if kind == "ingest":
        ingest(iter(cases(what)), folder, BOOK)
    elif kind == "erase":
        erase(folder, what)
    else:
        compact(folder)


def found_in(folder: Path) -> Held:
    problems = verify(folder)
    assert not problems, problems
    corpus = open_corpus(folder)
    found = {case.id: case.text for case in corpus.cases}
    assert len(found) == len(corpus)
    return found


def at_random(folder: Path, moments: int) -> None:
    draw = random.Random(20261124)
    held: Held = {}
    started = time.perf_counter()
    for _ in range(10):
        work = work_on(held, draw)
        do(folder, work)
        held = after(held, work)
    span = time.perf_counter() - started
    """Time for some pieces of work, on this machine."""
    interrupted = acknowledged = 0
    for moment in range(moments):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            endless(folder, held, random.Random(moment), writing)
        os.close(writing)
        time.sleep(draw.random() * span)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, encoding="utf-8") as told:
            lines = [json.loads(line) for line in told]
        for begun, done in zip(lines[::2], lines[1::2], strict=False):
            assert done == "done"
            held = after(held, begun)
            acknowledged += 1
        found = found_in(folder)
        if len(lines) % 2:
            interrupted += 1
            assert found in (held, after(held, lines[-1])), (moment, lines[-1])
        else:
            assert found == held, moment
        held = found
    told = {"moments": moments, "interrupted": interrupted, "acknowledged": acknowledged}
    print(json.dumps({**told, "cases": len(held)}))


def endless(folder: Path, held: Held, draw: random.Random, told: int) -> None:
    while True:
        work = work_on(held, draw)
        os.write(told, json.dumps(work).encode() + b"\n")
        do(folder, work)
        os.write(told, b'"done"\n')
        held = after(held, work)


def at_operations(folder: Path, step: int) -> None:
    held: Held = {f"{n}号": "原文" for n in range(30)}
    do(folder, ("ingest", held))
    moments = 0
    for work in plans():
        for moment in range(1, 100_000, step):
            killed = killed_at(folder, work, moment)
            found = found_in(folder)
            assert found in (held, after(held, work)), (work, moment)
            moments += killed
            if not killed:
                assert found == after(held, work)
                break
            if found != held:  # committed: put it back, and the next may be killed later
                back = {i: t for i, t in held.items() if found.get(i) != t}
                do(folder, ("erase", [i for i in found if i not in held]))
                do(folder, ("ingest", back))
                assert found_in(folder) == held
        held = after(held, work)
    print(json.dumps({"moments": moments, "cases": len(held)}))


def plans() -> Iterator[Work]:
    yield "ingest", {"3号": "更新", "99号": "新增", **{f"{n}号": "多" for n in range(100, 115)}}
    yield "erase", ["3号", "7号"]
    yield "ingest", {"4号": "再更新"}
    yield "compact", None


def killed_at(folder: Path, work: Work, moment: int) -> bool:
    """Do *work* in a child that kills itself at its *moment*-th operation on a file."""
    child = os.fork()
    if not child:
        count = 0
        inside = str(folder)

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal count
            touches = event in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
            if touches and arguments and str(arguments[0]).startswith(inside):
                count += 1
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        do(folder, work)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, status
    return os.WIFSIGNALED(status)


def main(folder: str, moments: str) -> None:
    # A killed process loses nothing that the system has taken: forcing it to disk only costs time.
    os.fsync = lambda _: None  # type: ignore[assignment]
    module = importlib.import_module("discretion.corpus.ingest")
    module.BATCH_ROWS, module.SEGMENT_ROWS = 8, 16  # type: ignore[attr-defined]
    if moments.startswith("every"):
        at_operations(Path(folder), int(moments.removeprefix("every")))
    else:
        at_random(Path(folder), int(moments))


if __name__ == "__main__":
    main(*sys.argv[1:])
