"""Charts of figures that stand under one name."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.charts.canvas import (
    FAINT,
    INK,
    LINE,
    PAGE,
    break_lines,
    check_table,
    drawing,
    say_nothing,
    write_notes,
)
from mzanalysis.charts.labels import (
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
    if column != "value_base":
        target_comparison = _per_head(target_comparison, column, lang)
    # What is not comparable stands under the indicator's first axis, that of most plans.
    first = target_comparison.groupby("indicator_id")["axis"].transform("first")
    axis = target_comparison["axis"].where(target_comparison["is_comparable"], first)
    keys = [target_comparison["indicator_id"], axis]
    groups = [g for _, g in target_comparison.groupby(keys, sort=False)]
    groups.sort(key=lambda g: -g["plan_id"].nunique())
    lines: list[dict[str, Any]] = []
    n_drawn = 0
    for n_drawn in range(1, len(groups) + 1):
        more = list(_target_lines(groups[:n_drawn], plans, lang))
        if lines and len(more) > max_lines:
            n_drawn -= 1
            break
        lines = more
    with drawing(ax, PAGE, 1.2 + 0.19 * len(lines)) as ax:
        if target_comparison.empty:
            return say_nothing(ax, lang)
        for y, line in enumerate(lines):
            _draw_target_line(ax, y, line)
        ax.set(xlim=(-0.01, 2.0), ylim=(len(lines) - 0.3, -0.8), xticks=[])
        ax.set_yticks(range(len(lines)), [line["city"] for line in lines])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.set_title(word("targets_title", lang))
        notes = [word("targets_note", lang)]
        if left_out := len(groups) - n_drawn:
            notes.append(word("more_indicators", lang).replace("{n}", str(left_out)))
        write_notes(ax, *notes)
    return ax


def _per_head(table: pd.DataFrame, column: str, lang: Lang) -> pd.DataFrame:
    table = table.dropna(subset=[column])
    share = table[column] / table["value_base"]
    figures = {
        "value_base": table[column].map(lambda v: float(f"{v:.3g}")),
        "value_high_base": (table["value_high_base"] * share).map(lambda v: float(f"{v:.3g}")),
        "base_unit": table["base_unit"] + word(column, lang, joint=" "),
    }
    return table.assign(**figures)


def _target_lines(
    groups: Sequence[pd.DataFrame], plans: dict[str, str], lang: Lang
) -> Iterator[dict[str, Any]]:
    """Yield the lines of the chart from the top: headings and figures."""
    is_single = False
    ids = [str(group["indicator_id"].iloc[0]) for group in groups]
    for group in groups:
        first = group.iloc[0]
        indicator = (str(first["indicator_id"]), str(first["indicator"]))
        name = indicator_name(*indicator, "en" if lang == "en" else "zh")
        if ids.count(str(first["indicator_id"])) > 1:
            name += f" [{first['axis']}]"
        if group["plan_id"].nunique() == 1 and not is_single:
            is_single = True
            yield {"city": "", "heading": word("only_one_city", lang, joint=" ")}
        if not is_single:
            heading, *more = break_lines(name, _HEADING)
            yield {"city": "", "heading": heading}
            for part in more:
                yield {"city": "", "text": part, "places": [], "is_comparable": True}
            if lang == "both":
                for part in break_lines(indicator_name(*indicator, "en"), _LINE):
                    yield {"city": "", "text": part, "places": [], "is_comparable": False}
        row: Any
        for row in group.sort_values(
            ["is_comparable", "value_base"], ascending=False, kind="stable"
        ).itertuples():
            same_unit = group.loc[group["base_unit"] == row.base_unit]
            highest = same_unit[["value_base", "value_high_base"]].abs().max(axis=None)
            top = 100.0 if row.base_unit == "%" else float(highest)
            ends = [v for v in (row.value_base, row.value_high_base) if not pd.isna(v)]
            text = figure_text(row, lang)
            first_line, *more = break_lines(f"{name}: {text}" if is_single else text, _LINE)
            yield {
                "city": plans[str(row.plan_id)],
                "text": first_line,
                "places": [] if is_single else [v / top if top else 0.0 for v in ends],
                "is_comparable": is_single or bool(row.is_comparable),
            }
            for part in more:
                yield {"city": "", "text": part, "places": [], "is_comparable": True}
            if not is_single and not row.is_comparable:
                for part in break_lines(f"({reason_text(row.reason, lang)})", _LINE):
                    yield {"city": "", "text": part, "places": [], "is_comparable": False}


def _draw_target_line(ax: "Axes", y: int, line: dict[str, Any]) -> None:
    if "heading" in line:
        ax.text(0, y + 0.1, line["heading"], va="center", color=INK, size="large")
        ax.axhline(y - 0.5, color=LINE, lw=0.6)
        return
    places = line["places"]
    colour = "black" if line["is_comparable"] else FAINT
    if places:
        ax.plot([0, places[0]], [y, y], color=LINE, lw=1.2, zorder=1)
        ys = [y] * len(places)
        ax.plot(places, ys, color=INK, lw=3, zorder=1)
        face = INK if line["is_comparable"] else "white"
        ax.scatter(places, ys, s=26, facecolor=face, edgecolor=INK, zorder=2, clip_on=False)
    ax.annotate(
        line["text"],
        (max(places, default=0), y),
        xytext=(6 if places else 0, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )
