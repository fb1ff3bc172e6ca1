"""The explorer: one web page that holds all plans, to choose, compare, search and read them.

The page asks for nothing from outside. Its parts (page, style, scripts, words) are files in
``resources/outputs/explorer``; the plans come along as data, each text once, everything else as
places in it.
"""

import base64
import gzip
import hashlib
import json
from collections import defaultdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import resources
from mzanalysis.compare.side_by_side import SIGNS
from mzanalysis.corpus import Corpus
from mzanalysis.folders import write_whole
from mzanalysis.outputs.citation import cite, version_line
from mzanalysis.text.folding import fold
from mzanalysis.topics.codebook import read_topics

_FOLDER = "outputs/explorer"
# In this order: each uses only what stands above it.
_SCRIPTS = (
    "data.js",
    "page.js",
    "export.js",
    "compare.js",
    "views.js",
    "city.js",
    "source.js",
    "main.js",
)
_HANZI = range(0x4E00, 0xA000)  # the block of unified ideographs
_STRENGTHS = ("commit", "strive", "encourage", "explore")
# The tables in which the rows of each id stand.
_KEYS = {
    "plan_id": "plans",
    "topic_code": "topics",
    "item_id": "items",
    "theme_id": "themes",
    "measure_id": "measures",
    "target_id": "targets",
}


def write_explorer(corpus: Corpus, path: Path, *, lang: str = "zh") -> Path:
    """Write the explorer of a corpus as one HTML file.

    Args:
        corpus: the tables.
        path: the file.
        lang: the language in which it opens, ``en`` or else Chinese; the page can switch.
    """
    data = explorer_data(corpus) | {"lang": "en" if lang == "en" else "zh"}
    packed = gzip.compress(json.dumps(data, ensure_ascii=False).encode(), mtime=0)
    style = _part("style.css")
    script = "\n".join(_part(name) for name in _SCRIPTS)
    page = _part("page.html")
    for mark, text in (
        ("{style-hash}", _hash(style)),
        ("{script-hash}", _hash(script)),
        ("{style}", style),
        ("{script}", script),
        ("{data}", base64.b64encode(packed).decode()),
    ):
        page = page.replace(mark, text)
    return write_whole(path, page.encode())


def _part(name: str) -> str:
    return resources.path(f"{_FOLDER}/{name}").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the hash by which the page's own policy knows a part of it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def explorer_data(corpus: Corpus) -> dict[str, Any]:
    """Return what the page shows.

    Returns:
        ``plans``, ``topics``, ``items``, ``themes``, ``measures``, ``targets``, ``comparison``,
        ``coverage`` and ``unclear``: the names of the columns and the rows, which name each other
        by their place; ``words`` in both languages; ``simplified``: pairs of a character and what
        it is folded to; ``cite``; ``note`` in both languages. Places in a text count UTF-16
        units, as scripts do.
    """
    tables = _tables(corpus)
    places = {key: _places(tables[name][key]) for key, name in _KEYS.items()}
    units = {plan_id: _units(text) for plan_id, text in zip(*_texts(corpus), strict=True)}
    columns = resources.read_table(f"{_FOLDER}/columns.csv")
    data: dict[str, Any] = {}
    for name, rows in columns.groupby("table", sort=False):
        shown = tables[str(name)][list(rows["column"])]
        data[str(name)] = {"names": list(rows["name"]), "rows": _pack(shown, places, units)}
    data["words"] = resources.read_table(f"{_FOLDER}/words.csv").set_index("key").T.to_dict()
    data["simplified"] = _simplified(corpus.plans["text"])
    data["cite"] = cite(corpus).text
    data["note"] = {lang: version_line(vars(corpus), lang=lang) for lang in ("zh", "en")}
    return data


def _texts(corpus: Corpus) -> tuple[list[str], list[str]]:
    return corpus.plans["plan_id"].tolist(), corpus.plans["text"].tolist()


def _tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Return the tables that the page shows, with the columns that it adds."""
    topics = read_topics()
    in_order = corpus.compare(*topics["topic_code"], year="all")["theme_id"].drop_duplicates()
    themes = corpus.themes.set_index("theme_id").loc[in_order[in_order != ""]].reset_index()
    signs = corpus.targets["comparator_code"].map(SIGNS)
    comparison = corpus.target_comparison
    shown_target = comparison["target_ids"].str.split(";").str[0]  # whose sentence opens
    topic_of = corpus.targets.set_index("target_id")["topic_code"]
    return {
        "plans": corpus.plans.assign(id=corpus.plans["plan_id"]),
        "topics": topics.assign(code=topics["topic_code"]),
        "items": corpus.items,
        "themes": themes,
        "measures": corpus.measures.assign(
            strength=corpus.measures["strength_code"].map(_STRENGTHS.index),
            theme_ids=corpus.measures["theme_id"] + ";" + corpus.measures["also_theme_ids"],
        ),
        "targets": corpus.targets.assign(sign=signs),
        "comparison": comparison.assign(
            target_id=shown_target,
            topic_code=shown_target.map(topic_of),
            sign=comparison["comparator_code"].map(SIGNS),
        ),
        "coverage": corpus.topic_coverage,
        "unclear": _unclear(corpus),
    }


def _unclear(corpus: Corpus) -> pd.DataFrame:
    """Return where silence cannot be believed: of each plan the themes that it may well have."""
    plan_ids = corpus.plans["plan_id"]
    gaps = pd.concat([corpus.gaps(i, n_cities=1, year="all").assign(plan_id=i) for i in plan_ids])
    gaps = gaps[gaps["answer_code"] == "unclear"]
    heading = gaps["nearest_text"].where(gaps["nearest_measure_id"] == "", "")
    return gaps.assign(measure_id=gaps["nearest_measure_id"], heading=heading)


def _pack(
    table: pd.DataFrame, places: dict[str, dict[str, int]], units: dict[str, list[int]]
) -> list[list[Any]]:
    """Return a table as rows of plain values: ids as places, dates as text, nothing as null."""
    shown = table.astype(object)
    for name in table.columns.intersection(["char_start", "char_end"]):
        pairs = zip(table["plan_id"], table[name], strict=True)
        shown[name] = [units[plan_id][place] for plan_id, place in pairs]
    for name in table.columns.intersection(list(places)):
        shown[name] = [places[name].get(key, -1) for key in table[name]]
    if "theme_ids" in table:
        lists = (filter(None, cell.split(";")) for cell in table["theme_ids"])
        shown["theme_ids"] = [[places["theme_id"][key] for key in keys] for keys in lists]
    for name in table.select_dtypes("datetime").columns:
        shown[name] = table[name].dt.strftime("%Y-%m-%d").fillna("")
    return shown.where(shown.notna(), None).to_numpy().tolist()


def _places(names: pd.Series) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _units(text: str) -> list[int]:
    """Return how many UTF-16 units stand before each character of a text, and before its end."""
    widths = (2 if ord(char) > 0xFFFF else 1 for char in text)
    return list(accumulate(widths, initial=0))


def _simplified(texts: pd.Series) -> str:
    """Return each character that the texts' own characters may be typed as, with what it is.

    Example: ``養养`` where a text has 養 or 养: a search for either finds both.
    """
    folds = defaultdict[str, list[str]](list)
    for code in _HANZI:
        folds[fold(chr(code))].append(chr(code))
    used = set(map(fold, set("".join(texts))))
    pairs = []
    for plain in sorted(used & set(folds)):
        pairs += [other + plain for other in folds[plain] if other != plain]
    return "".join(pairs)
