"""The cities as a tree: who is like whom, and from how much on."""

from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.compare.similarity import ALL, plan_tree
from mzanalysis.outputs.charts.canvas import (
    INK,
    MANY,
    PAGE,
    check_table,
    drawing,
    name_chart,
    say_nothing,
)
from mzanalysis.outputs.charts.captions import Lang, pair_labels, topic_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def city_dendrogram(
    plan_similarity: pd.DataFrame,
    *,
    topic_code: str = ALL,
    ax: "Axes | None" = None,
    lang: Lang = "zh",
) -> "Axes":
    """Draw which plans are alike in their wording, and groups of plans with one another.

    Args:
        plan_similarity: what ``corpus.similarity()`` returns.
        topic_code: ``all``, or a topic of the codebook.
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.

    Returns:
        The Axes, cities in rows. Two branches meet at the mean similarity of their plans: the
        further left, the more alike. Fewer than two plans give a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.city_dendrogram(corpus.similarity(), topic_code="funeral")``.
    """
    from scipy.cluster.hierarchy import dendrogram

    needed = ("plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity")
    check_table(plan_similarity, needed, "plan_similarity", lang)
    tree = plan_tree(plan_similarity, topic_code=topic_code)
    rows = plan_similarity[plan_similarity["topic_code"] == topic_code]
    names = [name for _, name in sorted(pair_labels(rows, lang).items())]
    with drawing(ax, PAGE, 1.2 + (0.24 if len(names) <= 2 * MANY else 0.2) * len(names)) as ax:
        if tree.empty:
            return say_nothing(ax, lang, "two_plans")
        steps = tree.assign(similarity=1 - tree["similarity"]).to_numpy(dtype=float)
        drawn = dendrogram(steps, no_plot=True)
        for across, along in zip(drawn["icoord"], drawn["dcoord"], strict=True):
            ax.plot([1 - x for x in along], across, color=INK, linewidth=1.2)
        # scipy puts the leaves at 5, 15, 25 …
        ax.set_yticks(range(5, 10 * len(names), 10), [names[leaf] for leaf in drawn["leaves"]])
        ax.set_ylim(10 * len(names), 0)
        ax.set_xlim(1, min(0.95, float(tree["similarity"].min()) - 0.02))
        ax.tick_params(axis="y", length=0)
        title = word("city_similarity_title", lang)
        title += f" ({topic_labels(lang)[topic_code]})" if topic_code != ALL else ""
        name_chart(ax, title, word("similarity", lang))
    return ax
