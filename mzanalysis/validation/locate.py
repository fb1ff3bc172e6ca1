"""Find where labels stand in the plans' texts."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mzanalysis.validation.outcome import GoldLabel, Tables

_SENTENCE_ENDS = "。;；\n"


def locate(
    labels: list[GoldLabel], tables: Tables, task: Mapping[Any, str]
) -> tuple[list[GoldLabel], list[tuple[GoldLabel, str]]]:
    """Return the labels with their spans, and with its quote each that is not in its plan.

    A quote that stands in body and attachment is meant in the body. ``task`` is a row of
    ``scoring_tasks.csv``: which field is looked for, and which is its labelled part.
    """
    plans = _Plans(tables)
    placed = []
    lost = []
    for label in labels:
        quote = label.record.get(task["quote"]) or ""
        if not quote or task["task"] == "tasks":  # found by its row; the place only shows it
            start = plans.texts[label.plan_id].rfind(quote) if quote else -1
            placed.append(replace(label, start=start))
            continue
        part = label.record[task["part"]] if task["part"] else quote
        if task["task"] == "measures":
            start = plans.find_next(label, quote)
        elif task["part"]:
            start = plans.find_part(label, quote, part)
        else:
            start = plans.find(label, quote)
        if task["task"] == "numbers" and start >= 0:
            start += label.record["at"]
            part = label.record["number"]
        if start >= 0:
            placed.append(replace(label, start=start, end=start + len(part)))
        else:
            lost.append((label, f"{part} in: {quote}" if task["part"] else quote))
    return placed, lost


class _Plans:
    """The plans' texts and items, and which places of them labels have taken."""

    def __init__(self, tables: Tables) -> None:
        plans = tables["plans"]
        self.texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
        self.items: list[Any] = list(tables["items"].itertuples()) if "items" in tables else []
        self.ends: dict[tuple[str, str], int] = {}
        self.n_taken: Counter[tuple[str, int, str]] = Counter()

    def find(self, label: GoldLabel, quote: str) -> int:
        """Return the first place in the label's item, else in any, else in the plan, or -1."""

        def distance(start: int) -> tuple[bool, bool]:
            path = self._path_at(label.plan_id, start)
            return path == "", path != label.path

        quotes = re.finditer(re.escape(quote), self.texts[label.plan_id])
        return min((match.start() for match in quotes), key=distance, default=-1)

    def find_next(self, label: GoldLabel, quote: str) -> int:
        """Return the place behind the label before: pieces of an item follow each other."""
        item = (label.plan_id, label.path)
        if item in self.ends:
            start = self.texts[label.plan_id].find(quote, self.ends[item])
        else:
            start = self.find(label, quote)
        if start >= 0:
            self.ends[item] = start + len(quote)
        return start

    def find_part(self, label: GoldLabel, quote: str, part: str) -> int:
        """Return the place of a part of the quote that no label before has taken, or the last."""
        quote_start = self.find(label, quote)
        places = number_positions(quote, part)
        if quote_start < 0 or not places:
            return -1
        place = (label.plan_id, quote_start, part)
        nth = min(self.n_taken[place], len(places) - 1)
        self.n_taken[place] += 1
        return quote_start + places[nth]

    def _path_at(self, plan_id: str, position: int) -> str:
        for item in self.items:
            if item.plan_id == plan_id and item.char_start <= position < item.char_end:
                return str(item.path)
        return ""


def number_positions(quote: str, number: str) -> list[int]:
    """Return where a number stands in a quote, not as the tail of a longer one.

    Example: ``number_positions("新建25个,改造5个", "5个")`` -> ``[8]``.
    """
    digits = r"[0-9.]" if number[:1].isdigit() else r"[一二三四五六七八九十百千两〇零]"
    pattern = re.escape(number)
    if re.match(digits, number):
        pattern = f"(?<!{digits}){pattern}"
    return [match.start() for match in re.finditer(pattern, quote)]


def sentence(text: str, position: int) -> str:
    """Return the sentence around a position; "" where there is none."""
    if position < 0:
        return ""
    before = re.split(f"[{_SENTENCE_ENDS}]", text[:position])[-1]
    after = re.split(f"(?<=[{_SENTENCE_ENDS}])", text[position:], maxsplit=1)[0]
    return (before + after).strip()
