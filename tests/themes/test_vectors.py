"""Sparse vectors: how alike rows are."""

from mzanalysis.themes.vectors import by_rarity, cosine, term_matrix, top_shared


def test_rows_that_share_a_term_are_alike() -> None:
    rows = term_matrix([{"公墓": 1.0}, {}, {"公墓": 1.0, "审批": 1.0}, {"助餐": 1.0}])
    assert cosine(rows[:2], rows[2:]).round(3).tolist() == [[0.707, 0.0], [0.0, 0.0]]


def test_top_shared_is_the_lesser_weight_of_the_heaviest_shared_term() -> None:
    rows = term_matrix([{"公墓": 0.9, "新建": 0.2}, {"公墓": 0.4, "新建": 0.3}, {"助餐": 1.0}])
    assert top_shared(rows[:1], rows[1:]).tolist() == [[0.4, 0.0]]


def test_a_term_of_many_rows_weighs_less() -> None:
    rows = term_matrix([{"公墓": 1.0}] * 5)
    assert top_shared(*by_rarity(rows[:4], rows[4:])).tolist() == [[0.5]] * 4


def test_no_terms_are_no_likeness() -> None:
    rows = term_matrix([{}, {}])
    assert cosine(rows, rows).tolist() == top_shared(rows, rows).tolist() == [[0.0] * 2] * 2
