"""What trying the cases beside the rules says."""

ZH: dict[str, str] = {
    "trials.failed": "不符",
    "trials.expected": "{key}：期望 {expected}，实际 {actual}",
    "trials.because": "理由：{because}",
    "trials.unmet": "没有案例用到：{item} 第{rows}行",
    "trials.counts": "{cases}个案例，不符{failed}个；各表共{rows}行，用到{met}行（{share}）",
    "trials.none": "这个裁量基准库没有案例（cases/*.yaml）",
}

EN: dict[str, str] = {
    "trials.failed": "differs",
    "trials.expected": "{key}: expected {expected}, got {actual}",
    "trials.because": "because: {because}",
    "trials.unmet": "no case exercises {item}, rows {rows}",
    "trials.counts": "{cases} cases, {failed} differ; of {rows} rows, {met} are exercised ({share})",
    "trials.none": "this rulebook has no cases (cases/*.yaml)",
}
