"""Read the pages of a PDF in this process and a copy of it.

A copy has all modules loaded and the file open, so it is of use for a dozen pages, where a new
Python is not. Only ``kyoten`` makes one: see :mod:`kyoten_extract.workers.own_process`.

Both take the next page from one pipe, so neither waits for the other, and each page is read by the
same code from the same bytes. Pages of a copy that dies are read here.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from select import select
from struct import Struct

from kyoten_extract.engines.pdf_input import PageResult
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.page.grid import PageContent

_NUMBER = Struct("<I")
# Linux's SIGKILL: to load ``signal`` takes longer than a fork.
_KILL = 9
_SIGNAL_AT_PARENT_END = 1  # Linux's PR_SET_PDEATHSIG


def read_with_copy(
    pages: PdfPages,
    numbers: Sequence[int],
    progress: Callable[[int], None],
    first_look: Callable[[PageContent], object] | None = None,
) -> dict[int, PageResult]:
    """Read the pages ``numbers`` of a PDF, by number.

    Args:
        pages: the document.
        numbers: the pages to read, from 1; fewer than a pipe holds.
        progress: called with the number of pages done, once for each page.
        first_look: called with a page while the copy reads others, for what it loads; the longer
            it takes, the more the copy reads.
    """
    results: dict[int, PageResult] = {}
    reported = 0

    def report() -> None:
        nonlocal reported
        while reported < len(results):
            reported += 1
            progress(reported)

    with ExitStack() as stack:
        try:
            copy = stack.enter_context(_Copy(pages, numbers))
        except OSError:  # The system allows no more processes or files: all is read here.
            copy = None
        while copy is not None and (number := copy.next_page()):
            results[number] = result = pages.read(number)
            copy.collect(results, wait=False)
            report()
            if first_look is not None and isinstance(result, PageContent):
                first_look(result)
                first_look = None
        if copy is not None:
            copy.collect(results, wait=True)
    for number in numbers:
        if number not in results:
            results[number] = pages.read(number)
        report()
    return results


class _Copy:
    """A copy of this process that reads pages until none are left; ended with the ``with`` block.

    Raises:
        OSError: it can't be made.
    """

    def __init__(self, pages: PdfPages, numbers: Sequence[int]) -> None:
        self._pages = pages
        with ExitStack() as opened:
            self._next, given = os.pipe()
            opened.callback(os.close, self._next)
            with os.fdopen(given, "wb") as pipe:
                pipe.write(b"".join(map(_NUMBER.pack, numbers)))
            # What it has read is in memory that both have, and the lengths in a pipe: a pipe would
            # be full after three pages, and the copy would wait.
            self._answers, self._begin = os.memfd_create("pages"), 0
            opened.callback(os.close, self._answers)
            self._lengths, lengths = os.pipe()
            opened.callback(os.close, self._lengths)
            try:
                with warnings.catch_warnings():
                    # Python 3.12 warns of threads: a progress bar's timer waits, and has no lock.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    maker = os.getpid()
                    self._process = os.fork()
                if self._process == 0:
                    self._read_all(lengths, maker)
            finally:
                os.close(lengths)  # Open here, it would not show that the copy has died.
            self._opened = opened.pop_all()

    def __enter__(self) -> _Copy:
        return self

    def __exit__(self, *exception: object) -> None:
        os.kill(self._process, _KILL)
        os.waitpid(self._process, 0)
        self._opened.close()

    def next_page(self) -> int:
        """Take the next page that neither process has taken; 0 when there is none."""
        # Reads of a pipe are whole: never one number to both.
        number = os.read(self._next, _NUMBER.size)
        return int.from_bytes(number, "little")

    def collect(self, results: dict[int, PageResult], *, wait: bool) -> None:
        """Add what it has read: what is there by now, or all, once it is done or has died."""
        while wait or select([self._lengths], [], [], 0)[0]:
            told = os.read(self._lengths, _NUMBER.size)
            if not told:
                return
            (length,) = _NUMBER.unpack(told)
            answer = os.pread(self._answers, length, self._begin)
            self._begin += length
            number, results[number], page = pickle.loads(answer)
            if page is not None:
                self._pages.keep(page)

    def _read_all(self, lengths: int, maker: int) -> None:
        """Read pages, send each, and end; runs in the copy.

        It ends as it stands: what a process does at its end is the other's to do, whose files and
        handlers these are.
        """
        try:
            # Out of the terminal's reach: on Ctrl-C the other decides when this one ends. Nor does
            # it outlive the other.
            os.setpgid(0, 0)
            ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENT_END, _KILL)
            if os.getppid() != maker:  # It has ended already.
                return
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):  # What a library prints must not mix with the other's output.
                os.dup2(nothing, stream)
            with os.fdopen(self._answers, "wb", buffering=0) as file:
                while number := self.next_page():
                    read = number, self._pages.read(number), self._pages.kept(number)
                    length = file.write(pickle.dumps(read, pickle.HIGHEST_PROTOCOL))
                    os.write(lengths, _NUMBER.pack(length))
        finally:
            os._exit(0)
