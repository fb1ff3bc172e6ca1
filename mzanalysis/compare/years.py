"""Several years of one city: what a plan is called, and which plans are compared."""

from typing import Literal

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.reading.places import place_by_code
from mzanalysis.resources import cached, read_table
from mzanalysis.text.lookup import look_up

Lang = Literal["zh", "en", "both"]
Year = int | Literal["latest", "all"]


def plan_labels(plans: pd.DataFrame, lang: Lang = "zh") -> dict[str, str]:
    """Return what each plan is called: its city, with the year as soon as there are several.

    Args:
        plans: any table with ``plan_id`` and ``city``; its own plans are all that count, unless its
            ``attrs["has_years"]`` says that the corpus that it is part of has several years.
        lang: ``zh``, ``en`` or ``both``.

    Example: 十堰 and 鄂州 of 2025 -> 十堰, 鄂州; with one of 2026 -> 十堰 2025, 鄂州 2025 …
    """
    named = plans[["plan_id", "city"]].drop_duplicates("plan_id").astype("str")
    years = named["plan_id"].map(year_of)
    is_part = plans.attrs.get("has_years", False)
    is_dated = is_part or years.nunique() > 1 or named["city"].duplicated().any()
    is_twice = (named["city"] + years).duplicated(keep=False)
    dates = years.mask(is_twice, named["plan_id"])
    labels = {}
    for plan_id, city, date in zip(named["plan_id"], named["city"], dates, strict=True):
        name = _name_city(city, plan_id.partition("-")[0], lang)
        labels[plan_id] = f"{name} {date}" if is_dated else name
    return labels


def year_of(plan_id: str) -> str:
    """Return the year in a plan's id: ``2025`` of ``420300-2025``."""
    return plan_id.partition("-")[2][:4]


def _name_city(city: str, adcode: str, lang: Lang) -> str:
    english = "" if lang == "zh" else _english_names().get(adcode, "")
    if english in ("", city):
        return city
    return english if lang == "en" else f"{city} {english}"


@cached
def _english_names() -> dict[str, str]:
    places = read_table("reading/places.csv")
    return dict(zip(places["adcode"], places["name_en"], strict=True))


def choose_plans(plans: pd.DataFrame, year: Year = "latest", *, own: str = "") -> list[str]:
    """Choose the plans to compare: one of each city, so that none is compared with itself.

    Args:
        plans: the table ``plans``, or another with plan_id, city and year.
        year: a year, of which each city's plan is taken and cities without one are left out;
            ``latest`` plan of each city; ``all`` plans.
        own: id of a plan that stands for its city, whatever its year.

    Raises:
        InputError: no plan is of that year.
    """
    one_each = plans.drop_duplicates("plan_id").sort_values(["year", "plan_id"])
    known = sorted(one_each["year"].unique().tolist())
    if year not in (*known, "latest", "all"):
        years = ", ".join(map(str, known))
        raise InputError(f"no plan of {year!r}; year may be: latest, all, {years}")
    if year in known:
        is_of_year = one_each["year"] == year
        one_each = one_each[is_of_year | (one_each["plan_id"] == own)]
    is_own = one_each["plan_id"] == own
    if year != "all":
        by_city = pd.concat([one_each[~is_own], one_each[is_own]])
        one_each = by_city.drop_duplicates("city", keep="last")
    else:
        own_cities = one_each.loc[is_own, "city"]
        one_each = one_each[is_own | ~one_each["city"].isin(own_cities)]
    chosen = set(one_each["plan_id"])
    return [plan_id for plan_id in plans["plan_id"].drop_duplicates() if plan_id in chosen]


def find_city(plans: pd.DataFrame, named: object) -> str:
    """Return the city, or the id of the plan, that was named.

    A city may be named as people do: 十堰, 十堰市, 湖北十堰, Shiyan, 420300.

    Raises:
        InputError: no plan is of that city; names the nearest.
    """
    if named in set(plans["plan_id"]):
        return str(named)
    names: dict[str, list[str]] = {}
    for city, adcode, english in plans[["city", "adcode", "city_en"]].itertuples(index=False):
        names[city] = [place_by_code(adcode).name, english, adcode]
    return look_up(named, names, kind="city")


def find_plan(plans: pd.DataFrame, named: object, year: Year = "latest") -> str:
    """Return the id of a city's plan of a year or, for ``latest`` and ``all``, of its last one.

    ``named`` is a city, as in `find_city`, or the id of a plan.

    Raises:
        InputError: there is no such city, or it has no plan of that year.
    """
    city = find_city(plans, named)
    of_city = plans[plans["city"] == city].sort_values("year")
    if of_city.empty:
        return city
    if year not in ("latest", "all"):
        years = ", ".join(of_city["year"].astype(str))
        of_city = of_city[of_city["year"] == year]
        if of_city.empty:
            raise InputError(f"no plan of {city} of {year!r}; of {city} there are: {years}")
    return str(of_city["plan_id"].iloc[-1])


def plans_of_city(plans: pd.DataFrame, plan_id: str) -> list[str]:
    """Return the ids of all plans of the city that a plan is of; none if there is no such plan."""
    cities = plans.loc[plans["plan_id"] == plan_id, "city"]
    return list(plans.loc[plans["city"].isin(cities), "plan_id"])
