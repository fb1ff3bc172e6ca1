import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.places import find_place, guess_place, is_called, place_by_code
from mzanalysis.resources import read_table


def test_the_table_holds_every_level_once() -> None:
    places = read_table("reading/places.csv")
    assert places["adcode"].is_unique
    assert places["adcode"].str.fullmatch(r"\d{6}").all()
    assert places["adcode"].is_monotonic_increasing
    assert places["level"].value_counts().to_dict() == {
        "county": 2846,
        "prefecture": 333,
        "province": 34,
    }
    assert (places[["name", "short_name", "name_en", "province"]] != "").all().all()


@pytest.mark.parametrize(
    ("adcode", "short_name", "name_en", "level", "province"),
    [
        ("150600", "鄂尔多斯", "Ordos", "prefecture", "内蒙古"),
        ("150602", "东胜区", "Dongsheng District", "county", "内蒙古"),
        ("152500", "锡林郭勒盟", "Xilingol League", "prefecture", "内蒙古"),
        ("150724", "鄂温克旗", "Ewenki Banner", "county", "内蒙古"),
        ("320582", "张家港", "Zhangjiagang", "county", "江苏"),
        ("340100", "合肥", "Hefei", "prefecture", "安徽"),
        ("341500", "六安", "Lu'an", "prefecture", "安徽"),
        ("422800", "恩施州", "Enshi Prefecture", "prefecture", "湖北"),
        ("450000", "广西", "Guangxi", "province", "广西"),
        ("530381", "宣威", "Xuanwei", "county", "云南"),
        ("533103", "芒市", "Mangshi", "county", "云南"),
        ("610000", "陕西", "Shaanxi", "province", "陕西"),
        ("650100", "乌鲁木齐", "Urumqi", "prefecture", "新疆"),
    ],
)
def test_short_and_english_names(
    adcode: str, short_name: str, name_en: str, level: str, province: str
) -> None:
    place = place_by_code(adcode)
    assert (place.short_name, place.name_en, place.level) == (short_name, name_en, level)
    assert place.province == province


@pytest.mark.parametrize(
    ("name", "adcode"),
    [
        ("十堰", "420300"),
        ("十堰市", "420300"),
        ("張家港", "320582"),
        ("恩施州", "422800"),
        ("恩施土家族苗族自治州", "422800"),
        ("东胜", "150602"),
        ("湖北十堰", "420300"),
        ("北京市朝阳区", "110105"),
        ("江苏省苏州市张家港市", "320582"),
        ("南昌", "360100"),  # not 南昌县, which lies in it
        ("海南", "460000"),  # not 海南州, not 海南区
    ],
)
def test_a_place_is_found_by_its_names(name: str, adcode: str) -> None:
    assert find_place(name).adcode == adcode


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("朝阳", ["110105", "211300", "211321", "220104"]),
        ("鼓楼", ["320106", "320302", "350102", "410204"]),
        ("城关", ["540102", "620102"]),
        ("吉林", ["220000", "220200"]),
        ("恩施", ["422800", "422801"]),
    ],
)
def test_an_ambiguous_name_lists_its_candidates(name: str, candidates: list[str]) -> None:
    with pytest.raises(InputError) as error:
        find_place(name)
    assert [word for word in candidates if word in str(error.value)] == candidates
    assert "adcode" in str(error.value)


def test_unknown_names_and_codes_say_what_to_do() -> None:
    with pytest.raises(InputError, match=r"no place is called '乌有'.*full name"):
        find_place("乌有")
    with pytest.raises(InputError, match=r"no place has the code '42030'.*six digits"):
        place_by_code("42030")


def test_is_called() -> None:
    assert is_called(place_by_code("110105"), "朝阳")
    assert is_called(place_by_code("110105"), "北京朝阳")
    assert not is_called(place_by_code("420700"), "十堰")


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        # the signature outweighs the province and a neighbour
        ("", "各区民政局:\n荆门市民政局\n2025年1月3日\n落实湖北省部署,学习襄阳市做法。", "荆门"),
        ("", "常熟市民政局\n苏州市部署。对标苏州,苏州经验,苏州要求,苏州样板。", "常熟"),
        ("2024年丽水市民政工作要点", "坚持党的领导。", "丽水"),
        # only inside sentences
        (
            "",
            "谱写咸宁民政新篇章。推进咸宁市养老。\n崇阳县开展试点,助力咸宁发展。咸宁慈善周。",
            "咸宁",
        ),
        ("", "建设幸福鹰潭。鹰潭养老,鹰潭救助,鹰潭慈善,鹰潭殡葬。", "鹰潭"),
        # a province only where it speaks itself
        ("2025年江西省民政工作要点", "江西省民政厅部署,南昌市先行。", "江西"),
        ("", "江苏省南京市鼓楼区民政局\n2024年1月2日\n鼓楼区先行。徐州市做法。", "鼓楼区"),
        ("", "福建省鼓楼区。福州市鼓楼区民政局要求。福州市部署。", "鼓楼区"),
    ],
)
def test_the_place_is_guessed(title: str, text: str, expected: str) -> None:
    place, evidence = guess_place(title, text)
    assert place is not None, evidence
    assert place.short_name == expected


@pytest.mark.parametrize(
    "text",
    [
        "深化合作,加强合作,合作共赢,开展合作,密切合作。",
        "推动安宁疗护。保障重大安全。信息公开平台。保安康,促安康,老年人安康,安康,安康。",
        "合作市场开放,合作市场有序,合作市场繁荣,合作市场活跃,合作市场。中心城区、老城区、矿区和郊区。",
        "鼓楼区民政局部署。",  # four districts have that name
        "学习宜昌市和黄冈市做法。",
        "落实湖北省委要求。湖北省人民政府。",
        "",
    ],
)
def test_an_unsure_guess_is_none(text: str) -> None:
    assert guess_place("", text)[0] is None


def test_the_evidence_names_the_runner_up() -> None:
    _, evidence = guess_place("", "荆门市民政局\n荆门市先行,学习襄阳市做法。")
    assert evidence == (
        "荆门市 (湖北): signs it, its offices named once, named 2 times; "
        "next 襄阳市 (湖北): named once"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("鼓楼", "江苏 南京市 鼓楼区 320106, 江苏 徐州市 鼓楼区 320302"),
        (
            "荆门经济技术开发区",
            "荆门经济技术开发区 has no code of its own; it lies in 湖北 荆门市",
        ),
        ("西咸新区", "西咸新区 has no code of its own; it lies in 陕西 西安市 610100"),
        ("宣武区", "宣武区 became part of 北京 西城区 110102"),
        ("富阳市", "no place is called '富阳市'; perhaps 浙江 杭州市 富阳区 330111"),
    ],
)
def test_a_name_that_does_not_settle_it_is_answered_with_codes(name: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        find_place(name)
    assert message in str(error.value)
    assert "--adcode" in str(error.value)


def test_a_former_name_is_read() -> None:
    assert find_place("襄樊市") == find_place("襄樊") == find_place("襄阳")
    place, _ = guess_place("2009年襄樊市民政工作要点", "襄樊市民政局要求。")
    assert place is not None and place.short_name == "襄阳"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("苏州工业园区2024年民政工作要点", "苏州市部署。苏州市要求。苏州市民政局。"),
        (
            "",
            "荆门高新技术产业开发区社会事务局\n2024年3月1日\n荆门市部署,荆门市,荆门市,荆门市。",
        ),
        ("天府新区2024年民政工作要点", "成都市民政局部署。成都市要求。成都市。"),
    ],
)
def test_a_zone_s_plan_is_not_taken_for_its_city_s(title: str, text: str) -> None:
    place, words = guess_place(title, text)
    assert place is None
    assert "has no code of its own; it lies in" in words
    is_named_only = guess_place("2024年荆门市民政工作要点", "支持荆门高新技术产业开发区。")
    assert is_named_only[0] == place_by_code("420800")


def test_an_unsure_guess_lists_candidates_with_codes() -> None:
    words = guess_place("", "鼓楼区民政局部署。")[1]
    assert words.startswith(
        "鼓楼区 (its offices named once, named once) may be any of: 江苏 南京市 鼓楼区 320106, "
    )
    words = guess_place("", "学习宜昌市和黄冈市做法。")[1]
    assert words.startswith("too little speaks for one place: 湖北 宜昌市 420500 (named once), ")
