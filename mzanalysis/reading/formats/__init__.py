"""Bytes to text, one file per format; ``read_bytes`` picks the reader by the name's ending.

A new format is one file with a function ``read(data, name) -> Document`` and one row of
``_READERS``.
"""

from importlib import import_module
from pathlib import Path

from mzanalysis.errors import InputError, MzError
from mzanalysis.reading.formats.document import Document
from mzanalysis.text.patterns import pattern

__all__ = ["Document", "point_to", "read_bytes"]

# Modules, not functions: a reader's library is loaded when its first file is met.
_READERS = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), "plain_text"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"), "web_page"),
    **dict.fromkeys((".docx", ".docm"), "word"),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), "old_word"),
    **dict.fromkeys((".xlsx", ".xlsm"), "spreadsheet"),
    ".pdf": "pdf",
}
_PICTURE = "(it is a picture): have its text recognised (OCR), check it, and save it as .txt"
_ARCHIVE = "(it is an archive): unpack it and put the plan itself into the folder"
_REMEDIES = {
    ".xls": "(it is Excel's old format): open it and save it as .xlsx",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"), _PICTURE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), _ARCHIVE),
}
# No plan is so large: a plan of 20,000 characters with its pictures has some 5 MB.
_MOST_BYTES = 100 * 2**20
_MOST_CHARACTERS = 2_000_000
_OTHERS = f"({', '.join(_READERS)} are): open it and save it as plain text (.txt, UTF-8)"


def read_bytes(data: bytes, name: str) -> Document:
    r"""Read a plan's file as text, newlines made ``\n``, nothing else changed.

    Args:
        data: the file's bytes.
        name: the file's name; its ending says which reader takes it, and messages begin with it.

    Raises:
        InputError: no reader for this ending, or the content is not what the ending says.
    """
    ending = Path(name).suffix.lower()
    if ending not in _READERS:
        remedy = _REMEDIES.get(ending, _OTHERS)
        raise InputError(f"{name}: {ending or 'no ending'} is not read {remedy}")
    _refuse_size(data, name)
    module = import_module(f"mzanalysis.reading.formats.{_READERS[ending]}")
    try:
        document: Document = module.read(data, name)
    except (MzError, MemoryError):
        raise
    except Exception as error:  # what a library raises on damaged bytes is not for users to know
        kind = type(error).__name__
        raise InputError(
            f"{name}: is damaged, or not what its ending says ({kind}: {error}); open it in its "
            "own program and save it anew, or save it as plain text (.txt, UTF-8)"
        ) from error
    if not document.text.strip():
        left_out = document.metadata.get("left_out")
        beside = f", apart from {left_out}" if left_out else ""
        remedy = point_to(document) or "look into the file, or take it out of the folder"
        raise InputError(f"{name}: no text in it{beside}; {remedy}")
    if len(document.text) > _MOST_CHARACTERS:
        size = f"{len(document.text):,} characters, a plan at most {_MOST_CHARACTERS:,}"
        raise InputError(f"{name}: has {size}; save the plan's text alone as .txt")
    return document


def point_to(document: Document) -> str:
    """Say which attachments of a file may hold the plan; "" if it names none."""
    names = document.metadata.get("attachments", "")
    if not names:
        lines = map(str.strip, document.text.split("\n"))
        names = ", ".join(filter(pattern("attached_file").fullmatch, lines))
    return names and f"the plan may be in the attachment: {names}"


def _refuse_size(data: bytes, name: str) -> None:
    """Refuse what would fill the memory.

    Raises:
        InputError: says how large it is, and what to do.
    """
    if len(data) > _MOST_BYTES:
        size, limit = len(data) // 2**20, _MOST_BYTES // 2**20
        raise InputError(
            f"{name}: has {size} MB, a plan at most {limit}; save the plan's text alone as .txt"
        )
