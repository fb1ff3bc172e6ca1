"""Find where labels stand in the plans' texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from mzanalysis.validation.outcome import Label, Tables


def locate(
    labels: list[Label], tables: Tables, task: Mapping[Any, str]
) -> tuple[list[Label], list[tuple[Label, str]]]:
    """Return the labels with their spans, and with its quote each that is not in its plan.

    A quote that stands in body and attachment is meant in the body. ``task`` is a row of
    ``scoring_tasks.csv``: which field is looked for, and which is its labelled part.
    """
    texts = dict(zip(tables["plans"]["plan_id"], tables["plans"]["text"], strict=True))
    items: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    r: Any
    for r in tables["items"].itertuples() if "items" in tables else ():
        items[r.plan_id].append((r.char_start, r.char_end, r.path))

    def find(plan_id: str, path: str, quote: str) -> int:
        """Return the first place in the item of that path, else in any, else in the plan, or -1."""
        spots = [m.start() for m in re.finditer(re.escape(quote), texts[plan_id])]
        inside = [(s, p) for s in spots for a, b, p in items[plan_id] if a <= s < b]
        own = [s for s, p in inside if p == path]
        return next(iter([*own, *(s for s, _ in inside), *spots]), -1)

    placed, lost = [], []
    ends: dict[tuple[str, str], int] = {}
    used: Counter[tuple[str, int, str]] = Counter()
    for x in labels:
        text, quote = texts[x.plan_id], x.record.get(task["quote"]) or ""
        part = x.record[task["part"]] if task["part"] and quote else quote
        if not quote or task["task"] == "tasks":  # found by its row; the place only shows it
            placed.append(Label(x.plan_id, x.record, text.rfind(quote) if quote else -1))
            continue
        key = (x.plan_id, x.path)
        start = text.find(quote, ends[key]) if key in ends else find(*key, quote)
        if start >= 0 and task["task"] == "measures":  # pieces of an item follow each other
            ends[key] = start + len(quote)
        elif start >= 0 and task["task"] == "numbers":
            start, part = start + x.record["at"], x.record["number"]
        elif start >= 0 and task["part"]:
            spots = number_positions(quote, part)
            nth = min(used[x.plan_id, start, part], len(spots) - 1)
            used[x.plan_id, start, part] += 1
            start = start + spots[nth] if spots else -1
        if start < 0:
            lost.append((x, f"{part} in: {quote}" if task["part"] else quote))
        else:
            placed.append(Label(x.plan_id, x.record, start, start + len(part)))
    return placed, lost


def number_positions(quote: str, number: str) -> list[int]:
    """Return where a number stands in a quote, not as the tail of a longer one.

    Example: ``number_positions("新建25个,改造5个", "5个")`` -> ``[8]``.
    """
    digits = r"[0-9.]" if number[:1].isdigit() else r"[一二三四五六七八九十百千两〇零]"
    pattern = (f"(?<!{digits})" if re.match(digits, number) else "") + re.escape(number)
    return [match.start() for match in re.finditer(pattern, quote)]


def sentence(text: str, position: int) -> str:
    """Return the sentence around a position; "" where there is none."""
    if position < 0:
        return ""
    start = max(text.rfind(mark, 0, position) for mark in "。;；\n") + 1
    ends = [e for mark in "。;；\n" if (e := text.find(mark, position)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()
