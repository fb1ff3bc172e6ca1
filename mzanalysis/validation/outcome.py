"""What scoring works on and returns: located labels in, scores and single errors out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mzanalysis.text.folding import fold
from mzanalysis.validation.agreement import alpha, interval, never_wrong, ratio, samples


class Error(NamedTuple):
    """What the tables have wrong, where ``plans.text`` has it; -1: it has no place there."""

    plan_id: str
    kind: str
    expected: str
    got: str
    position: int = -1


class Score(NamedTuple):
    """A score with its 95 % interval (see ``evaluate``) and how many cases it rests on."""

    metric: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, eq=False)
class GoldLabel:
    """A labelled record and the span of its quote in ``plans.text``; rows of a table: -1."""

    plan_id: str
    record: Mapping[str, Any]
    start: int = -1
    end: int = -1

    @property
    def path(self) -> str:
        """The path as ``items.path`` has it: ``三/(二)/14``; "" if it has none."""
        return "/".join(fold(part) for part in self.record.get("path", ()))

    @property
    def table_row(self) -> str:
        """The row of an attached table that is labelled, as ``row 5 ``; "" in the body."""
        return f"row {self.record['row']} " if "row" in self.record else ""

    def overlap(self, row: Any) -> int:
        """Return how many characters the label and a row of the same plan share."""
        if self.plan_id != row.plan_id:
            return 0
        return max(0, min(self.end, row.char_end) - max(self.start, row.char_start))

    def error(self, kind: str, expected: Any, got: Any) -> Error:
        """Make an error of what the tables have in the label's place."""
        return Error(self.plan_id, kind, str(expected), str(got), self.start)


Record = Mapping[str, Any]
Labels = Sequence[GoldLabel]
Tables = Mapping[str, pd.DataFrame]


@dataclass
class Outcome:
    """Scores, single errors, and, where codes are scored, the pairs of codes (label, table)."""

    scores: list[Score] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    coded: list[tuple[str, str]] = field(default_factory=list)

    def add(self, metric: str, n: int, values: Sequence[float] | np.ndarray) -> None:
        """Append a score that rests on ``n`` cases: its value, then those in new samples."""
        value = float(values[0])
        draws = np.array(values[1:] if n else [])
        low, high = interval(draws)
        # New samples of cases without an error have none either.
        if low == high == value == 1:
            low = never_wrong(n)
        elif low == high == value == 0:
            high = 1 - never_wrong(n)
        self.scores.append(Score(metric, value, low, high, n))

    def add_share(self, metric: str, right: int, n: int) -> None:
        """Append the share of ``n`` cases that are right."""
        n_right = samples([right, n - right])[:, 0]
        self.add(metric, n, ratio(n_right, n))

    def add_prf(
        self,
        prefix: str,
        right: int,
        n_found: int,
        n_labelled: int,
        clusters: Iterable[tuple[float, ...]] = (),
    ) -> None:
        """Append precision (of ``n_found``), recall (of ``n_labelled``) and their F1.

        ``clusters`` are (right, found only, labelled only) of cases that belong together and
        are drawn together; without them each is a case of its own, ``right`` of them right.
        """
        single = {(1, 0, 0): right, (0, 1, 0): n_found - right, (0, 0, 1): n_labelled - right}
        cases = Counter(clusters) or +Counter(single)  # kinds of which there is none drop out
        kinds = np.array([*cases]).reshape(-1, 3)
        both, found_only, labelled_only = (samples(cases.values()) @ kinds).T
        found = both + found_only
        labelled = both + labelled_only
        self.add(f"{prefix}precision", n_found, ratio(both, found))
        self.add(f"{prefix}recall", n_labelled, ratio(both, labelled))
        self.add(f"{prefix}f1", n_labelled, ratio(2 * both, found + labelled))

    def add_alpha(self, metric: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Append Krippendorff's alpha between label and table."""
        self.scores.append(Score(metric, *alpha(pairs), len(pairs)))


def rows_of(table: pd.DataFrame, labels: Labels) -> list[Any]:
    """Return the table's rows of the plans that have labels."""
    plan_ids = {label.plan_id for label in labels}
    return list(table[table["plan_id"].isin(plan_ids)].itertuples())
