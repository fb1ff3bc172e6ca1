"""Score the tables against hand-made labels: how good is the machine's coding?

Labels are JSON lines in a folder (``data/gold``), one file per kind; their fields are told
in ``data/gold/README.md``. Another folder with labels of other plans works the same way.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.topics.codebook import topic_order
from mzanalysis.validation import score_figures, score_words
from mzanalysis.validation.locate import locate, sentence
from mzanalysis.validation.outcome import Label, Labels, Outcome, Tables

# How each task is scored; its labels, tables, main scores: resources/validation/scoring_tasks.csv.
TASKS: dict[str, Callable[[Labels, Tables], Outcome]] = {
    name.removeprefix("score_"): score
    for name, score in {**vars(score_words), **vars(score_figures)}.items()
    if name.startswith("score_")
}


def evaluate(tables: Tables, gold_dir: Path) -> pd.DataFrame:
    """Score the tables against the labels of a folder.

    Args:
        tables: the project's tables by name; ``plans`` must be among them.
        gold_dir: folder with ``items.jsonl``, ``targets.jsonl`` … ; missing ones are skipped.

    Returns:
        One row per task and metric: ``task``, ``metric``, ``value``, ``low`` and ``high`` (95 %
        interval), ``n`` (cases it rests on). A task without labels or table has the one row
        ``skipped``; ``quotes_not_found`` counts labels that are not scored for that reason.

    Intervals are percentile bootstraps of 2,000 seeded draws of the cases (Efron and Tibshirani
    1993, ch. 13): labels, and rows found beside them; themes with all their pairs. Where no
    case is wrong, the bound is the exact one of Clopper and Pearson (1934). Plans are too few
    to be drawn: an interval speaks for texts like the labelled ones, not for other cities.

    Raises:
        InputError: a labels' file is damaged, or labels a plan that is not in the tables.

    Example: ``evaluate(tables, Path("data/gold")).query("task == 'targets'")``.
    """
    rows = [
        (task, *score)
        for task, outcome in _score_all(tables, gold_dir).items()
        for score in outcome.scores
    ]
    return pd.DataFrame(rows, columns=["task", "metric", "value", "low", "high", "n"])


def main_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores that answer "how good is this?", without those of single codes."""
    main = read_table("validation/scoring_tasks.csv").set_index("task")["main"]
    pairs = zip(scores["task"], scores["metric"], strict=True)
    return scores[[m in [*main[task].split(), "quotes_not_found"] for task, m in pairs]]


def confusion(tables: Tables, gold_dir: Path, *, task: str = "topics") -> pd.DataFrame:
    """Count which topic the labels (rows) and the tables (columns) give the same texts.

    The task is ``topics`` (of items) or ``measure_topics`` (of sampled sentences).

    Returns:
        Codes x codes in the order of the codebook; those that neither uses are left out.
    """
    coded = pd.DataFrame(_score_all(tables, gold_dir)[task].coded, columns=["label", "table"])
    used = {*coded["label"], *coded["table"]}
    order = [code for code in topic_order() if code in used]
    order += sorted(used - {*order})
    counts = pd.crosstab(coded["label"], coded["table"])
    return counts.reindex(index=order, columns=order, fill_value=0)


def errors(tables: Tables, gold_dir: Path) -> pd.DataFrame:
    """List what ``evaluate`` counts as wrong, each with its sentence.

    Returns:
        One row per error: ``task``, ``plan_id``, ``kind``, ``expected`` (label), ``got``
        (table), ``sentence`` (source text; "" where the error has no place in it).
    """
    texts = dict(zip(tables["plans"]["plan_id"], tables["plans"]["text"], strict=True))
    rows = [
        (task, plan_id, kind, expected, got, sentence(texts.get(plan_id, ""), position))
        for task, outcome in _score_all(tables, gold_dir).items()
        for plan_id, kind, expected, got, position in outcome.errors
    ]
    columns = ["task", "plan_id", "kind", "expected", "got", "sentence"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def below_floor(scores: pd.DataFrame, floors_path: Path) -> pd.DataFrame:
    """Return the scores that miss their recorded bound.

    The bounds are a TOML file, ``[floor.TASK]`` and ``[ceiling.TASK]`` with metric = bound;
    without the file no score misses one.

    Returns:
        One row per miss: ``task``, ``metric``, ``value`` (NaN if it was not measured),
        ``bound``, ``rule`` (``at least``, ``at most``).

    Raises:
        InputError: the file is no TOML or has other tables.
    """
    try:
        text = floors_path.read_text(encoding="utf-8") if floors_path.is_file() else ""
        bounds = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{floors_path}: not valid TOML: {error}") from error
    if unknown := sorted({*bounds} - {"floor", "ceiling"}):
        raise InputError(
            f"{floors_path}: tables {', '.join(unknown)}; allowed: [floor.TASK], [ceiling.TASK]"
        )
    measured = scores.set_index(["task", "metric"])["value"].to_dict()
    rows = []
    for key, rule in (("floor", "at least"), ("ceiling", "at most")):
        for task, metrics in bounds.get(key, {}).items():
            for metric, bound in metrics.items():
                value = measured.get((task, metric), float("nan"))
                if not (value >= bound if key == "floor" else value <= bound):
                    rows.append((task, metric, value, float(bound), rule))
    return pd.DataFrame(rows, columns=["task", "metric", "value", "bound", "rule"])


def _score_all(tables: Tables, gold_dir: Path) -> dict[str, Outcome]:
    if not gold_dir.is_dir():
        raise InputError(f"{gold_dir}: no such folder with labels (expected: items.jsonl, …)")
    if "plans" not in tables:
        raise InputError("the tables lack plans: labels are located in plans.text")
    tasks = read_table("validation/scoring_tasks.csv").to_dict("records")
    return {task["task"]: _score(task, tables, gold_dir) for task in tasks}


def _score(task: Mapping[Any, str], tables: Tables, gold_dir: Path) -> Outcome:
    path = gold_dir / f"{task['file']}.jsonl"
    lacking = [] if path.is_file() else [f"no file {path.name}"]
    lacking += [f"no table {t}" for t in task["tables"].split() if t not in tables]
    if lacking:
        out = Outcome()
        out.add("skipped", 0, [float("nan")])
        out.miss("", "skipped", "", "; ".join(lacking))
        return out
    read = _read(path, task["fields"].split(), tables["plans"])
    labels, lost = locate(read, tables, task)
    out = TASKS[task["task"]](labels, tables) if labels else Outcome()
    if lost:
        out.add("quotes_not_found", len(read), [len(lost)])
    for label, quote in lost:
        out.miss(label.plan_id, "quote not found", quote, "")
    return out


def _read(path: Path, fields: list[str], plans: pd.DataFrame) -> list[Label]:
    """Read a labels' file; the members of a theme become labels of their own."""
    known = sorted(plans["plan_id"])
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{place}: not valid JSON: {error}") from error
        needed = [f for f in fields if f != "quote" or "row" not in record]
        if missing := [f for f in needed if f not in record]:
            raise InputError(f"{place}: fields missing: {', '.join(missing)}")
        for member in record.get("members", [record]):
            if member["plan_id"] not in known:
                raise InputError(
                    f"{place}: plan {member['plan_id']} is labelled but not in the tables; "
                    f"there are: {', '.join(known)}. Add the plan and build again"
                )
            labels.append(Label(member["plan_id"], {**record, **member, "line": number}))
    return labels
