"""The reasoned paragraph of a decision, put together from a review."""

ZH: dict[str, str] = {
    "paragraph.title": "可供引用的说理（请核对后使用）",
    "paragraph.item": "当事人的行为属于“{title}”，依据{basis}，{range}。",
    "paragraph.range": "法定罚款幅度为{range}",
    "paragraph.no_range": "法定幅度须另行查明",
    "paragraph.reasons": "裁量理由：{reasons}。",
    "paragraph.inside": "罚款{fine}，在裁量幅度（{range}）之内。",
    "paragraph.outside": "罚款{fine}，不在裁量幅度（{range}）之内。",
    "paragraph.unlawful": "罚款{fine}，不在依法可罚的幅度（{range}）之内，应当更正。",
    "paragraph.fine": "罚款{fine}。",
    "paragraph.proposed": "尚未提出处罚；裁量幅度为{range}。",
    "paragraph.comparable": "经与{n}件同类案件比较，同样的事实通常罚款{expected}，八成在{low}至{high}之间，本案与之相当。",
    "paragraph.unlike": "经与{n}件同类案件比较，同样的事实通常罚款{expected}，八成在{low}至{high}之间，本案与之不同。",
    "paragraph.reason": "之所以如此，是因为：{reason}。",
    "paragraph.no_reason": "之所以如此，是因为：【请写明理由】。",
    "paragraph.missing": "尚待查明：{facts}。",
}

EN: dict[str, str] = {
    "paragraph.title": "Text for the decision (check before use)",
    "paragraph.item": "The act is “{title}” under {basis}; {range}. ",
    "paragraph.range": "the statutory range is {range}",
    "paragraph.no_range": "the statutory range remains to be found",
    "paragraph.reasons": "Reasons: {reasons}. ",
    "paragraph.inside": "The fine of {fine} lies within the benchmark band ({range}). ",
    "paragraph.outside": "The fine of {fine} does not lie within the benchmark band ({range}). ",
    "paragraph.unlawful": "The fine of {fine} lies outside what the law allows ({range}) and must be corrected. ",
    "paragraph.fine": "The fine is {fine}. ",
    "paragraph.proposed": "No penalty is proposed yet; the benchmark band is {range}. ",
    "paragraph.comparable": "Compared with {n} like cases, the same facts lead one to expect {expected}, four in five lying between {low} and {high}; this case is in line. ",
    "paragraph.unlike": "Compared with {n} like cases, the same facts lead one to expect {expected}, four in five lying between {low} and {high}; this case differs. ",
    "paragraph.reason": "This is because: {reason}. ",
    "paragraph.no_reason": "This is because: [state the reasons]. ",
    "paragraph.missing": "Still to be established: {facts}. ",
}
