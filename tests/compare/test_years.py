"""Two years of one city: what plans are called, which are compared, and with whom."""

from dataclasses import replace

import pandas as pd
import pytest

from mzanalysis import compare
from mzanalysis.corpus import Corpus
from mzanalysis.errors import InputError
from mzanalysis.outputs import chart_files, charts
from mzanalysis.outputs.charts.captions import city_label, years_note
from mzanalysis.outputs.every_file import latest_line
from mzanalysis.tables import table_names

OLD, NEW = "420300-2025", "420300-2026"


def plans(*ids: str) -> pd.DataFrame:
    names = {"420300": "十堰", "420700": "鄂州"}
    rows = [(i, names[i[:6]], int(i[7:11]), i[:6], "") for i in ids]
    return pd.DataFrame(rows, columns=["plan_id", "city", "year", "adcode", "city_en"])


@pytest.fixture(scope="module")
def two_years(corpus: Corpus) -> Corpus:
    """The five plans, and 十堰 2026, word for word as in 2025."""
    tables = {}
    for name in table_names():
        table = getattr(corpus, name)
        own = table[(table.astype("str") == OLD).any(axis=1)]
        texts = own.select_dtypes("str").columns
        again = own.assign(**{c: own[c].str.replace(OLD, NEW) for c in texts if c != "text"})
        if "year" in again:
            again = again.assign(year=2026)
        tables[name] = pd.concat([table, again]).reset_index(drop=True)
    tables["themes"] = corpus.themes
    return replace(corpus, **tables)


@pytest.mark.parametrize(
    ("ids", "lang", "labels"),
    [
        (["420300-2025", "420700-2025"], "zh", ["十堰", "鄂州"]),
        (["420300-2025", "420700-2026"], "zh", ["十堰 2025", "鄂州 2026"]),
        (["420300-2025", "420300-2026"], "en", ["Shiyan 2025", "Shiyan 2026"]),
        (["420300-2025", "420300-2026"], "both", ["十堰 Shiyan 2025", "十堰 Shiyan 2026"]),
        (["420300-2025", "420300-2025-2"], "zh", ["十堰 420300-2025", "十堰 420300-2025-2"]),
    ],
)
def test_a_label_says_the_year_as_soon_as_there_are_several(
    ids: list[str], lang: compare.years.Lang, labels: list[str]
) -> None:
    assert list(compare.plan_labels(plans(*ids), lang).values()) == labels


@pytest.mark.parametrize(
    ("year", "own", "chosen"),
    [
        ("latest", "", ["420300-2026", "420700-2025"]),
        ("all", "", ["420300-2025", "420300-2026", "420700-2025"]),
        (2025, "", ["420300-2025", "420700-2025"]),
        (2026, "", ["420300-2026"]),
        ("latest", OLD, ["420300-2025", "420700-2025"]),
        ("all", OLD, ["420300-2025", "420700-2025"]),
    ],
)
def test_one_plan_of_each_city_is_compared(
    year: compare.years.Year, own: str, chosen: list[str]
) -> None:
    table = plans("420300-2025", "420300-2026", "420700-2025")
    assert compare.choose_plans(table, year, own=own) == chosen


def test_a_year_without_plans_is_named() -> None:
    table = plans("420300-2025", "420700-2026")
    with pytest.raises(InputError, match="no plan of 2031; year may be: latest, all, 2025, 2026"):
        compare.choose_plans(table, 2031)
    with pytest.raises(InputError, match="no plan of 十堰 of 2026; of 十堰 there are: 2025"):
        compare.find_plan(table, "十堰", 2026)


def test_nothing_is_taken_from_a_corpus_of_one_year(corpus: Corpus) -> None:
    assert corpus.of_year() is corpus
    assert latest_line(corpus, "zh") == ""


def test_every_comparison_takes_one_plan_of_a_city(two_years: Corpus) -> None:
    latest = two_years.of_year()
    assert sorted(latest.plans["plan_id"].str[7:]) == ["2025"] * 4 + ["2026"]
    columns = {"十堰 2026", "鄂州 2025", "东莞 2025", "张家港 2025", "鄂尔多斯 2025"}
    assert set(two_years.compare("funeral").columns[3:]) == columns
    assert set(two_years.subtopics().columns[4:]) == columns
    assert set(two_years.theme_matrix("funeral").columns[4:]) == columns
    for table in (two_years.strength(), two_years.per_head(), two_years.shared_wording()):
        assert OLD not in set(table["plan_id"])
    for pairs in (two_years.similarity(), two_years.claimable()):
        assert OLD not in set(pairs.filter(regex="plan_id").to_numpy().ravel())


def test_all_years_and_one_year_can_be_asked_for(two_years: Corpus) -> None:
    assert {"十堰 2025", "十堰 2026"} < set(two_years.compare("funeral", year="all").columns)
    assert "十堰 2025" in two_years.compare("funeral", year=2025).columns
    assert set(two_years.strength(year=2026)["plan_id"]) == {NEW}


def test_a_city_is_never_its_own_other(corpus: Corpus, two_years: Corpus) -> None:
    """A plan that repeats last year's word for word is compared as if it stood alone."""
    gaps = corpus.gaps("十堰", n_cities=1)
    assert two_years.gaps("十堰", n_cities=1)["theme_id"].tolist() == gaps["theme_id"].tolist()
    assert two_years.gaps(OLD, n_cities=1)["n_cities"].tolist() == gaps["n_cities"].tolist()
    others = ["others_low", "others_median", "others_high"]
    assert two_years.profile("十堰")[others].equals(corpus.profile("十堰")[others])
    terms = ["term", "n", "n_reference"]
    assert two_years.distinctive("十堰")[terms].equals(corpus.distinctive("十堰")[terms])
    shared = corpus.shared_wording().query("city == '十堰'")["shared"].tolist()
    assert two_years.shared_wording().query("city == '十堰'")["shared"].tolist() == shared
    pairs = compare.claimable(two_years.topic_coverage)
    assert pairs.query("city_high == city_low").empty


def test_two_years_of_a_city_alone_are_no_common_axis() -> None:
    corpus_of_one = pd.DataFrame({"city": ["十堰", "十堰"], "plan_id": [OLD, NEW], "share": 0.5})
    coverage = corpus_of_one.assign(topic_code="funeral", share_low=[0.1, 0.6], share_high=0.9)
    assert compare.claimable(coverage.assign(share_high=[0.2, 0.9])).empty


def test_figures_of_one_city_in_two_years_are_not_comparable(two_years: Corpus) -> None:
    found = compare.compare_targets(two_years.targets.query("city == '十堰'"))
    assert len(found) > 20
    assert not found["is_comparable"].any()


def test_themes_count_cities_and_one_city_has_none(two_years: Corpus) -> None:
    latest = two_years.of_year()
    assert latest.themes["n_cities"].min() == 2
    alone = two_years._take([OLD, NEW])
    assert alone.themes.empty
    assert set(alone.measures["theme_id"]) == {""}
    assert set(alone.measures["theme_source"]) == {""}


@pytest.mark.parametrize(
    ("table", "note"),
    [
        (plans("420300-2025", "420700-2025"), ""),
        (plans("420300-2025", "420700-2026"), "不同年份的要点并列，每市一份：2025、2026年"),
        (plans("420300-2025", "420300-2026"), "含同一城市不同年份的要点：2025、2026年"),
        (
            pd.DataFrame(columns=["label", "十堰 2025", "鄂州 2026"]),
            "不同年份的要点并列，每市一份：2025、2026年",
        ),
        (pd.DataFrame(columns=["label", "十堰", "鄂州"]), ""),
    ],
)
def test_a_caption_says_that_years_stand_side_by_side(table: pd.DataFrame, note: str) -> None:
    assert years_note(table, "zh") == note


def test_a_part_of_several_years_says_its_year() -> None:
    latest = plans("420300-2026", "420700-2026")
    assert list(compare.plan_labels(latest).values()) == ["十堰", "鄂州"]
    latest.attrs["has_years"] = True
    assert list(compare.plan_labels(latest).values()) == ["十堰 2026", "鄂州 2026"]


def test_every_chart_file_says_the_year(two_years: Corpus) -> None:
    for name in ("topic_coverage", "strength", "city_similarity", "topic_ranking_funeral"):
        draw, frame = chart_files._figures(two_years)[name]
        ax = draw(frame)
        shown = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
        shown += [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
        assert "十堰 2026" in shown, name
        assert "鄂州 2025" in shown, name


def test_years_are_seen_on_charts(two_years: Corpus) -> None:
    ax = charts.topic_coverage(two_years.of_year().topic_coverage, lang="en")
    assert "Shiyan 2026" in [label.get_text() for label in ax.get_xticklabels()]
    assert "one of each city: 2025, 2026" in ax.get_xlabel()
    ax = charts.topic_profile(two_years.profile("十堰"), lang="en")
    assert ax.get_title().startswith("Shiyan 2026 stresses")
    assert "plans are of 2025" in ax.get_xlabel()
    assert city_label("十堰 2026", "en") == "Shiyan 2026"


def test_the_report_says_which_plans_are_compared(two_years: Corpus) -> None:
    line = latest_line(two_years, "zh")
    assert line.startswith("每市只取最近一份要点：")
    assert "十堰 2026" in line
    assert "十堰 2025" not in line
    assert "十堰 2025、" in repr(two_years)
