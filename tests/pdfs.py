"""Small PDFs written by hand, for what no producer at hand does."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5

WIDTH, HEIGHT = 400, 300
EM = 10


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Strokes of a full grid; ``ys`` count from the page's bottom."""
    lines = [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs]
    lines += [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    return "0.5 w " + " ".join(lines)


def text(string: str, x: float, y: float, *, encoding: str = "utf-16-be", mode: int = 0) -> str:
    """``string`` with its baseline's left end at ``x``, ``y``."""
    code = string.encode(encoding).hex()
    return f"BT /F {EM} Tf {mode} Tr 1 0 0 1 {x} {y} Tm <{code}> Tj ET"


def table(rows: Sequence[Sequence[str]], *, encoding: str = "utf-16-be", top: float = 280) -> str:
    """A ruled table of single lines, columns of 90 points and rows of 20."""
    xs = [20.0 + 90 * i for i in range(len(rows[0]) + 1)]
    ys = [top - 20 * i for i in range(len(rows) + 1)]
    parts = [grid(xs, ys)]
    for i, row in enumerate(rows):
        parts += [
            text(cell, xs[j] + 3, ys[i + 1] + 6, encoding=encoding)
            for j, cell in enumerate(row)
            if cell
        ]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its content, and further entries of its dictionary and its resources."""

    content: str
    entries: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)  # name: object body
    fonts: str = ""


def pdf(
    *pages: Page | str,
    encoding: str = "UniJIS-UCS2-H",
    more: Sequence[bytes] = (),
    password: bytes | None = None,
) -> bytes:
    """A file of ``pages``; ``/F`` is a Japanese font that is not embedded.

    ``more`` are bodies of further objects, numbered from 6. With a ``password``, which may be
    empty, the file is encrypted.
    """
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        f"<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/{encoding}"
        "/DescendantFonts[4 0 R]>>".encode(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/DW 1000/W[1 94 500 231 325 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>"
        b"/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[-92 -250 1010 922]"
        b"/ItalicAngle 0/Ascent 752/Descent -221/CapHeight 737/StemV 114>>",
        *more,
    ]
    kids = []
    for page in pages:
        if isinstance(page, str):
            page = Page(page)
        content = page.content.encode("latin-1")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        stream = len(objects)
        forms = " ".join(f"/{name} {body}" for name, body in page.forms.items())
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {stream} 0 R"
            f"/Resources<</Font<</F 3 0 R {page.fonts}>>/XObject<<{forms}>>>>{page.entries}>>".encode()
        )
        kids.append(len(objects))
    tree = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{tree}]>>".encode()
    return assemble(objects) if password is None else encrypted(objects, password)


def form(content: str, entries: str = "") -> bytes:
    """The body of a Form XObject that uses the page's font."""
    data = content.encode("latin-1")
    return (
        b"<</Type/XObject/Subtype/Form/BBox[-1000 -1000 2000 2000]"
        b"/Resources<</Font<</F 3 0 R>>%s>>/Length %d>>stream\n%s\nendstream"
        % (entries.encode(), len(data), data)
    )


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """``data`` with one ``old`` turned to ``new``; the offsets after it are off."""
    assert old in data
    return data.replace(old, new, 1)


def packed(content: bytes) -> bytes:
    """A file of one page whose content is compressed."""
    data = zlib.compress(content, 9)
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R>>",
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data),
        ]
    )


_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_LITERAL = re.compile(rb"\(([^()]*)\)")


def encryption(password: bytes) -> tuple[bytes, Callable[[int, bytes], bytes]]:
    """Entries of a trailer, and what encrypts the data of an object: RC4 of 40 bits (PDF 1.1)."""
    padded = (password + _PADDING)[:32]
    owner = _rc4(md5(padded).digest()[:5], padded)
    permissions, name = (-4).to_bytes(4, "little", signed=True), b"0123456789abcdef"
    key = md5(padded + owner + permissions + name).digest()[:5]
    user = _rc4(key, _PADDING)
    entries = b"/Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>" % (
        owner.hex().encode(),
        user.hex().encode(),
    )

    def encrypt(number: int, data: bytes) -> bytes:
        return _rc4(md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], data)

    return b"/Encrypt<<%s>>/ID[<%s><%s>]" % (entries, *[name.hex().encode()] * 2), encrypt


def encrypted(objects: Sequence[bytes], password: bytes) -> bytes:
    """The bytes of a file of ``objects``, opened by ``password``."""
    entries, encrypt = encryption(password)
    hidden = []
    for number, body in enumerate(objects, 1):
        head, stream, rest = body.partition(b"stream\n")
        head = _LITERAL.sub(
            lambda found, own=number: b"<%s>" % encrypt(own, found[1]).hex().encode(), head
        )
        if stream:
            rest = encrypt(number, rest.removesuffix(b"\nendstream")) + b"\nendstream"
        hidden.append(head + stream + rest)
    return assemble(hidden, entries)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def assemble(objects: Sequence[bytes], entries: bytes = b"") -> bytes:
    """The bytes of a file of ``objects``, the first of which is the catalog.

    ``entries`` are further ones of the trailer.
    """
    parts, offsets, position = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects, 1):
        offsets.append(position)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        position += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    parts.append(
        b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, entries, position)
    )
    return b"".join(parts)


def damaged(pages: int) -> bytes:
    """A file with several pages of a table, the last but one of which can't be loaded."""
    whole = [table([["No", "Name"], [str(i), "あ"], ["9", "い"]]) for i in range(pages)]
    data = pdf(*whole)
    start = data.rindex(b"/Kids[")
    end = data.index(b"]", start)
    kids = data[start + 6 : end].split(b" R")
    kids[-3] = b" 99999 0"
    changed = b" R".join(kids)
    return data[: start + 6] + changed + b" " * (end - start - 6 - len(changed)) + data[end:]
