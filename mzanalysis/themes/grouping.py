"""Themes: groups of measures of two or more cities that commit to substantially the same thing.

Measures are grouped by their similarity, in which a shared subtopic weighs most; a narrow one
suffices alone. A group most of whose measures have one subtopic bears its code
(``funeral-fees``), the subtopic's further groups code and hash.

The first five plans found the themes together; each later plan's measures join them or found new
ones. A plan added at the end leaves every theme and its id as they were.
"""

from collections.abc import Sequence

import pandas as pd

from mzanalysis.themes.clusters import Clusters
from mzanalysis.themes.describe import subtopic_of
from mzanalysis.themes.links import Links
from mzanalysis.themes.pairs import MOST_PLANS
from mzanalysis.topics.codebook import subtopic_topics

_FOUNDING_PLANS = 5
# A subtopic of at least this weight is a commitment of its own.
_WEIGHTY = 0.4


def assign_themes(
    measures: pd.DataFrame,
    matches: pd.DataFrame,
    *,
    subtopics: pd.DataFrame | None = None,
    order: Sequence[str] = (),
) -> pd.DataFrame:
    """Group measures of two or more cities that commit to the same thing.

    A measure of several subtopics (举办敬老月活动和才艺大赛) is grouped once for each.

    Args:
        measures: coded measures.
        matches: the table ``matches`` of these measures.
        subtopics: all subtopics of each measure (``subtopics.subtopic_weights``); by default
            only the column ``subtopic_code``, where there is one.
        order: plan ids from the oldest to the newest; plans that it leaves out follow.

    Returns:
        The measures with ``theme_id``: a subtopic, alone or with a hash of the measure that
        founded the theme (``funeral-fees-1a2b3c4d``), or topic and hash; "" for a measure alone.
        ``also_theme_ids`` are the themes of its further subtopics, joined by ``;``;
        ``theme_source`` says whether subtopic or similarity alone made the theme.
    """
    known = set(measures["plan_id"])
    all_plans = dict.fromkeys([*order, *measures["plan_id"]])
    plans = [plan_id for plan_id in all_plans if plan_id in known]
    by_age = measures.sort_values("plan_id", key=lambda ids: ids.map(plans.index), kind="stable")
    commitments = _split_commitments(by_age, subtopics)
    n_full = int(commitments["plan_id"].isin(plans[:MOST_PLANS]).sum())
    clusters = Clusters(commitments, Links(commitments, matches, n_full))
    clusters.found(plans[:_FOUNDING_PLANS])
    for plan_id in plans[_FOUNDING_PLANS:]:
        clusters.join(plan_id)
    themed = commitments.assign(theme_id=clusters.theme_ids).query("theme_id != ''")
    themed = themed.drop_duplicates(["measure_id", "theme_id"])
    joined = themed.groupby("measure_id")["theme_id"].agg(";".join)
    ids = measures["measure_id"].map(joined).astype("str").fillna("").str.split(";")
    first = ids.str[0].astype("str")
    return measures.assign(
        theme_id=first,
        also_theme_ids=ids.str[1:].str.join(";").astype("str"),
        theme_source=first.map(_source).astype("str"),
    )


def _source(theme_id: str) -> str:
    """Say what made a theme; "" for none."""
    if not theme_id:
        return ""
    return "subtopic" if subtopic_of(theme_id, subtopic_topics()) else "similarity"


def _split_commitments(measures: pd.DataFrame, subtopics: pd.DataFrame | None) -> pd.DataFrame:
    """Return the measures, one row for each of their weighty subtopics, the primary one first."""
    primary = measures.assign(subtopic_code=measures.get("subtopic_code", ""))
    primary = primary.reset_index(drop=True)
    if subtopics is None or subtopics.empty:
        return primary
    is_weighty = subtopics["weight"] >= _WEIGHTY
    weighty = subtopics.loc[is_weighty, ["measure_id", "subtopic_code"]]
    further = primary.drop(columns="subtopic_code").merge(weighty, on="measure_id")
    # What a measure says on another topic stands under its own: 救助领域作风整治 is no Party theme.
    is_own = further["topic_code"] == further["subtopic_code"].map(subtopic_topics())
    rows = pd.concat([primary, further.loc[is_own, primary.columns]])
    rows = rows.drop_duplicates(["measure_id", "subtopic_code"]).set_index("measure_id")
    return rows.loc[measures["measure_id"]].reset_index()
