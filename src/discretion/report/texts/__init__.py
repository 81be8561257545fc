"""Message texts by code, in both languages.

``zh`` and ``en`` hold what decisions, reviews and ledgers say. What belongs to one more subject
(``lint.…``, ``diff.…``) is in the module of that name, as ``ZH`` and ``EN``, and is read when it
is first spoken.
"""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from discretion.report.texts.en import TEXTS as EN
from discretion.report.texts.zh import TEXTS as ZH

Language = Literal["zh", "en"]

SUBJECTS: tuple[str, ...] = (
    "book",
    "corpus",
    "draft",
    "lint",
    "region",
    "diff",
    "trials",
    "whatif",
    "exchange",
    "files",
    "dmn",
    "backtest",
    "record",
    "publicity",
    "indicators",
    "sameness",
    "audit",
    "auditlist",
    "auditcase",
    "past",
    "browse",
    "dashboard",
    "outliers",
    "contrast",
    "paragraph",
    "reasoned",
    "plugins",
    "proposals",
    "stream",
    "desk",
    "deskcase",
    "service",
)
"""The modules beside this one that hold the texts of one subject."""


class _Texts(dict[str, str]):
    def __init__(self, language: Language) -> None:
        super().__init__(ZH if language == "zh" else EN)
        self._language = language

    def __missing__(self, code: str) -> str:
        subject = code.partition(".")[0]
        if subject not in SUBJECTS:
            raise KeyError(code)
        module = import_module(f"discretion.report.texts.{subject}")
        found: dict[str, str] = getattr(module, self._language.upper())
        self.update(found)
        return found[code]


_BY_LANGUAGE: dict[Language, _Texts] = {"zh": _Texts("zh"), "en": _Texts("en")}


def texts_of(language: Language) -> dict[str, str]:
    """Return the texts of *language* by code; a subject's are read when first asked for."""
    return _BY_LANGUAGE[language]
