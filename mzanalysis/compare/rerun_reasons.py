"""Why one build differs from another: plans that came, went or changed, or other software."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
_HUMAN = ("items", "measures", "targets")
_MADE_WITH = {
    "codebook": "other_codebook",
    "code": "other_version",
    "resources": "other_version",
    "python": "other_version",
    "libraries": "other_version",
}


class Reasons:
    """Why one build differs from another: for one plan, and for what several make together."""

    def __init__(self, before: Tables, now: Tables, run_before: Mapping, run_now: Mapping) -> None:
        """Compare two builds, and what `folders.describe_run` said of each."""
        old, new = (tables["plans"].set_index("plan_id")["sha256"] for tables in (before, now))
        self.added = [plan_id for plan_id in new.index if plan_id not in old.index]
        self.gone = [plan_id for plan_id in old.index if plan_id not in new.index]
        both = [plan_id for plan_id in new.index if plan_id in old.index]
        self.both = both
        self.replaced = [plan_id for plan_id in both if old[plan_id] != new[plan_id]]
        by_hand_before, by_hand_now = _made_by_hand(before), _made_by_hand(now)
        self.corrected = {key[0] for key in by_hand_before ^ by_hand_now}
        self.made_with = _differing(run_before, run_now)

    def of_plan(self, plan_id: str) -> tuple[str, str]:
        """Return why what depends on one plan alone changed."""
        if plan_id in self.added:
            return "new_plan", ""
        if plan_id in self.gone:
            return "plan_gone", ""
        if plan_id in self.replaced:
            return "replaced_file", ""
        if plan_id in self.corrected:
            return "corrected", ""
        return ";".join(self.made_with) or "unknown", ""

    def of_all(self) -> tuple[str, str]:
        """Return why what several plans make together changed: all that happened."""
        happened = {
            "new_plan": self.added,
            "plan_gone": self.gone,
            "replaced_file": self.replaced,
            "corrected": sorted(self.corrected),
        }
        reasons = [reason for reason, plans in happened.items() if plans]
        plans = [plan_id for plan_ids in happened.values() for plan_id in plan_ids]
        return ";".join([*reasons, *self.made_with]) or "unknown", ";".join(dict.fromkeys(plans))


def _made_by_hand(tables: Tables) -> set[tuple[str, ...]]:
    """Return plan, row and content of whatever a person corrected."""
    found: set[tuple[str, ...]] = set()
    for name in _HUMAN:
        table = tables[name]
        sources = table.filter(regex="_source$|^source_code$")
        by_hand = table[(sources == "human").any(axis=1)]
        for row in by_hand.astype("str").to_dict("records"):
            found.add((row["plan_id"], *row.values()))
    return found


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what else two builds were made with, where it differs."""
    if not before or not now:
        return ["unknown"]
    reasons = ["own_tables"] if _own_tables(before) != _own_tables(now) else []
    for key, reason in _MADE_WITH.items():
        if before.get(key) != now.get(key):
            reasons.append(reason)
    return list(dict.fromkeys(reasons))


def _own_tables(run: Mapping[str, Any]) -> dict[str, str]:
    inputs = run["inputs"].items()
    return {name: known_by for name, known_by in inputs if name.startswith("own/")}
