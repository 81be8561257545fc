"""The kinds of penalty (行政处罚法 art. 9) that a clause names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from discretion.model.penalty import PenaltyKind

KIND_NAMES: dict[PenaltyKind, str] = {
    PenaltyKind.WARNING: "警告",
    PenaltyKind.PUBLIC_CRITICISM: "通报批评",
    PenaltyKind.FINE: "罚款",
    PenaltyKind.CONFISCATE_GAINS: "没收违法所得",
    PenaltyKind.CONFISCATE_GOODS: "没收非法财物",
    PenaltyKind.SUSPEND_LICENCE: "暂扣许可证件",
    PenaltyKind.DOWNGRADE_QUALIFICATION: "降低资质等级",
    PenaltyKind.REVOKE_LICENCE: "吊销许可证件",
    PenaltyKind.RESTRICT_BUSINESS: "限制开展生产经营活动",
    PenaltyKind.SUSPEND_BUSINESS: "责令停产停业",
    PenaltyKind.CLOSE_BUSINESS: "责令关闭",
    PenaltyKind.RESTRICT_PROFESSION: "限制从业",
    PenaltyKind.DETENTION: "行政拘留",
    PenaltyKind.OTHER: "其他行政处罚",
}
"""The words of art. 9 for each kind, as ledgers and records write them."""

_KINDS: tuple[tuple[PenaltyKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (PenaltyKind.WARNING, r"警告(?!标志|牌)"),
        (PenaltyKind.PUBLIC_CRITICISM, r"通报批评"),
        (PenaltyKind.CONFISCATE_GAINS, r"没收[^;。]{0,12}(违法|非法)(所得|收入|销售收入)"),
        (
            PenaltyKind.CONFISCATE_GOODS,
            r"没收[^;。]{0,30}(财物|物品|工具|器具|产品|设备|实物|商品|建筑)",
        ),
        (PenaltyKind.SUSPEND_LICENCE, r"暂扣[^;。]{0,30}(证|照)"),
        (PenaltyKind.DOWNGRADE_QUALIFICATION, r"降低[^;。]{0,20}(资质|等级)"),
        (PenaltyKind.REVOKE_LICENCE, r"吊销[^;。]{0,30}(证|照|资质|资格)"),
        (PenaltyKind.RESTRICT_BUSINESS, r"限制[^;。]{0,10}(生产)?经营"),
        (
            PenaltyKind.SUSPEND_BUSINESS,
            r"(责令)?停产停业|责令[^;。]{0,6}停[产业]|停业整顿|停产整治",
        ),
        (PenaltyKind.CLOSE_BUSINESS, r"责令[^;。]{0,6}关闭"),
        (PenaltyKind.RESTRICT_PROFESSION, r"限制从业|禁止[^;。]{0,20}从业"),
        (PenaltyKind.DETENTION, r"行政拘留|拘留\d"),
        (PenaltyKind.OTHER, r"其他行政处罚"),
    )
)


def kinds_in(clause: str) -> Iterator[PenaltyKind]:
    """Yield the kinds that *clause* (NFKC-folded, without 。 and ;) imposes; fines are no part."""
    for kind, pattern in _KINDS:
        match = pattern.search(clause)
        if match and not clause[: match.start()].endswith(("不予", "免予", "免于")):
            yield kind
