"""What scoring works on and returns: located labels in, scores and single errors out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.scoring import agreement
from mzanalysis.scoring.agreement import draw_counts, interval, never_wrong, share

ABSTAINED = "other"


@dataclass(frozen=True)
class Label:
    """A labelled record and the span of its quote in ``plans.text``; rows of a table: -1."""

    plan_id: str
    record: Mapping[str, Any]
    start: int = -1
    end: int = -1


Labels = Sequence[Label]
Tables = Mapping[str, pd.DataFrame]


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
            # New samples of cases without an error have none either.
            low, high = (never_wrong(n), 1.0) if value else (0.0, 1 - never_wrong(n))
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
        clusters: Iterable[tuple[float, ...]] = (),
    ) -> None:
        """Append precision (of ``n_found``), recall (of ``n_labelled``) and their F1.

        ``clusters`` are (right, found only, labelled only) of cases that belong together and
        are drawn together; without it each is a case of its own.
        """
        single = {(1, 0, 0): right, (0, 1, 0): n_found - right, (0, 0, 1): n_labelled - right}
        cases = Counter(clusters) or Counter({case: int(n) for case, n in single.items() if n})
        tp, fp, fn = (draw_counts(list(cases.values())) @ np.array([*cases]).reshape(-1, 3)).T
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)
        n_both = n_found + n_labelled
        self.add(f"{prefix}precision", share(right, n_found), round(n_found), drawn[0])
        self.add(f"{prefix}recall", share(right, n_labelled), round(n_labelled), drawn[1])
        self.add(f"{prefix}f1", share(2 * right, n_both), round(n_labelled), drawn[2])

    def add_found(
        self, prefix: str, noun: str, wanted: Mapping[tuple, str], found: Mapping[tuple, str]
    ) -> None:
        """Append ``add_prf`` of two sets of places and what stands there, and an error for each.

        A place is (plan_id, position, …).
        """
        self.add_prf(prefix, len({*wanted} & {*found}), len(found), len(wanted))
        for key in sorted({*wanted} - {*found}):
            self.miss(key[0], f"{noun} missing", wanted[key], "", key[1])
        for key in sorted({*found} - {*wanted}):
            self.miss(key[0], f"{noun} not labelled", "", found[key], key[1])

    def add_alpha(self, metric: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Append Krippendorff's alpha between label and table."""
        pairs = list(pairs)
        low, high = agreement.alpha_interval(pairs)
        self.scores.append((metric, agreement.alpha_nominal(pairs), low, high, len(pairs)))

    def add_codes(self, coded: Sequence[tuple[Label, str, str]]) -> None:
        """Append the scores of codes (label, its code, the table's), and an error for each wrong.

        Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
        table use, abstaining itself left out) and a code of their own for alpha.
        """
        self.coded += [(a, b) for _, a, b in coded]
        n, cells = len(coded), Counter(self.coded)
        self.add_share("accuracy", sum(a == b for a, b in self.coded), n)
        used = sorted({a for a, _ in cells} | {b for _, b in cells if b != ABSTAINED})
        counts = np.vstack([list(cells.values()), draw_counts(list(cells.values()))])
        is_labelled, is_found = (
            np.array([[cell[i] == code for code in used] for cell in cells]) for i in (0, 1)
        )
        labelled, found = counts @ is_labelled, counts @ is_found
        both = counts @ (is_labelled & is_found)
        with np.errstate(invalid="ignore", divide="ignore"):
            f1, precision, recall = 2 * both / (labelled + found), both / found, both / labelled
        # a code that a new sample has not at all counts for nothing there
        macro = np.nansum(f1, axis=1) / np.maximum((labelled + found > 0).sum(axis=1), 1)
        self.add("macro_f1", macro[0], n, macro[1:])
        self.add("abstained", sum(a != b == ABSTAINED for a, b in self.coded), n)
        self.add_alpha("alpha", self.coded)
        for i, code in enumerate(used):
            for name, scores, of in (
                ("f1", f1, labelled),
                ("precision", precision, found),
                ("recall", recall, labelled),
            ):
                self.add(f"{name}_{code}", scores[0, i], int(of[0, i]), scores[1:, i])
        for x, a, b in coded:
            if a != b:
                self.miss(x.plan_id, "topic wrong", a, b, x.start)

    def miss(self, plan_id: str, kind: str, expected: Any, got: Any, position: int = -1) -> None:
        """Append an error."""
        self.errors.append((plan_id, kind, str(expected), str(got), position))


def item_path(record: Mapping[str, Any]) -> str:
    """Return a label's path as ``items.path`` has it: ``三/(二)/14``; "" if it has none."""
    return "/".join(fold(part) for part in record.get("path", ()))


def labelled_rows(tables: Tables, name: str, labels: Labels) -> list[Any]:
    """Return the table's rows of the plans that have labels."""
    frame = tables[name]
    return list(frame[frame["plan_id"].isin({x.plan_id for x in labels})].itertuples())


def overlap(label: Label, row: Any) -> int:
    """Return how many characters a label and a row of the same plan share."""
    shared = min(label.end, row.char_end) - max(label.start, row.char_start)
    return max(0, shared) if label.plan_id == row.plan_id else 0
