"""Which findings hold under other reasonable settings, and which move."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from mzanalysis.corrections import weigh_subtopics
from mzanalysis.text.words import another_segmenter, plain_words
from mzanalysis.themes.describe import theme_rows
from mzanalysis.themes.grouping import assign_themes
from mzanalysis.topics.coding import ABSTAINED, code_items, code_measures
from mzanalysis.topics.subtopics import subtopic_weights
from mzanalysis.validation.agreement import bigram_f1

Tables = Mapping[str, pd.DataFrame]
AS_BUILT = "as built"
_SEGMENTERS: dict[str, Any] = {
    "words without the lexicon": plain_words,
    "no words, only terms": list,
}
# Topics less certain than this are left open in the stricter setting.
_STRICT = 0.5
# Similarities are lowered and raised by this, which raises and lowers the bar for a theme.
_SHIFT = 0.1
# A theme is found again where one of the other setting shares this part of all their measures
# (Jaccard, the usual bar of cluster stability: Hennig 2007, Computational Statistics 52).
_SAME_THEME = 0.5
_MANY_CITIES = 3
_SHOWN = 3
_COLUMNS = "subject finding n_settings n_hold n_items n_items_hold verdict moves_in"


def findings(
    tables: Tables,
    *,
    others: Mapping[str, Tables] | None = None,
    shares: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of each finding whether it holds in all settings.

    The findings: which city gives each topic the largest share, how the cities rank on it, and
    each theme of three or more cities. The settings of shares: two other segmenters, only
    topics of confidence 0.5 and more, only topics from a measure's own words, the topics of
    whole items, characters instead of measures, other builds if given, and each item left
    out in turn. Those of themes: the bar of similarity higher and lower by 0.1, the
    words' own likeness alone, no subtopics, each item left out in turn.

    Args:
        others: by name, the tables of other builds of the same plans, such as one with another
            version of the codebook; findings on codes that it does not have are not asked.
        shares: what ``topic_shares`` returned for the same tables, if it was called before.

    Returns:
        One row per finding: ``subject`` (topic_code or theme_id), ``finding``, ``n_settings``
        and ``n_hold`` (in how many it holds), ``n_items`` and ``n_items_hold`` (the same for
        items left out), ``verdict`` and ``moves_in``. The verdict is ``holds`` where it does
        in all; ``rests on an item`` where it fails only without one item; else ``moves``.
    """
    shares = topic_shares(tables, others=others) if shares is None else shares
    rows = [*_share_findings(shares, tables), *_theme_findings(tables, others or {})]
    return pd.DataFrame(rows, columns=_COLUMNS.split())


def topic_shares(tables: Tables, *, others: Mapping[str, Tables] | None = None) -> pd.DataFrame:
    """Compute each city's share of each topic in every setting, items left out aside.

    Returns:
        One row per setting, plan and topic: ``setting``, ``topic_code``, ``plan_id``,
        ``city``, ``share`` (of the plan's measures, or of their characters).
    """
    frames = []
    for setting, coded in _settings(tables, others or {}):
        weights = coded.groupby(["plan_id", "topic_code"])["weight"].sum().unstack(fill_value=0)
        shares = weights.div(weights.sum(axis=1), axis=0).reset_index()
        shares = shares.melt("plan_id", var_name="topic_code", value_name="share")
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
    built = shares[shares["setting"] == AS_BUILT].set_index(keys)["share"]
    ranges = shares.groupby(keys)["share"].agg(lowest="min", highest="max")
    table = ranges.join(built, how="inner").reset_index()
    order = (table["lowest"] - table["highest"]).argsort(kind="stable")
    return table.iloc[order][[*keys, "share", "lowest", "highest"]].reset_index(drop=True)


def _settings(tables: Tables, others: Mapping[str, Tables]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the measures coded anew: plan_id, topic_code, weight."""
    items, measures = tables["items"], tables["measures"].assign(weight=1.0)
    topics, source = measures["topic_code"], measures["topic_source"]
    yield AS_BUILT, measures
    recoded = {}
    for name, cut in _SEGMENTERS.items():
        with another_segmenter(cut):
            coded = code_measures(measures, code_items(items))["topic_code"]
        recoded[name] = coded.where(source != "human", topics)
    is_sure = measures["topic_confidence"] >= _STRICT
    recoded[f"topics of confidence {_STRICT}"] = topics.where(is_sure, ABSTAINED)
    recoded["topics from own words"] = topics.where(source != "context", ABSTAINED)
    of_items = items.set_index("item_id")["topic_code"]
    recoded["topics of whole items"] = measures["item_id"].map(of_items)
    yield from ((name, measures.assign(topic_code=codes)) for name, codes in recoded.items())
    yield "characters, not measures", measures.assign(weight=measures["text"].str.len())
    yield from ((name, other["measures"].assign(weight=1.0)) for name, other in others.items())


def _share_findings(shares: pd.DataFrame, tables: Tables) -> Iterator[tuple]:
    wide = shares.pivot(index=["topic_code", "setting"], columns="plan_id", values="share")
    cities = tables["plans"].set_index("plan_id")["city"]
    settings = [name for name in dict.fromkeys(shares["setting"]) if name != AS_BUILT]
    left_out = [*_jackknife(tables["measures"])]
    for topic in dict.fromkeys(shares["topic_code"]):
        found = wide.loc[topic].fillna(0.0)
        if topic == ABSTAINED or AS_BUILT not in found.index or len(wide.columns) < 2:
            continue
        built = found.loc[AS_BUILT]
        own = _order(built)
        others = {name: _order(found.loc[name]) for name in settings if name in found.index}
        fewer = {
            item_id: _order(built.where(built.index != plan_id, left.get(topic, 0.0)))
            for plan_id, item_id, left in left_out
        }
        ranked = [str(cities[plan_id]) for plan_id in own[1]]
        for i, finding in enumerate(
            (f"{ranked[0]} gives it the largest share", f"rank order: {' > '.join(ranked)}")
        ):
            moved, without = (
                [name for name, order in cases.items() if order[i] != own[i]]
                for cases in (others, fewer)
            )
            yield _row(topic, finding, len(others), moved, len(fewer), without)


def _order(shares: pd.Series) -> tuple[str, list[str]]:
    """Return the plan of the largest share, "" if none has any, and all, largest first."""
    ranked = shares.round(9).sort_values(ascending=False, kind="stable")
    return str(ranked.index[0]) if shares.max() > 0 else "", list(ranked.index)


def _jackknife(measures: pd.DataFrame) -> Iterator[tuple[Any, Any, pd.Series]]:
    """Yield plan, item, and the plan's shares by topic without that item."""
    for plan_id, own in measures.groupby("plan_id"):
        for item_id in sorted({*own["item_id"]}):
            left = own.loc[own["item_id"] != item_id, "topic_code"]
            if len(left):
                yield plan_id, item_id, left.value_counts(normalize=True)


def _theme_findings(tables: Tables, others: Mapping[str, Tables]) -> Iterator[tuple]:
    measures, matches, themes = tables["measures"], tables["matches"], tables["themes"]
    codes = weigh_subtopics(subtopic_weights(measures, tables["items"]), measures)
    text = measures.set_index("measure_id")["text"]
    ids = zip(matches["measure_id_a"], matches["measure_id_b"], strict=True)
    likeness: dict[str, Any] = {
        f"similarity needed {change:+}": (matches["similarity"] - change).clip(0, 1)
        for change in (_SHIFT, -_SHIFT)
    }
    likeness["likeness of words"] = [bigram_f1(text[a], text[b]) for a, b in ids]
    cases = {name: (matches.assign(similarity=new), codes) for name, new in likeness.items()}
    cases["without subtopics"] = (matches, codes.iloc[:0])
    regrouped = {
        name: assign_themes(measures, pairs, subtopics=weights)
        for name, (pairs, weights) in cases.items()
    }
    regrouped |= {name: other["measures"] for name, other in others.items()}
    settings = {name: _members(table).values() for name, table in regrouped.items()}
    built = _members(measures)
    places = measures.set_index("measure_id")[["item_id", "city"]]
    row: Any
    for row in themes[themes["n_cities"] >= _MANY_CITIES].itertuples():
        own = built[row.theme_id]
        moved = [
            name
            for name, found in settings.items()
            if not any(len(own & other) >= _SAME_THEME * len(own | other) for other in found)
        ]
        mine = places.loc[[*own]]
        items = sorted({*mine["item_id"]})
        without = [i for i in items if mine.loc[mine["item_id"] != i, "city"].nunique() < 2]
        finding = f"{row.label}: {row.cities.replace(';', '、')}"
        yield _row(row.theme_id, finding, len(settings), moved, len(items), without)


def _members(measures: pd.DataFrame) -> dict[Any, frozenset[str]]:
    rows = theme_rows(measures)
    members = rows[rows["theme_id"] != ""].groupby("theme_id", sort=True)["measure_id"]
    return members.agg(frozenset).to_dict()


def _row(
    subject: str, finding: str, n: int, moved: list[str], n_items: int, without: list[str]
) -> tuple:
    verdict = "moves" if moved else "rests on an item" if without else "holds"
    named = [*moved, *(f"without {item}" for item in without)]
    more = [f"and {len(named) - _SHOWN} more"] if len(named) > _SHOWN else []
    shown = " ".join(["; ".join(named[:_SHOWN]), *more])
    n_held, n_items_held = n - len(moved), n_items - len(without)
    return subject, finding, n, n_held, n_items, n_items_held, verdict, shown
