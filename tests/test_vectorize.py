"""Sparse vectors: a vocabulary that grows, and how alike rows are."""

from mzanalysis.vectorize import Vocabulary, by_rarity, cosine, top_shared


def test_columns_grow_and_rows_stay_comparable() -> None:
    vocabulary = Vocabulary()
    a = vocabulary.matrix("word", [{"公墓": 1.0}, {}])
    b = vocabulary.matrix("word", [{"公墓": 1.0, "审批": 1.0}, {"助餐": 1.0}])
    assert cosine(a, b).round(3).tolist() == [[0.707, 0.0], [0.0, 0.0]]


def test_top_shared_is_the_lesser_weight_of_the_heaviest_shared_term() -> None:
    vocabulary = Vocabulary()
    a = vocabulary.matrix("word", [{"公墓": 0.9, "新建": 0.2}])
    b = vocabulary.matrix("word", [{"公墓": 0.4, "新建": 0.3}, {"助餐": 1.0}])
    assert top_shared(a, b).tolist() == [[0.4, 0.0]]


def test_a_term_of_many_rows_weighs_less() -> None:
    vocabulary = Vocabulary()
    a = vocabulary.matrix("word", [{"公墓": 1.0}] * 4)
    b = vocabulary.matrix("word", [{"公墓": 1.0}])
    assert top_shared(*by_rarity(a, b)).tolist() == [[0.5]] * 4
