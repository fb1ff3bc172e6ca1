"""What a rerun changed, for people: first what is new, then what moved, each with its reason."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from mzanalysis.compare.rerun_reasons import Reasons, Tables
from mzanalysis.compare.years import choose_plans, plan_labels

_LEAST_SHARE = 0.005  # half a percent: less is not seen in a table of whole percents


@dataclass(frozen=True)
class _Change:
    """One thing that is new or moved."""

    change_code: str
    subject: str  # a topic's code, the name of a theme or figure, or ""
    plan_id: str = ""
    city: str = ""  # as it is called: with its year where there are several
    before: str = ""
    now: str = ""
    reason_code: str = ""
    because_of: str = ""  # the plans that came, went or were replaced


# In this order they are told.
NEW: tuple[str, ...] = (
    "plan_new",
    "plan_gone",
    "plan_replaced",
    "figures_new",
    "theme_new",
    "figure_new",
)
MOVED: tuple[str, ...] = ("share", "rank", "theme_joined", "theme_left", "theme_gone")
MOVED += ("comparable", "not_comparable", "figure_changed", "figure_gone", "measures")


def tell_changes(
    before: Tables,
    now: Tables,
    *,
    run_before: Mapping[str, Any],
    run_now: Mapping[str, Any],
) -> pd.DataFrame:
    """Tell what differs between two builds, and why.

    Args:
        before, now: all tables of the earlier and the later build.
        run_before, run_now: what each was made of, as from `folders.describe_run`; empty for a
            build that did not say.

    Returns:
        One row per change, ``NEW`` before ``MOVED``: change_code; subject (a topic's code, the
        label of a theme, the name of a figure); plan_id and city (as the plan is called); before
        and now; reason_code (new_plan, plan_gone, replaced_file, corrected, other_codebook,
        own_tables, other_version, unknown; several joined by ``;``) and because_of, the plans
        that came, went or were replaced.

    Example: a second plan names 公墓 -> ``theme_joined``, now 鄂州, ``new_plan``.
    """
    told = _Telling(before, now, Reasons(before, now, run_before, run_now))
    changes = [asdict(change) for change in told.tell()]
    columns = [field.name for field in fields(_Change)]
    table = pd.DataFrame(changes, columns=columns).astype("str")
    order = [*NEW, *MOVED]
    by_code = table["change_code"].map(order.index)
    return table.iloc[by_code.argsort(kind="stable")].reset_index(drop=True)


class _Telling:
    """Two builds, and what a plan is called in them."""

    def __init__(self, before: Tables, now: Tables, why: Reasons) -> None:
        self.before, self.now, self.why = before, now, why
        plans = pd.concat([tables["plans"][["plan_id", "city"]] for tables in (before, now)])
        self.labels = plan_labels(plans)

    def tell(self) -> Iterator[_Change]:
        """Yield all changes."""
        yield from self._tell_plans()
        yield from self._tell_themes()
        yield from self._tell_figures()
        yield from self._tell_comparable()
        yield from self._tell_shares()
        yield from self._tell_ranks()

    def _of_plan(self, code: str, plan_id: str, subject: str, before: str, now: str) -> _Change:
        label = self.labels[plan_id]
        return _Change(code, subject, plan_id, label, before, now, *self.why.of_plan(plan_id))

    def _of_all(self, code: str, subject: str, before: str, now: str) -> _Change:
        reason, plan_ids = self.why.of_all()
        plans = "、".join(self.labels[plan_id] for plan_id in plan_ids.split(";") if plan_id)
        return _Change(code, subject, "", "", before, now, reason, plans)

    def _tell_plans(self) -> Iterator[_Change]:
        n_before, n_now = (tables["measures"]["plan_id"].value_counts() for tables in self._both())
        for plan_id in self.why.added:
            yield self._of_plan("plan_new", plan_id, "", "", str(n_now.get(plan_id, 0)))
        for plan_id in self.why.gone:
            yield self._of_plan("plan_gone", plan_id, "", str(n_before.get(plan_id, 0)), "")
        texts = [tables["measures"].groupby("plan_id")["text"].agg(set) for tables in self._both()]
        for plan_id in self.why.both:
            old, new = (said.get(plan_id, set()) for said in texts)
            is_replaced = plan_id in self.why.replaced
            if is_replaced or old != new:
                code = "plan_replaced" if is_replaced else "measures"
                yield self._of_plan(code, plan_id, "", str(len(old - new)), str(len(new - old)))

    def _tell_themes(self) -> Iterator[_Change]:
        old, new = (_theme_cities(tables["themes"]) for tables in self._both())
        labels: dict[str, str] = {}
        for tables in self._both():
            labels |= dict(
                zip(tables["themes"]["theme_id"], tables["themes"]["label"], strict=True)
            )
        for theme_id in dict.fromkeys([*new, *old]):
            label = labels[theme_id]
            were, are = old.get(theme_id, []), new.get(theme_id, [])
            joined = "、".join(city for city in are if city not in were)
            left = "、".join(city for city in were if city not in are)
            if not were:
                yield self._of_all("theme_new", label, "", joined)
            elif not are:
                yield self._of_all("theme_gone", label, left, "")
            elif joined:
                yield self._of_all("theme_joined", label, "、".join(were), joined)
            if left and are:
                yield self._of_all("theme_left", label, left, "")

    def _tell_figures(self) -> Iterator[_Change]:
        """Yield what a new plan brings to compare, and the figures of plans in both builds."""
        for plan_id in self.why.added:
            said = _comparable_figures(self.now["target_comparison"], plan_id)
            if said:
                yield self._of_plan("figures_new", plan_id, "", "", said)
        old, new = (_figures(tables["target_comparison"]) for tables in self._both())
        for key in dict.fromkeys([*old, *new]):
            plan_id, indicator = key
            said_before, said_now = old.get(key, ""), new.get(key, "")
            if plan_id not in self.why.both or said_before == said_now:
                continue
            code = "figure_changed" if said_before and said_now else "figure_new"
            code = code if said_now else "figure_gone"
            yield self._of_plan(code, plan_id, indicator, said_before, said_now)

    def _tell_comparable(self) -> Iterator[_Change]:
        old, new = (_comparable(tables["target_comparison"]) for tables in self._both())
        for indicator in dict.fromkeys([*old, *new]):
            if indicator not in old:
                plans = "、".join(map(self.labels.__getitem__, new[indicator]))
                yield self._of_all("comparable", indicator, "", plans)
            elif indicator not in new:
                plans = "、".join(map(self.labels.__getitem__, old[indicator]))
                yield self._of_all("not_comparable", indicator, plans, "")

    def _tell_shares(self) -> Iterator[_Change]:
        keys = ["plan_id", "topic_code"]
        old, new = (tables["topic_coverage"].set_index(keys)["share"] for tables in self._both())
        both = pd.DataFrame({"before": old, "now": new}).dropna()
        moved = both[(both["now"] - both["before"]).abs() >= _LEAST_SHARE].reset_index()
        row: Any
        for row in moved.itertuples():
            shares = f"{100 * row.before:.1f} %", f"{100 * row.now:.1f} %"
            yield self._of_plan("share", row.plan_id, row.topic_code, *shares)

    def _tell_ranks(self) -> Iterator[_Change]:
        """Yield how the cities of both builds rank: one that came moves none of the others."""
        cities = [set(tables["topic_coverage"]["city"]) for tables in self._both()]
        old, new = (_ranks(tables, cities[0] & cities[1]) for tables in self._both())
        for topic, ranks in new.items():
            before = old.get(topic, {})
            moved = [city for city in ranks if before.get(city, ranks[city]) != ranks[city]]
            if moved:
                said = (f"{city} {before[city]}→{ranks[city]}" for city in moved)
                yield self._of_all("rank", topic, "", "、".join(said))

    def _both(self) -> tuple[Tables, Tables]:
        return self.before, self.now


def _theme_cities(themes: pd.DataFrame) -> dict[str, list[str]]:
    cities = themes["cities"].astype("object").str.split(";")
    return dict(zip(themes["theme_id"], cities, strict=True))


def _figures(comparison: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what each plan says of an indicator: its figures, the least first."""
    said: dict[tuple[str, str], list[str]] = {}
    row: Any
    for row in comparison.sort_values(["plan_id", "value_base"], kind="stable").itertuples():
        figures = said.setdefault((row.plan_id, row.indicator), [])
        figures.append(f"{row.value_base:,.10g}{row.base_unit}")
    return {key: "、".join(figures) for key, figures in said.items()}


def _comparable_figures(comparison: pd.DataFrame, plan_id: str) -> str:
    """Return a plan's figures that stand beside other cities'."""
    is_shown = (comparison["plan_id"] == plan_id) & comparison["is_comparable"]
    figures = _figures(comparison[is_shown])
    return "、".join(f"{indicator} {said}" for (_, indicator), said in figures.items())


def _comparable(comparison: pd.DataFrame) -> dict[str, list[str]]:
    """Return the plans whose figures of an indicator may be compared."""
    rows = comparison[comparison["is_comparable"]]
    plans: dict[str, list[str]] = {}
    for indicator, group in rows.groupby("indicator"):
        plans[str(indicator)] = sorted(group["plan_id"].unique())
    return plans


def _ranks(tables: Tables, cities: Collection[str]) -> dict[str, dict[str, int]]:
    """Return by topic the place of each of these cities, of which the latest plan counts."""
    coverage = tables["topic_coverage"]
    coverage = coverage[coverage["city"].isin(cities)]
    rows = coverage[coverage["plan_id"].isin(choose_plans(coverage))]
    places = rows["share"].round(9).groupby(rows["topic_code"]).rank(method="min", ascending=False)
    ranks: dict[str, dict[str, int]] = {}
    for topic, city, place in zip(rows["topic_code"], rows["city"], places, strict=True):
        ranks.setdefault(topic, {})[city] = int(place)
    return ranks
