"""The rulebook to leaf through at the desk."""

ZH: dict[str, str] = {
    "browse.origin.row": "本行公布的数额",
    "browse.origin.share": "本行公布的比例，切分法定幅度",
    "browse.origin.policy": "裁量政策按阶次切分法定幅度",
    "browse.origin.score": "得分率所在的法定幅度",
    "browse.origin.exempt": "不予处罚，没有数额",
    "browse.origin.mitigated": "减轻：低于法定下限",
}

EN: dict[str, str] = {
    "browse.origin.row": "the amount published for this row",
    "browse.origin.share": "the share published for this row, of the statutory range",
    "browse.origin.policy": "the policy's cut of the statutory range for this grade",
    "browse.origin.score": "the part of the statutory range that the score opens",
    "browse.origin.exempt": "not penalised: there is no amount",
    "browse.origin.mitigated": "mitigated: below the statutory minimum",
}
