"""Turn texts into a frozen term matrix: words counted and weighed with scikit-learn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.segment import words


@dataclass(frozen=True, eq=False)
class TermMatrix:
    """Texts by terms, never changed after it is made.

    Attributes:
        matrix: scipy CSR matrix, texts x terms; its arrays are read-only.
        terms: the terms, one a column, in order of their characters.
        row_ids: the texts' ids, one a row: the index of the series given.
    """

    matrix: Any
    terms: tuple[str, ...]
    row_ids: tuple[Any, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return the matrix as a dense table, row ids x terms."""
        return pd.DataFrame(
            self.matrix.toarray(), index=list(self.row_ids), columns=list(self.terms)
        )

    def cosine(self) -> np.ndarray:
        """Return the cosine similarity of every pair of rows (0 to 1; 0 for rows without terms)."""
        norms = np.sqrt(np.asarray(self.matrix.multiply(self.matrix).sum(axis=1))).ravel()
        products = (self.matrix @ self.matrix.T).toarray()
        lengths = np.outer(norms, norms)
        return np.divide(products, lengths, out=np.zeros_like(lengths), where=lengths > 0).clip(
            0, 1
        )


def term_matrix(
    texts: Iterable[str],
    *,
    vectorizer: Any = None,
    ngram_range: tuple[int, int] = (1, 1),
    min_df: int | float = 1,
) -> TermMatrix:
    """Count and weigh the words of texts (TF-IDF, rows of length 1).

    Args:
        texts: the texts; the index of a Series becomes the row ids, else they count from 0.
        vectorizer: any scikit-learn transformer from texts to a matrix that names its columns
            (`get_feature_names_out`); it is copied, not changed. Then `ngram_range` and
            `min_df` do not apply.
        ngram_range: shortest and longest run of words that is a term.
        min_df: texts (int) or share of texts (float) a term must occur in.

    Returns:
        The matrix, terms and row ids. The same texts give the same matrix.

    Raises:
        InputError: no term is left under `min_df`, or the vectorizer does not fit.

    Example::

        term_matrix(measures.set_index("measure_id")["text"], min_df=2)

        from sklearn.feature_extraction.text import CountVectorizer
        term_matrix(texts, vectorizer=CountVectorizer(analyzer="char", ngram_range=(2, 2)))
    """
    from scipy.sparse import csr_matrix
    from sklearn.base import clone
    from sklearn.feature_extraction.text import TfidfVectorizer

    series = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype="str")
    row_ids = tuple(series.index)
    if vectorizer is None:
        if not any(words(text) for text in series):
            return TermMatrix(csr_matrix((len(series), 0)), (), row_ids)
        vectorizer = TfidfVectorizer(
            tokenizer=words,
            token_pattern=None,
            lowercase=False,
            ngram_range=ngram_range,
            min_df=min_df,
        )
    try:
        fitted = clone(vectorizer)
        matrix = csr_matrix(fitted.fit_transform(list(series)))
        terms = tuple(map(str, fitted.get_feature_names_out()))
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"the texts cannot be vectorized ({error}); try a lower min_df") from error
    for part in (matrix.data, matrix.indices, matrix.indptr):
        part.flags.writeable = False
    return TermMatrix(matrix, terms, row_ids)
