"""Bytes to characters, in whatever encoding a text was saved.

Detection by content: marks first, then strict UTF-8, then the legacy Chinese encodings ranked
by how common the characters are that each would yield: safer on short texts than a general
detector, which also weighs encodings that no plan is written in.
"""

import codecs
import re

from mzanalysis.errors import InputError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# Below this share of everyday characters a decoding is taken for junk; plans have above 0.97.
LEAST_PLAUSIBLE = 0.7
_ENOUGH = 4000  # characters that settle it
BROKEN = "\ufffd"
_FEW, _WHOLE = 20, 200  # broken characters of a text at most; whole ones that each must have
_ASCII = re.compile("[\\x00-\\x7f]{20,}")  # of a web page, tells nothing of its encoding
_PUNCTUATION = frozenset(
    "\u3000\u00a0、。·—…‘’“”〔〕〈〉《》「」『』【】〇①②③④⑤⑥⑦⑧⑨⑩％‰℃×÷±→■□●○◆★▲\ufeff–"
)
# The first and last of the commonest hanzi: level 1 of GB 2312 (3,755) and of Big5 (5,401).
_LEVEL_1 = (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4@", b"\xc6~"))


def decode(data: bytes, name: str, *, may_be_broken: bool = False) -> tuple[str, str]:
    """Return the text and the encoding found (utf-8, utf-16, gb18030 …), or raise InputError.

    Args:
        data: bytes of a text.
        name: its file's name, with which messages begin.
        may_be_broken: read a text with a few broken bytes, U+FFFD in their place.
    """
    marked = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "")
    encoding = marked or "utf-8"
    try:
        text = data.decode(encoding)
        if "\x00" not in text:
            return text, encoding
        place, byte = data.index(0), 0
    except UnicodeDecodeError as error:
        place, byte = error.start, error.object[error.start]
    found = [(LEAST_PLAUSIBLE, "", "")]
    for other in (encoding, *(_UNMARKED if not marked else ())):
        text = data.decode(other, "replace").replace("\x00", BROKEN)
        most = min(1 + len(text) // _WHOLE, _FEW) if may_be_broken else 0
        if text.count(BROKEN) <= most:
            found.append((plausibility(_ASCII.sub("", text)[:_ENOUGH]), text, other))
    _, text, other = max(found, key=lambda decoding: decoding[0])
    if not other:
        problem = f"as {encoding} it breaks at byte {place} (0x{byte:02x}), and no Chinese encoding"
        raise InputError(
            f"{name}: not readable as text: {problem} (GB18030, Big5, UTF-16) gives common "
            "characters; open it where it looks right and save it as UTF-8"
        )
    return text, other


def note_broken(text: str) -> str:
    """Say how many characters of a text are broken, and in which lines; "" if none."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if BROKEN in line]
    if not lines:
        return ""
    places = ", ".join(map(str, lines[:_FEW]))
    return f"{text.count(BROKEN)} broken characters, replaced by {BROKEN}, in line {places}"


def plausibility(text: str) -> float:
    """Return the share of everyday characters, 0 to 1: ASCII, punctuation, the commonest hanzi."""
    return sum(map(_weight, text)) / max(len(text), 1)


def _weight(char: str) -> float:
    if char < "\x80":
        # Misread bytes give ASCII letters between hanzi; true texts give them seldom.
        return 0.9 if char.isprintable() or char in "\t\n\r\f" else 0.0
    if "\u4e00" <= char <= "\u9fff":
        return any(low <= char.encode(code, "ignore") <= high for code, low, high in _LEVEL_1)
    return char in _PUNCTUATION or "\uff01" <= char <= "\uff5e"
