"""Small files that take much: each a kind of bomb, made when it is asked for."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from base64 import a85encode
from collections.abc import Callable
from functools import cache

from pdfs import Page, assemble, encryption, form, pdf, table

ROWS = (("甲", "乙"), ("1", "2"))
MEGABYTE = 1_000_000
# Bytes that what is packed twice unpacks to: enough to be refused, and quickly made.
_MUCH = 150 * MEGABYTE


@cache
def zeros(count: int, byte: bytes = b"\0") -> bytes:
    """``count`` bytes, the same again and again, packed once, without ever holding them."""
    packer = zlib.compressobj(9)
    piece = byte * (MEGABYTE // len(byte))
    packed = [packer.compress(piece) for _ in range(count // MEGABYTE)]
    return b"".join(packed) + packer.flush()


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def page_of(content: bytes, resources: bytes = b"", *more: bytes, entries: bytes = b"") -> bytes:
    """A file of one page; ``content`` is object 4, and ``more`` are those from 5."""
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<<%s>>%s>>"
            % (resources, entries),
            content,
            *more,
        ]
    )


def packed_twice() -> bytes:
    data = zlib.compress(zeros(_MUCH, b" "), 9)
    return page_of(stream(b"/Filter[/FlateDecode/FlateDecode]", data))


def packed_thrice() -> bytes:
    data = zlib.compress(zlib.compress(zeros(_MUCH, b" "), 9), 9)
    return page_of(stream(b"/Filter[/Fl/Fl/Fl]", data))


def packed_elsewhere() -> bytes:
    """The filters are another object's."""
    data = zlib.compress(zeros(_MUCH, b" "), 9)
    return page_of(stream(b"/Filter 5 0 R", data), b"", b"[/FlateDecode/FlateDecode]")


def run_lengths_in_flate() -> bytes:
    runs = zeros(40 * MEGABYTE, b"\x81\x20")
    return page_of(stream(b"/Filter[/FlateDecode/RunLengthDecode]", runs))


def lzw(length: int) -> bytes:
    """``length`` and more equal bytes, packed by LZW."""
    bits, count, out = 0, 0, bytearray()

    def put(code: int, width: int) -> None:
        nonlocal bits, count
        bits, count = bits << width | code, count + width
        while count >= 8:
            count -= 8
            out.append(bits >> count & 255)
        bits &= (1 << count) - 1

    made = 0
    while made < length:
        put(256, 12 if made else 9)
        put(32, 9)
        made += 1
        for code in range(258, 4094):
            put(code, min((code + 1).bit_length(), 12))
            made += code - 256
    put(257, 12)
    put(0, 8)
    return bytes(out)


def lzw_in_flate() -> bytes:
    return page_of(stream(b"/Filter[/FlateDecode/LZWDecode]", zlib.compress(lzw(300 * MEGABYTE))))


def ascii85_in_flate() -> bytes:
    return page_of(stream(b"/Filter[/FlateDecode/ASCII85Decode]", zeros(100 * MEGABYTE, b"z")))


def flate_in_ascii85() -> bytes:
    data = a85encode(zlib.compress(zeros(_MUCH, b" "))) + b"~>"
    return page_of(stream(b"/Filter[/ASCII85Decode/FlateDecode/FlateDecode]", data))


def _with_table(objects: list[bytes], last: bytes, entries: bytes = b"") -> bytes:
    """A file whose cross-references are a stream, ``last``, after ``objects`` from number 1."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = [0]
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    offsets.append(len(out))
    size = len(offsets)
    rows = b"".join(struct.pack(">BIH", int(at > 0), at, 0) for at in offsets)
    head = b"/Type/XRef/Root 1 0 R/W[1 4 2]/Filter/FlateDecode%s" % entries
    if not entries:
        head += b"/Size %d" % size
    out += b"%d 0 obj\n%s\nendobj\n" % (size - 1, stream(head, zlib.compress(rows) + last))
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % offsets[-1]


_TREE = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R>>",
)


def object_stream(content: bytes = b"0 ", count: int = 100, password: bytes | None = None) -> bytes:
    """Objects of ``count`` megabytes in a stream; one of them is the page."""
    packer = zlib.compressobj(9)
    head = b"3 0 4 2 "
    data = packer.compress(head + b"[ ")
    for _ in range(count):
        data += packer.compress(content * (MEGABYTE // len(content)))
    data += packer.compress(b"]") + packer.flush()
    entries = b""
    if password is not None:
        entries, encrypt = encryption(password)
        data = encrypt(5, data)
    packed = stream(b"/Type/ObjStm/N 2/First %d/Filter/FlateDecode" % len(head), data)
    rows = [(0, 0, 0), (1, 9, 0), (1, 0, 0), (2, 5, 0), (2, 5, 1), (1, 0, 0), (1, 0, 0)]
    out = bytearray(b"%PDF-1.7\n")
    for number, body in ((1, _TREE[0]), (2, _TREE[1]), (5, packed)):
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows[6] = (1, len(out), 0)
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    out += b"6 0 obj\n%s\nendobj\n" % stream(
        b"/Type/XRef/Root 1 0 R/W[1 4 2]/Size 7" + entries, table
    )
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % rows[6][1]


def many_small_object_streams() -> bytes:
    """Each within all limits, together not."""
    data = zlib.compress(b"9 0 " + b"[] " * 600_000, 9)
    packed = stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", data)
    return assemble([*_TREE, stream(b"", b" "), *[packed] * 200])


def cross_reference_stream() -> bytes:
    """Four million entries in four kilobytes."""
    data = zeros(4 * MEGABYTE, b"\1")
    head = b"/Type/XRef/Root 1 0 R/W[1 0 0]/Size 4000000/Filter/FlateDecode"
    start = assemble([*_TREE, stream(b"", b" ")])
    start = start[: start.index(b"xref\n")]
    return start + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        stream(head, data),
        len(start),
    )


_FONT = b"/Font<</T 5 0 R>>"
_TEXT = b"BT /T 9 Tf 9 9 Td (a) Tj ET"


def embedded_font() -> bytes:
    return page_of(
        stream(b"", _TEXT),
        _FONT,
        b"<</Type/Font/Subtype/TrueType/BaseFont/T/FontDescriptor 6 0 R>>",
        b"<</Type/FontDescriptor/FontName/T/Flags 4/FontFile2 7 0 R>>",
        stream(b"/Filter[/FlateDecode/FlateDecode]/Length1 9", zlib.compress(zeros(_MUCH))),
    )


def character_table_as_picture() -> bytes:
    """Called a picture, and packed as well as one where it begins."""
    start = random.Random(1).randbytes(200_000)
    packer = zlib.compressobj(9)
    data = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    data += b"".join(packer.compress(b"<00> " * 200_000) for _ in range(100)) + packer.flush()
    head = b"/Subtype/Image/Width 9000/Height 9000/BitsPerComponent 8/Filter/FlateDecode"
    return page_of(
        stream(b"", _TEXT),
        _FONT,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        stream(head, data),
    )


def character_table() -> bytes:
    return page_of(
        stream(b"", _TEXT),
        _FONT,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zeros(_MUCH, b"<00> "))),
    )


def _picture(width: int, height: int, more: bytes = b"", data: bytes | None = None) -> bytes:
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray" % (width, height)
    if data is None:
        data = zeros(max(width * height // MEGABYTE, 1) * MEGABYTE)
        more += b"/Filter/FlateDecode"
    return stream(head + b"/BitsPerComponent 8" + more, data)


def picture_drawn(times: int) -> bytes:
    draw = b"q 300 0 0 200 9 9 cm /X Do Q\n" * times
    content = stream(b"/Filter/FlateDecode", zlib.compress(draw))
    return page_of(content, b"/XObject<</X 5 0 R>>", _picture(3000, 3000))


def picture_of_size(more: bytes, data: bytes | None = None, side: int = 40_000) -> bytes:
    content = stream(b"", b"q 300 0 0 200 9 9 cm /X Do Q")
    return page_of(content, b"/XObject<</X 5 0 R>>", _picture(side, side, more, data))


def jpeg_of_size() -> bytes:
    size = struct.pack(">HBHHB", 11, 8, 60_000, 60_000, 1) + b"\1\x11\0"
    return picture_of_size(b"/Filter/DCTDecode", b"\xff\xd8\xff\xc0" + size + bytes(99), 9)


def jpeg_2000_of_size() -> bytes:
    size = struct.pack(">HHIIIIIIIIH", 41, 0, 40_000, 40_000, 0, 0, 40_000, 40_000, 0, 0, 1)
    data = b"\xff\x4f\xff\x51" + size + b"\7\1\1" + bytes(99)
    return picture_of_size(b"/Filter/JPXDecode", data, 9)


def jbig2_of_size() -> bytes:
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19)
    page += struct.pack(">IIIIBH", 60_000, 60_000, 0, 0, 0, 0)
    return picture_of_size(b"/Filter/JBIG2Decode", page, 9)


def picture_packed_twice() -> bytes:
    data = zlib.compress(zeros(_MUCH), 9)
    return picture_of_size(b"/Filter[/FlateDecode/FlateDecode]", data, 9)


def picture_as_content() -> bytes:
    head = b"/Subtype/Image/Width 9/Height 9/Filter/FlateDecode"
    return page_of(stream(head, zeros(_MUCH, b" ")))


DRAWS = b"0 0 m 9 9 l S\n"


def content_many_times(between: bytes = b" ", times: int = 20_000) -> bytes:
    """A list of references to one stream, with ``between`` after each."""
    names = b"[" + (b"4 0 R" + between) * times + b"]"
    data = page_of(stream(b"", DRAWS * 1_000))
    return data.replace(b"/Contents 4 0 R", b"/Contents" + names)


def content_among_others() -> bytes:
    """Every second reference is to something else."""
    names = b"[" + b"".join(b"4 0 R %d 0 R " % number for number in range(9, 10_009)) + b"]"
    data = page_of(stream(b"", DRAWS * 1_000))
    return data.replace(b"/Contents 4 0 R", b"/Contents" + names)


def many_contents(more: bytes = b"", count: int = 30) -> bytes:
    """Many streams of one page, each within all limits."""
    parts = b"".join(b"%d 0 R\n" % (5 + number) for number in range(count))
    lines = b"".join(b"%d %d m 9 9 l S\n" % (n % 397, n % 293) * 9 for n in range(16_000))
    one = stream(b"/Filter/FlateDecode" + more, zlib.compress(lines, 1))
    data = page_of(stream(b"", b" "), b"", *[one] * count)
    return data.replace(b"/Contents 4 0 R", b"/Contents[" + parts + b"]")


def forms(levels: int = 10, times: int = 10) -> bytes:
    inner = [form("/X Do " * times, f"/XObject<</X {7 + i} 0 R>>") for i in range(levels - 1)]
    page = Page(table(ROWS) + " /X Do", forms={"X": "6 0 R"})
    return pdf(page, more=[*inner, form("0 0 m 9 0 l S")])


def pattern_of_dust() -> bytes:
    """Tiles of a thousandth of a point."""
    tile = (
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001/Resources<<>>"
    )
    fill = b"/Pattern cs /P scn 0 0 400 300 re f"
    return page_of(stream(b"", fill), b"/Pattern<</P 5 0 R>>", stream(tile, b"0 0 1 1 re f"))


def shading() -> bytes:
    head = b"/ShadingType 4/ColorSpace/DeviceGray/BitsPerCoordinate 8/BitsPerComponent 8"
    head += b"/BitsPerFlag 8/Decode[0 1 0 1 0 1]/Filter[/FlateDecode/FlateDecode]"
    data = zlib.compress(zeros(_MUCH), 9)
    return page_of(stream(b"", b"/S sh"), b"/Shading<</S 5 0 R>>", stream(head, data))


def annotations(count: int = 100_000) -> bytes:
    """Notes that all draw one form of a hundred kilobytes."""
    draws = b"0 0 m 9 9 l S\n" * 7_000
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode"
    note = b"<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/F 4/AP<</N 5 0 R>>>>"
    return page_of(
        stream(b"", b" "),
        b"",
        stream(look, zlib.compress(draws)),
        entries=b"/Annots[%s]" % (note * count),
    )


def workbook(part: bytes = b"<c/>", size: int = 250) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(size):
                sheet.write(part * (MEGABYTE // len(part)))
    return out.getvalue()


def png(side: int = 15_000) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zeros(side * (side + 1) // MEGABYTE * MEGABYTE)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def tiff(frames: int = 1, side: int = 60_000) -> bytes:
    """``frames`` pictures that all share one strip of a few bytes."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number in range(frames):
        tags = [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (278, side)]
        tags += [(279, 9)]
        out += struct.pack("<H", len(tags))
        for tag, value in tags:
            out += struct.pack("<HHII", tag, 4, 1, value)
        follows = len(out) + 4 if number + 1 < frames else 0
        out += struct.pack("<I", follows)
    return bytes(out)


def values_of_json() -> bytes:
    return b'{"bases":[' + b"[]," * 10 * MEGABYTE + b"0]}"


def rows_of_text(separator: bytes) -> bytes:
    return (b"a" + separator + b"b\n") * (2 * MEGABYTE)


BOMBS: dict[str, Callable[[], bytes]] = {
    "packed twice": packed_twice,
    "packed thrice": packed_thrice,
    "packed elsewhere": packed_elsewhere,
    "RunLength in Flate": run_lengths_in_flate,
    "LZW": lambda: page_of(stream(b"/Filter/LZWDecode", lzw(60 * MEGABYTE))),
    "LZW in Flate": lzw_in_flate,
    "ASCII85 in Flate": ascii85_in_flate,
    "Flate in ASCII85": flate_in_ascii85,
    "escaped filter": lambda: packed_twice().replace(b"/Filter[", b"/F#69lter["),
    "filter after a comment": lambda: packed_twice().replace(b"/Filter[", b"/Filter%[]\n["),
    "object stream": object_stream,
    "object stream of arrays": lambda: object_stream(b"[]", 30),
    "object stream, encrypted": lambda: object_stream(password=b""),
    "small object streams": many_small_object_streams,
    "cross-reference stream": cross_reference_stream,
    "embedded font": embedded_font,
    "ToUnicode": character_table,
    "ToUnicode called a picture": character_table_as_picture,
    "picture drawn 200 times": lambda: picture_drawn(200),
    "picture drawn 100,000 times": lambda: picture_drawn(100_000),
    "picture of 1,600 megadots": lambda: picture_of_size(b"", zeros(MEGABYTE)),
    "JPEG of 3,600 megadots": jpeg_of_size,
    "JPEG 2000 of 1,600 megadots": jpeg_2000_of_size,
    "JBIG2 of 3,600 megadots": jbig2_of_size,
    "picture packed twice": picture_packed_twice,
    "picture as content": picture_as_content,
    "content many times": content_many_times,
    "content among comments": lambda: content_many_times(b"%[\n"),
    "content among nulls": lambda: content_many_times(b" null(]) "),
    "content among others": content_among_others,
    "many contents": many_contents,
    "many contents called fonts": lambda: many_contents(b"/Length1 9"),
    "many contents called pictures": lambda: many_contents(
        b"/Subtype/Image/Width 2000/Height 1000/BitsPerComponent 8"
    ),
    "forms in forms": forms,
    "pattern of dust": pattern_of_dust,
    "shading": shading,
    "annotations": annotations,
    "workbook": workbook,
    "workbook of tags": lambda: workbook(b"<c/>", 60),
    "PNG": png,
    "TIFF": tiff,
    "TIFF of many frames": lambda: tiff(100_000, 100),
    "tab-separated": lambda: rows_of_text(b"\t"),
    "comma-separated": lambda: rows_of_text(b","),
    "JSON": values_of_json,
}
"""Every kind, by its name."""
