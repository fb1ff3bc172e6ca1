"""A text that a converter broke at a fixed width is the text as it was; paragraphs stay."""

import unicodedata

import pytest

from mzanalysis.reading.formats import read_bytes
from mzanalysis.reading.formats.joined_lines import join_wrapped

PLAN = """甲子市民政局2025年工作要点
一、完善养老服务体系
（一）扩大服务供给。新增护理型床位1200张，护理型床位占比提高到68.5%以上，其中农村地区不少于420张，2025年11月底前完成。
（二）发展老年助餐。新建社区食堂26家、助餐点150个，惠及老年人3.2万人次；探索“中央厨房+社区食堂+上门配送”的办法，形成覆盖城乡的服务网络。
1.加强队伍建设。培训养老护理员500人次，评定“五星护理员”20名，持证率达到95%，并对连续从业满5年的护理员给予一次性奖励3000元。
2.规范机构管理。
二、做实社会救助
（一）提高救助标准。城乡低保标准增幅不低于5%，临时救助及时率达到100%，6月底前下达补助资金1.5亿元，年内完成低收入人口动态监测信息平台建设。
（二）落实《社会救助暂行办法》，对12类困难群众分层分类救助，做到应保尽保、应救尽救、应兜尽兜，不落一户、不落一人，切实兜住兜准兜牢民生底线。
甲子市民政局
2025年2月18日
"""


def wrap(text: str, width: int, *, is_wide: bool = True, hangs: bool = False) -> str:
    """Break lines at a width in columns, or in characters; punctuation may hang over."""
    lines = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for char in paragraph:
            step = 2 if is_wide and unicodedata.east_asian_width(char) in "WFA" else 1
            if used + step > width and not (hangs and char in "，。、；”）"):
                lines.append(line)
                line, used = "", 0
            line, used = line + char, used + step
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("hangs", [False, True])
@pytest.mark.parametrize(("width", "is_wide"), [(60, True), (68, True), (80, True), (34, False)])
def test_wrapped_lines_are_paragraphs_again(width: int, is_wide: bool, hangs: bool) -> None:
    joined, note = join_wrapped(wrap(PLAN, width, is_wide=is_wide, hangs=hangs))
    assert joined == PLAN
    assert note.endswith(" line breaks within paragraphs")


@pytest.mark.parametrize(
    ("name", "printed", "note"),
    [
        ("indented", "\n".join(f"　　{line}" for line in PLAN.split("\n")), ""),
        ("double-spaced", PLAN, ""),
        ("page numbers", PLAN, ", 2 page numbers"),
    ],
)
def test_wrapped_in_other_dress(name: str, printed: str, note: str) -> None:
    lines = wrap(printed, 68).split("\n")
    if name == "double-spaced":
        lines = [line + "\n" for line in lines]
    if name == "page numbers":
        lines[4:4] = ["", "— 1 —", "\f"]
        lines[-5:-5] = ["2"]
    document = read_bytes("\n".join(lines).encode(), "plan.txt")
    assert document.text == PLAN
    assert document.metadata["left_out"].endswith(f"line breaks within paragraphs{note}")


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        PLAN.replace("。", "。\n"),
        "序号\n任务\n时限\n" + "1\n新建食堂\n6月底\n" * 30,
        "| 序号 | 任务 |\n" * 9,
        "一、完善养老服务体系建设工作若干措施\n二、健全分层分类社会救助工作体系\n" * 5,
        "",
        "甲",
    ],
)
def test_lines_that_are_paragraphs_stay(text: str) -> None:
    assert join_wrapped(text) == (text, "")


def test_rows_of_a_table_stay_rows() -> None:
    rows = "".join(
        f"{n} | {n}月底前完成社区食堂建设{n}家、床位60张 | 养老科 |\n" for n in range(1, 9)
    )
    joined, _ = join_wrapped(wrap(f"{PLAN}附件\n序号 | 任务 | 科室 |\n{rows}", 60))
    assert joined.endswith(rows)
