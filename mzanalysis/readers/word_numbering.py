"""The numbers that Word makes itself: 一、 and (一) and 1. from ``numbering.xml`` and styles.

Rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats). A Word file stores no
label with a paragraph, only the list and level it belongs to; labels have to be counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"))


def _chinese(n: int, digits: str = _DIGITS, ten: str = "十", hundred: str = "百") -> str:
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + hundred if hundreds else ""
    if tens:
        # 十一, and 一百一十一
        text += (digits[tens] if tens > 1 or hundreds else "") + ten
    elif hundreds and ones:
        text += digits[0]
    return text + (digits[ones] if ones else "")


def _roman(n: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, (1, "I")):
        text += letters * (n // value)
        n %= value
    return text


def _letter(n: int) -> str:
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _circled(n: int) -> str:
    return chr(0x2460 + n - 1) if 1 <= n <= 20 else str(n)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "decimalFullWidth": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    "decimalZero": lambda n: f"{n:02d}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographDigital": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "ideographLegalTraditional": lambda n: _chinese(n, _FORMAL, "拾", "佰"),
    "chineseLegalSimplified": lambda n: _chinese(n, _FORMAL, "拾", "佰"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
}


@dataclass
class Numbering:
    """Counts the lists of one document; ask for the labels in the order of the paragraphs."""

    numbering: etree._Element | None
    styles: etree._Element
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: etree._Element) -> str:
        """Return the label that Word shows before a paragraph, "" if it shows none."""
        num_id, level = self._list_of(paragraph)
        num = self._find("num", "numId", num_id)
        if num is None:
            return ""
        abstract_id = _value(num.find(qn("w:abstractNumId")))
        abstract = self._find("abstractNum", "abstractNumId", abstract_id)
        if abstract is None:
            return ""
        override = _child(num, "lvlOverride", "ilvl", str(level))
        definition = override.find(qn("w:lvl")) if override is not None else None
        if definition is None:
            definition = _child(abstract, "lvl", "ilvl", str(level))
        if definition is None:
            return ""
        self._count(abstract, abstract_id, num_id, level, override)
        return self._write(abstract, abstract_id, definition, level)

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return list and level from the paragraph itself or else from its style."""
        properties = paragraph.find(qn("w:pPr"))
        style = self._default_style()
        own = None
        if properties is not None:
            own = properties.find(qn("w:numPr"))
            style = _value(properties.find(qn("w:pStyle"))) or style
        num_id = _value(own.find(qn("w:numId"))) if own is not None else ""
        level = _value(own.find(qn("w:ilvl"))) if own is not None else ""
        seen: set[str] = set()
        while style and style not in seen and not num_id:
            seen.add(style)
            definition = _child(self.styles, "style", "styleId", style)
            if definition is None:
                break
            of_style = definition.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if of_style is not None:
                num_id = _value(of_style.find(qn("w:numId")))
                level = level or _value(of_style.find(qn("w:ilvl")))
                level = level or self._level_of_style(num_id, style)
            style = _value(definition.find(qn("w:basedOn")))
        return ("" if num_id == "0" else num_id), int(level or 0)

    def _default_style(self) -> str:
        for style in self.styles.iterfind(qn("w:style")):
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in (
                "1",
                "true",
            ):
                return str(style.get(qn("w:styleId")))
        return ""

    def _level_of_style(self, num_id: str, style: str) -> str:
        num = self._find("num", "numId", num_id)
        if num is None:
            return ""
        abstract_id = _value(num.find(qn("w:abstractNumId")))
        abstract = self._find("abstractNum", "abstractNumId", abstract_id)
        for level in () if abstract is None else abstract.iterfind(qn("w:lvl")):
            if _value(level.find(qn("w:pStyle"))) == style:
                return str(level.get(qn("w:ilvl")))
        return ""

    def _find(self, tag: str, key: str, value: str) -> etree._Element | None:
        return None if self.numbering is None else _child(self.numbering, tag, key, value)

    def _count(
        self,
        abstract: etree._Element,
        abstract_id: str,
        num_id: str,
        level: int,
        override: etree._Element | None,
    ) -> None:
        counts = self._counts.setdefault(abstract_id, {})
        restart = override.find(qn("w:startOverride")) if override is not None else None
        if restart is not None and (num_id, level) not in self._begun:
            counts[level] = int(_value(restart) or 1)
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(abstract, level)
        self._begun.add((num_id, level))
        for deeper in [n for n in counts if n > level]:
            definition = _child(abstract, "lvl", "ilvl", str(deeper))
            after = None if definition is None else definition.find(qn("w:lvlRestart"))
            # 0: never begins again; n: only after level n (counted from 1) or one above it
            if after is None or (_value(after) != "0" and level < int(_value(after))):
                del counts[deeper]

    def _write(
        self, abstract: etree._Element, abstract_id: str, definition: etree._Element, level: int
    ) -> str:
        pattern = _value(definition.find(qn("w:lvlText")))
        if _format(definition) == "bullet":
            return "" if any("\ue000" <= c <= "\uf8ff" for c in pattern) else pattern
        is_legal = definition.find(qn("w:isLgl")) is not None

        def write(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            of_level = definition if n == level else _child(abstract, "lvl", "ilvl", str(n))
            count = self._counts[abstract_id].get(n, _start(abstract, n))
            name = "decimal" if is_legal or of_level is None else _format(of_level)
            return _FORMATS.get(name, str)(count)

        return re.sub(r"%([1-9])", write, pattern)


def _format(level: etree._Element) -> str:
    return _value(level.find(f".//{qn('w:numFmt')}")) or "decimal"


def _start(abstract: etree._Element, level: int) -> int:
    definition = _child(abstract, "lvl", "ilvl", str(level))
    return int(_value(None if definition is None else definition.find(qn("w:start"))) or 1)


def _child(parent: etree._Element, tag: str, key: str, value: str) -> etree._Element | None:
    found = (c for c in parent.iterfind(qn(f"w:{tag}")) if c.get(qn(f"w:{key}")) == value)
    return next(found, None)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(qn("w:val"), ""))
