import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
import pytest

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.text import patterns
from mzanalysis.text.patterns import alternation, pattern, pattern_rows, words

NAMED = [f"{room}/patterns.csv" for room in ("text", "reading", "structure", "figures")]
# In these a row has no name. The first two read whole lines.
LINES = ["structure/furniture.csv", "structure/front_matter.csv"]
ROWS = [
    *LINES,
    "text/date_rules.csv",
    "structure/label_styles.csv",
    "figures/axis_words.csv",
    "figures/name_words.csv",
    "validation/odd_forms.csv",
]


class Example(NamedTuple):
    """A row with an example that its pattern matches, marked 〔 〕, and one that it does not."""

    regex: re.Pattern[str]
    matches: str
    misses: str
    is_line: bool


def examples() -> Iterator[Any]:
    for table in NAMED:
        for row in resources.read_table(table).to_dict("records"):
            example = Example(pattern(row["name"]), row["matches"], row["not"], False)
            yield pytest.param(example, id=row["name"])
    for table in ROWS:
        for line, (row, regex) in enumerate(pattern_rows(table), start=2):
            if row["pattern"]:
                example = Example(regex, row["matches"], row["not"], table in LINES)
                yield pytest.param(example, id=f"{table}:{line}")


def unmark(marked: str) -> tuple[str, int, int]:
    """Return an example without its marks, and the span between them; without any, of it all."""
    marked = marked.replace("\\n", "\n")
    text = marked.replace("〔", "").replace("〕", "")
    if "〔" not in marked:
        return text, 0, len(text)
    return text, marked.index("〔"), marked.index("〕") - 1


@pytest.mark.parametrize("example", list(examples()))
def test_a_pattern_matches_its_example(example):
    text, start, end = unmark(example.matches)
    if start == end:  # a condition on what follows matches no character: 规范〔〕执法
        found = example.regex.match(text, start)
    elif "〔" in example.matches:
        found = example.regex.search(text)
    else:
        found = example.regex.fullmatch(text)
    assert found is not None and found.span() == (start, end)


@pytest.mark.parametrize("example", list(examples()))
def test_a_pattern_does_not_match_its_near_miss(example):
    text, start, _ = unmark(example.misses)
    assert text
    if example.is_line:
        assert example.regex.fullmatch(text) is None
    elif "〔" in example.misses:  # not here: 规范〔〕化建设
        assert example.regex.match(text, start) is None
    else:
        found = example.regex.search(text)
        assert found is None or not found.group()


@pytest.fixture
def cells():
    """Let other cells stand in for the patterns of the room text, as name=pattern."""

    def give(**written: str) -> None:
        table = pd.DataFrame({"name": written.keys(), "pattern": written.values()})
        resources.stand_in({"text/patterns.csv": table})

    yield give
    resources.stand_in({})


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
        ({"a": "{b_c}"}, "text/patterns.csv:2: no pattern or kind of words is named 'b_c'"),
        ({"a": "{b}", "b": "{c}"}, "text/patterns.csv:3: no pattern .* is named 'c'"),
        ({"a": "新建", "b": "{words:verbs}"}, "csv:3: no .* kind of words is named 'verbs'"),
        ({"a": "{words:verb+verbs}"}, "csv:2: no .* kind of words is named 'verbs'"),
        ({"a": "{b}", "b": "x{c}", "c": "{a}?"}, "csv:4: .* a circle: a > b > c > a"),
        ({"a": "{a}"}, "csv:2: .* a circle: a > a"),
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
    with pytest.raises(InputError, match=r"odd_forms.csv:3: no pattern .* is named 'lost'"):
        pattern_rows("validation/odd_forms.csv")


def test_every_name_is_used_once():
    used = [name for table in NAMED for name in resources.read_table(table)["name"]]
    assert len(used) == len(set(used))


def test_every_kind_of_words_belongs_to_one_room():
    tables = [resources.read_table(f"{room}/words.csv") for room in ("structure", "figures")]
    structure, figures = ({*";".join(table["kinds"]).split(";")} for table in tables)
    assert not structure & figures


def test_a_verb_and_all_it_may_do_stand_in_one_row():
    rows = dict(resources.read_table("structure/words.csv").to_numpy().tolist())
    kinds = rows["新建"].split(";")
    assert {"verb", "figure_verb", "make", "creates", "builds_new", "adds"} <= set(kinds)
    assert "新建" not in set(resources.read_table("figures/words.csv")["word"])


def test_unknown_names_are_refused():
    with pytest.raises(InputError, match="no pattern is named 'bureaux'"):
        patterns.pattern("bureaux")
    with pytest.raises(InputError, match="no word is of the kind 'nouns'"):
        words("nouns")
