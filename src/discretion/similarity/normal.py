"""One form for one text: compatibility forms, simplified characters, lower case, no white space."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

SYMBOLS = 0xF0000
"""The first code point that no normalised text has: private planes, free for marks of our own."""

INVISIBLE = re.compile(
    r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
    r"\U000f0000-\U0010ffff]"
)
"""What is dropped: white space, controls, marks of direction, private-use planes."""


@cache
def simple_forms() -> dict[int, str]:
    """Return the translation of traditional characters, and of brackets to one form."""
    text = files(__package__).joinpath("simplified.txt").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    table = str.maketrans("".join(rows[::2]), "".join(rows[1::2]))
    table |= str.maketrans("〔【[﹝〖「『〕】]﹞〗」』", "(" * 7 + ")" * 7)
    return {code: chr(target) for code, target in table.items()}


def normalise(text: str) -> str:
    """Return *text* in NFKC (half width), simplified characters, lower case, one form of bracket.

    White space, controls and private-use planes are dropped. A traditional character becomes the
    simplified one that it usually stands for, whatever its neighbours. Idempotent:
    ``normalise(normalise(t)) == normalise(t)``.

    >>> normalise("佔用１２．５㎡ 【門前】")
    '占用12.5m2(门前)'
    """
    for _ in range(3):  # lower-casing can open a new compatibility form; it settles at once
        done = unicodedata.normalize("NFKC", text).translate(simple_forms()).lower()
        done = INVISIBLE.sub("", done)
        if done == text:
            break
        text = done
    return done
