"""Themes: groups of measures of two or more cities that commit to substantially the same thing.

Plans are taken in their order. The first five found the themes together; the measures
of each later plan join them or found new ones, and nothing that is a theme by then is split,
merged or renamed. A plan added at the end leaves every theme and its id as they were.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mzanalysis import schema
from mzanalysis.resources import read_table
from mzanalysis.wording import concepts, plain, word_weights

# So many plans found the themes together; each later plan joins what it finds.
_FOUNDING_PLANS = 5
# A measure fits a group if its similarity to the members of other cities is at least this on
# average: where precision and recall of pairs balance for a city whose labels were left out.
_JOIN = 0.30
_LEAD = re.compile(
    "^(?:进一步|持续|深入|扎实|积极|全面|不断|大力|切实|认真|有序|稳步|稳妥|着力|加快|充分|严格|"
    "常态化|统筹|广泛|继续|逐步|及时|重点|主动|高效|精准|适时|和|地|,)+"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_LABEL_LENGTH = (6, 26)
_MAX_ROUNDS = 10
_TINY = 1e-9


def assign_themes(
    measures: pd.DataFrame, matches: pd.DataFrame, *, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Group measures of two or more cities that commit to the same thing.

    Args:
        measures: coded measures.
        matches: the table ``matches`` of these measures.
        order: plan ids from the oldest to the newest in the project; plans that it leaves out
            follow in the order of the table. A plan added at its end renames no theme.

    Returns:
        The measures with ``theme_id``: topic and hash of the measure that founded the theme,
        e.g. ``funeral-1a2b3c4d``; "" for a measure alone. Measures of one city may share one.
    """
    plans = list(dict.fromkeys([*order, *measures["plan_id"]]))
    age = measures["plan_id"].map({plan_id: i for i, plan_id in enumerate(plans)})
    rows = np.argsort(age.to_numpy(), kind="stable")
    groups = _Groups(measures.iloc[rows], matches)
    plans = [plan_id for plan_id in plans if plan_id in set(measures["plan_id"])]
    groups.found(plans[:_FOUNDING_PLANS])
    for plan_id in plans[_FOUNDING_PLANS:]:
        groups.join(plan_id)
    theme_ids = np.empty(len(rows), dtype=object)
    theme_ids[rows] = groups.theme_ids
    return measures.assign(theme_id=pd.Series(theme_ids, index=measures.index, dtype="str"))


class _Groups:
    """Groups of rows of the table of measures, growing plan by plan."""

    def __init__(self, measures: pd.DataFrame, matches: pd.DataFrame) -> None:
        self._plans = measures["plan_id"].to_numpy()
        self._cities = measures["city"].to_numpy()
        self._founders = list(
            zip(measures["topic_code"], measures["text"], measures["city"], strict=True)
        )
        self._ids: Counter[str] = Counter()
        self._members: dict[int, list[int]] = {}
        self._group = np.full(len(measures), -1)
        self.theme_ids = [""] * len(measures)
        row_of = {measure_id: row for row, measure_id in enumerate(measures["measure_id"])}
        self._links: list[dict[int, float]] = [{} for _ in range(len(measures))]
        columns = matches[["measure_id_a", "measure_id_b", "similarity"]].to_numpy()
        for id_a, id_b, similarity in columns:
            a, b = row_of[id_a], row_of[id_b]
            self._links[a][b] = self._links[b][a] = float(similarity)

    def found(self, plans: list[str]) -> None:
        """Group the measures of these plans: merge while it pays, then let each one move.

        Greedy correlation clustering (Bansal, Blum and Chawla 2004): a pair in one group is
        worth its similarity less `_JOIN`.
        """
        rows = np.flatnonzero(np.isin(self._plans, plans))
        worth = self._worth(rows)
        of = _merge(worth)
        _move(worth, of)
        for label in dict.fromkeys(of.tolist()):
            self._add([int(row) for row in rows[of == label]])

    def join(self, plan_id: str) -> None:
        """Let the measures of one more plan join the groups, or stand alone."""
        rows = [int(row) for row in np.flatnonzero(self._plans == plan_id)]
        chosen = [(row, self._best(row)) for row in rows]
        for row, group in chosen:
            self._add([row], group)
        # A measure that stood alone may fit a theme now that others have joined it.
        for old in sorted({other for row in rows for other in self._links[row]} - set(rows)):
            alone = int(self._group[old])
            if alone >= 0 and len(self._members[alone]) == 1:
                best = self._best(old)
                if best is not None and self.theme_ids[self._members[best][0]]:
                    del self._members[alone]
                    self._add([old], best)

    def _worth(self, rows: np.ndarray) -> np.ndarray:
        at = {int(row): i for i, row in enumerate(rows)}
        worth = np.zeros((len(rows), len(rows)))
        for i, row in enumerate(rows):
            for other, similarity in self._links[row].items():
                if other in at:
                    worth[i, at[other]] = similarity
        cities = self._cities[rows]
        return np.where(cities[:, None] == cities[None, :], 0.0, worth - _JOIN)

    def _best(self, row: int) -> int | None:
        best, best_mean = None, _JOIN
        for group in sorted({int(self._group[o]) for o in self._links[row]} - {-1}):
            members = self._members[group]
            others = [o for o in members if self._cities[o] != self._cities[row] and o != row]
            if not others:
                continue
            mean = sum(self._links[row].get(o, 0.0) for o in others) / len(others)
            if mean > best_mean:
                best, best_mean = group, mean
        return best

    def _add(self, rows: list[int], group: int | None = None) -> None:
        """Add rows to a group, or make one; give it its id when a second city comes in."""
        if group is None:
            group = rows[0]
        members = self._members.setdefault(group, [])
        members += rows
        self._group[rows] = group
        theme_id = next((self.theme_ids[row] for row in members if self.theme_ids[row]), "")
        if not theme_id and len(set(self._cities[members])) > 1:
            theme_id = self._new_id(min(members))
        for row in members:
            self.theme_ids[row] = theme_id

    def _new_id(self, founder: int) -> str:
        topic_code, text, city = self._founders[founder]
        digest = hashlib.sha256(plain(text, city).encode()).hexdigest()[:8]
        theme_id = f"{topic_code}-{digest}"
        self._ids[theme_id] += 1
        repeat = self._ids[theme_id]
        return theme_id if repeat == 1 else f"{theme_id}-{repeat}"


def _merge(worth: np.ndarray) -> np.ndarray:
    """Return the group of each row: the two groups that gain most are merged, again and again."""
    of = np.arange(len(worth))
    gain = worth.copy()
    np.fill_diagonal(gain, -np.inf)
    while len(of):
        a, b = divmod(int(gain.argmax()), len(of))
        if gain[a, b] <= _TINY:
            break
        of[of == of[b]] = of[a]
        gain[a] += gain[b]
        gain[:, a] = gain[a]
        gain[a, a] = -np.inf
        gain[b] = gain[:, b] = -np.inf
    return of


def _move(worth: np.ndarray, of: np.ndarray) -> None:
    """Move single rows, in place, to the group where they are worth most."""
    for _ in range(_MAX_ROUNDS):
        has_moved = False
        for row in range(len(of)):
            near = np.union1d(of[worth[row] > 0], of[row])
            gains = np.array(
                [worth[row, (of == group) & _is_not(row, len(of))].sum() for group in near]
            )
            now = float(gains[near == of[row]][0])
            target = int(near[gains.argmax()]) if gains.max() > 0 else -1
            if max(gains.max(), 0.0) > now + _TINY:
                free = int(np.setdiff1d(np.arange(len(of)), of)[0]) if target < 0 else target
                of[row] = free
                has_moved = True
        if not has_moved:
            return


def _is_not(row: int, n: int) -> np.ndarray:
    return np.arange(n) != row


def describe_themes(measures: pd.DataFrame) -> pd.DataFrame:
    """Describe each theme that measures belong to.

    Args:
        measures: measures with ``theme_id``.

    Returns:
        The table ``themes``, sorted by topic of the codebook, most cities first. ``label`` is
        the wording of the member that says most of what the others say, without figures;
        ``topic_code`` the commonest topic of the members.

    Example: 完善老年助餐服务网络 and 新建助餐点12个 -> label ``完善老年助餐服务网络``.
    """
    rows = []
    members = measures[measures["theme_id"] != ""]
    for theme_id, group in members.groupby("theme_id", sort=True):
        cities = list(dict.fromkeys(group["city"]))
        rows.append(
            {
                "theme_id": theme_id,
                "label": _label(group),
                "topic_code": Counter(group["topic_code"]).most_common(1)[0][0],
                "n_cities": len(cities),
                "n_measures": len(group),
                "cities": ";".join(cities),
            }
        )
    if not rows:
        return schema.empty("themes")
    themes = pd.DataFrame(rows)
    order = {code: i for i, code in enumerate(read_table("codebook.csv")["topic_code"])}
    themes["order"] = themes["topic_code"].map(order)
    themes = themes.sort_values(
        ["order", "n_cities", "n_measures", "theme_id"], ascending=[True, False, False, True]
    )
    return schema.conform(themes, "themes")


def _label(group: pd.DataFrame) -> str:
    """Return the short wording that covers most of what the members' wordings share."""
    candidates: dict[str, None] = {}
    for text, city in zip(group["text"], group["city"], strict=True):
        for clause in plain(text, city).split(","):
            short = _LEAD.sub("", _BRACKETS.sub("", clause)).strip()
            if short and short.count("“") == short.count("”"):
                candidates[short] = None
    weight_of: dict[str, float] = defaultdict(float)
    for text, city in zip(group["text"], group["city"], strict=True):
        for term, weight in _terms(plain(text, city)).items():
            weight_of[term] += weight
    shortest, longest = _LABEL_LENGTH

    def worth(label: str) -> tuple[float, int, str]:
        covered = sum(weight_of[t] - w for t, w in _terms(label).items())
        too = max(shortest - len(label), len(label) - longest, 0)
        return (covered / (8 + len(label)) - 0.05 * too, -len(label), label)

    return max(candidates, key=worth) if candidates else ""


def _terms(text: str) -> dict[str, float]:
    terms = word_weights(text)
    for name in concepts(text, "object"):
        terms.setdefault(name, 0.5)
    return terms
