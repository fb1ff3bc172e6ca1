"""Charts of figures that stand under one name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mzanalysis.compare.years import plan_labels
from mzanalysis.outputs.charts.canvas import FAINT, INK, LINE, Sheet, break_lines, chart
from mzanalysis.outputs.charts.captions import (
    Lang,
    axis_text,
    figure_text,
    indicator_name,
    name_missing,
    reason_text,
    word,
)
from mzanalysis.outputs.charts.seen import see_targets
from mzanalysis.tables import need_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Widths in `text_units`: of a line of figures or reasons, and of a heading, which is larger.
_LINE, _HEADING = 80, 66
_COLUMNS = (
    *("indicator_id", "plan_id", "axis", "city", "indicator", "value_base", "value_high_base"),
    *("base_unit", "comparator_code", "due_date", "scope", "period", "is_comparable", "reason"),
)


class _Line(NamedTuple):
    """A line of the chart: an indicator, a city's figure, or a reason."""

    text: str
    city: str = ""
    places: tuple[float, ...] = ()  # of the dots, as a share of the largest figure
    is_heading: bool = False
    is_faint: bool = False


@chart(*_COLUMNS)
def targets(
    sheet: Sheet,
    target_comparison: pd.DataFrame,
    *,
    max_lines: int = 44,
    column: str = "value_base",
    page: int = 1,
    all_plans: pd.DataFrame | None = None,
) -> None:
    """Draw the cities' figures under one indicator each, the indicators of most cities first.

    Args:
        target_comparison: the table of that name, ``corpus.per_head()`` or ``corpus.trends()``.
            If it has a column ``strength_code``, what is striven for says so.
        max_lines: how many lines to draw at most, by default a page.
        column: ``per_10000`` or ``per_10000_aged_60`` draws the figures per head.
        page: which page to draw, from 1; which one it is of how many is said below the chart.
        all_plans: the table ``plans``, to name below the chart those without any figure.

    Returns:
        The Axes. A dot's place is its share of the indicator's largest figure (percentages:
        of 100), its label the figure as promised, with the upper end of a range (a bar) and the
        date where it is not the end of the year. A hollow dot may not be compared: the line
        below it says why. Indicators of one city are listed without dots.

    Example: ``charts.targets(corpus.target_comparison)``.
    """
    table = target_comparison
    plans = plan_labels(table, sheet.lang)
    sheet.notes = name_missing(all_plans, plans, "without_figures", sheet.lang)
    question = sheet.word("trends_title" if "change" in table else "targets_title")
    if column != "value_base":
        need_columns(table, [column], "target_comparison")
        table = _per_head(table, column, sheet.lang)
        question = sheet.word("per_head_title", what=sheet.word(column))
        sheet.notes += (sheet.word("population_note", sources=_sources(table)),)
    if table.empty:
        return
    pages = _pages(table, plans, sheet.lang, max_lines)
    lines = pages[min(page, len(pages)) - 1]
    ax = sheet.open(1.2 + 0.19 * len(lines))
    _draw_lines(ax, lines)
    notes = ["targets_note", "page_of"] if len(pages) > 1 else ["targets_note"]
    seen = see_targets(table, _names(table, sheet.lang), sheet.lang)
    sheet.name(question, *notes, seen=seen, page=page, pages=len(pages))


def count_pages(target_comparison: pd.DataFrame, *, max_lines: int = 44, lang: Lang = "zh") -> int:
    """Return how many pages ``targets`` needs for all figures of a table."""
    return len(_pages(target_comparison, plan_labels(target_comparison), lang, max_lines))


def _pages(
    table: pd.DataFrame, plans: dict[str, str], lang: Lang, max_lines: int
) -> list[list[_Line]]:
    """Return the lines page by page; an indicator is broken only where it is longer than a page."""
    pages: list[list[_Line]] = [[]]
    for block in _blocks(table, plans, lang):
        if pages[-1] and len(pages[-1]) + len(block) > max_lines:
            pages.append([])
        pages[-1] += block
        while len(pages[-1]) > max_lines:
            pages.append(pages[-1][max_lines:])
            pages[-2] = pages[-2][:max_lines]
    return pages


def _names(table: pd.DataFrame, lang: Lang) -> dict[str, str]:
    ids = table[["indicator_id", "indicator"]].drop_duplicates("indicator_id").to_numpy()
    return {i: indicator_name(i, name, lang) for i, name in ids}


def _sources(table: pd.DataFrame) -> str:
    """Return year and source of the residents that figures were divided by."""
    known = table[["population_year", "population_source"]].dropna().drop_duplicates()
    years = known["population_year"].astype("int64").astype("str")
    return "；".join(sorted(known["population_source"] + " (" + years + ")"))


def _blocks(table: pd.DataFrame, plans: dict[str, str], lang: Lang) -> list[list[_Line]]:
    """Return the lines of each indicator and axis, those of most plans first."""
    # What is not comparable stands under the indicator's first axis, that of most plans.
    first = table.groupby("indicator_id")["axis"].transform("first")
    shown_axis = table["axis"].where(table["is_comparable"], first)
    n_axes = shown_axis.groupby(table["indicator_id"]).transform("nunique")
    keys = [table["indicator_id"], shown_axis]
    # A dot's place is its share of the largest figure in the same unit; of percentages, of 100.
    largest = table[["value_base", "value_high_base"]].abs().max(axis=1)
    tops = largest.groupby([*keys, table["base_unit"]]).transform("max")
    tops = tops.mask(table["base_unit"] == "%", 100.0)
    table = table.assign(has_axes=n_axes > 1, top=tops)
    groups = [group for _, group in table.groupby(keys, sort=False)]
    groups.sort(key=_n_plans, reverse=True)
    blocks = [list(_group_lines(group, plans, lang)) for group in groups]
    n_shared = sum(_n_plans(group) > 1 for group in groups)
    if n_shared < len(groups):
        heading = _Line(word("only_one_city", lang, joint=" "), is_heading=True)
        blocks[n_shared].insert(0, heading)
    return blocks


def _n_plans(group: pd.DataFrame) -> int:
    return group["plan_id"].nunique()


def _per_head(table: pd.DataFrame, column: str, lang: Lang) -> pd.DataFrame:
    """Put figures per head, in three digits, in the place of the figures."""
    table = table.dropna(subset=[column])
    per_unit = table[column] / table["value_base"]
    return table.assign(
        base_unit=table["base_unit"] + word(column, lang, joint=" "),
        value_base=(table["value_base"] * per_unit).map(_three_digits),
        value_high_base=(table["value_high_base"] * per_unit).map(_three_digits),
    )


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _group_lines(group: pd.DataFrame, plans: dict[str, str], lang: Lang) -> Iterator[_Line]:
    """Yield an indicator's lines: its name, then the cities' figures; of one city all in one."""
    first: Any = next(group.itertuples())
    indicator = (first.indicator_id, first.indicator)
    name = indicator_name(*indicator, "en" if lang == "en" else "zh")
    if first.has_axes:
        name += f" [{axis_text(first.axis, lang)}]"
    is_single = _n_plans(group) == 1
    if not is_single:
        yield from _wrap(_Line(name, is_heading=True), _HEADING)
        if lang == "both":
            yield from _wrap(_Line(indicator_name(*indicator, "en"), is_faint=True))
    in_order = group.sort_values(["is_comparable", "value_base"], ascending=False, kind="stable")
    if "change" in group:  # over the years of each city
        in_order = group.sort_values(["city", "year"], kind="stable")
    row: Any
    for row in in_order.itertuples():
        text, city = figure_text(row, lang), plans[row.plan_id]
        strength = getattr(row, "strength_code", "commit")
        if strength not in ("commit", ""):
            text += f" [{word(f'strength_{strength}', lang, joint=' ')}]"
        if is_single:
            yield from _wrap(_Line(f"{name}: {text}", city))
            continue
        ends = pd.Series([row.value_base, row.value_high_base]).dropna()
        places = tuple(ends / (row.top or 1.0))  # where the largest is 0, all are
        yield from _wrap(_Line(text, city, places, is_faint=not row.is_comparable))
        if not row.is_comparable:
            yield from _wrap(_Line(f"({reason_text(row.reason, lang)})", is_faint=True))


def _wrap(line: _Line, units: int = _LINE) -> Iterator[_Line]:
    """Break a line that is too wide; its city and dots stand beside the first part."""
    first, *others = break_lines(line.text, units)
    yield line._replace(text=first)
    yield from (_Line(text, is_faint=line.is_faint) for text in others)


def _draw_lines(ax: "Axes", lines: list[_Line]) -> None:
    for y, line in enumerate(lines):
        _draw_line(ax, y, line)
    ax.set(xlim=(-0.01, 2.0), ylim=(len(lines) - 0.3, -0.8), xticks=[])
    ax.set_yticks(range(len(lines)), [line.city for line in lines])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _draw_line(ax: "Axes", y: int, line: _Line) -> None:
    if line.is_heading:
        ax.text(0, y + 0.1, line.text, va="center", color=INK, size="large")
        ax.axhline(y - 0.5, color=LINE, lw=0.6)
        return
    if line.places:
        ys = [y] * len(line.places)
        ax.plot([0, line.places[0]], [y, y], color=LINE, lw=1.2, zorder=1)
        ax.plot(line.places, ys, color=INK, lw=3, zorder=1)
        face = "white" if line.is_faint else INK
        ax.scatter(line.places, ys, s=26, facecolor=face, edgecolor=INK, zorder=2, clip_on=False)
    ax.annotate(
        line.text,
        (max(line.places, default=0), y),
        xytext=(6 if line.places else 0, 0),
        textcoords="offset points",
        va="center",
        color=FAINT if line.is_faint else "black",
    )
