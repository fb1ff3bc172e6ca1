"""Say plan by plan what was read, how well, and what is missing."""

from typing import Any

import pandas as pd

QUOTES_SHOWN = 5
# What a reader reports beside the plan's own fields.
_NOT_IN_TABLE = ("encoding", "left_out", "doubts")
_QUOTE_CHARS = 40
# Text with no number is normal in an opening; more of it means that headings were missed.
_MUCH_UNREAD = 0.20


def describe_plans(
    tables: dict[str, pd.DataFrame], evidence: pd.DataFrame
) -> tuple[list[str], int]:
    """Describe how each plan was read.

    Args:
        tables: every table of a build, by name.
        evidence: where each field of each plan came from (``ingest.read_evidence``).

    Returns:
        Lines to print, and how many of them are warnings (marked ``!``): something looks lost.
    """
    lines: list[str] = []
    for plan in tables["plans"].itertuples():
        of_plan = {
            name: frame[frame["plan_id"] == plan.plan_id]
            for name, frame in tables.items()
            if "plan_id" in frame.columns
        }
        lines += _describe_source(plan)
        lines += _describe_evidence(evidence[evidence["plan_id"] == plan.plan_id])
        lines += _describe_counts(of_plan)
        lines += [*_describe_characters(of_plan["sections"]), *_describe_doubts(of_plan), ""]
    return lines, sum(line.startswith("  !") for line in lines)


def _describe_source(plan: Any) -> list[str]:
    script = {"hans": "Simplified", "hant": "Traditional"}[plan.script_code]
    return [
        f"{plan.plan_id} {plan.city} ({plan.city_en}, {plan.province}), {plan.year}",
        f"  file {plan.source_path}: {len(plan.text)} characters, {script}",
    ]


def _describe_evidence(evidence: pd.DataFrame) -> list[str]:
    known = evidence[(evidence["value"] != "") | evidence["field"].isin(_NOT_IN_TABLE)]
    known = known[known["evidence"] != ""]
    fields = zip(known["field"], known["value"], known["evidence"], strict=True)
    lines = [
        f"  {field}: {f'{value} <- ' if value else ''}{' '.join(words.split())}"
        for field, value, words in fields
    ]
    unstated = (evidence["value"] == "") & ~evidence["field"].isin(_NOT_IN_TABLE)
    absent = evidence.loc[unstated, "field"]
    if len(absent):
        lines.append(f"  stated neither in the file nor in the register: {', '.join(absent)}")
    return lines


def _describe_counts(of_plan: dict[str, pd.DataFrame]) -> list[str]:
    kinds = of_plan["sections"]["kind_code"].value_counts()
    counts = [f"{kinds.get(kind, 0)} {kind}s" for kind in ("chapter", "section", "item")]
    tables = ("measures", "targets", "deadlines", "tasks")
    counts += [f"{len(of_plan[name])} {name}" for name in tables]
    return ["  " + ", ".join(counts)]


def _describe_characters(sections: pd.DataFrame) -> list[str]:
    chars = (sections["char_end"] - sections["char_start"]).groupby(sections["kind_code"]).sum()
    share = (chars / chars.sum()).sort_values(ascending=False, kind="stable")
    return ["  characters: " + ", ".join(f"{kind} {value:.1%}" for kind, value in share.items())]


def _describe_doubts(of_plan: dict[str, pd.DataFrame]) -> list[str]:
    sections, items, measures = of_plan["sections"], of_plan["items"], of_plan["measures"]
    lines = []
    if items.empty:
        lines.append("  ! no numbered item was found; nothing of this plan is compared")
    lines += [f"  ! numbering: {gap}" for gap in numbering_gaps(sections)]
    unread = sections[sections["kind_code"] == "paragraph"]
    n_unread = int((unread["char_end"] - unread["char_start"]).sum())
    n_all = int((sections["char_end"] - sections["char_start"]).sum())
    if n_unread:
        mark = "!" if n_unread > _MUCH_UNREAD * n_all else "-"
        lines.append(f"  {mark} text without a number, kept as paragraphs: {n_unread} characters")
        lines += [f"      {_quote(text)}" for text in unread["heading"].head(QUOTES_SHOWN) if text]
    without = items[~items["item_id"].isin(measures["item_id"])]
    lines += [f"  ! item {path}: no measure was found in it" for path in without["path"]]
    for name, frame in (("items", items), ("measures", measures)):
        other = frame[frame["topic_code"] == "other"]
        if len(other):
            lines.append(f"  - {len(other)} of {len(frame)} {name} have no topic, among them:")
            lines += [f"      {_quote(text)}" for text in other["text"].head(QUOTES_SHOWN)]
    return lines


def numbering_gaps(sections: pd.DataFrame) -> list[str]:
    """Find places where a plan's own numbers jump: item 7 after item 5.

    Args:
        sections: the rows of one plan, in order, with ``level`` and ``label``.

    Returns:
        One phrase per gap. A number may go on from the last of its level or start again at 1.
    """
    from mzanalysis.labels import number_of

    gaps = []
    last: dict[int, tuple[int, str]] = {}
    labelled = sections[sections["label"] != ""]
    for level, label in zip(labelled["level"], labelled["label"], strict=True):
        number = number_of(label)
        previous = last.get(level)
        if previous and number not in (1, previous[0] + 1):
            gaps.append(f"{label} follows {previous[1]}")
        last[level] = (number, label)
    return gaps


def _quote(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _QUOTE_CHARS else one_line[:_QUOTE_CHARS] + "…"
