import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes

OLD = b"\xd0\xcf\x11\xe0..."


def word_file(text: str = "一、养老") -> bytes:
    stream = io.BytesIO()
    file = docx.Document()
    file.add_paragraph(text)
    file.save(stream)
    return stream.getvalue()


def test_without_libreoffice_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for name in ("plan.doc", "plan.wps", "plan.rtf"):
        with pytest.raises(InputError, match=f"{name}: .*LibreOffice.*save it as .docx"):
            read_bytes(OLD, name)


def convert_to(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(call: list, **options) -> None:
        source = Path(call[-1])
        assert (source.name, source.read_bytes()) == ("plan.doc", OLD)
        source.with_suffix(".docx").write_bytes(word_file(text))

    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(subprocess, "run", convert)


def test_libreoffice_turns_it_into_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_to("一、养老", monkeypatch)
    document = read_bytes(OLD, "要点.DOC")
    assert (document.text, document.encoding) == ("一、养老\n", "doc by LibreOffice")


def test_damaged_bytes_are_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_to("ÐÏà¡±á", monkeypatch)
    with pytest.raises(InputError, match="no Chinese text in it; open the file in Word"):
        read_bytes(OLD, "plan.doc")


def test_a_file_that_libreoffice_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(subprocess, "run", lambda *call, **options: None)
    with pytest.raises(InputError, match="LibreOffice could not read it"):
        read_bytes(OLD, "plan.doc")


@pytest.mark.parametrize("data", [word_file(), "<html><p>一、养老</p></html>".encode()])
def test_other_formats_under_the_old_name(data: bytes) -> None:
    assert read_bytes(data, "plan.doc").text == "一、养老\n"
