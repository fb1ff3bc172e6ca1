"""Which findings hold under other reasonable settings, and which move."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from mzanalysis.text.words import another_segmenter, plain_words
from mzanalysis.topics.coding import ABSTAINED, code_items, code_measures
from mzanalysis.validation.outcome import Tables

AS_BUILT = "as built"
# Topics less certain than this are left open in the stricter setting.
_STRICT = 0.5


def findings(
    tables: Tables,
    *,
    others: Mapping[str, Tables] | None = None,
    shares: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of each finding whether it holds in all settings.

    The findings: which city gives each topic the largest share, and how the cities rank on it.
    The settings: two other segmenters, only topics of confidence 0.5 and more, only topics from
    a measure's own words, the topics of whole items, characters instead of measures, and other
    builds if given.

    Args:
        others: by name, the tables of other builds of the same plans, such as one with another
            version of the codebook; findings on codes that it does not have are not asked.
        shares: what ``topic_shares`` returned for the same tables, if it was called before.

    Returns:
        One row per finding: ``subject`` (topic_code), ``finding``, ``n_settings`` and ``n_hold``
        (in how many it holds), ``verdict`` (``holds`` where it does in all, else ``moves``) and
        ``moves_in``.
    """
    if shares is None:
        shares = topic_shares(tables, others=others)
    rows: list[tuple] = []
    built = shares.query("setting == @AS_BUILT and topic_code != @ABSTAINED")
    for topic in built["topic_code"].unique():
        of_topic = shares.query("topic_code == @topic")
        if of_topic["plan_id"].nunique() > 1:
            rows += _findings_on(topic, of_topic)
    columns = ["subject", "finding", "n_settings", "n_hold", "verdict", "moves_in"]
    return pd.DataFrame(rows, columns=columns)


def topic_shares(tables: Tables, *, others: Mapping[str, Tables] | None = None) -> pd.DataFrame:
    """Compute each city's share of each topic in every setting.

    Returns:
        One row per setting, plan and topic: ``setting``, ``topic_code``, ``plan_id``,
        ``city``, ``share`` (of the plan's measures, or of their characters).
    """
    frames = []
    for setting, coded in _settings(tables, others or {}):
        plans, topics = coded["plan_id"], coded["topic_code"]
        shares = pd.crosstab(plans, topics, coded["weight"], aggfunc="sum", normalize="index")
        shares = shares.reset_index().melt("plan_id", value_name="share")
        frames.append(shares.assign(setting=setting))
    table = pd.concat(frames, ignore_index=True)
    table["city"] = table["plan_id"].map(tables["plans"].set_index("plan_id")["city"])
    return table[["setting", "topic_code", "plan_id", "city", "share"]]


def share_ranges(shares: pd.DataFrame) -> pd.DataFrame:
    """Return how far each city's share of each topic moves over the settings.

    Returns:
        ``topic_code``, ``city``, ``plan_id``, ``share`` (as built), ``lowest``, ``highest``,
        widest range first.
    """
    keys = ["topic_code", "plan_id", "city"]
    built = shares.query("setting == @AS_BUILT").set_index(keys)["share"]
    ranges = shares.groupby(keys)["share"].agg(lowest="min", highest="max")
    table = ranges.assign(share=built, width=ranges["highest"] - ranges["lowest"])
    table = table.dropna().sort_values("width", ascending=False, kind="stable").reset_index()
    return table[[*keys, "share", "lowest", "highest"]]


def _settings(tables: Tables, others: Mapping[str, Tables]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the measures coded anew: plan_id, topic_code, weight."""
    items = tables["items"]
    measures = tables["measures"].assign(weight=1.0)
    topics = measures["topic_code"]
    source = measures["topic_source"]

    def recode(cut: Callable[[str], list[str]]) -> pd.DataFrame:
        with another_segmenter(cut):
            coded = code_measures(measures, code_items(items))["topic_code"]
        return measures.assign(topic_code=coded.where(source != "human", topics))

    yield AS_BUILT, measures
    yield "words without the lexicon", recode(plain_words)
    yield "no words, only terms", recode(list)
    is_sure = measures["topic_confidence"] >= _STRICT
    sure = topics.where(is_sure, ABSTAINED)
    yield f"topics of confidence {_STRICT}", measures.assign(topic_code=sure)
    from_words = topics.where(source != "context", ABSTAINED)
    yield "topics from own words", measures.assign(topic_code=from_words)
    of_items = measures["item_id"].map(items.set_index("item_id")["topic_code"])
    yield "topics of whole items", measures.assign(topic_code=of_items)
    yield "characters, not measures", measures.assign(weight=measures["text"].str.len())
    for name, other in others.items():
        yield name, other["measures"].assign(weight=1.0)


def _findings_on(topic: str, shares: pd.DataFrame) -> Iterator[tuple]:
    leads = {}
    ranks = {}
    for setting, of_setting in shares.round(9).groupby("setting", sort=False):
        ranked = of_setting.sort_values("share", ascending=False, kind="stable")
        ranks[setting] = list(ranked["plan_id"])
        leads[setting] = list(ranked.query("share > 0")["plan_id"].head(1))
        if setting == AS_BUILT:
            cities = list(ranked["city"])
    yield _row(topic, f"{cities[0]} gives it the largest share", leads)
    yield _row(topic, f"rank order: {' > '.join(cities)}", ranks)


def _row(topic: str, finding: str, answers: dict[Any, Any]) -> tuple:
    """Make the row of a finding from what it is in each setting."""
    moved = [name for name, answer in answers.items() if answer != answers[AS_BUILT]]
    n_settings = len(answers) - 1
    verdict = "moves" if moved else "holds"
    return topic, finding, n_settings, n_settings - len(moved), verdict, "; ".join(moved)
