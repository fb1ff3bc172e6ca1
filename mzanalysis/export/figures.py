"""The charts as files for Word, slides and print."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import charts
from mzanalysis.corpus import Corpus
from mzanalysis.export.tables import write_csv
from mzanalysis.theme import font_name

_PNG_DPI = 300
# SVG keeps text as text; PDF embeds only the characters used. A random salt or the time of day
# would make equal charts differ.
_FIXED: dict[Any, Any] = {"svg.hashsalt": "mzanalysis", "svg.fonttype": "none", "pdf.fonttype": 42}
_FORMATS: dict[str, dict[str, Any]] = {
    "png": {"dpi": _PNG_DPI},
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
}


def write_figures(corpus: Corpus, folder: Path, *, note: str = "") -> list[Path]:
    """Draw the charts: each as PNG (300 dpi), SVG and PDF, with its data as CSV.

    Args:
        corpus: what to draw.
        folder: where the files go.
        note: a line printed small below each chart: what it rests on.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw, frame in _figures(corpus):
        with mpl.rc_context(_FIXED):
            figure: Any = draw(frame).figure
            if note:
                style = {"fontsize": 5.5, "color": "#6f6f6f", "fontfamily": font_name()}
                figure.supxlabel(note, x=0.01, ha="left", **style)
            for suffix, options in _FORMATS.items():
                written.append(folder / f"{name}.{suffix}")
                figure.savefig(written[-1], **options)
        plt.close(figure)
        written.append(write_csv(frame, folder / f"{name}.csv"))
    return written


def _figures(corpus: Corpus) -> list[tuple[str, Callable, pd.DataFrame]]:
    ranking = partial(charts.topic_ranking, topic_code="eldercare")
    return [
        ("topic_coverage", charts.topic_coverage, corpus.topic_coverage),
        ("topic_ranking_eldercare", ranking, corpus.topic_coverage),
        ("targets", charts.targets, corpus.target_comparison),
        ("city_similarity", charts.city_similarity, corpus.similarity()),
        ("deadlines", charts.deadlines, corpus.deadlines),
    ]
