"""Writes small PDFs: lines of text and ruled lines at given places (points from the top left)."""

SIZE, HEIGHT = 10, 400
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts"
    b"[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor<</Type/FontDescriptor"
    b"/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120/FontBBox[0 -120 1000 880]>>>>]>>"
)


def write_pdf(
    pages: list[list[tuple[float, float, str]]],
    rules: list[list[tuple[float, float, float, float]]] | None = None,
    font: bytes = FONT,
    trailer: bytes = b"",
) -> bytes:
    """Return a PDF of pages of texts at places; every character is 10 points wide.

    ``rules`` are each page's straight lines; ``font`` and ``trailer`` serve to break the file.
    """
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", font]
    kids = []
    for page, ruled in zip(pages, rules or [[]] * len(pages), strict=True):
        drawn = b"".join(
            b"BT /F %d Tf %d %d Td <%s> Tj ET\n"
            % (SIZE, x, HEIGHT - y, text.encode("utf-16-be").hex().encode())
            for x, y, text in page
        )
        drawn += b"".join(
            b"%d %d m %d %d l S\n" % (x0, HEIGHT - y0, x1, HEIGHT - y1) for x0, y0, x1, y1 in ruled
        )
        objects.append(b"<</Length %d>>stream\n%sendstream" % (len(drawn), drawn))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 %d]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % (HEIGHT, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    data, places = b"%PDF-1.4\n", []
    for n, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (count, trailer)
        + b"startxref\n%d\n%%%%EOF" % len(data)
    )
