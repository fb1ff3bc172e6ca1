"""Who is in charge, and by when: the heads of task tables, and notes after an item."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mzanalysis.resources import cached, read_lines, read_table
from mzanalysis.text.dates import find_dates
from mzanalysis.text.patterns import pattern

# What ends like a place may lack the office that stands after the next: 东区、西区民政局.
_PLACE = re.compile(r"[区县市旗镇乡]$|街道$")
_LACKS_EACH = re.compile(r"(?:直属)?(?:单位|部门|科室|处室|股室|机构)|街道")  # 各科室、单位
_DUTY = re.compile(r"(?:按职责|分工|分别)?(?:牵头|负责|配合|协助|参与|落实|承办|实施)+$")
_ANY_YEAR = 2000  # a date is looked for, not resolved

Cells = dict[str, str]  # what a row of a table or a note says, by field: {"due": "6月底"}


class Note(NamedTuple):
    """A note like (责任科室:养老科;完成时限:6月底): its span, and what it says by field.

    A line above a list that binds all of it is one, too: 以下项目由养老科负责,6月底前完成:
    """

    start: int
    end: int
    cells: Cells


@cached
def _column_fields() -> dict[str, str]:
    return dict(read_table("structure/task_columns.csv")[["word", "field"]].to_numpy())


def read_heads(line: str) -> list[str]:
    """Return what the columns of a table hold, by the heads on a line; "" if no head is known.

    Heads are divided by bars or tabs; by blanks, if each is then known.

    Example: ``read_heads("序号 | 责任 单位 |")`` -> ``["row", "departments"]``.
    """
    cells = [re.sub(r"\s", "", cell) for cell in re.split(r"[|\t]", line.strip(" |\t"))]
    for heads in (cells, line.split()):
        found = [_column_fields().get(re.sub(r"\(.*?\)", "", head), "") for head in heads]
        if all(found):
            return found
    return [""]


def table_start(texts: list[str]) -> int | None:
    """Return the index of the line where the head of a task table begins, None if none does.

    Three heads or more, one per line or divided by ``|``, among them that of the tasks.
    """
    start, fields = 0, list[str]()
    for i, text in enumerate(texts):
        cells = read_heads(text)
        if not all(cells):
            start, fields = i + 1, []
            continue
        fields += cells
        if len(fields) > 2 and "task" in fields:
            return start
    return None


@cached
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    fields = ("leaders", "departments", "due")
    words = [word for word, kind in _column_fields().items() if kind in fields and len(word) > 2]
    head = f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
    inner = r"[^()\[\]〔〕【】\n]*(?:\([^()\n]*\)[^()\[\]〔〕【】\n]*)*"
    bracket = rf"[(\[〔【]\s*{head}\s*:{inner}[)\]〕】]"
    bare = r"〔[^〔〕\n:]+〕|\[[^\[\]\n:]+\]|(?<=[。!])\([^()\n:]+\)(?=\s*(?:\n|$))"
    line = rf"(?:(?<=[。;!\n])|^)[^\S\n]*{head}\s*:[^。\n]*"
    note = re.compile(f"(?P<stated>{bracket}|{line})|(?P<bare>{bare})")
    return note, re.compile(rf"({head})\s*:\s*(.*?)(?=[;,、\s]*(?:{head}\s*:|$))")


def find_notes(text: str) -> Iterator[Note]:
    """Yield the notes in a folded text that name who is in charge or when it is due.

    Example: ``新建站点3个。(牵头单位:养老科)`` has one, with departments 养老科.
    """
    note, pair = _patterns()
    for found in pattern("binding_line").finditer(text):
        cells = _read_binding(found.group())
        if cells:
            yield Note(found.start(), found.end(), cells)
    for found in note.finditer(text):
        start = found.end() - len(found.group().lstrip())
        body = found.group().strip(" \n()[]〔〕【】")
        pairs = [(_column_fields()[head], value) for head, value in pair.findall(body)]
        if found["bare"]:
            parts = [_DUTY.sub("", part) for part in re.split("[,;、 ]+", body)]
            names = [name for name in parts if name]
            if all(map(is_office, names)):
                pairs = [("departments", name) for name in names]
        if pairs:
            yield Note(start, found.end(), merge(pairs))


def _read_binding(line: str) -> Cells:
    """Return who is in charge of what a list holds, and when it is due: 下列任务年内完成:"""
    cells = {}
    owner = pattern("binding_owner").search(line)
    if owner:
        cells["departments"] = owner["departments"]
    dates = find_dates(line, _ANY_YEAR)
    if dates:
        cells["due"] = dates[-1].text
    return cells


def merge(pairs: Iterable[tuple[str, str]]) -> Cells:
    """Return what is said by field; what is said twice of one field, divided by a blank."""
    cells: Cells = {}
    for field, text in pairs:
        if text:
            cells[field] = f"{cells[field]} {text}" if field in cells else text
    return cells


def hide_notes(text: str) -> str:
    """Return a text of the same length in which notes are blank: ``甲。(责任科室:乙)``."""
    for note in find_notes(text):
        text = text[: note.start] + " " * (note.end - note.start) + text[note.end :]
    return text


def is_office(name: str) -> bool:
    """Say whether a name is that of an office: 养老科, 各乡镇."""
    return name.endswith(read_lines("structure/office_endings.txt"))


def split_names(cell: str) -> list[str]:
    """Return the persons of a cell; a two-character name may be printed with a space.

    Example: ``王 五、李小四`` -> ``["王五", "李小四"]``; a dash stands for nobody.
    """
    lone = r"(?<![^\s、,;/])([^\s、,;/])\s+([^\s、,;/]+)"  # a character with the name's other half
    names = re.split(r"[、,;/\s]+", re.sub(lone, r"\1\2", cell))
    return [name for name in names if re.search(r"\w", name)]


def split_departments(cell: str) -> list[str]:
    """Return the departments of a cell: divided by blanks, or by 、 where each is whole.

    Example: ``养老科、东区、西区民政局`` -> ``["养老科", "东区、西区民政局"]``.
    """
    departments = []
    for part in re.split("[ ;]", cell):
        names = [name for name in re.split(r"[、,](?![^(]*\))", part) if name]
        begun = ""  # names that share a word with the next
        for i, name in enumerate(names, 1):
            begun += name
            if _goes_on(name, names[i:]):
                begun += "、"
            else:
                departments.append(begun)
                begun = ""
    return departments


def _goes_on(name: str, following: list[str]) -> bool:
    """Say whether a name shares words with those after it: 东区、西区民政局; 财政、审计部门."""
    if not following:
        return False
    if _LACKS_EACH.fullmatch(following[0]):
        return True
    if _PLACE.search(name):
        whole = next((other for other in following if not _PLACE.search(other)), "")
        return re.search(".[区县市旗镇乡].", whole) is not None
    whole = next(filter(is_office, following), "")
    return not is_office(name) and whole.endswith(("部门", "单位"))
