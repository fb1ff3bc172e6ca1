from itertools import pairwise

import pandas as pd
import pytest

from mzanalysis.resources import read_table
from mzanalysis.structure.measures import Clause, split_clauses, split_measures
from mzanalysis.tables import empty_table
from mzanalysis.text.folding import fold


def cut(text: str, **options: str) -> list[str]:
    """Return measures as they stand, headings as H:…, context as C:…"""
    marks = {"measure": "", "heading": "H:", "context": "C:"}
    return [marks[c.kind] + text[c.start : c.end] for c in split_clauses(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a new verb with a new object
        ("新建浴室3间,维修凉亭5座。", ["新建浴室3间", "维修凉亭5座"]),
        ("完善台账;开展抽查。", ["完善台账", "开展抽查"]),
        ("新建、改造、维修9家", ["新建、改造、维修9家"]),
        ("组织护工、院长、评估师等培训4期", ["组织护工、院长、评估师等培训4期"]),
        # ground, manner and condition go with what follows
        ("坚持便民原则,开设夜间窗口,完善台账", ["坚持便民原则,开设夜间窗口", "完善台账"]),
        ("按照全省部署,推行电子证照", ["按照全省部署,推行电子证照"]),
        ("根据风险等级开展走访,建立名册", ["根据风险等级开展走访", "建立名册"]),
        ("以甲乡为样板,推广互助食堂", ["以甲乡为样板,推广互助食堂"]),
        ("发挥协会作用,制定公约", ["发挥协会作用,制定公约"]),
        ("制定公约,发挥协会作用", ["制定公约", "发挥协会作用"]),
        ("新建站点,发挥协会作用,助力乡村振兴", ["新建站点", "发挥协会作用,助力乡村振兴"]),
        ("9月底前,完成验收", ["9月底前,完成验收"]),
        ("指导各乡结合实际,制定公约,开展评比", ["指导各乡结合实际,制定公约", "开展评比"]),
        # aim, result and extent go with what is before, unless they promise something themselves
        ("开展歌会,营造爱老氛围", ["开展歌会,营造爱老氛围"]),
        ("完善名册,确保数据准确", ["完善名册,确保数据准确"]),
        ("完善名册,确保准确率达到95%", ["完善名册", "确保准确率达到95%"]),
        ("推进食堂建设,实现乡镇全覆盖", ["推进食堂建设", "实现乡镇全覆盖"]),
        ("开展走访,促进家庭和睦", ["开展走访,促进家庭和睦"]),
        ("开展走访,促进家庭和睦,新建站点", ["开展走访", "促进家庭和睦", "新建站点"]),
        ("优化食堂布局,提升食堂服务水平", ["优化食堂布局,提升食堂服务水平"]),
        ("修订公约,全面提升殡葬数字化水平", ["修订公约", "全面提升殡葬数字化水平"]),
        ("开设热线,为老人提供咨询", ["开设热线,为老人提供咨询"]),
        ("开设热线,为90名老人提供咨询", ["开设热线", "为90名老人提供咨询"]),
        ("调整基本服务清单,强化基本服务", ["调整基本服务清单,强化基本服务"]),
        ("为甲村购买保险,为乙村购买轮椅", ["为甲村购买保险", "为乙村购买轮椅"]),
        ("为孤儿发放补贴,为老人提供助浴", ["为孤儿发放补贴", "为老人提供助浴"]),
        # what only says the aim, or has no object, goes with what is before
        ("畅通热线,及时就地解决老人合理诉求", ["畅通热线,及时就地解决老人合理诉求"]),
        ("落实巡查制度,坚决遏制火灾事故发生", ["落实巡查制度,坚决遏制火灾事故发生"]),
        ("落实巡查制度,遏制高额彩礼", ["落实巡查制度", "遏制高额彩礼"]),
        ("编制布点规划,6月底前印发实施", ["编制布点规划,6月底前印发实施"]),
        ("推进迁建项目,力争10月份投入使用", ["推进迁建项目,力争10月份投入使用"]),
        ("健全核对机制,9月前实现与税务数据共享", ["健全核对机制", "9月前实现与税务数据共享"]),
        ("推进食堂建设,实现乡镇基本覆盖", ["推进食堂建设", "实现乡镇基本覆盖"]),
        ("开展站点评估,推动评估结果与补贴挂钩", ["开展站点评估", "推动评估结果与补贴挂钩"]),
        ("落实津贴制度,7月1日起,每月发放90元", ["落实津贴制度", "7月1日起,每月发放90元"]),
        ("落实津贴制度,80岁以上老人每月发放90元", ["落实津贴制度", "80岁以上老人每月发放90元"]),
        ("深化合作,依托甲校等院校共建基地3个", ["深化合作", "依托甲校等院校共建基地3个"]),
        ("对甲乡及时约谈,对乙乡严肃追责问责", ["对甲乡及时约谈", "对乙乡严肃追责问责"]),
        # a place, a company or a drive is ground
        ("在精准认定上下功夫,修订名册", ["在精准认定上下功夫,修订名册"]),
        ("联合教育、公安等部门,开展走访", ["联合教育、公安等部门,开展走访"]),
        ("由甲局牵头,新建站点", ["由甲局牵头,新建站点"]),
        ("组织抽检,抽检结果与补贴挂钩", ["组织抽检,抽检结果与补贴挂钩"]),
        # no verb of its own
        ("新建站点9个,其中示范站点2个", ["新建站点9个,其中示范站点2个"]),
        ("建立乡镇受理,县级审核的流程", ["建立乡镇受理,县级审核的流程"]),
        ("严格执行请示制度,及报告制度", ["严格执行请示制度,及报告制度"]),
        # the subject first
        ("新建站点,助浴网络基本形成", ["新建站点", "助浴网络基本形成"]),
        ("新建站点,护工持证率达到88%", ["新建站点", "护工持证率达到88%"]),
        # nothing is cut inside quotation marks or brackets
        ("开展“送学,送医”活动(含城区,镇区),完善名册",
         ["开展“送学,送医”活动(含城区,镇区)", "完善名册"]),
        # a line break of the page
        ("新建站点,完善助浴\n网络", ["新建站点", "完善助浴\n网络"]),
        # the size of a project belongs to it, the day when it is ready follows on its own
        ("推进浴室建设,占地9亩,总投资900万元,力争9月底前投入使用。",
         ["推进浴室建设,占地9亩,总投资900万元", "力争9月底前投入使用"]),
        ("推进浴室建设,确保9月底前主体完工。", ["推进浴室建设,确保9月底前主体完工"]),
        # what comes of the action before it
        ("落实退坡政策,保持覆盖面总体稳定。", ["落实退坡政策,保持覆盖面总体稳定"]),
        ("建立台账,从源头上减少纠纷发生。", ["建立台账,从源头上减少纠纷发生"]),
        ("轮训食堂管理员,打通服务“最后一米”。", ["轮训食堂管理员,打通服务“最后一米”"]),
        ("整治散葬,化解历史遗留问题。", ["整治散葬", "化解历史遗留问题"]),
        ("支持商户利用厂房发展助餐,谋划建设浴室。", ["支持商户利用厂房发展助餐", "谋划建设浴室"]),
        ("", []),
        ("。", []),
    ],
)  # fmt: skip
def test_measures_are_cut_by_verb_and_object(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(二)扩大助浴网点。新建站点3处。", ["H:扩大助浴网点", "新建站点3处"]),
        ("2、加快设施改造:完成改造45户。", ["H:加快设施改造", "完成改造45户"]),
        ("【区划管理】完成勘界4条。", ["H:【区划管理】", "完成勘界4条"]),
        ("(一)管理\n完善名册,开展抽查。", ["H:管理", "完善名册", "开展抽查"]),
        ("一是开展歌会,二是营造氛围。", ["一是开展歌会", "二是营造氛围"]),
        ("(一)建站:首先,完善名册,其次办好热线。", ["H:建站", "首先,完善名册", "其次办好热线"]),
        ("二是医疗扩面。比例由40%提高到55%。", ["H:医疗扩面", "比例由40%提高到55%"]),
        ("完善名册;(1)新建站点;(2)开展抽查。", ["完善名册", "新建站点", "开展抽查"]),
        ("推进改革。", ["推进改革"]),  # nothing follows that it could head
        ("1.健全制度。2.开展培训。", ["健全制度", "开展培训"]),
        (
            "总则。完善名册,办好热线。推动甲类“提速”。新建站点。推动乙类“扩面”。开展抽查。",
            ["H:总则", "完善名册", "办好热线", "H:推动甲类“提速”", "新建站点",
             "H:推动乙类“扩面”", "开展抽查"],
        ),
        ("2025年是收官之年。完善名册。", ["H:2025年是收官之年", "完善名册"]),
        ("完善名册,办好热线。2025年是收官之年。", ["完善名册", "办好热线", "C:2025年是收官之年"]),
        ("新建站点3处。(牵头单位:甲局)", ["新建站点3处", "C:(牵头单位:甲局)"]),
        ("完善名册,办好热线。</p><p>新建站点。</p>", ["完善名册", "办好热线", "新建站点"]),
    ],
)  # fmt: skip
def test_headings_labels_and_context_are_no_measures(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_known_heading_is_taken_as_it_is() -> None:
    text = "(三)完善名册,办好热线。新建站点。"
    assert cut(text, heading="完善名册,办好热线") == ["H:完善名册,办好热线", "新建站点"]
    assert cut(text, heading="") == ["完善名册", "办好热线", "新建站点"]
    assert cut("3.贯彻落实条例。新建站点。", heading="") == ["贯彻落实条例", "新建站点"]


@pytest.mark.parametrize(
    ("text", "action", "strength"),
    [
        ("持续深入推进食堂建设", "推进", "commit"),
        ("加快补齐短板", "补齐", "commit"),
        ("加快食堂建设", "加快", "commit"),
        ("改造提升凉亭9座", "改造提升", "commit"),
        ("组织实施好暖冬项目", "组织实施", "commit"),
        ("推进实行告知制度", "推进实行", "commit"),
        ("做好保障工作", "做好", "commit"),
        ("推进整治乱象专项行动", "推进", "commit"),
        ("传承和弘扬孝亲文化", "传承和弘扬", "commit"),
        ("推动规范化管理", "推动", "commit"),
        ("以甲乡为样板,推广互助食堂", "推广", "commit"),
        ("为孤儿购买保险", "购买", "commit"),
        ("将备用金额度提高到900元", "提高", "commit"),
        ("以零容忍态度查处乱象", "查处", "commit"),
        ("年内新(改)建站点9个", "新(改)建", "commit"),
        ("新登记食堂9家", "登记", "commit"),
        ("食堂补贴标准不低于每人每月90元", "不低于", "commit"),
        ("对困难户做到早发现", "做到", "commit"),
        ("及时研究解决困难", "研究解决", "commit"),
        ("将孤儿纳入名册", "纳入", "commit"),
        ("对乙类机构情况适时开展评估", "开展", "commit"),
        ("会同甲局建立健全名册", "建立健全", "commit"),
        ("护工持证率达到88%", "达到", "commit"),
        ("助浴网络基本形成", "形成", "commit"),
        ("逐步蹚开新路子", "蹚开", "commit"),  # a verb in no list
        ("严格食堂资金管理", "严格", "commit"),
        ("严格执行食堂标准", "执行", "commit"),
        ("从严审核食堂资质", "审核", "commit"),
        ("重点时段每日巡查2次", "巡查", "commit"),
        ("会同市场监管等部门整治乱象", "整治", "commit"),
        ("依托社会组织孵化中心开展培训", "开展", "commit"),
        ("综合运用走访、比对等手段,帮助老人返乡", "帮助", "commit"),
        ("对食堂抽查比例不低于9%", "抽查", "commit"),
        ("补贴标准不低于食堂均价的1.2倍", "不低于", "commit"),
        ("备用金按每乡9000元安排", "安排", "commit"),
        ("常规评估报告9个工作日内出具", "出具", "commit"),
        ("抽查结果及时向社会公开", "公开", "commit"),
        ("将9家食堂转型为助浴中心", "转型", "commit"),
        ("各县(市、区)要于3月9日前将名册报市局备案", "报", "commit"),
        ("推进区域性中心试点建设", "推进", "commit"),
        ("推进助浴试点建设", "推进", "explore"),
        ("力争完成验收", "完成", "strive"),
        ("力争12月底前,甲乡完成验收", "完成", "strive"),
        ("鼓励甲乡开设食堂", "鼓励", "encourage"),
        ("鼓励和引导商户让利", "鼓励和引导", "encourage"),
        ("探索建立时间银行", "探索建立", "explore"),
        ("研究制定公约", "研究制定", "explore"),
        ("局党组专题研究食堂工作2次", "研究", "commit"),
        ("开展助浴标准化试点", "开展", "explore"),
        ("完成助浴标准化试点", "完成", "commit"),
        ("护工持证率稳定在九成以上", "稳定在", "commit"),
        ("墓位占地不得超过1平方米", "不得超过", "commit"),
        ("浴室收费标准力争下降9%", "下降", "strive"),
        ("食堂预留不少于9%的座位", "预留", "commit"),
        ("食堂救助单餐最高9元", "", "commit"),
        ("甲乡浴室3月建成投用", "建成投用", "commit"),
        ("三季度召开食堂会议", "召开", "commit"),
        ("重阳节前实现助浴全覆盖", "实现", "commit"),
        ("配合市场监管部门于3月底前完成检查", "完成", "commit"),
        ("对独居老人每周至少电话问候1次", "问候", "commit"),
        ("首先完善名册", "完善", "commit"),
    ],
)
def test_action_and_strength(text: str, action: str, strength: str) -> None:
    assert split_clauses(text) == [Clause(0, len(text), "measure", action, strength)]


def items(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"item_id": f"p-2025:一/{i}", "plan_id": "p-2025", "city": "甲", "year": 2025,
             "text": fold(text), "char_start": 100 * i}
            for i, text in enumerate(texts, start=1)
        ]
    )  # fmt: skip


def test_measures_are_numbered_within_their_item_and_placed_in_the_plan() -> None:
    given = items("1.扩面。新建站點3處,維修涼亭。", "2.完善名冊。")
    before = given.copy()
    found = split_measures(given)
    shown = found[["measure_id", "position", "text", "char_start", "char_end"]]
    assert shown.to_numpy().tolist() == [
        ["p-2025:一/1:m01", 1, "新建站点3处", 105, 111],
        ["p-2025:一/1:m02", 2, "维修凉亭", 112, 116],
        ["p-2025:一/2:m01", 1, "完善名册", 202, 206],
    ]
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("chapter", "n_measures"),
    [
        ("2024年工作回顾", 0),
        ("过去五年主要成效", 0),
        ("2024年工作回顾和2025年安排", 1),
        ("2025年工作总结", 1),  # a heading of the plan's own year
        ("总结推广经验", 1),
    ],
)
def test_what_was_done_is_no_measure(chapter: str, n_measures: int) -> None:
    assert len(split_measures(items("1.新建站点3处。").assign(chapter=chapter))) == n_measures


@pytest.mark.parametrize("given", [items(), items("1.扩面。新建站点。"), items("。")])
def test_the_table_has_the_declared_columns_also_when_empty(given: pd.DataFrame) -> None:
    found = split_measures(given)
    filled = "measure_id item_id plan_id city year position text action strength_code"
    declared = empty_table("measures")[[*filled.split(), "char_start", "char_end"]]
    assert found.dtypes.to_dict() == declared.dtypes.to_dict()


def test_clauses_lie_in_order_inside_the_text() -> None:
    text = "三)坏“引号,(开。口;完善名册,,  新建站点 ;;二是,开展。\n\n——抓好"
    found = split_clauses(text)
    assert all(text[c.start : c.end].strip() == text[c.start : c.end] != "" for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_every_word_is_listed_once() -> None:
    assert read_table("structure/words.csv")["word"].is_unique
