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
    _, encoding = decode(re.sub(rb"<[^<>]*>", b"", data), name)
    return data.decode(encoding, "replace"), encoding


def _part_document(page: etree._Element) -> None:
    """Mark the edges of the innermost element with a page's prose and all numbered headings."""
    prose, labels = Counter[etree._Element](), Counter[etree._Element]()
    for text in page.xpath("//text()"):
        is_label = bool(pattern("document_label").match(text))
        if not is_label and not pattern("prose").search(text):
            continue
        holders = [text.getparent(), *text.getparent().iterancestors()]
        if text.is_tail:  # it stands behind the element that the parser hangs it on
            holders.pop(0)
        for holder in holders:
            prose[holder] += len(text)
            labels[holder] += is_label
    if labels[page] < 2:
        return
    innermost = None
    for frame in page.iter(*_FRAMES):
        if prose[frame] >= _MOST * prose[page] and labels[frame] == labels[page]:
            innermost = frame
    if innermost is not None:
        first, last = etree.Element("div"), etree.Element("div")
        first.text = last.text = PAGE_EDGE
        first.tail, innermost.text = innermost.text, None
        innermost.insert(0, first)
        innermost.append(last)


def _part_title(lines: list[str], titles: str) -> None:
    """Part the document's title, which may stand above its frame, from the page."""
    if PAGE_EDGE not in lines:
        return
    edge = lines.index(PAGE_EDGE)
    titles = titles.replace(" ", "")
    for number in reversed(range(max(edge - _FEW_LINES, 0), edge)):
        line = "".join(lines[number].split())
        if len(line) >= _SHORT_TITLE and line in titles:
            lines[number : number + 1] = [PAGE_EDGE, lines[number], PAGE_EDGE]
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
    widths = [len(list(row.iterchildren("td", "th"))) for row in table.iter("tr")]
    several = [width for width in widths if width > 1]
    longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return len(several) > len(widths) / 2 and longest < _WHOLE_TEXT


def _write_table(table: etree._Element) -> Iterator[str]:
    for caption in table.findall("caption"):
        yield from _write(caption)
    rows = []
    for row in table.iter("tr"):
        cells = []
        for cell in row.iterchildren("td", "th"):
            columns, height = _number(cell.get("colspan")), _number(cell.get("rowspan"))
            cells.append(("".join(_write(cell)), columns, height))
        rows.append(cells)
    yield from map(write_row, spread_spans(rows))


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < int(value) <= 1000 else 1


def _read_metadata(page: etree._Element, text: str, address: str) -> dict[str, str]:
    # The names that Chinese government sites use by rule (政府网站发展指引, 2017).
    stated = {}
    for meta in page.iter("meta"):
        name = meta.get("name", meta.get("property", "")).lower()
        stated[name] = meta.get("content", "").strip()
    # 2025年工作要点_某市民政局: the site's name follows the page's.
    title, *sites = re.split(r"\s*[_|—–-]+\s*", (page.findtext(".//title") or "").strip())
    for name in ("og:title", "articletitle"):
        title = stated.get(name) or title
    date = stated.get("pubdate") or page.findtext(".//*[@id='publish_time']")
    saved_from = _SAVED_FROM.search(text[:2000])
    if not address and saved_from:
        address = saved_from[1]
    if not address:
        address = re.sub("^//", "https://", stated.get("url") or stated.get("og:url", ""))
    issuers = [stated.get("contentsource", ""), stated.get("sitename", ""), *sites]
    issuer = next(filter(pattern("civil_bureau").fullmatch, issuers), "")
    metadata = {"title": title, "issued_date": date, "source_url": address, "issuer": issuer}
    return {field: value for field, value in metadata.items() if value}
