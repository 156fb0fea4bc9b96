"""Objects of a PDF that have too many values to be read."""

from __future__ import annotations

from kyoten_extract.workers.limits import Limits


def check_large_objects(data: bytes, name: str, limits: Limits) -> None:
    """Check the values of each object that is large: to read it takes fifty times its size.

    Raises:
        LimitError: one has too many.
    """
    most = limits.objects
    if most is None or len(data) < most:
        return
    before = 0
    while len(data) - before > most:
        # Objects that end this near are all small.
        stop = data.rfind(b"endobj", before, before + most + 6)
        if stop >= 0:
            before = stop + 6
            continue
        stop = data.find(b"endobj", before + most)
        stop = stop if stop >= 0 else len(data)
        end = data.find(b"stream", before, stop)
        end = end if end >= 0 else stop
        if end - before > most:
            values = sum(data.count(mark, before, end) for mark in (b" ", b"/", b"[", b"<<"))
            limits.check("objects", values, source=name)
        before = stop + 6
