"""Score the tables against hand-made labels: how good is the machine's coding?

Labels are JSON lines in a folder (``data/gold``), one file per kind; their fields are told
in ``data/gold/README.md``. Another folder with labels of other plans works the same way.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.topics.codebook import topic_order
from mzanalysis.validation import score_figures, score_themes, score_words
from mzanalysis.validation.locate import locate, sentence
from mzanalysis.validation.outcome import Error, GoldLabel, Labels, Outcome, Score, Tables

_RULES = {"floor": "at least", "ceiling": "at most"}
# How each task is scored; its labels, tables, main scores: resources/validation/scoring_tasks.csv.
TASKS: dict[str, Callable[[Labels, Tables], Outcome]] = {
    "structure": score_words.score_structure,
    "measures": score_words.score_measures,
    "topics": score_words.score_topics,
    "targets": score_figures.score_targets,
    "deadlines": score_figures.score_deadlines,
    "tasks": score_figures.score_tasks,
    "themes": score_themes.score_themes,
    "measure_topics": score_words.score_measure_topics,
    "numbers": score_figures.score_numbers,
    "pairs": score_themes.score_pairs,
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
    rows = []
    for task, outcome in _score_all(tables, gold_dir).items():
        rows += [(task, *score) for score in outcome.scores]
    return pd.DataFrame(rows, columns=["task", *Score._fields])


def main_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores that answer "how good is this?", without those of single codes."""
    main = read_table("validation/scoring_tasks.csv").set_index("task")["main"]
    metrics = scores["task"].map(main) + " quotes_not_found"
    is_main = [name in names.split() for name, names in zip(scores["metric"], metrics, strict=True)]
    return scores[is_main]


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
    outcomes = _score_all(tables, gold_dir)
    texts = tables["plans"].set_index("plan_id")["text"]
    rows = []
    for task, outcome in outcomes.items():
        for plan_id, *what, position in outcome.errors:
            rows.append((task, plan_id, *what, sentence(texts.get(plan_id, ""), position)))
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
    measured = scores.set_index(["task", "metric"])["value"].to_dict()
    rows = []
    for key, task, metric, bound in _read_bounds(floors_path):
        value = measured.get((task, metric), float("nan"))
        is_met = value >= bound if key == "floor" else value <= bound
        if not is_met:  # what was not measured is not met
            rows.append((task, metric, value, bound, _RULES[key]))
    return pd.DataFrame(rows, columns=["task", "metric", "value", "bound", "rule"])


def _read_bounds(path: Path) -> Iterator[tuple[str, str, str, float]]:
    """Yield the bounds of a file, if there is one: floor or ceiling, task, metric, value."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from error
    unknown = sorted(tables.keys() - _RULES)
    if unknown:
        raise InputError(
            f"{path}: tables {', '.join(unknown)}; allowed: [floor.TASK], [ceiling.TASK]"
        )
    for key in _RULES:
        for task, metrics in tables.get(key, {}).items():
            for metric, bound in metrics.items():
                yield key, task, metric, float(bound)


def _score_all(tables: Tables, gold_dir: Path) -> dict[str, Outcome]:
    if not gold_dir.is_dir():
        raise InputError(f"{gold_dir}: no such folder with labels (expected: items.jsonl, …)")
    if "plans" not in tables:
        raise InputError("the tables lack plans: labels are located in plans.text")
    tasks = read_table("validation/scoring_tasks.csv").to_dict("records")
    return {task["task"]: _score(task, tables, gold_dir) for task in tasks}


def _score(task: Mapping[Any, str], tables: Tables, gold_dir: Path) -> Outcome:
    path = gold_dir / f"{task['file']}.jsonl"
    lacking = [f"no table {name}" for name in task["tables"].split() if name not in tables]
    if not path.is_file():
        lacking.insert(0, f"no file {path.name}")
    if lacking:
        out = Outcome(errors=[Error("", "skipped", "", "; ".join(lacking))])
        out.add("skipped", 0, [float("nan")])
        return out
    labels = _read(path, task["fields"].split(), tables["plans"])
    placed, lost = locate(labels, tables, task)
    out = TASKS[task["task"]](placed, tables) if placed else Outcome()
    if lost:
        out.add("quotes_not_found", len(labels), [len(lost)])
    for label, quote in lost:
        out.errors.append(label.error("quote not found", quote, ""))
    return out


def _read(path: Path, fields: list[str], plans: pd.DataFrame) -> list[GoldLabel]:
    """Read a labels' file; the members of a theme become labels of their own."""
    known = sorted(plans["plan_id"])
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        record = _parse(line, fields, place)
        for member in record.get("members", [record]):
            plan_id = member["plan_id"]
            if plan_id not in known:
                raise InputError(
                    f"{place}: plan {plan_id} is labelled but not in the tables; "
                    f"there are: {', '.join(known)}. Add the plan and build again"
                )
            labels.append(GoldLabel(plan_id, {**record, **member, "line": number}))
    return labels


def _parse(line: str, fields: list[str], place: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: not valid JSON: {error}") from error
    missing = [name for name in fields if name not in record]
    if "row" in record and "quote" in missing:
        missing.remove("quote")
    if missing:
        raise InputError(f"{place}: fields missing: {', '.join(missing)}")
    return record
