"""Invented sentences of the kinds of ``test_kinds_seen_late``, written after its rules."""

import pytest
from test_habits import cases, figure
from test_targets import targets

from mzanalysis.text.folding import fold

AGAIN = """
# what there is, told with its date
> 截至上年末,全区共有婚姻登记点11个,其中公园式4个。
= background 11个
= background 4个
> 到去年底,全市备案居家上门服务机构36家,今年新增备案8家。
= background 36家
= target 8家
> 截至2025年12月,完成适老化改造1900户,今年再改1200户。
= result 1900户
= target 1200户
> 目前全县在册社会救助协理员240名,持证率不低于85%。
= background 240名
= target ge 85%
> 全市150个社区已实现助餐服务全覆盖,今年提质60个。
= background 150个
= result 100%
= target 60个
> 去年底全市留守老人3.2万人,今年巡访率达到100%。
= background 3.2万人
= target 100%
> 尚有8处险情未处置,5月底前处置完毕。
= target 8处 @2026-05-31
# from A to B
> 未达标机构由14家压减到5家以内。
= background 14家
= target le 5家
> 试点街道从去年的4个增加到10个。
= background 4个
= target 10个
> 平均候审时间由12个工作日缩短到8个工作日。
= background 12个工作日
= target 8个工作日
# conditions
> 入住不满30人、连续亏损的敬老院实行合并。
= parameter lt 30人
> 志愿者服务满3年的,优先入住。
= parameter ge 3年
> 对停运超过90天的站点收回设备。
= parameter gt 90天
> 申请人须居住满1年、家庭人均存款不超过4万元。
= parameter ge 1年
= parameter le 4万元
> 对连续三年未开展活动的社会组织依法撤销登记。
= parameter 3年
> 每10名重度失能老人至少配备3名护工。
= parameter ge 3名
# caps
> 公益性墓位维护费每年不超过80元,合同最长不超过20年。
= parameter le 80元
= parameter le 20年
> 单穴墓碑高度不超过100厘米、宽度不超过60厘米。
= parameter le 100厘米
= parameter le 60厘米
> 一次性生活补助一般不超过3000元。
= parameter le 3000元
# money
> 对困难重残老人每餐补贴4元,其他老人优惠1元。
= parameter 4元
= parameter 1元
> 市财政安排以奖代补资金600万元。
= target 600万元
> 每个社工站工作经费不低于5万元。
= parameter ge 5万元
> 对南部三县市级补助180万元。
= target 180万元
# due dates
> 新建助浴点12个、日间照料中心6个,11月底前投用。
= target 12个 @2026-11-30
= target 6个 @2026-11-30
> 建设敬老院9所,其中3所国庆节前开工。
= target 9所
= target 3所 @2026-09-30
> 清查台账一季度完成,新聘护理员80名。
= target 80名
> 上半年、下半年各开展联合检查1次。
= target 1次 @2026-12-31
> 七夕前办好集体婚礼2场。
= target 2场 @2026-08-18
> 全年巡查不少于四次。
= target ge 4次 @2026-12-31
> 到2027年,床位达到3000张;今年新增300张。
= target 3000张 @2027-12-31
= target 300张
> 春节前慰问困难群众2000户,全年慰问8000户。
= target 2000户 @2026-02-16
= target 8000户 @2026-12-31
# bounds in lists
> 惠及老人约3000人、5000人。
= target approx 3000人
= target approx 5000人
> 新增床位超过100张、食堂8家。
= target gt 100张
= target 8家
> 至少新建站点5个、改造4个。
= target ge 5个
= target ge 4个
> 持证率、参训率分别达到80%、90%以上。
= target ge 80%
= target ge 90%
# counters and how often
> 修补围栏46段,更新路灯19盏。
= target 46段
= target 19盏
> 档案每半年核对一次,名册每月更新一次。
= target 1次
= target 1次
> 国庆节前举办全市护理员技能竞赛一次。
= target 1次 @2026-09-30
# no figures
> 联合8个部门开展整治,不落一户、不漏一人。
= parameter 8个
> 评一个、带一批,办好每一件实事。
"""


@pytest.mark.parametrize(("text", "chapter", "wanted"), list(cases(AGAIN)))
def test_a_figure_of_a_kind_seen_late(text, chapter, wanted):
    rows = targets(fold(text), chapter=chapter).itertuples()
    assert [figure(row) for row in rows] == wanted
