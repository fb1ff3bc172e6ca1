"""Invented sentences of kinds that were misread in plans nobody had read; lines as in HABITS."""

import pytest
from test_habits import cases, figure
from test_targets import targets

from mzanalysis.text.folding import fold

KINDS = """
# what there is, told with its date
> 截至2025年底,全县各类养老机构合计64家,其中公办22家、民办42家。
= background 64家
= background 22家
= background 42家
> 去年底全区在管低保边缘家庭2300户,今年核查率达到100%。
= background 2300户
= target 100%
> 目前,全市有慈善组织88家,年内新认定10家。
= background 88家
= target 10家 @2026-12-31
> 截至去年末建成村级幸福院210所,今年再建30所。
= result 210所
= target 30所
> 12个县级殡仪馆中已有7个完成环保改造,今年完成其余5个。
= background 12个
= result 7个
= target 5个
> 全县已有助浴点18个,今年再设6个。
= background 18个
= target 6个
> 隐患机构还有9家,逐家销号,6月底前清零。
= background 9家
> 全市登记志愿服务队伍860支,注册率稳定在20%以上。
= background 860支
= target ge 20%
# from A to B with a thing between
> 全市乡镇敬老院由38所撤并到30所以内。
= background 38所
= target le 30所
> 试点由去年的3个街道扩大到8个。
= background 3个
= target 8个
> 助餐点由每街道1个增加到2个。
= background 1个
= target 2个
# conditions
> 床位不足20张、入住率低于30%的福利院一律关停。
= parameter lt 20张
= parameter lt 30%
> 申报单位须备案满2年、床位不少于50张。
= parameter ge 2年
= parameter ge 50张
> 护工从业满5年的,一次性奖励3000元。
= parameter ge 5年
= parameter 3000元
> 站点连续停业60天的,取消补助资格。
= parameter 60天
> 对连续两年抽检不合格的机构予以通报。
= parameter 2年
> 在常住人口超过3万人、没有综合中心的镇新建综合中心4个。
= parameter gt 3万人
= target 4个
> 改建项目单体面积不少于200平方米、床位不少于15张。
= parameter ge 200平方米
= parameter ge 15张
> 夜间每20名自理老人至少配备1名护理员。
= parameter ge 1名
# caps
> 双人墓占地不得超过0.8平方米,墓碑高度不超过90厘米。
= parameter le 0.8平方米
= parameter le 90厘米
> 维护费一次性收取最长不超过15年。
= parameter le 15年
> 农村酒席一般不超过10桌、礼金不超过200元。
= parameter le 10桌
= parameter le 200元
> 押金最高不得超过月床位费的6倍。
= parameter le 6倍
> 救助期限一般不超过10天,特殊情况不超过30天。
= parameter le 10天
= parameter le 30天
# money a head, and money of a whole
> 70岁以上老人每餐优惠3元,90岁以上老人另补2元。
= parameter 3元
= parameter 2元
> 新建床位每张补助8000元,改建每张4000元,升级的每张1500元。
= parameter 8000元
= parameter 4000元
= parameter 1500元
> 东、西两区财力较弱,市级补助500万元。
= target 500万元
> 备用金每个乡镇不少于3万元,6月底前拨付到账。
= parameter ge 3万元 @2026-06-30
> 购买上门服务每人每月不少于5小时,惠及失能老人900人。
= parameter ge 5小时
= target 900人
> 争取省级资金不少于2000万元、项目3个。
= target ge 2000万元
= target 3个
# due dates
> 全年培训护理员800名,日均服务达到2万人次。
= target 800名 @2026-12-31
= target 2万人次
> 全年新建站点20个,月活动率达到90%。
= target 20个 @2026-12-31
= target 90%
> 县级界线联检4条、总长120公里,8月底前完成外业。
= target 4条 @2026-08-31
= target 120公里 @2026-08-31
> 再迁建3个,国庆节前投用。
= target 3个 @2026-09-30
> 支出进度二季度末达到50%、年底前达到95%以上。
= target 50% @2026-06-30
= target ge 95% @2026-12-31
> 第三季度清零剩余隐患14处。
= target 14处 @2026-09-30
> 骨灰堂4座须于清明后动工、冬至前竣工。
= target 4座 @2026-12-21
> 秋季开学前走访困境儿童600名。
= target 600名 @2026-08-31
> “敬老月”期间慰问百岁老人60名。
= target 60名 @2026-10-31
> 上半年召开联席会议1次,培训500人,年底前全部完成。
= target 1次 @2026-06-30
= target 500人 @2026-06-30
> 村级议事会全年宣讲不少于3次。
= target ge 3次 @2026-12-31
# 约 and 以上 in lists
> 补贴分别惠及约5万人、7万人。
= target approx 5万人
= target approx 7万人
> 新建食堂近20家、驿站30家。
= target approx 20家
= target 30家
> 培训院长约100名、护理员300名以上。
= target approx 100名
= target ge 300名
# counted by a word that is no unit yet
> 更换灯具60盏,修缮凉亭7座,栽植界桩8颗。
= target 60盏
= target 7座
= target 8颗
> 配置轮椅120件(套),发放手册三千册。
= target 120件
= target 3000册
# how often
> 台账每季度更新一次,寒暑两假各加访一次。
= target 1次
= target 1次
> 去向每三个月至少公布一次,警示大会年中、年末各召开一次。
= target ge 1次
= target 1次 @2026-12-31
# no figures
> 民政、教育、医保等12个部门信息共享,办一个、成一个。
= parameter 12个
"""


@pytest.mark.parametrize(("text", "chapter", "wanted"), list(cases(KINDS)))
def test_a_figure_of_a_kind_seen_late(text, chapter, wanted):
    rows = targets(fold(text), chapter=chapter).itertuples()
    assert [figure(row) for row in rows] == wanted
