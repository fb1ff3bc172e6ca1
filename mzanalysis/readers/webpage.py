"""Saved web pages (.html, .mhtml) to text: every visible word in order, tables as rows of cells.

Navigation, font-size links and footers stay in the text; telling them from the plan is the
business of whoever finds the plan's structure.
"""

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree, html

from mzanalysis.errors import InputError
from mzanalysis.readers.document import Document
from mzanalysis.readers.tables import spread_spans, write_row
from mzanalysis.readers.text import decode

_UNSEEN = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe", "object"})
# All other elements begin a line of their own.
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|button|cite|code|del|em|font|i|img|input|ins|kbd|label|mark|o:p|q|s|"
    "small|span|strike|strong|sub|sup|tt|u|wbr"
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_PARAGRAPH, _WHOLE_TEXT = 15, 1500  # characters from which a list's or a table's text is one
# A line break in the page's source is no space between two Chinese characters.
_WRAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
# The properties that Chinese government sites state by rule (政府网站发展指引, 2017).
_META = {"title": "articletitle", "issued_date": "pubdate", "source_url": "url"}


def read(data: bytes, name: str) -> Document:
    """Read a saved page; its metadata are title, issued_date and source_url where stated.

    Raises:
        InputError: the file holds no page.

    Example: ``<p>一、养老</p><table><tr><td>1</td><td>6月底</td></tr></table>`` gives the lines
    ``一、养老`` and ``1 | 6月底 |``.
    """
    address = ""
    if data[:2000].lstrip().lower().startswith((b"from:", b"mime-version:")):
        data, address = _open_archive(data, name)
    text, encoding = _decode(data, name)
    try:
        page = html.document_fromstring(_DECLARATION.sub("", text))
    except etree.ParserError as error:
        raise InputError(f"{name}: no web page in it ({error}); save the page again") from error
    lines = "".join(_write(page)).split("\n")
    lines = [re.sub(r"[ \t\r\f]+", " ", line).strip(" ") for line in lines]
    body = "\n".join(line for line in lines if line.strip())
    return Document(body + "\n", encoding, _read_metadata(page, text, address))


def _open_archive(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the page in an .mhtml file, and the address it was saved from."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload, str(message.get("Snapshot-Content-Location", ""))
    raise InputError(f"{name}: no page in this archive; save the page again as .html")


def _decode(data: bytes, name: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4000])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = declared[1].decode("ascii", "replace").lower()
        # Pages declared gb2312 hold characters that only its successor has.
        charset = "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80") else charset
        try:
            return data.decode(charset), charset
        except (LookupError, UnicodeDecodeError):
            pass
    _, encoding = decode(re.sub(rb"<[^>]*>", b"", data), name)
    return data.decode(encoding, "replace"), encoding


def _write(element: etree._Element) -> Iterator[str]:
    r"""Yield the text of an element; ``\n`` only where a reader sees a new line."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag not in _UNSEEN:
        is_block = not _INLINE.fullmatch(tag)
        yield "\n" * is_block
        if tag == "table" and _holds_data(element):
            yield from _write_table(element)
        else:
            yield _list_number(element) if tag == "li" else ""
            yield _collapse(element.text)
            for child in element:
                yield from _write(child)
        yield "\n" * is_block
    yield _collapse(element.tail) if tag != "html" else ""


def _collapse(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", _WRAP.sub("", text or ""))


def _list_number(item: etree._Element) -> str:
    """Return the number that a browser puts before a paragraph of a list; menus get none."""
    parent = item.getparent()
    text = item.text_content().strip()
    if parent is None or parent.tag != "ol" or len(text) < _PARAGRAPH or text[0].isdecimal():
        return ""
    start = parent.get("start", "1")
    before = sum(1 for other in item.itersiblings("li", preceding=True))
    return f"{(int(start) if start.isdecimal() else 1) + before}."


def _holds_data(table: etree._Element) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.find(".//table") is not None:
        return False
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return sum(width > 1 for width in widths) > len(widths) / 2 and longest < _WHOLE_TEXT


def _write_table(table: etree._Element) -> Iterator[str]:
    caption = table.find("caption")
    if caption is not None:
        yield from ("\n", "".join(_write(caption)), "\n")
    rows = [
        [
            (
                " ".join("".join(_write_inside(cell)).split("\n")),
                _span(cell.get("colspan")),
                _span(cell.get("rowspan")),
            )
            for cell in row
            if cell.tag in ("td", "th")
        ]
        for row in table.iter("tr")
    ]
    for cells in spread_spans(rows):
        yield write_row(cells)


def _write_inside(cell: etree._Element) -> Iterator[str]:
    yield _collapse(cell.text)
    for child in cell:
        yield from _write(child)


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < int(value) <= 1000 else 1


def _read_metadata(page: etree._Element, text: str, address: str) -> dict[str, str]:
    stated = {
        str(meta.get("name", "")).lower(): str(meta.get("content", "")).strip()
        for meta in page.iter("meta")
    }
    found = {field: stated.get(name, "") for field, name in _META.items()}
    saved_from = _SAVED_FROM.search(text[:2000])
    found["source_url"] = address or (saved_from[1] if saved_from else found["source_url"])
    title = page.findtext(".//title") or ""
    # 2025年工作要点_某市民政局: the site's name follows the page's.
    found["title"] = found["title"] or re.split(r"\s*[_|—–-]+\s*", title.strip())[0].strip()
    return {field: value for field, value in found.items() if value}
