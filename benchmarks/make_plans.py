"""Make plans of many cities out of the real ones: for speed and memory, not for scores.

Run from the project's folder::

    python benchmarks/make_plans.py 40 FOLDER [--seed 1]

A plan takes the headings and labels of one real or invented plan and, below each label, the text
of any numbered paragraph of that style in any of them. Places become the new city and its
districts; figures change by up to a half. The same seed gives the same plans, and the first ten of
forty are the ten.
"""

import argparse
import random
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

from mzanalysis.reading.plans import read_plans
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "data" / "raw", ROOT / "benchmarks" / "unseen" / "plans"]
_YEAR = 2025
_SMALL = 40  # half as much again is below 100
_LABEL = re.compile(r"([一二三四五六七八九十]+、|[((][一二三四五六七八九十]+[))]|\d+[.、.])(?=\D)")
_CHAPTER = "、"  # ends the label of a heading, which stays
# A number that is no year, no label and no part of a name such as “1310”.
_FIGURE = re.compile(r"(?<![\d.“”—-])\d{1,4}(?![\d.年月日号”“、—-])")


def make_plans(n: int, folder: Path, *, seed: int = 1) -> None:
    """Write `n` plans and their register into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [_without_places(source) for source in _read_sources()]
    texts = _texts_by_style(sources)
    rows = []
    for number, city in enumerate(_draw_cities(n, seed)):
        draw = random.Random(f"{seed}/{number}")
        lines = [_new_line(line, texts, draw) for line in draw.choice(sources)]
        text = _place(_change_figures("\n".join(lines), draw), city, draw)
        name = f"{city['adcode']}-{_YEAR}.txt"
        (folder / name).write_text(text, encoding="utf-8")
        rows.append({"file": name, "city": city["name"], "year": _YEAR, "adcode": city["adcode"]})
    pd.DataFrame(rows).to_csv(folder / "plans.csv", index=False)


def _read_sources() -> list[dict[str, str]]:
    plans = pd.concat([read_plans(folder) for folder in SOURCES])
    return plans[["plan_id", "text"]].to_dict("records")


def _without_places(plan: dict[str, str]) -> list[str]:
    """Return the lines of a plan, with {0} for its city and {1} for a place in it."""
    text = fold(plan["text"]).replace("{", "").replace("}", "")
    places = read_table("reading/places.csv")
    code = plan["plan_id"][:6]
    own = places[places["adcode"] == code]
    inner = places[places["adcode"].str.startswith(code[:4]) & (places["adcode"] != code)]
    for names, mark in ((own, "{0}"), (inner, "{1}")):
        for name in (*names["name"], *names["short_name"]):
            text = text.replace(name, mark)
    return [line for line in text.split("\n") if line.strip()]


def _texts_by_style(sources: list[list[str]]) -> dict[str, list[str]]:
    """Return what stands behind the labels of each style."""
    texts: dict[str, list[str]] = defaultdict(list)
    for line in (line for lines in sources for line in lines):
        label = _LABEL.match(line)
        if label:
            texts[label[1][-1]].append(line[label.end() :])
    return texts


def _new_line(line: str, texts: dict[str, list[str]], draw: random.Random) -> str:
    label = _LABEL.match(line)
    if label is None or label[1].endswith(_CHAPTER):
        return line
    return label[1] + draw.choice(texts[label[1][-1]])


def _draw_cities(n: int, seed: int) -> list[dict[str, str]]:
    """Return places of one name each, cities before counties."""
    places = read_table("reading/places.csv")
    places = places[places["level"] != "province"].drop_duplicates("name", keep=False)
    shuffled = places.sample(frac=1, random_state=seed)
    by_level = pd.concat([shuffled[shuffled["level"] != "county"], shuffled])
    return by_level.drop_duplicates("adcode").head(n).to_dict("records")


def _place(text: str, city: dict[str, str], draw: random.Random) -> str:
    places = read_table("reading/places.csv")
    is_inner = places["adcode"].str.startswith(city["adcode"][:4])
    inner = draw.choice(places.loc[is_inner, "name"].tolist())
    return text.replace("{0}", city["name"]).replace("{1}", inner)


def _change_figures(text: str, draw: random.Random) -> str:
    return _FIGURE.sub(lambda figure: str(_near(int(figure[0]), draw)), text)


def _near(number: int, draw: random.Random) -> int:
    """Return a number that differs by up to a half; one that may be a share of 100 stays."""
    may_be_share = _SMALL < number <= 100
    return number if may_be_share else max(1, round(number * draw.uniform(0.5, 1.5)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("n", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make_plans(options.n, options.folder, seed=options.seed)
