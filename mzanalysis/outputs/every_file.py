"""Every file that ``mz report`` writes."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from mzanalysis import builds
from mzanalysis.compare.years import Lang
from mzanalysis.corpus import Corpus
from mzanalysis.folders import REPORT_MANIFEST, Folders, digest, read_bytes, sweep, write_whole
from mzanalysis.outputs.changes_page import read_changes, write_changes
from mzanalysis.outputs.chart_files import write_figures
from mzanalysis.outputs.charts.captions import word
from mzanalysis.outputs.citation import version_line
from mzanalysis.outputs.explorer import write_explorer
from mzanalysis.outputs.notebook_pages import run_notebooks
from mzanalysis.outputs.word_report import write_report
from mzanalysis.outputs.workbook import write_comparisons, write_readme, write_workbook
from mzanalysis.reading.workers import Workers

# What other commands write there.
_NOT_OURS = "validation"
_ALONE = Workers(jobs=1)


def latest_line(corpus: Corpus, lang: Lang) -> str:
    """Say which plans are compared where a city has several; nothing where none has."""
    compared = corpus.of_year().plans["plan_id"]
    if len(compared) == len(corpus.plans):
        return ""
    plans = "、".join(compared.map(corpus.labels(lang)))
    return word("latest_only", lang, plans=plans)


def write_all(
    corpus: Corpus,
    folders: Folders,
    *,
    lang: Lang,
    left_out: Sequence[str],
    say: Callable,
    stamp: str = "",
    topics: Sequence[str] = (),
    workers: Workers = _ALONE,
) -> None:
    """Write charts, comparisons, workbook, report, explorer and pages into the exports.

    Args:
        corpus: what they are about.
        folders: where the exports go, and where notebooks and tables lie.
        lang: language of charts and report.
        left_out: of each file that the build left out, its name, why, and what to do.
        say: called with one line at each step.
        topics: those of the Word report's tables, by default all.
        workers: who draws the charts.
        stamp: of what they are made of (`Folders.stamp_inputs`), noted beside them.
    """
    exports, note = folders.exports, _rests_on(corpus, lang)
    say("drawing charts")
    write_figures(corpus, exports / "figures", lang=lang, note=note, workers=workers)
    say("writing comparisons, workbook, report and explorer")
    write_comparisons(corpus, exports)
    write_readme(corpus, exports, note=note, left_out=left_out)
    write_workbook(corpus, exports / "mzanalysis.xlsx", note=note, left_out=left_out)
    write_report(
        corpus,
        exports / "figures",
        exports / "report.docx",
        lang=lang,
        note=note,
        left_out=left_out,
        topics=topics,
    )
    if builds.has_earlier(folders.out):
        write_changes(read_changes(folders.out, lang), exports, lang=lang)
    write_explorer(corpus, exports / "explorer.html", lang=lang)
    if folders.notebooks.is_dir():
        run_notebooks(folders.notebooks, exports / "notebooks", out=folders.out, lang=lang, say=say)
    _note_files(exports, "" if left_out else stamp)  # what was left out is told again


def _rests_on(corpus: Corpus, lang: Lang) -> str:
    """Return the lines below every chart: which plans are compared, and how well all was read."""
    lines = [latest_line(corpus, lang), version_line(vars(corpus), lang=lang)]
    return "\n".join(filter(None, lines))


def _note_files(exports: Path, stamp: str) -> None:
    """Note what the exports are made of, and every file by its digest."""
    sweep(exports)
    paths = [path for path in sorted(exports.rglob("*")) if path.is_file()]
    names = [path.relative_to(exports) for path in paths if path.name != REPORT_MANIFEST]
    ours = [name for name in names if name.parts[0] != _NOT_OURS]
    files = {name.as_posix(): digest(read_bytes(exports / name)) for name in ours}
    manifest = {"files": files, "stamp": stamp, "said": "written"}
    write_whole(exports / REPORT_MANIFEST, json.dumps(manifest, indent=1).encode())
