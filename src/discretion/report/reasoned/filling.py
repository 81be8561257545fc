"""A reasoned document in Word: the template's placeholders filled in, and nothing else run.

A template is data. Its marks are read by a sandbox that knows placeholders, conditions and loops;
it has no functions, no arithmetic and no files. Every value is text and escaped, so that markup in
a case is shown, never obeyed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from discretion.report.reasoned.document import ReasonedDocument, Table
from discretion.report.reasoned.errors import TemplateRefusedError
from discretion.report.words import Words, clean, numeral

MOST_BYTES = 20_000_000
"""Bytes of a template when unpacked."""
_FILTERS = ("default", "join", "first", "last", "length", "list", "trim", "upper", "lower", "e")
_TESTS = ("defined", "undefined", "none", "string", "number", "even", "odd", "eq", "equalto", "ne")
_COLUMNS = {
    "facts": ("事实", ("名称", "内容", "条件")),
    "steps": ("推演", ("环节", "认定", "依据")),
    "amounts": ("幅度", ("名称", "内容")),
    "laws": ("法律", ("序号", "规定")),
    "matches": ("可比案例", ("文号", "决定日期", "罚款", "相似度", "异同")),
}
"""The placeholder of each table, and of its columns."""
_HEAD = {"case": "文号", "party": "当事人", "item": "案由", "outcome": "认定", "grade": "阶次"}
_NEVER_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = date(1980, 1, 1)
"""What a document without a day says in its properties."""


def as_docx(
    document: ReasonedDocument, template: bytes | None = None, where: str = "模板"
) -> bytes:
    """Return *document* in Word, by *template* or the default one; equal input, equal bytes.

    *where* names the template in a complaint.

    Raises:
        TemplateRefusedError: the template cannot be used; the message says what is wrong in it.
    """
    from discretion.report.book import paper
    from discretion.report.reasoned.template import default_template

    words = Words(document.language)
    data = default_template(document.language) if template is None else template
    made = _filled(data, placeholders(document), where, words)
    day = document.day or _FIRST_DAY
    title = _safe(f"{document.title} {dict(document.head).get('case', '')}")
    return paper.saved(made, title, _safe(document.body), day, document.language)


def placeholders(document: ReasonedDocument) -> dict[str, Any]:
    """Return what a template may say of *document*: texts and lists, by their Chinese names."""
    words, head = Words(document.language), dict(document.head)
    day = document.day
    zh = document.language == "zh"
    found: dict[str, Any] = {name: head.get(code, "") for code, name in _HEAD.items()}
    found["机关"] = document.body
    found["日期"] = ""
    if day is not None:
        found["日期"] = words("reasoned.day", year=day.year, month=day.month, day=day.day)
    found["说理"] = [
        {
            "序号": f"{numeral(number)}、" if zh else f"{number}. ",
            "标题": part.title,
            "正文": part.text,
            "句子": [
                {
                    "正文": said.text.strip(),
                    "依据": words.place(said.place),
                    "理由": words.joined(said.codes),
                }
                for said in part.statements
            ],
        }
        for number, part in enumerate(document.parts, start=1)
    ]
    tables = {table.code: table for table in document.tables}
    for code, (name, columns) in _COLUMNS.items():
        found[name] = _rows(tables.get(code), columns)
    found["说明"] = list(document.notes)
    found["复现"] = [
        {"名称": words(f"reasoned.digest.{code}"), "摘要": digest}
        for code, digest in document.origin
    ]
    return found


def _rows(table: Table | None, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = table.rows if table else ()
    return [dict(zip(columns, row.cells, strict=True)) for row in rows]


# --- the sandbox ----------------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    """Placeholders, conditions and loops; no call, no arithmetic, no way to a file."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_finalized)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(operator)

    def call_unop(self, context: Any, operator: str, arg: Any) -> NoReturn:
        raise SecurityError(operator)


def _finalized(value: Any) -> Any:
    """Return a value as it goes into the document: text, escaped, without what XML cannot hold."""
    if isinstance(value, Markup | Undefined):
        return value
    # docxtpl reads "{_{" as an escape of its own, also in what a case says.
    text = str(escape(_safe(str(value))))
    return Markup(text.replace("{_", "{&#95;").replace("_}", "&#95;}"))


def _safe(text: str) -> str:
    return _NEVER_XML.sub("�", clean(text))


def _filled(data: bytes, values: Mapping[str, Any], where: str, words: Words) -> Any:
    """Return the document that a template becomes with *values*."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(data))
    _open(template, data, where, words)
    try:
        template.render(dict(values), _Sandbox())
    except UndefinedError as error:
        raise _unknown(error, values, where, words) from None
    except SecurityError as error:
        said = words("reasoned.template.forbidden", where=where, detail=_short(error))
        raise TemplateRefusedError(said) from None
    except (TemplateError, TypeError, ValueError, LookupError, RecursionError) as error:
        marks = "{{ }}、{% %}"
        said = words("reasoned.template.syntax", where=where, detail=_short(error), marks=marks)
        raise TemplateRefusedError(said) from None
    return template.docx


def _open(template: Any, data: bytes, where: str, words: Words) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size <= MOST_BYTES:
            template.init_docx()
            return
    except Exception:  # whatever a broken file makes of its reader
        raise TemplateRefusedError(words("reasoned.template.unreadable", where=where)) from None
    most = MOST_BYTES // 1_000_000
    raise TemplateRefusedError(words("reasoned.template.large", where=where, most=most))


def _unknown(
    error: UndefinedError, values: Mapping[str, Any], where: str, words: Words
) -> TemplateRefusedError:
    from discretion.rulebook.errors import did_you_mean

    quoted = re.findall(r"'([^']*)'", error.message or "")
    name = quoted[-1] if quoted else _short(error)
    known = list(dict.fromkeys(_names(values)))
    near = did_you_mean(name, known)
    said = words(
        "reasoned.template.unknown",
        where=where,
        name=name,
        near=words("reasoned.template.near", near=near) if near else "",
        known=words.joined(known),
    )
    return TemplateRefusedError(said)


def _names(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield every name that a template may use, those of the rows after their table's."""
    yield from values
    for columns in (columns for _, columns in _COLUMNS.values()):
        yield from columns
    yield from ("序号", "标题", "正文", "句子", "理由", "摘要")


def _short(error: Exception) -> str:
    text = clean(str(error))
    return text if len(text) <= 120 else text[:119] + "…"
