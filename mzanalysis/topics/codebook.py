"""The codebook: topics, the subtopics under them, and a user's own additions to both."""

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.text.folding import fold

# The file's name beside the tables that were coded with it.
KEPT_AS = "topics/codebook.csv"

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
