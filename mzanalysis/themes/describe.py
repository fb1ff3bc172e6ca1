"""What a theme is called and who belongs to it: ids, labels, the table of themes."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.themes.vectors import plain, word_weights

# Words at the beginning of a measure that say nothing of what it is about.
_LEAD = re.compile(
    "^(?:进一步|持续|深入|扎实|积极|全面|不断|大力|切实|认真|有序|稳步|稳妥|着力|加快|充分|严格|"
    "常态化|统筹|广泛|继续|逐步|及时|重点|主动|高效|精准|适时|和|地|,)+"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_LABEL_LENGTH = (6, 26)


def theme_rows(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures once for each theme they belong to; those alone once, with "".

    Args:
        measures: measures with ``theme_id`` and, if any have several, ``also_theme_ids``.
    """
    if "also_theme_ids" not in measures:
        return measures
    both = zip(measures["theme_id"], measures["also_theme_ids"].str.split(";"), strict=True)
    themes = [list(dict.fromkeys([first, *filter(None, more)])) for first, more in both]
    listed = measures.assign(theme_id=pd.Series(themes, index=measures.index, dtype="object"))
    return listed.explode("theme_id").astype({"theme_id": "str"})


def subtopic_of(theme_id: str, known: Collection[str]) -> str:
    """Return the subtopic that a theme's id names, "" if none."""
    shorter = theme_id.rpartition("-")[0]
    return theme_id if theme_id in known else shorter if shorter in known else ""


def codebook_order() -> dict[str, int]:
    """Return the place of each topic in the codebook."""
    return {
        code: place for place, code in enumerate(read_table("topics/codebook.csv")["topic_code"])
    }


def subtopic_names() -> dict[str, tuple[str, str]]:
    """Return subtopic_code -> (Chinese name, topic_code), in the order of the codebook."""
    table = read_table("topics/subtopics.csv")
    values = zip(table["zh"], table["topic_code"], strict=True)
    return dict(zip(table["subtopic_code"], values, strict=True))


def describe_themes(measures: pd.DataFrame) -> pd.DataFrame:
    """Describe each theme that measures belong to.

    Args:
        measures: measures with ``theme_id``.

    Returns:
        The table ``themes``, sorted by topic of the codebook, most cities first. ``label`` is
        the name of the subtopic, but where a theme's id has a hash the wording (without figures)
        of the member that says most of what the others say stands behind it; ``topic_code`` is
        that of the subtopic, else the commonest of the members.

    Example: 完善老年助餐服务网络 and 新建助餐点12个 -> label ``老年助餐``.
    """
    rows, names = [], subtopic_names()
    members = theme_rows(measures)
    members = members[members["theme_id"] != ""]
    for theme_id, group in members.groupby("theme_id", sort=True):
        cities = list(dict.fromkeys(group["city"]))
        commonest = Counter(group["topic_code"]).most_common(1)[0][0]
        subtopic = subtopic_of(str(theme_id), names)
        name, topic_code = names.get(subtopic, ("", commonest))
        label = name if subtopic == theme_id else f"{name}:{_label(group)}".lstrip(":")
        counts = (len(cities), len(group), ";".join(cities))
        rows.append((theme_id, label, topic_code, *counts))
    if not rows:
        return empty_table("themes")
    columns = ["theme_id", "label", "topic_code", "n_cities", "n_measures", "cities"]
    themes = pd.DataFrame(rows, columns=columns)
    themes["order"] = themes["topic_code"].map(codebook_order())
    by = ["order", "n_cities", "n_measures", "theme_id"]
    themes = themes.sort_values(by, ascending=[True, False, False, True])
    return conform_table(themes, "themes")


def _label(group: pd.DataFrame) -> str:
    """Return the short wording that covers most of what the members' wordings share."""
    texts = [plain(text, city) for text, city in group[["text", "city"]].to_numpy()]
    clauses = [clause for text in texts for clause in text.split(",")]
    shorts = [_LEAD.sub("", _BRACKETS.sub("", clause)).strip() for clause in clauses]
    candidates = dict.fromkeys(s for s in shorts if s and s.count("“") == s.count("”"))
    weight_of: dict[str, float] = defaultdict(float)
    for text in texts:
        for term, weight in word_weights(text).items():
            weight_of[term] += weight
    shortest, longest = _LABEL_LENGTH

    def worth(label: str) -> tuple[float, int, str]:
        covered = sum(weight_of[t] - w for t, w in word_weights(label).items())
        too = max(shortest - len(label), len(label) - longest, 0)
        return (covered / (8 + len(label)) - 0.05 * too, -len(label), label)

    return max(candidates, key=worth) if candidates else ""
