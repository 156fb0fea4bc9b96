"""Pages that use a stream that unpacks to too much: a font, a table of characters, a shading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kyoten_extract.engines.pdfium.object_parser import (
    Dictionary,
    Objects,
    Reference,
    Stream,
    Value,
)
from kyoten_extract.engines.pdfium.stream_filters import length_of

# The most that one byte unpacks to in one filter.
_MOST_A_BYTE = 2_600
# Bytes of a dot of a picture.
_MOST_A_DOT = 8
# What does not lead from a page to what it draws.
_ELSEWHERE = (b"Parent", b"P", b"Dest", b"A", b"StructParents", b"B", b"Popup", b"IRT")


def reaching(objects: Objects, pages: Sequence[Dictionary], most: int) -> dict[int, int]:
    """Pages by number, from 1, that use a stream of over ``most`` bytes, and its length."""
    measured = ((number, _length(objects, stream, most)) for number, stream in objects.streams())
    heavy = {number: length for number, length in measured if length > most}
    if not heavy:
        return {}
    users: defaultdict[int, list[int]] = defaultdict(list)
    for number, value in objects.items():
        entries = value.entries if isinstance(value, Stream) else value
        if isinstance(entries, dict) and entries.get(b"Type") in (b"/Page", b"/Pages"):
            continue
        for used in _references(entries):
            users[used].append(number)
    pending = list(heavy)
    while pending:
        number = pending.pop()
        for user in users[number]:
            if user not in heavy:
                heavy[user] = heavy[number]
                pending.append(user)
    found = {}
    for place, page in enumerate(pages, 1):
        lengths = [heavy[number] for number in _references(page) if number in heavy]
        if lengths:
            found[place] = max(lengths)
    return found


def _length(objects: Objects, stream: Stream, most: int) -> int:
    filters = objects.filters(stream)
    if stream.entries.get(b"Subtype") == b"/Image":
        # The only filter of a picture is undone row by row, as it is drawn.
        if len(filters) < 2:
            return 0
        most += _MOST_A_DOT * _dots(objects, stream)
    if (stream.stop - stream.start) * _MOST_A_BYTE ** len(filters) <= most:
        return 0
    length = length_of(objects.pieces(stream), most)
    return length if length > most else 0


def _dots(objects: Objects, stream: Stream) -> int:
    """Columns times rows of a picture."""
    sides = [objects.get(stream.entries.get(side)) for side in (b"Width", b"Height")]
    width, height = (
        int(side[:9]) if isinstance(side, bytes) and side.isdigit() else 0 for side in sides
    )
    return width * height


def _references(value: Value) -> Iterator[int]:
    """The numbers of objects that ``value`` refers to, but for those that lead elsewhere."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Reference):
            yield one.number
        elif isinstance(one, list):
            pending += one
        elif isinstance(one, dict):
            pending += [item for key, item in one.items() if key not in _ELSEWHERE]
