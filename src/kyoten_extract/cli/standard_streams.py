"""Standard output and error as every command writes to them: all bytes, or an error.

A reader that has exited (``| head``) and a stream that is closed (``>&-``) are no errors: nobody
wants the rest, and the exit status is what it would have been.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from kyoten_extract.workers.whole_file import wait_until_writable

_NAMES = ("stdin", "stdout", "stderr")


class _WholeWrites(io.RawIOBase):
    """A stream that takes every byte, in as many writes as it needs.

    An error other than a reader that has exited is raised once; what follows is dropped, so that it
    is not raised again at exit. With ``silent``, none is raised.
    """

    def __init__(self, stream: Any, *, silent: bool) -> None:
        self._stream, self._silent, self._ended = stream, silent, False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        number: int = self._stream.fileno()
        return number

    def isatty(self) -> bool:
        return bool(self._stream.isatty())

    def write(self, data: Any, /) -> int:
        rest = memoryview(data).cast("B")
        size = len(rest)
        while rest and not self._ended:
            try:
                taken = self._stream.write(rest)
            except BlockingIOError as error:
                taken = error.characters_written or None
            except BrokenPipeError:
                self._ended = True
                break
            except OSError:
                self._ended = True
                if self._silent:
                    break
                raise
            if taken is None:  # a pipe that does not block, and is full
                wait_until_writable(self.fileno())
                continue
            rest = rest[taken:]
        return size


def _whole(stream: TextIO, *, silent: bool) -> TextIO | None:
    """``stream`` with writes that take all; ``None`` if it is no file, as in a notebook."""
    buffer = getattr(stream, "buffer", None)
    try:
        stream.fileno()
        stream.flush()
    except (OSError, ValueError, AttributeError):
        return None
    if buffer is None:
        return None
    # The buffer over the stream would lose count of what a full pipe took.
    raw = _WholeWrites(getattr(buffer, "raw", buffer), silent=silent)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors="backslashreplace",
        newline=None,
        line_buffering=silent or stream.isatty(),
        write_through=False,
    )


def open_closed_streams() -> None:
    """Open what the caller has closed, so that no file of ours takes the number of a stream."""
    for number, name in enumerate(_NAMES):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                nothing = os.open(os.devnull, os.O_RDONLY if number == 0 else os.O_WRONLY)
                if nothing != number:
                    os.dup2(nothing, number)
                    os.close(nothing)
        with suppress(OSError):
            mode = "r" if number == 0 else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


@contextmanager
def whole_streams() -> Iterator[None]:
    """Write all of standard output, or raise; errors of standard error are ignored.

    Raises:
        OSError: standard output cannot be written, at the end of the block at the latest.
    """
    open_closed_streams()
    own = sys.stdout, sys.stderr
    ours = _whole(own[0], silent=False), _whole(own[1], silent=True)
    sys.stdout, sys.stderr = ours[0] or own[0], ours[1] or own[1]
    try:
        yield
    finally:
        try:
            for stream in (sys.stdout, sys.stderr):
                with suppress(ValueError):
                    stream.flush()
        finally:
            sys.stdout, sys.stderr = own
            for stream in ours:
                if stream is not None:
                    # What is left belongs to the streams that were there.
                    with suppress(OSError, ValueError):
                        stream.detach().detach()  # type: ignore[attr-defined]
