"""Find the numbers of a plan that nothing was read from: a figure lost in silence.

``发放爱心粥8000碗给老人`` is no figure as long as ``figures/units.csv`` lacks 碗; only the
plan's own text can tell that something is missing.
"""

import re
from collections.abc import Mapping

import pandas as pd

from mzanalysis.text.folding import fold
from mzanalysis.validation.locate import sentence

# A number and the character after it, which would be its unit: 8000碗, 1.2万人, 30%.
_NUMBER = re.compile(r"(?<![\dA-Za-z:.,/-])(\d[\d,]*(?:\.\d+)?) ?[一-鿿%‰]")
# Ordinals (第4届), numbers of documents and houses (14号), brands (0477系列), hotlines (12345热线).
_NAMES = (
    r"第\d+",
    r"\d+号",
    r"(?<!\d)0\d+",
    r"\d+(?:热线|专线|平台|工程|行动|模式|部门)",
    "“[^”]{1,20}”|‘[^’]{1,20}’|《[^》]*》",  # “1+3”, “6·19开放日”
)
# Years and days (2025年, 每月10日前, 15时30分), ages (80周岁), centuries.
_DATES = (r"\d{4}年", r"\d+(?:月|日|时|分(?!之)|世纪)", r"\d+(?:[-—~至到]\d+)?周?岁")
_NO_FIGURE = re.compile("|".join([*_NAMES, *_DATES]))


def find_unread_numbers(text: str, tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """List the numbers before a character that are in no figure, date, label, age or name.

    Page furniture is left out, and in an annex what is a figure elsewhere: 新建2个 in a row of a
    task table, where the body has it.

    Args:
        text: the plan's text.
        tables: its ``sections``, ``targets`` and ``deadlines``.

    Returns:
        Each number with its sentence: ``("8000", "发放爱心粥8000碗给老人。")``.
    """
    folded = fold(text)
    targets = tables["targets"]
    sections = tables["sections"]
    figures = [folded[start:end] for start, end in spans(targets)]
    annexes = spans(sections.query("kind_code == 'attachment'"))
    read = spans(targets) + spans(tables["deadlines"])
    read += spans(sections.query("kind_code == 'furniture'"))
    read += [match.span() for match in _NO_FIGURE.finditer(folded)]
    label_ends = sections["char_start"] + sections["label"].str.len()
    read += spans(sections.assign(char_end=label_ends))
    unread = []
    for match in _NUMBER.finditer(folded):
        start = match.start()
        is_repeated = any(figure.startswith(match[0]) for figure in figures)
        if is_inside(start, read) or (is_repeated and is_inside(start, annexes)):
            continue
        unread.append((match[1], sentence(text, start)))
    return unread


def spans(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Return where each row stands in the plan's text."""
    return list(zip(table["char_start"], table["char_end"], strict=True))


def is_inside(position: int, taken: list[tuple[int, int]]) -> bool:
    """Tell whether a position of a text lies in one of the spans."""
    return any(start <= position < end for start, end in taken)
