"""An annex is read like the plan where it is a list of what is to be done."""

import pandas as pd
import pytest

from mzanalysis.reading.formats.document import PART_EDGE
from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.structure.task_tables import extract_tasks

BODY = """2025年民政工作要点
一、养老服务
1.建站。新建站点3个。
2.设点。新设助餐点5个。
二、社会救助
1.扩面。覆盖8个乡镇。
各区民政局要抓好落实。
甲市民政局
2025年2月3日
"""
OWN_ITEMS = ["养老服务/1", "养老服务/2", "社会救助/1"]
TABLE = "附件\n任务分工表\n序号|工作任务|责任单位|时限\n1|建站3个|养老科|5月底\n"
LIST = "1.新建食堂30家。\n2.改造敬老院4所。\n"

# annex -> its items by chapter and number
ANNEXES = {
    "附件\n2025年为民实事项目清单\n" + LIST: [
        "2025年为民实事项目清单/1",
        "2025年为民实事项目清单/2",
    ],
    "附件：民生实事\n1.新建食堂30家\n2.开展助浴服务\n": ["附件:民生实事/1", "附件:民生实事/2"],
    "重点工作安排表\n" + LIST: ["重点工作安排表/1", "重点工作安排表/2"],
    "2025年重点任务清单\n一、养老服务\n" + LIST: ["2025年重点任务清单/1", "2025年重点任务清单/2"],
    "附件1\n名词解释\n1.低保：指低于标准1.5倍。\n2.刚性支出：指3项支出。\n附件2\n实事清单\n"
    + LIST: [
        "实事清单/1",
        "实事清单/2",
    ],
    "附件1\n实事清单\n" + LIST + TABLE: ["实事清单/1", "实事清单/2"],
    "附件\n考核评分标准\n1.建档案得5分。\n2.开展培训得3分。\n": [],
    TABLE: [],
}


def read(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    plans = pd.DataFrame([("p0", "甲", 2025, text)], columns=["plan_id", "city", "year", "text"])
    sections = split_sections(plans)
    return sections, extract_items(plans, sections)


@pytest.mark.parametrize(("annex", "expected"), ANNEXES.items())
def test_an_annex_of_things_to_do_is_read_like_the_plan(annex: str, expected: list[str]) -> None:
    _, items = read(BODY + annex)
    found = items["chapter"] + "/" + items["label"].str.strip(".")
    assert found.tolist() == OWN_ITEMS + expected


@pytest.mark.parametrize("annex", ANNEXES)
def test_a_signature_ahead_of_an_annex_closes_the_plan(annex: str) -> None:
    sections, _ = read(BODY + annex)
    text = BODY + annex
    kinds = sections[sections["kind_code"].isin(["notice", "paragraph"])]
    pieces = [text[start:end] for start, end in zip(kinds.char_start, kinds.char_end, strict=True)]
    assert pieces[:2] == ["各区民政局要抓好落实。\n", "甲市民政局\n2025年2月3日\n"]


LISTS = {
    "下列任务年内完成：\n1.新建食堂30家。\n2.改造敬老院4所。\n": [
        ("新建食堂30家", "", "年内"),
        ("改造敬老院4所", "", "年内"),
    ],
    "一、养老\n以下项目由养老科负责，10月底前完成：\n（一）新建食堂3家。\n"
    "二、救助\n（一）救助6人。\n": [
        ("新建食堂3家", "养老科", "10月底前"),
    ],
    "一、养老\n1.设施。以下任务9月底前全部完成：\n（1）新建食堂3家。\n2.培训。培训20人。\n": [
        ("新建食堂3家", "", "9月底前"),
    ],
    "一、养老\n以下任务要抓好：\n（一）新建食堂3家，9月底前完成。\n": [],
}


@pytest.mark.parametrize(("text", "expected"), LISTS.items())
def test_a_line_above_a_list_binds_each_of_its_members(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    plans = pd.DataFrame([("p0", "甲", 2025, text)], columns=["plan_id", "city", "year", "text"])
    sections = split_sections(plans)
    tasks = extract_tasks(plans, sections, extract_items(plans, sections))
    found = tasks[["text", "departments", "due_text"]].itertuples(index=False, name=None)
    assert list(found) == expected


SECOND_FILES = {
    "为民实事\n1.新建食堂30家。\n": ["为民实事/1"],
    "设施建设\n一、食堂\n（一）新建食堂3家。\n": ["设施建设/(一)"],
    "三、殡葬\n1.新建公墓2处。\n": ["殡葬/1"],
    "名词解释\n1.低保：指低于标准1.5倍。\n": [],
}


@pytest.mark.parametrize(("text", "expected"), SECOND_FILES.items())
def test_the_second_file_of_a_plan_begins_anew(text: str, expected: list[str]) -> None:
    _, items = read(f"{BODY}\n{PART_EDGE}\n{text}")
    found = items["chapter"] + "/" + items["label"].str.strip(".")
    assert found.tolist() == OWN_ITEMS + expected
