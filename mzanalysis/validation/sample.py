"""Draw the sentences that two people code by hand, without the machine's answer."""

import re
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold
from mzanalysis.validation.outcome import Tables

TASKS = ("topics", "targets", "themes")

# Characters shown before and after the sentence.
_AROUND = 120
# Pairs of measures are drawn by how similar the machine finds them, these parts of the sample
# from each band, highest first: nearly all common measures lie in the first two bands, nearly
# all pairs in the last.
BANDS = ((0.5, 0.4), (0.1, 0.4), (0.0, 0.2))
PAIR = ["measure_id_a", "measure_id_b"]
_DATE_END = ("年", "月", "日", "号")


def draw(tables: Tables, task: str, *, n: int, seed: int) -> pd.DataFrame:
    """Draw a random sample to be coded by hand.

    It does not depend on the machine's answers, save that pairs are drawn by bands of similarity:

    - ``topics``: a simple random sample of measures.
    - ``targets``: a simple random sample of the numbers in measures, dates left out, whether
      or not the machine took them for figures; a coverage (全覆盖) is a number.
    - ``themes``: pairs of measures of two cities. Of every ten, four have a similarity of 0.5
      and more, four one of 0.1 and more, two are of one topic and less alike. Pairs of two
      topics that are less alike than 0.1 are never drawn.

    Returns:
        At most n rows, the same for the same seed: one per case, in random order: ``id``, then
        ``where``, ``context``, ``text`` (for pairs with ``_a`` and ``_b``) and ``number``, all
        as printed in the source.

    Raises:
        InputError: no such task, n below 1, or nothing to draw from.
    """
    if task not in TASKS or n < 1:
        raise InputError(f"task {task!r}, n {n}: task is one of {', '.join(TASKS)}, n at least 1")
    random = np.random.default_rng(seed)
    rows = _shown(tables)
    if task == "themes":
        rows = _pairs(candidate_pairs(tables), rows, n, random)
        n = len(rows)
    elif task == "targets":
        rows = _numbers(rows)
    if rows.empty:
        raise InputError(f"nothing to draw for {task}: no plan has such measures")
    shuffle = int(random.integers(2**31))
    return rows.sample(min(n, len(rows)), random_state=shuffle, ignore_index=True)


def candidate_pairs(tables: Tables) -> pd.DataFrame:
    """List the pairs of measures of two cities that are of one topic or similar by 0.1.

    Returns:
        ``measure_id_a``, ``measure_id_b`` and ``band``, the place of its similarity in `BANDS`.
    """
    matches = tables["matches"]
    similar = matches.loc[matches["similarity"] >= BANDS[-2][0], [*PAIR, "similarity"]]
    same_topic = pairs_of_cities(tables["measures"], "topic_code")[PAIR]
    pairs = same_topic.merge(similar, on=PAIR, how="outer", validate="1:1").sort_values(PAIR)
    similarity = pairs["similarity"].fillna(0.0)
    band = np.select([similarity >= low for low, _ in BANDS], range(len(BANDS)))
    return pairs[PAIR].assign(band=band).reset_index(drop=True)


def pairs_of_cities(measures: pd.DataFrame, by: str) -> pd.DataFrame:
    """Pair the measures of two cities that have the same in the column ``by``, "" aside.

    Returns:
        ``measure_id_a`` and, after it in order, ``measure_id_b``, with ``city_a`` and ``city_b``;
        every pair once.
    """
    known = measures.loc[measures[by] != "", ["measure_id", "city", by]]
    pairs = known.merge(known, on=by, suffixes=("_a", "_b"), validate="m:m")
    pairs = pairs.query("city_a != city_b and measure_id_a < measure_id_b")
    columns = [*PAIR, "city_a", "city_b"]
    return pairs[columns].drop_duplicates(ignore_index=True)


def _pairs(
    pairs: pd.DataFrame, shown: pd.DataFrame, n: int, random: np.random.Generator
) -> pd.DataFrame:
    parts = [pairs.iloc[:0]]
    for (_, share), (_, band) in zip(BANDS, pairs.groupby("band", sort=True), strict=False):
        n_wanted = min(len(band), max(1, round(share * n)))
        drawn = random.choice(len(band), n_wanted, replace=False)
        parts.append(band.iloc[drawn])
    ids = pd.concat(parts)[PAIR].to_numpy()
    # The order of the two must not tell which one the machine listed first.
    is_turned = random.random(len(ids)) >= 0.5
    ids[is_turned] = ids[is_turned, ::-1]
    by_id = shown.set_index("id")
    first = by_id.loc[ids[:, 0]].add_suffix("_a").reset_index(drop=True)
    second = by_id.loc[ids[:, 1]].add_suffix("_b").reset_index(drop=True)
    joined = pd.Series([" + ".join(pair) for pair in ids], name="id")
    return pd.concat([joined, first, second], axis=1)


def _shown(tables: Tables) -> pd.DataFrame:
    """Return what a coder sees of each measure."""
    items = tables["items"].set_index("item_id")
    texts = tables["plans"].set_index("plan_id")["text"]
    rows = []
    measure: Any
    for measure in tables["measures"].sort_values("measure_id").itertuples():
        item = items.loc[measure.item_id]
        source = str(texts[measure.plan_id])
        start, end = measure.char_start, measure.char_end
        before = source[max(item["char_start"], start - _AROUND) : start]
        text = source[start:end]
        after = source[end : min(item["char_end"], end + _AROUND)]
        headings = filter(None, item[["chapter", "section", "heading"]])
        where = f"{measure.city} {item['path']}: {' > '.join(headings)}"
        rows.append((measure.measure_id, where, f"{before}【{text}】{after}", text))
    return pd.DataFrame(rows, columns=["id", "where", "context", "text"])


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each number of each measure, dates left out."""
    number = _number_pattern()
    numbers = []
    row: Any
    for row in rows.to_dict("records"):
        text = row["text"]
        for match in number.finditer(fold(text)):
            start, end = match.span()
            if match[0][-1] in _DATE_END or text[end : end + 1] in _DATE_END:
                continue
            numbers.append({**row, "id": f"{row['id']}@{start}", "number": text[start:end]})
    return pd.DataFrame(numbers, columns=[*rows, "number"])


def _number_pattern() -> re.Pattern[str]:
    by_length = sorted(read_table("figures/units.csv")["unit"], key=len, reverse=True)
    units = "|".join(map(re.escape, by_length))
    return re.compile(
        rf"(?:百分之|千分之)?(?:\d[\d.]*|[〇零一二两三四五六七八九十百千]+(?={units}))"
        rf"[余多]?[百千万亿]*\s?(?:{units})?|(?:基本|全面|全)覆盖|覆盖(?=所有|全)"
    )
