"""Score codes that the labels and the tables give the same texts."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.agreement import samples
from mzanalysis.validation.outcome import GoldLabel, Outcome


class _Uses(NamedTuple):
    """How often label, table and both have a code: as it is, then in 2,000 new samples."""

    code: str
    labelled: np.ndarray
    found: np.ndarray
    both: np.ndarray

    @property
    def either(self) -> np.ndarray:
        return self.labelled + self.found


def score_codes(coded: Sequence[tuple[GoldLabel, str, str]]) -> Outcome:
    """Score codes (label, its code, the table's), with an error for each that differs.

    Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
    table use, abstaining itself left out) and a code of their own for alpha.
    """
    out = Outcome(coded=[(code, got) for _, code, got in coded])
    n = len(coded)
    wrong = [(label, code, got) for label, code, got in coded if code != got]
    out.add_share("accuracy", n - len(wrong), n)
    uses = _count_uses(out.coded)
    # a code that a new sample has not at all counts for nothing there
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = np.column_stack([2 * use.both / use.either for use in uses])
    n_codes = np.column_stack([use.either > 0 for use in uses]).sum(axis=1)
    out.add("macro_f1", n, np.nansum(f1, axis=1) / np.maximum(n_codes, 1))
    n_abstained = sum(got == ABSTAINED for _, _, got in wrong)
    out.add("abstained", n, [n_abstained])
    out.add_alpha("alpha", out.coded)
    for use in uses:
        _add_code(out, use)
    for label, code, got in wrong:
        out.errors.append(label.error("topic wrong", code, got))
    return out


def _count_uses(coded: Sequence[tuple[str, str]]) -> list[_Uses]:
    cells = Counter(coded)
    counts = samples(cells.values())
    labelled_codes = np.array([code for code, _ in cells])
    found_codes = np.array([code for _, code in cells])
    uses = []
    for code in sorted({*labelled_codes} | ({*found_codes} - {ABSTAINED})):
        is_labelled, is_found = labelled_codes == code, found_codes == code
        both = counts @ (is_labelled & is_found)
        uses.append(_Uses(code, counts @ is_labelled, counts @ is_found, both))
    return uses


def _add_code(out: Outcome, use: _Uses) -> None:
    n_labelled, n_found = int(use.labelled[0]), int(use.found[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        out.add(f"f1_{use.code}", n_labelled, 2 * use.both / use.either)
        out.add(f"precision_{use.code}", n_found, use.both / use.found)
        out.add(f"recall_{use.code}", n_labelled, use.both / use.labelled)
