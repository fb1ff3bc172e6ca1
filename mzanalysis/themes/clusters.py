"""Clusters of commitments, growing plan by plan, and the ids of the themes that they become."""

import hashlib
from collections import Counter, defaultdict

import numpy as np
import pandas as pd

from mzanalysis.themes.links import NARROW, WHOLE, Links
from mzanalysis.themes.vectors import plain

# A measure fits a cluster if its similarity to the members of other cities is at least this on
# average: where precision and recall of pairs balance (``benchmarks/learn_matching.py``).
_JOIN = round(0.40 * WHOLE)
_MAX_ROUNDS = 10


class Clusters:
    """Clusters of rows of a table of commitments; those of two cities are themes."""

    def __init__(self, commitments: pd.DataFrame, links: Links) -> None:
        """Take measures, a row for each of their subtopics, oldest plan first, and their links."""
        self._commitments = commitments
        self._cities = links.cities
        self._subtopics = commitments["subtopic_code"].to_numpy()
        self._plans = commitments["plan_id"].to_numpy(dtype=object)
        self._links = links
        self._members: dict[int, list[int]] = {}
        self._of_city: dict[int, Counter[str]] = defaultdict(Counter)  # members of a cluster
        # By narrow subtopic that leads them: the members of each cluster, counted by city.
        self._led: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._cluster = [-1] * len(commitments)  # -1: its plan has not joined yet
        self._uses: Counter[str] = Counter()  # of an id
        self.theme_ids = [""] * len(commitments)

    def found(self, plans: list[str]) -> None:
        """Cluster the rows of these plans, the first: merge while it pays, then let each move.

        Greedy correlation clustering (Bansal, Blum and Chawla 2004): a pair in one cluster is
        worth its similarity less `_JOIN`.
        """
        n = int(self._commitments["plan_id"].isin(plans).sum())
        clusters = []
        for rows in self._links.connect(n, _JOIN):
            worth = self._links.weigh(rows)
            is_other_city = np.not_equal.outer(self._cities[rows], self._cities[rows])
            worth = np.where(is_other_city, worth - _JOIN, 0.0)
            labels = _merge(worth)
            _move(worth, labels)
            clusters += [rows[labels == label].tolist() for label in pd.unique(labels)]
        # The cluster of most cities bears the subtopic's own code.
        clusters.sort(key=lambda rows: (-self._n_cities(rows), -len(rows), rows[0]))
        for rows in clusters:
            self._add(rows, rows[0])

    def join(self, plan_id: str) -> None:
        """Let the rows of one more plan join the clusters, or stand alone."""
        rows = np.flatnonzero(self._plans == plan_id).tolist()
        best = [self._best(row) for row in rows]
        for row, cluster in zip(rows, best, strict=True):
            self._add([row], cluster)
        # A measure that stood alone may fit a theme now that others have joined it.
        for row in sorted(self._find_lone(rows)):
            own = self._cluster[row]
            cluster = self._best(row)
            if self.theme_ids[cluster]:
                self._remove(own)
                self._add([row], cluster)

    def _find_lone(self, rows: list[int]) -> set[int]:
        """Return the rows that stand alone and are enough like one of these to gain by it."""
        near: set[int] = set()
        for row in rows:
            near.update(other for other, value in self._links.of(row) if value > _JOIN)
            lead = self._links.leads[row]
            if lead:
                near.update(self._led[lead])
        near.difference_update(rows)
        return {row for row in near if len(self._members.get(self._cluster[row], ())) == 1}

    def _best(self, row: int) -> int:
        """Return the cluster that gains most by a row: over its members of other cities, summed.

        A cluster's number is that of a row in it; that of the row itself says: none fits. A sum,
        as when the clusters were founded: with means two like sentences would leave a large theme.
        """
        sums: dict[int, int] = defaultdict(int)
        found: Counter[int] = Counter()
        for other, similarity in self._links.of(row):
            sums[self._cluster[other]] += similarity
            found[self._cluster[other]] += 1
        city, lead = self._cities[row], self._links.leads[row]
        for cluster, counts in self._led[lead].items() if lead else ():
            n_led = counts.total() - counts[city]
            sums[cluster] += NARROW * n_led
            found[cluster] = max(found[cluster], n_led)
        sums.pop(-1, None)
        best, most = row, 0.0
        for cluster in sorted(sums):
            n_others = len(self._members[cluster]) - self._of_city[cluster][city]
            missing = max(n_others - found[cluster], 0)
            gain = sums[cluster] + self._links.estimate(row, found[cluster], missing)
            gain -= _JOIN * n_others
            if gain > most:
                best, most = cluster, gain
        return best

    def _remove(self, cluster: int) -> None:
        """Forget a cluster of one row."""
        (row,) = self._members.pop(cluster)
        del self._of_city[cluster]
        self._led[self._links.leads[row]].pop(cluster, None)

    def _add(self, rows: list[int], cluster: int) -> None:
        """Add rows to a cluster; give it its id when a second city comes in."""
        members, cities = self._members.setdefault(cluster, []), self._of_city[cluster]
        members += rows
        cities.update(self._cities[rows])
        for row in rows:
            if self._links.leads[row]:
                self._led[self._links.leads[row]][cluster][self._cities[row]] += 1
        theme_id = self.theme_ids[members[0]]
        if not theme_id and len(cities) > 1:
            theme_id, rows = self._new_id(members), members
        for row in rows:
            self._cluster[row] = cluster
            self.theme_ids[row] = theme_id

    def _n_cities(self, rows: list[int]) -> int:
        return len(set(self._cities[rows]))

    def _new_id(self, members: list[int]) -> str:
        founder = self._commitments.iloc[min(members)]
        subtopic_code, n = Counter(self._subtopics[members]).most_common(1)[0]
        theme_id = subtopic_code if 2 * n > len(members) else ""
        if not theme_id or self._uses[theme_id]:
            text = plain(founder["text"], founder["city"])
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            theme_id = f"{theme_id or founder['topic_code']}-{digest}"
        self._uses[theme_id] += 1
        n_uses = self._uses[theme_id]
        return theme_id if n_uses == 1 else f"{theme_id}{n_uses}"


def _merge(worth: np.ndarray) -> np.ndarray:
    """Return each row's cluster: the two that gain most are merged, again and again."""
    labels = np.arange(len(worth))
    gain = worth.copy()
    np.fill_diagonal(gain, -np.inf)
    # The most that each row gains; of one that gains nothing, which no merger changes, a bound.
    most = gain.max(axis=1, initial=-np.inf)
    while len(labels) and most.max() > 0:
        a = int(most.argmax())
        b = int(gain[a].argmax())
        is_lost = (most > 0) & ((most == gain[a]) | (most == gain[b]))
        labels[labels == labels[b]] = labels[a]
        gain[a] += gain[b]
        gain[:, a] = gain[a]
        gain[a, a] = -np.inf
        gain[b] = gain[:, b] = -np.inf
        most = np.maximum(most, gain[a])
        stale = [a, b, *np.flatnonzero(is_lost)]
        most[stale] = gain[stale].max(axis=1)
    return labels


def _move(worth: np.ndarray, labels: np.ndarray) -> None:
    """Move single rows, in place, to the cluster where they are worth most."""
    for _ in range(_MAX_ROUNDS):
        before = labels.copy()
        for row in range(len(labels)):
            _move_row(worth[row], labels, row)
        if (labels == before).all():
            return


def _move_row(worth: np.ndarray, labels: np.ndarray, row: int) -> None:
    now = worth[labels == labels[row]].sum()
    candidates = np.unique(labels[worth > 0])
    gains = [worth[labels == label].sum() for label in candidates]
    best = max(gains, default=0.0)
    if max(best, 0.0) <= now:
        return
    if best > 0:
        labels[row] = candidates[np.argmax(gains)]
    else:  # it is worth most alone: under a number that no cluster has
        labels[row] = np.setdiff1d(np.arange(len(labels)), labels)[0]
