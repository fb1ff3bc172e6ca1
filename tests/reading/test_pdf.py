import pytest
from pdf_writer import FONT, write_pdf

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import pdf, read_bytes


def lines(*texts: str, top: float = 50) -> list[tuple[float, float, str]]:
    """Place lines below each other; a full line has 20 characters, 50 to 250 points."""
    return [(50, top + 20 * n, text) for n, text in enumerate(texts)]


def read(*pages: list[tuple[float, float, str]], **options) -> list[str]:
    return read_bytes(write_pdf(list(pages), **options), "plan.pdf").text.splitlines()


FULL = "提升养老服务水平完善养老服务体系健全制度"
assert len(FULL) == 20


def test_lines_are_joined_to_paragraphs() -> None:
    indented = (70, 110, "二、救助")
    page = [*lines(FULL, FULL, FULL), indented, *lines(FULL, "完。", top=130)]
    assert read(page) == [FULL * 3, "二、救助", f"{FULL}完。"]


def test_a_line_is_full_if_the_next_figure_would_not_fit() -> None:
    assert read(lines(FULL, FULL[:-3], "1234户", FULL)) == [f"{FULL}{FULL[:-3]}1234户", FULL]
    assert read(lines(FULL, FULL[:-7], "1234户", FULL)) == [f"{FULL}{FULL[:-7]}", "1234户", FULL]


def test_a_nearly_full_line_goes_on_unless_its_sentence_ends() -> None:
    assert read(lines(FULL, FULL[:-4], FULL)) == [FULL + FULL[:-4] + FULL]
    ended = FULL[:-5] + "。"
    assert read(lines(FULL, ended, FULL)) == [FULL + ended, FULL]


def test_a_label_begins_a_paragraph_only_after_a_sentence() -> None:
    sentence = FULL[:-1] + "。"
    assert read(lines(sentence, "2.新增床位。")) == [sentence, "2.新增床位。"]
    # a figure cut by the line's end, with a numbering sign put into it
    assert read(lines(FULL[:-5] + "累计431", "2、08人。")) == [FULL[:-5] + "累计4312、08人。"]


def test_page_numbers_and_running_heads_do_not_split_sentences() -> None:
    pages = [
        [(100, 20, "甲子市民政局文件"), *lines(FULL, FULL, top=100), (140, 380, number)]
        for number in ("— 1 —", "— 2 —", "— 3 —")
    ]
    document = read_bytes(write_pdf(pages), "plan.pdf")
    assert document.text == FULL * 6 + "\n"
    assert document.metadata["left_out"] == "3 «甲子市民政局文件», 3 page numbers"


def test_tables_are_rows() -> None:
    cells = [(55, 115, "序号"), (105, 115, "任务"), (55, 135, "1"), (105, 135, "新增床位")]
    rules = [(50, y, 200, y) for y in (100, 120, 140)] + [(x, 100, x, 140) for x in (50, 100, 200)]
    page = [*lines(FULL, "附件"), *cells, *lines("完。", top=170)]
    assert read(page, rules=[rules]) == [FULL + "附件", "序号 | 任务 |", "1 | 新增床位 |", "完。"]


def table(top: float, *rows: tuple[str, ...]) -> tuple[list, list]:
    """Return texts and ruled lines of a table with columns at 50, 80 and 200."""
    columns = (50, 80, 200, 290)
    bottom = top + 20 * len(rows)
    texts = [
        (columns[n] + 5, top + 15 + 20 * line, cell)
        for line, row in enumerate(rows)
        for n, cell in enumerate(row)
    ]
    rules = [(50, top + 20 * n, 290, top + 20 * n) for n in range(len(rows) + 1)]
    return texts, rules + [(x, top, x, bottom) for x in columns]


def test_a_table_goes_on_over_pages() -> None:
    head = ("序号", "任务", "时限")
    first, rules = table(300, head, ("1", "新增床位六十", "6月底"))
    second, others = table(60, head, ("", "张。", ""), ("2", "提标", "9月底"), ("", "核查", "全年"))
    pages = [[*first, (140, 380, "— 1 —")], [*second, (140, 380, "— 2 —")]]
    assert read(*pages, rules=[rules, others]) == [
        "序号 | 任务 | 时限 |",
        "1 | 新增床位六十张。 | 6月底 |",
        "2 | 提标 | 9月底 |",
        "| 核查 | 全年 |",
    ]


def test_a_figure_cut_by_a_page_is_one_figure() -> None:
    cut = FULL[:-5] + "累计431"
    number = (140, 380, "— 1 —")
    assert read([*lines(FULL, cut), number], lines("08人。")) == [f"{FULL}{cut}08人。"]
    # the page number, run into the next page's first line
    assert read(lines(FULL, cut), lines("2、08人。")) == [f"{FULL}{cut}08人。"]


def test_what_is_no_text_is_reported() -> None:
    unknown = FONT.replace(b"UniGB-UCS2-H", b"Identity-H").replace(b"GB1", b"Identity")
    encrypted = b"/Encrypt<</Filter/Standard/V 9/R 9/O()/U()/P 0>>/ID[()()]"
    for data, message in (
        (write_pdf([[]]), "no text layer .*OCR"),
        (write_pdf([lines(FULL)], font=unknown), "its fonts do not say which characters"),
        (write_pdf([lines(FULL)], trailer=encrypted), "encrypted; open it with its password"),
        (b"%PDF-1.4 broken", "no PDF that can be opened|no text layer"),
    ):
        with pytest.raises(InputError, match=message):
            read_bytes(data, "plan.pdf")


FIRST = ["一、养老服务提质增效", "1.新增护理型床位六", "十张，6月底前完成。", "2.培训护理员三百人"]
SECOND = ["次，全年开展活动。", "二、社会救助扩围增效", "1.低保标准增幅不低", "于百分之五，年内"]


@pytest.mark.parametrize("offset", [0, 7])  # the columns' lines are level, or not
def test_two_columns_are_read_one_after_the_other(offset: int) -> None:
    title = (80, 30, "甲子市民政局工作要点")
    first = [(30, y, text) for _, y, text in lines(*FIRST, top=60)]
    second = [(160, y + offset, text) for _, y, text in lines(*SECOND, top=60)]
    assert read([title, *first, *second, (130, 380, "— 1 —")], [(30, 50, "实现监测。")]) == [
        "甲子市民政局工作要点",
        "一、养老服务提质增效",
        "1.新增护理型床位六十张，6月底前完成。",
        "2.培训护理员三百人次，全年开展活动。",
        "二、社会救助扩围增效",
        "1.低保标准增幅不低于百分之五，年内实现监测。",
    ]


NUMBERS = (
    "－ 1 －",
    "第1页 共9页",
    "第 1 页，共 9 页",
    "1/9",
    "- 1 -",
    "— 2 —",
    "·3·",
    "~1~",
    "一 1 一",
    "第一页",
    "１",
    "Page 1 of 9",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_s_number_in_any_dress(number: str) -> None:
    pages = [[*lines(FULL, FULL, top=100), (140, 380, number)], lines("完。", top=100)]
    assert read(*pages) == [FULL * 2 + "完。"]


def test_a_head_is_left_out_wherever_it_recurs_but_not_a_note() -> None:
    note = "（责任单位：养老科）"
    two = [[(100, 20, "甲子市民政局文件"), *lines(FULL, "完。", top=100), (50, 380, note)]] * 2
    assert read(*two) == [f"{FULL}完。", note] * 2
    heads = ("甲子市民政局", "2025年工作要点", "甲子市民政局", "2025年工作要点")
    assert read(*([(100, 20, head), *lines(FULL, top=100)] for head in heads)) == [FULL * 4]


def test_a_title_is_no_start_of_a_sentence() -> None:
    data = write_pdf([lines(*[FULL] * 12, "完。")]).replace(b"/F 10 Tf 50 350", b"/F 20 Tf 50 350")
    assert read_bytes(data, "plan.pdf").text.splitlines() == [FULL, f"{FULL * 11}完。"]


def test_merged_cells_keep_their_columns() -> None:
    cells = [(55, 115, "任务"), (105, 115, "措施"), (205, 115, "时限"), (105, 135, "甲")]
    cells += [(105, 155, "乙"), (205, 155, "7月"), (55, 175, "合计"), (205, 175, "丙")]
    rules = [(50, y, 290, y) for y in (100, 120, 160, 180)] + [(100, 140, 290, 140)]
    rules += [(x, 100, x, 160) for x in (50, 100, 200, 290)]
    rules += [(x, 160, x, 180) for x in (50, 200, 290)]
    assert read(cells, rules=[rules]) == [
        "任务 | 措施 | 时限 |",
        "| 甲 | |",
        "| 乙 | 7月 |",
        "合计 | | 丙 |",
    ]


def test_what_would_take_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most, message in (
        ("_MOST_PAGES", 1, "has 2 pages, a plan at most 1; save the plan's pages alone"),
        ("_MOST_CHARACTERS", 9, "page 1 is drawn with more than a page of text can hold"),
        ("_MOST_BYTES", 99, "page 1 is drawn with more"),
        ("_MOST_OF_ALL", 200, "page 2 is drawn with more"),
    ):
        with monkeypatch.context() as patch, pytest.raises(InputError, match=message):
            patch.setattr(pdf, name, most)
            read(lines(FULL), lines(FULL))


@pytest.mark.parametrize("box", [b"", b"/MediaBox[0 0 300]", b"/MediaBox[0 0 0 0]", b"/MediaBox/a"])
def test_a_broken_box_is_refused_by_name(box: bytes) -> None:
    whole = b"/MediaBox[0 0 300 400]"
    data = write_pdf([lines(FULL)]).replace(whole, box.ljust(len(whole)))
    with pytest.raises(InputError, match=r"^plan\.pdf: "):
        read_bytes(data, "plan.pdf")


def test_a_white_line_parts_no_rows() -> None:
    cells = [
        (55, 115, "任务"),
        (205, 115, "时限"),
        (55, 135, "新增护理型床位"),
        (205, 135, "6月底"),
    ]
    rules = [(50, y, 290, y) for y in (100, 120, 160)] + [(x, 100, x, 160) for x in (50, 200, 290)]
    data = write_pdf([[*cells, (55, 155, "十张")]], rules=[[*rules, (50, 140, 290, 140)]])
    for ink, rows in (
        (b"1 G 50 260 m 290 260 l S", ["新增护理型床位十张 | 6月底 |"]),
        (b"0 G 50 260 m 290 260 l S", ["新增护理型床位 | 6月底 |", "十张 | |"]),
    ):
        drawn = data.replace(b"50 260 m 290 260 l S", ink)
        assert read_bytes(drawn, "plan.pdf").text.splitlines()[1:] == rows
