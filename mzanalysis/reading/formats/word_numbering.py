"""The numbers that Word makes itself: 一、 and (一) and 1. from ``numbering.xml`` and styles.

Rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats). A Word file stores no
label with a paragraph, only the list and level it belongs to; labels have to be counted.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from mzanalysis.reading.formats.office_file import is_on, tag, whole_number
from mzanalysis.resources import cached, read_table

_VALUE, _LEVEL = tag("w:val"), tag("w:ilvl")
_LAST_LEVEL, _MOST_ITEMS, _MOST_ANCESTORS = 8, 30_000, 50
# A label without a sign at its end would run into the text: 1 2025年…
_BARE = re.compile(r"[0-9A-Za-z章节条]$")


@cached
def _formats() -> dict[str, tuple[str, str]]:
    table = read_table("reading/word_numbers.csv")
    return {form: (kind, signs) for form, kind, signs in table.to_numpy()}


def _number(number: int, form: str) -> str:
    kind, signs = _formats().get(form, ("", ""))
    if kind == "pattern":
        return signs.format(number)
    if kind == "digits":
        return "".join(signs[int(digit)] for digit in str(number))
    if kind == "symbols" and 1 <= number <= len(signs.split()):
        return signs.split()[number - 1]
    if kind == "chinese" and number < 1000:
        return _chinese_number(number, signs)
    return str(number)


def _chinese_number(number: int, signs: str) -> str:
    """Write 十, 十一, 二十, 一百零五 with the signs for 0 to 9, ten and hundred."""
    zero, ten, hundred = signs[0], signs[10], signs[11]
    text = ""
    for digit, place in zip(f"{number:03}", (hundred, ten, ""), strict=True):
        text += zero if digit == "0" else signs[int(digit)] + place
    text = re.sub(f"{zero}+", zero, text).strip(zero)
    return text.removeprefix(signs[1]) if 10 <= number < 20 else text


class _List(NamedTuple):
    """A list: lists with one ``key`` count together; ``restarts`` are where this one begins."""

    key: str
    levels: dict[int, etree._Element]
    restarts: dict[int, int]


class Styles:
    """The styles of one document; a style has what the one that it is based on has."""

    def __init__(self, styles: etree._Element | None) -> None:
        """Take the root of ``styles.xml``, if there is one."""
        self.by_id = _by_id(styles, "style", "styleId")
        self._default = ""
        self._hides: dict[str, bool] = {}
        for name, style in self.by_id.items():
            is_default = is_on(style.get(tag("w:default"), "0"))
            if is_default and style.get(tag("w:type")) == "paragraph":
                self._default = name
            stated = style.find(tag("w:rPr/w:vanish"))
            if stated is not None:
                self._hides[name] = is_on(stated.get(_VALUE))

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """Return the name of a paragraph's style."""
        return _get(paragraph, "pPr/pStyle") or self._default

    def lineage(self, name: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield a style and those that it is based on."""
        for _ in range(_MOST_ANCESTORS):
            if name in self.by_id:
                yield name, self.by_id[name]
                name = _get(self.by_id[name], "basedOn")

    def hides_text(self, element: etree._Element, otherwise: bool = False) -> bool:
        """Say whether a run or a paragraph is hidden: by its own word or its style's."""
        own = element.find(tag("w:rPr/w:vanish"))
        if own is not None:
            return is_on(own.get(_VALUE))
        name = (
            self.of_paragraph(element) if element.tag == tag("w:p") else _get(element, "rPr/rStyle")
        )
        for style, _ in self.lineage(name) if self._hides else ():
            if style in self._hides:
                return self._hides[style]
        return otherwise


class Numbering:
    """Counts the lists of one document; ask for the labels in the order of the paragraphs."""

    def __init__(self, numbering: etree._Element | None, styles: Styles) -> None:
        """Take the root of ``numbering.xml``, if there is one, and the document's styles."""
        self._styles = styles
        self._nums = _by_id(numbering, "num", "numId")
        self._abstracts = _by_id(numbering, "abstractNum", "abstractNumId")
        self._levels = {key: _levels(element) for key, element in self._abstracts.items()}
        self._lists = {num_id: self._read(num) for num_id, num in self._nums.items()}
        self._of_style: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def _read(self, num: etree._Element) -> _List:
        key = _get(num, "abstractNumId")
        linked = _get(self._abstracts.get(key), "numStyleLink")
        if linked in self._styles.by_id:  # the list stands with a style
            other = self._nums.get(_get(self._styles.by_id[linked], "pPr/numPr/numId"))
            key = _get(other, "abstractNumId") or key
        levels = self._levels.get(key, {})
        overrides = num.findall(tag("w:lvlOverride"))
        for override in overrides:
            levels = levels | _levels(override)
        restarts = {}
        for override in overrides:
            start = _get(override, "startOverride")
            if start:
                restarts[_level(override.get(_LEVEL))] = whole_number(start, 1, _MOST_ITEMS)
        return _List(key, levels, restarts)

    def label(self, paragraph: etree._Element) -> str:
        """Return the label that Word shows before a paragraph, "" if it shows none."""
        num_id, level = self._list_of(paragraph)
        of_list = self._lists.get(num_id)
        if of_list is None or level not in of_list.levels:
            return ""
        counts = self._counts[of_list.key]
        if level in of_list.restarts and (num_id, level) not in self._begun:
            counts[level] = of_list.restarts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(of_list, level)
        self._begun.add((num_id, level))
        for deeper in [other for other in counts if other > level]:
            after = _get(of_list.levels.get(deeper), "lvlRestart")
            # 0: never begins again; n: only after level n (counted from 1) or one above it
            if level < whole_number(after, _LAST_LEVEL + 1, _LAST_LEVEL):
                del counts[deeper]
        label = _write(of_list, level, counts)
        is_apart = _get(of_list.levels[level], "suff") != "nothing"
        return f"{label} " if is_apart and _BARE.search(label) else label

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return list and level from the paragraph itself or else from its style."""
        num_id = _get(paragraph, "pPr/numPr/numId")
        level = _get(paragraph, "pPr/numPr/ilvl")
        if not num_id:
            style = self._styles.of_paragraph(paragraph)
            if style not in self._of_style:
                self._of_style[style] = self._list_of_style(style)
            num_id, level_of_style = self._of_style[style]
            level = level or level_of_style
        return num_id, _level(level)

    def _list_of_style(self, name: str) -> tuple[str, str]:
        """Return list and level that a style gives: the list's level that names it, if none is."""
        level = ""
        for ancestor, style in self._styles.lineage(name):
            num_id = _get(style, "pPr/numPr/numId")
            level = level or _get(style, "pPr/numPr/ilvl")
            of_list = self._lists.get(num_id)
            for other, definition in of_list.levels.items() if of_list and not level else ():
                if _get(definition, "pStyle") == ancestor:
                    level = str(other)
                    break
            if num_id:
                return num_id, level
        return "", level


def _write(of_list: _List, level: int, counts: dict[int, int]) -> str:
    definition = of_list.levels[level]
    pattern = _get(definition, "lvlText")
    if _format(definition) == "bullet":
        return "" if re.search(r"[\ue000-\uf8ff]", pattern) else pattern
    legal = definition.find(tag("w:isLgl"))
    is_legal = legal is not None and is_on(legal.get(_VALUE))

    def write(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        form = "decimal" if is_legal else _format(of_list.levels.get(other))
        return _number(counts.get(other, _start(of_list, other)), form)

    return re.sub("%([1-9])", write, pattern)


def _by_id(parent: etree._Element | None, name: str, key: str) -> dict[str, etree._Element]:
    if parent is None:
        return {}
    key = tag(f"w:{key}")
    return {str(element.get(key)): element for element in parent.iterfind(tag(f"w:{name}"))}


def _get(element: etree._Element | None, path: str) -> str:
    """Return the value of the element at a path below, "" if it is not there."""
    if element is None:
        return ""
    child = element.find(tag(f"w:{path.replace('/', '/w:')}"))
    return "" if child is None else str(child.get(_VALUE, ""))


def _levels(owner: etree._Element) -> dict[int, etree._Element]:
    return {_level(level.get(_LEVEL)): level for level in owner.iterfind(tag("w:lvl"))}


def _level(stated: str | None) -> int:
    return whole_number(stated, 0, _LAST_LEVEL)


def _format(level: etree._Element | None) -> str:
    if level is None:
        return "decimal"
    # Word wraps formats newer than 2007 in mc:AlternateContent.
    form = next(level.iter(tag("w:numFmt")), None)
    return "decimal" if form is None else str(form.get(_VALUE))


def _start(of_list: _List, level: int) -> int:
    return whole_number(_get(of_list.levels.get(level), "start"), 1, _MOST_ITEMS)
