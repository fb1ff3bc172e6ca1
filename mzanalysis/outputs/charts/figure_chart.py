"""Charts of figures that stand under one name."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mzanalysis.compare.years import plan_labels
from mzanalysis.outputs.charts.canvas import FAINT, INK, LINE, Sheet, break_lines, chart
from mzanalysis.outputs.charts.captions import (
    Lang,
    figure_text,
    indicator_name,
    reason_text,
    word,
)
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
) -> None:
    """Draw the cities' figures under one indicator each, the indicators of most cities first.

    Args:
        target_comparison: the table of that name, or ``corpus.per_head()``.
        max_lines: how many lines to draw at most, by default a page; how many indicators are
            left out is said below the chart.
        column: ``per_10000`` or ``per_10000_aged_60`` draws the figures per head.

    Returns:
        The Axes. A dot's place is its share of the indicator's largest figure (percentages:
        of 100), its label the figure as promised: ≥, ≤, ≈ for at least, at most, about, the
        upper end of a range (a bar), and the date where it is not the end of the year. A hollow
        dot may not be compared with the others; the line below it says why. Indicators of one
        city are listed without dots.

    Example: ``charts.targets(corpus.target_comparison)``.
    """
    table = target_comparison
    if column != "value_base":
        need_columns(table, [column], "target_comparison")
        table = _per_head(table, column, sheet.lang)
    if table.empty:
        return
    plans = plan_labels(target_comparison, sheet.lang)
    blocks = _blocks(table, plans, sheet.lang)
    n_drawn = max(bisect_right(list(accumulate(map(len, blocks))), max_lines), 1)
    lines = list(chain(*blocks[:n_drawn]))
    ax = sheet.open(1.2 + 0.19 * len(lines))
    _draw_lines(ax, lines)
    n_left_out = len(blocks) - n_drawn
    notes = ["targets_note", "more_indicators"] if n_left_out else ["targets_note"]
    sheet.name(sheet.word("targets_title"), *notes, n=n_left_out)


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
        name += f" [{first.axis}]"
    is_single = _n_plans(group) == 1
    if not is_single:
        yield from _wrap(_Line(name, is_heading=True), _HEADING)
        if lang == "both":
            yield from _wrap(_Line(indicator_name(*indicator, "en"), is_faint=True))
    by = ["is_comparable", "value_base"]
    row: Any
    for row in group.sort_values(by, ascending=False, kind="stable").itertuples():
        text, city = figure_text(row, lang), plans[row.plan_id]
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
