"""Back to the text: rows by their id, sentences as printed, words searched in every plan."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.text.folding import fold

# Tables whose rows are places in a plan, the smallest first.
WITH_TEXT = ("targets", "deadlines", "measures", "items", "sections")

_SENTENCE_ENDS = re.compile("[。;；\n|]")
_FOUND = ["plan_id", "city", "year", "path", "item_id", "sentence", "char_start", "char_end"]
_Tables = Mapping[str, Any]


def find_row(
    tables: _Tables, row_id: str, names: Sequence[str], missing: str = "no row has the id {!r}"
) -> tuple[str, pd.Series]:
    """Return the name of the table that has the row, and the row.

    Raises:
        InputError: none of the tables ``names`` has it; says what ids look like.
    """
    for name in names:
        table: pd.DataFrame = tables[name]
        rows = table[table[f"{name[:-1]}_id"] == row_id]
        if len(rows):
            return name, rows.iloc[0]
    examples = pd.concat([tables[name].iloc[:1, 0] for name in WITH_TEXT])
    raise InputError(f"{missing.format(row_id)}; ids look like {', '.join(examples)}")


def source(tables: _Tables, row_id: str) -> str:
    """Return the sentence that a row was read from, exactly as printed.

    Raises:
        InputError: no section, item, measure, target or deadline has that id.
    """
    _, row = find_row(tables, row_id, WITH_TEXT)
    text = str(tables["plans"].set_index("plan_id").loc[row["plan_id"], "text"])
    start, end = _sentence_around(text, row["char_start"], row["char_end"])
    return text[start:end]


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence begins and ends in which a place of a plan stands."""
    before = _SENTENCE_ENDS.split(text[:start])[-1]
    mark = _SENTENCE_ENDS.search(text, end - 1)  # the place may end with the mark itself
    first, last = start - len(before), mark.end() if mark else len(text)
    shown = text[first:last].strip("|\n ")
    first = text.index(shown, first)
    return first, first + len(shown)


def as_printed(plans: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the words of rows with char_start and char_end in the script they are printed in."""
    texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
    printed = []
    for plan_id, start, end in rows[["plan_id", "char_start", "char_end"]].to_numpy().tolist():
        printed.append(re.sub(r"\s*\n\s*", "", texts[plan_id][start:end]).strip())
    return printed


def search(plans: pd.DataFrame, items: pd.DataFrame, words: str) -> pd.DataFrame:
    """Find words in the sentences of all plans; Simplified finds Traditional and the reverse.

    Args:
        plans, items: the tables of these names.
        words: what to look for; of several, between blanks, each must stand in the sentence.

    Returns:
        One row per sentence, in the order of the plans: plan_id, city, year, path (the item's
        labels, "" outside the items), item_id, sentence as printed, char_start and char_end.

    Raises:
        InputError: there are no words.

    Example: ``search(plans, items, "助餐 老年")``.
    """
    wanted = fold(words).split()
    if not wanted:
        raise InputError("no words to look for: corpus.search('助餐')")
    rows: list[dict[str, Any]] = []
    plan: Any
    for plan in plans.itertuples():
        own_items = items[items["plan_id"] == plan.plan_id]
        for start, end in _sentences_with(plan.text, wanted):
            holding = own_items.query("char_start < @end and char_end > @start")
            path, item_id = "", ""
            if len(holding):
                path, item_id = holding[["path", "item_id"]].iloc[-1]
            place = (plan.plan_id, plan.city, plan.year, path, item_id)
            rows.append(dict(zip(_FOUND, (*place, plan.text[start:end], start, end), strict=True)))
    return pd.DataFrame(rows, columns=_FOUND)


def _sentences_with(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the sentences lie that hold all the words, in any case and script."""
    folded = fold(text).casefold()
    if len(folded) != len(text):
        folded = fold(text)
    last = -1
    for found in re.finditer(re.escape(wanted[0].casefold()), folded):
        start, end = _sentence_around(text, found.start(), found.end())
        sentence = folded[start:end]
        if start > last and all(word.casefold() in sentence for word in wanted):
            last = start
            yield start, end
