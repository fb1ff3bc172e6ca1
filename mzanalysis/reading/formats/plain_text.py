"""Plain text and Markdown."""

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document
from mzanalysis.reading.formats.joined_lines import join_wrapped
from mzanalysis.text.decoding import decode, note_broken

# First bytes of files that are no text, and what they are.
_MAGIC = {
    (b"%PDF",): "a PDF",
    (b"PK\x03\x04",): "a Word, Excel or zip file",
    (b"\xd0\xcf\x11\xe0",): "an old Word, Excel or WPS file",
    (b"{\\rtf",): "an RTF file",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "a picture",
    (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"): "an archive",
}
_SAVE = "open it in its own program and save it as plain text (.txt, UTF-8)"


def read(data: bytes, name: str) -> Document:
    r"""Decode a text file by its content; newlines become ``\n``, lines paragraphs."""
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            problem = f"its content is {what}, not text; give it its proper ending, or {_SAVE}"
            raise InputError(f"{name}: {problem}")
    text, encoding = decode(data, name, may_be_broken=True)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes = [note_broken(text)]
    text, joined = join_wrapped(text)
    return Document(text, encoding, {"left_out": ", ".join(filter(None, [*notes, joined]))})
