"""Sparse vectors: how alike rows are."""

from mzanalysis.themes.vectors import cosine, term_matrix


def test_rows_that_share_a_term_are_alike() -> None:
    rows, terms = term_matrix([{"公墓": 1.0}, {}, {"公墓": 1.0, "审批": 1.0}, {"助餐": 1.0}])
    assert terms == ["公墓", "审批", "助餐"]
    assert cosine(rows[:2], rows[2:]).round(3).tolist() == [[0.707, 0.0], [0.0, 0.0]]


def test_no_terms_are_no_likeness() -> None:
    rows, _ = term_matrix([{}, {}])
    assert cosine(rows, rows).tolist() == [[0.0] * 2] * 2
