"""Score the tables against hand-made labels: how good is the machine's coding?

Labels are JSON lines in a folder (``data/gold``), one file per kind; their fields are told
in ``data/gold/README.md``. Another folder with labels of other plans works the same way.
"""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.scoring import figures, words
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
}


def evaluate(tables: Tables, gold_dir: Path) -> pd.DataFrame:
    """Score the tables against the labels of a folder.

    Args:
        tables: the project's tables by name; ``plans`` must be among them.
        gold_dir: folder with ``items.jsonl``, ``targets.jsonl`` … ; missing ones are skipped.

    Returns:
        One row per task and metric: ``task``, ``metric``, ``value``, ``n`` (cases it rests
        on). A task without labels or table has the one row ``skipped``; ``quotes_not_found``
        counts labels whose quote does not stand in its plan: they are not scored.

    Raises:
        InputError: a labels' file is damaged, or labels a plan that is not in the tables.

    Example: ``evaluate(tables, Path("data/gold")).query("task == 'targets'")``.
    """
    rows = [
        (task, metric, value, n)
        for task, outcome in _score_all(tables, gold_dir).items()
        for metric, value, n in outcome.scores
    ]
    return pd.DataFrame(rows, columns=["task", "metric", "value", "n"])


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
        (task, plan_id, kind, expected, got, _sentence(texts.get(plan_id, ""), position))
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
        floors_path: TOML file, ``[floor.TASK]`` and ``[ceiling.TASK]`` with metric = bound.

    Returns:
        One row per miss: ``task``, ``metric``, ``value`` (NaN if it was not measured),
        ``bound``, ``rule`` (``at least``, ``at most``).

    Raises:
        InputError: the file is no TOML or has other tables.
    """
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
    for name, task in TASKS.items():
        path = gold_dir / f"{task.file}.jsonl"
        reasons = [f"no file {path.name}"] if not path.is_file() else []
        reasons += [f"no table {t}" for t in task.tables if t not in tables]
        if reasons:
            outcomes[name] = Outcome()
            outcomes[name].add("skipped", float("nan"), 0)
            outcomes[name].miss("", "skipped", "", "; ".join(reasons))
            continue
        labels, lost = _locate(name, _read(path, task, tables["plans"]), tables, gold_dir)
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
            labels.append(Label(member["plan_id"], {**record, **member}))
    return labels


def _locate(
    name: str, labels: list[Label], tables: Tables, gold_dir: Path
) -> tuple[list[Label], list[tuple[Label, str]]]:
    """Return the labels with their spans, and those whose quote is not in its plan."""
    place = _Places(tables, gold_dir)
    placed, lost = [], []
    cursor: dict[tuple[str, str], int] = {}
    used: dict[tuple[str, int, str], int] = {}
    for x in labels:
        record, start, length = x.record, -1, 0
        quote = ""
        if name in ("structure", "topics"):
            quote = record["start"]
            start, length = place.item(x.plan_id, item_path(record), quote), len(quote)
        elif name == "measures":
            key, quote = (x.plan_id, item_path(record)), record["text"]
            after = cursor.get(key, place.item(*key, place.starts.get(key, quote)))
            start, length = place.texts[x.plan_id].find(quote, max(after, 0)), len(quote)
            cursor[key] = start + length if start >= 0 else after
        elif name == "themes":
            quote = record["quote"]
            start, length = place.quote(x.plan_id, quote), len(quote)
        elif name == "tasks":  # scored by its number; the place only shows the sentence
            start = place.texts[x.plan_id].rfind(record["task"]) if record["task"] else -1
        elif "row" not in record:
            quote, part = record["quote"], record["number" if name == "targets" else "surface"]
            start, length = place.quote(x.plan_id, quote), len(part)
            if start >= 0:
                spots = number_positions(quote, part)
                key3 = (x.plan_id, start, part)
                used[key3] = used.get(key3, -1) + 1
                start = start + spots[min(used[key3], len(spots) - 1)] if spots else -1
                quote = f"{part} in: {quote}"
        if quote and start < 0:
            lost.append((x, quote))
        else:
            placed.append(Label(x.plan_id, record, start, start + length))
    return placed, lost


def number_positions(quote: str, number: str) -> list[int]:
    """Return where a number stands in a quote, not as the tail of a longer one.

    Example: ``number_positions("新建25个,改造5个", "5个")`` -> ``[8]``.
    """
    digits = r"[0-9.]" if number[:1].isdigit() else r"[一二三四五六七八九十百千两〇零]"
    is_number = bool(re.match(digits, number))
    pattern = (f"(?<!{digits})" if is_number else "") + re.escape(number)
    return [match.start() for match in re.finditer(pattern, quote)]


class _Places:
    """Finds quotes in plans; one that stands in body and attachment is meant in the body."""

    def __init__(self, tables: Tables, gold_dir: Path) -> None:
        self.texts = dict(zip(tables["plans"]["plan_id"], tables["plans"]["text"], strict=True))
        self.items: dict[str, list[tuple[int, int, str]]] = {}
        if "items" in tables:
            r: Any
            for r in tables["items"].itertuples():
                self.items.setdefault(r.plan_id, []).append((r.char_start, r.char_end, r.path))
        self.starts: dict[tuple[str, str], str] = {}
        path = gold_dir / "items.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if line.strip():
                record = json.loads(line)
                self.starts[record["plan_id"], item_path(record)] = record["start"]

    def quote(self, plan_id: str, quote: str) -> int:
        """Return the first place inside an item, else the first place, else -1."""
        spots = self._spots(plan_id, quote)
        items = self.items.get(plan_id, [])
        inside = (s for s in spots if any(a <= s < b for a, b, _ in items))
        return next(inside, spots[0] if spots else -1)

    def item(self, plan_id: str, path: str, start: str) -> int:
        """Return where an item begins: where the table has it, else as ``quote``."""
        spots = self._spots(plan_id, start)
        items = self.items.get(plan_id, [])
        begun = (s for s in spots if any((a, p) == (s, path) for a, _, p in items))
        return next(begun, self.quote(plan_id, start))

    def _spots(self, plan_id: str, quote: str) -> list[int]:
        return [m.start() for m in re.finditer(re.escape(quote), self.texts[plan_id])]


def _sentence(text: str, position: int) -> str:
    """Return the sentence around a position, its line breaks made spaces."""
    if position < 0 or not text:
        return ""
    start = max(text.rfind(mark, 0, position) for mark in "。;;\n") + 1
    ends = [e for mark in "。;;\n" if (e := text.find(mark, position)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()
