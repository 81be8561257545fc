"""Which facts would justify a penalty unlike that of comparable cases."""

ZH: dict[str, str] = {
    "contrast.none": "可比案例中没有一件罚得与本案相近，过往案件里找不到能说明差异的事实",
    "contrast.nothing": "{alike}件可比案例罚得与本案相近，但没有一项已记载的事实能把它们与其余{others}件区分开",
    "contrast.lead": "{alike}件可比案例罚得与本案相近；它们与其余{others}件不同、本案又没有的事实如下，本案确有的应当查明并载明：",
    "contrast.is": "{label} {value}：相近的{of_alike}件中有{alike_n}件，其余{of_others}件中有{others_n}件；本案{mine}",
    "contrast.above": "{label}高于本案的{mine}（居中为{value}）：相近的{of_alike}件中有{alike_n}件，其余{of_others}件中有{others_n}件",
    "contrast.below": "{label}低于本案的{mine}（居中为{value}）：相近的{of_alike}件中有{alike_n}件，其余{of_others}件中有{others_n}件",
    "contrast.above_unknown": "{label}超过{value}：相近的{of_alike}件中有{alike_n}件，其余{of_others}件中有{others_n}件；本案{mine}",
    "contrast.below_unknown": "{label}不满{value}：相近的{of_alike}件中有{alike_n}件，其余{of_others}件中有{others_n}件；本案{mine}",
}

EN: dict[str, str] = {
    "contrast.none": "no comparable case was punished like this one; past cases offer no fact that would explain the difference",
    "contrast.nothing": "{alike} comparable cases were punished like this one, but no recorded fact tells them from the other {others}",
    "contrast.lead": "{alike} comparable cases were punished like this one; the facts that tell them from the other {others} and that this case lacks are below; establish and record those that do hold:",
    "contrast.is": "{label} {value}: {alike_n} of the {of_alike} alike, {others_n} of the other {of_others}; this case: {mine}",
    "contrast.above": "{label} above the {mine} of this case (median {value}): {alike_n} of the {of_alike} alike, {others_n} of the other {of_others}",
    "contrast.below": "{label} below the {mine} of this case (median {value}): {alike_n} of the {of_alike} alike, {others_n} of the other {of_others}",
    "contrast.above_unknown": "{label} above {value}: {alike_n} of the {of_alike} alike, {others_n} of the other {of_others}; this case: {mine}",
    "contrast.below_unknown": "{label} below {value}: {alike_n} of the {of_alike} alike, {others_n} of the other {of_others}; this case: {mine}",
}
