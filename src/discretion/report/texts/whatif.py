"""What the single changes of a fact that change the answer are called."""

ZH: dict[str, str] = {
    "whatif.title": "如果事实不同（每次只改一项，其余不变）",
    "whatif.none": "没有哪一项事实单独改变会改变结论",
    "whatif.fact": "事实",
    "whatif.now": "现在",
    "whatif.changed": "改为",
    "whatif.nearest": "最近的界限",
    "whatif.result": "结论",
    "whatif.unknown": "未载明",
    "whatif.penalty": "{grade}，建议{range}",
    "whatif.penalty_row": "{grade}（裁量表第{row}行），建议{range}",
}

EN: dict[str, str] = {
    "whatif.title": "What if a fact were otherwise (one at a time, all else equal)",
    "whatif.none": "no single fact changes the answer",
    "whatif.fact": "fact",
    "whatif.now": "now",
    "whatif.changed": "changed to",
    "whatif.nearest": "nearest limit",
    "whatif.result": "answer",
    "whatif.unknown": "not given",
    "whatif.penalty": "{grade}, recommended {range}",
    "whatif.penalty_row": "row {row}, {grade}, recommended {range}",
}
