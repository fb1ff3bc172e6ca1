"""Text of a plan that belongs to no item, read as if it did: preamble, letter, text of chapters."""

import re
from typing import NamedTuple

import pandas as pd

from mzanalysis.structure.measures import split_measures
from mzanalysis.text.folding import fold

_KINDS = ("notice", "preamble", "paragraph")
# A line without a whole sentence: of a signature, an imprint.
_NO_SENTENCE = re.compile("^[^。;]*$", re.MULTILINE)


class LooseText(NamedTuple):
    """Text that belongs to no item: rows as of measures, without ids, and as of items."""

    measures: pd.DataFrame
    items: pd.DataFrame


def read_loose_text(plans: pd.DataFrame, sections: pd.DataFrame) -> LooseText:
    """Return what stands ahead of the first item, between a heading and its first item or last.

    Args:
        plans: one row per plan.
        sections: the pieces of the plans; attachments and what follows them are left out.

    Returns:
        Its paragraphs as items (``item_id`` is the section's id), and the measures in them
        (``measure_id`` is empty); both without topics.

    Example: 过去一年,发放救助资金9亿元。 ahead of 一、.
    """
    plan_texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
    headings = sections.set_index("section_id")["heading"]
    is_attachment = sections["kind_code"].eq("attachment")
    is_after = is_attachment.groupby(sections["plan_id"]).cummax()
    pieces = sections[sections["kind_code"].isin(_KINDS) & ~is_after]
    texts = []
    for piece in pieces.itertuples():
        folded = fold(plan_texts[piece.plan_id][piece.char_start : piece.char_end])
        texts.append(_NO_SENTENCE.sub(_blank, folded))
    items = pieces.assign(
        item_id=pieces["section_id"],
        chapter=pieces["parent_id"].map(headings).fillna(""),
        section="",
        heading="",
        label="",
        text=pd.Series(texts, index=pieces.index, dtype="str"),
    )
    items = items[items["text"].str.strip() != ""]
    return LooseText(split_measures(items).assign(measure_id=""), items)


def read_task_rows(plans: pd.DataFrame, tasks: pd.DataFrame) -> LooseText:
    """Return the task cells of attached tables, each as an item of its own.

    Args:
        plans: one row per plan.
        tasks: rows as from ``extract_tasks``, with topic_code; those without a span are left out.

    Example: the cell 组织演练不少于2次。 of row 18, which the body does not repeat.
    """
    if "text_end" not in tasks:  # corrected by hand: they have no place in the text
        tasks = tasks.assign(text_start=0, text_end=0)
    placed = tasks[tasks["text_end"] > tasks["text_start"]]
    plan_texts = dict(zip(plans["plan_id"], map(fold, plans["text"]), strict=True))
    texts = []
    for task in placed.to_dict("records"):
        texts.append(plan_texts[task["plan_id"]][task["text_start"] : task["text_end"]])
    items = placed.assign(
        item_id=placed["task_id"],
        section="",
        heading="",
        label="",
        text=pd.Series(texts, index=placed.index, dtype="str"),
        char_start=placed["text_start"].astype("int64"),
        char_end=placed["text_end"].astype("int64"),
    )
    return LooseText(split_measures(items).assign(measure_id=""), items)


def _blank(line: re.Match[str]) -> str:
    """Return blanks in the place of a line, so that the rest keeps its place."""
    return " " * len(line.group())
