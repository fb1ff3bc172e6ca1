"""Find where labels stand in the plans' texts."""

import re
from typing import Any

from mzanalysis.scoring.outcome import Label, Tables, item_path


def locate(
    task: str, labels: list[Label], tables: Tables, item_starts: dict[tuple[str, str], str]
) -> tuple[list[Label], list[tuple[Label, str]]]:
    """Return the labels with their spans, and those whose quote is not in its plan.

    Args:
        task: name of the task: it decides which field is the quote.
        labels: labels as read.
        tables: ``plans``, and ``items`` where there are any.
        item_starts: first characters of labelled items by plan and path.
    """
    place = _Places(tables)
    placed, lost = [], []
    cursor: dict[tuple[str, str], int] = {}
    used: dict[tuple[str, int, str], int] = {}
    for x in labels:
        record, start, length = x.record, -1, 0
        quote = ""
        if task in ("structure", "topics"):
            quote = record["start"]
            start, length = place.item(x.plan_id, item_path(record), quote), len(quote)
        elif task == "measures":
            key, quote = (x.plan_id, item_path(record)), record["text"]
            after = cursor.get(key, place.item(*key, item_starts.get(key, quote)))
            start, length = place.texts[x.plan_id].find(quote, max(after, 0)), len(quote)
            cursor[key] = start + length if start >= 0 else after
        elif task == "themes":
            quote = record["quote"]
            start, length = place.quote(x.plan_id, quote), len(quote)
        elif task in ("measure_topics", "numbers", "pairs"):
            quote = record["text"]
            start, length = place.within(x.plan_id, item_path(record), quote), len(quote)
            if task == "numbers" and start >= 0:
                start, length = start + record["at"], len(record["number"])
        elif task == "tasks":  # scored by its number; the place only shows the sentence
            start = place.texts[x.plan_id].rfind(record["task"]) if record["task"] else -1
        elif "row" not in record:
            quote, part = record["quote"], record["number" if task == "targets" else "surface"]
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


def sentence(text: str, position: int) -> str:
    """Return the sentence around a position; "" where there is none."""
    if position < 0 or not text:
        return ""
    start = max(text.rfind(mark, 0, position) for mark in "。;;\n") + 1
    ends = [e for mark in "。;;\n" if (e := text.find(mark, position)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()


class _Places:
    """Finds quotes in plans; one that stands in body and attachment is meant in the body."""

    def __init__(self, tables: Tables) -> None:
        self.texts = dict(zip(tables["plans"]["plan_id"], tables["plans"]["text"], strict=True))
        self.items: dict[str, list[tuple[int, int, str]]] = {}
        r: Any
        for r in tables["items"].itertuples() if "items" in tables else ():
            self.items.setdefault(r.plan_id, []).append((r.char_start, r.char_end, r.path))

    def quote(self, plan_id: str, quote: str) -> int:
        """Return the first place inside an item, else the first place, else -1."""
        spots = self._spots(plan_id, quote)
        items = self.items.get(plan_id, [])
        inside = (s for s in spots if any(a <= s < b for a, b, _ in items))
        return next(inside, spots[0] if spots else -1)

    def item(self, plan_id: str, path: str, start: str) -> int:
        """Return where an item begins: where the table has it, else as ``quote``."""
        items = self.items.get(plan_id, [])
        begun = (
            s for s in self._spots(plan_id, start) if any((a, p) == (s, path) for a, _, p in items)
        )
        return next(begun, self.quote(plan_id, start))

    def within(self, plan_id: str, path: str, quote: str) -> int:
        """Return the first place inside the item of that path, else as ``quote``."""
        spans = [(a, b) for a, b, p in self.items.get(plan_id, []) if p == path]
        inside = (s for s in self._spots(plan_id, quote) if any(a <= s < b for a, b in spans))
        return next(inside, self.quote(plan_id, quote))

    def _spots(self, plan_id: str, quote: str) -> list[int]:
        return [m.start() for m in re.finditer(re.escape(quote), self.texts[plan_id])]
