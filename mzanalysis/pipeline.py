"""What runs in which order, and what is kept: raw plans to checked tables on disk."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, compress
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import corrections
from mzanalysis.builds import keep_tables
from mzanalysis.compare import compare_targets, topic_coverage
from mzanalysis.compare.changes import find_changes
from mzanalysis.errors import InputError
from mzanalysis.figures import deadlines, indicators, sentences, targets
from mzanalysis.folders import corrections_folder, describe_run, need_folder, own_folder
from mzanalysis.folders import read_bytes as read_file
from mzanalysis.reading import plans
from mzanalysis.reading.formats import point_to, read_bytes
from mzanalysis.reading.kept_results import KeptResults
from mzanalysis.reading.workers import Workers
from mzanalysis.structure import loose_text, measures, sections, task_links, task_tables
from mzanalysis.tables import cast_declared, conform_table, table_names
from mzanalysis.themes import describe, grouping, pairs
from mzanalysis.topics import codebook, coding, subtopics
from mzanalysis.topics.own_tables import own_bytes, use_own_tables

_Tables = dict[str, pd.DataFrame]
_Keep = Callable[[str, pd.DataFrame], None]  # a table by its name, corrections applied
# A measure's or figure's text is read plan by plan; what these hold is kept for each plan.
_OF_PLAN = ("sections", "items", "measures", "tasks", "targets", "deadlines")

# Plans that are read together: tables of one plan each would take twice as long.
_TOGETHER = 8


def _silent(_: str) -> None:
    return


def build_tables(
    raw: Path,
    *,
    say: Callable[[str], None] = _silent,
    leave_out: plans.LeaveOut | None = None,
    kept: KeptResults | None = None,
    workers: Workers | None = None,
) -> dict[str, pd.DataFrame]:
    """Read the plans in a folder and derive every table of the design, checked.

    Args:
        raw: folder with the plans and their register ``plans.csv``.
        say: called with one line at the start of each stage.
        leave_out: called with file, reason and remedy for each file that cannot be read as a plan
            or has no measures; the others are read all the same. Without it, a file that cannot
            be read is an error.
        kept: what earlier builds made of each plan; without it, all is made anew.
        workers: who reads the plans; by default this process and, for many, one on each core.

    Returns:
        Tables by name, as declared in ``tables``.

    Raises:
        InputError: the register, or without ``leave_out`` a plan, cannot be read as it is.
    """
    need_folder(raw, what="raw plans", remedy="name another with --raw")
    own = own_folder(raw)
    use_own_tables(own)
    fixes = corrections.read_corrections(corrections_folder(raw))
    kept, workers = _made_with_own(kept or KeptResults(), own), workers or Workers()
    say("reading plans")
    table = corrections.apply(plans.read_plans(raw, leave_out=leave_out), "plans", fixes)
    say("finding measures, tasks, targets and deadlines")
    read = _read_all(table, fixes, own, kept, workers)
    if leave_out is not None:
        table, read = _leave_out_empty(table, read, raw, leave_out)
    t = {name: _join(read, name) for name in (*_OF_PLAN, "subtopics")} | {"plans": table}
    say("matching measures across cities")
    _find_themes(t, fixes, kept)
    say("comparing cities")
    t["targets"] = indicators.name_indicators(t["targets"])
    t["topic_coverage"] = topic_coverage(t["items"], t["measures"], t["targets"])
    t |= {"target_comparison": compare_targets(t["targets"]), "year_changes": find_changes(t)}
    kept.clear()
    return {name: conform_table(t[name], name) for name in table_names()}


def _made_with_own(kept: KeptResults, own_tables: Path) -> KeptResults:
    """Let all that is kept depend on the user's own tables and codebook, too."""
    codes = codebook.in_use()
    return kept.made_with(read_file(codes) if codes else b"", own_bytes(own_tables))


def _read_all(
    table: pd.DataFrame, fixes: pd.DataFrame, own_tables: Path, kept: KeptResults, workers: Workers
) -> list[_Tables]:
    """Return what is read of each plan, recalled or made anew."""
    codes = codebook.in_use()
    said = fixes[["plan_id", "text", "field", "value"]]
    keys = []
    for plan in table.to_dict("records"):
        own = said[said["plan_id"] == plan["plan_id"]]
        keys.append(kept.key(plan, own.to_numpy().tolist()))
    read = [kept.recall(key) for key in keys]
    places = [place for place, found in enumerate(read) if found is None]
    starts = range(0, len(places), _TOGETHER)
    parts = [table.iloc[places[start : start + _TOGETHER]] for start in starts]
    tasks = [(part, said, own_tables, codes) for part in parts]
    made = chain.from_iterable(workers.map(_read_task, tasks))
    for place, tables in zip(places, made, strict=True):
        kept.keep(keys[place], tables)
        read[place] = tables
    return [tables for tables in read if tables is not None]


def _read_task(task: tuple[pd.DataFrame, pd.DataFrame, Path, Path | None]) -> list[_Tables]:
    """Read plans, maybe in a process of its own, which does not know the tables in use."""
    table, fixes, own_tables, codes = task
    use_own_tables(own_tables)
    if codes != codebook.in_use():
        codebook.use(codes)
    return read_texts(table, fixes)


def read_texts(table: pd.DataFrame, fixes: pd.DataFrame) -> list[_Tables]:
    """Read all that each of some plans says; it depends on nothing else.

    Args:
        table: rows of the table ``plans``.
        fixes: corrections, of which only those that name a plan touch it.

    Returns:
        For each plan its rows of the tables sections, items, measures, tasks, targets and
        deadlines, without what needs other plans; and ``subtopics``, all of each measure.
    """
    t = {"plans": table}

    def keep(name: str, made: pd.DataFrame) -> None:
        t[name] = corrections.apply(made, name, fixes)

    _find_measures(t, keep)
    links = _find_tasks(t, keep)
    codes = subtopics.subtopic_weights(t["measures"], t["items"])
    keep("measures", subtopics.code_subtopics(t["measures"], codes))
    _read_figures(t, keep, links)
    whole = {name: cast_declared(t[name], name) for name in _OF_PLAN}
    codes = corrections.weigh_subtopics(codes, t["measures"])
    plan_of = t["measures"].set_index("measure_id")["plan_id"]
    whole["subtopics"] = codes.assign(plan_id=codes["measure_id"].map(plan_of))
    rows_of = {name: made.groupby("plan_id").indices for name, made in whole.items()}
    return [
        {name: made.iloc[list(rows_of[name].get(plan_id, ()))] for name, made in whole.items()}
        for plan_id in table["plan_id"]
    ]


def _join(read: Sequence[_Tables], name: str) -> pd.DataFrame:
    """Return a table of all plans; those that have no row of it say nothing of its columns."""
    tables = [tables[name] for tables in read]
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)


def _find_measures(t: _Tables, keep: _Keep) -> None:
    t["sections"] = sections.split_sections(t["plans"])
    keep("items", coding.code_items(sections.extract_items(t["plans"], t["sections"])))
    keep("measures", coding.code_measures(measures.split_measures(t["items"]), t["items"]))


def _leave_out_empty(
    table: pd.DataFrame, read: list[_Tables], raw: Path, leave_out: plans.LeaveOut
) -> tuple[pd.DataFrame, list[_Tables]]:
    """Leave out plans without measure and task: a notice that only links its plan, a stray text.

    Raises:
        InputError: none of the plans has a measure.
    """
    is_filled = [len(t["measures"]) + len(t["tasks"]) > 0 for t in read]
    reasons = []
    for plan, t, filled in zip(table.to_dict("records"), read, is_filled, strict=True):
        if not filled:
            files = [raw / name for name in plan["source_path"].split(";")]
            reasons.append(f"{plan['source_path']}: {_say_empty(plan, len(t['items']), files)}")
    if not any(is_filled):
        raise InputError("\n".join(reasons))
    for reason in reasons:
        leave_out(reason)
    return table[is_filled].reset_index(drop=True), list(compress(read, is_filled))


def _say_empty(plan: Mapping[Any, Any], n_items: int, files: Sequence[Path]) -> str:
    text = plan["text"]
    first_line = text.strip().partition("\n")[0][:40]
    documents = [read_bytes(file.read_bytes(), file.name) for file in files]
    remedies = list(filter(None, map(point_to, documents)))
    remedies += [
        "if it only announces a plan, put the attachment in its place, else take it out of the "
        "folder"
    ]
    what = f"no measure in it ({n_items} items, {len(text)} characters, beginning {first_line!r})"
    return "; ".join([what, *remedies])


def describe_empty(plan: Mapping[Any, Any], files: Sequence[Path]) -> list[str]:
    """Say why nothing comes of a plan that is to be added; nothing if it has a measure or task."""
    t = {"plans": pd.DataFrame([plan])}
    _find_measures(t, t.__setitem__)
    _find_tasks(t, t.__setitem__)
    is_empty = t["measures"].empty and t["tasks"].empty
    return [f"  ! {_say_empty(plan, len(t['items']), files)}"] if is_empty else []


def _find_tasks(t: _Tables, keep: _Keep) -> pd.DataFrame:
    """Read the task tables; returns which measures their rows repeat."""
    tasks = task_tables.extract_tasks(t["plans"], t["sections"], t["items"])
    keep("tasks", coding.code_tasks(tasks))
    links = task_links.link_tasks(t["tasks"], t["measures"])
    firsts = links.drop_duplicates("task_id")
    measure_of = dict(zip(firsts["task_id"], firsts["measure_id"], strict=True))
    ids = [measure_of.get(task_id, "") for task_id in t["tasks"]["task_id"]]
    t["tasks"]["measure_id"] = pd.Series(ids, dtype="str", index=t["tasks"].index)
    return links


def _find_themes(t: _Tables, fixes: pd.DataFrame, kept: KeptResults) -> None:
    codes = t["subtopics"]
    t["matches"] = pairs.match_measures(t["measures"], t["items"], subtopics=codes, kept=kept)
    themed = grouping.assign_themes(t["measures"], t["matches"], subtopics=codes)
    t["measures"] = corrections.apply(themed, "measures", fixes)
    t["themes"] = describe.describe_themes(t["measures"])


def _read_figures(t: _Tables, keep: _Keep, links: pd.DataFrame) -> None:
    read = sentences.read_sentences(t["items"], t["measures"])
    read += _read_loose(loose_text.read_loose_text(t["plans"], t["sections"]))
    in_rows = _read_loose(loose_text.read_task_rows(t["plans"], t["tasks"]))
    keep("targets", targets.extract_targets(read, t["tasks"], links, in_rows))
    dates = deadlines.extract_deadlines(read, t["tasks"], links)
    keep("deadlines", corrections.with_measure_text(dates, t["measures"]))


def _read_loose(loose: loose_text.LooseText) -> list[sentences.Sentence]:
    items = coding.code_items(loose.items)
    measures = coding.code_measures(loose.measures, items)
    return sentences.read_sentences(items, measures, is_loose=True)


def build(
    raw: Path,
    out: Path,
    *,
    say: Callable[[str], None] = _silent,
    leave_out: plans.LeaveOut | None = None,
) -> dict[str, pd.DataFrame]:
    """Build every table from the plans in ``raw`` and keep them as Parquet in ``out``.

    ``say`` and ``leave_out`` are as in ``build_tables``. A user's codebook is kept beside the
    tables that were coded with it, and where the plans lie; ``builds`` tells how.
    """
    tables = build_tables(raw, say=say, leave_out=leave_out)
    keep_tables(tables, raw, out, run=describe_run(raw, codebook.in_use()))
    return tables
