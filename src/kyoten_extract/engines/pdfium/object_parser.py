"""A minimal parser for the objects of a PDF that PDFium has saved.

PDFium's API shows pages as drawn, not the objects they consist of. A file it has saved has one
simple form (no object streams, one cross-reference table), so a small parser reads it. Anything
unexpected is read as null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.pdfium.stream_filters import start_of, unpacked

# References to references that are followed: a chain of more is a loop.
_MAX_HOPS = 20
# Nested arrays and dictionaries; PDFium's own parser goes no deeper.
_MAX_DEPTH = 100

_TOKEN = regex(
    rb"\s*(<<|>>|[\[\]]|/[^\s<>\[\](){}/%]*|<[^<>]*>|\((?:\\.|[^\\()])*\)|[^\s<>\[\](){}/%]+)",
    re.DOTALL,
)
_HEAD = regex(rb"\s*\d+\s+\d+\s+obj\b")
_SECTION = regex(rb"\s*(\d+) (\d+)\s*[\r\n]")
_ENTRY = regex(rb"\s*(\d{10}) \d{5} ([nf])")
_STREAM = regex(rb"\s*stream\r?\n")
_REST = regex(rb"\s+\d+\s+R\b")
_ESCAPED = regex(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an object by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary, and the offsets of its packed bytes in the file."""

    entries: Dictionary
    start: int
    stop: int


# Names (with their slash) and all other scalars are bytes; dictionary keys have no slash.
Value = bytes | Reference | Stream | list["Value"] | dict[bytes, "Value"]
Dictionary = dict[bytes, Value]
_NULL = b"null"


class Objects:
    """The objects of a file by number, each parsed on first access."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offsets: dict[int, int] = {}
        self._values: dict[int, Value] = {}
        position = max(data.rfind(b"\nxref") + 5, 0)
        while section := _SECTION.match(data, position):
            position = section.end()
            first, count = int(section[1]), int(section[2])
            for number in range(first, first + count):
                entry = _ENTRY.match(data, position)
                if entry is None:
                    break
                position = entry.end()
                if entry[2] == b"n":
                    self._offsets[number] = int(entry[1])
        trailer = re.compile(rb"\s*trailer").match(data, position)
        self._trailer = trailer.end() if trailer else len(data)
        entries = self._parsed(self._trailer)[0]
        root = self.get(entries.get(b"Root")) if isinstance(entries, dict) else _NULL
        self.root: Dictionary = root if isinstance(root, dict) else {}

    def __iter__(self) -> Iterator[Value]:
        return (self.get(Reference(number)) for number in self._offsets)

    def get(self, value: Value | None) -> Value:
        """Resolve references to ``value``; what does not exist is null."""
        for _ in range(_MAX_HOPS):
            if not isinstance(value, Reference):
                return _NULL if value is None else value
            if value.number not in self._values:
                self._values[value.number] = self._object(value.number)
            value = self._values[value.number]
        return _NULL

    def unpack(self, stream: Stream, most: int) -> bytes:
        """Unpack at most ``most`` bytes of a stream."""
        return start_of(self.pieces(stream), most)

    def pieces(self, stream: Stream) -> Iterator[bytes]:
        """What a stream unpacks to, piece by piece, up to a filter for pictures."""
        view = memoryview(self._data)[stream.start : stream.stop]
        return unpacked(view, self.filters(stream), early=not self._is_late(stream))

    def packed(self, stream: Stream) -> bytes:
        """The bytes of a stream as they are in the file."""
        return self._data[stream.start : stream.stop]

    def filters(self, stream: Stream) -> list[bytes]:
        """The names of the filters of a stream, without their slashes."""
        found = self.get(stream.entries.get(b"Filter"))
        names = [self.get(name) for name in (found if isinstance(found, list) else [found])]
        return [name[1:] for name in names if isinstance(name, bytes) and name != _NULL]

    def _is_late(self, stream: Stream) -> bool:
        found = self.get(stream.entries.get(b"DecodeParms"))
        parameters = found if isinstance(found, list) else [found]
        return any(
            isinstance(item := self.get(one), dict) and item.get(b"EarlyChange") == b"0"
            for one in parameters
        )

    def items(self) -> Iterator[tuple[int, Value]]:
        """All objects with their numbers."""
        return ((number, self.get(Reference(number))) for number in self._offsets)

    def hold(self, word: bytes) -> bool:
        """Whether ``word`` is in the file."""
        return word in self._data

    def with_entries(self, entries: dict[int, bytes]) -> bytes:
        """The file with more entries, or others, in dictionaries by number, as an update to it."""
        parts, table = [self._data], [b"xref\n"]
        size = len(self._data)
        for number, more in sorted(entries.items()):
            start = self._offsets.get(number)
            if start is not None and isinstance(self.get(Reference(number)), dict):
                # The last of two entries counts.
                parts.append(b"\n%s%s>>endobj" % (self._dictionary_at(start), more))
                table.append(b"%d 1\n%010d 00000 n \n" % (number, size + 1))
                size += len(parts[-1])
        last = self._data.rfind(b"\nxref") + 1
        trailer = b"trailer%s/Prev %d>>" % (self._dictionary_at(self._trailer), last)
        return b"".join([*parts, b"\n", *table, trailer, b"\nstartxref\n%d\n%%%%EOF" % (size + 1)])

    def _dictionary_at(self, start: int) -> bytes:
        """The bytes of an object from ``start`` up to the end of its dictionary."""
        head = _HEAD.match(self._data, start)
        _, end = self._parsed(head.end() if head else start)
        return self._data[start : self._data.rfind(b">>", start, end)]

    def streams(self) -> Iterator[tuple[int, Stream]]:
        """All streams with their numbers; what is none is not parsed."""
        numbers = sorted(self._offsets, key=self._offsets.__getitem__)
        stops = [*(self._offsets[number] for number in numbers[1:]), len(self._data)]
        for number, stop in zip(numbers, stops, strict=True):
            if self._data.find(b"stream", self._offsets[number], stop) >= 0:
                value = self.get(Reference(number))
                if isinstance(value, Stream):
                    yield number, value

    def _object(self, number: int) -> Value:
        head = _HEAD.match(self._data, self._offsets.get(number, len(self._data)))
        if head is None:
            return _NULL
        value, end = self._parsed(head.end())
        body = _STREAM.match(self._data, end)
        if body is None or not isinstance(value, dict):
            return value
        length = self.get(value.get(b"Length"))
        if isinstance(length, bytes) and length.isdigit():
            return Stream(value, body.end(), body.end() + int(length))
        return _NULL

    def _parsed(self, position: int) -> tuple[Value, int]:
        """Parse the value at ``position``; return it and the offset of its end."""
        # One list for each open bracket, the innermost last.
        open_lists: list[list[Value]] = [[]]
        while len(open_lists) <= _MAX_DEPTH:
            token = _TOKEN.match(self._data, position)
            if token is None:
                break
            here, text, position = open_lists[-1], token[1], token.end()
            if text in (b"<<", b"["):
                open_lists.append([])
            elif text in (b">>", b"]"):
                if len(open_lists) == 1:
                    break
                done = open_lists.pop()
                open_lists[-1].append(_dictionary(done) if text == b">>" else done)
            elif text == b"R" and len(here) >= 2 and _is_number(here[-2]):
                number = here[-2]
                del here[-2:]
                here.append(Reference(int(number)) if isinstance(number, bytes) else _NULL)
            else:
                here.append(unescaped(text) if text[:1] == b"/" else text)
            # A number may be the first of the three tokens of a reference.
            if len(open_lists) == 1 and not self._goes_on(open_lists[0], position):
                return open_lists[0][0], position
        return _NULL, position

    def _goes_on(self, values: list[Value], position: int) -> bool:
        if len(values) > 1:
            return len(values) == 2
        return _is_number(values[0]) and _REST.match(self._data, position) is not None


def pages_of(objects: Objects) -> Iterator[Dictionary]:
    """The pages in order, each with the resources it inherits."""
    get = objects.get
    seen: set[int] = set()
    pending: list[tuple[Value, Value]] = [(get(objects.root.get(b"Pages")), b"")]
    while pending:
        node, resources = pending.pop()
        if not isinstance(node, dict):
            continue
        resources = node.get(b"Resources", resources)
        kids = get(node.get(b"Kids"))
        if not isinstance(kids, list):
            yield {**node, b"Resources": resources}
        elif id(kids) not in seen:
            seen.add(id(kids))
            pending += [(get(kid), resources) for kid in reversed(kids)]


def _is_number(value: Value) -> bool:
    return isinstance(value, bytes) and value.isdigit()


def _dictionary(values: list[Value]) -> Dictionary:
    return {
        key[1:]: value
        for key, value in zip(values[::2], values[1::2], strict=False)
        if isinstance(key, bytes) and key[:1] == b"/"
    }


def unescaped(name: bytes) -> bytes:
    """A name without the escapes (``#41``) that stand for its characters."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name)
