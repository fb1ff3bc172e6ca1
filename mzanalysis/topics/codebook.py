"""The codebook: topics, the subtopics under them, and a user's own additions to both.

Only this module reads ``codebook.csv`` and ``subtopics.csv``.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.resources import cached
from mzanalysis.text.csv_files import read_rows
from mzanalysis.text.folding import fold
from mzanalysis.text.lookup import flatten, look_up

# The file's name beside the tables that were coded with it.
KEPT_AS = "codebook.csv"

_TOPICS, _SUBTOPICS = "topics/codebook.csv", "topics/subtopics.csv"
_TERMS, _LEXICON = "topics/topic_terms.csv", "text/lexicon.txt"
_TEXTS = ["zh", "en", "group", "definition_zh", "definition_en"]
_TEXTS += ["examples_zh", "exclusions_zh", "exclusions_en", "breadth", "since", "split_from"]
_NEEDED = ("zh", "terms")
_OPTIONAL = ("code", "parent", *_TEXTS[1:], "subtopic_code", "topic_code")
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


@cached
def topic_order() -> dict[str, int]:
    """Return the place of each topic in the codebook, 0 for the first."""
    return {code: place for place, code in enumerate(read_topics()["topic_code"])}


@cached
def topic_groups() -> dict[Any, str]:
    """Return topic_code -> group of topics (``older people``, ``governance`` …)."""
    return read_topics().set_index("topic_code")["group"].to_dict()


@cached
def topic_names() -> dict[Any, tuple[str, str]]:
    """Return topic_code -> (Chinese name, English name), in the order of the codebook."""
    return _names(read_topics().set_index("topic_code"))


@cached
def subtopic_names() -> dict[Any, tuple[str, str]]:
    """Return subtopic_code -> (Chinese name, English name), in the order of the codebook."""
    return _names(read_subtopics().set_index("subtopic_code"))


@cached
def subtopic_topics() -> dict[Any, str]:
    """Return subtopic_code -> topic_code."""
    return read_subtopics().set_index("subtopic_code")["topic_code"].to_dict()


@cached
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
        commitment), since (the version that added it), split_from (what it was part of), terms.
        ``attrs["version"]`` is the newest of ``since``.

    Raises:
        InputError: a row of the file is wrong; names file and line.

    Example: ``read_codebook().query("parent == 'funeral'")`` lists 公益性公墓, 节地生态安葬 …
    """
    own_tables = (_TOPICS, _SUBTOPICS, _TERMS)
    tables = _extend(Path(path)) if path else {n: resources.read_table(n) for n in own_tables}
    terms = tables[_TERMS]
    deciding = terms.query("weight != '1'")
    words = deciding.groupby("topic_code", sort=False)["term"].agg(";".join)
    topics = tables[_TOPICS].rename(columns={"topic_code": "code"}).assign(parent="")
    topics["terms"] = topics["code"].map(words).fillna("")
    subtopics = tables[_SUBTOPICS].rename(
        columns={"subtopic_code": "code", "topic_code": "parent"},
    )
    columns = ["code", "parent", *_TEXTS, "terms"]
    both = pd.concat([topics, subtopics], ignore_index=True).reindex(columns=columns).fillna("")
    versions = [version for version in both["since"] if re.fullmatch(r"\d+(\.\d+)*", version)]
    both.attrs["version"] = max(versions, key=lambda version: [*map(int, version.split("."))])
    return both


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
        words = re.findall("[^;]+", row["terms"])
        if parent:
            rules = re.findall("[^;]+", old_rules.get(code, "")) + words
            codes = {"subtopic_code": code, "topic_code": parent}
            subtopics.append(row | codes | {"terms": ";".join(dict.fromkeys(rules))})
            continue
        topics.append(row | {"topic_code": code})
        terms += [{"topic_code": code, "term": word, "weight": _WEIGHT} for word in words]
    new_words = {row["term"] for row in terms}
    is_overruled = old_terms["term"].isin(new_words) & (old_terms["topic_code"] == "other")
    all_terms = pd.concat([pd.DataFrame(terms, dtype="str"), old_terms[~is_overruled]]).fillna("")
    # The topics' order is that of charts: other is the last.
    all_topics = _refine(read_topics(), topics, "topic_code").sort_values(
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
    rows = {line: _rename(row) for line, row in read_rows(path, _NEEDED, _OPTIONAL)}
    topics = {code for code, parent in parents.items() if not parent}
    topics |= {row["code"] for row in rows.values() if not row["parent"]}
    lines: dict[str, int] = {}
    for line, row in rows.items():
        code = row["code"]
        row["parent"] = row["parent"] or parents.get(code, "")
        row["terms"] = ";".join(re.findall(r"[^;\s]+", fold(row["terms"])))
        problem = _find_problem(row, parents, topics)
        if code in lines:
            problem = f"the code {code} stands already in line {lines[code]}; name each code once"
        if problem:
            raise InputError(f"{path.name}, line {line}: {problem}")
        lines[code] = line
    return list(rows.values())


def _rename(row: _Row) -> _Row:
    """Return a row with code and parent; the package's own two tables may be copied as they are."""
    if "subtopic_code" in row:
        codes = {"code": row["subtopic_code"], "parent": row.get("topic_code", "")}
    else:
        codes = {"code": row.get("topic_code", row.get("code", ""))}
    return {"parent": "", **row, **codes}


def _find_problem(row: _Row, parents: dict[str, str], topics: set[str]) -> str:
    """Return what is wrong with a row of a user's file, "" if nothing is."""
    code, parent = row["code"], row["parent"]
    if not _CODE.fullmatch(code):
        return f"code is {code!r}; it may hold only a-z, 0-9, - and _, and begins with a letter"
    if parent and parent not in topics - {code}:
        return f"no topic {parent}, the parent of {code}; there are: {sorted(topics)}"
    if code not in parents and not (row["zh"] and row["terms"]):
        return f"the new code {code} needs a name (zh) and terms to find it by"
    old_parent = parents.get(code, parent)
    if parent != old_parent:
        return f"{code} is a code of {old_parent or 'the first level'}; a code is never moved"
    form = _RULE if parent else _TERM
    for term in filter(None, row["terms"].split(";")):
        if not form.fullmatch(term):
            return (
                f"the term {term} of {code} must begin with a word of two characters or more, "
                "and no word of it may be shorter"
            )
    return ""


def find_topics(named: Collection[object]) -> list[str]:
    """Return the codes of topics that somebody named: by code, Chinese or English name, or part.

    Raises:
        InputError: none is named, or one is not in the codebook; names the nearest.

    Example: 殡葬, ``Elderly care`` -> ``funeral``, ``eldercare``.
    """
    names = flatten(named)
    known = topic_names()
    if not names:
        raise InputError(f"no topic given; topics: {', '.join(known)}")
    codes = [look_up(name, known, kind="topic") for name in names]
    return list(dict.fromkeys(codes))
