"""Themes: groups of measures of two or more cities that commit to substantially the same thing.

Measures are grouped by their similarity, in which a shared subtopic weighs most. A group most of
whose measures have one subtopic bears its code (``funeral-fees``); if the subtopic holds clearly
different commitments, the further groups bear code and hash, as do those of no subtopic.

Plans are taken in their order. The first five found the themes together; the measures
of each later plan join them or found new ones, and nothing that is a theme by then is split,
merged or renamed. A plan added at the end leaves every theme and its id as they were.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mzanalysis.themes import subtopic_names, subtopic_of
from mzanalysis.wording import plain

# So many plans found the themes together; each later plan joins what it finds.
_FOUNDING_PLANS = 5
# A measure fits a group if its similarity to the members of other cities is at least this on
# average: where precision and recall of pairs balance for a city whose labels were left out.
_JOIN = 0.30
_MAX_ROUNDS = 10
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
        order: plan ids from the oldest to the newest in the project; plans that it leaves out
            follow in the order of the table. A plan added at its end renames no theme.

    Returns:
        The measures with ``theme_id``: a code of the subtopics, alone or with a hash of the
        measure that founded the theme (``funeral-fees-1a2b3c4d``), or topic and hash; "" for a
        measure alone. Measures of one city may share one. ``also_theme_ids`` are the themes of
        its further subtopics, joined by ``;``; ``theme_source`` says whether the subtopic or the
        similarity alone made the theme.
    """
    plans = list(dict.fromkeys([*order, *measures["plan_id"]]))
    age = measures["plan_id"].map({plan_id: i for i, plan_id in enumerate(plans)})
    parts = _commitments(measures.iloc[np.argsort(age.to_numpy(), kind="stable")], subtopics)
    groups = _Groups(parts, matches)
    plans = [plan_id for plan_id in plans if plan_id in set(measures["plan_id"])]
    groups.found(plans[:_FOUNDING_PLANS])
    for plan_id in plans[_FOUNDING_PLANS:]:
        groups.join(plan_id)
    themes: dict[str, dict[str, None]] = defaultdict(dict)
    for measure_id, theme_id in zip(parts["measure_id"], groups.theme_ids, strict=True):
        themes[measure_id] |= {theme_id: None} if theme_id else {}
    of_measure = [list(themes[measure_id]) for measure_id in measures["measure_id"]]
    first = [found[0] if found else "" for found in of_measure]
    names = subtopic_names()
    columns = {
        "theme_id": first,
        "also_theme_ids": [";".join(found[1:]) for found in of_measure],
        "theme_source": [
            "" if not i else "subtopic" if subtopic_of(i, names) else "similarity" for i in first
        ],
    }
    return measures.assign(
        **{name: pd.Series(v, index=measures.index, dtype="str") for name, v in columns.items()}
    )


def _commitments(measures: pd.DataFrame, subtopics: pd.DataFrame | None) -> pd.DataFrame:
    """Return the measures, one row for each of their weighty subtopics, the primary one first."""
    parts = measures.assign(subtopic_code=measures.get("subtopic_code", ""))
    if subtopics is None or subtopics.empty:
        return parts
    names = subtopic_names()
    more = parts.drop(columns="subtopic_code").merge(
        subtopics[subtopics["weight"] >= _WEIGHTY], on="measure_id", validate="one_to_many"
    )
    # What a measure says on another topic stands under its own: 救助领域作风整治 is no Party theme.
    own_topic = [names.get(code, ("", ""))[1] for code in more["subtopic_code"]]
    more = more[more["topic_code"] == own_topic]
    parts = pd.concat([parts, more[parts.columns]], ignore_index=True)
    parts = parts.drop_duplicates(["measure_id", "subtopic_code"])
    place = {measure_id: i for i, measure_id in enumerate(measures["measure_id"])}
    return parts.sort_values(
        "measure_id", key=lambda ids: ids.map(place), kind="stable", ignore_index=True
    )


class _Groups:
    """Groups of rows of the table of measures, growing plan by plan."""

    def __init__(self, measures: pd.DataFrame, matches: pd.DataFrame) -> None:
        self._plans = measures["plan_id"].to_numpy()
        self._cities = measures["city"].to_numpy()
        self._founders = list(
            zip(measures["topic_code"], measures["text"], measures["city"], strict=True)
        )
        self._subtopics = measures["subtopic_code"].to_numpy()
        self._ids: Counter[str] = Counter()
        self._members: dict[int, list[int]] = {}
        self._group = np.full(len(measures), -1)
        self.theme_ids = [""] * len(measures)
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row, measure_id in enumerate(measures["measure_id"]):
            rows_of[measure_id].append(row)
        self._links: list[dict[int, float]] = [{} for _ in range(len(measures))]
        columns = matches[["measure_id_a", "measure_id_b", "similarity"]].to_numpy()
        for id_a, id_b, similarity in columns:
            for a, b in self._counterparts(rows_of[id_a], rows_of[id_b]):
                self._links[a][b] = self._links[b][a] = float(similarity)

    def _counterparts(self, rows_a: list[int], rows_b: list[int]) -> list[tuple[int, int]]:
        """Return which commitments of two measures are meant by their similarity.

        Those of one subtopic; where they share none, their first.
        """
        same = [
            (a, b) for a in rows_a for b in rows_b if self._subtopics[a] == self._subtopics[b] != ""
        ]
        return same or [(rows_a[0], rows_b[0])]

    def found(self, plans: list[str]) -> None:
        """Group the measures of these plans: merge while it pays, then let each one move.

        Greedy correlation clustering (Bansal, Blum and Chawla 2004): a pair in one group is
        worth its similarity less `_JOIN`.
        """
        rows = np.flatnonzero(np.isin(self._plans, plans))
        worth = self._worth(rows)
        of = _merge(worth)
        _move(worth, of)
        groups = [rows[of == label].tolist() for label in dict.fromkeys(of.tolist())]
        # The group of most cities bears the subtopic's own code.
        for group in sorted(groups, key=lambda own: (-len(set(self._cities[own])), -len(own))):
            self._add(group)

    def join(self, plan_id: str) -> None:
        """Let the measures of one more plan join the groups, or stand alone."""
        rows = [int(row) for row in np.flatnonzero(self._plans == plan_id)]
        chosen = [(row, self._best(row)) for row in rows]
        for row, group in chosen:
            self._add([row], group)
        # A measure that stood alone may fit a theme now that others have joined it.
        for old in sorted({other for row in rows for other in self._links[row]} - set(rows)):
            alone = int(self._group[old])
            if alone >= 0 and len(self._members[alone]) == 1:
                best = self._best(old)
                if best is not None and self.theme_ids[self._members[best][0]]:
                    del self._members[alone]
                    self._add([old], best)

    def _worth(self, rows: np.ndarray) -> np.ndarray:
        at = {int(row): i for i, row in enumerate(rows)}
        worth = np.zeros((len(rows), len(rows)))
        for i, row in enumerate(rows):
            for other, similarity in self._links[row].items():
                if other in at:
                    worth[i, at[other]] = similarity
        cities = self._cities[rows]
        return np.where(cities[:, None] == cities[None, :], 0.0, worth - _JOIN)

    def _best(self, row: int) -> int | None:
        best, best_mean = None, _JOIN
        for group in sorted({int(self._group[o]) for o in self._links[row]} - {-1}):
            mean = self._mean(row, group)
            if mean > best_mean:
                best, best_mean = group, mean
        return best

    def _mean(self, row: int, group: int) -> float:
        """Return the mean similarity of a row to a group's members of other cities."""
        others = [o for o in self._members[group] if self._cities[o] != self._cities[row]]
        return sum(self._links[row].get(o, 0.0) for o in others) / max(len(others), 1)

    def _add(self, rows: list[int], group: int | None = None) -> None:
        """Add rows to a group, or make one; give it its id when a second city comes in."""
        if group is None:
            group = rows[0]
        members = self._members.setdefault(group, [])
        members += rows
        self._group[rows] = group
        theme_id = next((self.theme_ids[row] for row in members if self.theme_ids[row]), "")
        if not theme_id and len(set(self._cities[members])) > 1:
            theme_id = self._new_id(members)
        for row in members:
            self.theme_ids[row] = theme_id

    def _new_id(self, members: list[int]) -> str:
        topic_code, text, city = self._founders[min(members)]
        subtopic_code, n = Counter(self._subtopics[row] for row in members).most_common(1)[0]
        theme_id = subtopic_code if 2 * n > len(members) else ""
        if not theme_id or self._ids[theme_id]:
            digest = hashlib.sha256(plain(text, city).encode()).hexdigest()[:8]
            theme_id = f"{theme_id or topic_code}-{digest}"
        self._ids[theme_id] += 1
        repeat = self._ids[theme_id]
        return theme_id if repeat == 1 else f"{theme_id}{repeat}"


def _merge(worth: np.ndarray) -> np.ndarray:
    """Return the group of each row: the two groups that gain most are merged, again and again."""
    of = np.arange(len(worth))
    gain = worth.copy()
    np.fill_diagonal(gain, -np.inf)
    while len(of):
        a, b = divmod(int(gain.argmax()), len(of))
        if gain[a, b] <= _TINY:
            break
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
            now = float(gains[near == of[row]][0])
            target = int(near[gains.argmax()]) if gains.max() > 0 else -1
            if max(gains.max(), 0.0) > now + _TINY:
                free = int(np.setdiff1d(np.arange(len(of)), of)[0]) if target < 0 else target
                of[row] = free
                has_moved = True
        if not has_moved:
            return
