"""Which column of a user's table means which part of a case: by name, nearly so, or as told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from discretion.intake.cells import money_unit
from discretion.intake.errors import IntakeError
from discretion.intake.fields import EXCHANGE_CODES, FIELDS, MONEY_FIELDS
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import RulebookError, did_you_mean
from discretion.rulebook.files import read_file
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.prose.units import factor, known_unit
from discretion.rulebook.schema import FactDeclaration, FactType

__all__ = [
    "FIELDS",
    "ColumnMapping",
    "ColumnMatch",
    "check_told",
    "looks_like_header",
    "map_columns",
    "plain",
    "read_mapping",
    "split_unit",
]

SURE = 86
"""Lowest similarity (0 to 100) at which a column's name still means a field."""
MARGIN = 4
"""By how much the best field must beat the second best."""

Kind = Literal["field", "fact", "extra"]
How = Literal["exact", "similar", "told", "kept"]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: what it means, how surely (0 to 100), and the unit written in its name.

    ``note`` says why a column that seems to mean something is kept as it is.
    """

    column: str
    kind: Kind
    name: str
    score: float
    unit: str | None = None
    how: How = "exact"
    note: str | None = None

    def __str__(self) -> str:
        if self.kind == "extra":
            return f"{self.column} → 原样保留" + (f"（{self.note}）" if self.note else "")
        how = {"exact": "", "similar": f"（相似度 {self.score:.0f}）", "told": "（按列映射文件）"}
        name = FIELDS[self.name][0] if self.kind == "field" else self.name
        return f"{self.column} → {name}{how.get(self.how, '')}"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of a table means; columns of no meaning are kept beside the case."""

    matches: tuple[ColumnMatch, ...]

    def of_field(self, name: str) -> ColumnMatch | None:
        """Return the column of a field, if there is one."""
        return next((m for m in self.matches if m.kind == "field" and m.name == name), None)

    @property
    def notes(self) -> tuple[ColumnMatch, ...]:
        """The columns that a person should look at."""
        return tuple(m for m in self.matches if m.note)

    def __str__(self) -> str:
        return "\n".join(map(str, self.matches))


class MappingFile(BaseModel):
    """``mapping.yaml``: column name → field, ``fact:NAME``, or ``extra`` (keep as it is)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str]


def read_mapping(path: Path, facts: Iterable[str]) -> dict[str, str]:
    """Read a mapping file.

    Raises:
        IntakeError: not readable, or a target that is no field and no fact.
    """
    try:
        told = read_file(path, MappingFile).columns
    except RulebookError as error:
        reason = "；".join(str(problem) for problem in error.problems)
        raise IntakeError(
            f"列映射文件不能用：{reason}", remedy="格式：columns: {列名: 字段名或 fact:事实名}。"
        ) from None
    known = {*FIELDS, "extra", *(f"fact:{name}" for name in facts)}
    found: dict[str, str] = {}
    for column, target in told.items():
        if target not in known:
            near = did_you_mean(target, sorted(known))
            raise IntakeError(
                "列映射的目标不存在",
                where=f"{path}，列 {column}",
                value=target,
                remedy=f"您是不是要写 {near}？" if near else f"字段有：{'、'.join(FIELDS)}。",
            )
        first = next((c for c, t in found.items() if t == target != "extra"), None)
        if first is not None:
            raise IntakeError(
                "两列映射到同一个目标",
                where=f"{path}，列 {first} 与 {column}",
                value=target,
                remedy="请只留一列，另一列写 extra。",
            )
        found[column] = target
    return found


def map_columns(
    columns: Sequence[str], book: Rulebook, told: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Say what each of *columns* means.

    A field is given to one column only: one that is told, else of exactly the name (the name
    that stands earlier in ``FIELDS``), else the nearest. The other column is kept, with a note.
    """
    names, facts = _names(book), book.every_fact()
    wanted = {plain(column): target for column, target in (told or {}).items()}
    claims = [_checked(_claim(column, names, wanted), facts) for column in columns]
    order = sorted(range(len(claims)), key=lambda i: (*_rank(claims[i]), i))
    holders: dict[tuple[str, str], str] = {}
    found: dict[int, ColumnMatch] = {}
    for i in order:
        claim = claims[i]
        if claim.kind != "extra":
            holder = holders.setdefault((claim.kind, claim.name), claim.column)
            if holder != claim.column:
                claim = _kept(claim.column, f"与“{holder}”列意思相同，只读“{holder}”列")
        found[i] = claim
    return ColumnMapping(tuple(found[i] for i in range(len(claims))))


def check_told(columns: Sequence[str], told: Mapping[str, str]) -> None:
    """Check that a table has every column that a mapping file names.

    Raises:
        IntakeError: it lacks one.
    """
    held = {plain(column) for column in columns}
    for column in told:
        if plain(column) not in held:
            near = did_you_mean(column, columns)
            raise IntakeError(
                "列映射文件里的列，表中没有",
                value=column,
                remedy=f"您是不是要写 {near}？" if near else f"表中的列有：{'、'.join(columns)}。",
            )


def looks_like_header(texts: Sequence[str]) -> bool:
    """Whether a row of texts holds at least two names of columns, or nearly so."""
    named = [t for t in texts if t]
    if len(named) < 2:
        return False
    known = _field_names()
    if sum(plain(t) in known or plain(split_unit(t)[0]) in known for t in named) >= 2:
        return True
    from rapidfuzz import fuzz, process

    near = [
        t
        for t in named
        if len(t) <= 30
        and process.extractOne(plain(split_unit(t)[0]), known, scorer=fuzz.ratio, score_cutoff=SURE)
    ]
    return len(near) >= 2


def plain(name: str) -> str:
    """Return a column name for comparison: folded, lower case, without spaces and marks."""
    return re.sub(r"[\s:：*＊_]+", "", fold(name).lower())


def split_unit(column: str) -> tuple[str, str | None]:
    """Split ``罚款金额(元)`` into its name and what stands in the brackets at its end."""
    match = _BRACKETS.search(fold(column))
    return (fold(column)[: match.start()], match[1]) if match else (fold(column), None)


# --- claims -----------------------------------------------------------------------------------

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_RANKS: dict[How, int] = {"told": 0, "exact": 1, "similar": 2, "kept": 3}
_TURNS = frozenset("未不无非没免0123456789")
"""Characters that turn a name's meaning: a nearly equal name must have the same ones."""


def _rank(claim: ColumnMatch) -> tuple[int, float, int]:
    preferred = 0
    if claim.kind == "field":
        aliases = [plain(a) for a in FIELDS[claim.name]]
        own = (plain(claim.column), plain(split_unit(claim.column)[0]))
        preferred = next((aliases.index(o) for o in own if o in aliases), len(aliases))
    return _RANKS[claim.how], -claim.score, preferred


def _claim(
    column: str, names: Mapping[str, tuple[Kind, str]], told: Mapping[str, str]
) -> ColumnMatch:
    base, unit = split_unit(column)
    if (target := told.get(plain(column))) is not None:
        if target == "extra":
            return _kept(column)
        kind: Kind = "fact" if target.startswith("fact:") else "field"
        return ColumnMatch(column, kind, target.removeprefix("fact:"), 100.0, unit, "told")
    if coded := _CODES.get(plain(column)):
        return ColumnMatch(column, "field", coded[0], 100.0, coded[1])
    if plain(column) in names:
        return ColumnMatch(column, *names[plain(column)], 100.0)
    if plain(base) in names:
        return ColumnMatch(column, *names[plain(base)], 100.0, unit)
    return _nearest(column, plain(base), unit, names) or _kept(column)


def _nearest(
    column: str, base: str, unit: str | None, names: Mapping[str, tuple[Kind, str]]
) -> ColumnMatch | None:
    from rapidfuzz import fuzz, process

    hits = process.extract(base, names.keys(), scorer=fuzz.ratio, limit=8, score_cutoff=SURE - 10)
    if not hits or hits[0][1] < SURE:
        return None
    name, score, _ = hits[0]
    rival = next((s for n, s, _ in hits if names[n] != names[name]), 0.0)
    same_turns = [c for c in base if c in _TURNS] == [c for c in name if c in _TURNS]
    if score - rival < MARGIN or not same_turns:
        return None
    return ColumnMatch(column, *names[name], round(score, 1), unit, "similar")


def _checked(claim: ColumnMatch, facts: Mapping[str, FactDeclaration]) -> ColumnMatch:
    """Refuse a column whose unit is not the one in which the fact or amount is measured."""
    if claim.unit is None or claim.kind == "extra":
        return claim
    declaration = facts.get(claim.name) if claim.kind == "fact" else None
    if claim.name in MONEY_FIELDS or (declaration and declaration.type is FactType.MONEY):
        if money_unit(claim.unit) is None:
            return _kept(claim.column, f"不认得金额单位“{claim.unit}”，请改成元或万元")
        return claim
    if declaration is None or declaration.unit is None or known_unit(claim.unit) is None:
        return replace(claim, unit=None)
    if factor(claim.unit, declaration.unit) is None:
        return _kept(
            claim.column, f"单位“{claim.unit}”不能换算成“{declaration.unit}”，未作为事实读取"
        )
    return claim


def _kept(column: str, note: str | None = None) -> ColumnMatch:
    return ColumnMatch(column, "extra", column, 0.0, None, "kept", note)


_CODES = {plain(code): meaning for code, meaning in EXCHANGE_CODES.items()}


@lru_cache(maxsize=1)
def _field_names() -> dict[str, tuple[Kind, str]]:
    found: dict[str, tuple[Kind, str]] = {plain(c): ("field", f) for c, (f, _) in _CODES.items()}
    for field, aliases in FIELDS.items():
        for alias in (field, *aliases):
            found.setdefault(plain(alias), ("field", field))
    return found


@lru_cache(maxsize=8)
def _names_cached(facts: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, tuple[Kind, str]]:
    found = dict(_field_names())
    for name, aliases in facts:
        for alias in (name, *aliases):
            found.setdefault(plain(alias), ("fact", name))
    return found


def _names(book: Rulebook) -> dict[str, tuple[Kind, str]]:
    facts = book.every_fact()
    return _names_cached(tuple((n, (f.label, *f.aliases)) for n, f in facts.items()))
