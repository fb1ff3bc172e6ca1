"""Texts as vectors: bags of terms in sparse matrices, and how alike their rows are."""

from typing import Any

import numpy as np


def term_matrix(bags: list[dict[str, float]]) -> Any:
    """Return bags of terms as rows of one CSR matrix, its columns in the order of the terms."""
    from sklearn.feature_extraction import DictVectorizer

    return DictVectorizer().fit_transform(bags)


def cosine(a: Any, b: Any) -> np.ndarray:
    """Return the cosine of every row of one matrix with every row of another (0 for empty rows)."""
    lengths = np.sqrt(np.multiply.outer(_squares(a), _squares(b)))
    return (a @ b.T).toarray() / np.where(lengths > 0, lengths, 1)


def top_shared(a: Any, b: Any) -> np.ndarray:
    """Return the weight of the heaviest term that both have: the lesser of its two weights."""
    a, b = (matrix.tocsc() for matrix in (a, b))
    top = np.zeros((a.shape[0], b.shape[0]))
    for column in np.flatnonzero(np.diff(a.indptr) * np.diff(b.indptr)):
        of_a, of_b = (slice(m.indptr[column], m.indptr[column + 1]) for m in (a, b))
        cells = np.ix_(a.indices[of_a], b.indices[of_b])
        top[cells] = np.maximum(top[cells], np.minimum.outer(a.data[of_a], b.data[of_b]))
    return top


def by_rarity(a: Any, b: Any) -> tuple[Any, Any]:
    """Divide each term's weights by the root of how many rows of either matrix have it."""
    counts = [np.asarray((side > 0).sum(axis=0)).ravel() for side in (a, b)]
    share = 1 / np.sqrt(np.maximum(counts[0] * counts[1], 1))
    return a.multiply(share).tocsr(), b.multiply(share).tocsr()


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
