"""Matching measures of different cities and grouping them into themes, on invented measures."""

from itertools import combinations

import pandas as pd
import pytest

from mzanalysis.tables import check_declared
from mzanalysis.themes.describe import describe_themes
from mzanalysis.themes.grouping import assign_themes
from mzanalysis.themes.pairs import match_measures
from mzanalysis.themes.vectors import plain, shared_terms
from mzanalysis.topics.subtopics import subtopic_weights

# city: [(topic, measure)]
PROBES = {
    "甲": [
        ("eldercare", "新建助餐点30个"),
        ("children", "为孤儿购买意外伤害保险"),
        ("assistance", "提高低保标准"),
        ("eldercare", "持续加强各项工作"),
    ],
    "乙": [
        ("eldercare", "建设助餐点12个"),
        ("eldercare", "为高龄老人购买意外伤害保险"),
        ("assistance", "量化调整最低生活保障标准"),
        ("party", "认真落实第一议题制度"),
    ],
    "丙": [
        ("eldercare", "增设老年食堂"),
        ("eldercare", "评定护理型床位"),
        ("party", "严格执行第一议题制度"),
    ],
}


def tables(
    probes: dict[str, list[tuple[str, str]]], year: int = 2031
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [
        {
            "measure_id": f"{city}:一:m{i:02d}",
            "item_id": f"{city}:一:{topic}",
            "plan_id": f"{city}-{year}",
            "city": city,
            "year": year,
            "position": i,
            "text": text,
            "action": "",
            "topic_code": topic,
        }
        for city, measures in probes.items()
        for i, (topic, text) in enumerate(measures)
    ]
    measures = pd.DataFrame(rows)
    items = measures.drop_duplicates("item_id")[["item_id", "topic_code"]]
    return measures, items.assign(chapter="", section="", heading="", text="")


@pytest.fixture(scope="module")
def matched() -> pd.DataFrame:
    return match_measures(*tables(PROBES))


def similarity(matches: pd.DataFrame, text_a: str, text_b: str) -> float:
    """Return the similarity kept for two probes; 0.0 for a pair that is not kept."""
    ids = {
        text: f"{city}:一:m{i:02d}"
        for city, measures in PROBES.items()
        for i, (_, text) in enumerate(measures)
    }
    is_pair = [
        {a, b} == {ids[text_a], ids[text_b]}
        for a, b in zip(matches["measure_id_a"], matches["measure_id_b"], strict=True)
    ]
    return float(matches["similarity"][is_pair].sum())


def test_matches_are_the_declared_table(matched: pd.DataFrame) -> None:
    check_declared(matched, "matches")
    assert (matched["city_a"] != matched["city_b"]).all()


@pytest.mark.parametrize(
    ("text_a", "text_b", "is_same"),
    [
        ("新建助餐点30个", "建设助餐点12个", True),  # figures do not count
        ("新建助餐点30个", "增设老年食堂", True),  # other words
        ("提高低保标准", "量化调整最低生活保障标准", True),
        ("认真落实第一议题制度", "严格执行第一议题制度", True),
        ("建设助餐点12个", "评定护理型床位", False),  # one topic, another thing
        (
            "为孤儿购买意外伤害保险",
            "为高龄老人购买意外伤害保险",
            False,
        ),  # one wording, other people
        ("持续加强各项工作", "认真落实第一议题制度", False),  # phrases of every plan
    ],
)
def test_same_commitment_in_other_words(
    matched: pd.DataFrame, text_a: str, text_b: str, is_same: bool
) -> None:
    assert (similarity(matched, text_a, text_b) > 0.3) is is_same


def test_figures_and_own_name_are_left_out() -> None:
    assert plain("一是甲市6月底前新建不少于1,200个助餐点", "甲") == "新建助餐点"


def test_every_measure_keeps_its_best_in_every_other_plan(matched: pd.DataFrame) -> None:
    pairs = {
        *zip(matched["measure_id_a"], matched["city_b"], strict=True),
        *zip(matched["measure_id_b"], matched["city_a"], strict=True),
    }
    measures, _ = tables(PROBES)
    for measure_id, city in zip(measures["measure_id"], measures["city"], strict=True):
        assert {c for m, c in pairs if m == measure_id} == set(PROBES) - {city}


def test_mutual_best(matched: pd.DataFrame) -> None:
    pair = matched.query("measure_id_a == '丙:一:m00' and measure_id_b == '甲:一:m00'").iloc[0]
    assert pair["is_mutual_best"]


@pytest.mark.parametrize(
    ("texts", "code", "expected"),
    [
        (("增设老年食堂", "建设助餐点12个"), "eldercare-meals", "老年助餐"),
        (("推进萤火虫计划", "实施萤火虫计划3个"), "", "萤火虫;计划"),
        (("推进萤火虫计划", "新建公墓"), "", ""),
    ],
)
def test_what_measures_share(texts: tuple[str, ...], code: str, expected: str) -> None:
    assert shared_terms({"text": t, "city": "甲", "subtopic_code": code} for t in texts) == expected


def test_two_years_of_a_city_are_not_matched() -> None:
    first, items = tables({"甲": PROBES["甲"]}, 2030)
    second, _ = tables({"甲": PROBES["甲"]}, 2031)
    second["measure_id"] += "'"
    matches = match_measures(pd.concat([first, second]), items)
    assert matches.empty
    check_declared(matches, "matches")


def test_another_plan_changes_no_similarity(matched: pd.DataFrame) -> None:
    measures, items = tables({**PROBES, "丁": [("eldercare", "关停老年食堂"), ("funeral", "树葬")]})
    more = match_measures(measures, items)
    old = more[(more["city_a"] != "丁") & (more["city_b"] != "丁")]
    pd.testing.assert_frame_equal(old.reset_index(drop=True), matched)


def test_blocks_of_a_huge_plan_give_the_same(
    matched: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mzanalysis.themes.pairs._BLOCK", 1)  # a block for each item
    pd.testing.assert_frame_equal(match_measures(*tables(PROBES)), matched)


def test_the_nearest_alone_give_the_same(
    matched: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where plans are many, each is compared with what is nearest in the older ones."""
    monkeypatch.setattr("mzanalysis.themes.pairs.MOST_PLANS", 1)
    nearest = match_measures(*tables(PROBES))
    exact = matched[matched["similarity"] >= 0.1].reset_index(drop=True)
    assert len(exact) > 3
    pd.testing.assert_frame_equal(nearest, exact)


def test_of_many_partners_the_best_are_kept_and_a_later_plan_changes_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mzanalysis.themes.pairs.MOST_PLANS", 1)
    monkeypatch.setattr("mzanalysis.themes.nearest.MOST_PARTNERS", 2)
    texts = ["新建老年食堂", "新建老年助餐点", "建设老年食堂", "新建老年食堂", "新建老年食堂3个"]
    cities = {c: [("eldercare", t)] for c, t in zip("甲乙丙丁戊", texts, strict=True)}
    found = match_measures(*tables(cities))
    last = found[(found["city_a"] == "戊") | (found["city_b"] == "戊")]
    assert {*last["city_a"], *last["city_b"]} == {"甲", "丁", "戊"}
    before = match_measures(*tables({c: cities[c] for c in "甲乙丙丁"}))
    pd.testing.assert_frame_equal(found.drop(last.index).reset_index(drop=True), before)


def test_own_vectorizer_is_used(matched: pd.DataFrame) -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    own = match_measures(*tables(PROBES), vectorizer=CountVectorizer(analyzer="char"))
    check_declared(own, "matches")
    pair = ("新建助餐点30个", "建设助餐点12个")
    assert similarity(own, *pair) != similarity(matched, *pair)


def linked(*pairs: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["measure_id_a", "measure_id_b", "similarity"])


def groups(measures: pd.DataFrame) -> list[list[str]]:
    """Return the members of each theme as ``甲0 乙0``."""
    names = measures["city"] + measures["position"].astype(str)
    in_themes = names[measures["theme_id"] != ""].groupby(measures["theme_id"], sort=False)
    return sorted(sorted(members) for _, members in in_themes)


def plain_measures(**counts: int) -> pd.DataFrame:
    """Return measures 甲0, 甲1 … whose ids are city and number."""
    measures, _ = tables(
        {c: [("funeral", f"{c}事{i}") for i in range(n)] for c, n in counts.items()}
    )
    return measures.assign(measure_id=measures["city"] + measures["position"].astype(str))


def test_a_theme_needs_two_cities() -> None:
    measures = plain_measures(甲=2, 乙=2)
    themed = assign_themes(measures, linked(("甲0", "乙0", 0.9), ("甲1", "乙1", 0.1)))
    assert groups(themed) == [["乙0", "甲0"]]
    assert list(themed["theme_id"] == "") == [False, True, False, True]
    assert themed["theme_id"].iloc[0].startswith("funeral-")
    assert "theme_id" not in measures


def test_measures_of_one_city_may_share_a_theme() -> None:
    links = linked(("甲0", "乙0", 0.9), ("甲1", "乙0", 0.8))
    assert groups(assign_themes(plain_measures(甲=2, 乙=1), links)) == [["乙0", "甲0", "甲1"]]


def test_one_weak_link_does_not_chain_two_themes() -> None:
    links = linked(("甲0", "乙0", 0.9), ("甲1", "乙1", 0.9), ("甲0", "乙1", 0.5))
    assert groups(assign_themes(plain_measures(甲=2, 乙=2), links)) == [
        ["乙0", "甲0"],
        ["乙1", "甲1"],
    ]


SIX = {"甲": 3, "乙": 3, "丙": 1, "丁": 1, "戊": 1}
OLD_LINKS = (("甲0", "乙0", 0.9), ("甲1", "乙1", 0.9), ("甲2", "丙0", 0.2))


@pytest.mark.parametrize(
    ("new_links", "expected"),
    [
        ([], [["乙0", "甲0"], ["乙1", "甲1"]]),
        ([("甲0", "己0", 0.8), ("乙0", "己0", 0.8)], [["乙0", "己0", "甲0"], ["乙1", "甲1"]]),
        # Much like both themes: it joins the nearer one and does not merge them.
        (
            [("甲0", "己0", 0.8), ("乙0", "己0", 0.8), ("甲1", "己0", 0.9), ("乙1", "己0", 0.9)],
            [["乙0", "甲0"], ["乙1", "己0", "甲1"]],
        ),
        # A theme of two gains more by it than one measure that is nearer.
        (
            [("甲0", "己0", 0.7), ("乙0", "己0", 0.7), ("甲2", "己0", 0.75)],
            [["乙0", "己0", "甲0"], ["乙1", "甲1"]],
        ),
        # Two that were alone found a theme of their own.
        ([("甲2", "己0", 0.9)], [["乙0", "甲0"], ["乙1", "甲1"], ["己0", "甲2"]]),
    ],
)
def test_a_sixth_plan_joins_and_renames_nothing(
    new_links: list[tuple[str, str, float]], expected: list[list[str]]
) -> None:
    old = plain_measures(**SIX)
    before = assign_themes(old, linked(*OLD_LINKS)).set_index("measure_id")["theme_id"]
    new = plain_measures(**SIX, 己=1)
    after = assign_themes(new, linked(*OLD_LINKS, *new_links))
    assert groups(after) == expected
    now = after.set_index("measure_id")["theme_id"]
    in_theme = before[before != ""]
    assert list(now[in_theme.index]) == list(in_theme)


@pytest.mark.parametrize(("most", "joins"), [(2, True), (3, False)])
def test_who_keeps_no_more_partners_has_more(
    most: int, joins: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """己0 is linked with two of a theme of five: the others may be as like, if it kept but two."""
    monkeypatch.setattr("mzanalysis.themes.links.MOST_PARTNERS", most)
    monkeypatch.setattr("mzanalysis.themes.grouping.MOST_PLANS", 5)
    five = dict.fromkeys("甲乙丙丁戊", 1)
    old = [(f"{a}0", f"{b}0", 0.9) for a, b in combinations(five, 2)]
    links = linked(*old, ("甲0", "己0", 0.8), ("乙0", "己0", 0.8))
    themed = assign_themes(plain_measures(**five, 己=1), links)
    assert (themed["theme_id"].iloc[-1] == themed["theme_id"].iloc[0]) is joins


def test_order_says_which_plans_are_old() -> None:
    old = plain_measures(**SIX)
    before = assign_themes(old, linked(*OLD_LINKS)).set_index("measure_id")["theme_id"]
    new = pd.concat([plain_measures(己=1), old], ignore_index=True)  # sorted to the front
    links = linked(*OLD_LINKS, ("甲0", "己0", 0.9), ("乙0", "己0", 0.9))
    after = assign_themes(new, links, order=list(pd.unique(old["plan_id"])))
    now = after.set_index("measure_id")["theme_id"]
    assert list(now[before.index]) == list(before)
    assert now["己0"] == before["甲0"]


FEES, GRAVES = "funeral-fees", "funeral-graves"
BROAD = "funeral-regulation"  # several kinds of commitment: the wording decides


def coded(measures: pd.DataFrame, **codes: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures with their first subtopic, and the table of all: 甲0="funeral-fees"."""
    rows = [(i, code, 1.0) for i, some in codes.items() for code in some.split()]
    first = [codes.get(i, "").partition(" ")[0] for i in measures["measure_id"]]
    subtopics = pd.DataFrame(rows, columns=["measure_id", "subtopic_code", "weight"])
    return measures.assign(subtopic_code=first), subtopics


def test_a_subtopic_names_the_theme_and_a_second_theme_of_it_gets_a_hash() -> None:
    codes = dict.fromkeys(("甲0", "乙0", "甲1", "乙1"), BROAD)
    measures, subtopics = coded(plain_measures(甲=2, 乙=2), **codes)
    links = linked(("甲0", "乙0", 0.9), ("甲1", "乙1", 0.9))
    themed = assign_themes(measures, links, subtopics=subtopics)
    ids = themed.set_index("measure_id")["theme_id"]
    assert ids["甲0"] == ids["乙0"] == BROAD
    assert ids["甲1"] == ids["乙1"]
    assert ids["甲1"].startswith(f"{BROAD}-")
    assert set(themed["theme_source"]) == {"subtopic"}
    labels = describe_themes(themed).set_index("theme_id")["label"]
    assert labels[ids["甲1"]].startswith(f"{labels[BROAD]}:")


def test_without_a_subtopic_in_common_similarity_makes_the_theme() -> None:
    measures, subtopics = coded(plain_measures(甲=1, 乙=1), 甲0=FEES)
    themed = assign_themes(measures, linked(("甲0", "乙0", 0.9)), subtopics=subtopics)
    assert list(themed["theme_source"]) == ["similarity", "similarity"]


@pytest.mark.parametrize(
    ("code", "themes"), [(FEES, [FEES] * 2), (BROAD, ["", ""]), ("no-such-code", ["", ""])]
)
def test_a_narrow_subtopic_needs_no_like_wording(code: str, themes: list[str]) -> None:
    measures, subtopics = coded(plain_measures(甲=1, 乙=1), 甲0=code, 乙0=code)
    themed = assign_themes(measures, linked(), subtopics=subtopics)
    assert list(themed["theme_id"]) == themes


def test_a_list_of_commitments_stands_in_several_themes() -> None:
    measures, subtopics = coded(
        plain_measures(甲=1, 乙=2), 甲0=f"{FEES} {GRAVES}", 乙0=FEES, 乙1=GRAVES
    )
    links = linked(("甲0", "乙0", 0.9), ("甲0", "乙1", 0.8))
    themed = assign_themes(measures, links, subtopics=subtopics)
    assert list(themed["theme_id"]) == [FEES, FEES, GRAVES]
    assert list(themed["also_theme_ids"]) == [GRAVES, "", ""]
    assert list(describe_themes(themed)["n_cities"]) == [2, 2]


def test_a_narrow_subtopic_alone_makes_a_theme() -> None:
    """However differently 甲 and 乙 put it; a plan that says much of it takes all into it."""
    cities = {
        "甲": [("funeral", "推动殡葬移风易俗")],
        "乙": [("funeral", "倡导丧事从简"), ("funeral", "推行文明办丧")],
        "丙": [("funeral", "推进丧葬礼俗改革")],
    }
    themes = themed_ids(*tables(cities), ["甲-2031", "乙-2031", "丙-2031"])
    assert set(themes) == {"funeral-customs"}


@pytest.mark.parametrize("at", [0, 9])
def test_a_real_sixth_plan_changes_no_other_theme(at: int) -> None:
    """A plan that is new in the register, whether its id sorts first or last."""
    five = {city: PROBES["甲乙丙"[i % 3]] for i, city in enumerate("甲乙丙丁戊")}
    five["戊"] = [("law", "推进萤火虫计划"), ("funeral", "新建公益性公墓9处")]
    five["丁"] = [*five["丁"], ("law", "推进萤火虫计划")]
    more = [("eldercare", "开办长者饭堂"), ("funeral", "建成公益性公墓"), ("law", "实施萤火虫计划")]
    old, items = tables(five)
    new, new_items = tables({**five, "己": more})
    new.loc[new["city"] == "己", "plan_id"] = f"{at}00000-2031"
    order = list(pd.unique(old["plan_id"]))
    before = themed_ids(old, items, order)
    after = themed_ids(new, new_items, order)
    touched = {"戊:一:m01"}  # alone before, now with the sixth city's cemetery
    untouched = [i for i in before.index if i not in touched]
    assert list(after[untouched]) == list(before[untouched])
    assert before["戊:一:m01"] == ""
    assert after["戊:一:m01"] == after["己:一:m01"] == "funeral-cemeteries"
    assert after["己:一:m00"] == before["甲:一:m00"] == "eldercare-meals"
    # Of no subtopic: the id comes from the measure that founded the theme, which stays the same.
    assert after["己:一:m02"] == before["戊:一:m00"] != ""


def themed_ids(measures: pd.DataFrame, items: pd.DataFrame, order: list[str]) -> pd.Series:
    measures = measures.sort_values("plan_id", kind="stable", ignore_index=True)
    subtopics = subtopic_weights(measures, items)
    matches = match_measures(measures, items, subtopics=subtopics)
    themed = assign_themes(measures, matches, subtopics=subtopics, order=order)
    return themed.set_index("measure_id")["theme_id"]


def test_themes_are_described_in_the_words_of_a_member() -> None:
    measures, _ = tables(
        {
            "甲": [("eldercare", "进一步完善老年助餐服务网络,方便群众"), ("eldercare", "养花")],
            "乙": [("eldercare", "6月底前新建老年助餐服务网络站点12个")],
        }
    )
    themes = describe_themes(measures.assign(theme_id=["eldercare-1", "", "eldercare-1"]))
    check_declared(themes, "themes")
    row = themes.iloc[0]
    assert len(themes) == 1
    assert (row["n_cities"], row["n_measures"], row["cities"]) == (2, 2, "甲;乙")
    assert "助餐服务网络" in row["label"]
    assert not any(mark in row["label"] for mark in "0123456789,")


def test_no_themes_is_an_empty_table() -> None:
    measures, _ = tables({"甲": [("funeral", "树葬")]})
    check_declared(describe_themes(measures.assign(theme_id="")), "themes")
