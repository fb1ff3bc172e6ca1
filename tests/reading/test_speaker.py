"""Whose plan a text is: found where title, signature and file name agree, asked for elsewhere."""

import pytest

from mzanalysis.reading.places import place_by_code
from mzanalysis.reading.speaker import find_speaker, list_mentioned


@pytest.mark.parametrize(
    ("title", "issuer", "file_name", "text", "expected"),
    [
        ("", "", "420300-2025", "推进老年助餐。", "十堰"),  # a plan's id as name
        # whoever signs it, however often others are named
        ("", "荆门市民政局", "a", "落实湖北省部署,学习襄阳市做法。", "荆门"),
        ("", "常熟市民政局", "a", "苏州市部署。对标苏州,苏州经验,苏州要求。", "常熟"),
        ("2024年丽水市民政工作要点", "", "a", "坚持党的领导。", "丽水"),
        ("2024年鹰潭民政工作要点", "", "a", "坚持党的领导。", "鹰潭"),
        ("2025年江西省民政工作要点", "", "a", "江西省民政厅部署,南昌市先行。", "江西"),
        ("2024年工作要点", "市民政局", "咸宁2024", "学习黄石市做法。", "咸宁"),
        # by its former name
        ("2009年襄樊市民政工作要点", "襄樊市民政局", "a", "", "襄阳"),
        # with the place above it
        ("", "江苏省南京市鼓楼区民政局", "a", "徐州市做法。", "鼓楼区"),
        ("", "", "湖北_荆门_2024", "", "荆门"),
        # each of the two could be several, together they are one
        ("2024年朝阳区民政工作要点", "北京市朝阳区民政局", "a", "", "朝阳区"),
        # a short name that is a word counts where the text names the place
        ("合作2024年要点", "", "a", "合作市民政局部署。", "合作"),
        # in Latin letters
        ("", "", "zhangjiagang-2024", "张家港先行。", "张家港"),
        ("", "", "2024_Xilingol", "锡林郭勒盟先行。", "锡林郭勒盟"),
    ],
)
def test_title_issuer_or_file_name_say_whose_plan_it_is(
    title: str, issuer: str, file_name: str, text: str, expected: str
) -> None:
    place, evidence = find_speaker(title, issuer, file_name, text)
    assert place is not None, evidence
    assert place.short_name == expected


@pytest.mark.parametrize(
    ("title", "issuer", "file_name", "text", "message"),
    [
        # named in the text only, however often
        ("", "", "a", "建设幸福鹰潭。鹰潭养老,鹰潭救助,鹰潭市。", "no place is named in title"),
        # words: 合作, 安康 and 安宁 are cities as well
        ("2024年深化合作工作要点", "", "a", "合作共赢。", "no place is named in title"),
        ("2024年保障安康工作要点", "", "a", "促安康。", "no place is named in title"),
        ("", "投资合作局", "a", "合作市部署。", "no place is named in title"),
        (
            "",
            "鼓楼区民政局",
            "a",
            "",
            "several places may be meant: 江苏 南京市 鼓楼区 320106, ",
        ),
        (
            "2024年苏州市民政工作要点",
            "常熟市民政局",
            "a",
            "",
            "several places may be meant: 江苏 苏",
        ),
        ("", "宜昌市民政局", "黄冈2024", "", "several places may be meant: 湖北 宜昌市 420500 (s"),
        # 苏州 or 宿州
        ("", "", "suzhou-2024", "苏州市。", "several places may be meant: 江苏 苏州市"),
        ("", "", "chaoyang-2024", "朝阳市。", "several places may be meant: 北京 朝阳区"),
        # 嵩县 is not meant
        ("", "", "song", "推进养老。", "no place is named in title, signature or file name"),
        # the province's site shows a city's plan
        ("", "湖北省民政厅", "a", "全市民政系统。", "湖北省 (signs it) is no city, but the text"),
        ("", "", "", "", "no place is named in title, signature or file name"),
    ],
)
def test_where_they_do_not_say_it_nothing_is_guessed(
    title: str, issuer: str, file_name: str, text: str, message: str
) -> None:
    place, evidence = find_speaker(title, issuer, file_name, text)
    assert place is None
    assert evidence.startswith(message)


def test_the_evidence_names_all_that_agree() -> None:
    evidence = find_speaker(
        "2024年荆门市要点", "荆门市民政局", "jingmen", "学习襄阳市做法。荆门。"
    )[1]
    assert evidence == "荆门市 (湖北): in the title, signs it, in the file name"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        (
            "学习宜昌市和黄冈做法。\n黄冈。",
            "湖北 黄冈市 421100 (named 2 times), 湖北 宜昌市 420500 (named once)",
        ),
        ("湖北省十堰市部署。", "湖北 十堰市 420300 (named once)"),
        ("福建省鼓楼区。", "福建 福州市 鼓楼区 350102 (named once)"),
        ("深化合作,合作共赢。促安康。推动安宁疗护。保障重大安全。信息公开平台。", ""),
        ("合作市场开放,合作市场有序。中心城区、老城区域、矿区和郊区。", ""),
    ],
)
def test_the_places_a_text_names(text: str, candidates: str) -> None:
    assert list_mentioned(text) == candidates


def test_no_more_than_five_are_listed() -> None:
    names = "武汉市、黄石市、十堰市、宜昌市、襄阳市、鄂州市、荆门市。荆门市。"
    assert [words.split()[1] for words in list_mentioned(names).split(", ")] == [
        *("荆门市", "武汉市", "黄石市", "十堰市", "宜昌市"),
    ]


@pytest.mark.parametrize(
    ("title", "issuer", "text"),
    [
        ("苏州工业园区2024年民政工作要点", "", "苏州市部署。苏州市要求。苏州市民政局。"),
        ("", "荆门高新技术产业开发区社会事务局", "荆门市部署,荆门市,荆门市,荆门市。"),
        ("天府新区2024年民政工作要点", "", "成都市民政局部署。成都市要求。成都市。"),
    ],
)
def test_a_zone_s_plan_is_not_taken_for_its_city_s(title: str, issuer: str, text: str) -> None:
    place, words = find_speaker(title, issuer, "a", text)
    assert place is None
    assert "has no code of its own; it lies in" in words


def test_a_zone_in_the_text_does_not_matter() -> None:
    text = "支持荆门高新技术产业开发区。"
    assert find_speaker("2024年荆门市要点", "", "a", text)[0] == place_by_code("420800")
