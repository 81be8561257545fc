"""The plain-text explanation: what a reviewer would read, word for word."""

from datetime import date

from discretion.model.determination import Outcome, Place, Reason
from discretion.model.review import Finding, Stability, Verdict
from discretion.report.explain import explain, explain_review
from tests.report.builders import NAME, comparison, determination, missing, review, yuan

FULL = """\
【案由与依据】
  案由：占用道路设摊经营（SH-SR-25-2）
  依据：《上海市市容环境卫生管理条例》（2018-12-20版）第二十五条第五款第（二）项
  责令改正：先责令改正，逾期不改正或者拒不改正的才可罚款
  认定：应予处罚
【幅度与阶次】
  裁量阶次：一般
  法定幅度：100元以上1,000元以下（可以罚款）
  裁量幅度：超过370元不满730元（示例基准，非官方）
  其他处罚：可以没收非法财物（经营工具）
  注意：本案由的裁量基准为示例，不是官方基准，只供试用
【理由】
  适用规定：适用2024-05-20有效的规定（自2018-12-20起施行）
  时效：未载明发现日期，处罚时效未核对（《中华人民共和国行政处罚法》（2021-01-22版）第三十六条第一款）
  裁量表：适用各类当事人的罚则：可以罚款（《上海市市容环境卫生管理条例》（2018-12-20版）第二十五条第五款第（二）项）
  裁量表：符合裁量表第2行“面积较大”：一般（示例基准，非官方，第12项）（《上海市市容环境卫生管理条例》（2018-12-20版）第二十五条第五款第（二）项）
    面积：12平方米（该行条件：10平方米以上不满50平方米）
  幅度：一般取法定幅度的30%–70%（示例基准，非官方），即超过370元不满730元
【须由人判断】
  裁量表第2、3行同时符合，适用哪一行须由人认定
【程序义务】
  未履行：告知听证权利（50,000元以上）
  未载明：决定前告知拟处罚内容、事实、理由、依据和陈述申辩权（《行政处罚法》第三十六条第一款）
  不得当场：当场处罚以3,000元以下为限（《行政处罚法》第三十六条第一款）
  已履行 2024-08-02：自立案之日起90日内作出决定（《行政处罚法》第三十六条第一款）
"""


def test_the_whole_explanation() -> None:
    shown = explain(determination())
    hearing = "  未履行：告知听证权利（50,000元以上）（《行政处罚法》第三十六条第一款）"
    assert shown == FULL.replace("  未履行：告知听证权利（50,000元以上）", hearing)


def test_english_says_the_same_sections() -> None:
    shown = explain(determination(), "en")
    heads = [line for line in shown.splitlines() if line.startswith("[")]
    assert heads == [
        "[Item and basis]",
        "[Ranges and grade]",
        "[Reasons]",
        "[For a person to decide]",
        "[Procedural duties]",
    ]
    assert "Benchmark: over CNY 370, under CNY 730 (SAMPLE benchmark, not official)" in shown


def test_missing_facts_say_what_would_follow_and_leave_the_outcome_open() -> None:
    shown = explain(
        determination(missing=missing(), grade=None, grades=("lighter", "ordinary"), certain=False)
    )
    assert "认定：应予处罚；视尚未查明的事实，也可能是：只责令改正，不罚款" in shown
    assert "裁量阶次：从轻、一般（未定）" in shown
    assert "以上幅度涵盖尚未查明事实的各种可能" in shown
    assert "  面积为多少平方米？\n    不满10平方米 → 从轻，100元以上370元以下\n" in shown
    assert "    10平方米以上 → 只责令改正，不罚款\n" in shown


def test_lawful_and_recommended_are_said_only_where_they_differ() -> None:
    same = explain(determination())
    assert "依法可罚" not in same
    assert "建议幅度" not in same
    other = explain(determination(lawful=yuan(0, 1000), recommended=yuan(100, 370)))
    assert "依法可罚：1,000元以下" in other
    assert "建议幅度：100元以上370元以下（示例基准，非官方）" in other


def test_the_band_of_the_table_is_told_apart_from_that_after_the_circumstances() -> None:
    """Art. 32 takes 从重 to 从轻: which of the two bands applies must not be guessed."""
    moved = determination(
        table_grade="heavier",
        grade="lighter",
        benchmark=yuan(730, 1000),
        recommended=yuan(100, 370),
    )
    shown = explain(moved)
    assert (
        "裁量幅度：730元以上1,000元以下（示例基准，非官方）（裁量表的从重一档，未计轻重情节）\n"
        in shown
    )
    assert "（示例基准，非官方）（计入轻重情节后为从轻，以此为准）\n" in shown
    english = explain(moved, "en")
    assert "the table's grade, heavier, before the circumstances" in english
    assert "lighter after the circumstances; this one applies" in english
    assert "以此为准" not in explain(determination())


def test_an_official_benchmark_has_no_warning() -> None:
    shown = explain(determination(benchmark_status="official"))
    assert "（官方基准）" in shown
    assert "注意" not in shown


def test_a_note_of_a_citation_is_not_swallowed() -> None:
    place = Place("x", "某条例", date(2022, 9, 22), note="条款号未核实")
    assert "说明：条款号未核实" in explain(determination(places=(place,)))


def test_an_unknown_item_says_so_and_nothing_more() -> None:
    unknown = determination(
        outcome=Outcome.UNKNOWN_ITEM, item=None, title=None, places=(), correction=None,
        statutory=None, lawful=None, benchmark=None, recommended=None, grade=None, grades=(),
        others=(), duties=(), reasons=(), benchmark_status=None,
        for_person=(Reason(1, "item_not_known", values=(("items", (("SH-X", None),)),)),),
    )  # fmt: skip
    assert explain(unknown) == (
        "【案由与依据】\n  认定：认不出案由\n"
        "【须由人判断】\n  裁量基准库没有这个编码或者名称的案由：SH-X\n"
    )


def test_a_review_ends_with_the_comparison_and_the_verdict() -> None:
    shown = explain_review(review())
    for line in (
        "27件可比案例（按事实相近程度折合26.8件）：同样的事实通常为500元",
        "八成的同类案件在400元至600元之间",
        "本案900元（严重度0.89：0为法定下限，1为法定上限）",
        "真正相同的案件中，与通常情形相差这样大的至多3.1%（参照同一案由的27件）",
    ):
        assert line in shown
    tail = shown.split("【结论】\n")[1]
    assert tail.startswith("  偏离裁量基准\n    罚款900元，裁量幅度为超过370元不满730元")
    assert NAME not in shown
    assert NAME in explain_review(review(), names=True)


def test_thin_comparables_are_for_information_only() -> None:
    thin = Finding("too_few_comparables", (("n", 3), ("calibrators", 2.8), ("enough", 39.0)))
    shown = explain_review(review(findings=(thin,), verdict=Verdict.CANNOT_SAY))
    assert "可供参照的案件不足39件，以上仅供参考，不作统计判断" in shown


def test_an_observed_scale_has_no_severity() -> None:
    shown = explain_review(review(comparison=comparison(observed=True)))
    assert "严重度" not in shown
    assert "法定数额未收录，按罚款数额本身比较" in shown


def test_no_comparables_is_said() -> None:
    assert "没有可比案例，或者没有可比的罚款" in explain_review(review(comparison=None))
    empty = comparison(n=0, expected=None, low=None, high=None, p=None)
    assert "没有可比案例，或者没有可比的罚款" in explain_review(review(comparison=empty))


def test_what_the_verdict_rests_on_is_told() -> None:
    others = (Stability("closest", 0.2), Stability("farther_half", None))
    shown = explain_review(review(comparison=comparison(stability=others)))
    assert "去掉最接近的一件可比案例，这一比例：20%" in shown
    assert "只看较接近的一半可比案例，这一比例：无法计算" in shown
