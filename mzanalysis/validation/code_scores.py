"""Score codes that the labels and the tables give the same texts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.agreement import ratio, samples
from mzanalysis.validation.outcome import Labels, Outcome


def score_codes(labels: Labels, found: Sequence[str]) -> Outcome:
    """Score the topics that tables give the labelled texts, with an error for each that differs.

    Abstentions are errors of accuracy and macro-F1 (the mean over all codes that label or
    table use, abstaining itself left out) and a code of their own for alpha.
    """
    out = Outcome()
    n = len(labels)
    for label, got in zip(labels, found, strict=True):
        code = label.record["topic"]
        out.coded.append((code, got))
        if code != got:
            out.errors.append(label.error("topic wrong", code, got))
    out.add_share("accuracy", n - len(out.errors), n)
    by_code = Outcome()
    macro_f1 = _add_codes(by_code, out.coded)
    out.add("macro_f1", n, macro_f1)
    n_abstained = sum(error.got == ABSTAINED for error in out.errors)
    out.add("abstained", n, [n_abstained])
    out.add_alpha("alpha", out.coded)
    out.scores += by_code.scores
    return out


def _add_codes(out: Outcome, coded: Sequence[tuple[str, str]]) -> np.ndarray:
    """Append F1, precision and recall of each code; return the mean F1, as it is and in samples."""
    cells = Counter(coded)
    counts = samples(cells.values())
    labelled_codes, found_codes = np.array([*cells]).T
    f1s = []
    used = {*found_codes} - {ABSTAINED} | {*labelled_codes}
    for code in sorted(used):
        is_labelled = labelled_codes == code
        is_found = found_codes == code
        labelled = counts @ is_labelled
        found = counts @ is_found
        both = counts @ (is_labelled & is_found)
        f1s.append(ratio(2 * both, labelled + found))
        out.add(f"f1_{code}", int(labelled[0]), f1s[-1])
        out.add(f"precision_{code}", int(found[0]), ratio(both, found))
        out.add(f"recall_{code}", int(labelled[0]), ratio(both, labelled))
    # a code that a new sample has not at all counts for nothing there
    return np.nanmean(np.column_stack(f1s), axis=1)
