"""PDFs of pictures as scanners write them, by hand: JBIG2 with and without globals, and strips."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture of a page: the whole of it, or some rows.

    Attributes:
        width, height: in dots.
        codec: its filter's name.
        data: that the filter reads.
        entries: further ones of its dictionary, between spaces.
        globals: a stream that its parameters name as ``/JBIG2Globals``.
    """

    width: int
    height: int
    codec: str
    data: bytes
    entries: bytes = b"/BitsPerComponent 8 /ColorSpace /DeviceGray"
    globals: bytes = b""


def pdf_of(strips: Sequence[Strip], dpi: float, rotate: int = 0) -> bytes:
    """A PDF of one page: strips one below the other, laid down by ``rotate`` degrees."""
    scale = 72 / dpi
    width, height = strips[0].width * scale, sum(strip.height for strip in strips) * scale
    painted, images, names = [], [], []
    top = height
    number = 5
    for strip in strips:
        top -= strip.height * scale
        place = (strip.width * scale, strip.height * scale, top, number)
        painted.append(b"q %.4f 0 0 %.4f 0 %.4f cm /I%d Do Q" % place)
        names.append(b"/I%d %d 0 R" % (number, number))
        entries = b"/Type /XObject /Subtype /Image /Width %d /Height %d /Filter /%b %b" % (
            (strip.width, strip.height, strip.codec.encode(), strip.entries)
        )
        if strip.globals:
            entries += b" /DecodeParms << /JBIG2Globals %d 0 R >>" % (number + 1)
        images.append(_stream(strip.data, entries))
        number += 1
        if strip.globals:
            images.append(_stream(strip.globals))
            number += 1
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Rotate %d /Contents 4 0 R"
        b" /Resources << /XObject << %b >> >> >>" % (width, height, rotate, b" ".join(names)),
        _stream(b"\n".join(painted)),
        *images,
    ]
    body = b"%PDF-1.5\n"
    for at, written in enumerate(objects, 1):
        body += b"%d 0 obj\n%b\nendobj\n" % (at, written)
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %b /Length %d >> stream\n%b\nendstream" % (entries, len(data), data)


ONE_BIT = b"/BitsPerComponent 1 /ColorSpace /DeviceGray"


def fax(page: Image, *, black_is_1: bool = False) -> Strip:
    """One bit by group 4; ``black_is_1`` turns it about, twice."""
    entries = ONE_BIT + b" /DecodeParms << /K -1 /Columns %d /Rows %d" % page.size
    entries += b" /BlackIs1 true >> /Decode [1 0]" if black_is_1 else b" >>"
    return Strip(*page.size, "CCITTFaxDecode", group_4(page), entries)


def jbig2(page: Image) -> Strip:
    """One generic region, coded as a fax is."""
    data = _information(page) + _segment(1, 38, _region(page) + b"\x01" + group_4(page))
    return Strip(*page.size, "JBIG2Decode", data, ONE_BIT)


def jbig2_with_globals(page: Image) -> Strip:
    """A halftone of two patterns, a white dot and a black one, which are kept beside the page."""
    from PIL import Image

    patterns = Image.new("1", (2, 1), 255)
    patterns.putpixel((1, 0), 0)
    known = _segment(0, 16, struct.pack(">BBBI", 1, 1, 1, 1) + group_4(patterns), page=0)
    # From dot to dot a pattern's width to the right: in 256ths.
    grid = struct.pack(">BIIiiHH", 1, *page.size, 0, 0, 256, 0)
    data = _information(page) + _segment(2, 22, _region(page) + grid + group_4(page), uses=(0,))
    return Strip(*page.size, "JBIG2Decode", data, ONE_BIT, known)


def group_4(page: Image) -> bytes:
    """A one-bit picture by ITU-T T.6, without a header: 0 is white."""
    from PIL import Image, TiffImagePlugin

    # One strip of all rows, white as 0.
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TiffImagePlugin.ROWSPERSTRIP] = page.height
    tags[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] = 0
    target = io.BytesIO()
    page.save(target, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(io.BytesIO(target.getvalue())) as file:
        (start,), (length,) = (file.tag_v2[tag] for tag in (273, 279))
        assert file.tag_v2[262] == 0
    return target.getvalue()[start : start + length]


def _information(page: Image) -> bytes:
    return _segment(0 if page is None else 3, 48, struct.pack(">IIIIBH", *page.size, 0, 0, 0, 0))


def _region(page: Image) -> bytes:
    return struct.pack(">IIIIB", *page.size, 0, 0, 0)


def _segment(
    number: int, kind: int, data: bytes, page: int = 1, uses: tuple[int, ...] = ()
) -> bytes:
    """A segment of an embedded JBIG2 stream: its header, and what it holds."""
    header = struct.pack(">IBB", number, kind, len(uses) << 5)
    header += bytes(uses) + struct.pack(">BI", page, len(data))
    return header + data
