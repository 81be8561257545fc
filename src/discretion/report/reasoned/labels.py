"""What the facts of a determination are called, and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discretion.model.determination import Determination, Reason
from discretion.report.masking import Mask
from discretion.report.words import Words, clean
from discretion.rulebook.schema import FactDeclaration

Declarations = Mapping[str, FactDeclaration]


class Labels:
    """Names and values of facts; *declarations* say what the determination's reasons do not."""

    def __init__(
        self, d: Determination, words: Words, mask: Mask, declarations: Declarations
    ) -> None:
        self.words, self.declarations = words, declarations
        self.values: dict[str, Any] = {
            name: mask(value) if isinstance(value, str) else value for name, value in d.facts
        }
        self._tested: dict[str, list[Reason]] = {}
        for reason in d.reasons:
            self._collect(reason)

    def _collect(self, reason: Reason) -> None:
        if reason.code == "fact":
            self._tested.setdefault(str(reason.value("fact")), []).append(reason)
        for child in reason.children:
            self._collect(child)

    def label(self, name: str) -> str:
        """Return what a fact is called; its own name where nobody declared it."""
        declared = self.declarations.get(name)
        if declared is not None:
            return self.words.pick(declared.label, declared.label_en)
        for reason in self._tested.get(name, ()):
            return self.words.pick(reason.value("label"), reason.value("label_en"))
        return clean(name)

    def value(self, name: str, value: object) -> str:
        """Return a value of a fact in words, with its unit or the label of its choice."""
        declared = self.declarations.get(name)
        unit, choices = None, {}
        if declared is not None:
            unit, choices = declared.unit, dict(declared.choices)
        else:
            for reason in self._tested.get(name, ()):
                unit, choices = reason.value("unit"), dict(reason.value("choices") or ())
        return self.words.fact(value, unit, choices)

    def said(self, name: str) -> str:
        """Return the label of a fact with the value that the case gives."""
        value = self.value(name, self.values.get(name))
        return self.words("punctuation.label", label=self.label(name), value=value)

    def tests(self, name: str) -> str:
        """Return the conditions that the table puts on a fact; empty where it puts none."""
        found = (
            self.words.test(
                str(reason.value("test")),
                reason.value("unit"),
                dict(reason.value("choices") or ()),
            )
            for reason in self._tested.get(name, ())
        )
        return self.words.joined(dict.fromkeys(found))
