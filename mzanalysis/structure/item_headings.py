"""Find the headings that run into the text of an item, and the labels of its parts."""

from collections import Counter

from mzanalysis.structure.clauses import MASK, lead_of
from mzanalysis.structure.labels import ordinal_of

_LONGEST_HEADING, _LONGEST_SLOGAN = 40, 25  # characters


def label_of(text: str) -> str:
    """Return the label at the beginning of a text, and the word that counts after it."""
    label = lead_of("label", text)
    return label + ordinal_of(text[len(label) :])


def is_heading(
    masked: str, spans: list[tuple[int, int]], number: int, begin: int, known: str | None
) -> bool:
    """Tell whether a sentence is a run-in heading: short, whole, and more text follows it."""
    start, end = spans[number]
    is_last = number + 1 == len(spans)
    if is_last or "," in masked[begin:end] or end - begin > _LONGEST_HEADING:
        return False
    if number == 0:
        if known is not None:
            return False
        if masked[end] == "\n":
            return True
    elif begin == start and "\n" not in masked[spans[number - 1][1] : begin]:
        return False
    following = masked[slice(*spans[number + 1])]
    if following.startswith("\n") or label_of(following).strip():
        return False
    return masked[end] == "。"


def slogan_headings(masked: str, spans: list[tuple[int, int]]) -> set[int]:
    """Find the starts of headings in a long item: two or more like 推动居家养老“就近可及”。"""
    first_words: dict[int, str] = {}
    for start, end in spans[:-1]:
        sentence = masked[start:end]
        is_short = len(sentence) <= _LONGEST_SLOGAN and "," not in sentence
        if is_short and sentence.endswith(MASK):
            first_words[start] = sentence.strip()[:2]
    counts = Counter(first_words.values())
    return {start for start, word in first_words.items() if counts[word] > 1}
