"""Numbers are read exactly, whatever their form; names that hold a numeral are not read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzanalysis.figures.quantities import Quantity, find_quantities
from mzanalysis.text.folding import fold
from mzanalysis.text.numbers import parse_number

DIGITS = "零一二三四五六七八九"


def only(text: str) -> Quantity:
    (found,) = find_quantities(fold(text))
    return found


def write_chinese(n: int) -> str:
    """Write a whole number below 10 ** 12 in Chinese: 30005 -> 三万零五."""
    if n < 10:
        return DIGITS[n]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            head, rest = divmod(n, size)
            lead = "" if size == 10 and head == 1 else write_chinese(head)
            if not rest:
                return lead + name
            return lead + name + ("零" if rest < size // 10 else "") + write_chinese(rest)
    raise AssertionError


def write_with_scale(n: int) -> str:
    """Write a whole number with 亿, 千万 and 万 parts: 150000000 -> 1亿5千万."""
    high, rest = divmod(n, 10**8)
    middle, low = divmod(rest, 10**4)
    text = f"{high}亿" if high else ""
    if middle:
        text += f"{middle // 1000}千万" if middle % 1000 == 0 else f"{middle}万"
    return text if not low else f"{n}"


@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_any_number_in_any_form_keeps_its_magnitude(n):
    chinese = write_chinese(n)
    forms = [f"{n}", f"{n:,}", "".join(chr(ord(c) + 0xFEE0) for c in f"{n}"), write_with_scale(n)]
    forms += [f"{Decimal(n) / 10**4:f}万", f"{Decimal(n) / 10**8:f}亿"]
    if "十一十" not in chinese:
        forms.append(chinese.replace("百十", "百一十").replace("零十", "零一十"))
    for form in forms:
        assert only(f"全年筹集{form}元。").value_base == n, form


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=9))
def test_parts_in_yi_and_thousands_of_wan(high, thousands):
    form = f"{high}亿{thousands}千万" if thousands else f"{high}亿"
    assert only(f"筹集{form}元").value_base == high * 10**8 + thousands * 10**7


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=9))
def test_any_share_in_any_form(whole, tenth):
    value = Decimal(f"{whole}.{tenth}")
    chinese = f"百分之{write_chinese(whole).replace('百十', '百一十')}点{DIGITS[tenth]}"
    for form in (f"{value}%", f"{value}％", chinese):
        assert only(f"比例达到{form}。").value_base == value
    for form in (f"{value}‰", f"千分之{chinese.removeprefix('百分之')}"):
        assert only(f"控制在{form}以内").value_base == value / 10
    assert only(f"近{DIGITS[tenth]}成的村").value_base == 10 * tenth


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三万五千", 35000),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("二十", 20),
        ("两千零二十", 2020),
        ("1亿5千万", 150000000),
        ("3千5百", 3500),
        ("2万3000", 23000),
        ("1.2万亿", 1200000000000),
        ("零点三", Decimal("0.3")),
        ("廿五", 25),
        ("二五", None),
        ("百", None),
    ],
)
def test_numerals(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # number with its unit, value, high, unit, value_base, base_unit, kind, comparator
        ("补助2千零30万元", ("2千零30万元", 2030, None, "万元", 20300000, "元", "amount", "eq")),
        ("补助3万零5百元", ("3万零5百元", 30500, None, "元", 30500, "元", "amount", "eq")),
        ("筹资2.5个亿", ("2.5个亿", Decimal("2.5"), None, "个亿", 250000000, "元", "amount", "eq")),
        ("覆盖率达到九成五", ("九成五", 95, None, "%", 95, "%", "percent", "eq")),
        ("覆盖率达到九成半以上", ("九成半", 95, None, "%", 95, "%", "percent", "ge")),
        ("达到八九成", ("八九成", 80, 90, "%", 80, "%", "percent", "range")),
        ("满意率百分百", ("百分百", 100, None, "%", 100, "%", "percent", "eq")),
        ("三分之一以上的站点", ("三分之一", Decimal("33.33"), None, "%", Decimal("33.33"),
                       "%", "percent", "ge")),
        ("覆盖半数以上社区", ("半数", 50, None, "%", 50, "%", "percent", "ge")),
        ("新建两三个站点", ("两三个", 2, 3, "个", 2, "个", "count", "range")),
        ("培训二三十名护理员", ("二三十名", 20, 30, "名", 20, "人", "count", "range")),
        ("投资三四千万元", ("三四千万元", 3000, 4000, "万元", 30000000, "元", "amount", "range")),
        ("补助3万5元", ("3万5元", 30005, None, "元", 30005, "元", "amount", "eq")),
        ("补助2千零5元", ("2千零5元", 2005, None, "元", 2005, "元", "amount", "eq")),
        ("累计3万5,", ("3万5", 35000, None, "", 35000, "", "count", "eq")),
        ("1/3以上的站点", ("1/3", Decimal("33.33"), None, "%", Decimal("33.33"),
                       "%", "percent", "ge")),
        ("新建5、6个站点", ("5、6个", 5, 6, "个", 5, "个", "count", "range")),
        ("新建五、六家食堂", ("五、六家", 5, 6, "家", 5, "个", "count", "range")),
        ("分别新建5、6个站点", ("6个", 6, None, "个", 6, "个", "count", "eq")),
        ("投入1至2万元", ("1至2万元", 1, 2, "万元", 10000, "元", "amount", "range")),
        ("投入八千三百余万元", ("八千三百余万元", 8300, None, "万元", 83000000,
                       "元", "amount", "approx")),
        ("新建几十个站点", ("十个", 10, None, "个", 10, "个", "count", "approx")),
        ("慰问数十家机构", ("十家", 10, None, "家", 10, "个", "count", "approx")),
        ("慰问十几个家庭", ("十几个", 10, None, "个", 10, "个", "count", "approx")),
        ("募集数百万元", ("百万元", 100, None, "万元", 1000000, "元", "amount", "approx")),
        ("新建十几个站点", ("十几个", 10, None, "个", 10, "个", "count", "approx")),
        ("建成近百个站点", ("百个", 100, None, "个", 100, "个", "count", "approx")),
        ("新建廿五个站点", ("廿五个", 25, None, "个", 25, "个", "count", "eq")),
        ("改造2000㎡场地", ("2000㎡", 2000, None, "㎡", 2000, "平方米", "count", "eq")),
        ("募集500㎏物资", ("500㎏", 500, None, "㎏", 500, "公斤", "count", "eq")),
        ("新建站点12处", ("12处", 12, None, "处", 12, "个", "count", "eq")),
        ("增设助餐点十二处", ("十二处", 12, None, "处", 12, "个", "count", "eq")),
        ("建成一个服务中心", ("一个", 1, None, "个", 1, "个", "count", "eq")),
        ("筹集1.2亿元", ("1.2亿元", Decimal("1.2"), None, "亿元", 120000000, "元", "amount", "eq")),
        (
            "筹集1亿5千万元",
            ("1亿5千万元", Decimal("1.5"), None, "亿元", 150000000, "元", "amount", "eq"),
        ),
        (
            "救助2000多万人次",
            ("2000多万人次", 2000, None, "万人次", 20000000, "人次", "count", "approx"),
        ),
        ("近三成的村", ("三成", 30, None, "%", 30, "%", "percent", "approx")),
        ("提高2个百分点", ("2个百分点", 2, None, "个百分点", 2, "百分点", "percent", "eq")),
        ("规模翻两番", ("翻两番", 2, None, "番", 4, "倍", "multiple", "eq")),
        ("达到低保标准的1.3倍", ("1.3倍", Decimal("1.3"), None, "倍", Decimal("1.3"),
                       "倍", "multiple", "eq")),
        ("半数以上的社区", ("半数", 50, None, "%", 50, "%", "percent", "ge")),
        ("新增4～6家", ("4~6家", 4, 6, "家", 4, "个", "count", "range")),
        ("资助20-30万元", ("20-30万元", 20, 30, "万元", 200000, "元", "amount", "range")),
        ("比例12%—18%", ("12%—18%", 12, 18, "%", 12, "%", "percent", "range")),
        ("床位总数:412张", ("412张", 412, None, "张", 412, "张", "count", "eq")),
        ("累计412万,", ("412万", 412, None, "万", 4120000, "", "count", "eq")),
        ("农村公墓全覆盖", ("全覆盖", 100, None, "%", 100, "%", "coverage", "eq")),
        ("社区基金基本覆盖", ("基本覆盖", 100, None, "%", 100, "%", "coverage", "approx")),
        ("站点覆盖所有镇", ("覆盖所有", 100, None, "%", 100, "%", "coverage", "eq")),
        ("覆盖全市所有镇", ("覆盖全市所有", 100, None, "%", 100, "%", "coverage", "eq")),
        ("落实“每周一调度”", ("一", 1, None, "次", 1, "次", "frequency", "eq")),
        ("每人联系一个县", ("一个", 1, None, "个", 1, "个", "count", "eq")),
        ("领办两件实事", ("两件", 2, None, "件", 2, "件", "count", "eq")),
        ("举办培训班两期,", ("两期", 2, None, "期", 2, "期", "count", "eq")),
        ("每季度一期宣讲", ("一期", 1, None, "期", 1, "期", "frequency", "eq")),
        ("每月开展一轮比对", ("一轮", 1, None, "轮", 1, "次", "frequency", "eq")),
        ("完成东、西两条界线勘定", ("两条", 2, None, "条", 2, "条", "count", "eq")),
        ("提供服务9000次", ("9000次", 9000, None, "次", 9000, "次", "count", "eq")),
        ("每年至少一次", ("一次", 1, None, "次", 1, "次", "frequency", "ge")),
        ("人均寿命超过80岁,平均预期寿命超过80岁", None),
    ],
)  # fmt: skip
def test_forms(text, expected):
    if expected is None:
        assert [q.value for q in find_quantities(text)] == [80, 80]
        return
    q = only(text)
    written = fold(text)[q.start : q.end]
    got = (written, q.value, q.value_high, q.unit, q.value_base, q.base_unit)
    assert (*got, q.kind_code, q.comparator_code) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("不少于8个", ["ge"]),
        ("8个以上", ["ge"]),
        ("至少打造1个", ["ge"]),
        ("不超过3天", ["le"]),
        ("控制在5%以内", ["le"]),
        ("突破9亿元", ["gt"]),
        ("低于2%", ["lt"]),
        ("约90户", ["approx"]),
        ("签约90户", ["eq"]),
        ("90户左右", ["approx"]),
        ("分别达到4个、3个以上", ["ge", "ge"]),
        ("不低于5%、8%", ["ge", "ge"]),
        ("新建4个、改造3个以上", ["eq", "ge"]),
        ("募集善款超5000万元", ["gt"]),
        ("达标率≥95%", ["ge"]),
        ("培训上千人", ["approx"]),
        ("培训不下三千人", ["ge"]),
        ("面积不得逾0.5平方米", ["le"]),
        ("以1200元为限", ["le"]),
        ("控制在0.5平方米以内", ["le"]),
        ("稿件90篇(条)以上", ["ge"]),
        ("最高可达900元", ["le"]),
        ("每月最高抵扣900元", ["le"]),
        ("3个工作日内出具", ["le"]),
        ("由9个工作日压缩至7个工作日以内", ["eq", "le"]),
    ],
)
def test_comparators(text, codes):
    assert [q.comparator_code for q in find_quantities(text)] == codes


def test_base_of_a_rise_is_marked():
    found = find_quantities("标准由610元、430元提高到650元、470元")
    assert [(q.value, q.is_base) for q in found] == [
        (610, True), (430, True), (650, False), (470, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "统一部署", "一老一小", "第三方机构", "五社联动", "四年行动", "两级网络", "“2+5+N”体系",
        "“7·20”开放日", "7∙20活动", "24小时热线", "15分钟服务圈", "75岁及以上老人",
        "“十六五”规划", "第十二次会议", "二十一届三中全会", "“两个确保”", "四级五边", "“一件事”",
        "4A级机构", "0888系列措施", "《布局规划(2021—2035年)》", "一户一策", "百企兴百村",
        "三项制度", "全面落实两项政策", "覆盖面", "健全覆盖全民的体系", "X家机构", "每万名老人",
        "最多跑一次", "分层次、全覆盖的研讨", "全方位、全覆盖监管", "培育一批品牌", "三期项目",
        "建设三期工程", "新一轮改革", "完成两项补贴提标", "打造三支队伍", "办好一件事",
    ],
)  # fmt: skip
def test_set_phrases_are_no_figures(text):
    assert find_quantities(text) == []


def test_denominator_and_grade_stay_out():
    assert [q.value for q in find_quantities("每百户配建25平方米,4A级场所达到40家")] == [25, 40]


@given(
    st.text(
        alphabet="0123456789一二十百千万亿点%‰个户元,.、至到-半成翻番“”《》以上每年约全覆盖",
        max_size=30,
    )
)
def test_any_text_gives_ordered_spans_inside_it(text):
    end = 0
    for q in find_quantities(text):
        assert end <= q.start < q.end <= len(text)
        assert q.value_high is None or q.value_high > q.value
        end = q.end


@pytest.mark.parametrize(
    "text",
    [
        "新增床位" + "9" * 40 + "张",
        "投入1亿亿亿亿元",
        "占百分之" + "9" * 35,
        "新增9至" + "9" * 30 + "张",
    ],
)
def test_what_no_plan_can_mean_is_no_figure(text: str) -> None:
    assert find_quantities(text) == []
