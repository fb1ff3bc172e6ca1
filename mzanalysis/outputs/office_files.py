"""Word and Excel files that are the same, byte for byte, whenever they are written."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from mzanalysis.errors import InputError
from mzanalysis.folders import write_whole

# The moment of writing, which python-docx and openpyxl put into the file's properties.
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NO_MOMENT = rb"\g<1>2000-01-01T00:00:00Z"


def write_office(document: Any, path: Path) -> Path:
    """Write a document of python-docx or a workbook of openpyxl, without the time of day."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _MOMENT.sub(_NO_MOMENT, data)
            # A member without a date of its own is of 1 January 1980.
            copy.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return write_whole(path, fixed.getvalue())


def write_new(document: Any, path: Path) -> Path:
    """Write a document as `write_office` does, but never over another file.

    Raises:
        InputError: a file is there already.
    """
    if path.exists():
        raise InputError(f"{path} is there already: name another with -o")
    return write_office(document, path)
