"""Any bytes under any ending are read, or refused by the file's name with a reason.

Hundreds of damaged files; ``benchmarks/fuzz_readers.py`` reads thousands more.
"""

import logging
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import fuzz_readers as fuzz

NUMBERS = {"docx": 200, "xlsx": 200, "doc": 60, "html": 100, "pdf": 25, "txt": 100}


@pytest.mark.parametrize("form", NUMBERS)
def test_damaged_files_are_read_or_refused(form: str) -> None:
    logging.disable()
    outcomes = [fuzz.read_one(form, n, fuzz.damage(form, n)) for n in range(NUMBERS[form])]
    logging.disable(logging.NOTSET)
    crashed = {n: reason for n, (outcome, reason) in enumerate(outcomes) if outcome == "crashed"}
    assert crashed == {}
    assert {outcome for outcome, _ in outcomes} == {"read", "refused"}


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "pdf", "txt"])
def test_sound_files_are_read(form: str) -> None:
    for data in fuzz.sound_files(form):
        assert "新增床位60张" in read_bytes(data, f"a.{form}").text


HEADS = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>", b"{\\rtf"])
NAMES = st.sampled_from([f"plan.{form}" for form in fuzz.FORMATS if form != "pdf"])


@settings(max_examples=150, deadline=None)
@given(HEADS, st.binary(max_size=300), NAMES)
def test_bytes_of_any_kind(head: bytes, rest: bytes, name: str) -> None:
    try:
        read_bytes(head + rest, name)
    except InputError as error:
        assert str(error).startswith(f"{name}: ")
