"""What scoring works on and returns: located labels in, scores and single errors out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.scoring.agreement import (
    alpha_interval,
    alpha_nominal,
    draw_counts,
    interval,
    share,
)

ABSTAINED = "other"


@dataclass(frozen=True)
class Label:
    """A labelled record and the span of its quote in ``plans.text``; rows of a table: -1."""

    plan_id: str
    record: Mapping[str, Any]
    start: int = -1
    end: int = -1


@dataclass
class Outcome:
    """Scores as (metric, value, low, high, n); errors; pairs of codes (label, table).

    An error is (plan_id, kind, expected, got, position). Intervals: see ``evaluate``.
    """

    scores: list[tuple[str, float, float, float, int]] = field(default_factory=list)
    errors: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    coded: list[tuple[str, str]] = field(default_factory=list)

    def add(self, metric: str, value: float, n: int, draws: np.ndarray | None = None) -> None:
        """Append a score that rests on ``n`` cases; ``draws`` are its values in new samples."""
        low, high = interval(draws) if draws is not None and n else (float("nan"),) * 2
        if low == high == value and value in (0, 1):
            # New samples of cases without an error have none either: the exact bound instead
            # (Clopper and Pearson 1934), below which so many right in a row are too unlikely.
            low, high = (0.025 ** (1 / n), 1.0) if value else (0.0, 1 - 0.025 ** (1 / n))
        self.scores.append((metric, float(value), low, high, n))

    def add_share(self, metric: str, right: int, n: int) -> None:
        """Append the share of ``n`` cases that are right."""
        drawn = draw_counts([right, n - right])[:, 0] / n if n else None
        self.add(metric, share(right, n), n, drawn)

    def add_prf(
        self,
        prefix: str,
        right: float,
        n_found: float,
        n_labelled: float,
        clusters: Iterable[tuple[float, float, float]] = (),
    ) -> None:
        """Append precision (of ``n_found``), recall (of ``n_labelled``) and their F1.

        Args:
            prefix: before the names of the metrics.
            right: how many are found and labelled.
            n_found: how many are found.
            n_labelled: how many are labelled.
            clusters: (right, found only, labelled only) of cases that belong together and are
                drawn together; without it each is a case of its own.
        """
        both, extra, lost = int(right), int(n_found - right), int(n_labelled - right)
        single = {(1.0, 0.0, 0.0): both, (0.0, 1.0, 0.0): extra, (0.0, 0.0, 1.0): lost}
        cases = Counter(clusters) or Counter({k: n for k, n in single.items() if n})
        tp, fp, fn = (
            (draw_counts(list(cases.values())) @ np.array(list(cases))).T
            if cases
            else [np.array([])] * 3
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            self.add(f"{prefix}precision", share(right, n_found), round(n_found), tp / (tp + fp))
            self.add(f"{prefix}recall", share(right, n_labelled), round(n_labelled), tp / (tp + fn))
            f1 = 2 * tp / (2 * tp + fp + fn)
            self.add(f"{prefix}f1", share(2 * right, n_found + n_labelled), round(n_labelled), f1)

    def add_alpha(self, metric: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Append Krippendorff's alpha between label and table."""
        pairs = list(pairs)
        low, high = alpha_interval(pairs)
        self.scores.append((metric, alpha_nominal(pairs), low, high, len(pairs)))

    def add_codes(self, coded: Sequence[tuple[str, str]]) -> None:
        """Append the scores of codes (label, table): accuracy, macro-F1, alpha, and each code's.

        Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
        table use, abstaining itself left out) and a code of their own for alpha.
        """
        self.coded += coded
        n = len(coded)
        self.add_share("accuracy", sum(a == b for a, b in coded), n)
        cells = Counter(coded)
        used = sorted({a for a, _ in cells} | {b for _, b in cells if b != ABSTAINED})
        counts = np.vstack([list(cells.values()), draw_counts(list(cells.values()))])
        labelled, found = (
            counts @ np.array([[cell[i] == code for code in used] for cell in cells])
            for i in (0, 1)
        )
        both = counts @ np.array([[a == b == code for code in used] for a, b in cells])
        with np.errstate(invalid="ignore", divide="ignore"):
            f1, precision, recall = 2 * both / (labelled + found), both / found, both / labelled
        # a code that a new sample has not at all counts for nothing there
        macro = np.nansum(f1, axis=1) / np.maximum((labelled + found > 0).sum(axis=1), 1)
        self.add("macro_f1", macro[0], n, macro[1:])
        self.add("abstained", sum(k for (a, b), k in cells.items() if a != b == ABSTAINED), n)
        self.add_alpha("alpha", coded)
        for i, code in enumerate(used):
            n_code = int(labelled[0, i])
            self.add(f"f1_{code}", f1[0, i], n_code, f1[1:, i])
            self.add(f"precision_{code}", precision[0, i], int(found[0, i]), precision[1:, i])
            self.add(f"recall_{code}", recall[0, i], n_code, recall[1:, i])

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
