"""Find where labels stand in the plans' texts."""

import re
from collections import Counter, defaultdict
from typing import Any

from mzanalysis.scoring.outcome import Label, Tables, item_path

# The field that is looked for, and the one inside it that is labelled.
_QUOTES = {"structure": "start", "topics": "start", "tasks": "task"}
_QUOTES |= dict.fromkeys(("measures", "measure_topics", "numbers", "pairs"), "text")
_PARTS = {"targets": "number", "deadlines": "surface"}


def locate(
    task: str, labels: list[Label], tables: Tables
) -> tuple[list[Label], list[tuple[Label, str]]]:
    """Return the labels with their spans, and with its quote each that is not in its plan.

    A quote that stands in body and attachment is meant in the body.
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
        quote = x.record.get(_QUOTES.get(task, "quote")) or ""
        key = (x.plan_id, "" if task in _PARTS else item_path(x.record))
        if not quote:  # a row of an attached table
            placed.append(x)
            continue
        if task == "tasks":  # scored by its number; the place only shows the sentence
            placed.append(Label(x.plan_id, x.record, texts[x.plan_id].rfind(quote)))
            continue
        start, length = find(*key, quote), len(quote)
        if task == "measures":
            start = texts[x.plan_id].find(quote, ends[key]) if key in ends else start
            ends |= {key: start + length} if start >= 0 else {}
        elif task == "numbers" and start >= 0:
            start, length = start + x.record["at"], len(x.record["number"])
        elif task in _PARTS and start >= 0:
            part = x.record[_PARTS[task]]
            spots = number_positions(quote, part)
            nth = min(used[x.plan_id, start, part], len(spots) - 1)
            used[x.plan_id, start, part] += 1
            start, length = start + spots[nth] if spots else -1, len(part)
            quote = f"{part} in: {quote}"
        if start < 0:
            lost.append((x, quote))
        else:
            placed.append(Label(x.plan_id, x.record, start, start + length))
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
