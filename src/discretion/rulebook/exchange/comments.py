"""Comment lines of a rule file: read with the part that they stand above, and written back.

A part is what has a row of its own in a workbook: an item, a version, a row of a table, a source.
A comment deeper inside a part is about it, and stands above it from then on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from discretion.rulebook.exchange.head import HEAD_FIELDS
from discretion.rulebook.plain import RuleText, Steps

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML: all of it must, lest a comment go on as content."""

_VERSION = ("items", "*", "versions", "*")
_OF_ITEMS: frozenset[Steps] = frozenset(
    {
        ("items", "*"),
        ("items", "*", "facts", "*"),
        ("items", "*", "derived", "*"),
        ("items", "*", "derived", "*", "rows", "*"),
        _VERSION,
        (*_VERSION, "penalties", "*"),
        (*_VERSION, "benchmark", "rows", "*"),
        (*_VERSION, "benchmark", "flaws", "*"),
        (*_VERSION, "questions", "*"),
        (*_VERSION, "benchmark", "factors", "*"),
        (*_VERSION, "benchmark", "factors", "*", "rows", "*"),
        (*_VERSION, "benchmark", "grades", "*"),
    }
)
PARTS: Mapping[str, frozenset[Steps]] = {
    "rulebook.yaml": frozenset(one.way for one in HEAD_FIELDS),
    "sources.yaml": frozenset({("sources", "*")}),
    "facts.yaml": frozenset({("facts", "*")}),
    "general.yaml": frozenset({("rules", "*")}),
}
"""The ways to the parts of each file, ``*`` for any name or number."""


@dataclass(slots=True)
class Comments:
    """The comments of a file: at its head, at its foot, and above its parts."""

    heading: str = ""
    footing: str = ""
    above: dict[Steps, str] = field(default_factory=dict)

    def add(self, path: Steps, text: str) -> None:
        """Add a line above the part at *path*."""
        before = self.above.get(path)
        self.above[path] = text if before is None else f"{before}\n{text}"


@dataclass(frozen=True, slots=True)
class _Part:
    path: Steps
    start: int
    end: int
    flow: bool

    def holds(self, line: int) -> bool:
        return self.start <= line and (line < self.end or (self.flow and line == self.end))


def read_comments(text: RuleText, name: str) -> Comments:
    """Return the comments of *text*, the file *name* of a rulebook's folder.

    The file must have been read before: its plain data proves it shallow and free of aliases.
    """
    found = Comments()
    first, last, at = None, -1, 0
    comments: list[tuple[int, str, bool]] = []
    for start, end in _gaps(text.text):
        for number, words, alone in _in_gap(text.text, start, end):
            comments.append((number, words, alone))
    tokens = _content_lines(text.text)
    if tokens:
        first, last = tokens[0], tokens[-1]
    parts = _parts(text, PARTS.get(name, _OF_ITEMS)) if comments else []
    heading, footing = [], []
    for number, words, alone in comments:
        if first is None or number < first:
            heading.append(words)
        elif alone and number > last:
            footing.append(words)
        else:
            while at < len(tokens) and tokens[at] < number:
                at += 1
            line = tokens[at] if alone else number
            path = _part_at(parts, line, alone)
            if path is None:
                heading.append(words)
            else:
                found.add(path, words)
    found.heading, found.footing = "\n".join(heading), "\n".join(footing)
    return found


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between tokens: white space and comments only."""
    at = 0
    for token in yaml.scan(text, Loader=_LOADER):
        start, end = token.start_mark.index, token.end_mark.index
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, len(text)


def _in_gap(text: str, start: int, end: int) -> Iterator[tuple[int, str, bool]]:
    """Yield the comments of a gap: line (from 0), words, and whether they have the line alone."""
    if "#" not in text[start:end]:
        return
    before = split_lines(text[:start])
    number, alone = len(before) - 1, not before[-1].strip()
    for line in split_lines(text[start:end]):
        if "#" in line:
            words = line[line.index("#") + 1 :].removeprefix(" ").rstrip()
            yield number, words, alone
        number, alone = number + 1, True


def split_lines(text: str) -> list[str]:
    """Return the lines of *text* as YAML counts them, without what ends them."""
    return _BREAK.split(text)


def _content_lines(text: str) -> list[int]:
    """The lines (from 0) on which something begins that is no comment."""
    found = set()
    for token in yaml.scan(text, Loader=_LOADER):
        if not isinstance(token, yaml.StreamStartToken | yaml.StreamEndToken | yaml.BlockEndToken):
            found.add(token.start_mark.line)
    return sorted(found)


def _parts(text: RuleText, kinds: Collection[Steps]) -> list[_Part]:
    root = yaml.compose(text.text, Loader=_LOADER)
    if root is None:
        return []
    found: list[_Part] = []

    def walk(node: Node, line: int, path: Steps) -> None:
        if _matches(path, kinds):
            flow = not isinstance(node, CollectionNode) or bool(node.flow_style)
            found.append(_Part(path, line, node.end_mark.line, flow))
        if isinstance(node, MappingNode):
            for key, value in node.value:
                walk(value, key.start_mark.line, (*path, str(key.value)))
        elif isinstance(node, SequenceNode):
            for i, child in enumerate(node.value):
                walk(child, child.start_mark.line, (*path, i))

    walk(root, root.start_mark.line, ())
    return found


def _matches(path: Steps, kinds: Collection[Steps]) -> bool:
    if path[-2:] == ("rows", 0) and path[-4:-3] in (("derived",), ("factors",)):
        return False  # the first row of the workbook stands for the whole
    return any(
        len(kind) == len(path) and all(k in ("*", step) for k, step in zip(kind, path, strict=True))
        for kind in kinds
    )


def _part_at(parts: list[_Part], line: int, alone: bool) -> Steps | None:
    """The part that a comment at *line* is about: one that begins there, else the one around it."""
    beginning = [part for part in parts if part.start == line]
    if beginning and alone:
        return beginning[0].path
    around = [part for part in parts if part.holds(line)]
    if around:
        return max(around, key=lambda part: (len(part.path), part.start)).path
    later = [part for part in parts if part.start >= line]
    return min(later, key=lambda part: part.start).path if later else None


# --- writing --------------------------------------------------------------------------------------


def comment_lines(text: str, indent: int = 0) -> list[str]:
    """Return *text* as comment lines; whatever YAML takes for a line break ends one."""
    return [f"{' ' * indent}# {line}".rstrip() for line in _BREAK.split(text)]


def with_comments(text: RuleText, comments: Comments) -> str:
    """Return the text of a file with *comments* in their places."""
    pieces = re.split(f"({_BREAK.pattern})", text.text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    above: dict[int, list[str]] = {}
    for path, words in sorted(comments.above.items(), key=lambda entry: len(entry[0])):
        number = (text.find(path)[0] or 1) - 1
        indent = len(lines[number]) - len(lines[number].lstrip(" "))
        above.setdefault(number, []).extend(comment_lines(words, indent))
    written = comment_lines(comments.heading) if comments.heading else []
    whole = "".join(f"{line}\n" for line in written)
    for number, line in enumerate(lines):
        whole += "".join(f"{comment}\n" for comment in above.get(number, []))
        whole += line + ends[number]
    if comments.footing:
        whole += "".join(f"{line}\n" for line in comment_lines(comments.footing))
    return whole
