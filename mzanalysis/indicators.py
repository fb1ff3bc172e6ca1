"""Give every figure one indicator name for all cities.

``resources/indicators.csv`` holds the known indicators; the narrower stands before the wider,
and the first whose unit family, kind and alias fit a figure names it. An alias is a row of
terms with spaces between, all of which must hold; ``|`` parts alternative aliases:

- ``持证`` must occur in the figure's name (quotation marks and spaces left out);
- ``护理员/护理人员``: one of them must; ``-培训``: must not; ``养老院$``: must end the name;
- ``@改造/提升``: one of them in the name, action, scope or matched text;
- ``#disability``: the figure's topic must be this (``#ageing/#eldercare``: one of these).

What the resource lacks gets an id of its own, a hash of topic, normalised name and unit family:
it depends on nothing but the figure, so another plan does not change it. Figures of different
plans whose names are alike take the id of the shorter name; ``propose`` lists these joins. A
name too short to say what is counted (增长, 项目) is joined to nothing.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import pandas as pd

from mzanalysis.axes import Row, axis_unit, figure_kind, figure_nature, unit_families
from mzanalysis.resources import read_table

_OWN_PREFIX = "x-"
_NO_TOPIC = "other"
_END = "$"
# Names are alike from this share of common character pairs (Dice) on; the longer must hold all
# characters of the shorter, end as it does, and have at most so many more.
_ALIKE, _EXTRA = 0.7, 4
# A shorter name may be that of anything, more so without a topic.
_SHORTEST, _SHORTEST_WITHOUT_TOPIC = 4, 5
# From here on a name is worth a look by a human, though it is not joined.
_RESEMBLES = 0.5
_QUOTES = re.compile(r"[“”\"'‘’《》\s]")
_PROPOSALS = ["indicator_id", "indicator", "cities", "resembles_id", "resembles", "similarity"]


@dataclass(frozen=True)
class Indicator:
    """A known indicator: a row of ``resources/indicators.csv``."""

    indicator_id: str
    zh: str
    aliases: tuple[tuple[str, ...], ...]
    families: frozenset[str]
    kinds: frozenset[str]
    measure_type: str


@dataclass(frozen=True)
class _Name:
    """A figure's name as it is compared: only names of one block may be alike."""

    block: tuple[str, ...]
    key: str

    @property
    def own_id(self) -> str:
        topic, family, place = self.block[:3]
        what = f"{topic}|{self.key}|{family}|{place}"
        return _OWN_PREFIX + hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()[:8]


def name_indicators(targets: pd.DataFrame) -> pd.DataFrame:
    """Name what each figure counts, with one id for all plans.

    Args:
        targets: figures as in the table ``targets``; ``indicator_id`` is not read.

    Returns:
        The figures with ``indicator_id``: a slug of the resource, or ``x-`` and a hash.

    Example: ``新建30个城乡公益性公墓`` and ``33处农村公益性公墓建设任务`` both get
    ``funeral-public-cemetery``.
    """
    rows = targets.to_dict("records")
    found = [_find_indicator(row) for row in rows]
    names = [_name(row) for row in rows]
    unknown = zip(names, targets["plan_id"], found, strict=True)
    centres = _join_names([(name, plan_id) for name, plan_id, known in unknown if not known])
    ids = [
        known.indicator_id if known else centres[name].own_id
        for known, name in zip(found, names, strict=True)
    ]
    return targets.assign(indicator_id=pd.Series(ids, index=targets.index, dtype="str"))


def known_indicators() -> dict[str, Indicator]:
    """Return the indicators of the resource by id, the narrower before the wider."""
    return {indicator.indicator_id: indicator for indicator in _resource()}


def propose(targets: pd.DataFrame) -> pd.DataFrame:
    """List names that the resource lacks and what they resemble, for a human to decide.

    Args:
        targets: figures with ``indicator_id``, as from ``name_indicators``.

    Returns:
        One row per name of a target with a topic: indicator_id, indicator, cities (joined by
        ``;``), resembles_id, resembles, similarity (0 to 1). Where both ids are equal the names
        were joined; else an alias in ``resources/indicators.csv`` would join them.
    """
    is_own = (targets["role_code"] == "target") & (targets["topic_code"] != _NO_TOPIC)
    is_own &= targets["indicator_id"].str.startswith(_OWN_PREFIX)
    cities: dict[tuple[str, str, _Name], set[str]] = {}
    for row in targets[is_own].to_dict("records"):
        entry = (row["indicator_id"], row["indicator"], _name(row))
        cities.setdefault(entry, set()).add(row["city"])
    known = [(i.indicator_id, i.zh, i.families, _normalise(i.zh)) for i in _resource()]
    proposals = []
    for own_id, text, name in sorted(cities, key=lambda entry: entry[:2]):
        others = [
            (_similarity(name.key, other.key), other_id, other_text)
            for other_id, other_text, other in cities
            if other.block == name.block and (other_id, other_text) != (own_id, text)
        ] + [
            (_similarity(name.key, key), known_id, zh)
            for known_id, zh, families, key in known
            if name.block[1] in families
        ]
        score, other_id, other_text = max(others, default=(0.0, "", ""))
        if score >= _RESEMBLES:
            shown = ";".join(sorted(cities[own_id, text, name]))
            proposals.append((own_id, text, shown, other_id, other_text, round(score, 2)))
    return pd.DataFrame(proposals, columns=_PROPOSALS)


def normalise_name(row: Row) -> str:
    """Return a figure's name without verbs, quotes, the city and words that say nothing."""
    name = str(row["indicator"] or row["matched_text"])
    return _normalise(name.replace(f"{row['city']}市", "").replace(str(row["city"]), ""))


def _find_indicator(row: Row) -> Indicator | None:
    texts = (row["indicator"] or row["matched_text"], row["action"], row["scope"])
    name, *around = (_QUOTES.sub("", str(text)) for text in (*texts, row["matched_text"]))
    places = {"@": "|".join([name, *around]), "": name}
    families, kind = unit_families(str(row["base_unit"])), figure_kind(row)
    is_change = figure_nature(row) == "change"
    # A 满意率 or 使用率 of beds is no share of beds.
    quality = [word for _, pattern, _ in _name_words("quality") for word in pattern.findall(name)]
    for known in _resource():
        if (
            kind in known.kinds
            and families & known.families
            # 床位增长5% is no share of beds, whatever its name and unit say.
            and is_change == (known.measure_type == "change")
            and any(
                _fits(alias, places, str(row["topic_code"]))
                and all(word in " ".join(alias) for word in quality)
                for alias in known.aliases
            )
        ):
            return known
    return None


def _fits(alias: tuple[str, ...], places: dict[str, str], topic: str) -> bool:
    for term in alias:
        sign = term[0] if term[0] in "#@-" else ""
        words = term.removeprefix(sign).split("/")
        if sign == "#":
            holds = topic in (word.removeprefix("#") for word in words)
        else:
            text = places["@" if sign == "@" else ""] + _END
            holds = any(word in text for word in words)
        if holds == (sign == "-"):
            return False
    return True


def _name(row: Row) -> _Name:
    topic, key = str(row["topic_code"]), normalise_name(row)
    shortest = _SHORTEST_WITHOUT_TOPIC if topic == _NO_TOPIC else _SHORTEST
    is_vague = len(key) < shortest or len(_without(key, "vague")) < 2
    place = f"{row['plan_id']}|{row['matched_text']}" if is_vague else ""
    family, kind = axis_unit(str(row["base_unit"]))[0], figure_kind(row)
    nature = figure_nature(row) if kind == "percent" else ""
    return _Name((topic, family, place, kind, nature), key)


def _join_names(figures: list[tuple[_Name, str]]) -> dict[_Name, _Name]:
    """Map each name to the shorter name it is alike to, or to itself."""
    plans: dict[_Name, set[str]] = {}
    for name, plan_id in figures:
        plans.setdefault(name, set()).add(plan_id)
    joined: dict[_Name, _Name] = {}
    centres: dict[tuple[str, ...], list[_Name]] = {}
    for name in sorted(plans, key=lambda n: (len(n.key), n.key, n.block)):
        block = centres.setdefault(name.block, [])
        alike = [
            (_similarity(centre.key, name.key), -i, centre)
            for i, centre in enumerate(block)
            # Two names in one plan are two things: their writer told them apart.
            if _is_alike(centre, name) and not plans[centre] & plans[name]
        ]
        joined[name] = max(alike, key=lambda a: a[:2])[2] if alike else name
        if not alike:
            block.append(name)
    return joined


def _is_alike(short: _Name, long: _Name) -> bool:
    # Without a topic nothing holds two names together but their being equal.
    return (
        short.block[0] != _NO_TOPIC
        and len(long.key) - len(short.key) <= _EXTRA
        and short.key[-2:] == long.key[-2:]
        and not Counter(short.key) - Counter(long.key)
        and _marks(short.key) == _marks(long.key)
        and _similarity(short.key, long.key) >= _ALIKE
    )


def _similarity(a: str, b: str) -> float:
    """Return the share of character pairs that two names have in common (Dice coefficient)."""
    pairs_a, pairs_b = (Counter(s[i : i + 2] for i in range(len(s) - 1)) for s in (a, b))
    total = pairs_a.total() + pairs_b.total()
    return 2 * (pairs_a & pairs_b).total() / total if total else float(a == b)


def _normalise(name: str) -> str:
    return _without(name, "drop", "same")


def _without(name: str, *rules: str) -> str:
    for _, pattern, replacement in _name_words(*rules):
        name = pattern.sub(replacement, name)
    return name


@cache
def _marks(key: str) -> frozenset[str]:
    return frozenset(code for _, pattern, code in _name_words("mark") if pattern.search(key))


@cache
def _resource() -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            row["indicator_id"],
            row["zh"],
            tuple(tuple(alias.split()) for alias in row["aliases"].split("|")),
            frozenset(row["unit_family"].split("|")),
            frozenset(row["kind_code"].split("|")),
            row["measure_type"],
        )
        for row in read_table("indicators.csv").to_dict("records")
    )


@cache
def _name_words(*rules: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = read_table("name_words.csv").to_dict("records")
    return tuple(
        (row["rule"], re.compile(row["pattern"]), row["replacement"])
        for row in rows
        if row["rule"] in rules
    )
