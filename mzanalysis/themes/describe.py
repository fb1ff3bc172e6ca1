"""What a theme is called and who belongs to it: ids, labels, the table of themes."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection

import pandas as pd

from mzanalysis.tables import conform_table, empty_table
from mzanalysis.themes.vectors import plain, word_weights
from mzanalysis.topics.codebook import subtopic_names, subtopic_topics, topic_order

# Words at the beginning of a measure that say nothing of what it is about.
_LEAD = re.compile(
    "^(?:进一步|持续|深入|扎实|积极|全面|不断|大力|切实|认真|有序|稳步|稳妥|着力|加快|充分|严格|"
    "常态化|统筹|广泛|继续|逐步|及时|重点|主动|高效|精准|适时|和|地|,)+"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORTEST, _LONGEST = 6, 26  # characters of a label
# What a label loses for each character beyond these.
_MISFIT = 0.05
# A label's worth is what it covers per character, counting so many characters more.
_BASE_LENGTH = 8


def theme_rows(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures once for each theme they belong to; those alone once, with "".

    Args:
        measures: measures with ``theme_id`` and, if any have several, ``also_theme_ids``.
    """
    if "also_theme_ids" not in measures:
        return measures
    ids = measures["theme_id"] + ";" + measures["also_theme_ids"]
    listed = ids.str.rstrip(";").str.split(";")
    return measures.assign(theme_id=listed).explode("theme_id").astype({"theme_id": "str"})


def kind_rows(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures once for each kind they commit to: their own and those of their themes.

    What charts, tables and gaps call present is this, so that none says absent where another
    shows a theme of the kind.

    Args:
        measures: measures with ``subtopic_code`` and, if they were grouped, ``theme_id``.
    """
    if "theme_id" not in measures:
        return measures
    themed = theme_rows(measures)
    known = subtopic_names()
    of_themes = themed.assign(subtopic_code=[subtopic_of(i, known) for i in themed["theme_id"]])
    both = pd.concat([measures, of_themes[of_themes["subtopic_code"] != ""]])
    return both.drop_duplicates(["measure_id", "subtopic_code"])


def subtopic_of(theme_id: str, known: Collection[str]) -> str:
    """Return the subtopic that a theme's id names, "" if none."""
    without_hash = theme_id.rpartition("-")[0]
    for code in (theme_id, without_hash):
        if code in known:
            return code
    return ""


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
    members = theme_rows(measures)
    members = members[members["theme_id"] != ""]
    if members.empty:
        return empty_table("themes")
    names, topic_of = subtopic_names(), subtopic_topics()
    themes = []
    for theme_id, group in members.groupby("theme_id"):
        subtopic = subtopic_of(str(theme_id), names)
        label, _ = names.get(subtopic, ("", ""))
        if subtopic != theme_id:
            label = f"{label}:{_label(group)}".lstrip(":")
        cities = group["city"].unique()
        commonest = Counter(group["topic_code"]).most_common(1)[0][0]
        theme = {"theme_id": theme_id, "label": label}
        theme["topic_code"] = topic_of.get(subtopic, commonest)
        theme |= {"n_cities": len(cities), "n_measures": len(group), "cities": ";".join(cities)}
        themes.append(theme)
    table = pd.DataFrame(themes)
    table["order"] = table["topic_code"].map(topic_order())
    by = ["order", "n_cities", "n_measures", "theme_id"]
    table = table.sort_values(by, ascending=[True, False, False, True])
    return conform_table(table, "themes")


def _label(group: pd.DataFrame) -> str:
    """Return the short wording that covers most of what the members' wordings share."""
    weight_of: dict[str, float] = defaultdict(float)
    candidates: set[str] = set()
    for text, city in zip(group["text"], group["city"], strict=True):
        wording = plain(text, city)
        for word, weight in word_weights(wording).items():
            weight_of[word] += weight
        for clause in wording.split(","):
            short = _LEAD.sub("", _BRACKETS.sub("", clause)).strip()
            if short.count("“") == short.count("”"):
                candidates.add(short)

    def worth(label: str) -> tuple[float, int, str]:
        words = word_weights(label).items()
        shared = sum(weight_of[word] - weight for word, weight in words)
        misfit = max(_SHORTEST - len(label), len(label) - _LONGEST, 0)
        density = shared / (_BASE_LENGTH + len(label))
        return density - _MISFIT * misfit, -len(label), label

    return max(candidates - {""}, key=worth, default="")
