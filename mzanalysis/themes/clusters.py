"""Clusters of commitments, growing plan by plan, and the ids of the themes that they become."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from mzanalysis.themes.vectors import plain
from mzanalysis.topics.codebook import narrow_subtopics

# Similarities are counted in ten-thousandths: sums of whole numbers are exact in any order.
_WHOLE = 10_000
# A measure fits a cluster if its similarity to the members of other cities is at least this on
# average: where precision and recall of pairs balance (``benchmarks/learn_matching.py``).
_JOIN = 0.40 * _WHOLE
# A subtopic that the codebook calls narrow is one commitment: that it leads two measures is just
# enough, whatever their words.
_NARROW = 0.41 * _WHOLE
_MAX_ROUNDS = 10


class Clusters:
    """Clusters of rows of a table of commitments; those of two cities are themes."""

    def __init__(self, commitments: pd.DataFrame, matches: pd.DataFrame) -> None:
        """Take measures, a row for each of their subtopics, oldest plan first, and matches."""
        self._commitments = commitments
        self._cities = commitments["city"].to_numpy()
        self._subtopics = commitments["subtopic_code"].to_numpy()
        self._links = _link(commitments, matches)
        self._members: dict[int, list[int]] = {}
        self._of_city: dict[int, Counter[str]] = defaultdict(Counter)  # members of a cluster
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
        for rows in _connect(self._links[:n]):
            worth = self._weigh(rows)
            labels = _merge(worth)
            _move(worth, labels)
            clusters += [rows[labels == label].tolist() for label in pd.unique(labels)]
        # The cluster of most cities bears the subtopic's own code.
        clusters.sort(key=lambda rows: (-self._n_cities(rows), -len(rows), rows[0]))
        for rows in clusters:
            self._add(rows, rows[0])

    def _weigh(self, rows: np.ndarray) -> np.ndarray:
        """Return what each pair of these rows is worth in one cluster."""
        places = {row: place for place, row in enumerate(rows)}
        similarity = np.zeros((len(rows), len(rows)))
        for row, place in places.items():
            for other in self._links[row].keys() & places.keys():
                similarity[place, places[other]] = self._links[row][other]
        cities = self._cities[rows]
        return np.where(np.equal.outer(cities, cities), 0.0, similarity - _JOIN)

    def join(self, plan_id: str) -> None:
        """Let the rows of one more plan join the clusters, or stand alone."""
        rows = np.flatnonzero(self._commitments["plan_id"] == plan_id).tolist()
        best = [self._best(row) for row in rows]
        for row, cluster in zip(rows, best, strict=True):
            self._add([row], cluster)
        # A measure that stood alone may fit a theme now that others have joined it.
        linked = set[int]().union(*(self._links[row] for row in rows)) - set(rows)
        for row in sorted(linked):
            own = self._cluster[row]
            if own < 0 or len(self._members[own]) > 1:
                continue
            cluster = self._best(row)
            if self.theme_ids[cluster]:
                del self._members[own], self._of_city[own]
                self._add([row], cluster)

    def _best(self, row: int) -> int:
        """Return the cluster that gains most by a row: over its members of other cities, summed.

        A cluster's number is that of a row in it; that of the row itself says: none fits. A sum,
        as when the clusters were founded: with means two like sentences would leave a large theme.
        """
        sums: dict[int, float] = defaultdict(float)
        for other, similarity in self._links[row].items():
            sums[self._cluster[other]] += similarity
        sums.pop(-1, None)
        best, most = row, 0.0
        for cluster in sorted(sums):
            n_others = len(self._members[cluster]) - self._of_city[cluster][self._cities[row]]
            gain = sums[cluster] - _JOIN * n_others
            if gain > most:
                best, most = cluster, gain
        return best

    def _add(self, rows: list[int], cluster: int) -> None:
        """Add rows to a cluster; give it its id when a second city comes in."""
        members, cities = self._members.setdefault(cluster, []), self._of_city[cluster]
        members += rows
        cities.update(self._cities[rows])
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


def _link(commitments: pd.DataFrame, matches: pd.DataFrame) -> list[dict[int, float]]:
    """Return for each row the rows of other cities that are like it, with their similarity."""
    links: list[dict[int, float]] = [{} for _ in range(len(commitments))]
    codes, cities = commitments["subtopic_code"].tolist(), commitments["city"].tolist()
    rows_of = {i: list(rows) for i, rows in commitments.groupby("measure_id").groups.items()}
    pairs = matches[["measure_id_a", "measure_id_b", "similarity"]]
    pairs = pairs.assign(similarity=(pairs["similarity"] * _WHOLE).round())
    for id_a, id_b, similarity in pairs.itertuples(index=False):
        rows_a, rows_b = rows_of[id_a], rows_of[id_b]
        # The similarity is that of the commitments of one subtopic, else of the first ones.
        same = [(a, b) for a, b in product(rows_a, rows_b) if codes[a] == codes[b] != ""]
        for a, b in same or [(rows_a[0], rows_b[0])]:
            links[a][b] = links[b][a] = similarity
    leading = commitments.drop_duplicates("measure_id")
    leading = leading[leading["subtopic_code"].isin(narrow_subtopics())]
    for _, rows in leading.groupby("subtopic_code"):
        for a, b in combinations(rows.index, 2):
            if cities[a] != cities[b]:
                links[a][b] = links[b][a] = max(links[a].get(b, 0.0), _NARROW)
    return links


def _connect(links: Sequence[Mapping[int, float]]) -> list[np.ndarray]:
    """Return rows in groups between which no pair is worth a merger: each is clustered alone."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = []
    for row, others in enumerate(links):
        pairs += [(row, other) for other, similarity in others.items() if similarity > _JOIN]
    ends = np.array([pair for pair in pairs if pair[1] < len(links)], dtype=int).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), tuple(ends.T)), shape=(len(links), len(links)))
    _, group_of = connected_components(graph, directed=False)
    return [np.asarray(rows) for rows in pd.Series(group_of).groupby(group_of).indices.values()]


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
