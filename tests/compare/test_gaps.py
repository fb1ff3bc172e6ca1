"""What a city lacks, with the evidence, on invented measures."""

from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.compare.gaps import find_gaps
from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.themes.describe import describe_themes
from mzanalysis.validation.evaluate import evaluate

ROWS = [
    ("甲", "vagrants", "寻亲", "开展萤火虫寻亲服务", ""),
    ("乙", "vagrants", "寻亲", "做好寻亲工作", "开放"),
    ("丙", "vagrants", "寻亲", "帮助寻亲返乡", ""),
    ("丁", "vagrants", "开放", "举办萤火虫开放日", ""),
    ("甲", "funeral", "公墓", "新建公墓3处", ""),
    ("乙", "funeral", "公墓", "修建公墓", ""),
]
MEASURES = pd.DataFrame(ROWS, columns=["city", "topic_code", "theme_id", "text", "also_theme_ids"])
MEASURES = MEASURES.assign(
    plan_id=MEASURES["city"] + "-2031",
    year=2031,
    subtopic_code="",
    measure_id=MEASURES["city"] + MEASURES.index.astype(str),
)
THEMES = describe_themes(MEASURES)
MATCHES = pd.DataFrame(
    [
        ("甲0", "丁3", "甲-2031", "丁-2031", 0.4),
        ("乙1", "丁3", "乙-2031", "丁-2031", 0.1),
    ],
    columns=[
        "measure_id_a",
        "measure_id_b",
        "plan_id_a",
        "plan_id_b",
        "similarity",
    ],
)


def sections(unread: int) -> pd.DataFrame:
    rows = [("丁-2031", "item", 0, 100 - unread), ("丁-2031", "paragraph", 100 - unread, 100)]
    table = pd.DataFrame(rows, columns=["plan_id", "kind_code", "char_start", "char_end"])
    return table.assign(heading="", section_id=["丁:s1", "丁:s2"])


def gaps(matches: pd.DataFrame = MATCHES, *, unread: int = 0, n_cities: int = 3) -> pd.DataFrame:
    return find_gaps(MEASURES, THEMES, matches, sections(unread), "丁", n_cities=n_cities)


def test_a_theme_of_three_others_with_the_nearest_measure() -> None:
    row = gaps().iloc[0]
    assert len(gaps()) == 1
    assert (row["theme_id"], row["n_cities"]) == ("寻亲", 3)
    assert (row["nearest_measure_id"], row["nearest_text"]) == ("丁3", "举办萤火虫开放日")
    assert (row["similarity"], row["shared_terms"], row["nearest_theme_id"]) == (
        0.4,
        "萤火虫",
        "开放",
    )


@pytest.mark.parametrize(
    ("n_matches", "unread", "evidence"),
    [(2, 0, "near"), (0, 0, "silent"), (0, 2, "silent"), (0, 30, "unread"), (2, 30, "near")],
)
def test_evidence(n_matches: int, unread: int, evidence: str) -> None:
    """What is near or unread cannot be told; a likeness below 0.2 is not shown."""
    (row,) = gaps(MATCHES.head(n_matches), unread=unread).to_dict("records")
    assert row["evidence_code"] == evidence
    assert row["answer_code"] == ("silent" if evidence == "silent" else "unclear")
    assert bool(row["nearest_text"]) == (evidence == "near")
    assert (row["unread_share"], row["unread_id"]) == (unread / 100, "丁:s2")


def test_a_city_is_not_among_its_others_and_its_other_years_are_said() -> None:
    later = MEASURES[MEASURES["city"] == "丁"].assign(plan_id="丁-2032", year=2032, theme_id="")
    later["measure_id"] += "later"
    both = pd.concat([MEASURES, later], ignore_index=True)
    found = find_gaps(both, describe_themes(both), MATCHES, sections(0), "丁", n_cities=1)
    assert found[["theme_id", "n_cities", "cities", "own_years"]].to_numpy().tolist() == [
        ["寻亲", 3, "甲;乙;丙", ""],
        ["公墓", 2, "甲;乙", ""],
        ["开放", 1, "乙", "2031"],
    ]


def test_a_measure_of_the_same_subtopic_is_near_however_it_sounds() -> None:
    named = MEASURES.replace({"theme_id": {"寻亲": "vagrants-tracing"}})
    kin = named.assign(subtopic_code=["", "", "", "vagrants-tracing", "", ""])
    found = find_gaps(kin, describe_themes(kin), MATCHES.head(0), sections(0), "丁")
    assert found[["nearest_measure_id", "evidence_code"]].to_numpy().tolist() == [["丁3", "near"]]


def test_fewer_cities_show_more_and_what_a_city_has_in_part_is_no_gap() -> None:
    assert list(gaps(n_cities=2)["theme_id"]) == ["寻亲", "公墓"]
    of_b = find_gaps(MEASURES, THEMES, MATCHES, sections(0), "乙", n_cities=1)
    assert list(of_b["theme_id"]) == []  # 开放 is a further theme of its measure


def test_unknown_city_and_number() -> None:
    with pytest.raises(InputError, match="甲 \\(甲-2031\\)"):
        find_gaps(MEASURES, THEMES, MATCHES, sections(0), "戊")
    with pytest.raises(InputError, match="n_cities is 0"):
        gaps(n_cities=0)


def test_the_recall_shown_is_the_measured_one(tables: dict[str, pd.DataFrame]) -> None:
    kept = read_table("themes/match_quality.csv").set_index("metric")["value"].astype(float)
    scores = evaluate(tables, Path(__file__).parents[2] / "data" / "gold")
    now = scores[scores["task"] == "themes"].set_index("metric")["value"]
    assert kept["pair_recall"] == pytest.approx(now["pair_recall"], abs=0.02)


def test_a_heading_of_the_kind_is_near_though_no_measure_says_it() -> None:
    """An item may say in its heading what others say in a measure."""
    theme = "eldercare-meals"
    rows = [(c, "eldercare", theme, f"发展老年助餐{c}", "") for c in "甲乙丙"]
    rows += [("丁", "eldercare", "", "加强安全管理", "")]
    measures = pd.DataFrame(rows, columns=MEASURES.columns[:5])
    measures = measures.assign(plan_id=measures["city"] + "-2031", year=2031, subtopic_code="")
    measures["measure_id"] = measures["city"] + measures.index.astype(str)
    for heading, evidence in (("健全老年助餐服务网络", "near"), ("健全网络", "silent")):
        headed = sections(0).assign(heading=["", heading])
        (row,) = find_gaps(
            measures, describe_themes(measures), MATCHES.head(0), headed, "丁"
        ).to_dict("records")
        assert row["evidence_code"] == evidence
        assert (row["nearest_text"] == heading) == (evidence == "near")


@pytest.mark.parametrize(
    ("theme", "text", "subtopic_code", "evidence"),
    [
        # The codebook tells the two kinds apart.
        ("socialorgs-zombie", "完善退出机制", "socialorgs-exit", "near"),
        # All words of the theme's name, 养老机构安全, though no rule of its kind holds.
        ("eldercare-safety", "养老机构要确保服务质量安全", "", "near"),
        ("eldercare-safety", "养老机构要确保服务质量", "", "silent"),
    ],
)
def test_the_next_kind_or_all_words_of_the_name_are_near(
    theme: str, text: str, subtopic_code: str, evidence: str
) -> None:
    topic = theme.partition("-")[0]
    rows = [(c, topic, theme, f"同一件事{c}", "", theme) for c in "甲乙丙"]
    rows += [("丁", topic, "", text, "", subtopic_code)]
    measures = pd.DataFrame(rows, columns=[*MEASURES.columns[:5], "subtopic_code"])
    measures = measures.assign(plan_id=measures["city"] + "-2031", year=2031)
    measures["measure_id"] = measures["city"] + measures.index.astype(str)
    found = find_gaps(measures, describe_themes(measures), MATCHES.head(0), sections(0), "丁")
    assert found["evidence_code"].tolist() == [evidence]
    assert (found["nearest_text"][0] == text) == (evidence == "near")
