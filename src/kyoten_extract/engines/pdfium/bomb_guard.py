"""Find the pages that draw too much for PDFium to load, each by its own cost.

PDFium loads a whole page in one call that can't be interrupted. A Form XObject may draw others, and
those others again: ten that draw ten each, nested ten deep, make ten thousand million in a file of
two kilobytes. A form may even draw itself, which PDFium follows forty deep. A picture may be drawn
a hundred thousand times, and is unpacked each time. Those pages must not be loaded at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.heavy_streams import reaching
from kyoten_extract.engines.pdfium.object_parser import (
    Dictionary,
    Objects,
    Stream,
    Value,
    pages_of,
    unescaped,
)
from kyoten_extract.engines.pdfium.open_document import OpenDocument, OpenError
from kyoten_extract.engines.pdfium.picture_size import dots_in_header
from kyoten_extract.workers.limits import Limits

# Bytes of content that take PDFium as long as opening one form, and placing one tile.
_FORM_COST_BYTES, _TILE_COST_BYTES = 2_000, 1
# Levels of nested forms that PDFium follows.
_MAX_FORM_DEPTH = 40
# Bytes of a name and its operator, which may lie across two pieces.
_MAX_NAME = 200
# Square points of a page that does not tell its size, and of the largest.
_PAGE_AREA, _MAX_PAGE_AREA = 1e6, 2e8

_DRAWN = regex(rb"/([^\s/<>\[\](){}%]+)(?:\s|%[^\r\n]*[\r\n])*\bDo\b")

Over = Mapping[int, tuple[str, int]]
"""By page number, from 1, the limit it is over, and what was measured."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """What drawing takes: bytes of content, dots of pictures, and those of the largest picture."""

    length: int = 0
    dots: int = 0
    largest: int = 0

    def plus(self, other: _Cost, times: int = 1) -> _Cost:
        return _Cost(
            self.length + times * other.length,
            self.dots + times * other.dots,
            max(self.largest, other.largest),
        )


def pages_over(document: OpenDocument, limits: Limits) -> Over:
    """The pages that draw more than ``limits`` allow."""
    try:
        # The file as PDFium understands it: repaired, decrypted, and without object streams.
        copy = document.copy(pdfium.FPDF_REMOVE_SECURITY)
    except OpenError:
        return {}
    objects = Objects(copy)
    pages = list(pages_of(objects))
    over: dict[int, tuple[str, int]] = {}
    most = limits.page_bytes
    if most is not None:
        heavy = reaching(objects, pages, most)
        over = {number: ("page_bytes", length) for number, length in heavy.items()}
    load = _Load(objects, most)
    glyphs = load.of_glyphs()
    for number, page in enumerate(pages, 1):
        cost = load.of_page(page).plus(glyphs)
        measured = (
            ("page_bytes", cost.length),
            ("drawn_dots", cost.dots),
            ("picture_dots", cost.largest),
        )
        for name, value in measured:
            allowed = getattr(limits, name)
            if allowed is not None and value > allowed:
                over.setdefault(number, (name, value))
    if over and len(pages) != len(document):
        # The two page trees differ, so the numbers can't be matched: refuse all pages.
        worst = next(iter(over.values()))
        return dict.fromkeys(range(1, len(document) + 1), worst)
    return over


class _Load:
    """The cost of drawing the pages of one file."""

    def __init__(self, objects: Objects, most: int | None) -> None:
        self._objects = objects
        self._most = most
        self._contents: dict[int, tuple[int, Counter[bytes]]] = {}
        self._costs: dict[tuple[int, int, int], _Cost] = {}

    def of_page(self, page: Dictionary) -> _Cost:
        """The cost of a page, nested forms, tiles and annotations included."""
        contents = self._objects.get(page.get(b"Contents"))
        resources = self._dictionary(page.get(b"Resources"))
        streams = contents if isinstance(contents, list) else [page.get(b"Contents")]
        total = self._sum(streams, resources)
        total = total.plus(_Cost(self._tiles(resources, _area(self._numbers(page, b"MediaBox")))))
        annotations = self._objects.get(page.get(b"Annots"))
        if isinstance(annotations, list):
            total = total.plus(self._sum(self._appearances(annotations), resources))
        return total

    def _sum(self, streams: Iterable[Value | None], resources: Dictionary) -> _Cost:
        total = _Cost()
        for item in streams:
            stream = self._stream(item)
            if stream is not None:
                own = self._dictionary(stream.entries.get(b"Resources")) or resources
                total = total.plus(self._cost(stream, own, 0))
        return total

    def of_glyphs(self) -> _Cost:
        """The cost of all glyphs of Type 3 fonts, which are content streams themselves."""
        total = _Cost()
        for item in self._objects if self._objects.hold(b"/CharProcs") else ():
            glyphs = self._dictionary(item.get(b"CharProcs")) if isinstance(item, dict) else {}
            if glyphs and isinstance(item, dict):
                resources = self._dictionary(item.get(b"Resources"))
                total = total.plus(self._sum(glyphs.values(), resources))
        return total

    def _appearances(self, annotations: Iterable[Value]) -> Iterator[Value]:
        for item in annotations:
            drawn = self._dictionary(self._dictionary(item).get(b"AP"))
            normal = self._objects.get(drawn.get(b"N"))
            yield from normal.values() if isinstance(normal, dict) else (normal,)

    def _cost(self, stream: Stream, resources: Dictionary, depth: int) -> _Cost:
        key = (stream.start, id(resources), depth)
        if depth > _MAX_FORM_DEPTH:
            return _Cost()
        if key not in self._costs:
            length, drawn = self._content(stream)
            total = _Cost(length)
            named = self._dictionary(resources.get(b"XObject"))
            for name, times in drawn.items():
                item = self._stream(named.get(name))
                kind = None if item is None else self._objects.get(item.entries.get(b"Subtype"))
                if item is not None and kind == b"/Form":
                    own = self._dictionary(item.entries.get(b"Resources")) or resources
                    total = total.plus(_Cost(_FORM_COST_BYTES), times)
                    total = total.plus(self._cost(item, own, depth + 1), times)
                elif item is not None and kind == b"/Image":
                    total = total.plus(self._picture(item), times)
            self._costs[key] = total
        return self._costs[key]

    def _content(self, stream: Stream) -> tuple[int, Counter[bytes]]:
        """The unpacked length of a content stream, and how often it draws each XObject."""
        if stream.start not in self._contents:
            length, drawn, held = 0, Counter[bytes](), b""
            for piece in self._objects.pieces(stream):
                length += len(piece)
                text = held + piece
                found = list(_DRAWN.finditer(text))
                # The last name of a piece may be cut: it is looked at with the next one.
                held = text[max(found[-1].end() if found else 0, len(text) - _MAX_NAME) :]
                drawn.update(unescaped(match[1]) for match in found)
                if self._most is not None and length > self._most:
                    break
            self._contents[stream.start] = length, drawn
        return self._contents[stream.start]

    def _picture(self, stream: Stream) -> _Cost:
        dots = 0
        for one in (stream, self._stream(stream.entries.get(b"SMask"))):
            if one is None:
                continue
            width, height = (self._number(one.entries.get(side)) for side in (b"Width", b"Height"))
            size = int(width * height)
            filters = self._objects.filters(one)
            if len(filters) == 1:
                size = max(size, dots_in_header(filters[0], self._objects.packed(one)[:65_536]))
            dots += size
        return _Cost(dots=dots, largest=dots)

    def _tiles(self, resources: Dictionary, area: float) -> int:
        """The cost of placing the tiles of all patterns over a page."""
        total = 0.0
        for item in self._dictionary(resources.get(b"Pattern")).values():
            stream = self._stream(item)
            if stream is None:
                continue
            x, y = (
                abs(self._number(stream.entries.get(step), 1.0)) for step in (b"XStep", b"YStep")
            )
            a, b, c, d = (*self._numbers(stream.entries, b"Matrix"), *(1.0, 0.0, 0.0, 1.0))[:4]
            tile = max(x * y * abs(a * d - b * c), 1e-12)
            total += _TILE_COST_BYTES * area / tile
        return int(min(total, 1e15))

    def _number(self, value: Value | None, default: float = 0.0) -> float:
        found = self._objects.get(value)
        try:
            return min(max(float(found), -1e9), 1e9) if isinstance(found, bytes) else default
        except ValueError:
            return default

    def _numbers(self, entries: Dictionary, key: bytes) -> list[float]:
        found = self._objects.get(entries.get(key))
        return [self._number(item) for item in found] if isinstance(found, list) else []

    def _dictionary(self, value: Value | None) -> Dictionary:
        value = self._objects.get(value)
        return value if isinstance(value, dict) else {}

    def _stream(self, value: Value | None) -> Stream | None:
        value = self._objects.get(value)
        return value if isinstance(value, Stream) else None


def _area(box: list[float]) -> float:
    """Square points of a page box."""
    if len(box) != 4:
        return _PAGE_AREA
    return min(abs((box[2] - box[0]) * (box[3] - box[1])), _MAX_PAGE_AREA)
