"""What is counted over all streams of a file as it is measured, and what comes of it."""

from __future__ import annotations

from kyoten_extract.deferred.dataclass import dataclass


@dataclass(slots=True)
class FileSums:
    """What is counted over all streams of a file.

    Attributes:
        length: bytes that packed streams unpack to.
        plain: bytes of those that are not packed.
        dense: bytes of those that are packed so well that they are suspects.
        values: values of packed objects.
        entries: entries of cross-reference streams.
        draws: how often the stream that draws most draws something.
        dots: dots of the largest picture.
    """

    length: int = 0
    plain: int = 0
    dense: int = 0
    values: int = 0
    entries: int = 0
    draws: int = 0
    dots: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a file before PDFium opens it.

    Attributes:
        suspect: whether a page may cost more than is allowed, and the pages must be looked through.
        blends: whether anything but a form may be transparent, or blended with what is below it.
        layered: whether it names layers, or may.
    """

    suspect: bool
    blends: bool
    layered: bool
