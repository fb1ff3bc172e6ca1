"""Old Word, WPS, RTF and OpenDocument files, turned into .docx by LibreOffice if it is installed.

Plans offered as .doc are at times web pages or new Word files under the old name; those are read
as what they are.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.readers import webpage, word
from mzanalysis.readers.document import Document

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120


def read(data: bytes, name: str) -> Document:
    """Read an old word-processor file by way of LibreOffice.

    Raises:
        InputError: LibreOffice is not installed, or cannot read the file either.
    """
    if data.startswith(b"PK\x03\x04") and b"word/document.xml" in data:
        return word.read(data, name)
    if data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype")):
        return webpage.read(data, name)
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise InputError(
            f"{name}: files of this kind are read by LibreOffice, which is not installed here; "
            "install it, or open the file in Word or WPS and save it as .docx"
        )
    document = word.read(_convert(program, data, name), name)
    return Document(document.text, f"{Path(name).suffix.lstrip('.').lower()} by LibreOffice")


def _convert(program: str, data: bytes, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        # The file's own name may hold characters that a command line does not take.
        source = Path(folder, f"plan{Path(name).suffix.lower()}")
        with source.open("wb") as copy:
            copy.write(data)
        # A profile of its own: a LibreOffice that is open already would otherwise refuse.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        call = [program, profile, "--headless", "--convert-to", "docx", "--outdir", folder]
        try:
            subprocess.run([*call, source], capture_output=True, timeout=_SECONDS, check=True)
            return source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise InputError(
                f"{name}: LibreOffice could not read it ({type(error).__name__}); open it in Word "
                "or WPS and save it as .docx"
            ) from error
