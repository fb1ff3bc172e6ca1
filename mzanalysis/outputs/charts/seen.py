"""What a chart shows, in one sentence: its title. The question stands below it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.compare.years import Lang
from mzanalysis.outputs.charts.captions import subtopic_labels, topic_labels, word
from mzanalysis.topics.codebook import topic_groups

_NAMED = 3
# Groups of topics on the bureau itself: that it builds its party is no finding.
_INWARD = ("governance", "foundations", "other")
_Names = Mapping[Any, str]


def see_coverage(coverage: pd.DataFrame, plans: _Names, lang: Lang) -> str:
    """Name the topic, of those that serve people, with most in the mean, and the city of most."""
    rows = coverage[~coverage["topic_code"].map(topic_groups()).isin(_INWARD)]
    if rows.empty or not rows["share"].any():
        return ""
    topic_code = str(rows.groupby("topic_code", sort=False)["share"].mean().idxmax())
    own = rows[rows["topic_code"] == topic_code].set_index("plan_id")["share"]
    topic = topic_labels(lang)[topic_code]
    share = f"{own.max() * 100:.0f}"
    return word("seen_coverage", lang, topic=topic, city=plans[own.idxmax()], share=share)


def see_strength(strengths: pd.DataFrame, plans: _Names, lang: Lang) -> str:
    """Name the city whose measures commit least plainly."""
    if len(plans) < 2:
        return ""
    n_all = strengths.groupby("plan_id")["n_measures"].sum()
    plain = strengths[strengths["strength_code"] == "commit"]
    softer = 1 - plain.groupby("plan_id")["n_measures"].sum() / n_all
    share = f"{softer.max() * 100:.0f}"
    return word("seen_strength", lang, city=plans[softer.idxmax()], share=share)


def see_similarity(grid: pd.DataFrame, lang: Lang) -> str:
    """Name the two cities that are most alike, of a grid named by cities."""
    wide = grid.rename_axis(index="a").reset_index()
    pairs = wide.melt("a", var_name="b", value_name="value").dropna()
    if len(pairs) < 2:
        return ""
    most: Any = pairs.loc[[pairs["value"].idxmax()]].to_dict("records")[0]
    return word("seen_similarity", lang, a=most["a"], b=most["b"], value=f"{most['value']:.2f}")


def see_deadlines(grid: pd.DataFrame, lang: Lang) -> str:
    """Name the month in which most is due, of a grid of counts named by months."""
    months = grid.sum()
    month = str(months.idxmax()).replace("\n", " ")
    return word("seen_deadlines", lang, month=month, n=months.max(), all=months.sum())


def see_targets(comparison: pd.DataFrame, names: Mapping[str, str], lang: Lang) -> str:
    """Count the indicators that stand side by side, and name the one of most cities.

    ``names`` are the indicators' in this language, by their id.
    """
    comparable = comparison[comparison["is_comparable"]]
    if comparable.empty:
        return word("seen_no_targets", lang)
    if "change" in comparison:
        moved = comparison["change"].dropna()
        up, down = int((moved > 0).sum()), int((moved < 0).sum())
        return word("seen_trends", lang, n=len(moved), up=up, down=down)
    axes = comparable.groupby(["indicator_id", "axis"], sort=False)
    sizes = axes["city"].nunique().to_frame("n_cities").reset_index()
    most: Any = sizes.loc[[sizes["n_cities"].idxmax()]].to_dict("records")[0]
    shown = {"indicator": names[most["indicator_id"]], "cities": most["n_cities"]}
    return word("seen_targets", lang, n=len(sizes), **shown)


def see_ranking(
    rows: pd.DataFrame, is_apart: pd.Series, plans: _Names, topic: str, lang: Lang
) -> str:
    """Name the first city of a ranking, and how many others may be as high."""
    n_tied = len(rows) - 1 - int(is_apart.sum())
    first = rows.iloc[0]
    key = "seen_ranking" if n_tied else "seen_ranking_alone"
    shown = {"city": plans[first["plan_id"]], "share": f"{first['share'] * 100:.0f}"}
    return word(key, lang, topic=topic, n=n_tied, **shown)


def see_profile(rows: pd.DataFrame, is_outside: pd.Series, city: str, lang: Lang) -> str:
    """Name the topics that a city stresses more than any other, with its whole interval."""
    is_above = is_outside & (rows["share"] > rows["others_high"])
    codes = rows.loc[is_above].sort_values("share", ascending=False)["topic_code"]
    if codes.empty:
        return word("seen_profile_none", lang, city=city)
    topics = topic_labels(lang)
    return word(
        "seen_profile", lang, city=city, topics=_join([topics[code] for code in codes], lang)
    )


def see_terms(names: Sequence[str], is_sure: pd.Series, lang: Lang) -> str:
    """Name the most distinctive terms that are not chance."""
    sure = [name for name, is_one in zip(names, is_sure, strict=True) if is_one]
    return word("seen_distinctive_terms", lang, terms=_join(sure[:_NAMED], lang)) if sure else ""


def see_presence(matrix: pd.DataFrame, n_present: pd.Series, n_cities: int, lang: Lang) -> str:
    """Name what most cities have."""
    most = matrix.loc[[n_present.idxmax()]]
    (label,) = subtopic_labels(most, lang)
    return word("seen_presence", lang, label=label, n=n_present.max(), all=n_cities)


def _join(parts: Sequence[str], lang: Lang) -> str:
    return (", " if lang == "en" else "、").join(parts[:_NAMED])
