"""Which commitments are like which: the links along which they are clustered."""

from itertools import combinations

import numpy as np
import pandas as pd

from mzanalysis.themes.nearest import MOST_PARTNERS
from mzanalysis.topics.codebook import narrow_subtopics

# Similarities are counted in ten-thousandths: sums of whole numbers are exact in any order.
WHOLE = 10_000
# A subtopic that the codebook calls narrow is one commitment: that it leads two measures is just
# enough, whatever their words.
NARROW = round(0.41 * WHOLE)


class Links:
    """The links of rows of a table of commitments, oldest plan first.

    ``leads`` has for each row the narrow subtopic that leads its measure, "" for none. Two rows
    of one lead are as like as `NARROW`; of such a pair only what exceeds that is listed.
    """

    def __init__(self, commitments: pd.DataFrame, matches: pd.DataFrame, n_full: int) -> None:
        """Take commitments and matches; rows from ``n_full`` on may know only some partners."""
        self.cities = commitments["city"].to_numpy(dtype=object)
        is_narrow = commitments["subtopic_code"].isin(list(narrow_subtopics()))
        is_leading = ~commitments["measure_id"].duplicated()
        leads = commitments["subtopic_code"].where(is_narrow & is_leading, "")
        self.leads = leads.to_numpy(dtype=object)
        ends, others, similarity = _list_links(commitments, matches)
        is_one_lead = (self.leads[ends] == self.leads[others]) & (self.leads[ends] != "")
        self._others = others
        self._similarity = np.where(is_one_lead, np.maximum(similarity - NARROW, 0), similarity)
        self._starts = np.searchsorted(ends, np.arange(len(commitments) + 1))
        # Of a row that may know no more partners than it has: the least like, and how many.
        n_older = np.bincount(ends[others < ends], minlength=len(commitments))
        self._n_kept = np.where(n_older < MOST_PARTNERS, 0, n_older)
        self._n_kept[:n_full] = 0
        self._least = np.full(len(commitments), WHOLE)
        np.minimum.at(self._least, ends, similarity)

    def of(self, row: int) -> list[tuple[int, int]]:
        """Return the rows that are listed as like a row, each with its similarity."""
        cells = slice(self._starts[row], self._starts[row + 1])
        others, similarity = self._others[cells].tolist(), self._similarity[cells].tolist()
        return list(zip(others, similarity, strict=True))

    def estimate(self, row: int, n_found: int, n_others: int) -> int:
        """Estimate the similarity of a row to members of a cluster that it is not linked with.

        A measure that has as many partners as it may keep has more: as like as the last that it
        kept, in the share that the cluster has of those kept. Any other has none.

        Args:
            row: the row.
            n_found: with how many of the cluster it is linked.
            n_others: with how many it is not.

        Returns:
            The sum of these similarities.
        """
        n_kept = int(self._n_kept[row])
        return int(self._least[row]) * n_others * min(n_found, n_kept) // n_kept if n_kept else 0

    def weigh(self, rows: np.ndarray) -> np.ndarray:
        """Return how like these rows are, each with each; 0 within a city."""
        places = {row: place for place, row in enumerate(rows.tolist())}
        similarity = np.zeros((len(rows), len(rows)))
        for row, place in places.items():
            for other, value in self.of(row):
                if other in places:
                    similarity[place, places[other]] = value
        leads, cities = self.leads[rows], self.cities[rows]
        is_one_lead = np.equal.outer(leads, leads) & (leads != "")
        similarity += NARROW * is_one_lead
        return np.where(np.equal.outer(cities, cities), 0.0, similarity)

    def connect(self, n: int, least: float) -> list[np.ndarray]:
        """Return the first rows in groups between which no similarity exceeds the least."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        pairs = []
        for row in range(n):
            pairs += [(row, other) for other, value in self.of(row) if other < n and value > least]
        leads = pd.Series(self.leads[:n])
        for _, rows in leads[leads != ""].groupby(leads):
            for a, b in combinations(rows.index, 2):
                if self.cities[a] != self.cities[b]:
                    pairs.append((a, b))
        ends = np.array(pairs, dtype=int).reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), tuple(ends.T)), shape=(n, n))
        _, group_of = connected_components(graph, directed=False)
        return [np.asarray(rows) for rows in pd.Series(group_of).groupby(group_of).indices.values()]


def _list_links(
    commitments: pd.DataFrame, matches: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of like rows, both ways and sorted, with their similarity.

    The similarity of two measures is that of their commitments of one subtopic, else of the first.
    """
    numbers, ids = pd.factorize(commitments["measure_id"])
    codes, _ = pd.factorize(commitments["subtopic_code"])
    places = pd.Index(ids)
    a = places.get_indexer(matches["measure_id_a"])
    b = places.get_indexer(matches["measure_id_b"])
    first_rows, n_rows = np.searchsorted(numbers, np.arange(len(ids))), np.bincount(numbers)
    pair = np.repeat(np.arange(len(a)), n_rows[a])
    number = np.arange(len(pair)) - np.repeat(np.cumsum(n_rows[a]) - n_rows[a], n_rows[a])
    row_a = first_rows[a][pair] + number
    keys = numbers * (codes.max(initial=0) + 1) + codes
    sought = b[pair] * (codes.max(initial=0) + 1) + codes[row_a]
    order = np.argsort(keys)
    at = np.searchsorted(keys[order], sought).clip(max=max(len(keys) - 1, 0))
    row_b = order[at]
    has_code = (commitments["subtopic_code"] != "").to_numpy()
    is_same = (keys[row_b] == sought) & has_code[row_a]
    is_other = np.ones(len(a), bool)
    is_other[pair[is_same]] = False
    row_a = np.concatenate([row_a[is_same], first_rows[a[is_other]]])
    row_b = np.concatenate([row_b[is_same], first_rows[b[is_other]]])
    similarity = (matches["similarity"].to_numpy(float) * WHOLE).round().astype(int)
    similarity = np.concatenate([similarity[pair[is_same]], similarity[is_other]])
    ends, others = np.concatenate([row_a, row_b]), np.concatenate([row_b, row_a])
    sorted_ends = np.lexsort((others, ends))
    return ends[sorted_ends], others[sorted_ends], np.tile(similarity, 2)[sorted_ends]
