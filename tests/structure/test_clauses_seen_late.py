"""Invented sentences of kinds that were cut wrongly in plans nobody had read; | parts measures."""

import pytest

from mzanalysis.structure.measures import split_clauses

CUTS = """
每周查房不少于两次|节假日各加查一次
护理员轮训一遍|参训者不少于900人
今年新增助浴点20个|乡村占比不低于一半
尚未建成食堂的5个镇,要在二季度完成选址,年底前建成投用
单人墓占地不得超过0.5平方米|双人墓不得超过0.8平方米
改造方案由家庭自主选择
站点连续停业60天的,取消运营补助
新建照护中心1处,设床位150张|一季度开工、年底前建成
账目须逐月核对|票据当日入账,不得拖延
养老机构应逐月公示收费|食品留样须满48小时
护理型床位占比达到60%,其中东区不低于65%,西区不低于62%
机构转型的,9月底前挂牌
优先利用闲置校舍改建助餐点|改造食堂9家
意愿不强的不勉强|每户补贴不超过900元
"""


@pytest.mark.parametrize("cut", CUTS.strip().splitlines())
def test_a_sentence_is_cut_at_its_acts(cut):
    text = cut.replace("|", ",")
    clauses = split_clauses(text, heading="", year=2026)
    measures = [text[c.start : c.end] for c in clauses if c.kind == "measure"]
    assert measures == cut.split("|")


def test_what_there_is_ends_before_what_is_to_be_made():
    text = "现有公墓90处,偏远乡镇尚有缺口,今年新建6处"
    clauses = split_clauses(text, heading="", year=2026)
    assert [text[c.start : c.end] for c in clauses if c.kind == "measure"] == ["今年新建6处"]
