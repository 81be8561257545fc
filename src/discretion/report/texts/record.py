"""What ``discretion record`` says of a decision record."""

ZH: dict[str, str] = {
    "record.added": "已记为第{number}条。头：{head}（请另行留存，核对时用 --head 给出）",
    "record.sound": "完好：共{number}条。头：{head}",
    "record.broken": "从第{line}行起不可信：{reason}",
    "record.unreadable": "无法读取",
    "record.altered": "内容被改动",
    "record.missing": "有条目缺失",
    "record.reordered": "条目移位",
    "record.cut_off": "末尾被截去",
    "record.differs": "第{number}条 {case}：{detail}",
    "record.rulebook_not_held": "第{number}条 {case}：没有当时的裁量基准库（{detail}），请用 --rulebooks 给出",
    "record.unusable": "第{number}条 {case}：无法重新认定（{detail}）",
    "record.replayed": "重新认定{total}条，相同{same}条",
}

EN: dict[str, str] = {
    "record.added": "recorded as entry {number}. Head: {head} (keep it elsewhere; verify takes it as --head)",
    "record.sound": "sound: {number} entries. Head: {head}",
    "record.broken": "not to be trusted from line {line} on: {reason}",
    "record.unreadable": "unreadable",
    "record.altered": "altered",
    "record.missing": "an entry is missing",
    "record.reordered": "an entry was moved",
    "record.cut_off": "the end was cut off",
    "record.differs": "entry {number} {case}: {detail}",
    "record.rulebook_not_held": "entry {number} {case}: the rulebook of its day ({detail}) is not held; give it by --rulebooks",
    "record.unusable": "entry {number} {case}: cannot be determined again ({detail})",
    "record.replayed": "{total} entries determined again, {same} the same",
}
