"""Layers (optional content) that are off, and the objects of a page that belong to them.

PDFium draws by layers but does not tell their states: these come from the file's own objects. Nor
does it tell which layer marks an object, only its name, which two may share and which it gives in
ASCII alone: pages are read from a copy of the file in which each has its number as its name.
Layers that only a print or an export switches off count as on.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.object_parser import (
    Dictionary,
    Objects,
    Reference,
    Stream,
    Value,
    pages_of,
)
from kyoten_extract.engines.pdfium.open_document import OpenDocument, OpenError
from kyoten_extract.engines.pdfium.paint_order import PAGE, PaintOrder
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray

_DRAWN = regex(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
# Bytes of content, unpacked, in which drawn forms and images are looked for.
_MAX_CONTENT_BYTES = 50_000_000
# Nested expressions of visibility.
_MAX_DEPTH = 8
_MAX_NAME = 1_024


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a file that has some that are off.

    Attributes:
        objects: of the file.
        off: numbers of the layers that are off.
        pages: of the file, in order.
        numbered: the file without encryption, its layers and sets of layers (membership
            dictionaries) named by number: what :meth:`hidden` asks of must be read from it.
    """

    objects: Objects
    off: frozenset[int]
    pages: list[Dictionary]
    numbered: bytes

    @classmethod
    def of(cls, document: OpenDocument) -> Layers | None:
        """The layers of a file that may have some, or ``None`` where all of them are on."""
        try:
            copy = document.copy(pdfium.FPDF_REMOVE_SECURITY)
        except OpenError:
            return None
        objects = Objects(copy)
        every, off = _states(objects)
        if not off:
            return None
        sets = {
            number
            for number, item in objects.items()
            if isinstance(item, dict) and item.get(b"Type") == b"/OCMD"
        }
        changed = {number: b"/Name(%d)" % number for number in every | off | sets}
        found = cls(objects, off, list(pages_of(objects)), b"")
        # Annotations are drawn whatever their layer, unless they are hidden.
        changed |= {
            number: b"/F 2"
            for number, item in objects.items()
            if isinstance(item, dict) and b"Rect" in item and found._is_off(item.get(b"OC"))
        }
        return replace(found, numbered=objects.with_entries(changed))

    def hidden(self, number: int, painted: PaintOrder) -> BoolArray:
        """(n,) which objects of page ``number``, from 1, are of layers that are off."""
        hidden = self._marked(painted)
        if number <= len(self.pages):
            page = self.pages[number - 1]
            contents = self.objects.get(page.get(b"Contents"))
            streams: list[Value] = [*contents] if isinstance(contents, list) else [contents]
            self._drawn(streams, page.get(b"Resources"), PAGE, painted, hidden)
        # Objects of a form follow it.
        for index in true_at(painted.parents != PAGE).tolist():
            hidden[index] |= hidden[painted.parents[index]]
        return hidden

    def _marked(self, painted: PaintOrder) -> BoolArray:
        handles = painted.objects.addresses.tolist()
        counts = calls.integers(api.mark_count, painted.objects)
        hidden = np.zeros(len(handles), dtype=bool)
        for index in true_at(counts > 0).tolist():
            item = handles[index]
            hidden[index] = any(
                self._is_mark_off(pdfium.FPDFPageObj_GetMark(item, i))
                for i in range(int(counts[index]))
            )
        return hidden

    def _is_mark_off(self, mark: object) -> bool:
        if _text(pdfium.FPDFPageObjMark_GetName, mark) != "OC":
            return False
        name = _text(pdfium.FPDFPageObjMark_GetParamStringValue, mark, b"Name")
        return name.isdecimal() and self._is_off(Reference(int(name)))

    def _drawn(
        self,
        streams: list[Value],
        resources: Value | None,
        parent: int,
        painted: PaintOrder,
        hidden: BoolArray,
    ) -> None:
        """Find the forms and images that belong to layers: they are drawn in the file's order."""
        get = self.objects.get
        content = b"\n".join(
            self.objects.unpack(stream, _MAX_CONTENT_BYTES)
            for stream in map(get, streams)
            if isinstance(stream, Stream)
        )
        entries = get(resources)
        drawable = get(entries.get(b"XObject")) if isinstance(entries, dict) else b""
        if not isinstance(drawable, dict):
            return
        drawn = [get(drawable.get(name)) for name in _DRAWN.findall(content)]
        for kind, subtype in (
            (pdfium.FPDF_PAGEOBJ_FORM, b"/Form"),
            (pdfium.FPDF_PAGEOBJ_IMAGE, b"/Image"),
        ):
            named = [
                item
                for item in drawn
                if isinstance(item, Stream) and get(item.entries.get(b"Subtype")) == subtype
            ]
            at = true_at((painted.parents == parent) & (painted.types == kind)).tolist()
            if len(at) != len(named):
                continue
            for index, item in zip(at, named, strict=True):
                if self._is_off(item.entries.get(b"OC")):
                    hidden[index] = True
                elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                    inner = item.entries.get(b"Resources", resources or b"")
                    self._drawn([item], inner, index, painted, hidden)

    def _is_off(self, content: Value | None) -> bool:
        """Whether a layer, or a set of layers, is off."""
        if isinstance(content, Reference) and content.number in self.off:
            return True
        entries = self.objects.get(content)
        if not isinstance(entries, dict) or entries.get(b"Type") != b"/OCMD":
            return False
        expression = self.objects.get(entries.get(b"VE"))
        if isinstance(expression, list):
            return not self._holds(expression, 0)
        groups = self.objects.get(entries.get(b"OCGs"))
        members = groups if isinstance(groups, list) else [entries.get(b"OCGs", b"null")]
        on = [
            each.number not in self.off
            for each in members
            if isinstance(each, Reference) and self.objects.get(each) != b"null"
        ]
        if not on:
            return False
        match entries.get(b"P"):
            case b"/AllOn":
                return not all(on)
            case b"/AnyOff":
                return all(on)
            case b"/AllOff":
                return any(on)
            case _:
                return not any(on)

    def _holds(self, expression: Value, depth: int) -> bool:
        if isinstance(expression, Reference) and expression.number in self.off:
            return False
        value = self.objects.get(expression)
        if not isinstance(value, list) or depth > _MAX_DEPTH or not value:
            return True
        terms = [self._holds(each, depth + 1) for each in value[1:]]
        match value[0]:
            case b"/Not":
                return not all(terms)
            case b"/Or":
                return any(terms)
            case _:
                return all(terms)


def _states(objects: Objects) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of all layers, and of those that are off."""
    properties = objects.get(objects.root.get(b"OCProperties"))
    if not isinstance(properties, dict):
        return frozenset(), frozenset()
    config = objects.get(properties.get(b"D"))
    entries: Dictionary = config if isinstance(config, dict) else {}
    every = frozenset(_numbers(objects, properties.get(b"OCGs")))
    off = set(_numbers(objects, entries.get(b"OFF")))
    if objects.get(entries.get(b"BaseState")) == b"/OFF":
        off |= every - frozenset(_numbers(objects, entries.get(b"ON")))
    return every, frozenset(off)


def _numbers(objects: Objects, value: Value | None) -> Iterator[int]:
    items = objects.get(value)
    if isinstance(items, list):
        yield from (item.number for item in items if isinstance(item, Reference))


def _text(function: Callable[..., Any], mark: object, *arguments: bytes) -> str:
    """A string that PDFium writes in UTF-16."""
    buffer = (ctypes.c_ushort * _MAX_NAME)()
    length = ctypes.c_ulong()
    size = ctypes.sizeof(buffer)
    if not function(mark, *arguments, buffer, size, length) or length.value > size:
        return ""
    return bytes(buffer)[: max(length.value - 2, 0)].decode("utf-16-le", "replace")
