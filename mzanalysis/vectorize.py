"""Texts as vectors: bags of terms in sparse matrices, and how alike their rows are."""

from typing import Any

import numpy as np


class Vocabulary:
    """Columns of terms met so far, shared by the plans of one run."""

    def __init__(self) -> None:
        """Start without terms."""
        self._columns: dict[str, dict[str, int]] = {}

    def matrix(self, name: str, bags: list[dict[str, float]]) -> Any:
        """Return the bags as rows of one CSR matrix; its width may grow with the next plan."""
        from scipy.sparse import csr_matrix

        columns = self._columns.setdefault(name, {})
        cells = [
            (row, columns.setdefault(term, len(columns)), weight)
            for row, bag in enumerate(bags)
            for term, weight in bag.items()
        ]
        rows, terms, values = zip(*cells, strict=True) if cells else ((), (), ())
        return csr_matrix((values, (rows, terms)), shape=(len(bags), max(len(columns), 1)))


def cosine(a: Any, b: Any) -> np.ndarray:
    """Return the cosine of every row of one matrix with every row of another (0 for empty rows)."""
    a, b = _widen(a, b)
    lengths = np.sqrt(np.multiply.outer(_squares(a), _squares(b)))
    return (a @ b.T).toarray() / np.where(lengths > 0, lengths, 1)


def top_shared(a: Any, b: Any) -> np.ndarray:
    """Return the weight of the heaviest term that both have: the lesser of its two weights."""
    a, b = (matrix.tocsc() for matrix in _widen(a, b))
    top = np.zeros((a.shape[0], b.shape[0]))
    for column in np.intersect1d(
        np.flatnonzero(np.diff(a.indptr)), np.flatnonzero(np.diff(b.indptr))
    ):
        of_a, of_b = (slice(m.indptr[column], m.indptr[column + 1]) for m in (a, b))
        cells = np.ix_(a.indices[of_a], b.indices[of_b])
        top[cells] = np.maximum(top[cells], np.minimum.outer(a.data[of_a], b.data[of_b]))
    return top


def by_rarity(a: Any, b: Any) -> tuple[Any, Any]:
    """Divide each term's weights by the root of how many rows of either matrix have it."""
    a, b = _widen(a, b)
    counts = [np.asarray((side > 0).sum(axis=0)).ravel() for side in (a, b)]
    share = 1 / np.sqrt(np.maximum(counts[0] * counts[1], 1))
    return a.multiply(share).tocsr(), b.multiply(share).tocsr()


def _widen(a: Any, b: Any) -> tuple[Any, Any]:
    """Give both matrices the width of the wider: the vocabulary grew between them."""
    width = max(a.shape[1], b.shape[1])
    a, b = a.copy(), b.copy()
    a.resize(a.shape[0], width)
    b.resize(b.shape[0], width)
    return a, b


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
