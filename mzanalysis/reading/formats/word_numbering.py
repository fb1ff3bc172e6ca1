"""The numbers that Word makes itself: 一、 and (一) and 1. from ``numbering.xml`` and styles.

Rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats). A Word file stores no
label with a paragraph, only the list and level it belongs to; labels have to be counted.
"""

import re
from collections import defaultdict
from typing import NamedTuple

from docx.oxml.ns import nsmap, qn
from lxml import etree

from mzanalysis.resources import cached, read_table

_VALUE, _LEVEL = qn("w:val"), qn("w:ilvl")
# A label without a sign at its end would run into the text: 1 2025年…
_BARE = re.compile(r"[0-9A-Za-z章节条]$")


@cached
def _formats() -> dict[str, tuple[str, str]]:
    return {
        form: (kind, signs)
        for form, kind, signs in read_table("reading/word_numbers.csv").to_numpy()
    }


def _number(n: int, form: str) -> str:
    kind, signs = _formats().get(form, ("", ""))
    if kind == "pattern":
        return signs.format(n)
    if kind == "digits":
        return "".join(signs[int(digit)] for digit in str(n))
    if kind == "symbols" and 1 <= n <= len(signs.split()):
        return signs.split()[n - 1]
    if kind == "chinese" and n < 1000:  # 十, 十一, 二十, 一百零五
        zero, one, ten, hundred = (signs[i] for i in (0, 1, 10, 11))
        places = zip(f"{n:03}", (hundred, ten, ""), strict=True)
        text = "".join(zero if digit == "0" else signs[int(digit)] + x for digit, x in places)
        text = re.sub(f"{zero}+", zero, text).strip(zero)
        return text.removeprefix(one) if 10 <= n < 20 else text
    return str(n)


class _List(NamedTuple):
    """A list: lists with one ``key`` count together; ``restarts`` are where this one begins."""

    key: str
    levels: dict[int, etree._Element]
    restarts: dict[int, int]


class Numbering:
    """Counts the lists of one document; ask for the labels in the order of the paragraphs."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element) -> None:
        """Take the roots of ``numbering.xml``, if there is one, and ``styles.xml``."""
        self._styles = _by_id(styles, "style", "styleId")
        self._default = styles.xpath(
            "string(w:style[@w:type='paragraph'][@w:default='1' or @w:default='true']/@w:styleId)"
        )
        self._nums = _by_id(numbering, "num", "numId")
        self._abstracts = _by_id(numbering, "abstractNum", "abstractNumId")
        self._lists = {num_id: self._read(num) for num_id, num in self._nums.items()}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def _read(self, num: etree._Element) -> _List:
        key = _get(num, "abstractNumId")
        linked = _get(self._abstracts.get(key), "numStyleLink")
        if linked in self._styles:  # the list stands with a style
            other = self._nums.get(_get(self._styles[linked], "pPr/numPr/numId"))
            key = _get(other, "abstractNumId") or key
        abstract = self._abstracts.get(key)
        overrides = num.findall("w:lvlOverride", nsmap)
        owners = overrides if abstract is None else [abstract, *overrides]
        levels = {int(x.get(_LEVEL)): x for owner in owners for x in owner.iterfind("w:lvl", nsmap)}
        starts = ((int(o.get(_LEVEL)), _get(o, "startOverride")) for o in overrides)
        return _List(key, levels, {level: int(start) for level, start in starts if start})

    def label(self, paragraph: etree._Element) -> str:
        """Return the label that Word shows before a paragraph, "" if it shows none."""
        num_id, level = self._list_of(paragraph)
        found = self._lists.get(num_id)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts[found.key]
        if level in found.restarts and (num_id, level) not in self._begun:
            counts[level] = found.restarts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else _start(found, level)
        self._begun.add((num_id, level))
        for deeper in [n for n in counts if n > level]:
            after = _get(found.levels.get(deeper), "lvlRestart")
            # 0: never begins again; n: only after level n (counted from 1) or one above it
            if not after or (after != "0" and level < int(after)):
                del counts[deeper]
        label = _write(found, level, counts)
        is_apart = _get(found.levels[level], "suff") != "nothing"
        return f"{label} " if is_apart and _BARE.search(label) else label

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return list and level from the paragraph itself or else from its style."""
        num_id = _get(paragraph, "pPr/numPr/numId")
        level = _get(paragraph, "pPr/numPr/ilvl")
        style = _get(paragraph, "pPr/pStyle") or self._default
        unseen = dict(self._styles)
        while not num_id and (definition := unseen.pop(style, None)) is not None:
            num_id = _get(definition, "pPr/numPr/numId")
            level = level or _get(definition, "pPr/numPr/ilvl")
            for n, of_list in self._lists[num_id].levels.items() if num_id in self._lists else ():
                if not level and _get(of_list, "pStyle") == style:
                    level = str(n)
            style = _get(definition, "basedOn")
        return num_id, int(level or 0)


def _write(found: _List, level: int, counts: dict[int, int]) -> str:
    definition = found.levels[level]
    pattern = _get(definition, "lvlText")
    if _format(definition) == "bullet":
        return "" if re.search(r"[\ue000-\uf8ff]", pattern) else pattern
    is_legal = definition.find("w:isLgl", nsmap) is not None

    def write(match: re.Match[str]) -> str:
        n = int(match[1]) - 1
        form = "decimal" if is_legal else _format(found.levels.get(n))
        return _number(counts.get(n, _start(found, n)), form)

    return re.sub("%([1-9])", write, pattern)


def _by_id(parent: etree._Element | None, tag: str, key: str) -> dict[str, etree._Element]:
    found = [] if parent is None else parent.findall(f"w:{tag}", nsmap)
    return {str(element.get(qn(f"w:{key}"))): element for element in found}


def _get(element: etree._Element | None, path: str) -> str:
    """Return the value of the element at a path below, "" if it is not there."""
    steps = f"w:{path.replace('/', '/w:')}"
    found = None if element is None else element.find(steps, nsmap)
    return "" if found is None else str(found.get(_VALUE, ""))


def _format(level: etree._Element | None) -> str:
    # Word wraps formats newer than 2007 in mc:AlternateContent.
    found = None if level is None else level.find(".//w:numFmt", nsmap)
    return "decimal" if found is None else str(found.get(_VALUE))


def _start(found: _List, level: int) -> int:
    return int(_get(found.levels.get(level), "start") or 1)
