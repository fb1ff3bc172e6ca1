"""What became of a city's measures and targets in its next plan, and of what it had promised."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from mzanalysis.compare.shared_axes import explain_pairs
from mzanalysis.errors import InputError
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.text.patterns import pattern
from mzanalysis.themes.year_pairs import YearPair, pair_years

_Tables = Mapping[str, pd.DataFrame]
_Row = dict[str, Any]
_PIECES = ("measures", "targets", "deadlines")
_AT_MOST = ("le", "lt")
_NOTHING: _Row = {
    "topic_code": "other",
    **dict.fromkeys(["measure_id_before", "measure_id_after", "text_before", "text_after"], ""),
    **dict.fromkeys(["target_id_before", "target_id_after", "indicator", "base_unit"], ""),
    **dict.fromkeys(["value_before", "value_after"], float("nan")),
}


def find_changes(
    tables: _Tables, city: str = "", *, years: tuple[int, int] | None = None
) -> pd.DataFrame:
    """Find what each next plan of a city did with the measures and targets of the one before.

    Args:
        tables: plans, items, measures, targets and deadlines of a build.
        city: only this city's.
        years: only these two, which need not follow one another; by default each plan with the
            next one there is.

    Returns:
        The table ``year_changes``. A target that the next plan reports as done is ``met`` or
        ``exceeded`` where its indicator and base agree; it is ``missed`` only where the text says
        that it was not reached, and falls short of it. Results are read in the plan of the year
        that follows.

    Raises:
        InputError: the city has no plan, or none of one of the years.
    """
    rows: list[_Row] = []
    for before, after in _pairs_of_plans(tables["plans"], city, years):
        rows += _Years(tables, before, after).tell()
    table = pd.DataFrame(rows) if rows else empty_table("year_changes")
    return conform_table(table, "year_changes")


def _pairs_of_plans(
    plans: pd.DataFrame, city: str, years: tuple[int, int] | None
) -> list[tuple[str, str]]:
    """Return the plans to compare, each with the one it is compared with."""
    wanted = plans[plans["city"] == city] if city else plans
    if wanted.empty and city:
        raise InputError(f"no plan of {city!r}; cities: {', '.join(plans['city'].unique())}")
    wanted = wanted.sort_values(["year", "plan_id"])
    if years is not None:
        known = wanted["year"].tolist()
        missing = [year for year in years if year not in known]
        if missing:
            found = ", ".join(map(str, known))
            raise InputError(f"no plan of {city} of {missing[0]}; there are: {found}")
        wanted = wanted[wanted["year"].isin(years)]
    pairs = []
    for _, of_city in wanted.groupby("city", sort=True):
        one_a_year = of_city.drop_duplicates("year", keep="last")
        pairs += list(pairwise(one_a_year["plan_id"]))
    return pairs


class _Years:
    """Two plans of one city, and what is read in each."""

    def __init__(self, tables: _Tables, before: str, after: str) -> None:
        self.after_id = after
        self.old, self.new = ({n: _of_plan(tables[n], i) for n in _PIECES} for i in (before, after))
        self.items = tables["items"][tables["items"]["plan_id"].isin([before, after])]
        texts = tables["plans"].set_index("plan_id").loc[[before, after]]
        self.years = texts["year"].tolist()
        self.city, self.text = texts["city"].iloc[0], texts["text"].iloc[1]
        self.said = pd.concat([side["measures"] for side in (self.old, self.new)])
        self.said = self.said.set_index("measure_id")[["text", "topic_code"]]

    def tell(self) -> list[_Row]:
        """Return the rows of the table ``year_changes``."""
        pairs: list[YearPair] = []
        if len(self.old["measures"]) and len(self.new["measures"]):
            pairs = pair_years(self.old["measures"], self.new["measures"], self.items)
        partners = [
            (before, after) for pair in pairs for before in pair.before for after in pair.after
        ]
        made = [*self._measures(pairs), *self._targets(partners), *self._dates(partners)]
        if self.years[1] == self.years[0] + 1:
            made += self._results()
        head = {"city": self.city, "year_before": self.years[0], "year_after": self.years[1]}
        rows = []
        for number, row in enumerate(made, 1):
            rows.append({"change_id": f"{self.after_id}:c{number:03}", **head, **_NOTHING, **row})
        return rows

    def _measures(self, pairs: list[YearPair]) -> Iterator[_Row]:
        for pair in pairs:
            for before in pair.before or ("",):
                for after in pair.after or ("",):
                    code = {"kind_code": "measure", "change_code": pair.change_code}
                    yield code | self._sides(before, after)

    def _sides(self, before: str, after: str) -> _Row:
        """Return what stands on either side of a pair of measures."""
        topics = [self.said.at[i, "topic_code"] for i in (after, before) if i in self.said.index]
        return {
            "measure_id_before": before,
            "measure_id_after": after,
            "text_before": self._text(before),
            "text_after": self._text(after),
            "topic_code": topics[0] if topics else "other",
        }

    def _text(self, measure_id: str) -> str:
        return str(self.said.at[measure_id, "text"]) if measure_id in self.said.index else ""

    def _targets(self, partners: list[tuple[str, str]]) -> Iterator[_Row]:
        """Yield what became of each target, and the new ones."""
        old, new = (side["targets"].query("role_code == 'target'") for side in (self.old, self.new))
        pairs = _pair_targets(old, new, partners)
        for before, after in pairs:
            yield self._target(_compare_values(before, after), before, after)
        for row in _others(old, [before["target_id"] for before, _ in pairs]):
            yield self._target("dropped", row, None)
        for row in _others(new, [after["target_id"] for _, after in pairs]):
            yield self._target("new", None, row)

    def _target(self, code: str, before: _Row | None, after: _Row | None) -> _Row:
        shown = after or before or {}
        row = {"kind_code": "target", "change_code": code}
        row |= {name: shown[name] for name in ("topic_code", "indicator", "base_unit")}
        for name, side in (("before", before), ("after", after)):
            if side is not None:
                row[f"measure_id_{name}"] = side["measure_id"]
                row[f"target_id_{name}"] = side["target_id"]
                row[f"text_{name}"] = side["matched_text"]
                row[f"value_{name}"] = side["value_base"]
        return row

    def _dates(self, partners: list[tuple[str, str]]) -> Iterator[_Row]:
        """Yield what is due at another time of its year than before."""
        old, new = (_only_dates(side["deadlines"]) for side in (self.old, self.new))
        for before, after in partners:
            if before in old and after in new:
                moved = old[before] + pd.DateOffset(years=self.years[1] - self.years[0])
                if moved.to_period("M") != new[after].to_period("M"):
                    code = "put_off" if new[after] > moved else "brought_forward"
                    yield {"kind_code": "target", "change_code": code} | self._sides(before, after)

    def _results(self) -> Iterator[_Row]:
        """Yield what the next plan says of the targets of the year that has gone."""
        promised = self.old["targets"].query("role_code == 'target' and not is_part")
        reported = self.new["targets"].query("role_code == 'result' and not is_part")
        for before, after in _pair_targets(promised, reported, []):
            code = self._judge(before, after)
            if code:
                yield self._target(code, before, after)

    def _judge(self, promised: _Row, reported: _Row) -> str:
        """Say whether a target was met; nothing where the text does not say so."""
        aim, done = promised["value_base"], reported["value_base"]
        if promised["comparator_code"] in _AT_MOST:
            aim, done = -aim, -done
        if done >= aim:
            return "met" if done == aim else "exceeded"
        sentence = re.split("[。;；\n]", self.text[reported["char_start"] :], maxsplit=1)[0]
        return "missed" if pattern("not_reached").search(sentence) else ""


def _of_plan(table: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    return table[table["plan_id"] == plan_id]


def _pair_targets(
    old: pd.DataFrame, new: pd.DataFrame, partners: list[tuple[str, str]]
) -> list[tuple[_Row, _Row]]:
    """Pair figures of one indicator and base, then those in one place of paired measures."""
    rows_old, rows_new = (_by_id(table) for table in (old, new))
    pairs = []
    for before, after in [*_same_indicator(old, new), *_same_place(rows_old, rows_new, partners)]:
        if before in rows_old and after in rows_new:
            pairs.append((rows_old.pop(before), rows_new.pop(after)))
    return pairs


def _by_id(targets: pd.DataFrame) -> dict[str, _Row]:
    rows: list[Any] = targets.to_dict("records")
    return {row["target_id"]: row for row in rows}


def _same_indicator(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs that may share an axis, nearest in scope and value first."""
    both = pd.concat([old, new]).assign(role_code="target")
    pairs = explain_pairs(both).query("is_comparable == True")
    rows = _by_id(both)
    old_ids = set(old["target_id"])
    ranked = []
    for a, b in zip(pairs["target_id_a"], pairs["target_id_b"], strict=True):
        before, after = (a, b) if a in old_ids else (b, a)
        is_far = rows[before]["scope"] != rows[after]["scope"]
        gap = abs(rows[before]["value_base"] - rows[after]["value_base"])
        ranked.append((is_far, gap, before, after))
    return [(before, after) for *_, before, after in sorted(ranked)]


def _same_place(
    old: Mapping[str, _Row], new: Mapping[str, _Row], partners: list[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield figures that stand in one place of paired measures, in the same unit."""
    for before, after in partners:
        sides = []
        for rows, measure_id in ((old, before), (new, after)):
            sides.append([row for row in rows.values() if row["measure_id"] == measure_id])
        units = [[row["base_unit"] for row in side] for side in sides]
        if units[0] == units[1]:
            for row, other in zip(*sides, strict=True):
                yield row["target_id"], other["target_id"]


def _others(targets: pd.DataFrame, taken: list[str]) -> list[_Row]:
    rows: list[Any] = targets[~targets["target_id"].isin(taken)].to_dict("records")
    return rows


def _compare_values(before: _Row, after: _Row) -> str:
    values = [(row["value_base"], row["value_high"]) for row in (before, after)]
    if values[0][0] == values[1][0]:
        return "kept"
    return "raised" if values[1][0] > values[0][0] else "cut"


def _only_dates(deadlines: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return the day each measure is due, of those that name one."""
    named = deadlines[deadlines["measure_id"] != ""]
    days = named.groupby("measure_id")["due_date"].agg(["min", "nunique"])
    days = days[days["nunique"] == 1]
    return dict(zip(days.index, days["min"], strict=True))
