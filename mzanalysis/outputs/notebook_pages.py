"""The notebooks, run on the plans at hand, as web pages."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from mzanalysis.compare.years import Lang
from mzanalysis.errors import MzError
from mzanalysis.folders import OUT_VARIABLE, write_whole

_CELL_SECONDS = 300
_ENGLISH_BELOW = "<!-- en -->"
_AT_ONCE = 2  # notebooks that run side by side


def run_notebooks(
    notebooks: Path,
    folder: Path,
    *,
    out: Path,
    lang: Lang = "zh",
    say: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Run each notebook from a fresh kernel and write it as HTML; the notebook stays as it is.

    Args:
        notebooks: folder of ``*.ipynb``.
        folder: where the HTML goes.
        out: folder of the tables that the notebooks load.
        lang: language of the prose: a text has its Chinese part, ``<!-- en -->``, its English one.
        say: called with one line per notebook.

    Raises:
        MzError: a cell failed; names notebook and error.
    """
    from nbconvert import HTMLExporter

    # Nothing is fetched when the page is opened, and no prompt numbers distract a reader.
    exporter = HTMLExporter(
        mathjax_url="", require_js_url="", exclude_input_prompt=True, exclude_output_prompt=True
    )
    paths = sorted(notebooks.glob("*.ipynb"))
    written = []
    with ThreadPoolExecutor(_AT_ONCE) as threads:  # each kernel is a process of its own
        done = threads.map(partial(_run, out=out, say=say), paths)
        for path, notebook in zip(paths, done, strict=True):
            for cell in notebook["cells"]:
                cell["source"] = _in_language(cell, lang)
            resources = {"metadata": {"name": path.stem}}
            page, _ = exporter.from_notebook_node(notebook, resources=resources)
            page = page.replace('.ipynb">', '.html">')  # links between the notebooks
            written.append(write_whole(folder / f"{path.stem}.html", page.encode()))
    return written


def _in_language(cell: Any, lang: Lang) -> str:
    """Return a cell's text in the language; code, and text without two parts, as it is."""
    text = str(cell["source"])
    if cell["cell_type"] != "markdown" or lang == "both":
        return text
    chinese, mark, english = text.partition(_ENGLISH_BELOW)
    return english.strip() if lang == "en" and mark else chinese.strip()


def _run(path: Path, out: Path, say: Callable[[str], None]) -> Any:
    """Return a notebook with what its cells say of the tables in a folder."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    say(f"running {path.name}")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        # The kernel warns that its ports are not encrypted; they are this machine's own.
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    try:
        client.execute(env=os.environ | {OUT_VARIABLE: str(out.resolve())})
    except CellExecutionError as error:
        raise MzError(f"notebook {path}: a cell failed: {error}") from error
    return notebook
