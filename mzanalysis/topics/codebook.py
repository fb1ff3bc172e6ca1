"""The codebook: topics, the subtopics under them, and a user's own additions to both."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.text.csv_files import read_rows
from mzanalysis.text.folding import fold

# The file's name beside the tables that were coded with it.
KEPT_AS = "topics/codebook.csv"

_TEXTS = ["zh", "en", "group", "definition_zh", "definition_en"]
_TEXTS += ["examples_zh", "exclusions_zh", "exclusions_en", "breadth", "since"]
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
    topics, subtopics, terms, _ = _extend(Path(path) if path else None)
    deciding = terms[terms["weight"].astype(int) > 1]
    words = deciding.groupby("topic_code", sort=False)["term"].agg(";".join)
    first = topics.rename(columns={"topic_code": "code"}).assign(parent="")
    first["terms"] = first["code"].map(words).fillna("")
    second = subtopics.rename(columns={"subtopic_code": "code", "topic_code": "parent"})
    columns = ["code", "parent", *_TEXTS, "terms"]
    both = pd.concat([first, second], ignore_index=True).reindex(columns=columns).fillna("")
    versions = both.loc[both["since"].str.fullmatch(r"\d+(\.\d+)*"), "since"]
    both.attrs["version"] = max(versions, key=lambda v: [int(n) for n in v.split(".")])
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
        resources.stand_in(dict(zip(_RESOURCES, _extend(path), strict=True)))
    _used = path


def in_use() -> Path | None:
    """Return the user's file that is in use, if any."""
    return _used


_RESOURCES = (
    "topics/codebook.csv",
    "topics/subtopics.csv",
    "topics/topic_terms.csv",
    "text/lexicon.txt",
)


def _extend(
    path: Path | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Return the resources in use, as a user's file extends them."""
    topics, subtopics, terms = (resources.read_table(name) for name in _RESOURCES[:3])
    first: dict[str, Any] = {row["topic_code"]: row for row in topics.to_dict("records")}
    second: dict[str, Any] = {row["subtopic_code"]: row for row in subtopics.to_dict("records")}
    parents = dict.fromkeys(first, "") | {c: row["topic_code"] for c, row in second.items()}
    own: list[_Row] = []
    for row in _read_rows(path, parents) if path else ():
        level, key = (second, "subtopic_code") if row["parent"] else (first, "topic_code")
        columns = (subtopics if row["parent"] else topics).columns
        known = level.get(row["code"], dict.fromkeys(columns, "") | {"group": "added"})
        words = [word for word in row["terms"].split(";") if word]
        level[row["code"]] = known | {c: row[c] for c in _TEXTS if row.get(c)}
        level[row["code"]] |= {"topic_code": row["parent"], key: row["code"]}
        if row["parent"]:
            rules = dict.fromkeys([*known["terms"].split(";"), *words])
            level[row["code"]]["terms"] = ";".join(filter(None, rules))
        else:
            own += [{"topic_code": row["code"], "term": t, "weight": _WEIGHT} for t in words]
    first["other"] = first.pop("other")  # the topics' order is that of charts: other is the last
    named = {row["term"] for row in own}
    terms = terms[~(terms["term"].isin(named) & (terms["topic_code"] == "other"))]
    terms = pd.concat([pd.DataFrame(own, dtype="str"), terms]).fillna("")
    return (
        pd.DataFrame(list(first.values()), dtype="str")[topics.columns],
        pd.DataFrame(list(second.values()), dtype="str")[subtopics.columns],
        terms.drop_duplicates(["topic_code", "term"]),
        tuple(dict.fromkeys([*resources.read_lines(_RESOURCES[3]), *sorted(named)])),
    )


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
    row = {"code": "", "parent": "", **row}
    if "subtopic_code" in row:
        row["code"], row["parent"] = row["subtopic_code"], row.get("topic_code", "")
    elif "topic_code" in row:
        row["code"] = row["topic_code"]
    return row


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
