"""What scoring works on and returns: located labels in, scores and single errors out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.scoring.agreement import share


@dataclass(frozen=True)
class Label:
    """A labelled record and the span of its quote in ``plans.text``; rows of a table: -1."""

    plan_id: str
    record: Mapping[str, Any]
    start: int = -1
    end: int = -1


@dataclass
class Outcome:
    """Scores as (metric, value, n); errors as (plan_id, kind, expected, got, position)."""

    scores: list[tuple[str, float, int]] = field(default_factory=list)
    errors: list[tuple[str, str, str, str, int]] = field(default_factory=list)

    def add(self, metric: str, value: float, n: int) -> None:
        """Append a score that rests on ``n`` cases."""
        self.scores.append((metric, float(value), n))

    def add_prf(self, prefix: str, right: int, n_found: int, n_labelled: int) -> None:
        """Append precision (of ``n_found``), recall (of ``n_labelled``) and their F1."""
        self.add(f"{prefix}precision", share(right, n_found), n_found)
        self.add(f"{prefix}recall", share(right, n_labelled), n_labelled)
        self.add(f"{prefix}f1", share(2 * right, n_found + n_labelled), n_labelled)

    def miss(self, plan_id: str, kind: str, expected: Any, got: Any, position: int = -1) -> None:
        """Append an error."""
        self.errors.append((plan_id, kind, str(expected), str(got), position))


Labels = Sequence[Label]
Tables = Mapping[str, pd.DataFrame]


def item_path(record: Mapping[str, Any]) -> str:
    """Return a label's path as ``items.path`` has it: ``三/(二)/14``."""
    return "/".join(fold(part) for part in record["path"])


def labelled_rows(tables: Tables, name: str, labels: Labels) -> list[Any]:
    """Return the table's rows of the plans that have labels."""
    frame = tables[name]
    return list(frame[frame["plan_id"].isin({x.plan_id for x in labels})].itertuples())


def overlap(label: Label, row: Any) -> int:
    """Return how many characters a label and a row of the same plan share."""
    if label.plan_id != row.plan_id:
        return 0
    return max(0, min(label.end, row.char_end) - max(label.start, row.char_start))
