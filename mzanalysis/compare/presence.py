"""How firmly cities commit, and to which kinds of measure: by topic and by subtopic."""

from collections.abc import Mapping, Sequence

import pandas as pd

from mzanalysis.compare.years import plan_labels
from mzanalysis.themes.describe import kind_rows, theme_rows
from mzanalysis.topics.codebook import read_subtopics, topic_order

STRENGTHS = ["commit", "strive", "encourage", "explore"]


def strength_by_topic(measures: pd.DataFrame) -> pd.DataFrame:
    """Count how firmly each plan's measures on a topic commit.

    Args:
        measures: coded measures (plan_id, city, year, topic_code, strength_code).

    Returns:
        One row per plan, topic (with a measure at least) and strength: plan_id, city, year,
        topic_code, strength_code, n_measures and share (of the plan's measures on the topic).

    Example: three of a plan's four measures on 殡葬 plain, one 探索 -> commit 0.75, explore 0.25.
    """
    keys = ["plan_id", "city", "year", "topic_code"]
    counts = measures.groupby([*keys, "strength_code"]).size().unstack(fill_value=0)
    long = counts.reindex(columns=STRENGTHS, fill_value=0).reset_index()
    long = long.melt(keys, STRENGTHS, var_name="strength_code", value_name="n_measures")
    long["share"] = long["n_measures"] / long.groupby(keys)["n_measures"].transform("sum")
    long["order"] = long["topic_code"].map(topic_order())
    long = long.sort_values(["plan_id", "order"], kind="stable", ignore_index=True)
    return long.drop(columns="order")


def subtopic_matrix(
    measures: pd.DataFrame, targets: pd.DataFrame, *, labels: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Say for each subtopic which cities commit to it, and which of them with a figure.

    Args:
        measures: coded measures (measure_id, plan_id, city, year, subtopic_code; theme_id,
            also_theme_ids, if they were grouped: a further theme of a measure counts).
        targets: figures (measure_id, role_code); those of role ``target`` count.
        labels: what each plan is called, by default `plan_labels` of these measures.

    Returns:
        topic_code, subtopic_code, label, n_plans and a column per plan, named by its city (and
        year, where there are several): ``figure``, ``present`` or ``absent``, which says that no
        measure was coded so, not that the city does nothing. Subtopics of no plan are left out.

    Example: 新建助餐点6个 in one city, 发展老年助餐 in another -> figure, present.
    """
    book = read_subtopics().rename(columns={"zh": "label"})
    heads = book[["topic_code", "subtopic_code", "label"]]
    return _matrix(kind_rows(measures), heads, targets, labels)


def theme_matrix(
    measures: pd.DataFrame,
    themes: pd.DataFrame,
    targets: pd.DataFrame,
    topic_codes: Sequence[str],
    *,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Say for each theme of these topics which cities commit to it, and which with a figure.

    Returns:
        As `subtopic_matrix`, with theme_id in place of subtopic_code: topics in the order of the
        codebook, in each the themes of most cities first.

    Example: 公墓 in two cities, in one with a figure -> ``n_plans`` 2, figure, present.
    """
    shown = themes[themes["topic_code"].isin(topic_codes)]
    heads = shown[["topic_code", "theme_id", "label"]]
    return _matrix(theme_rows(measures), heads, targets, labels)


def _matrix(
    measures: pd.DataFrame,
    heads: pd.DataFrame,
    targets: pd.DataFrame,
    labels: Mapping[str, str] | None,
) -> pd.DataFrame:
    """Put plans beside the rows' heads, of which the second column is also one of measures."""
    key = heads.columns[1]
    figured = targets.loc[targets["role_code"] == "target", "measure_id"]
    labels = labels or plan_labels(measures)
    columns = {plan_id: labels[plan_id] for plan_id in sorted(measures["plan_id"].unique())}
    measures = measures[measures[key] != ""]
    has_figure = measures["measure_id"].isin(figured)
    cells = has_figure.groupby([measures[key], measures["plan_id"]]).any()
    states = cells.map({True: "figure", False: "present"})
    wide = states.unstack(fill_value="absent").reindex(columns=list(columns), fill_value="absent")
    wide = wide.rename(columns=columns)
    wide.insert(0, "n_plans", (wide != "absent").sum(axis=1))
    return heads.join(wide, on=key, how="inner").reset_index(drop=True)
