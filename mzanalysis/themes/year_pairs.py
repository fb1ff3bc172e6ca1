"""Which measures of a city's next plan repeat, reword, split or merge those of the one before."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from mzanalysis.structure.labels import ordinal_of
from mzanalysis.themes.pairs import match_measures
from mzanalysis.themes.vectors import character_weights

# Tuned on the two second years of benchmarks/second_years.
_SAME = 0.62  # of the telling characters two measures share: the one rewords the other
_ALIKE = 0.35  # as much suffices where the pair model says that they commit to the same
_SURE = 0.5  # so likely, says the pair model
_PART = 0.7  # of a part's characters that stand in the whole
_WHOLE = 0.75  # of the whole's characters that stand in its parts
_OWN = 0.25  # of what a part says of the whole that no other part says
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class YearPair:
    """What became of measures: their ids before and after; none before is new, none after gone."""

    change_code: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def pair_years(before: pd.DataFrame, after: pd.DataFrame, items: pd.DataFrame) -> list[YearPair]:
    """Tell what became of each measure of a city's plan in a later plan of the same city.

    Args:
        before, after: rows of the table ``measures``, each of one plan.
        items: their items.

    Returns:
        ``kept`` (the same words but for marks, number labels and the plan's own year), ``split``,
        ``merged``, ``reworded``, ``dropped`` and ``new``; every measure is in one of them.

    Example: 新建公墓30个 and 新建公墓20个 -> ``reworded``.
    """
    old, new = _Plan(before), _Plan(after)
    pairs = _find_kept(old, new)
    shared = _Shared(old, new)
    for is_split in (True, False):
        pairs += _find_parts(shared if is_split else shared.turned(), is_split=is_split)
    pairs += _find_reworded(shared, _likeness(before, after, items))
    pairs += [YearPair("dropped", before=(measure_id,)) for measure_id in old.left]
    pairs += [YearPair("new", after=(measure_id,)) for measure_id in new.left]
    return pairs


class _Plan:
    """A plan's measures: their bare words, and which of them are not paired yet."""

    def __init__(self, measures: pd.DataFrame) -> None:
        self.texts: dict[str, str] = {}
        columns = ["measure_id", "text", "year"]
        for measure_id, text, year in measures[columns].itertuples(index=False):
            self.texts[measure_id] = _bare(text, year)
        self.item_of = dict(zip(measures["measure_id"], measures["item_id"], strict=True))
        self.left = dict.fromkeys(self.texts)

    def take(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Take measures out of those that are left."""
        for measure_id in ids:
            del self.left[measure_id]
        return tuple(ids)


def _bare(text: str, year: int) -> str:
    """Return a text without marks, number label and the year that the plan is for."""
    text = text.removeprefix(ordinal_of(text)).replace(f"{year}年", "今年")
    return _NOT_SAID.sub("", text.replace(f"{year - 1}年", "去年"))


def _find_kept(old: _Plan, new: _Plan) -> list[YearPair]:
    same: dict[str, list[str]] = defaultdict(list)
    for measure_id, text in old.texts.items():
        same[text].append(measure_id)
    pairs = []
    for measure_id, text in new.texts.items():
        if same[text]:
            before = same[text].pop(0)
            pairs.append(YearPair("kept", old.take([before]), new.take([measure_id])))
    return pairs


class _Shared:
    """How much of the words of one plan's measures stands in those of the other."""

    def __init__(self, whole: _Plan, part: _Plan) -> None:
        self.whole, self.part = whole, part
        self.of_whole: dict[tuple[str, str], np.ndarray] = {}
        self.of_part: dict[tuple[str, str], np.ndarray] = {}
        self.weights: dict[str, np.ndarray] = {}
        for plan in (whole, part):
            for measure_id in plan.left:
                self.weights[measure_id] = _weigh(plan.texts[measure_id])
        self._compare()

    def _compare(self) -> None:
        """Mark of each pair the characters of two in a row that both have."""
        runs = {i: _runs(self.part.texts[i]) for i in self.part.left}
        for whole_id in self.whole.left:
            text = self.whole.texts[whole_id]
            own_runs = _runs(text)
            for part_id in self.part.left:
                if len(own_runs & runs[part_id]) > 1:
                    key = (whole_id, part_id)
                    self.of_whole[key] = _mark(text, runs[part_id])
                    self.of_part[key] = _mark(self.part.texts[part_id], own_runs)

    def turned(self) -> "_Shared":
        """Return the same with whole and part in each other's place."""
        turned = object.__new__(_Shared)
        turned.whole, turned.part, turned.weights = self.part, self.whole, self.weights
        turned.of_whole = {(b, a): mark for (a, b), mark in self.of_part.items()}
        turned.of_part = {(b, a): mark for (a, b), mark in self.of_whole.items()}
        return turned

    def share(self, measure_id: str, marks: np.ndarray) -> float:
        """Return which share of a measure's telling characters is marked."""
        weights = self.weights[measure_id]
        return float(weights[marks].sum() / max(weights.sum(), 1e-9))

    def both(self, key: tuple[str, str]) -> float:
        """Return the share of characters that two measures have in common (Dice)."""
        whole_id, part_id = key
        said = self.weights[whole_id].sum() + self.weights[part_id].sum()
        common = self.weights[whole_id][self.of_whole[key]].sum()
        common += self.weights[part_id][self.of_part[key]].sum()
        return float(common / max(said, 1e-9))


def _weigh(text: str) -> np.ndarray:
    return np.array(character_weights(text))


def _runs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)}


def _mark(text: str, runs: set[str]) -> np.ndarray:
    marks = np.zeros(len(text), dtype=bool)
    for start in range(len(text) - 1):
        if text[start : start + 2] in runs:
            marks[start : start + 2] = True
    return marks


def _find_parts(shared: _Shared, *, is_split: bool) -> list[YearPair]:
    """Find what is said by two or three measures of one item in place of one."""
    parts_of: dict[str, list[str]] = defaultdict(list)
    for (whole_id, part_id), marks in shared.of_part.items():
        if shared.share(part_id, marks) >= _PART:
            parts_of[whole_id].append(part_id)
    pairs = []
    for whole_id, candidates in parts_of.items():
        parts = _best_parts(shared, whole_id, [i for i in candidates if i in shared.part.left])
        if parts and whole_id in shared.whole.left:
            one, several = shared.whole.take([whole_id]), shared.part.take(parts)
            pair = ("split", one, several) if is_split else ("merged", several, one)
            pairs.append(YearPair(*pair))
    return pairs


def _best_parts(shared: _Shared, whole_id: str, candidates: list[str]) -> tuple[str, ...]:
    """Return the parts that together say most of the whole, each something of its own."""
    best: tuple[str, ...] = ()
    most = _WHOLE
    for parts in (*combinations(candidates, 2), *combinations(candidates, 3)):
        if len({shared.part.item_of[part_id] for part_id in parts}) > 1:
            continue
        marks = np.array([shared.of_whole[whole_id, part_id] for part_id in parts])
        n_say = marks.sum(axis=0)
        said = [shared.share(whole_id, mark) for mark in marks]
        own = [shared.share(whole_id, mark & (n_say == 1)) for mark in marks]
        is_each_own = all(a >= _OWN * b for a, b in zip(own, said, strict=True))
        covered = shared.share(whole_id, n_say > 0)
        if covered > most and is_each_own:
            best, most = parts, covered
    return best


def _likeness(
    before: pd.DataFrame, after: pd.DataFrame, items: pd.DataFrame
) -> dict[tuple[str, str], float]:
    """Return what the pair model says of the measures of two years."""
    old = before.assign(text=before["text"].str.replace(before["city"].iloc[0], ""), city="")
    matches = match_measures(pd.concat([old, after.assign(city="-")]), items)
    is_turned = matches["plan_id_a"] == after["plan_id"].iloc[0]
    ids = matches[["measure_id_a", "measure_id_b"]].to_numpy()
    ids[is_turned] = ids[is_turned][:, ::-1]
    keys = map(tuple, ids.tolist())
    return dict(zip(keys, matches["similarity"], strict=True))


def _find_reworded(shared: _Shared, likeness: dict[tuple[str, str], float]) -> list[YearPair]:
    """Pair one measure with one, those that share most first."""
    scores = []
    for key in shared.of_whole:
        words, same = shared.both(key), likeness.get(key, 0.0)
        if words >= _SAME or (words >= _ALIKE and same >= _SURE):
            scores.append((words + same, key))
    pairs = []
    for _, (before, after) in sorted(scores, key=lambda scored: (-scored[0], scored[1])):
        if before in shared.whole.left and after in shared.part.left:
            old, new = shared.whole.take([before]), shared.part.take([after])
            pairs.append(YearPair("reworded", old, new))
    return pairs
