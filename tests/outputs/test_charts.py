"""Charts are checked by the artists they draw; a missing glyph is an error, not a warning."""

import sys
from collections.abc import Callable, Iterator
from functools import partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_tables import (
    cities,
    coverage,
    dates,
    figure,
    figures,
    intervals,
    matrix,
    profile,
    similarity,
    strengths,
    terms,
)
from matplotlib.text import Text

from mzanalysis.errors import InputError, TableError
from mzanalysis.outputs import charts
from mzanalysis.outputs.charts.canvas import break_lines
from mzanalysis.outputs.charts.style import font_name, themed, use_theme

mpl.use("Agg")
pytestmark = pytest.mark.filterwarnings("error:Glyph")


@pytest.fixture(autouse=True)
def _restore_style() -> Iterator[None]:
    with mpl.rc_context():
        yield
    plt.close("all")


ranking = partial(charts.topic_ranking, topic_code="funeral")
CHARTS: dict[str, tuple[Callable, Callable]] = {
    "topic_coverage": (charts.topic_coverage, coverage),
    "topic_intervals": (charts.topic_coverage, intervals),
    "topic_ranking": (ranking, intervals),
    "topic_profile": (charts.topic_profile, profile),
    "presence": (charts.presence, matrix),
    "strength": (charts.strength, strengths),
    "distinctive_terms": (charts.distinctive_terms, terms),
    "city_similarity": (charts.city_similarity, similarity),
    "deadlines": (charts.deadlines, dates),
    "targets": (charts.targets, figures),
}
ALL = pytest.mark.parametrize(("draw", "table"), CHARTS.values(), ids=CHARTS)


def texts(ax: plt.Axes) -> list[str]:
    """Return what is written inside the chart, the question above it left out."""
    inside = [t for t in ax.texts if getattr(t, "xycoords", "") != "axes fraction"]
    return [text.get_text() for text in inside]


def question(ax: plt.Axes) -> str:
    above = [t for t in ax.texts if getattr(t, "xycoords", "") == "axes fraction"]
    return "".join(text.get_text() for text in above)


def ticks(ax: plt.Axes, axis: str) -> list[str]:
    return [label.get_text() for label in getattr(ax, f"get_{axis}ticklabels")()]


@ALL
@pytest.mark.parametrize("n", [1, 40])
def test_any_number_of_plans_fits_the_page(draw: Callable, table: Callable, n: int) -> None:
    figure = draw(table(n)).figure
    width, height = figure.get_size_inches()
    assert (width <= 6.3, height <= 10) == (True, True)
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    page = figure.bbox
    for text in shown:
        box = text.get_window_extent()
        is_inside = box.x0 >= -1 and box.x1 <= page.x1 + 1 and box.y0 >= -1
        assert is_inside, f"cut off: {text.get_text()}"


@ALL
@pytest.mark.parametrize("lang", ["en", "both"])
def test_every_language_and_a_table_without_rows(
    draw: Callable, table: Callable, lang: str
) -> None:
    assert draw(table(3), lang=lang).get_title()
    (said,) = texts(draw(table(3).head(0), lang=lang))
    assert said


@ALL
def test_what_cannot_be_drawn_is_refused(draw: Callable, table: Callable) -> None:
    with pytest.raises(TableError, match="columns missing: "):
        draw(table(2).iloc[:, 1:])
    with pytest.raises(InputError, match="allowed: zh, en, both"):
        draw(table(2), lang="de")


@ALL
def test_tables_and_the_users_style_stay_as_they_are(draw: Callable, table: Callable) -> None:
    plt.style.use("dark_background")
    before, frame = dict(mpl.rcParams), table(3)
    copy = frame.copy()
    draw(frame)
    pd.testing.assert_frame_equal(frame, copy)
    assert dict(mpl.rcParams) == before


@ALL
def test_chinese_on_the_users_own_axes_after_the_call(draw: Callable, table: Callable) -> None:
    _, mine = plt.subplots()
    ax = draw(table(3), ax=mine)
    assert ax is mine
    assert {text.get_fontfamily()[0] for text in ax.findobj(Text)} == {font_name()}
    ax.figure.canvas.draw()  # outside the theme: raises if a glyph is missing


def test_topics_in_the_order_of_the_codebook_in_percent() -> None:
    ax = charts.topic_coverage(coverage(1))
    assert ticks(ax, "y") == ["党的建设", "养老服务", "殡葬", "法治与标准化"]
    assert texts(ax) == ["<1", "75", "25", "–"]


def test_intervals_stand_beside_the_shares_of_few_cities() -> None:
    assert texts(charts.topic_coverage(intervals(1)))[1:3] == ["75 (73–77)", "25 (23–27)"]
    assert texts(charts.topic_coverage(intervals(7)))[7] == "75"


def fillings(ax: plt.Axes) -> list[bool]:
    """Tell of each dot if it is filled."""
    dots = [c for c in ax.collections if len(c.get_offsets()) == 1]
    return [tuple(dot.get_facecolor()[0][:3]) != (1.0, 1.0, 1.0) for dot in dots]


def test_a_tie_with_the_first_city_is_a_hollow_dot() -> None:
    table = intervals(3).query("topic_code == 'funeral'")
    table = table.assign(share=[0.25, 0.40, 0.37], share_low=[0.20, 0.35, 0.32])
    ax = ranking(table.assign(share_high=[0.30, 0.45, 0.42]))
    names = [name for _, name in cities(3)]
    assert ticks(ax, "y") == [names[1], names[2], names[0]]
    assert fillings(ax) == [True, False, True]


def test_a_share_outside_the_others_range_is_a_filled_dot() -> None:
    ax = charts.topic_profile(profile(1))
    assert ticks(ax, "y") == ["党的建设", "养老服务", "殡葬", "法治与标准化"]
    assert fillings(ax) == [True, True, False, True]


def test_what_a_city_has_is_a_dot_and_with_a_figure_a_filled_one() -> None:
    ax = charts.presence(matrix(3), lang="both")
    assert ticks(ax, "y")[1] == "自定事项"
    hollow, filled = (c.get_offsets().tolist() for c in ax.collections)
    assert (hollow, filled) == ([[0, 0], [2, 0]], [[1, 0]])
    assert "另有1行未画出" in charts.presence(matrix(3), max_rows=1).get_xlabel()


def test_terms_that_may_be_chance_are_hollow() -> None:
    ax = charts.distinctive_terms(terms(1))
    assert ticks(ax, "y") == ["词0", "词1", "词2"]  # the fourth is rarer here than elsewhere
    assert texts(ax) == ["9 : 0", "8 : 1", "7 : 2"]
    assert fillings(ax) == [True, False, False]


def test_strength_shows_plain_commitments_only() -> None:
    assert texts(charts.strength(strengths(1))) == ["75 (8)", "75 (8)", "75 (8)", "(4)"]
    assert texts(charts.strength(strengths(7)))[::7] == ["75", "75", "75", "(4)"]


def test_a_title_says_what_is_seen_and_the_question_stands_below() -> None:
    ax = charts.topic_coverage(coverage(2))
    name = cities(1)[0][1]
    assert ax.get_title() == f"养老服务占比最高的是{name}（75%）"
    assert question(ax) == "各市工作要点写了什么：各议题所占比例"
    assert charts.deadlines(dates(1)).get_title() == "时限最集中在12月：4个中有2个"
    nothing = charts.topic_coverage(coverage(1).assign(share=0.0))
    assert nothing.get_title() == "各市工作要点写了什么：各议题所占比例"


def test_what_fits_no_topic_does_not_set_the_colours() -> None:
    other = coverage(1).query("topic_code == 'law'").assign(topic_code="other", share=0.95)
    ax = charts.topic_coverage(pd.concat([coverage(1), other]))
    assert ax.collections[0].norm.vmax == pytest.approx(74.6)


def contrast(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """Return the contrast of two colours (WCAG 2.1)."""
    lights = []
    for colour in (first, second):
        channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
        lights.append(0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_numbers_can_be_read_on_every_colour() -> None:
    shares = [i / 30 for i in range(30)]
    table = pd.DataFrame([(p, c, "funeral", 0.0) for p, c in cities(12)])
    table.columns = ["plan_id", "city", "topic_code", "share"]
    for start in (0, 12):
        ax = charts.topic_coverage(table.assign(share=shares[start : start + 12]))
        faces = ax.collections[0].get_facecolor()
        inside = [t for t in ax.texts if getattr(t, "xycoords", "") != "axes fraction"]
        for text, face in zip(inside, faces, strict=True):
            assert contrast(mpl.colors.to_rgb(text.get_color()), face) >= 4.5


def test_a_city_of_which_nothing_is_drawn_is_named() -> None:
    plans = pd.DataFrame(cities(3), columns=["plan_id", "city"])
    missing = cities(3)[2][1]
    ax = charts.deadlines(dates(2), all_plans=plans)
    assert f"没有写明时限的城市：{missing}" in ax.get_xlabel()
    ax = charts.targets(figures(2), all_plans=plans)
    assert f"没有量化目标的城市：{missing}" in ax.get_xlabel()


@pytest.mark.parametrize(
    ("text", "units", "lines"),
    [
        ("百分比（以百为满）；空心", 18, ["百分比（以百为", "满）；空心"]),
        ("一二三四", 4, ["一二", "三四"]),
        ("a bb\nc", 9, ["a bb", "c"]),
    ],
)
def test_no_line_begins_with_what_closes_a_part(text: str, units: int, lines: list[str]) -> None:
    assert break_lines(text, units) == lines


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "1,200户"), ("en", "1,200 households"), ("both", "1,200户")]
)
def test_a_figure_has_its_unit_in_the_language(lang: str, said: str) -> None:
    table = pd.DataFrame([figure("适老化改造", i, 1200.0, "户") for i in range(2)])
    assert said in texts(charts.targets(table, lang=lang))


def test_a_slide_is_larger_in_sheet_and_text() -> None:
    page = charts.topic_coverage(coverage(2))
    use_theme(size="slide")
    slide = charts.topic_coverage(coverage(2))
    use_theme()
    ratio = slide.figure.get_size_inches() / page.figure.get_size_inches()
    assert ratio.round(3).tolist() == [1.8, 1.8]
    assert slide.title.get_fontsize() == pytest.approx(1.8 * page.title.get_fontsize())
    with pytest.raises(InputError, match="allowed: page, slide"):
        use_theme(size="poster")  # type: ignore[arg-type]


def test_many_cities_stand_as_rows() -> None:
    assert len(ticks(charts.topic_coverage(coverage(13)), "y")) == 13
    assert len(ticks(charts.topic_coverage(coverage(12)), "x")) == 12


def test_each_pair_of_cities_once() -> None:
    ax = charts.city_similarity(similarity(3))
    assert [t for t in texts(ax) if t] == ["0.01", "0.02", "0.03"]
    one_way = similarity(3).query("plan_id_a > plan_id_b")
    assert sorted(texts(charts.city_similarity(one_way))) == sorted(texts(ax))


@pytest.mark.parametrize("table", [similarity(1), similarity(5).query("topic_code == 'law'")])
def test_nothing_to_compare(table: pd.DataFrame) -> None:
    assert texts(charts.city_similarity(table)) == ["要有两份以上的工作要点才能比较"]


def test_deadlines_by_month_and_beyond_the_year() -> None:
    ax = charts.deadlines(dates(1))
    assert ticks(ax, "x") == [*(f"{m}月" for m in range(1, 13)), "更晚"]
    assert [t for t in texts(ax) if t] == ["1", "2", "1"]


def test_figures_as_promised() -> None:
    rows = [
        figure("甲", 0, 80.0, "%", comparator_code="ge", due_date=pd.Timestamp("2025-06-30")),
        figure("甲", 1, 90.0, "%", comparator_code="le", due_date=pd.Timestamp("2025-12-31")),
        figure("甲", 2, 95.0, "%", is_comparable=False, reason="计量单位不同 [unit differs]"),
        figure(
            "乙", 0, 1.25e6, "元", comparator_code="approx", due_date=pd.Timestamp("2025-05-20")
        ),
    ]
    ax = charts.targets(pd.DataFrame(rows))
    assert texts(ax) == [
        "甲",
        "≤90%",
        "≥80% 6月底前",
        "95%",
        "(计量单位不同)",
        "仅一市有的指标",
        "乙: ≈125万元 5月20日前",
    ]
    hollow = [bool((dot.get_facecolor()[0, :3] == 1).all()) for dot in ax.collections]
    assert hollow == [False, False, True]
    assert [float(dot.get_offsets()[0][0]) for dot in ax.collections] == [0.9, 0.8, 0.95]


def test_ranges_scopes_and_a_second_axis() -> None:
    rows = [
        figure("甲", 0, 20.0, comparator_code="range", value_high_base=40.0),
        figure("甲", 1, 10.0),
        figure("甲", 0, 3.0, axis="added/per-town", scope="每个乡镇"),
        figure("甲", 1, 4.0, axis="added/per-town", scope="每个乡镇"),
    ]
    ax = charts.targets(pd.DataFrame(rows))
    assert texts(ax) == [
        *("甲 [新增]", "20–40个", "10个"),
        *("甲 [新增、每乡镇]", "4个 (每个乡镇)", "3个 (每个乡镇)"),
    ]
    places = [dot.get_offsets()[:, 0].tolist() for dot in ax.collections]
    assert places == [[0.5, 1.0], [0.25], [1.0], [0.75]]


def test_figures_per_head_leave_out_what_is_not_known() -> None:
    residents = {"population_year": 2020.0, "population_source": "人口普查"}
    values = (0.12345, float("nan"), 2.0)
    rows = [figure("甲", i, 100.0, per_10000=v, **residents) for i, v in enumerate(values)]
    ax = charts.targets(pd.DataFrame(rows), column="per_10000")
    assert texts(ax) == ["甲", "2个/万人", "0.123个/万人"]
    assert "人口：人口普查 (2020)" in ax.get_xlabel()


def test_indicators_of_most_cities_first_and_none_is_lost() -> None:
    rows = [figure(f"独{i}", 0, 1.0) for i in range(9)] + [figure("共", i, 2.0) for i in range(2)]
    table = pd.DataFrame(rows)
    n_pages = charts.count_pages(table, max_lines=6)
    drawn = [charts.targets(table, max_lines=6, page=page + 1) for page in range(n_pages)]
    assert texts(drawn[0])[0] == "共"
    assert drawn[1].get_xlabel().endswith(f"第2页，共{n_pages}页")
    shown = "".join(text for ax in drawn for text in texts(ax))
    assert all(f"独{i}:" in shown for i in range(9))


def test_what_is_striven_for_says_so() -> None:
    rows = [figure("甲", i, 2.0 - i, strength_code=s) for i, s in enumerate(["strive", "commit"])]
    assert texts(charts.targets(pd.DataFrame(rows))) == ["甲", "2个 [力争]", "1个"]


def test_plans_of_one_city_are_told_apart() -> None:
    frame = pd.concat([coverage(1), coverage(1).assign(plan_id="110101-2026")])
    assert ticks(charts.topic_coverage(frame), "x") == ["东城区 2025", "东城区 2026"]


def test_the_font_stays_after_seaborns_theme_and_has_the_signs_we_use() -> None:
    use_theme()
    _, ax = plt.subplots()
    ax.set_title("≥ ≤ ≈ ‰ “” · － – 張家港 養老 −1")
    ax.figure.canvas.draw()
    assert mpl.rcParams["font.family"][0] == font_name()


def test_a_missing_glyph_is_an_error() -> None:
    with themed():
        _, ax = plt.subplots()
        ax.set_title("\U0001f9ff")
        with pytest.raises(UserWarning, match="Glyph"):
            ax.figure.canvas.draw()


def test_looking_for_the_font_does_not_import_its_package() -> None:
    font_name.cache_clear()
    use_theme()
    assert "zhplot" not in sys.modules
