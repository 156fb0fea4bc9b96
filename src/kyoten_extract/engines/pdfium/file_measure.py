"""Measure a PDF before PDFium opens it: what its streams unpack to, its objects, its pictures.

PDFium unpacks object streams and cross-reference streams as it opens a file, and those of a page as
it loads the page, in calls that can't be interrupted. So each stream is unpacked here first, in
small pieces, only to be counted: in time that is linear in the file and in what is allowed. Nothing
is believed that the file says of itself, such as a stream's length or where its objects lie.
"""

from __future__ import annotations

from kyoten_extract.engines.pdfium.file_counts import MOST_A_BYTE, FileCounts
from kyoten_extract.engines.pdfium.file_sums import Measured
from kyoten_extract.engines.pdfium.stream_dictionary import LAYERS, STATES, has
from kyoten_extract.workers.limits import Limits


def measure(data: bytes, name: str, limits: Limits, password: str | None = None) -> Measured:
    """Measure a file, and whether its pages must be looked through as they may be over ``limits``.

    Raises:
        LimitError: the file as a whole is over a limit, or can't be opened without being so.
    """
    one = FileCounts(data, name, limits)
    suspect = one.of_file()
    if one.is_encrypted and one.object_streams:
        _measure_decrypted(one, password)
    text = None if suspect else one.all_objects()
    if text is None:
        from kyoten_extract.engines.pdfium.layered_files import may_have_layers

        return Measured(suspect, blends=True, layered=may_have_layers(data))
    return Measured(suspect, has(text, STATES), has(text, LAYERS))


def _measure_decrypted(one: FileCounts, password: str | None) -> None:
    """Measure the object streams of an encrypted file, which PDFium unpacks as it opens it."""
    from kyoten_extract.engines.pdfium.encrypted_objects import revealed

    files = revealed(one.data, list(one.object_streams), password)
    if files is None:
        return
    copies = [FileCounts(file, one.name, one.limits) for file in files]
    for copy in copies:
        copy.of_file()
    packed = sum(one.object_streams.values())
    if 2 * sum(copy.length for copy in copies) < packed:
        # They were not decrypted, so nothing is known but what they are at most.
        one.limits.check("page_bytes", packed * MOST_A_BYTE, source=one.name)
