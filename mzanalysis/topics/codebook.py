"""The codebook: topics, the subtopics under them, and a user's own additions to both.

Only this module reads ``codebook.csv`` and ``subtopics.csv``.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.text.folding import fold

# The file's name beside the tables that were coded with it.
KEPT_AS = "topics/codebook.csv"

_TOPICS, _SUBTOPICS = "topics/codebook.csv", "topics/subtopics.csv"
_TERMS, _LEXICON = "topics/topic_terms.csv", "text/lexicon.txt"
_TEXTS = ["zh", "en", "group", "definition_zh", "definition_en"]
_TEXTS += ["examples_zh", "exclusions_zh", "exclusions_en", "breadth", "since"]
_NEEDED = ("code", "zh", "terms")
_CODE = re.compile(r"[a-z][a-z0-9_-]*")
# A user's term decides, also beside the package's own for the same words.
_WEIGHT = "4"
# A term, and a subtopic's rule: words of two characters or more, one of them at the beginning.
_TERM = re.compile(r"[^|]{2,}(\|[^|]{2,})*")
_RULE = re.compile(r"[^-+<>@|]{2,}([-+<>@|]+([^-+<>@|]{2,}|$))*")

_Row = dict[str, str]
_used: Path | None = None


def read_topics() -> pd.DataFrame:
    """Return the topics in use, in the order of charts: topic_code, zh, en, group, definitions …"""
    return resources.read_table(_TOPICS)


def read_subtopics() -> pd.DataFrame:
    """Return the subtopics in use: subtopic_code, topic_code, zh, en, definitions, terms …"""
    return resources.read_table(_SUBTOPICS)


@cache
def topic_order() -> dict[str, int]:
    """Return the place of each topic in the codebook, 0 for the first."""
    return {code: place for place, code in enumerate(read_topics()["topic_code"])}


@cache
def topic_groups() -> dict[Any, str]:
    """Return topic_code -> group of topics (``older people``, ``governance`` …)."""
    return read_topics().set_index("topic_code")["group"].to_dict()


@cache
def topic_names() -> dict[Any, tuple[str, str]]:
    """Return topic_code -> (Chinese name, English name), in the order of the codebook."""
    return _names(read_topics().set_index("topic_code"))


@cache
def subtopic_names() -> dict[Any, tuple[str, str]]:
    """Return subtopic_code -> (Chinese name, English name), in the order of the codebook."""
    return _names(read_subtopics().set_index("subtopic_code"))


@cache
def subtopic_topics() -> dict[Any, str]:
    """Return subtopic_code -> topic_code."""
    return read_subtopics().set_index("subtopic_code")["topic_code"].to_dict()


@cache
def narrow_subtopics() -> set[str]:
    """Return the subtopics that the codebook calls narrow: each is one commitment."""
    return set(read_subtopics().query("breadth == 'narrow'")["subtopic_code"])


def _names(table: pd.DataFrame) -> dict[Any, tuple[str, str]]:
    return table[["zh", "en"]].apply(tuple, axis="columns").to_dict()


def read_codebook(path: Path | str | None = None) -> pd.DataFrame:
    """Read the codebook that is in use, or as a user's file would extend it.

    Args:
        path: a CSV of codes, as for ``mz build --codebook`` (see `use`).

    Returns:
        One row per code, the subtopics after the topics: code, parent ("" for a topic), zh, en,
        group, definitions, examples, exclusions, breadth (of a subtopic: ``narrow`` if it is one
        commitment), since (the version that added it) and terms.
        ``attrs["version"]`` is the newest of ``since``.

    Raises:
        InputError: a row of the file is wrong; names file and line.

    Example: ``read_codebook().query("parent == 'funeral'")`` lists 公益性公墓, 节地生态安葬 …
    """
    own_tables = (_TOPICS, _SUBTOPICS, _TERMS)
    tables = _extend(Path(path)) if path else {n: resources.read_table(n) for n in own_tables}
    terms = tables[_TERMS]
    deciding = terms[terms["weight"].astype(int) > 1]
    words = deciding.groupby("topic_code", sort=False)["term"].agg(";".join)
    topics = tables[_TOPICS].rename(columns={"topic_code": "code"}).assign(parent="")
    topics["terms"] = topics["code"].map(words).fillna("")
    subtopics = tables[_SUBTOPICS].rename(
        columns={"subtopic_code": "code", "topic_code": "parent"},
    )
    columns = ["code", "parent", *_TEXTS, "terms"]
    both = pd.concat([topics, subtopics], ignore_index=True).reindex(columns=columns).fillna("")
    versions = both.loc[both["since"].str.fullmatch(r"\d+(\.\d+)*"), "since"]
    both.attrs["version"] = max(versions, key=_version_numbers)
    return both


def _version_numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def use(path: Path | None) -> None:
    """Code with a user's codebook from now on, in this process; ``None``: the package's own.

    The file is a CSV with the columns code, zh and terms (joined by ``;``) and, as wanted, the
    others of `read_codebook`. It extends the package's codebook: a row without parent is a topic,
    one with a parent a subtopic, whose terms are rules as in ``subtopics.md``. Where
    the package has the code, the row's filled cells replace its own, and the terms are added.

    Raises:
        InputError: a row of the file is wrong; names file and line.

    Example::

        code,parent,zh,terms
        nursery,,托育服务,托育;托位
        nursery-places,nursery,普惠托位,普惠+托位
    """
    global _used
    resources.stand_in({})
    if path is not None:
        resources.stand_in(_extend(path))
    _used = path


def in_use() -> Path | None:
    """Return the user's file that is in use, if any."""
    return _used


def _extend(path: Path) -> dict[str, Any]:
    """Return the resources in use as a user's file extends them, by their names."""
    old_subtopics, old_terms = read_subtopics(), resources.read_table(_TERMS)
    old_rules = old_subtopics.set_index("subtopic_code")["terms"]
    topics, subtopics, terms = list[_Row](), list[_Row](), list[_Row]()
    for row in _read_rows(path, dict.fromkeys(topic_order(), "") | subtopic_topics()):
        code, parent = row["code"], row["parent"]
        words = row["terms"].split(";") if row["terms"] else []
        if parent:
            rules = dict.fromkeys([*old_rules.get(code, "").split(";"), *words])
            codes = {"subtopic_code": code, "topic_code": parent}
            subtopics.append(row | codes | {"terms": ";".join(filter(None, rules))})
            continue
        topics.append(row | {"topic_code": code})
        terms += [{"topic_code": code, "term": word, "weight": _WEIGHT} for word in words]
    new_words = {row["term"] for row in terms}
    is_overruled = old_terms["term"].isin(new_words) & (old_terms["topic_code"] == "other")
    all_terms = pd.concat([pd.DataFrame(terms, dtype="str"), old_terms[~is_overruled]]).fillna("")
    # The topics' order is that of charts: other is the last.
    all_topics = _refine(read_topics(), topics, "topic_code")
    all_topics = all_topics.sort_values(
        "topic_code", key=lambda codes: codes == "other", kind="stable"
    )
    return {
        _TOPICS: all_topics,
        _SUBTOPICS: _refine(old_subtopics, subtopics, "subtopic_code"),
        _TERMS: all_terms.drop_duplicates(["topic_code", "term"]),
        _LEXICON: tuple(dict.fromkeys([*resources.read_lines(_LEXICON), *sorted(new_words)])),
    }


def _refine(table: pd.DataFrame, own_rows: list[_Row], key: str) -> pd.DataFrame:
    """Return the table with a user's rows added, or their filled cells in the place of its own."""
    rows: dict[Any, Any] = table.set_index(key, drop=False).to_dict("index")
    for own in own_rows:
        filled = {column: own[column] for column in table.columns if own.get(column)}
        rows[own[key]] = {"group": "added"} | rows.get(own[key], {}) | filled
    return pd.DataFrame(list(rows.values()), columns=table.columns, dtype="str").fillna("")


def _read_rows(path: Path, parents: dict[str, str]) -> list[_Row]:
    """Read and check a user's file; ``parents`` are the codes there are, with their topic."""
    if not path.is_file():
        raise InputError(f"there is no codebook {path}; --codebook takes a CSV file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.reader(source)
            names = [name.strip() for name in next(reader, [])]
            lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8; in Excel, save it as CSV UTF-8") from error
    # The package's own two tables may be copied into a file as they are.
    topic_code = "parent" if "subtopic_code" in names else "code"
    renamed = {"subtopic_code": "code", "topic_code": topic_code}
    names = [renamed.get(name, name) for name in names]
    if missing := [name for name in _NEEDED if name not in names]:
        raise InputError(f"{path}:1: column missing: {', '.join(missing)}; found: {names}")
    empty = dict.fromkeys([*names, "parent"], "")  # a line may be short
    rows = [(n, empty | dict(zip(names, map(str.strip, c), strict=False))) for n, c in lines]
    topics = {code for code, parent in parents.items() if not parent}
    topics |= {row["code"] for _, row in rows if not row["parent"]}
    seen: dict[str, int] = {}
    for line, row in rows:
        code, known = row["code"], parents.get(row["code"])
        row["parent"] = row["parent"] or known or ""
        rules = re.findall(r"[^;\s]+", fold(row["terms"]))
        row["terms"] = ";".join(rules)
        if not _CODE.fullmatch(code):
            why = f"the code {code!r} may hold only a-z, 0-9, - and _, and begins with a letter"
        elif code in seen:
            why = f"the code {code} stands already in line {seen[code]}; name each code once"
        elif row["parent"] and row["parent"] not in topics - {code}:
            why = f"no topic {row['parent']}, the parent of {code}; there are: {sorted(topics)}"
        elif known is not None and row["parent"] != known:
            why = f"{code} is a code of {known or 'the first level'}; a code is never moved"
        elif known is None and not (row["zh"] and row["terms"]):
            why = f"the new code {code} needs a name (zh) and terms to find it by"
        elif bad := [r for r in rules if not (_RULE if row["parent"] else _TERM).fullmatch(r)]:
            why = f"the term {bad[0]} of {code} must begin with a word of two characters or more, "
            why += "and no word of it may be shorter"
        else:
            seen[code] = line
            continue
        raise InputError(f"{path}:{line}: {why}")
    return [row for _, row in rows]
