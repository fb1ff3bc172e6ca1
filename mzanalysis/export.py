"""Files for people: charts with their data, comparison tables, notebooks as HTML."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import charts, project
from mzanalysis.corpus import Corpus
from mzanalysis.errors import MzError

# The three fields the comparison was asked for; an elderly-care comparison takes in ageing.
COMPARISONS = {
    "eldercare": ("eldercare", "ageing"),
    "assistance": ("assistance",),
    "funeral": ("funeral",),
}
_PNG_DPI = 300
_CELL_SECONDS = 300


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV that Excel opens with its Chinese intact (UTF-8 with BOM)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path


def write_figures(corpus: Corpus, folder: Path) -> list[Path]:
    """Draw the charts: each as PNG (300 dpi) and SVG (text as text), with its data as CSV."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    # A random salt or the time of day would make equal charts differ.
    fixed: dict[Any, Any] = {"svg.hashsalt": "mzanalysis", "svg.fonttype": "none"}
    written = []
    for name, draw, frame in _figures(corpus):
        with mpl.rc_context(fixed):
            figure = draw(frame).figure
            assert isinstance(figure, Figure)
            for suffix, options in (
                ("png", {"dpi": _PNG_DPI}),
                ("svg", {"metadata": {"Date": None}}),
            ):
                path = folder / f"{name}.{suffix}"
                figure.savefig(path, **options)
                written.append(path)
        plt.close(figure)
        written.append(write_csv(frame, folder / f"{name}.csv"))
    return written


def _figures(corpus: Corpus) -> list[tuple[str, Callable, pd.DataFrame]]:
    return [
        ("topic_coverage", charts.topic_coverage, corpus.topic_coverage),
        ("targets", charts.targets, corpus.target_comparison),
        ("city_similarity", charts.city_similarity, corpus.similarity()),
        ("deadlines", charts.deadlines, corpus.deadlines),
    ]


def write_comparisons(corpus: Corpus, folder: Path) -> list[Path]:
    """Write ``comparable_items_*.csv``: themes as rows, cities as columns, measures in cells."""
    return [
        write_csv(corpus.compare(*topics), folder / f"comparable_items_{name}.csv")
        for name, topics in COMPARISONS.items()
    ]


def run_notebooks(
    notebooks: Path, folder: Path, *, out: Path, say: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Run each notebook from a fresh kernel and write it as HTML; the notebook stays as it is.

    Args:
        notebooks: folder of ``*.ipynb``.
        folder: where the HTML goes.
        out: folder of the tables that the notebooks load.
        say: called with one line per notebook.

    Raises:
        MzError: a cell failed; names notebook and error.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbconvert import HTMLExporter

    folder.mkdir(parents=True, exist_ok=True)
    # Nothing is fetched when the page is opened, and no prompt numbers distract a reader.
    exporter = HTMLExporter(
        mathjax_url="", require_js_url="", exclude_input_prompt=True, exclude_output_prompt=True
    )
    environment = os.environ | {project.OUT_VARIABLE: str(out.resolve())}
    written = []
    for path in sorted(notebooks.glob("*.ipynb")):
        say(f"running {path.name}")
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=_CELL_SECONDS, resources={"metadata": {"path": str(notebooks)}}
        )
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise MzError(f"notebook {path}: a cell failed: {error}") from error
        page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
        written.append(folder / f"{path.stem}.html")
        written[-1].write_text(page, encoding="utf-8")
    return written
