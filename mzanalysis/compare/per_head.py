"""Figures per 10,000 residents: counts and amounts of cities of different size side by side."""

from pathlib import Path

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.resources.declaration import check_resource
from mzanalysis.text.csv_files import read_rows

_CITIES = "reading/cities.csv"
_HEADS = {"per_10000": "population", "per_10000_aged_60": "population_60"}


def per_head(target_comparison: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Divide the comparable counts and amounts by 10,000 residents and by 10,000 aged 60 or over.

    Args:
        target_comparison: the table of that name.
        cities: as from ``read_cities``; a plan takes the last year that is not after its own.

    Returns:
        The rows that have a figure per head (neither rates nor standards, nor figures per
        village), with population_year, population, population_60, population_source, per_10000
        and per_10000_aged_60. What the cities lack is missing, never zero.

    Example: 33个 of a city of 2,153,638 residents -> per_10000 0.153.
    """
    axis = target_comparison["axis"].str.split("~").str[0]
    is_counted = axis.str.fullmatch("(?:stock|added)(?:/.*)?") & ~axis.str.contains("per-")
    rows = target_comparison[target_comparison["is_comparable"] & is_counted]
    renamed = {"year": "population_year", "source": "population_source"}
    residents = cities.drop(columns="city").rename(columns=renamed).sort_values("population_year")
    plans = rows[["plan_id", "year"]].drop_duplicates().sort_values("year")
    plans["adcode"] = plans["plan_id"].str[:6]
    counted = pd.merge_asof(
        plans, residents, left_on="year", right_on="population_year", by="adcode"
    )
    last = counted.drop(columns=["year", "adcode"])
    table = rows.merge(last, on="plan_id", how="left", validate="m:1")
    table["population_source"] = table["population_source"].fillna("")
    for column, heads in _HEADS.items():
        table[column] = table["value_base"] * 10_000 / table[heads]
    return table


def read_cities(own: Path | None = None) -> pd.DataFrame:
    """Read the residents of cities by adcode and year: census figures, and the user's own.

    Args:
        own: a CSV with columns adcode, city, year, population, population_60, source, such as
            ``data/raw/cities.csv``; its rows replace those of the same adcode and year. It need
            not be there.

    Raises:
        InputError: names file, line and column of a figure that cannot be, an unknown adcode or
            a row given twice.
    """
    cities = read_table(_CITIES)
    if own and own.is_file():
        rows = dict(read_rows(own, list(cities.columns)))
        own_cities = pd.DataFrame(rows.values(), columns=cities.columns)
        own_cities.index = [line - 2 for line in rows]
        check_resource(own_cities, _CITIES, read_table, place=own.name)
        cities = pd.concat([cities, own_cities])
    cities = cities.drop_duplicates(["adcode", "year"], keep="last", ignore_index=True)
    heads = list(_HEADS.values())
    cities[heads] = cities[heads].replace("", "nan").astype("float64")
    return cities.astype({"year": "int64"})
