"""Chinese identity numbers: check digits (GB 11643, GB 32100) and masking."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as StdnumError

_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""Weights of the eight characters of an organisation code (GB 11714-1997)."""


_NUMBERS = (
    re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9A-HJ-NPQRTUWXY]{18})(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"),
    re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
        r"[A-Za-z][·.\-]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])"
    ),
)
"""Identity numbers and credit codes (18 characters), mobile telephones, number plates."""


def check_identity_number(value: str) -> str:
    """Return the compact 18-character number of a citizen or an organisation.

    Accepts a resident identity number (GB 11643-1999) or a unified social credit code
    (GB 32100-2015), also in full-width characters; both carry a check character.

    Raises:
        ValueError: neither form validates; the message never repeats the number in full.
    """
    compact = unicodedata.normalize("NFKC", value[:100]).upper().replace(" ", "").strip()
    if len(compact) == 18 and compact.isascii() and compact.isalnum():
        if _is_citizen(compact):
            return compact
        if uscc.is_valid(compact) and not _is_mistyped_citizen(compact):
            return compact
    raise ValueError(
        f"证件号码 {mask_number(compact[:20])} 校验不通过：应为 18 位居民身份证号码（GB 11643）"
        "或统一社会信用代码（GB 32100），请核对位数与末位校验码"
    )


def _is_citizen(compact: str) -> bool:
    """Whether check digit and birth date hold.

    The place is not held against the year of birth, as stdnum's own check does: a number is
    assigned when a person is registered, perhaps decades later and under a new division code.
    """
    if not compact[:17].isdigit() or ric.calc_check_digit(compact) != compact[17]:
        return False
    try:
        ric.get_birth_date(compact)
    except StdnumError:
        return False
    return True


def _is_mistyped_citizen(compact: str) -> bool:
    """Whether a number that passes for an organisation's is rather a citizen's with a slip.

    One wrong number of a citizen in 31 meets the organisations' check. A number that a citizen's
    could be, of digits and X, must therefore also meet the check of the code inside (GB 11714).
    """
    if not set(compact) <= set("0123456789X"):
        return False
    total = sum(int(c, 36) * w for c, w in zip(compact[8:16], _CODE_WEIGHTS, strict=True))
    return compact[16] != "0X987654321"[total % 11]


def mask_number(value: str) -> str:
    """Return *value* with all but its first three and last two characters starred.

    A number of fewer than ten characters is starred whole: five of them would be half of it.
    """
    if len(value) < 10:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 5) + value[-2:]


def mask_name(value: str) -> str:
    """Return a name with all but its first character starred.

    From five characters on the first two stay, from eight on (the name of a unit) also the last
    two; never more than half, and nothing of a name of one character.
    """
    if len(value) < 2:
        return "*" * len(value)
    first = 1 if len(value) < 5 else 2
    last = 2 if len(value) >= 8 else 0
    return value[:first] + "*" * (len(value) - first - last) + value[len(value) - last :]


def mask_numbers(text: str, kept: str | None = None) -> str:
    """Return *text* with identity numbers, telephones and number plates starred, save *kept*."""
    for pattern in _NUMBERS:
        text = pattern.sub(lambda m: m[0] if m[0] == kept else mask_number(m[0]), text)
    return text
