"""Plain text and Markdown in whatever encoding it was saved.

Detection by content: marks first, then strict UTF-8, then the legacy Chinese encodings ranked
by how common the characters are that each would yield. On short Chinese texts this is safer than
a general detector, which also weighs encodings that no plan is written in.
"""

import codecs
import contextlib

from mzanalysis.errors import InputError
from mzanalysis.readers.document import Document, unify_newlines

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# First bytes of files that are no text, and what they are.
_MAGIC = {
    (b"%PDF",): "a PDF",
    (b"PK\x03\x04",): "a Word, Excel or zip file",
    (b"\xd0\xcf\x11\xe0",): "an old Word, Excel or WPS file",
    (b"{\\rtf",): "an RTF file",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "a picture",
    (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"): "an archive",
}
# Below this share of everyday characters a decoding is taken for junk; plans have above 0.97.
_LEAST_PLAUSIBLE = 0.7
_ENOUGH = 4000  # characters that settle it


def read(data: bytes, name: str) -> Document:
    r"""Decode a text file by its content.

    Raises:
        InputError: the bytes are another format, binary, or in no known encoding.

    Example: the GB18030 bytes of ``一、养老\r\n`` give the text ``一、养老\n``.
    """
    found = next((what for magic, what in _MAGIC.items() if data.startswith(magic)), "")
    if found:
        raise InputError(
            f"{name}: its content is {found}, not text; give it its proper ending, "
            "or save it as plain text (.txt, UTF-8)"
        )
    text, encoding = decode(data, name)
    if "\x00" in text:
        raise InputError(
            f"{name}: holds NUL bytes (first at character {text.index(chr(0))}), so it is binary "
            "or damaged; open it in its own program and save it as plain text (.txt, UTF-8)"
        )
    return Document(unify_newlines(text), encoding)


def decode(data: bytes, name: str = "text") -> tuple[str, str]:
    """Return the text and the encoding found: utf-8, utf-16, gb18030, big5hkscs …

    Raises:
        InputError: no encoding gives readable text; says where UTF-8 breaks.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _undecodable(name, encoding, error) from error
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, "utf-8"
        unreadable = UnicodeDecodeError("utf-8", data, data.index(0), data.index(0) + 1, "NUL")
    except UnicodeDecodeError as error:
        unreadable = error
    found = [(_LEAST_PLAUSIBLE, "", "")]
    for encoding in _UNMARKED:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            found.append((plausibility(text[:_ENOUGH]), text, encoding))
    _, text, encoding = max(found, key=lambda decoding: decoding[0])
    if not encoding:
        raise _undecodable(name, "utf-8", unreadable)
    return text, encoding


def _undecodable(name: str, encoding: str, error: UnicodeDecodeError) -> InputError:
    return InputError(
        f"{name}: not readable as text: as {encoding} it breaks at byte {error.start} "
        f"(0x{error.object[error.start]:02x}), and no Chinese encoding (GB18030, Big5, UTF-16) "
        "gives common characters; open it where it looks right and save it as UTF-8"
    )


def plausibility(text: str) -> float:
    """Return the share of characters that everyday Chinese text is made of, 0 to 1.

    Everyday are ASCII, Chinese punctuation, and the commonest hanzi: level 1 of GB 2312
    (3,755 characters) and of Big5 (5,401). Both standards put the common ones first.
    """
    if not text:
        return 0.0
    return sum(_weight(char) for char in text) / len(text)


def _weight(char: str) -> float:
    if char < "\x80":
        # Misread bytes give ASCII letters between hanzi; true texts give them seldom.
        return 0.9 if char.isprintable() or char in "\t\n\r\f" else 0.0
    if "\u4e00" <= char <= "\u9fff":
        return float(_is_level_1(char))
    return float(char in _PUNCTUATION or "\uff01" <= char <= "\uff5e")


_PUNCTUATION = frozenset(
    "\u3000\u00a0、。·—…‘’“”〔〕〈〉《》「」『』【】〇①②③④⑤⑥⑦⑧⑨⑩％‰℃×÷±→■□●○◆★▲\ufeff–"
)


def _is_level_1(char: str) -> bool:
    for encoding, first, last in (
        ("gb2312", b"\xb0\xa1", b"\xd7\xf9"),
        ("big5", b"\xa4@", b"\xc6~"),
    ):
        try:
            if first <= char.encode(encoding) <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False
