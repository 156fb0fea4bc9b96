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
from itertools import chain as chained

from kyoten_extract.engines.pdfium.picture_size import dots_in_header
from kyoten_extract.engines.pdfium.repeated_references import repeats, unpacked_whole
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
# Bytes of packed objects that are kept to be looked through for lists.
_MOST_KEPT = 16_000_000
# Parts of a page's drawn dots: a page may have this many streams that draw.
_SHARE_OF_DOTS = 8

# The most that Flate unpacks a byte to, and any filter.
_FLATE_RATIO, _MOST_A_BYTE = 1_032, 2_600

_FILTER = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|/([^\s/<>\[\](){}%]+)|(\d+\s+\d+\s+R))")
# The number of the last object of a text, and bytes it takes at most.
_NUMBER = re.compile(rb"(?<![-+.\d])(\d{1,9})[\s\0]+\d{1,5}[\s\0]+obj(?!.*obj)", re.DOTALL)
_MOST_NUMBER = 20
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_WIDTHS = re.compile(rb"/W\s*\[\s*(\d+)\s+(\d+)\s+(\d+)")
_SIDE = {side: re.compile(rb"/%s\s+(\d+)(\s+\d+\s+R)?" % side) for side in (b"Width", b"Height")}
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
_OTHER_CODES = frozenset((b"Crypt", b"Identity"))
_KNOWN = _OTHER_CODES | frozenset(
    b"FlateDecode Fl LZWDecode LZW RunLengthDecode RL ASCII85Decode A85 ASCIIHexDecode AHx "
    b"DCTDecode DCT JPXDecode JBIG2Decode CCITTFaxDecode CCF".split()
)


@dataclass(slots=True)
class _Sums:
    """What is counted over all streams of a file."""

    length: int = 0
    plain: int = 0
    dense: int = 0
    values: int = 0
    entries: int = 0
    draws: int = 0
    dots: int = 0


def measure(data: bytes, name: str, limits: Limits, password: str | None = None) -> bool:
    """Whether a page may cost more than ``limits`` allow, and the pages must be looked through.

    Raises:
        LimitError: the file as a whole is over a limit, or can't be opened without being so.
    """
    one = _Measure(data, name, limits)
    suspect = one.of_file()
    if one.is_encrypted and one.object_streams:
        _measure_decrypted(one, password)
    return suspect


def _measure_decrypted(one: _Measure, password: str | None) -> None:
    """Measure the object streams of an encrypted file, which PDFium unpacks as it opens it."""
    import pypdfium2

    from kyoten_extract.engines.pdfium.encrypted_objects import revealed

    packed = sum(one.object_streams.values())
    try:
        files = revealed(one.data, list(one.object_streams), password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            return
        files = None
    except UnicodeEncodeError:
        return
    read = 0
    for file in files or ():
        copy = _Measure(file, one.name, one.limits)
        copy.of_file()
        read += copy.length
    if 2 * read < packed:
        # They were not decrypted, so nothing is known but what they are at most.
        one.limits.check("page_bytes", packed * _MOST_A_BYTE, source=one.name)


class _Measure:
    """The measuring of one file."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.data, self.name, self.limits = data, name, limits
        self._view = memoryview(data)
        self._sums = _Sums()
        self._suspect = False
        # Objects that were unpacked, and the numbers of streams; ``None`` if some are not known.
        self._packed = bytearray()
        self._numbers: set[int] | None = set()
        # Those that are called pictures and have one filter, by number.
        self._pictures: dict[int, list[tuple[memoryview, list[bytes]]]] = {}
        # Whether it is encrypted, and where its object streams begin, with their packed bytes.
        self.is_encrypted = False
        self.object_streams: dict[int, int] = {}
        # Where the stream that was looked at last ends, and bytes given to filters that are slow.
        self._stop, self._slow = 0, 0

    def of_file(self) -> bool:
        """See :func:`measure`."""
        data, limits, sums = self.data, self.limits, self._sums
        limits.check("objects", data.count(b" obj"), source=self.name)
        self._check_one(data)
        for text, at in self._between_streams():
            text = _unescaped(text)
            self._look_at(text)
            if at is not None:
                self._of_stream(text, at)
        limits.check("objects", sums.entries, source=self.name)
        most = limits.drawn_dots
        if most is not None and sums.draws * sums.dots > most // _SHARE_OF_DOTS:
            self._suspect = True
        if limits.picture_dots is not None and sums.dots > limits.picture_dots:
            self._suspect = True
        page = limits.page_bytes
        self._count_misused()
        if page is not None and not self._suspect:
            # A page may draw every stream of the file.
            self._suspect = self.length > page
        # Encrypted streams can only be measured once PDFium has decrypted them.
        hidden = page is not None and len(data) * _FLATE_RATIO > page and self.is_encrypted
        return self._suspect or hidden or self._repeats_content()

    @property
    def length(self) -> int:
        """Bytes that all streams unpack to, but for pictures."""
        return self._sums.length + self._sums.plain

    def _between_streams(self) -> Iterator[tuple[bytes, int | None]]:
        """What stands before each stream, and after the last, and where the stream begins.

        What a stream holds is left out, unless objects may be in it.
        """
        data = self.data
        before = at = 0
        while (at := data.find(b"stream", at)) >= 0:
            at += 6
            if data[at - 9 : at - 6] != b"end":
                yield data[before : at - 6], at
            elif data.find(b"obj", before, at) >= 0:
                yield data[before:at], None
            before = at
        yield data[before:], None

    def _check_one(self, data: bytes) -> None:
        """Check the values of each object that is large: to read it takes fifty times its size."""
        most = self.limits.objects
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
                self.limits.check("objects", values, source=self.name)
            before = stop + 6

    def _look_at(self, text: bytes) -> None:
        """Look for what multiplies content in the objects of ``text``."""
        self.is_encrypted |= b"/Encrypt" in text
        if self._suspect:
            return
        self._suspect = any(_is_in(text, mark) for mark in _MULTIPLY)

    def _count_misused(self) -> None:
        """Count the pictures that are used as something else, which PDFium unpacks at once."""
        page = self.limits.page_bytes
        views = [view for one in self._pictures.values() for view, _ in one]
        if page is None or sum(map(len, views)) * _MOST_A_BYTE <= page:
            return
        named = {found for text in self._texts() for found in unpacked_whole(text)}
        content = {number for number, is_content in named if is_content}
        if not content <= (self._numbers or set()):
            # A list of contents may be an object of its own: it may name any.
            content |= self._pictures.keys()
        for number in self._pictures.keys() & {*content, *(number for number, _ in named)}:
            for view, chain in self._pictures[number]:
                length = length_of(unpacked(view, chain), page)
                if number not in content:
                    self.limits.check("page_bytes", length, source=self.name)
                self._sums.length += length
                if self._sums.length > page:
                    self._suspect = True
                    return

    def _texts(self) -> Iterator[bytes]:
        """All objects, without what streams hold."""
        texts = (text for text, _ in self._between_streams())
        for text in chained([bytes(self._packed)], texts):
            yield _unescaped(text)

    def _repeats_content(self) -> bool:
        """Whether a list that repeats itself may be a page's content and draw too much."""
        sums, page, most = self._sums, self.limits.page_bytes, self.limits.drawn_dots
        lasts: list[int] = []
        if page is not None:
            lasts.append(page // max(self.length, 1))
        if most is not None and sums.draws * sums.dots:
            lasts.append(most // _SHARE_OF_DOTS // (sums.draws * sums.dots))
        if not lasts:
            return False
        least = max(min(lasts) + 1, 2)
        return any(repeats(text, self._numbers, least) for text in self._texts())

    def _of_stream(self, head: bytes, start: int) -> None:
        """Measure the stream at ``start``, whose dictionary ends ``head``."""
        number = _NUMBER.search(head, max(head.rfind(b"obj") - _MOST_NUMBER, 0))
        if number is None:
            self._numbers = None
        elif self._numbers is not None:
            self._numbers.add(int(number[1]))
        data = self.data
        start += 2 if data[start : start + 2] == b"\r\n" else data[start : start + 1] in b"\r\n"
        chains = list(_chains(head))
        if _is_in(head, _PICTURE):
            self._of_picture(head, start, chains)
            # The only filter of a picture is undone row by row, as it is drawn.
            single = [chain for chain in chains if chain is not None and len(chain) == 1]
            chains = [chain for chain in chains if chain not in single]
            packed = self._view[start : self._end(start)]
            own = self._pictures.setdefault(-1 if number is None else int(number[1]), [])
            own += [(packed, chain) for chain in single]
        elif not chains:
            # What is not packed is as large as the file has it.
            stop = data.find(b"stream", start)
            stop = stop if stop >= 0 else len(data)
            draws = data.count(b"Do", start, stop)
            self._sums.plain += stop - start
            self._sums.draws = max(self._sums.draws, draws)
        for chain in chains:
            guessed = self._guessed(start) if chain is None else chain
            self._of_chain(head, start, guessed)

    def _of_chain(self, head: bytes, start: int, chain: list[bytes]) -> None:
        limits, sums, page = self.limits, self._sums, self.limits.page_bytes
        objects, table = _is_in(head, _PACKED_OBJECTS), _is_in(head, _CROSS_REFERENCES)
        if objects:
            self.object_streams[start] = self._end(start) - start
        length = draws = 0
        view = self._view[start:]
        if chain[0] not in (b"FlateDecode", b"Fl"):  # Flate tells its end by itself.
            view = self._view[start : self._end(start)]
            self._slow += len(view)
            if self._slow > _OVERLAP * len(self.data):
                limits.check("unpacked_bytes", _OVERLAPPED, source=self.name)
        room = None if limits.unpacked_bytes is None else limits.unpacked_bytes - sums.length
        for piece in unpacked(view, chain, early=not _is_in(head, _LATE)):
            length += len(piece)
            draws += piece.count(b"Do")
            if objects:
                sums.values += sum(map(piece.count, (b" ", b"\n", b"[", b"/", b"<")))
                self._look_at(piece)
                self._packed += b"" if self._suspect else piece
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
            widths = _WIDTHS.search(head)
            width = sum(map(int, widths.groups())) if widths is not None else 1
            sums.entries += length // max(width, 1)
            limits.check("objects", sums.entries, source=self.name)
        self._sum_dense(length, start)

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
        if self._stop < start:
            stop = self.data.find(b"endstream", start)
            self._stop = stop if stop >= 0 else len(self.data)
        return self._stop

    def _check_values(self) -> None:
        allowed = _VALUES_A_BYTE * len(self.data)
        if self._sums.values > allowed:
            self.limits.check("objects", self._sums.values - allowed, source=self.name)

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
                sample = self.data[start : start + _PICTURE_HEADER]
                dots = max(dots, dots_in_header(chain[0], sample))
                if chain[0] in (b"FlateDecode", b"Fl"):
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


def _unescaped(text: bytes) -> bytes:
    """``text`` with the characters that names have as ``#41``."""
    if b"#" not in text:
        return text
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


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
