"""Score the tables against hand-made labels: how good is the machine's coding?

Labels are JSON lines in a folder (``data/gold``), one file per kind; their fields are told
in ``data/gold/README.md``. Another folder with labels of other plans works the same way.
"""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.scoring import figures, words
from mzanalysis.scoring.locate import locate, sentence
from mzanalysis.scoring.outcome import Label, Labels, Outcome, Tables, item_path

_FIGURE_FIELDS = "quote number indicator action value unit comparator kind period deadline"


@dataclass(frozen=True)
class Task:
    """A task: labels' file and fields, the tables it needs, how it is located and scored."""

    file: str
    fields: tuple[str, ...]
    tables: tuple[str, ...]
    score: Callable[[Labels, Tables], Outcome]


TASKS = {
    "structure": Task("items", ("path", "start"), ("items",), words.score_structure),
    "measures": Task(
        "measures",
        ("path", "seq", "kind", "text", "action", "strength"),
        ("items", "measures"),
        words.score_measures,
    ),
    "topics": Task("items", ("path", "start", "topic"), ("items",), words.score_topics),
    "targets": Task(
        "targets",
        (*_FIGURE_FIELDS.split(), "topic", "role"),
        ("items", "targets"),
        figures.score_targets,
    ),
    "deadlines": Task(
        "deadlines",
        ("surface", "date"),
        ("items", "deadlines", "tasks"),
        figures.score_deadlines,
    ),
    "tasks": Task(
        "tasks",
        ("row", "chapter", "task", "deadline", "leaders", "departments", "topic"),
        ("tasks",),
        figures.score_tasks,
    ),
    "themes": Task(
        "themes",
        ("theme", "zh", "area", "members"),
        ("items", "measures", "matches"),
        words.score_themes,
    ),
    "measure_topics": Task(
        "measure_topics",
        ("path", "text", "topic"),
        ("items", "measures"),
        words.score_measure_topics,
    ),
    "numbers": Task(
        "numbers",
        ("path", "text", "at", "number", "is_figure"),
        ("items", "targets"),
        figures.score_numbers,
    ),
    "pairs": Task("pairs", ("members", "same"), ("measures", "matches"), words.score_pairs),
}

# The scores that `main_scores` keeps.
_MAIN = {
    "structure": "precision recall f1",
    "measures": "start_precision start_recall start_f1 strength_accuracy action_accuracy",
    "topics": "accuracy macro_f1 alpha",
    "targets": "whole_precision whole_recall whole_f1 value_unit_f1 role_f1 wrong_magnitudes",
    "deadlines": "body_precision body_recall body_f1 row_f1",
    "tasks": "whole_accuracy",
    "themes": "pair_precision pair_recall pair_f1 top1",
    "measure_topics": "accuracy macro_f1 alpha subtopic_accuracy",
    "numbers": "paired_f1 whole_precision whole_recall whole_f1 value_unit_f1",
    "pairs": "weighted_precision weighted_recall weighted_f1",
}


def evaluate(tables: Tables, gold_dir: Path) -> pd.DataFrame:
    """Score the tables against the labels of a folder.

    Args:
        tables: the project's tables by name; ``plans`` must be among them.
        gold_dir: folder with ``items.jsonl``, ``targets.jsonl`` … ; missing ones are skipped.

    Returns:
        One row per task and metric: ``task``, ``metric``, ``value``, ``low`` and ``high`` (95 %
        interval), ``n`` (cases it rests on). A task without labels or table has the one row
        ``skipped``; ``quotes_not_found`` counts labels whose quote does not stand in its plan:
        they are not scored.

    Intervals are percentile bootstraps of 2,000 seeded draws (Efron and Tibshirani 1993, ch.
    13). Drawn anew are the cases: labels, and rows found beside them; for pairs of themes
    the themes with all their pairs. Where no case is wrong, the bound is the exact one of
    Clopper and Pearson (1934). Plans are too few to be drawn anew: an interval says how sure
    the score is for texts like the labelled ones, not for other cities' plans.

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
    pairs = zip(scores["task"], scores["metric"], strict=True)
    return scores[[f" {m} " in f" {_MAIN[t]} quotes_not_found " for t, m in pairs]]


def confusion(tables: Tables, gold_dir: Path, *, task: str = "topics") -> pd.DataFrame:
    """Count which topic the labels (rows) and the tables (columns) give the same texts.

    Args:
        tables: the project's tables by name.
        gold_dir: folder of labels.
        task: ``topics`` (of items) or ``measure_topics`` (of sampled sentences).

    Returns:
        Codes x codes in the order of the codebook; those that neither uses are left out.

    Raises:
        InputError: as ``evaluate``.
    """
    coded = pd.DataFrame(_score_all(tables, gold_dir)[task].coded, columns=["label", "table"])
    used = set(coded["label"]) | set(coded["table"])
    order = [code for code in read_table("codebook.csv")["topic_code"] if code in used]
    order += sorted(used - set(order))
    counts = pd.crosstab(coded["label"], coded["table"])
    return counts.reindex(index=order, columns=order, fill_value=0)


def errors(tables: Tables, gold_dir: Path) -> pd.DataFrame:
    """List what ``evaluate`` counts as wrong, each with its sentence.

    Returns:
        One row per error: ``task``, ``plan_id``, ``kind``, ``expected`` (label), ``got``
        (table), ``sentence`` (source text; "" where the error has no place in it).

    Raises:
        InputError: as ``evaluate``.
    """
    texts = dict(zip(tables["plans"]["plan_id"], tables["plans"]["text"], strict=True))
    rows = [
        (task, plan_id, kind, expected, got, sentence(texts.get(plan_id, ""), position))
        for task, outcome in _score_all(tables, gold_dir).items()
        for plan_id, kind, expected, got, position in outcome.errors
    ]
    return pd.DataFrame(
        rows, columns=["task", "plan_id", "kind", "expected", "got", "sentence"], dtype="str"
    )


def below_floor(scores: pd.DataFrame, floors_path: Path) -> pd.DataFrame:
    """Return the scores that miss their recorded bound.

    Args:
        scores: what ``evaluate`` returned.
        floors_path: TOML file, ``[floor.TASK]`` and ``[ceiling.TASK]`` with metric = bound;
            without a file no score misses it.

    Returns:
        One row per miss: ``task``, ``metric``, ``value`` (NaN if it was not measured),
        ``bound``, ``rule`` (``at least``, ``at most``).

    Raises:
        InputError: the file is no TOML or has other tables.
    """
    if not floors_path.is_file():
        return pd.DataFrame(columns=["task", "metric", "value", "bound", "rule"])
    try:
        bounds = tomllib.loads(floors_path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{floors_path}: not valid TOML: {error}") from error
    if unknown := sorted(set(bounds) - {"floor", "ceiling"}):
        raise InputError(
            f"{floors_path}: tables {', '.join(unknown)}; allowed: [floor.TASK], [ceiling.TASK]"
        )
    keys = zip(scores["task"], scores["metric"], strict=True)
    measured = dict(zip(keys, scores["value"], strict=True))
    rows = []
    for key, rule in (("floor", "at least"), ("ceiling", "at most")):
        for task, metrics in bounds.get(key, {}).items():
            for metric, bound in metrics.items():
                value = measured.get((task, metric), float("nan"))
                is_met = value >= bound if key == "floor" else value <= bound
                if not is_met:
                    rows.append((task, metric, value, float(bound), rule))
    return pd.DataFrame(rows, columns=["task", "metric", "value", "bound", "rule"])


def _score_all(tables: Tables, gold_dir: Path) -> dict[str, Outcome]:
    if not gold_dir.is_dir():
        raise InputError(f"{gold_dir}: no such folder with labels (expected: items.jsonl, …)")
    if "plans" not in tables:
        raise InputError("the tables lack plans: labels are located in plans.text")
    outcomes = {}
    items = gold_dir / "items.jsonl"
    starts = {
        (x.plan_id, item_path(x.record)): x.record["start"]
        for x in (_read(items, TASKS["structure"], tables["plans"]) if items.is_file() else ())
    }
    for name, task in TASKS.items():
        path = gold_dir / f"{task.file}.jsonl"
        reasons = [f"no file {path.name}"] if not path.is_file() else []
        reasons += [f"no table {t}" for t in task.tables if t not in tables]
        if reasons:
            outcomes[name] = Outcome()
            outcomes[name].add("skipped", float("nan"), 0)
            outcomes[name].miss("", "skipped", "", "; ".join(reasons))
            continue
        labels, lost = locate(name, _read(path, task, tables["plans"]), tables, starts)
        outcomes[name] = task.score(labels, tables)
        if lost:
            outcomes[name].add("quotes_not_found", len(lost), len(lost) + len(labels))
            for label, quote in lost:
                outcomes[name].miss(label.plan_id, "quote not found", quote, "")
    return outcomes


def _read(path: Path, task: Task, plans: pd.DataFrame) -> list[Label]:
    """Read a labels' file; the members of a theme become labels of their own."""
    known = set(plans["plan_id"])
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: not valid JSON: {error}") from error
        needed = [f for f in task.fields if f != "quote" or "row" not in record]
        if missing := [f for f in needed if f not in record]:
            raise InputError(f"{path}, line {number}: fields missing: {', '.join(missing)}")
        for member in record.get("members", [record]):
            if member["plan_id"] not in known:
                raise InputError(
                    f"{path}, line {number}: plan {member['plan_id']} is labelled but not in the "
                    f"tables; there are: {', '.join(sorted(known))}. Add the plan and build again"
                )
            labels.append(Label(member["plan_id"], {**record, **member, "line": number}))
    return labels
