"""Read thousands of damaged files a format: each is read, or refused by name and reason.

A sound small file is made here, damaged by a seeded rule, and read in a process of its own kind
that has a limit of time and of memory. ``crashed`` and ``hung`` must be 0:

    python benchmarks/fuzz_readers.py --format docx xlsx --number 10000
"""

import argparse
import io
import logging
import multiprocessing
import random
import resource
import signal
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes

FORMATS = ("docx", "xlsx", "doc", "html", "pdf", "txt")
SECONDS, MEMORY = 10, 2 * 2**30
_MOST_ELEMENTS = 2000  # so that copies of copies end
WILD = (
    *(
        "",
        "0",
        "-1",
        "1.5",
        "1e9",
        "99999999999999999999",
        "NaN",
        "true",
        "x",
        "²",
        "٣",
        "〇",
        "%1",
    ),
    *("A0", "XFD1048576", "A1:ZZ99999", "../../etc/passwd", "NULL", "file:///etc/passwd", "#"),
    *("http://127.0.0.1:9/x", "\u202e", "a" * 5000, "%1" * 300, "0" * 300, "undefined"),
)

Rows = tuple[tuple[str, ...], ...]
Damage = Callable[[bytes, random.Random], bytes]

LINES = (
    "甲子市民政局2025年工作要点",
    "一、完善养老服务",
    "（一）居家养老",
    "1.新增床位60张，6月底前完成。",
    "2.安排资金1.2亿元，培训护理员300人次。",
)
ROWS: Rows = (("序号", "任务", "完成时限"), ("1", "新增床位60张", "6月底前"), ("2", "", "12月"))
_OFFICE = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_S = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
_RELATION = f"{_OFFICE}/officeDocument/2006/relationships"
_TYPES = (
    f'<Types xmlns="{_OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/>{overrides}</Types>'
)


# Sound files ----------------------------------------------------------------------------------


def _relations(*pairs: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{rows}</Relationships>'


def _pack(parts: dict[str, str], content_types: dict[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument'
        f'.{kind}+xml"/>'
        for part, kind in content_types.items()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(overrides=overrides))
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def make_docx() -> bytes:
    """Make a Word file with lists, merged cells, notes, changes, a text box, a page head."""
    paragraphs = []
    for level, line in enumerate(LINES):
        number = f'<w:numPr><w:ilvl w:val="{level % 3}"/><w:numId w:val="1"/></w:numPr>'
        style = '<w:pStyle w:val="Item"/>' if level == 3 else number
        paragraphs.append(f"<w:p><w:pPr>{style}</w:pPr>{_run(line)}</w:p>")
    cells = [
        f'<w:tc><w:tcPr><w:gridSpan w:val="{1 + (not cell)}"/><w:vMerge w:val="restart"/></w:tcPr>'
        f"<w:p>{_run(cell)}</w:p></w:tc>"
        for row in ROWS
        for cell in row
    ]
    rows = "".join(f"<w:tr><w:trPr/>{''.join(cells[n : n + 3])}</w:tr>" for n in (0, 3, 6))
    further = (
        f'<w:p><w:ins w:id="1">{_run("新增")}</w:ins><w:del w:id="2"><w:r><w:delText>50</w:delText>'
        f"</w:r></w:del>{_run('隐', '<w:vanish/>')}<w:r><w:tab/><w:br/><w:footnoteReference "
        f'w:id="2"/><w:pict><w:txbxContent><w:p>{_run("框")}</w:p></w:txbxContent></w:pict></w:r>'
        f"</w:p><w:sdt><w:sdtContent><w:p>{_run('控件')}</w:p></w:sdtContent></w:sdt>"
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlRestart '
        f'w:val="{n}"/><w:suff w:val="tab"/><w:lvlText w:val="%{n + 1}、"/></w:lvl>'
        for n, form in enumerate(("chineseCounting", "decimal", "decimalEnclosedCircle"))
    )
    note = f'<w:footnote w:id="2"><w:p>{_run("注")}</w:p></w:footnote>'
    parts = {
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(paragraphs)}<w:tbl><w:tblPr/>"
        f"{rows}</w:tbl>{further}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            *(("styles", "styles.xml"), ("numbering", "numbering.xml")),
            *(("footnotes", "footnotes.xml"), ("header", "header1.xml")),
        ),
        "word/styles.xml": f'<w:styles {_W}><w:style w:type="paragraph" w:default="1" w:styleId='
        '"Normal"/><w:style w:styleId="Item"><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId '
        'w:val="2"/></w:numPr></w:pPr></w:style></w:styles>',
        "word/numbering.xml": f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2">'
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>'
        "</w:lvlOverride></w:num></w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{note}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {_W}><w:p>{_run('甲子市文件')}</w:p></w:hdr>",
    }
    kinds = ("document.main", "styles", "numbering", "footnotes", "header")
    names = [name for name in parts if name.startswith("word/") and "_rels" not in name]
    return _pack(
        parts,
        {n: f"wordprocessingml.{kind}" for n, kind in zip(names, kinds, strict=True)},
    )


def make_xlsx() -> bytes:
    """Make a workbook with shared and inline strings, dates, shares, a merge, hidden parts."""
    strings = "".join(f"<si><t>{cell}</t></si>" for row in ROWS for cell in row)
    lines = ""
    for n, hidden in enumerate(("0", "0", "1"), 1):
        cells = (
            f'<c r="A{n}" t="s"><v>{3 * n - 3}</v></c><c r="B{n}" t="s"><v>{3 * n - 2}</v></c>',
            f'<c r="C{n}" t="inlineStr"><is><t>甲</t></is></c><c r="D{n}" s="1"><v>45838.5</v></c>',
            f'<c r="E{n}" s="2"><f>1/2</f><v>0.5</v></c><c r="F{n}" t="b"><v>1</v></c>',
        )
        lines += f'<row r="{n}" hidden="{hidden}">{"".join(cells)}</row>'
    head = f'<workbook {_S} xmlns:r="{_RELATION}"><workbookPr date1904="0"/>'
    columns = '<cols><col min="3" max="3" hidden="1"/></cols>'
    merges = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    parts = {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{head}<sheets>"
        '<sheet name="任务" sheetId="1" r:id="rId1"/><sheet name="草稿" sheetId="2" state="hidden" '
        'r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            *(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")),
            *(("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet {_S}><dimension ref="A1:F3"/>{columns}'
        f"<sheetData>{lines}</sheetData>{merges}</worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet {_S}><sheetData/></worksheet>",
        "xl/styles.xml": f'<styleSheet {_S}><numFmts count="1"><numFmt numFmtId="164" formatCode='
        '"yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><fonts count="1"><font/></fonts><fills '
        'count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf'
        ' numFmtId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/>'
        '<xf numFmtId="9"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst {_S} count="9">{strings}</sst>',
    }
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/worksheets/sheet2.xml": "worksheet",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    return _pack(parts, {name: f"spreadsheetml.{kind}" for name, kind in kinds.items()})


def make_html() -> bytes:
    """Make a saved page with a list, a table, a script and a note of where it is from."""
    rows = "".join(
        "<tr>" + "".join(f"<td rowspan=1>{c}</td>" for c in row) + "</tr>" for row in ROWS
    )
    lines = "".join(f"<p>{line}</p>" for line in LINES)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>要点</title><meta name="PubDate" '
        f'content="2025-03-01"></head><body><ol start="3"><li>{LINES[3] * 2}</li></ol><div '
        f'style="color:red">{lines}</div><table><tr><td colspan="3">表</td></tr>{rows}</table>'
        "<script>var a = 1;</script><span hidden>x</span></body></html>"
    ).encode()


def make_pdf() -> bytes:
    """Make a PDF of two pages with text, rules and a page number."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    write_pdf = import_module("pdf_writer").write_pdf

    page = [(50.0, 60.0 + 20 * n, line) for n, line in enumerate(LINES)]
    rules = [(50.0, y, 250.0, y) for y in (200.0, 220.0)]
    made: bytes = write_pdf([[*page, (140.0, 380.0, "— 1 —")], page], rules=[rules, []])
    return made


def make_txt() -> bytes:
    """Make a text file in the encoding of most Chinese ones."""
    return "\r\n".join(LINES * 2).encode("gb18030")


_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "一、养老".encode("utf-16-le") * 50


@cache
def sound_files(form: str) -> tuple[bytes, ...]:
    """Return the sound files of a format, small ones."""
    if form == "doc":
        return make_docx(), make_html(), _OLD_WORD, b"{\\rtf1\\ansi a}"
    return (globals()[f"make_{form}"](),)


# Damage ---------------------------------------------------------------------------------------


def hit_bytes(data: bytes, rng: random.Random) -> bytes:
    """Change, cut, double or throw in bytes."""
    damaged = bytearray(data)
    for _ in range(rng.choice((1, 3, 20))):
        place = rng.randrange(len(damaged) + 1)
        end = place + rng.choice((1, 4, 50))
        kind = rng.randrange(5)
        if kind == 0:
            damaged[place:end] = rng.randbytes(end - place)
        elif kind == 1:
            del damaged[place:end]
        elif kind == 2:
            damaged[place:place] = damaged[place:end]
        elif kind == 3:
            damaged[place:place] = rng.choice(WILD).encode("utf-8", "replace")
        else:
            damaged[place : place + 1] = rng.choice((b"\x00", b"\xff", b"<", b"\x1b", b"\n"))
    return bytes(damaged)


def cut_off(data: bytes, rng: random.Random) -> bytes:
    """Keep the beginning, or lose it."""
    place = rng.randrange(len(data) + 1)
    return data[:place] if rng.random() < 0.8 else data[place:]


def repeat_piece(data: bytes, rng: random.Random) -> bytes:
    """Repeat a piece of the file up to 10,000 times."""
    place = rng.randrange(len(data) + 1)
    piece = data[place : place + rng.choice((1, 2, 9, 60))]
    return data[:place] + piece * rng.choice((10, 1000, 10_000)) + data[place:]


def hit_numbers(data: bytes, rng: random.Random) -> bytes:
    """Put wild values in the place of words and numbers between blanks or signs."""
    words = data.split(b" ")
    for _ in range(rng.choice((1, 2, 8))):
        words[rng.randrange(len(words))] = rng.choice(WILD).encode()
    return b" ".join(words)


def hit_header(data: bytes, rng: random.Random) -> bytes:
    """Write wild values into an archive's headers: flags, method, sizes, checksum, offsets."""
    damaged = bytearray(data)
    sign, fields = rng.choice(
        ((b"PK\x03\x04", (4, 6, 8, 14, 18, 22, 26, 28)), (b"PK\x01\x02", (8, 10, 16, 20, 24, 42)))
    )
    places = [n for n in range(len(data)) if data.startswith(sign, n)]
    for place in rng.sample(places, rng.randint(1, len(places))):
        field = place + rng.choice(fields)
        value = rng.choice((0, 1, 8, 9, 12, 99, 0xFFFF, rng.randrange(0xFFFF)))
        damaged[field : field + 2] = struct.pack("<H", value)
    return bytes(damaged)


def hit_stream(data: bytes, rng: random.Random) -> bytes:
    """Damage the packed bytes of one file of an archive, its headers left whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = rng.choice(archive.infolist())
    start = member.header_offset + 30 + len(member.filename)
    end = start + member.compress_size
    return (
        data[:start]
        + hit_bytes(data[start:end], rng)[: end - start].ljust(end - start)
        + data[end:]
    )


def hit_members(data: bytes, rng: random.Random) -> bytes:
    """Take away, empty, exchange, rename or double the files of an archive."""
    members = _unpack(data)
    name, other = rng.sample(sorted(members), 2)
    kind = rng.randrange(5)
    if kind == 0:
        del members[name]
    elif kind == 1:
        members[name] = b""
    elif kind == 2:
        members[name], members[other] = members[other], members[name]
    elif kind == 3:
        members[name.upper() if rng.random() < 0.5 else f"x/../{name}"] = members.pop(name)
    else:
        members[name] = members[name] * 2
    return _pack_again(members)


def hit_member(data: bytes, rng: random.Random) -> bytes:
    """Damage one XML file of an archive: its elements, its attributes or its bytes."""
    members = _unpack(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        name = rng.choice(sorted(members))
        damage = rng.choice((hit_elements, hit_elements, hit_attributes, hit_attributes, hit_xml))
        members[name] = damage(members[name], rng)
    return _pack_again(members)


def _unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack_again(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def hit_xml(data: bytes, rng: random.Random) -> bytes:
    """Damage an XML file as bytes, or put a document type or another encoding before it."""
    entity = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY b "%s">]>' % (b"x" * 99)
    laughs = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    heads = (entity, laughs, b'<?xml version="1.1" encoding="nonsense"?>', b"\xff\xfe", b"\x00")
    if rng.random() < 0.4:
        return rng.choice(heads) + data.replace(b"<w:t>", b"<w:t>&e;&c;")
    return rng.choice((hit_bytes, cut_off, repeat_piece))(data, rng)


def _elements(data: bytes) -> list[etree._Element]:
    try:
        return list(etree.fromstring(data).iter())
    except etree.XMLSyntaxError:
        return []


def hit_attributes(data: bytes, rng: random.Random) -> bytes:
    """Give attributes wild values or other names, or take them away."""
    elements = _elements(data)
    holders = [element for element in elements if element.attrib]
    if not holders:
        return data
    for _ in range(rng.choice((1, 2, 5, 30))):
        holder = rng.choice(holders)
        if not holder.attrib:
            continue
        name = rng.choice(sorted(holder.attrib))
        kind = rng.randrange(4)
        if kind == 0:
            del holder.attrib[name]
        elif kind == 1:
            holder.set("other", holder.attrib.pop(name))
        elif kind == 2:
            holder.set("TargetMode", rng.choice(("External", "Internal", "")))
        else:
            holder.set(name, rng.choice(WILD))
    return etree.tostring(elements[0])


def hit_elements(data: bytes, rng: random.Random) -> bytes:
    """Take away, double, move, rename, empty or nest elements; give them wild texts."""
    elements = _elements(data)
    for _ in range(rng.choice((1, 2, 5)) if elements else 0):
        inner = [element for element in elements[0].iter() if element.getparent() is not None]
        if not inner or len(inner) > _MOST_ELEMENTS:
            break
        element, other = rng.choice(inner), rng.choice(inner)
        kind = rng.randrange(7)
        if kind == 0:
            element.getparent().remove(element)
        elif kind == 1:
            copies = [deepcopy(element) for _ in range(rng.choice((1, 50)))]
            element.getparent().extend(copies)
        elif kind == 2 and element not in [other, *other.iterancestors()]:
            other.append(element)
        elif kind == 3:
            element.tag = other.tag
        elif kind == 4:
            element.text = rng.choice(WILD)
        elif kind == 5:
            del element[:]
        else:
            for _ in range(rng.choice((2, 100, 400))):
                element = etree.SubElement(element, element.tag, element.attrib)
    return etree.tostring(elements[0]) if elements else data


_RAW: tuple[Damage, ...] = (hit_bytes, cut_off, repeat_piece)
_PACKED: tuple[Damage, ...] = (*_RAW, hit_header, hit_stream, hit_members, *[hit_member] * 6)


def damage(form: str, number: int) -> bytes:
    """Return a format's damaged file of a number, the same on every machine."""
    rng = random.Random(f"{form} {number}")
    data = rng.choice(sound_files(form))
    if zipfile.is_zipfile(io.BytesIO(data)):
        kinds = _PACKED
    elif data.startswith(b"<!DOCTYPE"):
        kinds = (*_RAW, hit_numbers, hit_page, hit_page)
    else:
        kinds = (*_RAW, hit_numbers, hit_numbers)
    return rng.choice(kinds)(data, rng)


def hit_page(data: bytes, rng: random.Random) -> bytes:
    """Damage the elements or attributes of a web page."""
    whole = data.replace(b"<!DOCTYPE html>", b"").replace(b"<meta ", b"<meta/><a ")
    return rng.choice((hit_elements, hit_attributes))(whole, rng)


# Runs -----------------------------------------------------------------------------------------


def read_one(form: str, number: int, data: bytes) -> tuple[str, str]:
    """Read a damaged file; return read, refused or crashed, and what was wrong."""
    name = f"plan-{number}.{form}"
    try:
        read_bytes(data, name)
    except InputError as error:
        reason = str(error)
        return ("refused", "") if reason.startswith(f"{name}: ") else ("crashed", reason)
    except BaseException as error:
        return "crashed", f"{type(error).__name__}: {error}"
    return "read", ""


def _work(form: str, numbers: list[int], results: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()  # what a library says of a damaged file
    for number in numbers:
        data = damage(form, number)
        # Time of the processor, not of a busy machine; its end ends the process, also within a
        # library's own code.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        outcome = read_one(form, number, data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        results.send((number, *outcome))


class _Worker(NamedTuple):
    process: multiprocessing.Process
    results: Connection
    numbers: list[int]


def _start(form: str, numbers: list[int]) -> _Worker:
    results, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_work, args=(form, numbers, sender))
    process.start()
    sender.close()
    return _Worker(process, results, numbers)


def run(form: str, n_files: int, n_workers: int) -> Counter[str]:
    """Read files 0 to ``n_files`` of a format, print what crashes or hangs, count the rest."""
    counts: Counter[str] = Counter()
    workers = []
    for first in range(n_workers):
        workers.append(_start(form, list(range(first, n_files, n_workers))))
    while workers:
        ready = wait([worker.results for worker in workers])
        for worker in [worker for worker in workers if worker.results in ready]:
            try:
                number, outcome, reason = worker.results.recv()
                worker.numbers.remove(number)
            except EOFError:
                workers.remove(worker)
                worker.process.join()
                if not worker.numbers:
                    continue
                number = worker.numbers.pop(0)
                is_late = worker.process.exitcode == -signal.SIGPROF
                outcome = "hung" if is_late else "crashed"
                reason = f"process ended with {worker.process.exitcode}"
                workers.append(_start(form, worker.numbers))
            counts[outcome] += 1
            if reason:
                print(f"{form} {number}: {outcome}, {reason[:300]}", flush=True)
    return counts


def main() -> int:
    """Run the formats that are asked for; 1 if anything crashed or hung."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--number", type=int, default=1000, help="files a format")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    counts = {form: run(form, options.number, options.workers) for form in options.format}
    print(f"{'format':8}{'tried':>8}{'read':>8}{'refused':>9}{'crashed':>9}{'hung':>6}")
    for form, count in counts.items():
        outcomes = [count[kind] for kind in ("read", "refused", "crashed", "hung")]
        print("{:8}{:8}{:8}{:9}{:9}{:6}".format(form, count.total(), *outcomes))
    return int(any(count["crashed"] or count["hung"] for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
