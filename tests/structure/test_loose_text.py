"""What stands outside the items: its kinds, its place in the plan, what is left out."""

import pandas as pd

from mzanalysis.structure.loose_text import read_loose_text
from mzanalysis.structure.sections import split_sections


def test_text_outside_the_items_is_read_in_its_place():
    text = (
        "某市民政工作要点\n过去一年,新建公墓5处。\n一、重点\n今年再建3处。\n"
        "1.建站。新建助餐点6个。\n2.扩面。新增床位8张。\n附件\n新建8处。\n"
    )
    plans = pd.DataFrame([{"plan_id": "p", "city": "某", "year": 2026, "text": text}])
    loose = read_loose_text(plans, split_sections(plans))
    assert list(loose.items["text"].str.strip()) == ["过去一年,新建公墓5处。", "今年再建3处。"]
    assert list(loose.items["chapter"]) == ["", "重点"]
    assert set(loose.measures["measure_id"]) == {""}
    for measure in loose.measures.itertuples():
        assert text[measure.char_start : measure.char_end] == measure.text
    assert not {"topic_code"} & {*loose.items, *loose.measures}


def test_a_line_without_a_sentence_is_blank():
    text = "新建公墓5处。\n某市民政局\n一、建站\n(一)扩面。新建3个。\n"
    rows = [("s1", "preamble", 0, 14)]
    sections = pd.DataFrame(rows, columns=["section_id", "kind_code", "char_start", "char_end"])
    sections = sections.assign(plan_id="p", city="某", year=2026, parent_id="", heading="")
    plans = pd.DataFrame([{"plan_id": "p", "text": text}])
    assert list(read_loose_text(plans, sections).items["text"]) == ["新建公墓5处。\n" + " " * 6]
