"""Office files: an archive of XML parts that name one another (ECMA-376, part 2).

Only the parts that hold text are read, each up to a limit: a picture, a theme, a part that is
missing or stands elsewhere on the net does no harm. Nothing is fetched.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lxml import etree

from mzanalysis.errors import InputError

_OFFICE = "http://schemas.openxmlformats.org/"
NAMES = {
    "w": f"{_OFFICE}wordprocessingml/2006/main",
    "s": f"{_OFFICE}spreadsheetml/2006/main",
    "m": f"{_OFFICE}officeDocument/2006/math",
    "r": f"{_OFFICE}officeDocument/2006/relationships",
    "mc": f"{_OFFICE}markup-compatibility/2006",
}
# The standard's strict form (part 1) has other names for the same elements.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
# A plan of 20,000 characters has one to five MB of XML; a sheet may have borders all the way down.
_MOST_BYTES, _MOST_STREAMED = 20 * 2**20, 100 * 2**20
_PARSING = {"resolve_entities": False, "no_network": True, "remove_comments": True}
_DAMAGE = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, EOFError)
_OFF = ("0", "false", "off")


class _Relation(NamedTuple):
    name: str
    kind: str
    part: str


@cache
def tag(name: str) -> str:
    """Return the full name, for lxml, of an element, an attribute or a path: ``w:pPr/w:numPr``."""
    steps = [step.split(":") for step in name.split("/")]
    return "/".join(f"{{{NAMES[prefix]}}}{local}" for prefix, local in steps)


def is_on(value: str | None) -> bool:
    """Say whether a property is on: stated without a value it is (part 1, 22.9.2.7)."""
    return value not in _OFF


def whole_number(stated: str | None, usual: int, most: int) -> int:
    """Return a number that a file states; one that is none, or above ``most``, is the usual one."""
    if stated and re.fullmatch("[0-9]{1,9}", stated) and int(stated) <= most:
        return int(stated)
    return usual


class OfficeFile:
    """An open file; ``parse`` and ``stream`` give its parts, ``related`` what they name."""

    def __init__(self, data: bytes, name: str, program: str) -> None:
        """Open a file.

        Args:
            data: its bytes.
            name: its name, with which messages begin.
            program: what writes such files: Word or Excel.

        Raises:
            InputError: it is no archive.
        """
        self.name, self._program = name, program
        if data.startswith(_OLD_FORMAT):
            raise self.refuse("protected by a password, or in the old format")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (*_DAMAGE, NotImplementedError) as error:
            raise self.refuse(error) from error
        # Some programs write names with backslashes or other capitals.
        self._members = {_plain(member.filename): member for member in self._archive.infolist()}

    def refuse(self, problem: object) -> InputError:
        """Return the error that says what is wrong with the file and what to do."""
        what = f"no {self._program} file that can be opened ({problem})"
        ending = ".docx" if self._program == "Word" else ".xlsx"
        remedy = f"open it in {self._program} or WPS and save it as {ending} without a password"
        return InputError(f"{self.name}: {what}; {remedy}")

    def read(self, part: str, *, is_streamed: bool = False) -> bytes:
        """Return a part's bytes.

        Raises:
            InputError: it is damaged, packed in an unusual way, or too large.
        """
        most = _MOST_STREAMED if is_streamed else _MOST_BYTES
        try:
            member = self._members[_plain(part)]
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.refuse(f"{part} is packed in an unusual way")
            with self._archive.open(member) as stream:
                # The size that the archive states may be a lie.
                content = stream.read(min(member.file_size, most) + 1)
        except (*_DAMAGE, RuntimeError, NotImplementedError) as error:
            raise self.refuse(f"{part}: {error}") from error
        size = max(member.file_size, len(content))
        if size > most:
            large = f"{part} has {size // 2**20} MB, in a plan at most {most // 2**20}"
            raise InputError(f"{self.name}: {large}; save the plan's text alone as .txt")
        return content

    def parse(self, part: str) -> etree._Element:
        """Return the root of a part, its names those of the usual form."""
        content = _usual(self.read(part))
        try:
            root = etree.fromstring(content, etree.XMLParser(remove_pis=True, **_PARSING))
        except etree.XMLSyntaxError as error:
            raise self.refuse(f"{part}: {error}") from error
        if root.getroottree().docinfo.doctype:  # forbidden here: a way to blow up or to let in
            raise self.refuse(f"{part} has a document type")
        return root

    def stream(self, part: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of some names one by one, then forget them: for large parts."""
        content = io.BytesIO(_usual(self.read(part, is_streamed=True)))
        names = [tag(name) for name in tags]
        try:
            for _, element in etree.iterparse(content, tag=names, **_PARSING):
                yield element
                _forget(element)
        except etree.XMLSyntaxError as error:
            raise self.refuse(f"{part}: {error}") from error

    def main_part(self) -> str:
        """Return the part that the file itself names as its document."""
        parts = self.related("", "officeDocument")
        if not parts:
            raise self.refuse("it names no document")
        return parts[0]

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind (``styles``) that a part names, those that are not there
        or stand outside the file left out."""
        return [relation.part for relation in self.relations(part) if relation.kind == kind]

    def relations(self, part: str) -> list[_Relation]:
        """Return what a part names within the file: name, kind, part."""
        folder, base = posixpath.split(part)
        list_part = posixpath.join(folder, "_rels", f"{base}.rels")
        if _plain(list_part) not in self._members:
            return []
        relations = []
        for stated in self.parse(list_part):
            target = posixpath.normpath(posixpath.join("/", folder, stated.get("Target", "")))
            is_within = stated.get("TargetMode") != "External" and _plain(target) in self._members
            if is_within:
                kind = stated.get("Type", "").rpartition("/")[2]
                relations.append(_Relation(stated.get("Id", ""), kind, target.lstrip("/")))
        return relations


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _usual(content: bytes) -> bytes:
    return _STRICT.sub(_OFFICE.encode() + rb"\1/2006/", content)
