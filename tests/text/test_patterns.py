import re

import pandas as pd
import pytest

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.text import patterns
from mzanalysis.text.patterns import alternation, pattern, pattern_rows, words

NAMED = ["text", "reading", "structure", "figures"]


def names() -> list[str]:
    return [name for room in NAMED for name in resources.read_table(f"{room}/patterns.csv")["name"]]


@pytest.fixture
def cells():
    """Let other cells stand in for the patterns of the room text, as name=pattern."""

    def give(**written: str) -> None:
        table = pd.DataFrame({"name": written.keys(), "pattern": written.values()})
        resources.stand_in({"text/patterns.csv": table})

    yield give
    resources.stand_in({})


@pytest.mark.parametrize("name", names())
def test_every_pattern_compiles(name):
    assert isinstance(pattern(name), re.Pattern)


def test_a_name_in_braces_stands_for_another_pattern(cells):
    cells(digits=r"\d{1,3}|百", built="新建{digits}个")
    assert pattern("built").pattern == r"新建(?:\d{1,3}|百)个"


def test_words_of_several_kinds_and_of_another_room(cells):
    cells(sure="{words:strive+total}")
    assert pattern("sure").fullmatch("力争") and pattern("sure").fullmatch("总量")


def test_of_words_the_longest_is_found():
    plain, short_patterns = alternation(["改造", "改造提升", "建"]), alternation(["改", "改扩?建"])
    assert re.findall(plain, "改造提升站点,建站") == ["改造提升", "建"]
    assert re.findall(short_patterns, "改建食堂,改为") == ["改建", "改"]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"a": "{b_c}"}, r"text/patterns.csv:2: \{b_c\} names no pattern"),
        ({"a": "新建", "b": "{words:verbs}"}, "csv:3: .*no word is of the kind 'verbs'"),
        ({"a": "{words:verb+verbs}"}, "csv:2: .*no word is of the kind 'verbs'"),
        ({"a": "{b}", "b": "x{c}", "c": "{a}?"}, "csv:4: a circle: a > b > c > a"),
        ({"a": "{a}"}, "csv:2: a circle: a > a"),
        ({"a": "新建(个"}, "csv:2: the pattern does not compile: missing "),
    ],
)
def test_a_wrong_cell_is_refused_with_file_and_line(cells, written, says):
    cells(**written)
    with pytest.raises(InputError, match=says):
        pattern("a")
        pattern("b")


def test_a_wrong_cell_of_another_table_is_refused_with_file_and_line(request):
    request.addfinalizer(lambda: resources.stand_in({}))
    resources.stand_in({"validation/odd_forms.csv": pd.DataFrame({"pattern": ["", "{lost}"]})})
    with pytest.raises(InputError, match=r"odd_forms.csv:3: \{lost\} names no pattern"):
        pattern_rows("validation/odd_forms.csv")


def test_a_name_used_twice_is_refused(cells):
    cells(bureau="局")
    with pytest.raises(InputError, match=r"reading/patterns.csv:\d+: .*text/patterns.csv:2 has"):
        pattern("bureau")


def test_unknown_names_are_refused():
    with pytest.raises(InputError, match="no pattern is named 'bureaux'"):
        patterns.pattern("bureaux")
    with pytest.raises(InputError, match="no word is of the kind 'nouns'"):
        words("nouns")
