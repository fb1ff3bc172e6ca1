"""Forms of figures in real plans: each is read as it is meant, or stays out, as said here.

Every probe is invented. Of a form that is not handled, the table says what is read instead.
"""

import pandas as pd
import pytest

from mzanalysis.figures.sentences import read_sentences
from mzanalysis.figures.targets import extract_targets
from mzanalysis.text.folding import fold

# A form and what it is; @ its chapter; > a line of text (+ goes on); = a figure: role, indicator,
# comparator, value with unit, date.
FORMS = """
13 target, then progress
> 四、为600名老人提供助浴服务
> 已签约412名。
= target 老人助浴服务 eq 600名
= result 签约 eq 412名

14a chapter of targets
@ 一、年度目标
> 2、完成改造45户。
= target 改造 eq 45户

14b chapter of results
@ 二、完成情况
> 3、已完成改造52户。
= result 改造 eq 52户

17 N in quotation marks leads a paragraph
> 突出“三大抓手”:一是救助,二是养老。

18 quoted figure as label
> “4”就是抓好四项工作

25 not handled: the date of the next cell is lost
> 新增护理床位60张
> 区民政局
> 9月底前
> 已完成21张
= target 护理床位 eq 60张
= result 护理床位 eq 21张

26 cells run together
> 创建15个示范社区。区残联,相关镇街1.完成申报;2.完成验收。
= target 示范社区 eq 15个

27 not handled: a bare number under a unit in the column head
> 年度投资(万元) | 1450

28 not handled: a number whose unit is in the column head
> 低保人数(人) | 12,408

29 not handled: a five-year total in brackets
> 五年累计救助(万人) | [312.5] | —

30 target, result and rate
> 计划新建助餐点40处,建成46处,完成率115%。
= target 助餐点 eq 40处
= result 助餐点 eq 46处
= result 完成率 eq 115%

31 two pairs
> 城乡低保标准由610元、430元提高到650元、470元。
= background 城市低保标准 eq 610元
= background 农村低保标准 eq 430元
= target 城市低保标准 eq 650元
= target 农村低保标准 eq 470元

31b A to no less than B
> 护理比例由40%提高到不低于55%。
= background 护理比例 eq 40%
= target 护理比例 ge 55%

32 households and people
> 保障低保对象2104户3518人。
= target 低保对象 eq 2104户
= target 低保对象 eq 3518人

33 ranges
> 新增助餐点4～6处;护理型床位占比12%—18%;资助5%－10%的社会组织。
= target 助餐点 range 4~6处
= target 护理型床位占比 range 12~18%
= target 社会组织比例 range 5~10%

34 per mille, points, tenths, doubling
> 火灾亡人率控制在5.8‰以内,床位利用率提高1.6个百分点,近三成的村建有幸福院
+ ,服务规模翻一番。
= target 火灾亡人率 le 5.8‰
= target 床位利用率提高 eq 1.6个百分点
= target 建有幸福院的村比例 approx 30%
= target 服务规模 eq 1番

34b words of approximation
> 新增志愿者超过2000人、床位约300张、志愿队伍50余支、场所80家左右。
= target 志愿者 gt 2000人
= target 床位 approx 300张
= target 志愿队伍 approx 50支
= target 场所 approx 80家

35 full-width digits
> 持证率达到３２．５％。
= target 持证率 eq 32.5%

36 Chinese numerals
> 建成一个护理中心、十二所敬老院。
= target 护理中心 eq 1个
= target 敬老院 eq 12所

37 several verbs, several counts
> 新建、改造、维修敬老院9家;新增20个食堂、30张床位。
= target 敬老院 eq 9家
= target 食堂 eq 20个
= target 床位 eq 30张

38 parts after 其中
> 新建公墓30处,其中街道12处、村18处。
= target 公墓 eq 30处
= target 街道公墓 eq 12处
= target 村公墓 eq 18处

38b parts in brackets
> 新建养老驿站30处(街道12处、村18处)。
= target 养老驿站 eq 30处
= target 街道养老驿站 eq 12处
= target 村养老驿站 eq 18处

39 not handled: a target without a number
> 低保标准增幅不低于居民收入增幅。

40 grade before the noun
> 4A级以上社会组织达到40家。
= target 4A级以上社会组织 eq 40家

41 density
> 每千名老年人拥有养老床位40张。
= target 每千名老年人养老床位 eq 40张

42 classes in parallel
> 一、二、三档补贴标准分别不低于90元、60元、40元。
= parameter 一档补贴标准 ge 90元
= parameter 二档补贴标准 ge 60元
= parameter 三档补贴标准 ge 40元

42b classes written out
> 一类、二类、三类区低保标准分别达到900元、800元、700元。
= target 一类区低保标准 eq 900元
= target 二类区低保标准 eq 800元
= target 三类区低保标准 eq 700元

43 spaced unit, 床 as unit
> 护理补贴标准提高到735 元 / 人 / 月;新增210床。
= target 护理补贴标准 eq 735元
= target 床位 eq 210床

44 owner after the item
> 养老床位达到4.2万张。(牵头单位:市民政局)
= target 养老床位 eq 4.2万张

45 period, yearly mean
> 2026~2029年,年均募集善款2亿元以上。
= target 年均募集善款 ge 2亿元

46 three dated steps
> 助餐点到今年底建成30个,到明年底建成60个,到后年底达到90个左右。
= target 助餐点 eq 30个 2026-12-31
= target 助餐点 eq 60个 2027-12-31
= target 助餐点 approx 90个 2028-12-31

47 target in a Party item
> 护理队伍不少于15人,半年一次报告。
= target 护理队伍 ge 15人
= target 报告 eq 1次

48 chapter of results
@ 2025年工作总结
> 新建敬老院3处,改造公墓118座。
= result 敬老院 eq 3处
= result 公墓改造 eq 118座

49 said twice
> 全年新建敬老院9座。加快建设,全年新建敬老院9座。
= target 敬老院 eq 9座 2026-12-31

51 masked digits
> 新增X家机构,投资*万元,建设个食堂,20xx年新增××户,文号202316号。

52 not handled: a figure cut by a page number
> 累计救助431
> 2、08人。

57 names with figures
> 弘扬雷锋580精神,完善“1+3”体系,办好6·18活动和“7×24小时”服务。

58 no figure
> 加强队伍建设,转变工作作风。

61 standard in Chinese numerals
> 按照人均不少于零点三平方米的标准配建养老用房。
= parameter 养老用房 ge 0.3平方米

62 both numerals
> 人均养老用房不少于0.3平方米,每百户不少于二十五平方米。
= parameter 人均养老用房 ge 0.3平方米
= parameter 每百户 ge 25平方米

63 shares in words
> 火灾亡人率控制在千分之三以内,入住率达百分之六十二点五,报备率达百分之一百。
= target 火灾亡人率 le 3‰
= target 入住率 eq 62.5%
= target 报备率 eq 100%

63b range of shares in words
> 报销比例在百分之三十五至百分之四十五之间。
= target 报销比例 eq 35~45%

64 new and existing areas
> 新建小区每百户不少于二十五平方米;已建成的每百户不少于十五平方米。
= parameter 小区每百户 ge 25平方米
= parameter 建成的每百户 ge 15平方米

65 fines
> 处三千元以上二万元以下罚款。
= parameter 罚款 ge 3000元
= parameter 罚款 le 2万元

72 total and parts
> 计划资助困难群众1203.5万元,其中低保800万元、特困403.5万元。
= target 困难群众资助 eq 1203.5万元
= target 低保 eq 800万元
= target 特困 eq 403.5万元

73 two levels
> 全市三年培养护理员8000名;我区培养910名。
= target 护理员 eq 8000名
= target 护理员 eq 910名

74 not handled: entry conditions that no word marks are read as targets of their own
> 今年创建示范中心40家;床位不少于90张、入住率不低于65%。
= target 示范中心 eq 40家
= target 床位 ge 90张
= target 入住率 ge 65%

74b entry conditions, said to be such
> 今年创建示范中心40家,条件为床位不少于90张、入住率不低于65%。
= target 示范中心 eq 40家
= parameter 床位 ge 90张
= parameter 入住率 ge 65%

75 three times
> 共有1320条道路待命名。已命名900条。9月底前完成全部1320条道路命名。
= background 道路待命名 eq 1320条
= result 命名 eq 900条
= target 道路命名 eq 1320条 2026-09-30

75b the last with the deadline
> 新建公墓9处。抓好选址。9月底前新建公墓9处。
= target 公墓 eq 9处 2026-09-30

76 total, done and rest
> 共有困难家庭400余户,已完成改造190户,其余200多户年内完成。
= background 困难家庭 approx 400户
= result 困难家庭改造 eq 190户
= target 困难家庭改造 approx 200户 2026-12-31

77 age tiers
> 60至69周岁老人每人每月补贴80元;70至79周岁老人每人每月补贴120元。
= parameter 60至69周岁老人每人每月补贴 eq 80元
= parameter 70至79周岁老人每人每月补贴 eq 120元

78 not handled: an anecdote is read as a result
> 王某家改了4处,花了150元;全区完成适老化改造60户。
= result 王某家改 eq 4处
= result 花 eq 150元
= target 适老化改造 eq 60户

"""


def parse(block: str) -> tuple[str, str, list[str]]:
    chapter, text, expected = "", "", []
    for line in block.splitlines()[1:]:
        if line[0] == "@":
            chapter = line[2:]
        elif line[0] == "=":
            expected.append(line[2:])
        else:
            text += ("\n" if line[0] == ">" and text else "") + line[2:]
    return chapter, text, expected


def read(text: str, chapter: str) -> list[str]:
    text = fold(text)
    place = {"item_id": "P:1", "plan_id": "P", "city": "某", "year": 2026, "topic_code": "other"}
    place |= {"char_start": 0, "char_end": len(text)}
    item = place | {"chapter": chapter, "section": "", "heading": "", "text": text}
    none = pd.DataFrame(columns=["task_id", "measure_id", "due_date"])
    measure = place | {"measure_id": "P:1:m01"}
    sentences = read_sentences(pd.DataFrame([item]), pd.DataFrame([measure]))
    found = extract_targets(sentences, none, none)
    return [write(row) for row in found.itertuples()]


def write(row) -> str:
    high = "" if pd.isna(row.value_high) else f"~{row.value_high:g}"
    due = "" if pd.isna(row.due_date) else f" {row.due_date:%Y-%m-%d}"
    value = f"{row.value:g}{high}{row.unit}{due}"
    return f"{row.role_code} {row.indicator} {row.comparator_code} {value}"


BLOCKS = FORMS.strip().split("\n\n")


@pytest.mark.parametrize("block", BLOCKS, ids=[f"form-{b.split()[0]}" for b in BLOCKS])
def test_form(block):
    chapter, text, expected = parse(block)
    assert read(text, chapter) == expected
