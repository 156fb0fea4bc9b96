"""Count what the streams of a PDF unpack to, its objects and its pictures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kyoten_extract.engines.pdfium.file_sums import FileSums
from kyoten_extract.engines.pdfium.indexed_text import IndexedText, parts_of
from kyoten_extract.engines.pdfium.large_objects import check_large_objects
from kyoten_extract.engines.pdfium.picture_size import dots_in_header
from kyoten_extract.engines.pdfium.repeated_references import repeats, unpacked_whole
from kyoten_extract.engines.pdfium.stream_dictionary import (
    CROSS_REFERENCES,
    FLATE,
    LATE,
    PACKED_OBJECTS,
    PICTURE,
    PREDICTED,
    between_streams,
    chains_of,
    dots_in,
    entry_width,
    has,
    in_plain,
    integers_in,
    is_font,
    is_in,
    length_in,
    multiplies,
    number_in,
    unescaped,
    values_in,
)
from kyoten_extract.engines.pdfium.stream_filters import guessed_chain, length_of, unpacked
from kyoten_extract.workers.limits import Limits

# Bytes that a byte unpacks to, above which a stream is a suspect: text and tables have 3 to 30.
_DENSE = 100
# Streams that are so dense may together unpack to this many times the limit of one page.
_DENSE_SHARE = 2
# Values of objects for each byte of a file, beyond those that are allowed anyway.
_VALUES_A_BYTE = 4
# Streams that lie in one another are read again and again: they have no end, as it were.
_OVERLAP, _OVERLAPPED = 2, 10**12
# Bytes of a picture that are looked at.
_SAMPLE, _PICTURE_HEADER = 16_384, 65_536
# Bytes of packed objects that are kept to be looked through for lists.
_MOST_KEPT = 16_000_000
# Parts of a page's drawn dots: a page may have this many streams that draw.
_SHARE_OF_DOTS = 8
# The most that Flate unpacks a byte to, and any filter.
_FLATE_RATIO, MOST_A_BYTE = 1_032, 2_600


class FileCounts:
    """What is counted of one file, as far as it may come to too much."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.data, self.name, self.limits = data, name, limits
        self._view = memoryview(data)
        self._sums = FileSums()
        self._suspect = False
        # Bytes that fonts may unpack to at most, as far as they were not looked through.
        self._unread = 0
        # Packed bytes of content that was not unpacked yet, with the place and head of each.
        self._content: list[tuple[int, int, bytes]] = []
        # What stands between streams.
        self._between: list[bytes] = []
        self._plain = b""
        # Objects that were unpacked, up to where they are counted, whether some are foretold.
        self._packed, self._counted, self._foretold = bytearray(), 0, False
        self._integers: dict[int, int | None] | None = None
        # The numbers of streams; ``None`` if some are not known.
        self._numbers: set[int] | None = set()
        # Pictures, and fonts that were looked through in part, by number: what they say they are.
        self._called: dict[int, list[tuple[memoryview, list[bytes], bool]]] = {}
        # Whether it is encrypted, and where its object streams begin, with their packed bytes.
        self.is_encrypted = False
        self.object_streams: dict[int, int] = {}
        # Where streams may end, and bytes given to filters that are slow.
        self._ends: list[int] = []
        self._slow = 0

    def of_file(self) -> bool:
        """Whether the pages must be looked through."""
        data, limits, sums = self.data, self.limits, self._sums
        limits.check("objects", data.count(b" obj"), source=self.name)
        check_large_objects(data, self.name, limits)
        texts, self._ends = between_streams(data)
        self._between = [text for text, _ in texts]
        everything = b"\n".join(self._between)
        plain = IndexedText.of(in_plain(everything))
        # Most files are in plain as they are.
        is_usual = plain == everything
        heads = parts_of(plain, self._between) if is_usual else map(in_plain, self._between)
        self._look_at(plain)
        pictured, others = has(plain, PICTURE[0]), []
        for text, (_, at) in zip(heads, texts, strict=True):
            if at is None:
                continue
            if pictured and is_in(text, PICTURE):
                self._of_picture(text, at)
            else:
                others.append((text, at))
        # How often is drawn matters where something is.
        for text, at in others:
            self._of_stream(text, at)
        self._of_content()
        if self._packed:
            self._look_at(self._text())
        elif is_usual:
            self._plain = plain
        limits.check("objects", sums.entries, source=self.name)
        most = limits.drawn_dots
        self._suspect |= most is not None and sums.draws * sums.dots > most // _SHARE_OF_DOTS
        self._suspect |= limits.picture_dots is not None and sums.dots > limits.picture_dots
        self._suspect = self._suspect or self._is_too_much_content()
        # Encrypted streams can only be measured once PDFium has decrypted them.
        page = limits.page_bytes or len(data) * _FLATE_RATIO
        return self._suspect or (self.is_encrypted and len(data) * _FLATE_RATIO > page)

    @property
    def length(self) -> int:
        """Bytes that all streams unpack to, as far as they were; no pictures."""
        return self._sums.length + self._sums.plain

    def all_objects(self) -> bytes | None:
        """All objects, those that were packed included; ``None`` where some are not known."""
        text, streams = self._text(), self.object_streams
        known = text.count(PACKED_OBJECTS[0]) == len(streams) and not self._foretold
        return text if known and not (self.is_encrypted and streams) else None

    def _text(self) -> bytes:
        """All objects, without what streams hold."""
        if not self._plain:
            text = unescaped(b"\n".join((bytes(self._packed), *self._between)))
            self._plain = IndexedText.of(text)
        return self._plain

    def _look_at(self, text: bytes) -> None:
        """Look for what multiplies content in the objects of ``text``."""
        self.is_encrypted |= has(text, b"/Encrypt")
        self._suspect = self._suspect or multiplies(text)

    def _is_too_much_content(self) -> bool:
        """Whether a page may draw too much: every stream of the file, or one again and again."""
        page = self.limits.page_bytes
        if page is not None:
            self._count_misused(page)
            self._of_content()
            if self.length > page:
                return True
        if not self._repeats():
            return False
        self._of_content(everything=True)
        return self._repeats()

    def _repeats(self) -> bool:
        """Whether a list names one stream so often that it may be too much content of a page."""
        sums, page, most = self._sums, self.limits.page_bytes, self.limits.drawn_dots
        harmless = []
        if page is not None:
            harmless.append(page // max(self.length + self._left(), 1))
        if most is not None and sums.draws * sums.dots:
            harmless.append(most // _SHARE_OF_DOTS // (sums.draws * sums.dots))
        if not harmless:
            return False
        least = max(min(harmless) + 1, 2)
        return repeats(self._text(), self._numbers, least)

    def _count_misused(self, page: int) -> None:
        """Count pictures and fonts that are used as something else, and unpacked at once."""
        views = [view for one in self._called.values() for view, *_ in one]
        if self.length + sum(map(len, views)) * MOST_A_BYTE <= page:
            return
        # A font is that wherever it is not content.
        fonts = all(is_of_font for one in self._called.values() for *_, is_of_font in one)
        named = set(unpacked_whole(self._text(), content_only=fonts))
        content = {number for number, is_content in named if is_content}
        if not content <= (self._numbers or set()):
            # A list of contents may be an object of its own: it may name any.
            content |= self._called.keys()
        for number in self._called.keys() & {*content, *(number for number, _ in named)}:
            for view, chain, is_of_font in self._called[number]:
                if is_of_font and number not in content:
                    continue
                length = length_of(unpacked(view, chain), page)
                if number not in content:
                    self.limits.check("page_bytes", length, source=self.name)
                self._sums.length += length
                if self.length > page:
                    return

    def _of_stream(self, head: bytes, start: int) -> None:
        """Measure the stream at ``start``, whose dictionary ends ``head``; no picture."""
        data, start = self.data, self._after_line(start)
        self._number_of(head)
        chains = list(chains_of(head))
        if not chains:
            # What is not packed is as large as the file has it.
            stop = self._end(start)
            self._sums.plain += stop - start
            if self._sums.dots:
                self._sums.draws = max(self._sums.draws, data.count(b"Do", start, stop))
        for chain in chains:
            self._of_packed(head, start, chain)

    def _of_picture(self, head: bytes, start: int) -> None:
        """Measure the picture at ``start``, whose dictionary ends ``head``."""
        start, number = self._after_line(start), self._number_of(head)
        chains = list(chains_of(head))
        self._count_dots(head, start, chains)
        # The only filter of a picture is undone row by row, as it is drawn.
        single = [chain for chain in chains if chain is not None and len(chain) == 1]
        packed = self._view[start : self._end(start)]
        self._called.setdefault(number, []).extend((packed, chain, False) for chain in single)
        for chain in chains:
            if chain not in single:
                self._of_packed(head, start, chain)

    def _after_line(self, start: int) -> int:
        """Where the stream begins that is after the end of the line at ``start``."""
        line = self.data[start : start + 2]
        return start + 2 if line == b"\r\n" else start + line.startswith((b"\r", b"\n"))

    def _of_packed(self, head: bytes, start: int, chain: list[bytes] | None) -> None:
        guessed = guessed_chain(self._view[start : start + _SAMPLE]) if chain is None else chain
        if not self._is_left_for_later(head, start, guessed):
            self._of_chain(head, start, guessed)

    def _number_of(self, head: bytes) -> int:
        """The number of the stream whose dictionary ends ``head``; -1 if it is not known."""
        found = number_in(head)
        if found is None:
            self._numbers = None
        elif self._numbers is not None:
            self._numbers.add(found)
        return -1 if found is None else found

    def _is_left_for_later(self, head: bytes, start: int, chain: list[bytes]) -> bool:
        """Whether a stream is content of a page, or like it, and may not have to be unpacked."""
        if len(chain) > 1 or chain[0] not in FLATE or is_font(head):
            return False
        if is_in(head, PACKED_OBJECTS) or is_in(head, CROSS_REFERENCES):
            return False
        packed = self._length_of(head, start)
        if packed is None:
            return False
        self._content.append((packed, start, head))
        return True

    def _left(self) -> int:
        """Bytes that content may unpack to at most, as far as it was not unpacked yet."""
        return _FLATE_RATIO * sum(packed for packed, _, _ in self._content)

    def _of_content(self, *, everything: bool = False) -> None:
        """Unpack content until what is left, all taken together, can't be too much for a page."""
        limits, sums, left = self.limits, self._sums, self._left()
        # The largest first.
        self._content.sort()
        while self._content:
            whole, page = limits.unpacked_bytes, limits.page_bytes
            much = page is not None and self.length + left > page
            much |= whole is not None and sums.length + left > whole
            # It is known how much is drawn, and how often, once all of it is unpacked.
            if not (much or sums.dots or everything):
                return
            packed, start, head = self._content.pop()
            left -= _FLATE_RATIO * packed
            self._of_chain(head, start, [b"FlateDecode"])

    def _of_chain(self, head: bytes, start: int, chain: list[bytes]) -> None:
        limits, sums, page = self.limits, self._sums, self.limits.page_bytes
        objects, table = is_in(head, PACKED_OBJECTS), is_in(head, CROSS_REFERENCES)
        if objects:
            self.object_streams[start] = self._end(start) - start
            self._foretold |= has(head, PREDICTED)
        length = draws = 0
        view = self._view[start:]
        if chain[0] not in FLATE:  # Flate tells its end by itself.
            view = self._view[start : self._end(start)]
            self._slow += len(view)
            if self._slow > _OVERLAP * len(self.data):
                limits.check("unpacked_bytes", _OVERLAPPED, source=self.name)
        room = None if limits.unpacked_bytes is None else limits.unpacked_bytes - sums.length
        if len(chain) == 1 and page is not None and is_font(head):
            part = self._without_harmless_end(head, start, view)
            if len(part) < len(view):
                self._called.setdefault(self._number_of(head), []).append((view, chain, True))
            view = part
        likely = min(self._end(start) - start, len(view))
        for piece in unpacked(view, chain, early=not is_in(head, LATE), likely=likely):
            length += len(piece)
            if sums.dots:
                draws += piece.count(b"Do")
            if objects:
                if self._suspect:
                    self._look_at(piece)
                    sums.values += values_in(piece)
                else:
                    self._packed += piece
                self._suspect |= len(self._packed) > _MOST_KEPT
                self._check_values()
            if page is not None and length > page:
                self._suspect = True
                if objects or table:
                    limits.check("page_bytes", length, source=self.name)
                break
            if room is not None and length > room:
                break
        sums.length += length
        sums.draws = max(sums.draws, draws)
        limits.check("unpacked_bytes", sums.length, source=self.name)
        if table:
            sums.entries += length // entry_width(head)
            limits.check("objects", sums.entries, source=self.name)
        self._sum_dense(length, start)

    def _without_harmless_end(self, head: bytes, start: int, view: memoryview) -> memoryview:
        """The part of a font after which what is left can't unpack to too much.

        Fonts are most of what a usual file unpacks to, and to unpack them is most of this work. A
        font's end may unpack to twice what a page may, and those of a file to what the file may.
        """
        length = self._length_of(head, start)
        page, whole = self.limits.page_bytes, self.limits.unpacked_bytes
        if length is None or page is None or whole is None:
            return view
        left = min(length, 2 * page // _FLATE_RATIO)
        if self._unread + left * _FLATE_RATIO > whole:
            return view
        self._unread += left * _FLATE_RATIO
        return view[: length - left]

    def _length_of(self, head: bytes, start: int) -> int | None:
        """Bytes of a packed stream, at most; ``None`` if that is not sure."""
        said = length_in(head)
        if said is None:
            return None
        length = said[0] if said[1] else self._integer(said[0])
        if length is None:
            return None
        # PDFium believes it if the stream ends there, and looks for the first end if it doesn't.
        return max(length, self._end(start) - start)

    def _integer(self, number: int) -> int | None:
        """The value of an object that is an integer; ``None`` if that is not sure."""
        if self._integers is None:
            text = b"\n".join(map(in_plain, self._between))
            # Packed objects may have any number.
            self._integers = {} if has(text, PACKED_OBJECTS[0]) else integers_in(text)
        return self._integers.get(number)

    def _sum_dense(self, length: int, start: int) -> None:
        page = self.limits.page_bytes
        if page is None or length < page // _DENSE:
            return
        if length > _DENSE * (self._end(start) - start):
            self._suspect = True
            self._sums.dense += length
            if self._sums.dense > _DENSE_SHARE * page:
                self.limits.check("page_bytes", self._sums.dense, source=self.name)

    def _end(self, start: int) -> int:
        at = bisect_left(self._ends, start)
        return self._ends[at] if at < len(self._ends) else len(self.data)

    def _check_values(self) -> None:
        allowed = _VALUES_A_BYTE * len(self.data)
        # Values are no more than bytes, and mostly not worth to be counted.
        if self._sums.values + len(self._packed) - self._counted > allowed:
            self._sums.values += values_in(bytes(self._packed[self._counted :]))
            self._counted = len(self._packed)
        if self._sums.values > allowed:
            self.limits.check("objects", self._sums.values - allowed, source=self.name)

    def _count_dots(
        self, head: bytes, start: int, chains: Sequence[Sequence[bytes] | None]
    ) -> None:
        """Note the dots of a picture."""
        told = dots_in(head)
        if told is None:
            self._suspect = True
            return
        dots = told
        for chain in chains:
            if chain is not None and len(chain) == 1:
                sample = self.data[start : start + _PICTURE_HEADER]
                dots = max(dots, dots_in_header(chain[0], sample))
                if chain[0] in FLATE:
                    # It may be called a picture and be used as content.
                    begins = sum(map(len, unpacked(self._view[start : start + _SAMPLE], chain)))
                    self._suspect |= begins > _DENSE * _SAMPLE
        self._sums.dots = max(self._sums.dots, dots)
