"""Bytes to text, one file per format; ``read_file`` picks the reader by the file's ending.

A new format is one file with a function ``read(data, name) -> Document`` and one row of
``_READERS``.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.readers.document import Document

__all__ = ["Document", "read_bytes", "read_file"]

# Modules, not functions: a reader's library is loaded when its first file is met.
_READERS = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), "text"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"), "webpage"),
    **dict.fromkeys((".docx", ".docm"), "word"),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), "legacy"),
    **dict.fromkeys((".xlsx", ".xlsm"), "sheet"),
    ".pdf": "pdf",
}
_SAVE_AS_TEXT = "open it and save it as plain text (.txt, UTF-8)"
_OCR = "it is a picture: have its text recognised (OCR), check it, and save it as .txt"
_UNPACK = "unpack it and put the plan itself into the folder"
_REMEDIES = {
    ".ofd": _SAVE_AS_TEXT,
    ".xls": "open it and save it as .xlsx",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"), _OCR),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), _UNPACK),
}


def read_file(path: Path) -> Document:
    r"""Read a plan's file as text, newlines made ``\n``, nothing else changed.

    Args:
        path: the file; its ending says which reader takes it.

    Raises:
        InputError: no reader for this ending, or the content is not what the ending says;
            names the file, what was found and what to do.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """Read a file's bytes as text; ``name`` says the format and is used in messages.

    Raises:
        InputError: as ``read_file``.
    """
    ending = Path(name).suffix.lower()
    if ending not in _READERS:
        kinds = ", ".join(_READERS)
        remedy = _REMEDIES.get(ending, _SAVE_AS_TEXT)
        raise InputError(f"{name}: {ending or 'no ending'} is not read ({kinds} are); {remedy}")
    module = import_module(f"mzanalysis.readers.{_READERS[ending]}")
    read: Callable[[bytes, str], Document] = module.read
    document = read(data, name)
    if not document.text.strip():
        raise InputError(f"{name}: no text in it; look into the file, or take it out of the folder")
    return document
