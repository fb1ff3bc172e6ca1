"""The tree of cities is checked by the lines it draws."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from mzanalysis import charts
from mzanalysis.resources import read_table

mpl.use("Agg")
pytestmark = pytest.mark.filterwarnings("error:Glyph")


def similarity(n: int) -> pd.DataFrame:
    """Return n plans, each most alike to the one before it."""
    places = read_table("places.csv").query("level != 'province'").head(n)
    plans = [(f"{p.adcode}-2025", p.short_name) for p in places.itertuples()]
    rows = [
        (a, b, x, y, 1 - abs(i - k) / (n + 1))
        for i, (a, x) in enumerate(plans)
        for k, (b, y) in enumerate(plans)
    ]
    columns = ["plan_id_a", "plan_id_b", "city_a", "city_b", "similarity"]
    return pd.DataFrame(rows, columns=columns).assign(topic_code="all")


@pytest.mark.parametrize("n", [2, 5, 40])
def test_one_bracket_per_step_and_one_name_per_city(n: int) -> None:
    table = similarity(n)
    ax = charts.city_dendrogram(table)
    assert len(ax.lines) == n - 1
    assert sorted(t.get_text() for t in ax.get_yticklabels()) == sorted(table["city_a"].unique())
    assert ax.lines[0].get_xdata()[1] == pytest.approx(1 - 1 / (n + 1))  # the most alike meet first
    plt.close("all")


@pytest.mark.parametrize("topic_code", ["all", "funeral"])
def test_nothing_to_compare(topic_code: str) -> None:
    ax = charts.city_dendrogram(similarity(5 if topic_code != "all" else 1), topic_code=topic_code)
    assert [t.get_text() for t in ax.texts] == ["要有两份以上的工作要点才能比较"]
    plt.close("all")
