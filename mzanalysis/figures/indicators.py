"""Give every figure one indicator name for all cities.

``indicators.csv`` holds the known indicators; the narrower stands before the wider,
and the first whose unit family, kind and alias fit a figure names it. An alias is a row of
terms with spaces between, all of which must hold; ``|`` parts alternative aliases:

- ``持证`` must occur in the figure's name (quotation marks and spaces left out);
- ``护理员/护理人员``: one of them must; ``-培训``: must not; ``养老院$``: must end the name;
- ``@改造/提升``: one of them in the name, action, scope or matched text;
- ``#disability``: the figure's topic must be this (``#ageing/#eldercare``: one of these).

What the resource lacks gets an id of its own, a hash of topic, normalised name and unit family:
it depends on nothing but the figure, so another plan does not change it. Figures of different
plans whose names are alike take the id of the shorter name (``propose_indicators`` lists them). A
name too short to say what is counted (增长, 项目) is joined to nothing.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from mzanalysis.figures.axes import Row, axis_unit, figure_kind, figure_nature, unit_families
from mzanalysis.resources import cached, read_table
from mzanalysis.text.patterns import pattern_rows

_OWN_PREFIX = "x-"
_NO_TOPIC = "other"
_END = "$"
_NOISE = ("drop", "same")  # rules of resources/figures/name_words.csv
# Names are alike from this share of common character pairs (Dice) on; the longer must hold all
# characters of the shorter, end as it does, and have at most so many more.
_ALIKE, _EXTRA = 0.7, 4
# A shorter name may be that of anything, more so without a topic.
_SHORTEST, _SHORTEST_WITHOUT_TOPIC = 4, 5
# From here on a name is worth a look by a human, though it is not joined.
_RESEMBLES = 0.5
_QUOTES = re.compile(r"[“”\"'‘’《》\s]")
_PROPOSALS = ["indicator", "topic_code", "base_unit", "n_plans", "is_joined", "examples"]
_PROPOSALS += ["target_ids", "similarity", "resembles_id", "resembles"]


class Indicator(NamedTuple):
    """A known indicator: a row of ``indicators.csv``."""

    indicator_id: str
    zh: str
    aliases: tuple[tuple[str, ...], ...]
    families: tuple[str, ...]
    kinds: tuple[str, ...]
    measure_type: str


class _Name(NamedTuple):
    """A figure's name as it is compared: only names of one block may be alike."""

    block: tuple[str, ...]  # topic, unit family, place, kind, nature
    key: str


def name_indicators(targets: pd.DataFrame) -> pd.DataFrame:
    """Name what each figure counts, with one id for all plans.

    Args:
        targets: figures as in the table ``targets``; ``indicator_id`` is not read.

    Returns:
        The figures with ``indicator_id``: a slug of the resource, or ``x-`` and a hash.

    Example: 新建30个城乡公益性公墓 and 33处农村公益性公墓 both get ``funeral-public-cemetery``.
    """
    rows = targets.to_dict("records")
    named = [(_find_indicator(row), _name(row)) for row in rows]
    plans: dict[_Name, set[str]] = defaultdict(set)
    for row, (known, name) in zip(rows, named, strict=True):
        if known is None:
            plans[name].add(row["plan_id"])

    def may_join(short: _Name, long: _Name) -> bool:
        # Two names in one plan are two things: their writer told them apart.
        return _is_alike(short, long) and plans[short].isdisjoint(plans[long])

    centres = _cluster(plans, may_join)
    ids = [known.indicator_id if known else _own_id(centres[name]) for known, name in named]
    return targets.assign(indicator_id=pd.Series(ids, index=targets.index, dtype="str"))


@cached
def known_indicators() -> dict[str, Indicator]:
    """Return the indicators of the resource by id, the narrower before the wider."""
    known = {}
    for row in read_table("figures/indicators.csv").to_dict("records"):
        known[row["indicator_id"]] = Indicator(
            indicator_id=row["indicator_id"],
            zh=row["zh"],
            aliases=tuple(tuple(alias.split()) for alias in row["aliases"].split("|")),
            families=tuple(row["unit_family"].split("|")),
            kinds=tuple(row["kind_code"].split("|")),
            measure_type=row["measure_type"],
        )
    return known


def propose_indicators(targets: pd.DataFrame) -> pd.DataFrame:
    """List the names that several plans use and the resource lacks, for a human to decide.

    What should be one indicator gets a row or an alias in ``indicators.csv``.

    Args:
        targets: figures with ``indicator_id``, as from ``name_indicators``.

    Returns:
        One row per group of names that are alike, of two plans or more: indicator (the shortest
        name), topic_code, base_unit, n_plans, is_joined (whether all have one indicator_id
        already), examples (one a plan), target_ids, similarity (0 to 1), resembles_id and
        resembles: the known indicator whose name is nearest; 0 and ``""`` if none is near.
    """
    is_own = (targets["role_code"] == "target") & (targets["topic_code"] != _NO_TOPIC)
    is_own &= targets["indicator_id"].str.startswith(_OWN_PREFIX)
    rows = targets[is_own].to_dict("records")
    centres = _cluster({_name(row) for row in rows}, _resembles)
    groups: dict[_Name, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: len(normalise_name(row))):
        groups[centres[_name(row)]].append(row)
    proposals = []
    for centre, group in groups.items():
        examples = {r["plan_id"]: f"{r['city']} {r['year']}: {r['matched_text']}" for r in group}
        if len(examples) == 1:
            continue
        shown = [group[0][column] for column in _PROPOSALS[:3]]
        is_joined = len({row["indicator_id"] for row in group}) == 1
        said = "; ".join(text for _, text in sorted(examples.items()))
        target_ids = ";".join(row["target_id"] for row in group)
        nearest = _nearest_indicator(centre)
        proposals.append([*shown, len(examples), is_joined, said, target_ids, *nearest])
    table = pd.DataFrame(proposals, columns=_PROPOSALS)
    return table.sort_values("n_plans", ascending=False, kind="stable", ignore_index=True)


def _nearest_indicator(name: _Name) -> tuple[float, str, str]:
    """Return similarity, id and name of the known indicator with the nearest name, if any is."""
    nearest = (0.0, "", "")
    for known in known_indicators().values():
        if name.block[1] in known.families:
            similarity = round(_similarity(name.key, _without(known.zh, *_NOISE)), 2)
            if similarity >= _RESEMBLES:
                nearest = max(nearest, (similarity, known.indicator_id, known.zh))
    return nearest


def normalise_name(row: Row) -> str:
    """Return a figure's name without verbs, quotes, the city and words that say nothing."""
    name = str(row["indicator"] or row["matched_text"]).replace(f"{row['city']}市", "")
    return _without(name.replace(str(row["city"]), ""), *_NOISE)


def _find_indicator(row: Row) -> Indicator | None:
    texts = [row["indicator"] or row["matched_text"], row["action"], row["scope"]]
    texts = [_QUOTES.sub("", str(text)) for text in [*texts, row["matched_text"]]]
    name, anywhere = texts[0] + _END, "|".join(texts) + _END
    families, kind = unit_families(row["base_unit"]), figure_kind(row)
    is_change = figure_nature(row) == "change"
    # A 满意率 or 使用率 of beds is no share of beds.
    quality = [word for words, _ in _name_words("quality") for word in words.findall(name)]
    for known in known_indicators().values():
        # 床位增长5% is no share of beds, whatever its name and unit say.
        if kind not in known.kinds or is_change != (known.measure_type == "change"):
            continue
        if families.isdisjoint(known.families):
            continue
        for alias in known.aliases:
            is_meant = all(word in " ".join(alias) for word in quality)
            if is_meant and all(_holds(t, name, anywhere, row["topic_code"]) for t in alias):
                return known
    return None


def _holds(term: str, name: str, anywhere: str, topic: str) -> bool:
    """Tell whether a term of an alias holds; the module says how terms are written."""
    if term[0] == "#":
        return topic in term.replace("#", "").split("/")
    if term[0] == "@":
        return _has_one(anywhere, term[1:])
    if term[0] == "-":
        return not _has_one(name, term[1:])
    return _has_one(name, term)


def _has_one(text: str, words: str) -> bool:
    return any(word in text for word in words.split("/"))


def _name(row: Row) -> _Name:
    topic, key, kind = row["topic_code"], normalise_name(row), figure_kind(row)
    family, _, _ = axis_unit(row["base_unit"])
    nature = figure_nature(row) if kind == "percent" else ""
    place = ""
    if _stays_short(key, topic):
        place = f"{row['plan_id']}|{row['matched_text']}"
    return _Name((topic, family, place, kind, nature), key)


def _stays_short(key: str, topic: str) -> bool:
    """Tell whether a name does not say what is counted: 增长, 单位."""
    shortest = _SHORTEST_WITHOUT_TOPIC if topic == _NO_TOPIC else _SHORTEST
    return len(key) < shortest or len(_without(key, "vague")) < 2


def find_short_names(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets whose name does not say what is counted, for a human to complete.

    Args:
        targets: figures with ``indicator_id``, as from ``name_indicators``.
    """
    is_own = targets["indicator_id"].str.startswith(_OWN_PREFIX)
    own = targets[is_own & (targets["role_code"] == "target")]
    is_short = [
        _stays_short(normalise_name(row), row["topic_code"]) for row in own.to_dict("records")
    ]
    return own[pd.Series(is_short, index=own.index, dtype=bool)]


def _own_id(name: _Name) -> str:
    topic, family, place, *_ = name.block
    what = f"{topic}|{name.key}|{family}|{place}"
    return _OWN_PREFIX + hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()[:8]


def _cluster(
    names: Iterable[_Name], may_join: Callable[[_Name, _Name], bool]
) -> dict[_Name, _Name]:
    """Map each name to the shorter name of its block it is most alike to, or to itself."""
    joined: dict[_Name, _Name] = {}
    centres: dict[tuple[str, ...], list[_Name]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (len(name.key), name.key, name.block)):
        alike = [centre for centre in centres[name.block] if may_join(centre, name)]
        if alike:
            joined[name] = max(alike, key=lambda centre: _similarity(centre.key, name.key))
        else:
            joined[name] = name
            centres[name.block].append(name)
    return joined


def _is_alike(short: _Name, long: _Name) -> bool:
    if short.block[0] == _NO_TOPIC:  # nothing holds two names together but their being equal
        return False
    if len(long.key) - len(short.key) > _EXTRA or short.key[-2:] != long.key[-2:]:
        return False
    if Counter(short.key) - Counter(long.key) or _marks(short) != _marks(long):
        return False
    return _similarity(short.key, long.key) >= _ALIKE


def _resembles(short: _Name, long: _Name) -> bool:
    return _similarity(short.key, long.key) >= _RESEMBLES


def _marks(name: _Name) -> list[str]:
    return [code for pattern, code in _name_words("mark") if pattern.search(name.key)]


def _similarity(a: str, b: str) -> float:
    """Return the share of character pairs that two names have in common (Dice coefficient)."""
    pairs_a, pairs_b = (Counter(pairwise(name)) for name in (a, b))
    total = pairs_a.total() + pairs_b.total()
    return 2 * (pairs_a & pairs_b).total() / total if total else float(a == b)


def _without(name: str, *rules: str) -> str:
    for pattern, replacement in _name_words(*rules):
        name = pattern.sub(replacement, name)
    return name


@cached
def _name_words(*rules: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = pattern_rows("figures/name_words.csv")
    return tuple((words, row["replacement"]) for row, words in rows if row["rule"] in rules)
