import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.places import find_place, is_called, place_by_code
from mzanalysis.reading.speaker import find_speaker
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold


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
        ("乾县", "610424"),  # whose name is folded in a text
        ("咸阳市乾县", "610424"),
        ("富阳市", "330111"),
        ("杭州市富阳市", "330111"),  # never 杭州 in its stead
        ("崇明县", "310151"),
        ("毕节地区", "520500"),
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
    ("name", "message"),
    [
        ("鼓楼", "江苏 南京市 鼓楼区 320106, 江苏 徐州市 鼓楼区 320302"),
        (
            "荆门经济技术开发区",
            "荆门经济技术开发区 has no code of its own; it lies in 湖北 荆门市",
        ),
        ("西咸新区", "西咸新区 has no code of its own; it lies in 陕西 西安市 610100"),
        ("宣武区", "宣武区 became part of 北京 西城区 110102"),
        ("富阳县", "no place is called '富阳县'; perhaps 浙江 杭州市 富阳区 330111"),
    ],
)
def test_a_name_that_does_not_settle_it_is_answered_with_codes(name: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        find_place(name)
    assert message in str(error.value)
    assert "--adcode" in str(error.value)


def test_a_plan_of_a_place_whose_name_is_folded_or_former() -> None:
    for title, adcode in (
        ("乾县民政局2025年工作要点", "610424"),
        ("杭州市富阳市民政局2013年工作要点", "330111"),
        ("遵义县民政局2012年工作要点", "520304"),
    ):
        place, _ = find_speaker(fold(title), "", "", fold(title))
        assert place == place_by_code(adcode)


def test_a_former_name_is_read() -> None:
    assert find_place("襄樊市") == find_place("襄樊") == find_place("襄阳")
