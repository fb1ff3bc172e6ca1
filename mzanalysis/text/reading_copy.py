"""What the rules read of a text: without what typesetting put between its characters.

A PDF made by Word or LibreOffice has a blank wherever digits and hanzi meet: ``到 2027 年底``.
"""

from mzanalysis.text.patterns import pattern


def reading_copy(text: str) -> tuple[str, list[int]]:
    """Leave out the blanks around numbers, and readings that a converter put behind characters.

    A blank that may part two things stays: a heading or a cell from a date behind it (``完善网络
    2025年``), a number from the heading that it counts (``1 总体目标``).

    Args:
        text: folded text.

    Returns:
        The copy, and where each of its characters and its end stand in ``text``.

    Example: ``reading_copy("到 2027 年底")`` -> ``("到2027年底", [0, 2, 3, 4, 5, 7, 8, 9])``;
    ``數(shù)量`` -> ``數量``.
    """
    dropped: set[int] = set()
    for spaced in pattern("spaced").finditer(text):
        dropped.update(i for i in range(*spaced.span()) if text[i] == " ")
    for reading in pattern("pinyin").finditer(text):
        dropped.update(range(*reading.span()))
    places = [i for i in range(len(text)) if i not in dropped]
    return "".join(text[i] for i in places), [*places, len(text)]
