"""Figures per 10,000 residents: counts and amounts of cities of different size side by side."""

import re
from pathlib import Path

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import path as resource_path
from mzanalysis.resources import read_table
from mzanalysis.text.csv_files import read_rows

_COLUMNS = ["adcode", "city", "year", "population", "population_60", "source"]
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
    residents = cities.rename(columns={"year": "population_year", "source": "population_source"})
    plans = rows[["plan_id", "year"]].drop_duplicates()
    plans["adcode"] = plans["plan_id"].str.split("-").str[0]
    counted = plans.merge(residents.drop(columns="city"), on="adcode", validate="m:m")
    counted = counted[counted["population_year"] <= counted["year"]].sort_values("population_year")
    last = counted.drop_duplicates("plan_id", keep="last").drop(columns=["year", "adcode"])
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
    rows = _parse(resource_path("reading/cities.csv"))
    if own and own.is_file():
        rows = pd.concat([rows, _parse(own)])
    return rows.drop_duplicates(["adcode", "year"], keep="last", ignore_index=True)


def _parse(file: Path) -> pd.DataFrame:
    places = set(read_table("reading/places.csv")["adcode"])
    lines: dict[tuple[str, str], int] = {}
    rows = []
    for line, row in read_rows(file, _COLUMNS):
        key = row["adcode"], row["year"]
        problem = _find_problem(row, places)
        if key in lines:
            problem = f"{key[0]} {key[1]} stands in line {lines[key]} already; keep one"
        if problem:
            raise InputError(f"{file.name}, line {line}: {problem}")
        lines[key] = line
        rows.append(row)
    table = pd.DataFrame(rows, columns=_COLUMNS).astype({"year": "int64"})
    for column in _HEADS.values():
        table[column] = table[column].replace("", "nan").astype("float64")
    return table


def _find_problem(row: dict[str, str], places: set[str]) -> str:
    """Return what is wrong with a row, "" if nothing is."""
    if row["adcode"] not in places:
        return f"no place has the adcode {row['adcode']!r}; it is six digits: 420300"
    if not re.fullmatch("[12][0-9]{3}", row["year"]):
        return f"year is {row['year']!r}; write four digits: 2020"
    for column in _HEADS.values():
        if not re.fullmatch("([1-9][0-9]*)?", row[column]):
            return f"{column} is {row[column]!r}; write a whole number or leave it empty"
    return ""
