"""Score codes that the labels and the tables give the same texts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.agreement import samples
from mzanalysis.validation.outcome import GoldLabel, Outcome


def score_codes(coded: Sequence[tuple[GoldLabel, str, str]]) -> Outcome:
    """Score codes (label, its code, the table's), with an error for each that differs.

    Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
    table use, abstaining itself left out) and a code of their own for alpha.
    """
    out = Outcome(coded=[(code, got) for _, code, got in coded])
    n = len(coded)
    wrong = [(label, code, got) for label, code, got in coded if code != got]
    out.add_share("accuracy", n - len(wrong), n)
    by_code = Outcome()
    macro_f1 = _add_codes(by_code, out.coded)
    out.add("macro_f1", n, macro_f1)
    n_abstained = sum(got == ABSTAINED for _, _, got in wrong)
    out.add("abstained", n, [n_abstained])
    out.add_alpha("alpha", out.coded)
    out.scores += by_code.scores
    for label, code, got in wrong:
        out.errors.append(label.error("topic wrong", code, got))
    return out


def _add_codes(out: Outcome, coded: Sequence[tuple[str, str]]) -> np.ndarray:
    """Append F1, precision and recall of each code; return the mean F1, as it is and in samples."""
    cells = Counter(coded)
    counts = samples(cells.values())
    labelled_codes = np.array([code for code, _ in cells])
    found_codes = np.array([code for _, code in cells])
    f1s = []
    n_used = np.zeros(len(counts))
    used = {*found_codes} - {ABSTAINED}
    used.update(labelled_codes)
    for code in sorted(used):
        is_labelled = labelled_codes == code
        is_found = found_codes == code
        labelled = counts @ is_labelled
        found = counts @ is_found
        both = counts @ (is_labelled & is_found)
        with np.errstate(invalid="ignore", divide="ignore"):
            f1 = 2 * both / (labelled + found)
            out.add(f"f1_{code}", int(labelled[0]), f1)
            out.add(f"precision_{code}", int(found[0]), both / found)
            out.add(f"recall_{code}", int(labelled[0]), both / labelled)
        f1s.append(f1)
        n_used += labelled + found > 0
    # a code that a new sample has not at all counts for nothing there
    sums = np.nansum(np.column_stack(f1s), axis=1)
    return sums / np.maximum(n_used, 1)
