"""Conditions of benchmark rows (适用条件, 违法情节), read to unions of boxes over facts.

A condition is cut at 或者, ；, enumerations and 情形之一 into alternatives, and each alternative at
且, 并 and commas into circumstances that all hold. A circumstance that is not understood stays a
yes/no question in its own words, so that no case is decided by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from discretion.rulebook.exchange.published.bounds import flat
from discretion.rulebook.exchange.published.circumstances import Atom, atoms_in
from discretion.rulebook.exchange.published.doubts import Doubt
from discretion.rulebook.schema import Box

_FIRST = 0xE000
"""Found circumstances are replaced by characters of the private use area from here on."""
_MARKS = "[\ue000-\uf8ff]"
_BREAK = "\n"
"""In the skeleton: a line ended here."""
_ANY_HEAD = re.compile(
    r"^(?:有|具有|存在|符合|属于)?(?:下列|以下)(?:任一|任意一?)?(?:情形|情节|条件|行为|情况)?之一(?:的|者)?[,:;]?"
)
_ALL_HEAD = re.compile(
    r"^(?:同时)(?:具备|符合|具有|满足|存在)(?:下列|以下)?(?:全部|所有)?(?:情形|条件|情节)?(?:的)?[,:;]?"
)
_ANY_TAIL = re.compile(r"(?:等)?(?:任一)?(?:情形|情节|行为|情况)?之一(?:的|者)?$")
_NUMBERED = re.compile(
    r"(?:^|(?<=[;。:,]))(?:\([一二三四五六七八九十0-9]{1,2}\)|[一二三四五六七八九十]、|[0-9]{1,2}(?:、|\.(?![0-9])))"
)
_SPOILT = re.compile(r"(?:^|[;。:])1\.[0-9].*[;。]2\.")
_OR = re.compile(r"[,;]?或者?(?:有|具有)?")
_OR_WITHIN = re.compile(r"[^,;\ue000-\uf8ff的]或者?")
_ITEM = re.compile(r"[;。](?:或者?(?=.))?")
_AND = re.compile(r",?(?:并且|且|并|同时)|,")
_PART = re.compile(rf"(?:(?!{_AND.pattern}).)+", re.DOTALL)
_FILLER = re.compile(
    r"\n|当事人|违法行为人|行为人|违法行为|的情形|的情节|情形|情节|经查|属于|系|存在|具有|[的有为是,;。:、()]"
)
_NOTHING = frozenset({"", "-", "/", "--", "—", "——", "无", "\\"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A circumstance in its own words: an item's own yes/no fact will stand for it."""

    words: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Circumstances that all hold: tests of shared facts, and words that nobody understood."""

    box: Box
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """Any of ``alternatives``. ``kinds`` are the adjectives of each quantity, by fact."""

    alternatives: tuple[Alternative, ...]
    doubts: tuple[Doubt, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    windows: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether nothing of it had to stay in its own words."""
        return not any(a.unread for a in self.alternatives)


def read_condition(text: str) -> ConditionReading:
    """Read one condition; an empty one has a single alternative of one unread circumstance."""
    folded, ends = _lines(text)
    if folded in _NOTHING:
        return _whole(text.strip(), "condition_missing")
    if _SPOILT.search(folded):
        # 1.5平方米 may be the first item of a list or one and a half.
        return _whole(folded, "condition_structure")
    return _Reader(folded, ends).read()


def _lines(text: str) -> tuple[str, frozenset[int]]:
    """Join the lines of a cell, and say where a line ended without a mark.

    A line may end in the midst of a word, or after a whole circumstance: only what stands around
    it can tell. In a list (下列情形) each line is an item.
    """
    whole, ends = "", set()
    listing = re.search("下列|以下(?:情形|情节|条件|行为|情况)", text)
    for line in text.splitlines():
        part = re.sub(_MARKS, "□", flat(line)).replace(_BREAK, "")
        if whole and part and whole[-1] not in ",;。:、":
            if listing:
                whole += ";"
            else:
                ends.add(len(whole))
        whole += part
    return whole, frozenset(ends)


def _whole(words: str, why: str) -> ConditionReading:
    return ConditionReading((Alternative({}, (Unread(words),)),), (Doubt(words, why),))


def _distinct(alternatives: Sequence[Alternative]) -> list[Alternative]:
    kept: list[Alternative] = []
    for one in alternatives:
        if one not in kept:
            kept.append(one)
    return kept


class _Reader:
    """Reads the skeleton of a condition, in which marks stand for the circumstances found."""

    def __init__(self, text: str, ends: frozenset[int]) -> None:
        self.text = text
        self.atoms = atoms_in(text)
        inside = {at: i for i, atom in enumerate(self.atoms) for at in range(atom.start, atom.end)}
        parts = []
        for at, char in enumerate(text):
            if at in ends and (at not in inside or at == self.atoms[inside[at]].start):
                parts.append(_BREAK)
            if at not in inside:
                parts.append(char)
            elif at == self.atoms[inside[at]].start:
                parts.append(chr(_FIRST + inside[at]))
        self.skeleton = "".join(parts)
        self.doubts: list[Doubt] = []

    def read(self) -> ConditionReading:
        skeleton = self.skeleton.strip(",;。:")
        alternatives = self._alternatives(skeleton)
        if alternatives is None:
            return _whole(self.text, "condition_structure")
        if not all(a.box or a.unread for a in alternatives):
            return _whole(self.text, "condition_unread")
        kinds: dict[str, str] = {}
        for atom in self.atoms:
            for fact in atom.box:
                kinds[fact] = atom.kind
        windows = tuple(dict.fromkeys(a.window for a in self.atoms if a.window))
        doubts = [*self.doubts, *(Doubt(w, "window") for w in windows)]
        return ConditionReading(tuple(_distinct(alternatives)), tuple(doubts), kinds, windows)

    def words(self, skeleton: str) -> str:
        """Return a piece of the skeleton in the words of the text."""
        text = "".join(
            self.text[self._atom(c).start : self._atom(c).end] if re.match(_MARKS, c) else c
            for c in skeleton.replace(_BREAK, "")
        )
        return text.strip(",;。:、")

    def _atom(self, mark: str) -> Atom:
        return self.atoms[ord(mark) - _FIRST]

    # --- alternatives ---------------------------------------------------------------------------

    def _alternatives(self, skeleton: str) -> list[Alternative] | None:
        """Cut at ； and enumerations; None if the order of 或 and 且 cannot be told."""
        any_head, all_head = _ANY_HEAD.match(skeleton), _ALL_HEAD.match(skeleton)
        head = any_head or all_head
        body = skeleton[head.end() :] if head else skeleton
        body = _NUMBERED.sub(";", body)
        pieces = [p for p in _ITEM.split(body) if p.strip(",:、")]
        if any(_ANY_HEAD.search(p) or "下列" in p or "以下情形" in p for p in pieces):
            return None
        if all_head:
            each = [self._or(p) for p in pieces]
            if any(e is None or len(e) != 1 for e in each):
                return None
            return [self._joined([e[0] for e in each if e])]
        found: list[Alternative] = []
        for piece in pieces:
            read = self._or(piece)
            if read is None:
                return None
            found += read
        return found or None

    def _or(self, piece: str) -> list[Alternative] | None:
        """Cut at 或者, and a list that ends in 情形之一 at every mark between its parts."""
        if _OR_WITHIN.search(piece):
            # 或者 inside words that nobody understood may join two of these words only.
            self.doubts.append(Doubt(self.words(piece), "condition_unread"))
            return [Alternative({}, (Unread(self.words(piece)),))]
        parts = _OR.split(piece)
        found: list[Alternative] = []
        for part in parts:
            tail = _ANY_TAIL.search(part)
            if tail:
                named = re.sub("^(?:有|具有|存在)", "", part[: tail.start()])
                listed = [p for p in re.split("[、,]|以及|和|及", named) if p]
                found += [self._all(p) for p in listed]
            elif len(parts) > 1 and _AND.search(part.strip(",")):
                return None
            else:
                found.append(self._all(part))
        return found

    # --- one alternative ------------------------------------------------------------------------

    def _all(self, piece: str) -> Alternative:
        """Cut at 且, 并 and commas; every part holds."""
        parts = [m.span() for m in _PART.finditer(piece) if m[0].strip(",、的")]
        runs: list[tuple[int, int]] = []
        for start, end in parts:
            # Words without any circumstance stay together, with the mark that joins them.
            if runs and not any(re.search(_MARKS, piece[s:e]) for s, e in (runs[-1], (start, end))):
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return self._joined([self._single(piece[start:end]) for start, end in runs])

    def _single(self, piece: str) -> Alternative:
        marks = re.findall(_MARKS, piece)
        rest = re.sub(_MARKS, "", piece)
        # 的、 and 、 between two circumstances may mean and as well as or.
        unclear = re.search(
            rf"{_MARKS}(?:的?、的?|的|[^\ue000-\uf8ff]*\n[^\ue000-\uf8ff]*){_MARKS}", piece
        )
        doubtful = [a.why for a in map(self._atom, marks) if a.why]
        words = self.words(piece)
        if not marks or _FILLER.sub("", rest):
            self.doubts.append(Doubt(words, "condition_unread"))
        elif doubtful:
            self.doubts.append(Doubt(words, doubtful[0]))
        elif unclear:
            self.doubts.append(Doubt(words, "condition_structure"))
        else:
            return self._joined([Alternative(self._atom(m).box) for m in marks])
        return Alternative({}, (Unread(words),))

    def _joined(self, parts: Sequence[Alternative]) -> Alternative:
        """All of *parts*; two tests of one fact cannot both be meant."""
        box: Box = {}
        for part in parts:
            for fact, test in part.box.items():
                if box.get(fact, test) != test:
                    words = self.words(self.skeleton)
                    self.doubts.append(Doubt(words, "quantity_twice"))
                    return Alternative({}, (Unread(words),))
                box[fact] = test
        unread = dict.fromkeys(u for part in parts for u in part.unread)
        return Alternative(box, tuple(unread))
