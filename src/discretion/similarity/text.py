"""From the text of a case to its terms: normalise, mask what identifies, cut into n-grams.

Who did it, when, where and under which file number does not make two cases alike; those words are
replaced by placeholders (``〔人名〕``), which separate terms and never become one. Quantities
become terms of their own (:mod:`discretion.similarity.quantities`). Every pattern has bounded
quantifiers only, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from discretion.model.case import Case
from discretion.similarity.quantities import replace_quantities

NGRAM_SIZES = (2, 3)
"""Lengths of the character n-grams; a quantity counts as one character."""

_BRACKETS = str.maketrans("〔【[﹝〖「『〕】]﹞〗」』", "(" * 7 + ")" * 7)
_INVISIBLE = re.compile(
    r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)


def normalise(text: str) -> str:
    """Return *text* in NFKC (half width), lower case, one form of bracket, without white space.

    Idempotent: ``normalise(normalise(t)) == normalise(t)``.

    >>> normalise("占用１２．５㎡ 【门前】")
    '占用12.5m2(门前)'
    """
    for _ in range(3):  # lower-casing can open a new compatibility form; it settles at once
        done = unicodedata.normalize("NFKC", text).translate(_BRACKETS).lower()
        done = _INVISIBLE.sub("", done)
        if done == text:
            break
        text = done
    return done


_HAN = r"[\u4e00-\u9fff]"
_LOOSE = r"[^\W\d_在于至到从由对将因未的与和及系为占擅经被向无]"
"""A letter that may stand inside a name; words that start a clause may not."""
_PLAIN = r"[\u4e00-\u9fff](?<![在于至到从由对将因未的与和及系为位近沿省市区县镇乡])"
_NUM = r"[0-9一二三四五六七八九十]"

_MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "文号",
        re.compile(
            rf"(?:\({_HAN}{{1,6}}\))?(?:{_HAN}{{0,4}}城{_HAN}{{0,4}}[罚处告改立字决通强])?"
            r"\((?:19|20)[0-9]{2}\)(?:字?第)?[0-9]{1,10}(?:-[0-9]{1,4})?号"
        ),
    ),
    (
        "证号",
        re.compile(
            r"(?<![0-9a-z])(?:[0-9*]{17}[0-9x*]|[0-9]{15}|[0-9a-hj-npqrtuwxy]{18})(?![0-9a-z])"
        ),
    ),
    (
        "电话",
        re.compile(
            r"(?<![0-9])(?:1[3-9][0-9*]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})(?![0-9])"
        ),
    ),
    (
        "车牌",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
            r"[a-z][·.\-]?[a-z0-9]{5,6}(?![a-z0-9])"
        ),
    ),
    (
        "日期",
        re.compile(
            r"(?<![0-9])(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?"
            r"|[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"
            r"|(?<![0-9])[0-9]{1,2}月[0-9]{1,2}[日号]"
            r"|[一二][九〇零][〇零一二三四五六七八九]{2}年(?:[一二三四五六七八九十]{1,2}月"
            r"(?:[一二三四五六七八九十]{1,3}[日号])?)?"
        ),
    ),
    (
        "时间",
        re.compile(
            rf"(?:上午|下午|凌晨|早上|晚上|晚间|傍晚|中午)?(?<![0-9])(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?"
            rf"|{_NUM}{{1,3}}[时点](?:{_NUM}{{1,3}}分|半|整)?)(?:许|左右)?"
        ),
    ),
    (
        "地址",
        re.compile(
            rf"(?:上海市)?(?:(?:{_PLAIN}){{2,3}}区)?(?:(?:{_PLAIN}){{2,4}}(?:街道|新区|镇|乡))?"
            rf"(?:{_PLAIN}){{1,5}}(?:公路|大道|支路|路|街|弄|巷|村|宅)"
            rf"(?:近(?:{_PLAIN}){{1,5}}(?:公路|大道|路|街))?"
            r"(?:[0-9]{1,5}(?:[-、][0-9]{1,5})?(?:弄|号|幢|号楼|栋|单元|室|层|铺|甲|乙)){1,5}"
        ),
    ),
    (
        "地址",
        re.compile(rf"(?:上海市)?(?:{_PLAIN}){{2,3}}区(?:{_PLAIN}){{2,4}}(?:街道|新区|镇|乡)"),
    ),
    (
        "人名",
        re.compile(
            r"(?<=当事人)[:(]?(?:姓名|名称)?:?"
            rf"(?:{_LOOSE}|[0-9()·]){{2,28}}?(?:有限责任公司|股份有限公司|有限公司|分公司|公司|合作社|经营部"
            r"|工作室|服务部|门市部|商行|商店|餐饮店|饭店|超市|水果店|便利店|厂|店|中心|馆|铺|行|摊)"
        ),
    ),
    (
        "人名",
        re.compile(
            rf"(?:(?<=[,;。:、])|(?<=经查)|(?<=查明)|^)(?:{_LOOSE}|[0-9()·]){{2,28}}?"
            r"(?:有限责任公司|股份有限公司|有限公司|合作社|经营部)"
        ),
    ),
    (
        "人名",
        re.compile(rf"(?<=当事人)[:(]?(?:姓名|名称)?:?{_HAN}{{2,4}}?(?=[,;。()在于系因未将擅]|$)"),
    ),
    ("人名", re.compile(rf"{_HAN}(?:某{{1,2}}(?:个人)?[0-9]{{0,4}}|x{{2}}|\*{{1,3}})")),
)
"""What is masked, in this order: an earlier pattern takes what a later one would misread."""

_MARK = re.compile(r"〔[^:〕]{1,4}〕")
_RUN = re.compile(r"(?:[^\W_]|〔[^:〕]{1,8}:[^〕]{1,24}〕)+")
_ATOM = re.compile(r"〔[^〕]{1,24}〕|.")


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Normalise *text* and replace what identifies by placeholders, quantities by their bucket.

    *names* are words known to identify (the party, the officers, the address): they are masked
    wherever they stand. Names of one character are ignored, since they would hit other words.

    >>> mask("2023年5月6日10时30分，当事人张三在沪宜公路1234号门前占道8平方米")
    '〔日期〕〔时间〕,当事人〔人名〕在〔地址〕门前占道〔面积:5-10〕'
    """
    done = normalise(text)
    known = {normalise(n) for n in names}
    for name in sorted((n for n in known if len(n) > 1), key=lambda n: (-len(n), n)):
        done = done.replace(name, "〔人名〕")
    for kind, pattern in _MASKS:
        done = pattern.sub(f"〔{kind}〕", done)
    return replace_quantities(done)


def terms(masked: str) -> list[str]:
    """Return the terms of a masked text, with repetition, in the order in which they stand.

    Punctuation and placeholders cut the text into runs; a run gives its character n-grams of
    ``NGRAM_SIZES``, and each quantity is also a term by itself.

    >>> terms("占道,占道〔面积:5-10〕")
    ['占道', '占道', '道〔面积:5-10〕', '占道〔面积:5-10〕', '〔面积:5-10〕']
    """
    found: list[str] = []
    for run in _RUN.findall(_MARK.sub(" ", masked)):
        atoms: list[str] | str = _ATOM.findall(run) if "〔" in run else run
        found.extend(map("".join, pairwise(atoms)))
        found.extend(map("".join, zip(atoms, atoms[1:], atoms[2:], strict=False)))
        if atoms is not run:
            found.extend(a for a in atoms if len(a) > 1)
    return found


def case_terms(case: Case) -> list[str]:
    """Return the terms of a case's text, its own names and places masked."""
    names = [case.party.name, case.body, case.team, *case.officers]
    if case.place:
        names += [case.place.address, case.place.street]
    return terms(mask(case.text, [n for n in names if n]))
