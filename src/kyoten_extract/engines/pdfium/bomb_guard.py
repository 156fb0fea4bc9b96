"""Detect decompression bombs: pages that draw too much for PDFium to load.

PDFium loads a whole page in one call that can't be interrupted. A Form XObject may draw others, and
those others again: ten that draw ten each, nested ten deep, make ten thousand million in a file of
two kilobytes. A form may even draw itself, which PDFium follows forty deep. And a content stream
may unpack to a thousand times its size. Those pages must not be loaded at all.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium.object_parser import (
    Dictionary,
    Objects,
    Stream,
    Value,
    pages_of,
)

# Unpacked bytes of content that PDFium may parse for one page: the map of a whole city has fewer.
_MAX_CONTENT_BYTES = 50_000_000
# Bytes of content that take PDFium as long as opening one form.
_FORM_COST_BYTES = 2_000
# Levels of nested forms that PDFium follows.
_MAX_FORM_DEPTH = 40

# A form is a stream, so its dictionary is never packed, but its subtype may be escaped.
_A_FORM = re.compile(rb"/Form\b|/Subtype\s*(?:[(<\d]|/[^\s/<>\[\]()]*#)")
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s*\bDo\b")
# Packed bytes of a stream that may be too much: deflate packs by a factor of 1,032 at best.
_MIN_PACKED_BYTES = _MAX_CONTENT_BYTES // 1_032
# Dictionary entries of streams that are not page content.
_OTHER = re.compile(
    rb"/Image\b|/Length[123]\b|/EmbeddedFile\b|/(?:CIDFont)?Type[01]C\b|/OpenType\b"
)
# Bytes before a stream in which its dictionary is looked for.
_DICTIONARY_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class _Content:
    """The unpacked length of a content stream, and how often it draws each XObject, by name."""

    length: int
    drawn: Counter[bytes]


def may_be_heavy(data: bytes) -> bool:
    """Whether a PDF has forms, or streams large enough to be a bomb: most have neither."""
    return _A_FORM.search(data) is not None or any(
        not _OTHER.search(data, max(0, start - _DICTIONARY_BYTES), start) for start in _large(data)
    )


def _large(data: bytes) -> Iterator[int]:
    """Offsets of the streams whose packed data is long."""
    start = data.find(b"stream")
    while start >= 0:
        stop = data.find(b"endstream", start)
        if stop < 0:
            stop = len(data)
        if stop - start > _MIN_PACKED_BYTES:
            yield start
        start = data.find(b"stream", stop + 9)


def too_heavy(document: pypdfium2.PdfDocument) -> frozenset[int]:
    """Numbers, from 1, of the pages that draw too much to be loaded."""
    copy = io.BytesIO()
    try:
        # The file as PDFium understands it: repaired, decrypted, and without object streams.
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        return frozenset()
    objects = Objects(copy.getvalue())
    load = _Load(objects)
    costs = [load.of_page(page) for page in pages_of(objects)]
    glyphs = load.of_glyphs()
    heavy = {number for number, cost in enumerate(costs, 1) if cost + glyphs > _MAX_CONTENT_BYTES}
    if heavy and len(costs) != len(document):
        # The two page trees differ, so the numbers can't be matched: refuse all pages.
        return frozenset(range(1, len(document) + 1))
    return frozenset(heavy)


class _Load:
    """The cost of drawing the pages of one file, in bytes of content."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._contents: dict[int, _Content] = {}
        self._costs: dict[tuple[int, int, int], int] = {}

    def of_page(self, page: Dictionary) -> int:
        """The cost of a page, nested forms included."""
        contents = self._objects.get(page.get(b"Contents"))
        resources = self._dictionary(page.get(b"Resources"))
        streams = contents if isinstance(contents, list) else [page.get(b"Contents")]
        return sum(
            self._cost(stream, resources, 0)
            for item in streams
            if (stream := self._stream(item)) is not None
        )

    def of_glyphs(self) -> int:
        """The cost of all glyphs of Type 3 fonts, which are content streams themselves."""
        total = 0
        for item in self._objects:
            glyphs = self._dictionary(item.get(b"CharProcs")) if isinstance(item, dict) else {}
            for glyph in glyphs.values():
                stream = self._stream(glyph)
                if stream is not None and isinstance(item, dict):
                    total += self._cost(stream, self._dictionary(item.get(b"Resources")), 0)
        return total

    def _cost(self, stream: Stream, resources: Dictionary, depth: int) -> int:
        key = (stream.start, id(resources), depth)
        if depth > _MAX_FORM_DEPTH:
            return 0
        if key not in self._costs:
            content = self._content(stream)
            total = content.length
            forms = self._dictionary(resources.get(b"XObject"))
            for name, times in content.drawn.items():
                form = self._stream(forms.get(name))
                if form is not None and self._objects.get(form.entries.get(b"Subtype")) == b"/Form":
                    own = self._dictionary(form.entries.get(b"Resources")) or resources
                    total += times * (_FORM_COST_BYTES + self._cost(form, own, depth + 1))
            self._costs[key] = total
        return self._costs[key]

    def _content(self, stream: Stream) -> _Content:
        if stream.start not in self._contents:
            data = self._objects.unpack(stream, _MAX_CONTENT_BYTES + 1)
            self._contents[stream.start] = _Content(len(data), Counter(_DRAWN.findall(data)))
        return self._contents[stream.start]

    def _dictionary(self, value: Value | None) -> Dictionary:
        value = self._objects.get(value)
        return value if isinstance(value, dict) else {}

    def _stream(self, value: Value | None) -> Stream | None:
        value = self._objects.get(value)
        return value if isinstance(value, Stream) else None
