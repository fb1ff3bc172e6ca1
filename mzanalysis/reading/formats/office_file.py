"""Office files: an archive of XML parts that name one another (ECMA-376, part 2).

Only the parts that hold text are read, up to a limit: a picture, a theme, a part that is
missing or stands elsewhere on the net does no harm. Nothing is fetched. What zip and lxml raise on
damaged bytes is told by ``read_bytes``.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.resources import cached

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
_PROGRAMS = {"w:document": ("Word", ".docx"), "s:workbook": ("Excel", ".xlsx")}
_MAIN = "officeDocument"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
# A plan of 20,000 characters has one to five MB of XML and some 50,000 tags.
_MOST_BYTES, _MOST_TAGS = 20 * 2**20, 1_000_000
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}
_OFF = ("0", "false", "off")


class _Relation(NamedTuple):
    name: str
    kind: str
    part: str


@cached
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
    """An open file: ``root`` is its document's, ``relations`` are what that names."""

    def __init__(self, data: bytes, name: str, root: str) -> None:
        """Open a file.

        Args:
            data: its bytes.
            name: its name, with which messages begin.
            root: its document's outermost element: ``w:document``.

        Raises:
            InputError: it is no archive, or holds another document.
        """
        self._name = name
        self._n_bytes = 0
        self._program, self._ending = _PROGRAMS[root]
        if data.startswith(_OLD_FORMAT):
            raise self.refuse("protected by a password, or in the old format")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise self.refuse(error) from error
        # Some programs write names with backslashes or other capitals.
        self._members = {_plain(member.filename): member for member in self._archive.infolist()}
        main = [relation.part for relation in self._related("") if relation.kind == _MAIN]
        if not main:
            raise self.refuse("it names no document")
        self.root = self.parse(main[0])
        self.relations = self._related(main[0])
        if self.root.tag != tag(root):
            raise self.refuse(f"its document is a {etree.QName(self.root).localname}")

    def parts(self, kind: str) -> Iterator[etree._Element]:
        """Yield the roots of the parts of a kind (``styles``) that the document names."""
        for relation in self.relations:
            if relation.kind == kind:
                yield self.parse(relation.part)

    def parse(self, part: str) -> etree._Element:
        """Return the root of a part, its names those of the usual form."""
        content = _STRICT.sub(_OFFICE.encode() + rb"\1/2006/", self.read(part))
        n_tags = content.count(b"<")
        if n_tags > _MOST_TAGS:
            raise self.refuse_size(part, f"{n_tags:,} tags", f"{_MOST_TAGS:,}")
        root = etree.fromstring(content, etree.XMLParser(**_PARSER_OPTIONS))
        if root.getroottree().docinfo.doctype:  # forbidden here: a way to blow up or to let in
            raise self.refuse(f"{part} has a document type")
        return root

    def read(self, part: str) -> bytes:
        """Return a part's bytes.

        Raises:
            InputError: it is packed in an unusual way, or too large.
        """
        member = self._members[_plain(part)]
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refuse(f"{part} is packed in an unusual way")
        with self._archive.open(member) as stream:
            # The size that the archive states may be a lie.
            content = stream.read(min(member.file_size, _MOST_BYTES) + 1)
        self._n_bytes += max(member.file_size, len(content))
        if self._n_bytes > _MOST_BYTES:
            size, most = self._n_bytes // 2**20, _MOST_BYTES // 2**20
            raise self.refuse_size("its text", f"{size} MB", f"{most}")
        return content

    def refuse(self, problem: object) -> InputError:
        """Return the error that says what is wrong with the file and what to do."""
        what = f"no {self._program} file that can be opened ({problem})"
        remedy = f"open it in {self._program} or WPS and save it as {self._ending}"
        return InputError(f"{self._name}: {what}; {remedy} without a password")

    def refuse_size(self, part: str, size: str, most: str) -> InputError:
        """Return the error that says what of a file is larger than in any plan."""
        remedy = "save the plan's text or table alone"
        return InputError(f"{self._name}: {part} has {size}, in a plan at most {most}; {remedy}")

    def _related(self, part: str) -> list[_Relation]:
        """Return what a part names, but not what is missing or stands outside the file."""
        folder, base = posixpath.split(part)
        list_part = posixpath.join(folder, "_rels", f"{base}.rels")
        relations = []
        for stated in self.parse(list_part) if _plain(list_part) in self._members else ():
            target = posixpath.normpath(posixpath.join("/", folder, stated.get("Target", "")))
            if stated.get("TargetMode") != "External" and _plain(target) in self._members:
                kind = stated.get("Type", "").rpartition("/")[2]
                relations.append(_Relation(stated.get("Id", ""), kind, target.lstrip("/")))
        return relations


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
