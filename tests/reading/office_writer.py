"""Writes small Office files part by part, as other programs than Word and Excel lay them out."""

import io
import zipfile

OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
WORD = f"{OFFICE}/wordprocessingml/2006/main"
SHEET = f"{OFFICE}/spreadsheetml/2006/main"


def write_zip(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(*rows: tuple[str, str], mode: str = "Internal") -> str:
    """Return a list of relations rId1, rId2 … from pairs of kind and target."""
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
        for n, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{inner}</Relationships>'


def write_docx(body: str, *named: tuple[str, str, str], **further: str | bytes) -> bytes:
    """Return a Word file with a body; ``named`` are its parts: kind, name, content."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*(part[:2] for part in named)),
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:body>{body}'
        "</w:body></w:document>",
    }
    for kind, name, content in named:
        root = {"styles": "styles", "numbering": "numbering"}.get(kind)
        whole = f'<w:{root} xmlns:w="{WORD}">{content}</w:{root}>' if root else content
        parts[f"word/{name}"] = whole
    return write_zip(parts | further)


def write_xlsx(
    rows: str, before: str = "", after: str = "", styles: str = "", strings: str = ""
) -> bytes:
    """Return a workbook of one sheet 任务: its rows, what stands before and after them."""
    names = f'xmlns="{SHEET}" xmlns:r="{RELATIONS}"'
    sheets = '<sheets><sheet name="任务" sheetId="1" r:id="rId1"/></sheets>'
    targets = (
        ("worksheet", "worksheets/sheet1.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    )
    return write_zip(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {names}>{sheets}</workbook>",
            "xl/_rels/workbook.xml.rels": relations(*targets),
            "xl/worksheets/sheet1.xml": f"<worksheet {names}>{before}<sheetData>{rows}</sheetData>"
            f"{after}</worksheet>",
            "xl/styles.xml": f"<styleSheet {names}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {names}>{strings}</sst>",
        }
    )
