"""Old Word, WPS, RTF and OpenDocument files, turned into .docx by LibreOffice if it is installed.

Plans offered as .doc are at times web pages or new Word files under the old name; those are read
as what they are.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import web_page, word
from mzanalysis.reading.formats.document import Document
from mzanalysis.text.decoding import LEAST_PLAUSIBLE, plausibility

_SECONDS = 120
_SAVE = "open the file in Word or WPS and save it as .docx"


def read(data: bytes, name: str) -> Document:
    """Read an old word-processor file by way of LibreOffice, or raise InputError without it."""
    if data.startswith(b"PK\x03\x04") and b"word/document.xml" in data:
        return word.read(data, name)
    if data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype")):
        return web_page.read(data, name)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        problem = "files of this kind are read by LibreOffice, which is not installed here"
        raise InputError(f"{name}: {problem}; install it, or {_SAVE}")
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        # The file's own name may hold characters that a command line does not take.
        source = Path(folder, f"plan{ending}")
        with source.open("wb") as copy:
            copy.write(data)
        # A profile of its own: a LibreOffice that is open already would otherwise refuse.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        call = [program, profile, "--headless", "--convert-to", "docx", "--outdir", folder]
        try:
            subprocess.run([*call, source], capture_output=True, timeout=_SECONDS, check=True)
            converted = source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            problem = f"LibreOffice could not read it ({type(error).__name__})"
            raise InputError(f"{name}: {problem}; {_SAVE}") from error
    text = word.read(converted, name).text
    if plausibility(text) < LEAST_PLAUSIBLE:  # it takes any bytes for text
        raise InputError(f"{name}: LibreOffice finds no Chinese text in it; {_SAVE}")
    return Document(text, f"{ending[1:]} by LibreOffice")
