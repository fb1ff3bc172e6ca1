"""Term matrices: words in, weights out, nothing that changes afterwards."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from mzanalysis.errors import InputError
from mzanalysis.vectorize import term_matrix

TEXTS = pd.Series({"m1": "新建公墓2处", "m2": "新建助餐点", "m3": "3个。"})


def test_terms_are_words_without_figures() -> None:
    found = term_matrix(TEXTS)
    assert found.terms == ("公墓", "助餐点", "新建")
    assert found.row_ids == ("m1", "m2", "m3")
    # 新建 stands in two texts, so it weighs less than the word of its own text.
    frame = found.to_frame()
    assert 0 < frame.loc["m1", "新建"] < frame.loc["m1", "公墓"]
    assert np.allclose((frame**2).sum(axis=1), [1, 1, 0])


def test_cosine() -> None:
    cosine = term_matrix(["建公墓", "修公墓", "助餐点", "。"]).cosine()
    assert cosine.round(6).tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


def test_ngrams_and_rare_terms() -> None:
    assert term_matrix(["公墓审批", "公墓审批"], ngram_range=(2, 2)).terms == ("公墓 审批",)
    assert term_matrix(["公墓审批", "公墓选址"], min_df=2).terms == ("公墓",)


def test_any_scikit_learn_vectorizer() -> None:
    mine = CountVectorizer(analyzer="char", ngram_range=(2, 2))
    assert term_matrix(["公墓", "公墓公墓"], vectorizer=mine).to_frame().to_dict("list") == {
        "公墓": [1, 2],
        "墓公": [0, 1],
    }
    assert not hasattr(mine, "vocabulary_")  # copied, not fitted


def test_frozen_and_repeatable() -> None:
    one, two = term_matrix(TEXTS), term_matrix(TEXTS)
    assert one.terms == two.terms
    assert (one.matrix != two.matrix).nnz == 0
    with pytest.raises(ValueError, match="read-only"):
        one.matrix.data[0] = 2.0


def test_no_words_at_all() -> None:
    assert term_matrix(["3个", ""]).matrix.shape == (2, 0)
    assert term_matrix([]).cosine().shape == (0, 0)


def test_says_what_to_do_when_no_term_is_left() -> None:
    with pytest.raises(InputError, match="lower min_df"):
        term_matrix(["公墓", "助餐点"], min_df=2)
