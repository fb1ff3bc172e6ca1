"""What scoring works on and returns: located labels in, scores and single errors out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mzanalysis.text.folding import fold
from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.agreement import SAME_NAME, alpha, interval, never_wrong, samples


@dataclass(frozen=True, eq=False)
class Label:
    """A labelled record and the span of its quote in ``plans.text``; rows of a table: -1."""

    plan_id: str
    record: Mapping[str, Any]
    start: int = -1
    end: int = -1

    @property
    def path(self) -> str:
        """The path as ``items.path`` has it: ``三/(二)/14``; "" if it has none."""
        return "/".join(fold(part) for part in self.record.get("path", ()))

    def overlap(self, row: Any) -> int:
        """Return how many characters the label and a row of the same plan share."""
        shared = min(self.end, row.char_end) - max(self.start, row.char_start)
        return max(0, shared) if self.plan_id == row.plan_id else 0


Labels = Sequence[Label]
Tables = Mapping[str, pd.DataFrame]
# Of each field the label's value and the row's, and whether it is right or how nearly (0 to 1).
Fields = dict[str, tuple[Any, Any, float]]


class Pair(NamedTuple):
    """A label and the row in its place."""

    label: Label
    row: Any
    fields: Fields

    @property
    def right(self) -> set[str]:
        """The fields in which both agree."""
        return {name for name, (*_, likeness) in self.fields.items() if likeness >= SAME_NAME}


@dataclass
class Outcome:
    """Scores as (metric, value, low, high, n); errors; pairs of codes (label, table).

    An error is (plan_id, kind, expected, got, position). Intervals: see ``evaluate``.
    """

    scores: list[tuple[str, float, float, float, int]] = field(default_factory=list)
    errors: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    coded: list[tuple[str, str]] = field(default_factory=list)

    def add(self, metric: str, n: int, values: Sequence[float] | np.ndarray) -> None:
        """Append a score that rests on ``n`` cases: its value, then those in new samples."""
        value = float(values[0])
        low, high = interval(np.array(values[1:] if n else []))
        if low == high == value and value in (0, 1):
            # New samples of cases without an error have none either.
            low, high = (never_wrong(n), 1.0) if value else (0.0, 1 - never_wrong(n))
        self.scores.append((metric, value, low, high, n))

    def add_share(self, metric: str, right: int, n: int) -> None:
        """Append the share of ``n`` cases that are right."""
        self.add(metric, n, samples([right, n - right])[:, 0] / n if n else [float("nan")])

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
        cases = Counter(clusters) or Counter({case: n for case, n in single.items() if n})
        tp, fp, fn = (samples(cases.values()) @ np.array([*cases]).reshape(-1, 3)).T
        with np.errstate(invalid="ignore", divide="ignore"):
            self.add(f"{prefix}precision", n_found, tp / (tp + fp))
            self.add(f"{prefix}recall", n_labelled, tp / (tp + fn))
            self.add(f"{prefix}f1", n_labelled, 2 * tp / (2 * tp + fp + fn))

    def add_alpha(self, metric: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Append Krippendorff's alpha between label and table."""
        pairs = list(pairs)
        self.scores.append((metric, *alpha(pairs), len(pairs)))

    def add_codes(self, coded: Sequence[tuple[Label, str, str]]) -> None:
        """Append the scores of codes (label, its code, the table's), and an error for each wrong.

        Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
        table use, abstaining itself left out) and a code of their own for alpha.
        """
        self.coded += [(a, b) for _, a, b in coded]
        n, cells = len(coded), Counter(self.coded)
        self.add_share("accuracy", sum(a == b for a, b in self.coded), n)
        used = sorted({a for a, _ in cells} | {b for _, b in cells if b != ABSTAINED})
        counts = samples(cells.values())
        is_labelled, is_found = (
            np.array([[cell[i] == code for code in used] for cell in cells]) for i in (0, 1)
        )
        labelled, found = counts @ is_labelled, counts @ is_found
        both = counts @ (is_labelled & is_found)
        with np.errstate(invalid="ignore", divide="ignore"):
            f1, precision, recall = 2 * both / (labelled + found), both / found, both / labelled
        # a code that a new sample has not at all counts for nothing there
        n_codes = np.maximum((labelled + found > 0).sum(axis=1), 1)
        self.add("macro_f1", n, np.nansum(f1, axis=1) / n_codes)
        self.add("abstained", n, [sum(a != b == ABSTAINED for a, b in self.coded)])
        self.add_alpha("alpha", self.coded)
        for i, code in enumerate(used):
            self.add(f"f1_{code}", int(labelled[0, i]), f1[:, i])
            self.add(f"precision_{code}", int(found[0, i]), precision[:, i])
            self.add(f"recall_{code}", int(labelled[0, i]), recall[:, i])
        for x, a, b in coded:
            if a != b:
                self.miss(x.plan_id, "topic wrong", a, b, x.start)

    def pair_up(
        self,
        noun: str,
        labels: Labels,
        rows: Sequence[Any],
        compare: Callable[[Label, Any], Fields | None],
        tell_label: Callable[[Label], str],
        tell_row: Callable[[Any], str],
    ) -> list[Pair]:
        """Pair labels and rows one to one, those first that agree in most fields.

        Appends an error for each wrong field and each label or row without a partner.
        ``compare`` returns the fields of two that stand in one place, None for others.
        """
        both = ((x, row, compare(x, row)) for x in labels for row in rows)
        found = [Pair(x, row, fields) for x, row, fields in both if fields is not None]
        no_name = ("", "", 0.0)
        found.sort(key=lambda p: (-len(p.right), -p.fields.get("indicator", no_name)[2]))
        pairs: dict[Label, Pair] = {}
        taken = set()
        for pair in found:
            if pair.label not in pairs and pair.row.Index not in taken:
                pairs[pair.label] = pair
                taken.add(pair.row.Index)
        for x in labels:
            if x not in pairs:
                self.miss(x.plan_id, f"{noun} missing", tell_label(x), "", x.start)
                continue
            for name, (a, b, _) in pairs[x].fields.items():
                if name not in pairs[x].right:
                    self.miss(x.plan_id, f"{name} wrong", a, b, x.start)
        for row in rows:
            if row.Index not in taken:
                start = getattr(row, "char_start", -1)
                self.miss(row.plan_id, f"{noun} not labelled", "", tell_row(row), start)
        return list(pairs.values())

    def miss(self, plan_id: str, kind: str, expected: Any, got: Any, position: int = -1) -> None:
        """Append an error."""
        self.errors.append((plan_id, kind, str(expected), str(got), position))


def rows_of(tables: Tables, name: str, labels: Labels) -> list[Any]:
    """Return the table's rows of the plans that have labels."""
    frame = tables[name]
    return list(frame[frame["plan_id"].isin({x.plan_id for x in labels})].itertuples())
