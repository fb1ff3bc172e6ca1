"""Themes: groups of measures of two or more cities that commit to substantially the same thing.

Measures are grouped by their similarity, in which a shared subtopic weighs most; a narrow one
suffices alone. A group most of whose measures have one subtopic bears its code
(``funeral-fees``), the subtopic's further groups code and hash.

The first five plans found the themes together; each later plan's measures join them or found new
ones. A plan added at the end leaves every theme and its id as they were.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.themes.describe import subtopic_names, subtopic_of
from mzanalysis.themes.vectors import narrow_subtopics, plain

_FOUNDING_PLANS = 5
# A measure fits a group if its similarity to the members of other cities is at least this on
# average: where precision and recall of pairs balance.
_JOIN = 0.40
_MAX_ROUNDS = 10
# A subtopic that the codebook calls narrow is one commitment: that it leads two measures is just
# enough, whatever their words.
_NARROW = 0.41
# A subtopic of at least this weight is a commitment of its own.
_WEIGHTY = 0.4
_TINY = 1e-9


def assign_themes(
    measures: pd.DataFrame,
    matches: pd.DataFrame,
    *,
    subtopics: pd.DataFrame | None = None,
    order: Sequence[str] = (),
) -> pd.DataFrame:
    """Group measures of two or more cities that commit to the same thing.

    A measure of several subtopics (举办敬老月活动和才艺大赛) is grouped once for each.

    Args:
        measures: coded measures.
        matches: the table ``matches`` of these measures.
        subtopics: all subtopics of each measure (``subtopics.subtopic_weights``); by default
            only the column ``subtopic_code``, where there is one.
        order: plan ids from the oldest to the newest; plans that it leaves out follow.

    Returns:
        The measures with ``theme_id``: a subtopic, alone or with a hash of the measure that
        founded the theme (``funeral-fees-1a2b3c4d``), or topic and hash; "" for a measure alone.
        ``also_theme_ids`` are the themes of its further subtopics, joined by ``;``;
        ``theme_source`` says whether subtopic or similarity alone made the theme.
    """
    plans = list(dict.fromkeys([*order, *measures["plan_id"]]))
    by_age = measures.sort_values("plan_id", key=lambda ids: ids.map(plans.index), kind="stable")
    parts = _commitments(by_age, subtopics)
    plans = [plan_id for plan_id in plans if plan_id in set(measures["plan_id"])]
    groups = _Groups(parts, matches)
    groups.found(plans[:_FOUNDING_PLANS])
    for plan_id in plans[_FOUNDING_PLANS:]:
        groups.join(plan_id)
    themes: dict[str, dict[str, None]] = defaultdict(dict)
    for measure_id, theme_id in zip(parts["measure_id"], groups.theme_ids, strict=True):
        themes[measure_id] |= {theme_id: None} if theme_id else {}
    names, rows = subtopic_names(), []
    for measure_id in measures["measure_id"]:
        first, *more = themes[measure_id] or [""]
        source = "subtopic" if subtopic_of(first, names) else "similarity" if first else ""
        rows.append((first, ";".join(more), source))
    columns = ["theme_id", "also_theme_ids", "theme_source"]
    found = pd.DataFrame(rows, index=measures.index, columns=columns, dtype="str")
    return measures.assign(**found)


def _commitments(measures: pd.DataFrame, subtopics: pd.DataFrame | None) -> pd.DataFrame:
    """Return the measures, one row for each of their weighty subtopics, the primary one first."""
    parts = measures.assign(subtopic_code=measures.get("subtopic_code", ""))
    parts = parts.reset_index(drop=True)
    if subtopics is None or subtopics.empty:
        return parts
    weighty = subtopics[subtopics["weight"] >= _WEIGHTY]
    more = parts.drop(columns="subtopic_code").merge(weighty, on="measure_id")
    # What a measure says on another topic stands under its own: 救助领域作风整治 is no Party theme.
    topic_of = {code: topic for code, (_, topic) in subtopic_names().items()}
    more = more[more["topic_code"] == more["subtopic_code"].map(topic_of)]
    parts = pd.concat([parts, more[parts.columns]], ignore_index=True)
    parts = parts.drop_duplicates(["measure_id", "subtopic_code"])
    place = dict(zip(measures["measure_id"], range(len(measures)), strict=True))
    order = parts["measure_id"].map(place).argsort(kind="stable")
    return parts.iloc[order].reset_index(drop=True)


class _Groups:
    """Groups of rows of the table of measures, growing plan by plan."""

    def __init__(self, measures: pd.DataFrame, matches: pd.DataFrame) -> None:
        self._measures = measures
        self._plans, self._cities = measures[["plan_id", "city"]].to_numpy().T
        self._subtopics = codes = measures["subtopic_code"].to_numpy()
        self._ids: Counter[str] = Counter()
        self._members: dict[int, list[int]] = {}
        self._group = np.full(len(measures), -1)
        self.theme_ids = [""] * len(measures)
        self._links: list[dict[int, float]] = [{} for _ in codes]
        rows_of = {i: list(rows) for i, rows in measures.groupby("measure_id").groups.items()}
        pair: Any
        for pair in matches[["measure_id_a", "measure_id_b", "similarity"]].to_numpy():
            rows_a, rows_b, similarity = rows_of[pair[0]], rows_of[pair[1]], pair[2]
            same = [(a, b) for a in rows_a for b in rows_b if codes[a] == codes[b] != ""]
            # The similarity is that of the commitments of one subtopic, else of the first ones.
            for a, b in same or [(rows_a[0], rows_b[0])]:
                self._links[a][b] = self._links[b][a] = similarity
        leading = measures.drop_duplicates("measure_id")
        leading = leading[leading["subtopic_code"].isin(narrow_subtopics())]
        for _, rows in leading.groupby("subtopic_code"):
            for a, b in combinations(rows.index, 2):
                if self._cities[a] != self._cities[b]:
                    similarity = max(self._links[a].get(b, 0.0), _NARROW)
                    self._links[a][b] = self._links[b][a] = similarity

    def found(self, plans: list[str]) -> None:
        """Group the measures of these plans: merge while it pays, then let each one move.

        Greedy correlation clustering (Bansal, Blum and Chawla 2004): a pair in one group is
        worth its similarity less `_JOIN`.
        """
        rows = np.flatnonzero(np.isin(self._plans, plans))
        place = {row: i for i, row in enumerate(rows.tolist())}
        links = np.zeros((len(rows), len(rows)))
        for row, i in place.items():
            near = {
                place[other]: value for other, value in self._links[row].items() if other in place
            }
            links[i, list(near)] = list(near.values())
        is_same_city = np.equal.outer(self._cities[rows], self._cities[rows])
        worth = np.where(is_same_city, 0.0, links - _JOIN)
        of = _merge(worth)
        _move(worth, of)
        groups = [rows[of == label].tolist() for label in dict.fromkeys(of.tolist())]
        # The group of most cities bears the subtopic's own code.
        for group in sorted(groups, key=lambda own: (-len(set(self._cities[own])), -len(own))):
            self._add(group)

    def join(self, plan_id: str) -> None:
        """Let the measures of one more plan join the groups, or stand alone."""
        rows = np.flatnonzero(self._plans == plan_id).tolist()
        for row, group in [(row, self._best(row)) for row in rows]:
            self._add([row], group)
        # A measure that stood alone may fit a theme now that others have joined it.
        for old in sorted({other for row in rows for other in self._links[row]} - set(rows)):
            alone, best = int(self._group[old]), self._best(old)
            is_alone = alone >= 0 and len(self._members[alone]) == 1
            if is_alone and best is not None and self.theme_ids[self._members[best][0]]:
                del self._members[alone]
                self._add([old], best)

    def _best(self, row: int) -> int | None:
        """Return the group with whose members of other cities a row is most similar on average."""
        best, best_mean, links = None, _JOIN, self._links[row]
        for group in sorted({int(self._group[o]) for o in links} - {-1}):
            others = [o for o in self._members[group] if self._cities[o] != self._cities[row]]
            mean = sum(links.get(o, 0.0) for o in others) / max(len(others), 1)
            if mean > best_mean:
                best, best_mean = group, mean
        return best

    def _add(self, rows: list[int], group: int | None = None) -> None:
        """Add rows to a group, or make one; give it its id when a second city comes in."""
        group = rows[0] if group is None else group
        members = self._members.setdefault(group, [])
        members += rows
        self._group[rows] = group
        theme_id = next((self.theme_ids[row] for row in members if self.theme_ids[row]), "")
        if not theme_id and len(set(self._cities[members])) > 1:
            theme_id = self._new_id(members)
        for row in members:
            self.theme_ids[row] = theme_id

    def _new_id(self, members: list[int]) -> str:
        founder = self._measures.iloc[min(members)]
        subtopic_code, n = Counter(self._subtopics[members]).most_common(1)[0]
        theme_id = subtopic_code if 2 * n > len(members) else ""
        if not theme_id or self._ids[theme_id]:
            text = plain(founder["text"], founder["city"])
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            theme_id = f"{theme_id or founder['topic_code']}-{digest}"
        self._ids[theme_id] += 1
        return theme_id if self._ids[theme_id] == 1 else f"{theme_id}{self._ids[theme_id]}"


def _merge(worth: np.ndarray) -> np.ndarray:
    """Return the group of each row: the two groups that gain most are merged, again and again."""
    of = np.arange(len(worth))
    gain = worth.copy()
    np.fill_diagonal(gain, -np.inf)
    while len(of) and gain.max() > _TINY:
        a, b = divmod(int(gain.argmax()), len(of))
        of[of == of[b]] = of[a]
        gain[a] += gain[b]
        gain[:, a] = gain[a]
        gain[a, a] = -np.inf
        gain[b] = gain[:, b] = -np.inf
    return of


def _move(worth: np.ndarray, of: np.ndarray) -> None:
    """Move single rows, in place, to the group where they are worth most."""
    for _ in range(_MAX_ROUNDS):
        has_moved = False
        for row in range(len(of)):
            near = np.union1d(of[worth[row] > 0], of[row])
            gains = np.array([worth[row, of == group].sum() for group in near])
            now, best = gains[near == of[row]][0], gains.max()
            if max(best, 0.0) > now + _TINY:
                free = np.setdiff1d(np.arange(len(of)), of)
                of[row] = near[gains.argmax()] if best > 0 else free[0]
                has_moved = True
        if not has_moved:
            return
