"""Leave out of task tables what the body says: a figure counts once."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.sentences import Sentence

# A row repeats a figure of the body if so many of the pairs of characters around the row's figure
# stand around the body's: rows are reworded by a word or two, and never so far.
_MIN_SHARED = 0.3
_AROUND = 14  # characters on either side
_Value = tuple[str, Decimal, Decimal | None, str]


def only_in_rows(rows: Sequence[Sentence], body: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of task tables with those figures alone that the body does not say.

    Args:
        rows: sentences of the tables' rows.
        body: the other sentences of the same plans.

    Example: 组织演练2次 stays, unless the body says 每个机构组织演练2次.
    """
    said: dict[_Value, list[set[str]]] = defaultdict(list)
    for sentence in body:
        for figure in sentence.figures:
            said[_value(sentence, figure)].append(_words_around(sentence, figure))
    kept = []
    for sentence in rows:
        new = [not _is_said(sentence, figure, said) for figure in sentence.figures]
        if not any(new):
            continue
        figures = [figure for figure, is_new in zip(sentence.figures, new, strict=True) if is_new]
        roles = [role for role, is_new in zip(sentence.roles, new, strict=True) if is_new]
        kept.append(sentence._replace(figures=figures, roles=roles))
    return kept


def _is_said(sentence: Sentence, figure: Quantity, said: dict[_Value, list[set[str]]]) -> bool:
    words = _words_around(sentence, figure)
    for others in said.get(_value(sentence, figure), []):
        if len(words & others) >= _MIN_SHARED * max(len(words), 1):
            return True
    return False


def _value(sentence: Sentence, figure: Quantity) -> _Value:
    return sentence.item.plan_id, figure.value_base, figure.value_high, figure.base_unit


def _words_around(sentence: Sentence, figure: Quantity) -> set[str]:
    """Return the pairs of Chinese characters around a figure."""
    before = sentence.text[max(figure.start - _AROUND, 0) : figure.start]
    after = sentence.text[figure.end : figure.end + _AROUND]
    pairs = set()
    for words in re.findall("[一-鿿]+", f"{before} {after}"):
        pairs |= {words[i : i + 2] for i in range(len(words) - 1)}
    return pairs
