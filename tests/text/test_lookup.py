"""What people type is one of the things that have names, or is answered with the nearest."""

import pandas as pd
import pytest

from mzanalysis.compare import find_city
from mzanalysis.errors import InputError
from mzanalysis.text.lookup import look_up
from mzanalysis.topics.codebook import find_topics

NAMES = {
    "funeral": ("殡葬", "Funerals"),
    "aid": ("社会救助", "Aid"),
    "relief": ("流浪救助", "Relief"),
}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("funeral", "funeral"),
        ("FUNERALS", "funeral"),
        ("殡葬", "funeral"),
        ("殡葬管理", "funeral"),
        ("殯葬", "funeral"),
        (" 流浪 ", "relief"),
        ("社会救助", "aid"),
    ],
)
def test_a_name_or_a_part_of_one(said: str, key: str) -> None:
    assert look_up(said, NAMES, kind="topic") == key


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("救助", r"topic '救助' may be any of: 社会救助 \(aid\), 流浪救助 \(relief\); say which"),
        ("funreal", r"no topic is called 'funreal'; nearest: 殡葬 \(funeral\)"),
        ("xyz", r"no topic is called 'xyz'; there are: 殡葬 \(funeral\), 社会救助 \(aid\), "),
        ("殡", r"no topic is called '殡'; nearest: 殡葬 \(funeral\)"),
        (3, "no topic is called 3; there are"),
    ],
)
def test_what_is_no_name_is_answered_with_the_nearest(said: object, answer: str) -> None:
    with pytest.raises(InputError, match=answer):
        look_up(said, NAMES, kind="topic")


def test_topics_come_as_names_and_as_lists() -> None:
    assert find_topics(["殡葬管理", ["养老服务", "funeral"]]) == ["funeral", "eldercare"]
    with pytest.raises(InputError, match="no topic given"):
        find_topics([])


PLANS = pd.DataFrame(
    {
        "plan_id": ["420300-2025", "320582-2025"],
        "city": ["十堰", "张家港"],
        "city_en": ["Shiyan", "Zhangjiagang"],
        "adcode": ["420300", "320582"],
    }
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("十堰", "十堰"),
        ("十堰市", "十堰"),
        ("湖北十堰", "十堰"),
        ("shiyan", "十堰"),
        ("420300", "十堰"),
        ("420300-2025", "420300-2025"),
        ("張家港市", "张家港"),
    ],
)
def test_a_city_by_any_of_its_names(said: str, found: str) -> None:
    assert find_city(PLANS, said) == found


def test_a_city_without_plan_is_told_which_there_are() -> None:
    with pytest.raises(InputError, match=r"no city is called '武汉'; there are: 十堰市 \(十堰\), "):
        find_city(PLANS, "武汉")
