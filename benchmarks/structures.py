"""PDFs of a table, put together with odd structure: for the structural fuzzer."""

from __future__ import annotations

import re
import zlib
from random import Random

# What numbers operators and dictionaries are given.
_NUMBERS = [
    "0",
    "1",
    "-1",
    "0.001",
    "50",
    "200",
    "1e9",
    "99999999999",
    "-32769",
    "null",
    "()",
    "/N",
]
_OPERATORS = (
    "q Q cm w m l c h re S s f F b B n W W* BT ET Tf Td TD Tm T* Tj TJ Tr Tc Tw Tz TL Ts Do "
    "BI ID EI sh gs cs scn rg RG g G k K d0 d1 BDC BMC EMC MP DP BX EX i M J j d ri"
).split()
_OPERANDS = [
    "/F 10", "/F 1e9", "/X", "/OC /L", "/OC /Nope", "/Span <</ActualText(a)>>", "[]", "[1 -2]",
    "<41>", "(a", "[(a) -9999 (b)]", "1 0 0 1 20 20", "0 0 0 0 0 0", "1e9 0 0 1e9 0 0", "<<>>",
]  # fmt: skip
_CELLS = ["1", "9" * 30, "A" * 400, "(", "-", "x y", "http://a.jp/", "a-", ""]
_ANNOTATIONS = [
    "/Subtype/Link/A<</S/URI/URI({uri})>>", "/Subtype/Link/Dest[7 0 R/Fit]", "/Subtype/FreeText",
    "/Subtype/Highlight/QuadPoints[{n} {n} {n} {n} {n} {n} {n} {n}]", "/Subtype/Widget/FT/Tx/V(a)",
    "/Subtype/Redact", "/Subtype/Stamp/AP<</N 6 0 R>>", "/Subtype/Popup/Parent 8 0 R", "",
    "/Subtype/Link/A 8 0 R", "/Subtype/Link/A<</S/JavaScript/JS(a)>>/Next 8 0 R",
]  # fmt: skip
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]"
_LAYERS = ["/ON", "/OFF", "/Nope", "null"]


def structured(random: Random) -> bytes:
    """One file."""
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R" + _layers(random) + b">>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % _kids(random),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Type/OCG/Name(a)>>",
        6: _stream(
            _content(random, 3),
            b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]" + _resources(random),
        ),
        7: _page(random, 9),
        8: _annotation(random),
        9: _stream(_content(random, 8), b"", packed=random.random() < 0.3),
    }
    if random.random() < 0.4:
        objects = _into_object_stream(objects, random)
    data = _assembled(objects, random)
    for _ in range(random.choice([0, 0, 0, 0, 1, 2, 30])):
        data = _updated(data, objects, random)
    if random.random() < 0.1:
        at = random.randrange(len(data))
        data = data[:at] + data[at + random.randint(1, 30) :]
    return data


def _n(random: Random) -> str:
    return random.choice(_NUMBERS) if random.random() < 0.3 else f"{random.uniform(-50, 450):.2f}"


def _kids(random: Random) -> tuple[bytes, int]:
    kids = random.choice([*[b"7 0 R"] * 9, b"7 0 R 7 0 R", b"2 0 R", b"7 0 R null 99 0 R"])
    return kids, random.choice([*[1] * 9, 2, -1, 10**6])


def _layers(random: Random) -> bytes:
    if random.random() < 0.5:
        return b""
    state = random.choice(_LAYERS)
    listed = random.choice(["4 0 R", "4 0 R 4 0 R", "99 0 R", "1 0 R", "[4 0 R]"])
    return (
        f"/OCProperties<</OCGs[{listed}]/D<</BaseState{state}/OFF[{listed}]/Order[{listed}]"
        f"/AS[<</Event/View/OCGs[4 0 R]/Category[/View]>>]>>>>"
    ).encode()


def _resources(random: Random) -> bytes:
    forms = random.choice(["/X 6 0 R", "/X 7 0 R", "/X 99 0 R", ""])
    state = random.choice(["/G<</ca 0.1/BM/Multiply>>", "/G 3 0 R", ""])
    return (
        f"/Resources<</Font<</F 3 0 R>>/XObject<<{forms}>>/Properties<</L 4 0 R>>"
        f"/ExtGState<<{state}>>>>"
    ).encode()


def _page(random: Random, content: int) -> bytes:
    more = random.choice(
        [*[""] * 9, "/Rotate 90", "/Rotate 45", "/UserUnit 9", "/CropBox[0 0 0 0]"]
    )
    annotations = random.choice(
        ["", "/Annots[8 0 R]", "/Annots[8 0 R 8 0 R 7 0 R]", "/Annots 8 0 R"]
    )
    contents = random.choice(
        [f"{content} 0 R", f"[{content} 0 R {content} 0 R]", "[null]", "6 0 R"]
    )
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]{more}{annotations}"
        f"/Contents {contents}".encode()
        + _resources(random)
        + b">>"
    )


def _annotation(random: Random) -> bytes:
    kind = random.choice(_ANNOTATIONS).format(
        n=_n(random), uri=random.choice(_CELLS).replace("(", "")
    )
    corners = " ".join(_n(random) for _ in range(random.choice([4, 4, 4, 3, 0])))
    return f"<</Type/Annot{kind}/Rect[{corners}]/F {random.choice([0, 2, 4, 70000])}>>".encode()


def _content(random: Random, most: int) -> bytes:
    parts = [_table(random)] if random.random() < 0.9 else []
    for _ in range(random.randint(0, most)):
        operands = " ".join(
            random.choice(_OPERANDS) if random.random() < 0.4 else _n(random)
            for _ in range(random.choice([0, 1, 2, 4, 6]))
        )
        operator = f"{operands} {random.choice(_OPERATORS)}"
        parts.insert(random.randint(0, len(parts)), operator * random.choice([1, 1, 1, 40]))
    if random.random() < 0.3:
        parts = [random.choice(["/OC /L BDC", "q", "BT", "q 0 0 9 9 re W n"]), *parts]
    lines = "\n".join(parts).split("\n")
    if random.random() < 0.5:
        at = random.randrange(len(lines))
        lines[at] = random.choice([*lines, ""])
    return "\n".join(lines).encode()


def _table(random: Random) -> str:
    columns, rows = random.randint(2, 4), random.randint(2, 6)
    width, height = random.choice([20, 90, 90, 90, 0.01]), random.choice([20, 20, 20, 3, 0.0])
    right, end = 20 + width * columns, 280 - height * rows
    lines = [f"{20 + width * i} 280 m {20 + width * i} {end} l S" for i in range(columns + 1)]
    lines += [f"20 {280 - height * j} m {right} {280 - height * j} l S" for j in range(rows + 1)]
    for i in range(columns):
        for j in range(rows):
            text = random.choice(_CELLS).replace("(", "\\(")
            lines.append(
                f"BT /F 8 Tf {random.choice([0, 0, 0, 3, 7])} Tr 1 0 0 1 "
                f"{22 + width * i} {266 - height * j} Tm ({text}) Tj ET"
            )
    return "\n".join(lines)


def _stream(content: bytes, entries: bytes, *, packed: bool = False) -> bytes:
    if packed:
        content, entries = zlib.compress(content), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def _into_object_stream(objects: dict[int, bytes], random: Random) -> dict[int, bytes]:
    """The objects without streams in an object stream, some of its numbers wrong."""
    inner = {n: body for n, body in objects.items() if b"stream" not in body}
    head, data = [], b""
    for number, body in inner.items():
        at = len(data) if random.random() < 0.97 else random.choice([0, -1, 10**9])
        head.append(f"{number} {at}")
        data += body + b" "
    first = " ".join(head).encode() + b" "
    count = len(inner) if random.random() < 0.9 else random.choice([0, 10**6, -1])
    entries = b"/Type/ObjStm/N %d/First %d" % (count, len(first))
    if random.random() < 0.1:
        entries += b"/Extends 10 0 R"
    kept = {n: body for n, body in objects.items() if n not in inner}
    # Readers that repair a file look for the objects in the stream too.
    keep_both = random.random() < 0.6
    return (objects if keep_both else kept) | {10: _stream(first + data, entries, packed=True)}


def _assembled(objects: dict[int, bytes], random: Random) -> bytes:
    data, offsets = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        offsets[number] = len(data)
        data += b"%d 0 obj%s endobj\n" % (number, body)
    return data + _table_of(offsets, len(data), random, b"")


def _table_of(offsets: dict[int, int], at: int, random: Random, entries: bytes) -> bytes:
    lines = b"xref\n"
    for number, offset in offsets.items():
        wrong = offset if random.random() < 0.99 else random.choice([0, 10**9, 3])
        lines += b"%d 1\n%010d 00000 n \n" % (number, wrong)
    size = random.choice([*[12] * 19, 0, 10**6])
    start = at if random.random() < 0.97 else 0
    return lines + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, entries, start,
    )  # fmt: skip


def _updated(data: bytes, objects: dict[int, bytes], random: Random) -> bytes:
    """``data`` with an incremental update: an object replaced or removed, or one before revived."""
    number = random.choice([*objects, 11])
    body = random.choice(
        [_page(random, 9), _stream(_content(random, 4), b""), b"null", _annotation(random), b"<<>>"]
    )
    starts = [int(match[1]) for match in re.finditer(rb"startxref\n(\d+)", data)]
    previous = random.choice([*starts[-1:] * 9, *starts, len(data), 0])
    offset = len(data)
    data += b"%d %d obj%s endobj\n" % (number, random.choice([0, 0, 1, 65535]), body)
    return data + _table_of({number: offset}, len(data), random, b"/Prev %d" % previous)
