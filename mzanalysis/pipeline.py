"""What runs in which order, and what is kept: raw plans to checked tables on disk."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import corrections
from mzanalysis.builds import keep_tables
from mzanalysis.compare import compare_targets, topic_coverage
from mzanalysis.errors import InputError
from mzanalysis.figures import deadlines, indicators, sentences, targets
from mzanalysis.folders import corrections_folder, need_folder
from mzanalysis.reading import plans
from mzanalysis.reading.formats import point_to, read_bytes
from mzanalysis.structure import loose_text, measures, sections, task_links, task_tables
from mzanalysis.tables import conform_table, table_names
from mzanalysis.themes import describe, grouping, pairs
from mzanalysis.topics import coding, subtopics

Keep = Callable[[str, pd.DataFrame], None]  # a table by its name, corrections applied


def _silent(_: str) -> None:
    return


def build_tables(
    raw: Path, *, say: Callable[[str], None] = _silent, leave_out: plans.LeaveOut | None = None
) -> dict[str, pd.DataFrame]:
    """Read the plans in a folder and derive every table of the design, checked.

    Args:
        raw: folder with the plans and their register ``plans.csv``.
        say: called with one line at the start of each stage.
        leave_out: called with file, reason and remedy for each file that cannot be read as a plan
            or has no measures; the others are read all the same. Without it, a file that cannot
            be read is an error.

    Returns:
        Tables by name, as declared in ``tables``.

    Raises:
        InputError: the register, or without ``leave_out`` a plan, cannot be read as it is.
    """
    need_folder(raw, what="raw plans", remedy="name another with --raw")
    fixes = corrections.read_corrections(corrections_folder(raw))
    t: dict[str, pd.DataFrame] = {}

    def keep(name: str, table: pd.DataFrame) -> None:
        t[name] = corrections.apply(table, name, fixes)

    say("reading plans")
    keep("plans", plans.read_plans(raw, leave_out=leave_out))
    say("finding chapters, items, measures and tasks")
    _find_measures(t, keep)
    links = _find_tasks(t, keep)
    if leave_out is not None:
        _leave_out_empty(t, raw, leave_out)
    say("matching measures across cities")
    _find_themes(t, keep)
    say("reading targets and deadlines")
    _read_figures(t, keep, links)
    say("comparing cities")
    t["topic_coverage"] = topic_coverage(t["items"], t["measures"], t["targets"])
    t["target_comparison"] = compare_targets(t["targets"])
    return {name: conform_table(t[name], name) for name in table_names()}


def _find_measures(t: dict[str, pd.DataFrame], keep: Keep) -> None:
    t["sections"] = sections.split_sections(t["plans"])
    keep("items", coding.code_items(sections.extract_items(t["plans"], t["sections"])))
    keep("measures", coding.code_measures(measures.split_measures(t["items"]), t["items"]))


def _leave_out_empty(t: dict[str, pd.DataFrame], raw: Path, leave_out: plans.LeaveOut) -> None:
    """Leave out plans without measure and task: a notice that only links its plan, a stray text.

    Raises:
        InputError: none of the plans has a measure.
    """
    filled = {*t["measures"]["plan_id"], *t["tasks"]["plan_id"]}
    is_empty = ~t["plans"]["plan_id"].isin(filled)
    reasons = []
    for plan in t["plans"][is_empty].to_dict("records"):
        files = [raw / name for name in plan["source_path"].split(";")]
        n_items = (t["items"]["plan_id"] == plan["plan_id"]).sum()
        reasons.append(f"{plan['source_path']}: {_say_empty(plan, n_items, files)}")
    if is_empty.all():
        raise InputError("\n".join(reasons))
    for reason in reasons:
        leave_out(reason)
    empty = t["plans"].loc[is_empty, "plan_id"]
    for name, table in t.items():
        t[name] = table[~table["plan_id"].isin(empty)].reset_index(drop=True)


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


def _find_tasks(t: dict[str, pd.DataFrame], keep: Keep) -> pd.DataFrame:
    """Read the task tables; returns which measures their rows repeat."""
    tasks = task_tables.extract_tasks(t["plans"], t["sections"], t["items"])
    keep("tasks", coding.code_tasks(tasks))
    links = task_links.link_tasks(t["tasks"], t["measures"])
    firsts = links.drop_duplicates("task_id")
    measure_of = dict(zip(firsts["task_id"], firsts["measure_id"], strict=True))
    ids = [measure_of.get(task_id, "") for task_id in t["tasks"]["task_id"]]
    t["tasks"]["measure_id"] = pd.Series(ids, dtype="str", index=t["tasks"].index)
    return links


def _find_themes(t: dict[str, pd.DataFrame], keep: Keep) -> None:
    codes = subtopics.subtopic_weights(t["measures"], t["items"])
    keep("measures", subtopics.code_subtopics(t["measures"], codes))
    codes = corrections.weigh_subtopics(codes, t["measures"])
    t["matches"] = pairs.match_measures(t["measures"], t["items"], subtopics=codes)
    keep("measures", grouping.assign_themes(t["measures"], t["matches"], subtopics=codes))
    t["themes"] = describe.describe_themes(t["measures"])


def _read_figures(t: dict[str, pd.DataFrame], keep: Keep, links: pd.DataFrame) -> None:
    loose = loose_text.read_loose_text(t["plans"], t["sections"])
    loose_items = coding.code_items(loose.items)
    loose_measures = coding.code_measures(loose.measures, loose_items)
    read = [
        *sentences.read_sentences(t["items"], t["measures"]),
        *sentences.read_sentences(loose_items, loose_measures, is_loose=True),
    ]
    keep("targets", targets.extract_targets(read, t["tasks"], links))
    t["targets"] = indicators.name_indicators(t["targets"])
    dates = deadlines.extract_deadlines(read, t["tasks"], links)
    keep("deadlines", corrections.with_measure_text(dates, t["measures"]))


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
    keep_tables(tables, raw, out)
    return tables
