"""Putting something on the desk: a file, the shipped sample, or text that was pasted."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal

from discretion.corpus.source import sample_ledger
from discretion.desk.frame import Loaded
from discretion.desk.runs import Run
from discretion.desk.sessions import Session
from discretion.intake.columns import looks_like_header
from discretion.intake.errors import IntakeError
from discretion.intake.tables import SUFFIXES
from discretion.rulebook.prose.numerals import fold

MOST_RUNS = 8
"""Ledgers on one person's desk; the oldest makes room."""
MOST_PASTED = 1_000_000
"""Characters of a pasted text."""
LONGEST_NAME = 200
"""Bytes of a file's name; file systems take 255."""
Among = Literal["corpus", "ledger"]


def put_file(
    session: Session, loaded: Loaded, name: str, content: IO[bytes], among: Among, sheet: str
) -> Run:
    """Put an uploaded file on the desk and begin.

    Raises:
        IntakeError: it is no table.
        OSError: it cannot be kept.
    """
    shown = _file_name(name)
    suffix = Path(shown).suffix.lower()
    if suffix not in SUFFIXES:
        raise IntakeError(
            "不认得这种文件" if suffix != ".xls" else "不能读取旧式 .xls 工作簿",
            where=shown,
            remedy=f"支持的后缀：{'、'.join(SUFFIXES)}；其他表格请先另存为 .xlsx。",
        )
    made = _run(session, loaded, shown, among)
    made.sheet = sheet.strip() or None

    def write() -> None:
        with made.path.open("wb") as file:
            shutil.copyfileobj(content, file)

    return _begun(session, made, write)


def put_sample(session: Session, loaded: Loaded, name: str) -> Run:
    """Put the shipped synthetic ledger on the desk and begin."""
    made = _run(session, loaded, f"{name}.csv", "ledger")
    made.title = name
    return _begun(session, made, lambda: shutil.copyfile(sample_ledger(), made.path))


def put_text(session: Session, loaded: Loaded, text: str, name: str) -> Run:
    """Put a pasted text on the desk and begin: JSON, cells of a table, or what happened.

    Raises:
        IntakeError: there is nothing in it, or too much.
    """
    if not text.strip():
        raise IntakeError("没有内容", remedy="请粘贴案情、案件 JSON，或者连同列名复制的表格各行。")
    if len(text) > MOST_PASTED:
        raise IntakeError("粘贴的内容过长", remedy="请存成文件再上传。")
    suffix, content = _kind_of(text.strip("\ufeff \n"))
    made = _run(session, loaded, f"{name}{suffix}", "corpus")
    made.title = name
    return _begun(session, made, lambda: made.path.write_text(content, encoding="utf-8"))


def again(
    session: Session,
    run: Run,
    mapping: str | None,
    sheet: str | None,
    among: Among | None = None,
) -> Run:
    """Begin the same file again, its columns read otherwise, or compared with other cases.

    *mapping* is the text of a mapping file.
    """
    made = _run(session, run.loaded, run.name, among or run.among)
    made.mapping = made.path.parent / "mapping.yaml" if mapping is not None else None
    made.sheet, made.title = sheet, run.title

    def write() -> None:
        shutil.copyfile(run.path, made.path)
        if mapping is not None and made.mapping is not None:
            made.mapping.write_text(mapping, encoding="utf-8")

    begun = _begun(session, made, write)
    remove(session, run)
    return begun


def remove(session: Session, run: Run) -> None:
    """Take a ledger off the desk."""
    session.ledgers.pop(run.key, None)
    run.stop()


def _run(session: Session, loaded: Loaded, name: str, among: Among) -> Run:
    if loaded.corpus is None:
        among = "ledger"
    made = Run(name, Path(), loaded, among)
    made.path = session.folder / made.key / name
    return made


def _begun(session: Session, run: Run, write: Callable[[], object]) -> Run:
    """Begin what *write* puts into the run's folder; of what cannot be written nothing is left."""
    run.path.parent.mkdir()
    try:
        write()
    except OSError:
        run.stop()
        raise
    session.ledgers[run.key] = run
    while len(session.ledgers) > MOST_RUNS:
        session.make_room()
    run.start()
    return run


def _file_name(name: str) -> str:
    """Return a name under which a file can be kept anywhere: of a longer one its end."""
    plain = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", name)
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore") or "台账"


def _kind_of(text: str) -> tuple[str, str]:
    """Return the suffix that says how to read a pasted text, and what to write."""
    if text.startswith(("{", "[")):
        return ".json", text
    first = text.partition("\n")[0]
    for mark, suffix in (("\t", ".tsv"), (",", ".csv")):
        if mark in first and looks_like_header([fold(cell) for cell in first.split(mark)]):
            return suffix, text
    return ".json", json.dumps([{"违法事实": text}], ensure_ascii=False)
