"""The charts as files for Word, slides and print."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.compare.years import Lang
from mzanalysis.corpus import Corpus
from mzanalysis.folders import write_whole
from mzanalysis.outputs import charts
from mzanalysis.outputs.charts.canvas import break_lines
from mzanalysis.outputs.charts.style import font_name
from mzanalysis.outputs.workbook import COMPARISONS, write_csv
from mzanalysis.reading.workers import Workers

_PNG_DPI = 300
_NOTE_SIZE = 5.5  # points
_NOTE_LINE = 0.13  # inches that a line below a chart takes
_UNITS_AN_INCH = 0.94 * 2 * 72 / _NOTE_SIZE  # of `text_units`, within the margins
# SVG keeps text as text; PDF embeds only the characters used. A random salt or the time of day
# would make equal charts differ.
_FIXED: dict[Any, Any] = {"svg.hashsalt": "mzanalysis", "svg.fonttype": "none", "pdf.fonttype": 42}
_FORMATS: dict[str, dict[str, Any]] = {
    "png": {"dpi": _PNG_DPI},
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
}
_ALONE = Workers(jobs=1)
_Charts = dict[str, tuple[Callable, pd.DataFrame]]


def write_figures(
    corpus: Corpus,
    folder: Path,
    *,
    lang: Lang = "zh",
    note: str = "",
    workers: Workers = _ALONE,
) -> list[Path]:
    """Draw the charts: each as PNG (300 dpi), SVG and PDF, with its data as CSV.

    Args:
        corpus: what to draw.
        folder: where the files go.
        lang: language of titles and labels: ``zh``, ``en`` or ``both``.
        note: lines printed small below each chart: what it rests on.
        workers: who draws; by default this process alone.
    """
    charts_to_draw = list(_figures(corpus).items())
    write = partial(_write_chart, folder=folder, lang=lang, note=note)
    written: list[Path] = []
    for paths in workers.map(write, charts_to_draw):
        written += paths
    return written


def _write_chart(
    chart: tuple[str, tuple[Callable, pd.DataFrame]], *, folder: Path, lang: Lang, note: str
) -> list[Path]:
    """Draw a chart, given by its name, what draws it, and its data, into its files."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    name, (draw, frame) = chart
    written = []
    with mpl.rc_context(_FIXED):
        figure: Any = draw(frame, lang=lang).figure
        if note:
            width, height = figure.get_size_inches()
            lines = break_lines(note, int(width * _UNITS_AN_INCH))
            figure.set_size_inches(width, height + _NOTE_LINE * (len(lines) + 1))
            style = {"fontsize": _NOTE_SIZE, "color": "#6f6f6f", "fontfamily": font_name()}
            figure.supxlabel("\n".join(lines), x=0.01, ha="left", **style)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out: three files need not do it again
        for suffix, options in _FORMATS.items():
            drawn = io.BytesIO()
            figure.savefig(drawn, format=suffix, **options)
            written.append(write_whole(folder / f"{name}.{suffix}", drawn.getvalue()))
    plt.close(figure)
    return [*written, write_csv(frame, folder / f"{name}.csv")]


def _figures(corpus: Corpus) -> _Charts:
    """Return the charts by name: what draws each, and its data."""
    kinds, latest = corpus.subtopics(), corpus.of_year()
    coverage, plans = latest.topic_coverage, latest.plans
    drawn: _Charts = {
        "topic_coverage": (charts.topic_coverage, coverage),
        "strength": (charts.strength, corpus.strength()),
        "city_similarity": (charts.city_similarity, corpus.similarity()),
        "deadlines": (partial(charts.deadlines, all_plans=plans), latest.deadlines),
    }
    for name, topics in COMPARISONS.items():
        ranking = partial(charts.topic_ranking, topic_code=topics[0])
        drawn[f"topic_ranking_{name}"] = (ranking, coverage)
        drawn[f"kinds_{name}"] = (charts.presence, kinds[kinds["topic_code"].isin(topics)])
    if len(corpus.year_changes):
        drawn["year_changes"] = (charts.year_changes, corpus.year_changes)
        trends = corpus.trends()
        has_moved = trends["change"].fillna(0).ne(0)
        keys = [trends["indicator_id"], trends["axis"], trends["city"]]
        moved = trends[has_moved.groupby(keys).transform("any")]
        drawn |= _paged("trends", charts.targets, moved)
    drawn |= _target_figures(latest)
    has_years = corpus.plans["year"].nunique() > 1
    dated: _Charts = {}
    for name, (draw, frame) in drawn.items():
        shown = frame.copy()
        shown.attrs = {"has_years": has_years}  # of each city one plan, maybe all of one year
        dated[name] = (draw, shown)
    return dated


def _target_figures(corpus: Corpus) -> _Charts:
    """Return the charts of figures: those that stand side by side, and all, topic by topic."""
    first = corpus.target_comparison["target_ids"].str.split(";").str[0]
    about = corpus.targets.set_index("target_id")[["topic_code", "measure_id"]]
    strengths = corpus.measures.set_index("measure_id")["strength_code"]
    table = corpus.target_comparison.assign(
        topic_code=first.map(about["topic_code"]),
        strength_code=first.map(about["measure_id"]).map(strengths).fillna("commit"),
    )
    axes = ["indicator_id", "axis"]
    shared = table[table["is_comparable"]].set_index(axes).index
    side_by_side = table[table.set_index(axes).index.isin(shared)]
    draw = partial(charts.targets, all_plans=corpus.plans)
    drawn = _paged("targets", draw, side_by_side)
    for code, rows in table.groupby("topic_code"):
        drawn |= _paged(f"targets_{code}", charts.targets, rows)
    return drawn


def _paged(name: str, draw: Callable, rows: pd.DataFrame) -> _Charts:
    """Return a chart of figures in as many pages as it takes."""
    drawn: _Charts = {name: (draw, rows)}
    for page in range(2, charts.count_pages(rows) + 1):
        drawn[f"{name}_{page}"] = (partial(charts.targets, page=page), rows)
    return drawn
