"""Blanks around numbers are not read; those that part two things are."""

from pathlib import Path

import pytest

from mzanalysis.pipeline import build_tables
from mzanalysis.text.folding import fold
from mzanalysis.text.reading_copy import reading_copy


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("到 2027 年底覆盖率达到 90 %", "到2027年底覆盖率达到90%"),
        ("2025 年 6 月底前", "2025年6月底前"),
        ("10 月 15 日前,3 季度末", "10月15日前,3季度末"),
        ("补助 1500 万元,服务 2.3 万人次", "补助1500万元,服务2.3万人次"),
        ("近 300名,不少于 12次,于 3月20 日前", "近300名,不少于12次,于3月20日前"),
        ("由 20-30 张增至 50 余张", "由20-30张增至50余张"),
        ("5A 级以上", "5A级以上"),
        ("1 320张", "1 320张"),  # a row's number, or thousands
        ("床位1 320张", "床位1320张"),
        ("床位 12 500 张", "床位12500张"),
        ("第 1 章 总则", "第1章 总则"),
        ("( 一 )完善网络\n1 .建站", "(一)完善网络\n1.建站"),
        ("1 总体目标", "1 总体目标"),
        ("1.2 个性化服务\n3 家庭床位", "1.2 个性化服务\n3 家庭床位"),
        ("加强监管 2025年检查3次", "加强监管 2025年检查3次"),
        ("加强监管 开展检查", "加强监管 开展检查"),
        ("养老科  3 4", "养老科  3 4"),
        ("数(shù)量", "数量"),
    ],
)
def test_what_is_read(text: str, copy: str) -> None:
    read, places = reading_copy(text)
    assert read == copy
    assert [text[place] for place in places[:-1]] == list(copy)
    assert places[-1] == len(text)


PLAN = """2025年全市民政工作要点
一、养老服务
（一）完善网络。新建站点3个，近300名老人受益，补助1500万元，到2027年底覆盖率达到90%。
（二）提高质量。2025年6月底前改造床位50余张，10月15日前验收，服务2.3万人次。
"""
SPACED = """2025 年全市民政工作要点
一、养老服务
（ 一 ）完善网络。新建站点 3 个，近 300 名老人受益，补助 1500 万元，到 2027 年底覆盖率达到 90 %。
（ 二 ）提高质量。\
2025\u2009年\u20096\u2009月底前改造床位\xa050\xa0余张，10 月 15 日前验收，服务 2.3 万人次。
"""
COLUMNS = {
    "items": ["path", "heading", "topic_code"],
    "measures": ["measure_id", "action", "topic_code"],
    "targets": ["indicator", "comparator_code", "value", "unit", "due_date", "role_code"],
    "deadlines": ["due_date", "rule"],
}


def test_a_plan_with_blanks_is_read_like_one_without(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text("file,adcode\np.txt,420300\n", encoding="utf-8")
    builds = []
    for text in (PLAN, SPACED):
        (tmp_path / "p.txt").write_text(text, encoding="utf-8")
        builds.append(build_tables(tmp_path))
    plain, spaced = builds
    assert len(plain["targets"]) == 6
    for name, columns in COLUMNS.items():
        assert spaced[name][columns].equals(plain[name][columns]), name
    printed = spaced["plans"]["text"][0]
    assert printed == SPACED
    for row in spaced["deadlines"].itertuples():
        assert fold(printed[row.char_start : row.char_end]) == row.matched_text
    for row in spaced["measures"].itertuples():
        assert fold(printed[row.char_start : row.char_end]) == row.text
    spans = spaced["targets"][["char_start", "char_end"]].to_numpy()
    shown = [fold(printed[start:end]) for start, end in spans]
    assert shown == ["3 个", "300 名", "1500 万元", "90 %", "50 余张", "2.3 万人次"]
