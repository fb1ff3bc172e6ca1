"""Draw the sentences that two people code by hand, without the machine's answer."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold

TASKS = ("topics", "targets", "themes")

# Characters shown before and after the sentence.
_AROUND = 120
# Pairs of measures are drawn by how similar the machine finds them, these parts of the sample
# from each band, highest first: nearly all common measures lie in the first two bands, nearly
# all pairs in the last.
BANDS = ((0.5, 0.4), (0.1, 0.4), (0.0, 0.2))
PAIR = ["measure_id_a", "measure_id_b"]
_DATE_END = "年月日号"


def draw(tables: Mapping[str, pd.DataFrame], task: str, *, n: int, seed: int) -> pd.DataFrame:
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


def candidate_pairs(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """List the pairs of measures of two cities that are of one topic or similar by 0.1.

    Returns:
        ``measure_id_a``, ``measure_id_b`` and ``band``, the place of its similarity in `BANDS`.
    """
    near = tables["matches"][[*PAIR, "similarity"]]
    near = near[near["similarity"] >= BANDS[-2][0]]
    same = pairs_of_cities(tables["measures"], "topic_code")
    pairs = same.merge(near, on=PAIR, how="outer", validate="1:1").sort_values(PAIR)
    similarity = pairs["similarity"].fillna(0.0)
    band = np.select([similarity >= low for low, _ in BANDS], range(len(BANDS)))
    return pairs[PAIR].assign(band=band).reset_index(drop=True)


def pairs_of_cities(measures: pd.DataFrame, by: str) -> pd.DataFrame:
    """Pair the measures of two cities that have the same in the column ``by``, "" aside.

    Returns:
        ``measure_id_a`` and, after it in order, ``measure_id_b``; every pair once.
    """
    own = measures.loc[measures[by] != "", ["measure_id", "city", by]]
    both = own.merge(own, on=by, suffixes=("_a", "_b"), validate="m:m")
    is_pair = (both["city_a"] != both["city_b"]) & (both["measure_id_a"] < both["measure_id_b"])
    return both.loc[is_pair, PAIR].drop_duplicates(ignore_index=True)


def _pairs(
    pairs: pd.DataFrame, shown: pd.DataFrame, n: int, random: np.random.Generator
) -> pd.DataFrame:
    parts = [pairs.iloc[:0]]
    for (_, part), (_, band) in zip(BANDS, pairs.groupby("band", sort=True), strict=False):
        wanted = min(len(band), max(1, round(part * n)))
        parts.append(band.iloc[random.choice(len(band), wanted, replace=False)])
    ids = pd.concat(parts)[PAIR].to_numpy()
    # The order of the two must not tell which one the machine listed first.
    is_turned = random.random(len(ids)) >= 0.5
    ids[is_turned] = ids[is_turned, ::-1]
    sides = [
        shown.set_index("id").loc[ids[:, i]].add_suffix(f"_{x}").reset_index(drop=True)
        for i, x in enumerate("ab")
    ]
    rows = pd.concat(sides, axis=1)
    rows.insert(0, "id", [f"{a} + {b}" for a, b in ids])
    return rows


def _shown(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what a coder sees of each measure."""
    measures = tables["measures"].sort_values("measure_id")
    items = tables["items"].set_index("item_id")
    texts = tables["plans"].set_index("plan_id")["text"]
    rows = []
    m: Any
    for m in measures.itertuples():
        item, source = items.loc[m.item_id], str(texts[m.plan_id])
        start = max(item["char_start"], m.char_start - _AROUND)
        end = min(item["char_end"], m.char_end + _AROUND)
        before, own = source[start : m.char_start], source[m.char_start : m.char_end]
        above = " > ".join(x for x in item[["chapter", "section", "heading"]] if x)
        where = f"{m.city} {item['path']}: {above}"
        rows.append((m.measure_id, where, f"{before}【{own}】{source[m.char_end : end]}", own))
    return pd.DataFrame(rows, columns=["id", "where", "context", "text"])


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    units = "|".join(
        map(re.escape, sorted(read_table("figures/units.csv")["unit"], key=len, reverse=True))
    )
    number = re.compile(
        rf"(?:百分之|千分之)?(?:\d[\d.]*|[〇零一二两三四五六七八九十百千]+(?={units}))"
        rf"[余多]?[百千万亿]*\s?(?:{units})?|(?:基本|全面|全)覆盖|覆盖(?=所有|全)"
    )
    found = []
    for row in rows.to_dict("records"):
        for match in number.finditer(fold(row["text"])):
            follows = row["text"][match.end() : match.end() + 1]
            if match[0][-1] not in _DATE_END and follows not in tuple(_DATE_END):
                place = {"id": f"{row['id']}@{match.start()}"}
                found.append(row | place | {"number": row["text"][slice(*match.span())]})
    return pd.DataFrame(found, columns=[*rows.columns, "number"])
