"""Invented sentences, by habit: what is promised, past, there already, or a limit, and by when.

A line of HABITS: # a habit; @ the chapter of what follows; > a sentence; = a figure of it: role,
comparator (none: eq), value with unit, date. The plan is for 2026.
"""

import pytest
from test_targets import targets

from mzanalysis.text.folding import fold

HABITS = """
# what there is, and the part of it of which something is promised
> 局属单位现有党支部9个,其中3个今年任期届满,要在5月底前完成换届。
= background 9个
= target 3个
> 设有失能照护专区的养老院由7家增加到12家。
= background 7家
= target 12家
> 对纳入监测的6.5万名低收入人口每月开展1次比对。
= background 6.5万名
= target 1次
# lines that are drawn
> 每个中心床位不少于60张。
= parameter ge 60张
> 低保边缘家庭收入认定标准放宽到低保标准的1.5倍。
= parameter 1.5倍
> 备用金规模一般为2万元。
= parameter 2万元
> 对遗体接运、存放、火化、寄存等4项基本服务费用予以免除。
= parameter 4项
> 单人墓、双人墓占地分别不得超过0.5平方米、0.8平方米。
= parameter le 0.5平方米
= parameter le 0.8平方米
# as many dates as figures, told one to one
> 6月底、9月底和11月底预算执行率分别达到50%、75%、95%。
= target 50% @2026-06-30
= target 75% @2026-09-30
= target 95% @2026-11-30
# when all that was listed before is done
> 更换消防水箱9台,其中城区4台、乡镇5台,9月底前全部完成并通过消防验收。
= target 9台 @2026-09-30
= target 4台 @2026-09-30
= target 5台 @2026-09-30
> 推动3家福利院转型为养护中心,上半年完成转型任务。
= target 3家 @2026-06-30
> 遗留的4处隐患一季度必须清零。
= target 4处 @2026-03-31
# tense
> 上一年度完成浴室防滑改造640户,本年度计划完成820户。
= result 640户
= target 820户
> 2025年为独居老人安装烟感1500个,2026年继续安装2000个,同时更换老旧燃气软管300根。
= result 1500个
= target 2000个 @2026-12-31
= target 300根 @2026-12-31
> 过去一年培育社区社会组织70个;新一年要培育90个,备案率达到85%以上。
= result 70个
= target 90个
= target ge 85%
> 已为460名失能老人建档,尚有120名11月底前建档完毕。
= result 460名
= target 120名 @2026-11-30
> 在2025年评出12家星级食堂的基础上,再评8家,淘汰率不超过5%。
= result 12家
= target 8家
= target le 5%
> 前期已排查隐患33处,余下9处于5月底前整改到位。
= result 33处
= target 9处 @2026-05-31
> 截至2025年末,建有儿童之家210个;年内提质改造40个;儿童主任持证率不低于90%。
= background 210个
= target 40个 @2026-12-31
= target ge 90%
> 全市去年办理收养登记31件,今年要求评估率100%。
= result 31件
= target 100%
> 自2024年启动以来共惠及老人5200人次,今年力争惠及7000人次以上。
= result 5200人次
= target ge 7000人次
> 目前已有18个街道设立未成年人保护站,剩余6个街道9月底前全部设立。
= result 18个
= target 6个 @2026-09-30
> 上年度销售彩票3.1亿元,今年销量稳定在3亿元以上,筹集公益金8000万元。
= result 3.1亿元
= target ge 3亿元
= target 8000万元
> 去年底开通的热线接听来电9000个,今年新增坐席4个。
= result 9000个
= target 4个
> 对2025年已认定的示范社区15个开展回访,新认定示范社区10个。
= result 15个
= target 10个
> 完成地名标志更新260块(去年已更新180块)。
= target 260块
= result 180块
> 去年试点村由4个增至9个,今年再扩大到20个。
= background 4个
= result 9个
= target 20个
# review
@ 重点指标
> 护理员岗前培训率达到98%。
= target 98%
> 特困供养人员签约率达到100%,集中照料率达到55%。
= target 100%
= target 55%
> 慈善组织年报公开率达到95%,同比增长2个百分点。
= target 95%
= target 2个百分点
> 社区嵌入式机构达到60家,增长20%。
= target 60家
= target 20%
> 低保动态核查覆盖面达到100%,档案完整率达到99%。
= target 100%
= target 99%
> 婚姻登记合格率达到100%,群众满意度达到98%以上。
= target 100%
= target ge 98%
> 公墓年检率达到100%。
= target 100%
@ 过去一年工作总结
> 护理员岗前培训率达到98%。
= result 98%
> 新建助浴点3处,开工建设养老院1所。
= result 3处
= result 1所
@ 2026年主要目标
> 社会组织等级评估完成70家,评估率达到60%。
= target 70家
= target 60%
@
# stock
> 全区登记在册慈善组织24家。
= background 24家
> 本县现有留守儿童1460名,实行“一人一档”管理。
= background 1460名
> 我市共有城市特困人员312人,全部纳入探访。
= background 312人
> 进一步明确17个成员单位工作职责。
= background 17个
> 压实15家责任单位主体责任,新增督查组3个。
= background 15家
= target 3个
> 全市现有养老机构97家,年内安全评估全覆盖。
= background 97家
= target 100% @2026-12-31
> 我县常住人口41.2万人,其中60岁以上9.8万人。
= background 41.2万人
= background 9.8万人
> 依托现有的26个社工站开展督导,督导不少于4次。
= background 26个
= target ge 4次
> 全区户籍老年人口达8.3万,占比24%。
= background 8.3万
= background 24%
> 针对辖区620名重度残疾人开展评估。
= background 620名
> 全旗共设社区居委会45个,居委会主任轮训一遍。
= background 45个
> 发挥23家成员单位作用,召开联席会议2次。
= background 23家
= target 2次
> 全市在册志愿者达12万人,力争新增1万人。
= background 12万人
= target 1万人
# limits
> 在3万名居民以上的街道设立区域养老服务中心。
= parameter ge 3万名
> 床位80张以上的养老机构须配备专职安全员2名。
= parameter ge 80张
= parameter 2名
> 5000元以下的临时救助由街道直接审批。
= parameter le 5000元
> 公墓维护费不高于墓位价格的6%。
= parameter le 6%
> 对新入职困难的机构给予不超过3个月的过渡期。
= parameter le 3个月
> 面积在200平方米以上的站点可开设老年课堂,今年开设6个。
= parameter ge 200平方米
= target 6个
> 连续入住满6个月的老人给予每月150元补贴。
= parameter ge 6个月
= parameter 150元
> 存款超过2万元的家庭不再纳入低保。
= parameter gt 2万元
> 行政管理费不得超过总支出的10%。
= parameter le 10%
> 单笔捐赠50万元以上的项目须公示7日。
= parameter ge 50万元
> 墓位面积不得大于0.5平方米,墓碑高度不超过0.8米。
= parameter le 0.5平方米
= parameter le 0.8米
> 资助比例最高不超过项目经费的70%,单个项目上限20万元。
= parameter le 70%
= parameter le 20万元
> 新建站点12个,每个站点不少于300平方米。
= target 12个
= parameter ge 300平方米
> 每名护理员服务对象不超过4人。
= parameter le 4人
> 收入低于当地低保标准1.5倍的家庭纳入低边范围。
= parameter lt 1.5倍
> 对参与人数超过500人的活动实行备案。
= parameter gt 500人
# rises
> 新增护理型床位800张,其中认知症床位由60张增加到150张。
= target 800张
= background 60张
= target 150张
> 去年低保标准从每人每月690元提高到735元。
= background 690元
= result 735元
> 到6月底,助餐点由32个扩大到50个。
= background 32个
= target 50个 @2026-06-30
> 年底前,护理员持证率从71%提升到不低于80%,培训150人。
= background 71%
= target ge 80% @2026-12-31
= target 150人 @2026-12-31
> 孤儿基本生活费标准(集中养育由1900元提高到2050元、社会散居由1350元提高到1450元)。
= background 1900元
= target 2050元
= background 1350元
= target 1450元
> 将审批时限由22个工作日压缩至18个工作日。
= background 22个工作日
= target 18个工作日
> 骨灰堂覆盖的乡镇从11个增加到15个,7月起实施新标准。
= background 11个
= target 15个
# dates
> 全年,开展送教上门90次,资助学生40名。
= target 90次 @2026-12-31
= target 40名 @2026-12-31
> 社工全年走访1200户,站点由5个增加到8个。
= target 1200户 @2026-12-31
= background 5个
= target 8个
> 改造老旧浴室14间,9月底前竣工;新建2间,10月底前交付。
= target 14间 @2026-09-30
= target 2间 @2026-10-31
> 为18个村配发急救箱,每村补助1万元,5月底前发放到位。
= target 18个 @2026-05-31
= parameter 1万元 @2026-05-31
> 评出优秀案例10个;6月底前完成评选。
= target 10个
> 到2028年,每县建成1所失智照护中心;每个街道建成1个嵌入式机构。
= target 1所 @2028-12-31
= target 1个 @2028-12-31
> 安排专项资金260万元,一季度下达到位。
= target 260万元 @2026-03-31
> 新购助行器具600件,8月底前配发完毕。
= target 600件 @2026-08-31
> 采购清洗消毒设备3套,安装调试于4月底前完成。
= target 3套 @2026-04-30
> 上半年,新设驿站5个,改建2个;下半年,新设驿站4个。
= target 5个 @2026-06-30
= target 2个 @2026-06-30
= target 4个 @2026-12-31
> 年内建成农村敬老院消防设施改造26所,惠及老人1800人。
= target 26所 @2026-12-31
= target 1800人 @2026-12-31
> 选派社工30名到乡镇服务,服务期1年,3月底前全部到岗。
= target 30名 @2026-03-31
# bounds
> 机构空置率控制在25%左右。
= target approx 25%
> 投诉率控制在1%以内,办结时间控制在5日内。
= target le 1%
= parameter le 5日
> 全年募集善款超2000万元,志愿者突破9万人。
= target gt 2000万元 @2026-12-31
= target gt 9万人
> 慰问困难家庭近700户,走访老党员40余名,发放慰问品百余份。
= target approx 700户
= target approx 40名
= target approx 100份
> 培训300多人次,参训率达九成以上。
= target approx 300人次
= target ge 90%
> 撤并不足20人的小院3所。
= parameter lt 20人
= target 3所
> 平均响应时间压缩到30分钟以内。
= target le 30分钟
> 惠及群众逾5万人,支出约1200万元。
= target gt 5万人
= target approx 1200万元
> 新增老年学习点100个上下。
= target approx 100个
> 火化率稳定在88%左右,生态安葬率不少于60%。
= target approx 88%
= target ge 60%
# lists
> 城市、农村特困供养标准分别提高到每月1300元、1100元。
= target 1300元
= target 1100元
> 食堂食品留样率、索证率、公示率均达到100%。
= target 100%
= target 100%
= target 100%
> 市、县、乡三级分别培训20名、60名、200名。
= target 20名
= target 60名
= target 200名
> 新建站点3个、食堂5个以上,床位40张。
= target 3个
= target ge 5个
= target 40张
> 资助大学生、高中生各50名。
= target 50名
# no figures
> 会同9部门印发工作方案。
> 确保救助不漏一户、不落一人。
> 委托第三方评估机构开展绩效评价。
> 材料齐全的,5个工作日内发放到账。
= parameter le 5个工作日
> 自收到申请之日起10个工作日内作出决定。
= parameter le 10个工作日
> 发放暖心饺子6000盘,配送蔬菜包900筐。
= target 6000盘
= target 900筐
> 更换界碑碑身17方,栽植松柏350棵。
= target 17方
= target 350棵
> 与13个相关部门建立会商机制。
= parameter 13个
# unseen
> 去岁开办长者学堂5所,今岁再开办8所。
= result 5所
= target 8所
> 上年开办长者学堂5所,今岁再开办8所。
= result 5所
= target 8所
> 前年开办长者学堂3所,去年开办5所,今年计划开办8所。
= result 3所
= result 5所
= target 8所
> 已有210名儿童落实监护措施,其余30名在4月底前逐一落实。
= result 210名
= target 30名 @2026-04-30
> 上年拆除违建墓240座,本年再整治90座。
= result 240座
= target 90座
> 截至2025年11月,登记志愿服务队86支;每支队伍年服务不少于6次。
= background 86支
= target ge 6次
> 2025年募集善款640万元;新年度募集目标700万元。
= result 640万元
= target 700万元
> 今年新增认知障碍床位60张(2025年新增45张)。
= target 60张
= result 45张
> 巩固去年12个示范点创建成果,再创建示范点6个。
= result 12个
= target 6个
> 过去三年累计投入3600万元,今年安排1500万元。
= result 3600万元
= target 1500万元
> 已完成改造的55户开展回访,新改造70户。
= result 55户
= target 70户
> 目前签约家庭医生的老人占72%,年内提高到80%。
= result 72%
= target 80% @2026-12-31
> 我区现有注册社工520人。
= background 520人
> 全州下辖11个县市,实现救助站点全覆盖。
= background 11个
= target 100%
> 夯实8个牵头部门主体责任,每季度会商一次。
= background 8个
= target 1次
> 本市共有百岁老人143位,逐一上门慰问。
= background 143位
> 2万元以上的采购项目实行集体研究。
= parameter ge 2万元
> 服务人口5万人以上的社区配备社工3名。
= parameter ge 5万人
= target 3名
> 临时救助金额3000元以下的由乡镇直接审批发放。
= parameter le 3000元
> 骨灰寄存费不得高于每年80元。
= parameter le 80元
> 给予不少于2个月的整改期限。
= parameter ge 2个月
> 每张床位使用面积不低于6平方米。
= parameter ge 6平方米
> 对募集资金超过100万元的项目开展审计。
= parameter gt 100万元
> 每位督导员联系站点不多于5个。
= parameter le 5个
> 注册资金不足3万元的协会限期整改。
= parameter lt 3万元
> 新建养老院4所,其中公办床位由300张增至420张。
= target 4所
= background 300张
= target 420张
> 将散居孤儿养育标准从每月1380元上调至1460元,7月底前补发到位。
= background 1380元
= target 1460元 @2026-07-31
> 为60个社区各配发轮椅5台,6月底前配送到位。
= target 60个 @2026-06-30
= target 5台 @2026-06-30
> 全年组织相亲活动12场,婚俗改革试点由2个扩大到5个。
= target 12场 @2026-12-31
= background 2个
= target 5个
> 到2027年底,新增护理床位600张;护理员持证率达到85%。
= target 600张 @2027-12-31
= target 85% @2027-12-31
> 更新电梯9部、锅炉4台,10月底前全部投用。
= target 9部 @2026-10-31
= target 4台 @2026-10-31
> 拨付运营补贴480万元,二季度拨付完毕。
= target 480万元 @2026-06-30
> 差错率控制在2‰左右,退件率控制在3%以内。
= target approx 2‰
= target le 3%
> 服务老人突破3万人次,走访近千户,捐赠衣物800余件。
= target gt 3万人次
= target approx 1000户
= target approx 800件
> 火灾隐患整改率不少于98%,空置率不高于10%。
= target ge 98%
= target le 10%
> 城镇、农村低保标准分别不低于每月820元、680元。
= parameter ge 820元
= parameter ge 680元
> 合同备案率、信息录入率均不低于95%。
= target ge 95%
= target ge 95%
> 联合7部门开展整治,做到不落一村。
> 印制宣传折页5000张,缝制爱心被褥320床,栽种行道树60株。
= target 5000张
= target 320床
= target 60株
> 制作灯笼400盏,发放米面油650袋。
= target 400盏
= target 650袋
> 自受理之日起15个工作日内作出准予登记决定。
= parameter le 15个工作日
> 委托第三方对24家机构开展星级评定。
= target 24家
# rules, cases and what is there already
> 对停业超过6个月仍未注销的,督促其办理注销。
= parameter gt 6个月
> 有5名以上党员的协会应成立党支部。
= parameter ge 5名
> 每支基金规模原则上不低于3万元。
= parameter ge 3万元
> 公墓收费可适当上浮,上浮幅度不得超过8%。
= parameter le 8%
> 双穴不得逾0.8平方米。
= parameter le 0.8平方米
> 每具减免以900元为限。
= parameter le 900元
> 散居孤儿基本生活费每人每月不低于1400元,于6月底前落实到位。
= target ge 1400元 @2026-06-30
> 护理补贴标准提高到每人每月90元,惠及约4万人。
= target 90元
= background approx 4万人
> 对全市62家养老机构开展消防检查。
= background 62家
> 尚未建成照护中心的4个县,要加快选址。
= background 4个
> 去岁建成食堂7个,今岁受训者不下60人。
= result 7个
= target ge 60人
> 城乡低保标准的倍差由1.4倍缩小到1.3倍。
= background 1.4倍
= target 1.3倍
> 基本实现乡镇学习点全覆盖。
= target approx 100%
"""


def cases(habits: str):
    habit = chapter = ""
    wanted: list[str] = []
    for line in habits.strip().splitlines():
        mark, said = line[0], line[2:]
        if mark == "#":
            habit, chapter = said, ""
        elif mark == "@":
            chapter = said
        elif mark == ">":
            wanted = []
            yield pytest.param(said, chapter, wanted, id=f"{habit}: {said}")
        else:
            wanted.append(said)


def figure(row) -> str:
    comparator = "" if row.comparator_code == "eq" else f" {row.comparator_code}"
    due = "" if str(row.due_date) == "NaT" else f" @{row.due_date.date()}"
    return f"{row.role_code}{comparator} {row.value:.10g}{row.unit}{due}"


@pytest.mark.parametrize(("text", "chapter", "wanted"), list(cases(HABITS)))
def test_a_figure_has_the_role_bound_and_date_that_its_clause_gives(text, chapter, wanted):
    rows = targets(fold(text), chapter=chapter).itertuples()
    assert [figure(row) for row in rows] == wanted
