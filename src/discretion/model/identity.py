"""Chinese identity numbers: check digits (GB 11643, GB 32100) and masking."""

from __future__ import annotations

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as StdnumError


def check_identity_number(value: str) -> str:
    """Return the compact 18-character number of a citizen or an organisation.

    Accepts a resident identity number (GB 11643-1999) or a unified social credit code
    (GB 32100-2015); both carry a check character.

    Raises:
        ValueError: neither form validates; the message never repeats the number in full.
    """
    compact = value.strip().upper().replace(" ", "")
    for module in (uscc, ric):
        try:
            return str(module.validate(compact))
        except StdnumError:
            continue
    raise ValueError(
        f"证件号码 {mask_number(compact)} 校验不通过：应为 18 位居民身份证号码（GB 11643）"
        "或统一社会信用代码（GB 32100），请核对末位校验码"
    )


def mask_number(value: str) -> str:
    """Return *value* with all but its first three and last two characters starred."""
    if len(value) <= 6:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 5) + value[-2:]


def mask_name(value: str) -> str:
    """Return a name with all but its first character starred (a longer unit name keeps four)."""
    if len(value) <= 4:
        return value[:1] + "*" * (len(value) - 1)
    return value[:2] + "*" * (len(value) - 4) + value[-2:]
