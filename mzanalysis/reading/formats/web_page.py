"""Saved web pages (.html, .mhtml) to text: every visible word in order, tables as rows of cells.

Navigation, font-size links and footers stay in the text, parted by ``PAGE_EDGE`` from the
document where the page's elements tell the two apart.
"""

import contextlib
import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import PAGE_EDGE, Document, spread_spans, write_row
from mzanalysis.text.decoding import decode
from mzanalysis.text.patterns import pattern

_UNSEEN = ("script", "style", "head", "noscript", "template", "svg", "iframe", "object")
# All other elements begin a line of their own.
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|button|cite|code|del|em|font|i|img|input|ins|kbd|label|mark|o:p|q|s|"
    "small|span|strike|strong|sub|sup|tt|u|wbr"
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_PARAGRAPH, _WHOLE_TEXT = 15, 1500  # characters from which a list's or a table's text is one
# A line break in the page's source is no space between two Chinese characters.
_WRAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_MOST = 0.95  # of a page's prose is in the element that holds the document
_FRAMES = ("div", "td", "section", "article", "main", "form", "center")
_FEW_LINES, _SHORT_TITLE = 12, 8  # lines above the document with its title; its characters


def read(data: bytes, name: str) -> Document:
    """Read a saved page; its metadata are title, issued_date, source_url, issuer where stated.

    Example: ``<p>一、养老</p><table><tr><td>1</td><td>6月底</td></tr></table>`` gives the lines
    ``一、养老`` and ``1 | 6月底 |``.
    """
    address = ""
    if data[:2000].lstrip().lower().startswith((b"from:", b"mime-version:")):
        data, address = _open_archive(data, name)
    text, encoding = _decode(data, name)
    # huge_tree: the parser would drop, without a word, what is nested deeper than 255
    options = {"huge_tree": True, "remove_comments": True, "remove_pis": True}
    parser = html.HTMLParser(encoding="utf-8", **options)
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise InputError(f"{name}: no web page in it ({error}); save the page again") from error
    metadata = _read_metadata(page, text, address)
    titles = f"{metadata.get('title', '')}\n{page.findtext('.//title', '')}"
    etree.strip_elements(page, *_UNSEEN, with_tail=False)
    _part_document(page)
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \t\r\f]+", " ", "".join(_write(page)).strip(" ")))
    lines = [line for line in text.split("\n") if line.strip() or line == PAGE_EDGE]
    _part_title(lines, titles)
    return Document("\n".join(lines) + "\n", encoding, metadata)


def _open_archive(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the page in an .mhtml file, and the address it was saved from."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = message.get_body(("html",))
    payload = page.get_payload(decode=True) if page else None
    if not isinstance(payload, bytes):
        raise InputError(f"{name}: no page in this archive; save the page again as .html")
    return payload, str(message.get("Snapshot-Content-Location", ""))


def _decode(data: bytes, name: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4000])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = declared[1].decode("ascii", "replace").lower()
        if charset in ("gb2312", "gbk", "gb_2312-80"):
            charset = "gb18030"  # pages declared gb2312 hold characters of its successor
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return data.decode(charset), charset
    _, encoding = decode(re.sub(rb"<[^>]*>", b"", data), name)
    return data.decode(encoding, "replace"), encoding


def _part_document(page: etree._Element) -> None:
    """Mark the edges of the innermost element with a page's prose and all numbered headings."""
    prose, labels = Counter[etree._Element](), Counter[etree._Element]()
    for text in page.xpath("//text()"):
        is_label = bool(pattern("document_label").match(text))
        if is_label or pattern("prose").search(text):
            holders = [text.getparent(), *text.getparent().iterancestors()]
            for holder in holders[text.is_tail :]:
                prose[holder] += len(text)
                labels[holder] += is_label
    least = _MOST * prose[page]
    holding = [
        frame
        for frame in page.iter(*_FRAMES)
        if prose[frame] >= least and labels[frame] == labels[page] > 1
    ]
    if holding:
        frame, first, last = holding[-1], etree.Element("div"), etree.Element("div")
        first.text = last.text = PAGE_EDGE
        first.tail, frame.text = frame.text, None
        frame.insert(0, first)
        frame.append(last)


def _part_title(lines: list[str], titles: str) -> None:
    """Part the document's title, which may stand above its frame, from the page."""
    edge = lines.index(PAGE_EDGE) if PAGE_EDGE in lines else 0
    for n in range(edge - 1, max(edge - 1 - _FEW_LINES, -1), -1):
        line = "".join(lines[n].split())
        if len(line) >= _SHORT_TITLE and line in titles.replace(" ", ""):
            lines[n : n + 1] = [PAGE_EDGE, lines[n], PAGE_EDGE]
            return


def _write(element: etree._Element) -> Iterator[str]:
    r"""Yield the text of an element; ``\n`` only where a reader sees a new line."""
    edge = "" if _INLINE.fullmatch(element.tag) else "\n"
    yield edge
    if element.tag == "table" and _holds_data(element):
        yield from _write_table(element)
    else:
        yield _list_number(element) if element.tag == "li" else ""
        yield _collapse(element.text)
        for child in element:
            yield from _write(child)
    yield edge + _collapse(element.tail)


def _collapse(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", _WRAP.sub("", text or ""))


def _list_number(item: etree._Element) -> str:
    """Return the number that a browser puts before a paragraph of a list; menus get none."""
    parent, text = item.getparent(), item.text_content().strip()
    if parent.tag != "ol" or len(text) < _PARAGRAPH or text[0].isdecimal():
        return ""
    return f"{_number(parent.get('start')) + parent.findall('li').index(item)}."


def _holds_data(table: etree._Element) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.find(".//table") is not None:
        return False
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return sum(width > 1 for width in widths) > len(widths) / 2 and longest < _WHOLE_TEXT


def _write_table(table: etree._Element) -> Iterator[str]:
    for caption in table.findall("caption"):
        yield from _write(caption)
    rows = [
        [
            ("".join(_write(cell)), _number(cell.get("colspan")), _number(cell.get("rowspan")))
            for cell in row.iterchildren("td", "th")
        ]
        for row in table.iter("tr")
    ]
    yield from map(write_row, spread_spans(rows))


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < int(value) <= 1000 else 1


def _read_metadata(page: etree._Element, text: str, address: str) -> dict[str, str]:
    # The names that Chinese government sites use by rule (政府网站发展指引, 2017).
    stated = {
        meta.get("name", meta.get("property", "")).lower(): meta.get("content", "").strip()
        for meta in page.iter("meta")
    }

    def first(*names: str) -> str:
        return next(filter(None, map(stated.get, names)), "")

    if not address and (saved_from := _SAVED_FROM.search(text[:2000])):
        address = saved_from[1]
    # 2025年工作要点_某市民政局: the site's name follows the page's.
    title, *sites = re.split(r"\s*[_|—–-]+\s*", (page.findtext(".//title") or "").strip())
    names = [stated.get("contentsource", ""), stated.get("sitename", ""), *sites]
    found = {
        "title": first("articletitle", "og:title") or title,
        "issued_date": first("pubdate") or page.findtext(".//*[@id='publish_time']"),
        "source_url": address or re.sub("^//", "https://", first("url", "og:url")),
        "issuer": next(filter(pattern("civil_bureau").fullmatch, names), ""),
    }
    return {field: value for field, value in found.items() if value}
