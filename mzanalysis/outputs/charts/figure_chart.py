"""Charts of figures that stand under one name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mzanalysis.outputs.charts.canvas import (
    FAINT,
    INK,
    LINE,
    PAGE,
    break_lines,
    check_table,
    drawing,
    name_chart,
    say_nothing,
)
from mzanalysis.outputs.charts.captions import (
    Lang,
    figure_text,
    indicator_name,
    plan_labels,
    reason_text,
    word,
)

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


def targets(
    target_comparison: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    lang: Lang = "zh",
    max_lines: int = 44,
    column: str = "value_base",
) -> "Axes":
    """Draw the cities' figures under one indicator each, the indicators of most cities first.

    Args:
        target_comparison: the table of that name, or ``corpus.per_head()``.
        ax: Axes to draw on; by default a new figure of its own, as high as it needs.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.
        max_lines: how many lines to draw at most, by default a page; how many indicators are
            left out is said below the chart.
        column: ``per_10000`` or ``per_10000_aged_60`` draws the figures per head.

    Returns:
        The Axes. A dot's place is its share of the indicator's largest figure (percentages:
        of 100), its label the figure as promised: ≥, ≤, ≈ for at least, at most, about, the
        upper end of a range (a bar), and the date where it is not the end of the year. A hollow
        dot may not be compared with the others; the line below it says why. Indicators of one
        city are listed without dots. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.targets(corpus.target_comparison)``.
    """
    check_table(target_comparison, (*_COLUMNS, column), "target_comparison", lang)
    plans = plan_labels(target_comparison, lang)
    table = target_comparison
    if column != "value_base":
        table = _per_head(table, column, lang)
    # What is not comparable stands under the indicator's first axis, that of most plans.
    first = table.groupby("indicator_id")["axis"].transform("first")
    axis = table["axis"].where(table["is_comparable"], first)
    groups = [group for _, group in table.groupby([table["indicator_id"], axis], sort=False)]
    groups.sort(key=lambda group: -group["plan_id"].nunique())
    ids = [group["indicator_id"].iloc[0] for group in groups]
    lines: list[_Line] = []
    n_drawn, is_shared = 0, True
    for group in groups:
        more = list(_lines(group, plans, lang, has_axes=ids.count(ids[n_drawn]) > 1))
        if is_shared and group["plan_id"].nunique() == 1:
            is_shared = False
            more = [_Line(word("only_one_city", lang, joint=" "), is_heading=True), *more]
        if lines and len(lines) + len(more) > max_lines:
            break
        lines += more
        n_drawn += 1
    with drawing(ax, PAGE, 1.2 + 0.19 * len(lines)) as ax:
        if table.empty:
            return say_nothing(ax, lang)
        for y, line in enumerate(lines):
            _draw(ax, y, line)
        ax.set(xlim=(-0.01, 2.0), ylim=(len(lines) - 0.3, -0.8), xticks=[])
        ax.set_yticks(range(len(lines)), [line.city for line in lines])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        left_out = len(groups) - n_drawn
        more_notes = [word("more_indicators", lang, n=left_out)] if left_out else []
        name_chart(ax, word("targets_title", lang), word("targets_note", lang), *more_notes)
    return ax


def _per_head(table: pd.DataFrame, column: str, lang: Lang) -> pd.DataFrame:
    """Put figures per head, in three digits, in the place of the figures."""
    table = table.dropna(subset=[column])
    per_unit = table[column] / table["value_base"]
    unit = table["base_unit"] + word(column, lang, joint=" ")
    figures = {
        name: (table[name] * per_unit).map(lambda value: float(f"{value:.3g}"))
        for name in ("value_base", "value_high_base")
    }
    return table.assign(base_unit=unit, **figures)


def _lines(
    group: pd.DataFrame, plans: dict[str, str], lang: Lang, *, has_axes: bool
) -> Iterator[_Line]:
    """Yield an indicator's lines: its name, then the cities' figures; of one city all in one."""
    indicator = (group["indicator_id"].iloc[0], group["indicator"].iloc[0])
    name = indicator_name(*indicator, "en" if lang == "en" else "zh")
    name += f" [{group['axis'].iloc[0]}]" if has_axes else ""
    is_single = group["plan_id"].nunique() == 1
    if not is_single:
        yield from _wrap(_Line(name, is_heading=True), _HEADING)
        if lang == "both":
            yield from _wrap(_Line(indicator_name(*indicator, "en"), is_faint=True))
    largest = group[["value_base", "value_high_base"]].abs().max(axis=1)
    tops = largest.groupby(group["base_unit"]).transform("max")
    rows = group.assign(top=tops.mask(group["base_unit"] == "%", 100.0))
    by = ["is_comparable", "value_base"]
    row: Any
    for row in rows.sort_values(by, ascending=False, kind="stable").itertuples():
        text, city = figure_text(row, lang), plans[row.plan_id]
        if is_single:
            yield from _wrap(_Line(f"{name}: {text}", city))
            continue
        ends = [v for v in (row.value_base, row.value_high_base) if not pd.isna(v)]
        places = tuple(v / row.top if row.top else 0.0 for v in ends)
        yield from _wrap(_Line(text, city, places, is_faint=not row.is_comparable))
        if not row.is_comparable:
            yield from _wrap(_Line(f"({reason_text(row.reason, lang)})", is_faint=True))


def _wrap(line: _Line, units: int = _LINE) -> Iterator[_Line]:
    """Break a line that is too wide; its city and dots stand beside the first part."""
    first, *more = break_lines(line.text, units)
    yield line._replace(text=first)
    yield from (_Line(text, is_faint=line.is_faint) for text in more)


def _draw(ax: "Axes", y: int, line: _Line) -> None:
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
