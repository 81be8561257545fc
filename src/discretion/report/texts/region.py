"""How sets of cases and fine forms are told."""

ZH: dict[str, str] = {
    "region.fact": "{label}：{value}",
    "region.everywhere": "所有案件",
    "region.rate": "{low}至{high}（乘以{base}）",
    "region.rate_fixed": "{low}（乘以{base}）",
    "region.floor": "，不低于{amount}",
    "region.cap": "，不高于{amount}",
}

EN: dict[str, str] = {
    "region.fact": "{label}: {value}",
    "region.everywhere": "all cases",
    "region.rate": "{low} to {high} (times {base})",
    "region.rate_fixed": "{low} (times {base})",
    "region.floor": ", at least {amount}",
    "region.cap": ", at most {amount}",
}
