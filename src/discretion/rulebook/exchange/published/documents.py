"""Benchmark tables in .docx documents.

The document is walked element by element: text in content controls and list paragraphs counts,
which python-docx's own ``cell.text`` leaves out. Elements go by their local names, since no two
of those that matter here share one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discretion.rulebook.exchange.archive import check_archive, guarded, refusal
from discretion.rulebook.exchange.published.grids import Grid, GridCell, grid_of, visible

_REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"})
_HOLDERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag"})
"""Elements that only wrap what stands in them."""
_CHARACTERS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "sym": "□"}
_MOST_SPANNED = 63
"""Columns of a table that Word allows."""


def read_document(path: Path) -> list[Grid]:
    """Return the tables of a document in their order, nested ones after the one around them.

    Raises:
        RulebookError: no usable document, or one with revisions that nobody has accepted.
    """
    check_archive(path)
    return guarded(path, lambda: _grids(path))


def _grids(path: Path) -> list[Grid]:
    # Imported here: reading a document is rare, and the import is slow.
    from docx import Document

    document = Document(str(path))
    lists = frozenset(s.style_id for s in document.styles if _numbered(s.element))
    grids: list[Grid] = []
    above = ""
    for element in document.element.body.iter():
        if _name(element) == "tbl":
            if any(_name(part) in _REVISIONS for part in element.iter()):
                message = "表里有未处理的修订；请在 Word 中接受或拒绝全部修订后再试"
                raise refusal(path, message, where=f"第{len(grids) + 1}个表")
            grids.append(_grid(element, f"第{len(grids) + 1}个表", above, lists))
            above = ""
        elif _name(element) == "p" and not _inside_table(element):
            above = _said(element, lists) or above
    return grids


def _grid(table: Any, name: str, title: str, lists: frozenset[str]) -> Grid:
    rows: list[list[GridCell]] = []
    for at, line in enumerate(_children(table, "tr")):
        row: list[GridCell] = []
        for _ in range(_number(line, "trPr", "gridBefore", 0)):
            row.append(GridCell("", (at, len(row))))
        for cell in _children(line, "tc"):
            found = _cell(cell, (at, len(row)), rows[-1] if rows else [], lists)
            row += [found] * _number(cell, "tcPr", "gridSpan", 1)
        rows.append(row)
    return grid_of(name, rows, title=title)


def _cell(
    cell: Any, place: tuple[int, int], above: list[GridCell], lists: frozenset[str]
) -> GridCell:
    merge = _find(cell, "tcPr", "vMerge")
    goes_on = merge is not None and (_value(merge) or "continue") == "continue"
    if goes_on and place[1] < len(above):
        return above[place[1]]
    return GridCell(_said(cell, lists), place)


# --- text ---------------------------------------------------------------------------------------


def _said(element: Any, lists: frozenset[str]) -> str:
    """Return the text of a cell or paragraph; paragraphs are lines, list items end with ；."""
    out: list[str] = []
    _walk(element, out, lists)
    lines = [visible(line) for line in "".join(out).split("\n")]
    return "\n".join(line for line in lines if line).strip("；\n")


def _walk(element: Any, out: list[str], lists: frozenset[str]) -> None:
    for child in element:
        name = _name(child)
        if name == "t":
            out.append(child.text or "")
        elif name in _CHARACTERS:
            out.append(_CHARACTERS[name])
        elif name == "p":
            # A list numbers its paragraphs by itself: the numbers are no text.
            before = len(out)
            _walk(child, out, lists)
            style = _find(child, "pPr", "pStyle")
            listed = _numbered(child) or (style is not None and _value(style) in lists)
            if listed and any(part.strip() for part in out[before:]):
                out.append("；")
            out.append("\n")
        elif name and name not in ("Fallback", "pPr", "rPr"):
            _walk(child, out, lists)


# --- elements -----------------------------------------------------------------------------------


def _name(element: Any) -> str:
    """The local name; comments and instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _inside_table(element: Any) -> bool:
    return any(_name(parent) == "tbl" for parent in element.iterancestors())


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in _HOLDERS:
            yield from _children(child, name)


def _find(element: Any, *names: str) -> Any:
    """Return the first child by name, and so on inwards, or None."""
    for name in names:
        element = next((child for child in element if _name(child) == name), None)
        if element is None:
            return None
    return element


def _value(element: Any) -> str:
    """Return the attribute ``val``."""
    values = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == "val")
    return str(next(values, ""))


def _numbered(element: Any) -> bool:
    """Whether a paragraph or style numbers what it stands for."""
    return _find(element, "pPr", "numPr") is not None


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = _find(element, properties, name)
    value = _value(found) if found is not None else ""
    # More columns than there can be are a slip or a trap.
    return min(int(value), _MOST_SPANNED) if value.isascii() and value.isdigit() else default
