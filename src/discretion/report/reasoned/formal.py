"""Words of an official document: in Chinese, days are written 2021年3月2日 (GB/T 9704)."""

from __future__ import annotations

from datetime import date

from discretion.report.words import Words


class FormalWords(Words):
    """Everything that is said in one language, with days written out.

    >>> FormalWords().value(date(2021, 3, 2)), FormalWords("en").value(date(2021, 3, 2))
    ('2021年3月2日', '2021-03-02')
    """

    def __call__(self, code: str, /, **values: object) -> str:
        """Return the text of *code* with its values put in, days among them written out."""
        shown = {n: self.value(v) if isinstance(v, date) else v for n, v in values.items()}
        return super().__call__(code, **shown)

    def value(self, value: object) -> str:
        """Return any value in words."""
        if isinstance(value, date) and self.language == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return super().value(value)
