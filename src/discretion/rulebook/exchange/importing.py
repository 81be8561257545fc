"""A workbook read back into a rulebook folder: all of it, or nothing and every fault."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange.parts import Draft
from discretion.rulebook.exchange.rulefiles import RuleFiles, read_workbook
from discretion.rulebook.load import read
from discretion.rulebook.plain import unreadable


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written: the names of the files, and how many items and benchmark rows."""

    files: tuple[str, ...]
    items: int
    rows: int


def import_workbook(file: Path, out: Path) -> Imported:
    """Read the workbook *file* into the new rulebook folder *out*.

    The folder appears when all of it is written and loads; until then nothing of it is there.

    Raises:
        RulebookError: *out* exists and is not empty; the workbook cannot be used, or what it says
            is no rulebook: every fault with its sheet and cell.
        OSError: the folder cannot be written.
    """
    check_free(out)
    said = read_workbook(file)
    with _beside(out) as folder:
        for name, text in said.texts.items():
            written = folder / name
            written.parent.mkdir(exist_ok=True)
            written.write_bytes(text.encode())
        try:
            _check(folder, said)
        except RulebookError as error:
            placed = (_placed(p, file, folder, said.drafts) for p in error.problems)
            raise RulebookError(placed) from None
        if out.is_dir():
            out.rmdir()
        folder.replace(out)
    return Imported(tuple(said.texts), said.items, said.rows)


def check_free(out: Path) -> None:
    """Raise RulebookError where writing the folder *out* would touch something that is there."""
    if not os.path.lexists(out):
        return
    try:
        empty = out.is_dir() and not out.is_symlink() and not os.listdir(out)
    except OSError as error:
        raise RulebookError([unreadable(out, error)]) from None
    if not empty:
        message = "已经有内容，没有写入；请换一个新文件夹的名称，或者先移走它"
        raise RulebookError([Problem(out, None, "", None, message)])


# --- the folder as a whole ------------------------------------------------------------------------


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Give a new folder beside *out*, where relative names mean the same; remove what is left."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.parent / f"import-{secrets.token_hex(6)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(folder: Path, said: RuleFiles) -> None:
    """Load the folder; one without a policy, made to be extended, is loaded by what extends it."""
    if said.head.policy is not None or said.head.extends or said.items or not said.sources:
        read(folder)
        return
    with _beside(folder) as probe:
        text = _probe(folder.name, said.sources[0])
        (probe / "rulebook.yaml").write_text(text, encoding="utf-8")
        read(probe)


def _probe(name: str, source: str) -> str:
    """A rulebook that adds nothing to *name* but the least policy."""
    own = f"status: sample, reference: {{source: {source}}}"
    cuts = '{lighter: "[0..1]", ordinary: "[0..1]", heavier: "[0..1]"}'
    return (
        f"title: probe\njurisdiction: '000000'\nauthority: probe\neffective: {{from: 2000-01-01}}\n"
        f"extends: [{name}]\npolicy:\n"
        f"  grades: {{{own}, ranged: {cuts}, max_only: {cuts}}}\n"
        f"  look_back: {{years: 1, {own}}}\n  refusal: {{meaning: probe, {own}}}\n"
        f"  hearing: {{individual: 0, unit: 0, {own}}}\n"
        f"  legal_review: {{individual: 0, unit: 0, {own}}}\n"
    )


def _placed(problem: Problem, file: Path, folder: Path, drafts: Mapping[str, Draft]) -> Problem:
    """Return a fault of a written file as one of the cell that says it."""
    if not problem.file.is_relative_to(folder):
        return problem
    draft = drafts.get(problem.file.relative_to(folder).as_posix())
    place = draft.place_of(problem.path) if draft else ""
    return replace(problem, file=file, line=None, path=place)
