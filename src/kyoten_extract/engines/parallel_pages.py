"""The pages of a PDF shared out among processes.

This process reads from the front, the others from the back, until they meet: nobody waits for a
process to start, and a slow one gets less to do. Each page is read by the same code from the same
bytes, so the result is the same whoever reads it.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

from kyoten_extract.engines.pdf_input import PageResult, PdfEngine, PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.errors import UsageError
from kyoten_extract.workers.cpu_count import processors as _processors
from kyoten_extract.workers.process import Child, ChildError, can_start

# Pages that go to another process in one request, at most.
_AT_ONCE = 8
# From here on a second process pays: a third to a half as fast again where a processor is idle. On
# a busy machine it costs a fifth at this length, and nothing at three times the length.
_ENOUGH: dict[PdfEngine, int] = {"pdfium": 200, "camelot": 30, "ocr": 4}
_Batch = list[tuple[int, PageResult]]


def process_count(processes: int | None, pages: int, engine: PdfEngine) -> int:
    """How many processes are to read ``pages`` pages, this one included.

    Left to itself it is two where that is sure to pay, and one in a process that is itself one of
    several: another pool's worker, or a thread beside others.

    Raises:
        UsageError: fewer than one are asked for.
    """
    if processes is not None:
        if processes < 1:
            raise UsageError(f"processes must be at least 1, not {processes}")
        return min(processes, max(pages, 1)) if can_start() else 1
    few = pages < _ENOUGH[engine] or _processors() < 2
    return 1 if few or _is_worker() or not can_start() else 2


def read_shared(
    pdf: PdfInput,
    pages: PdfPages,
    numbers: Sequence[int],
    processes: int,
    progress: Callable[[int], None],
) -> dict[int, PageResult]:
    """Pages ``numbers`` of ``pdf``, which is open here as ``pages``.

    Args:
        pdf: for the other processes to open.
        pages: for this one.
        numbers: what to read.
        processes: how many are to read, this one included.
        progress: told how many are done, one by one.
    """
    todo = deque(numbers)
    results: dict[int, PageResult] = {}
    told = 0
    with _helpers(processes - 1, pdf, todo) as arrived:
        while told < len(numbers):
            try:
                number = todo.popleft()
            except IndexError:
                # The rest is with the others; one that fails puts its pages back and says so.
                results.update(arrived.get())
            else:
                results[number] = pages.read(number)
            while not arrived.empty():
                results.update(arrived.get())
            while told < len(results):
                told += 1
                progress(told)
    return results


@contextmanager
def _helpers(count: int, pdf: PdfInput, todo: deque[int]) -> Iterator[SimpleQueue[_Batch]]:
    """Where pages arrive that ``count`` other processes read off the end of ``todo``."""
    arrived: SimpleQueue[_Batch] = SimpleQueue()
    with ExitStack() as stack:
        children: list[Child] = []
        threads: list[threading.Thread] = []
        try:
            for _ in range(count):
                children.append(stack.enter_context(Child()))
                threads.append(
                    threading.Thread(target=_feed, args=(children[-1], pdf, todo, arrived))
                )
                threads[-1].start()
        except (ChildError, RuntimeError):
            pass  # No more processes or threads are to be had: those that are here read it all.
        try:
            yield arrived
        finally:
            todo.clear()
            for child in children:
                child.kill()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()


def _feed(child: Child, pdf: PdfInput, todo: deque[int], arrived: SimpleQueue[_Batch]) -> None:
    """Have ``child`` read pages off the end of ``todo`` while there are any."""
    taken: list[int] = []
    try:
        child.call(_open, pdf)
        while taken := _take(todo):
            arrived.put(list(zip(taken, child.call(_read, taken), strict=True)))
    except ChildError:
        pass  # Whatever it was, this process meets it too when it reads these pages itself.
    finally:
        todo.extend(taken)
        arrived.put([])


def _take(todo: deque[int]) -> list[int]:
    """Pages off the end, fewer as they run out, so that all are done at about the same time."""
    count = max(1, min(_AT_ONCE, len(todo) // 4))
    taken: list[int] = []
    try:
        for _ in range(count):
            taken.append(todo.pop())  # noqa: PERF401 - what was taken before it ran out is kept
    except IndexError:
        pass
    return taken[::-1]


_opened: PdfPages | None = None


def _open(pdf: PdfInput) -> None:
    """Open ``pdf``; called in the other process."""
    global _opened
    _opened = PdfPages(pdf)


def _read(numbers: Sequence[int]) -> list[PageResult]:
    """Pages of the PDF that was opened; called in the other process."""
    assert _opened is not None
    return [_opened.read(number) for number in numbers]


def _is_worker() -> bool:
    """Whether this process, or this thread, is one of several that some pool started."""
    if threading.current_thread() is not threading.main_thread():
        return True
    # A process of a pool has the module loaded; others need not load it to know.
    module = sys.modules.get("multiprocessing.process")
    return module is not None and (
        module.parent_process() is not None or module.current_process().name != "MainProcess"
    )
