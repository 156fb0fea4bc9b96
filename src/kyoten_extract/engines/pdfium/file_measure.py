"""Measure a PDF before PDFium opens it: what its streams unpack to, its objects, its pictures.

PDFium unpacks object streams and cross-reference streams as it opens a file, and those of a page as
it loads the page, in calls that can't be interrupted. So each stream is unpacked here first, in
small pieces, only to be counted: in time that is linear in the file and in what is allowed. Nothing
is believed that the file says of itself, such as a stream's length or where its objects lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kyoten_extract.engines.pdfium.picture_size import dots_in_header
from kyoten_extract.engines.pdfium.repeated_references import most_repeated
from kyoten_extract.engines.pdfium.stream_filters import length_of, start_of, unpacked
from kyoten_extract.workers.limits import Limits

# Bytes that a byte unpacks to, above which a stream is a suspect: text and tables have 3 to 30.
_DENSE = 100
# Streams that are so dense may together unpack to this many times the limit of one page.
_DENSE_SHARE = 2
# Values of objects for each byte of a file, beyond those that are allowed anyway.
_VALUES_A_BYTE = 4
# Streams that lie in one another are read again and again: they have no end, as it were.
_OVERLAP, _OVERLAPPED = 2, 10**12
# Filters of filters that are tried where a file does not say in plain how a stream is packed.
_MAX_GUESSED = 4
# Bytes of a picture's data that are looked at.
_SAMPLE, _PICTURE_HEADER = 16_384, 65_536
# Bytes of the dictionary of a font's stream.
_DICTIONARY = 1_000
# Parts of a page's drawn dots: a page may have this many streams that draw.
_SHARE_OF_DOTS = 8

# The most that Flate unpacks a byte to.
_FLATE_RATIO = 1_032

_FILTER = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|/([^\s/<>\[\](){}%]+)|(\d+\s+\d+\s+R))")
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_WIDTHS = re.compile(rb"/W\s*\[\s*(\d+)\s+(\d+)\s+(\d+)")
_SIDE = {side: re.compile(rb"/%s\s+(\d+)(\s+\d+\s+R)?" % side) for side in (b"Width", b"Height")}
_FONT = re.compile(rb"/Length[123]\b|/(?:CIDFont)?Type[01]C\b|/OpenType\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(\s+\d+\s+R)?")
# What streams are, each with a word that is looked for first, which takes a tenth of the time.
_Mark = tuple[bytes, re.Pattern[bytes]]
_PACKED_OBJECTS: _Mark = b"/ObjStm", re.compile(rb"/Type\s*/ObjStm\b")
_CROSS_REFERENCES: _Mark = b"/XRef", re.compile(rb"/Type\s*/XRef\b")
_PICTURE: _Mark = b"/Image", re.compile(rb"/Subtype\s*/Image\b")
_LATE: _Mark = b"/EarlyChange", re.compile(rb"/EarlyChange\s+0")
# What multiplies content, or may: forms, tiles, and subtypes that are told elsewhere.
_MULTIPLY: tuple[_Mark, ...] = (
    (b"/Form", re.compile(rb"/Form\b")),
    (b"/PatternType", re.compile(rb"/PatternType\s*1\b")),
    (b"/Subtype", re.compile(rb"/Subtype\s*[(<\d]")),
)
_FLATE = frozenset((b"FlateDecode", b"Fl"))
_OTHER_CODES = frozenset((b"Crypt", b"Identity"))
_KNOWN = _OTHER_CODES | frozenset(
    b"FlateDecode Fl LZWDecode LZW RunLengthDecode RL ASCII85Decode A85 ASCIIHexDecode AHx "
    b"DCTDecode DCT JPXDecode JBIG2Decode CCITTFaxDecode CCF".split()
)


@dataclass(slots=True)
class _Sums:
    """What is counted over all streams of a file."""

    length: int = 0
    dense: int = 0
    values: int = 0
    entries: int = 0
    draws: int = 0
    dots: int = 0


def measure(data: bytes, name: str, limits: Limits) -> bool:
    """Whether a page may cost more than ``limits`` allow, and the pages must be looked through.

    Raises:
        LimitError: the file as a whole is over a limit, or can't be opened without being so.
    """
    return _Measure(data, name, limits).of_file()


class _Measure:
    """The measuring of one file."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._data, self._name, self._limits = data, name, limits
        self._view = memoryview(data)
        self._sums = _Sums()
        self._suspect = False
        # Bytes that fonts may unpack to at most, as far as they were not looked through, and these.
        self._unread = 0
        self._fonts: list[tuple[memoryview, list[bytes]]] = []
        # Packed bytes of content that was not unpacked yet, with the place and head of each.
        self._content: list[tuple[int, int, bytes]] = []
        # How often a list that repeats itself names one object.
        self._repeated = 0
        # Where the stream that was looked at last ends, and bytes given to filters that are slow.
        self._stop, self._slow = 0, 0

    def of_file(self) -> bool:
        """See :func:`measure`."""
        data, limits, sums = self._data, self._limits, self._sums
        limits.check("objects", data.count(b" obj"), source=self._name)
        self._check_one(data)
        before = at = 0
        while (at := data.find(b"stream", at)) >= 0:
            at += 6
            if data[at - 9 : at - 6] != b"end":
                self._of_stream(data[before : at - 6], at)
            before = at
        self._look_at(data[before:])
        self._of_content()
        limits.check("objects", sums.entries, source=self._name)
        most = limits.drawn_dots
        if most is not None and sums.draws * sums.dots > most // _SHARE_OF_DOTS:
            self._suspect = True
        if limits.picture_dots is not None and sums.dots > limits.picture_dots:
            self._suspect = True
        if self._repeated and not self._suspect:
            self._suspect = self._repeats_content()
        # Encrypted streams can only be measured once PDFium has decrypted them.
        page = limits.page_bytes
        hidden = page is not None and len(data) * _FLATE_RATIO > page and b"/Encrypt" in data
        return self._suspect or hidden

    def _check_one(self, data: bytes) -> None:
        """Check the values of each object that is large: to read it takes fifty times its size."""
        most = self._limits.objects
        if most is None or len(data) < most:
            return
        before = 0
        while before < len(data):
            stop = data.find(b"endobj", before)
            stop = stop if stop >= 0 else len(data)
            end = data.find(b"stream", before, stop)
            end = end if end >= 0 else stop
            if end - before > most:
                values = sum(data.count(mark, before, end) for mark in (b" ", b"/", b"[", b"<<"))
                self._limits.check("objects", values, source=self._name)
            before = stop + 6

    def _look_at(self, text: bytes) -> None:
        """Look for what multiplies content in the objects of ``text``."""
        if self._suspect:
            return
        self._suspect = any(_is_in(text, mark) for mark in _MULTIPLY)
        self._repeated = max(self._repeated, most_repeated(text))

    def _repeats_content(self) -> bool:
        """Whether a list that repeats itself may be a page's content and draw too much."""
        sums, page, most = self._sums, self._limits.page_bytes, self._limits.drawn_dots
        if most is not None and self._repeated * sums.draws * sums.dots > most // _SHARE_OF_DOTS:
            return True
        if page is None:
            return False
        length = sums.length + len(self._data)
        for view, chain in self._fonts:
            length += length_of(unpacked(view, chain), page)
        return self._repeated * length > page

    def _of_stream(self, head: bytes, start: int) -> None:
        """Measure the stream at ``start``, whose dictionary ends ``head``."""
        if b"#" in head:
            head = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), head)
        self._look_at(head)
        data = self._data
        start += 2 if data[start : start + 2] == b"\r\n" else data[start : start + 1] in b"\r\n"
        chains = list(_chains(head))
        if _is_in(head, _PICTURE):
            self._of_picture(head, start, chains)
            # The only filter of a picture is undone row by row, as it is drawn.
            chains = [chain for chain in chains if chain is None or len(chain) > 1]
        elif not chains:
            # What is not packed is as large as the file has it.
            stop = data.find(b"stream", start)
            draws = data.count(b"Do", start, stop if stop >= 0 else len(data))
            self._sums.draws = max(self._sums.draws, draws)
        for chain in chains:
            guessed = self._guessed(start) if chain is None else chain
            if not self._is_left_for_later(head, start, guessed):
                self._of_chain(head, start, guessed)

    def _is_left_for_later(self, head: bytes, start: int, chain: list[bytes]) -> bool:
        """Whether a stream is content of a page, or like it, and may not have to be unpacked."""
        if len(chain) > 1 or chain[0] not in _FLATE or _FONT.search(head[-_DICTIONARY:]):
            return False
        if _is_in(head, _PACKED_OBJECTS) or _is_in(head, _CROSS_REFERENCES):
            return False
        packed = self._length_of(head, start)
        if packed is None:
            return False
        self._content.append((packed, start, head))
        return True

    def _of_content(self) -> None:
        """Unpack content until what is left, all taken together, can't be too much for a page."""
        limits, sums, begun = self._limits, self._sums, self._sums.length
        left = _FLATE_RATIO * sum(packed for packed, _, _ in self._content)
        for packed, start, head in sorted(self._content, reverse=True):
            unpacked = sums.length - begun
            whole, page = limits.unpacked_bytes, limits.page_bytes
            much = page is not None and unpacked + left > page
            much |= whole is not None and sums.length + left > whole
            # It is known how much is drawn, and how often, once all of it is unpacked.
            if not (much or sums.dots or self._repeated):
                return
            left -= _FLATE_RATIO * packed
            self._of_chain(head, start, [b"FlateDecode"])

    def _of_chain(self, head: bytes, start: int, chain: list[bytes]) -> None:
        limits, sums, page = self._limits, self._sums, self._limits.page_bytes
        objects, table = _is_in(head, _PACKED_OBJECTS), _is_in(head, _CROSS_REFERENCES)
        length = draws = 0
        view = self._view[start:]
        if chain[0] not in _FLATE:  # Flate tells its end by itself.
            view = self._view[start : self._end(start)]
            self._slow += len(view)
            if self._slow > _OVERLAP * len(self._data):
                limits.check("unpacked_bytes", _OVERLAPPED, source=self._name)
        room = None if limits.unpacked_bytes is None else limits.unpacked_bytes - sums.length
        if len(chain) == 1 and page is not None and _FONT.search(head[-_DICTIONARY:]) is not None:
            part = self._without_harmless_end(head, start, view)
            if len(part) < len(view):
                self._fonts.append((view, chain))
            view = part
        for piece in unpacked(view, chain, early=not _is_in(head, _LATE)):
            length += len(piece)
            draws += piece.count(b"Do")
            if objects:
                sums.values += sum(map(piece.count, (b" ", b"\n", b"[", b"/", b"<")))
                self._look_at(piece)
                self._check_values()
            if page is not None and length > page:
                self._suspect = True
                if objects or table:
                    limits.check("page_bytes", length, source=self._name)
                break
            if room is not None and length > room:
                break
        sums.length += length
        sums.draws = max(sums.draws, draws)
        limits.check("unpacked_bytes", sums.length, source=self._name)
        if table:
            widths = _WIDTHS.search(head)
            width = sum(map(int, widths.groups())) if widths is not None else 1
            sums.entries += length // max(width, 1)
            limits.check("objects", sums.entries, source=self._name)
        self._sum_dense(length, start)

    def _without_harmless_end(self, head: bytes, start: int, view: memoryview) -> memoryview:
        """The part of a font after which what is left can't unpack to too much.

        Fonts are most of what a usual file unpacks to, and to unpack them is most of this work. A
        font's end may unpack to twice what a page may, and those of a file to what the file may.
        """
        length = self._length_of(head, start)
        page, whole = self._limits.page_bytes, self._limits.unpacked_bytes
        if length is None or page is None or whole is None:
            return view
        left = min(length, 2 * page // _FLATE_RATIO)
        if self._unread + left * _FLATE_RATIO > whole:
            return view
        self._unread += left * _FLATE_RATIO
        return view[: length - left]

    def _length_of(self, head: bytes, start: int) -> int | None:
        """Bytes of a packed stream, at most; ``None`` if that is not sure."""
        said = _LENGTH.findall(head)
        if len(said) != 1 or said[0][1]:
            return None
        # PDFium believes it if the stream ends there, and looks for the first end if it doesn't.
        return max(int(said[0][0][:12]), self._end(start) - start)

    def _sum_dense(self, length: int, start: int) -> None:
        page = self._limits.page_bytes
        if page is None or length < page // _DENSE:
            return
        if length > _DENSE * (self._end(start) - start):
            self._suspect = True
            self._sums.dense += length
            if self._sums.dense > _DENSE_SHARE * page:
                self._limits.check("page_bytes", self._sums.dense, source=self._name)

    def _end(self, start: int) -> int:
        if self._stop < start:
            stop = self._data.find(b"endstream", start)
            self._stop = stop if stop >= 0 else len(self._data)
        return self._stop

    def _check_values(self) -> None:
        allowed = _VALUES_A_BYTE * len(self._data)
        if self._sums.values > allowed:
            self._limits.check("objects", self._sums.values - allowed, source=self._name)

    def _of_picture(
        self, head: bytes, start: int, chains: Sequence[Sequence[bytes] | None]
    ) -> None:
        """Note the dots of a picture."""
        sides = [pattern.findall(head) for pattern in _SIDE.values()]
        if not all(sides) or any(indirect for side in sides for _, indirect in side):
            self._suspect = True
            return
        width, height = (max(int(value[:9]) for value, _ in side) for side in sides)
        dots = width * height
        for chain in chains:
            if chain is not None and len(chain) == 1:
                sample = self._data[start : start + _PICTURE_HEADER]
                dots = max(dots, dots_in_header(chain[0], sample))
                if chain[0] in _FLATE:
                    # It may be called a picture and be used as content.
                    begins = sum(map(len, unpacked(self._view[start : start + _SAMPLE], chain)))
                    self._suspect |= begins > _DENSE * _SAMPLE
        self._sums.dots = max(self._sums.dots, dots)

    def _guessed(self, start: int) -> list[bytes]:
        """The filters of a stream that does not say them in plain, as far as they are Flate."""
        chain = [b"FlateDecode"]
        view = self._view[start : start + _SAMPLE]
        while len(chain) < _MAX_GUESSED and start_of(unpacked(view, [*chain, b"Fl"]), 1):
            chain.append(b"Fl")
        return chain


def _is_in(text: bytes, mark: _Mark) -> bool:
    word, pattern = mark
    return word in text and pattern.search(text) is not None


def _chains(head: bytes) -> Iterator[list[bytes] | None]:
    """The filters of a stream, ``None`` where they are elsewhere.

    ``head`` may have dictionaries of other objects before that of the stream, and strings that look
    like entries: every chain of filters that is there is tried.
    """
    for found in _FILTER.finditer(head):
        if found[3] is not None or (found[1] is not None and b"R" in _NAME.sub(b"", found[1])):
            yield None
            continue
        names = _NAME.findall(found[1]) if found[1] is not None else [found[2]]
        chain = [name for name in names if name in _KNOWN and name not in _OTHER_CODES]
        if chain:
            yield chain
