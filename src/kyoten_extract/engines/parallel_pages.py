"""Read the pages of a PDF in several processes.

This process reads from the front and the workers from the back until they meet, so nothing waits
for a worker to start, and a slow worker gets fewer pages. Each page is read by the same code from
the same bytes, so the result does not depend on which process reads it.
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
from kyoten_extract.engines.read_again import prepare
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
from kyoten_extract.page.grid import PageContent
from kyoten_extract.workers.cpu_count import cpu_count as _cpu_count
from kyoten_extract.workers.process import WorkerError, WorkerProcess, can_start

# Pages per request to a worker, at most: larger batches leave one process idle at the end.
_MAX_BATCH = 8
# Pages from which a second process saves time: with an idle processor reading is 1.3 to 1.5 times
# as fast. On a busy machine it takes 20 % longer at this length, and no longer at three times it.
_MIN_PAGES_FOR_TWO: dict[PdfEngine, int] = {"pdfium": 200, "camelot": 30, "ocr": 4}
_Batch = list[tuple[int, PageResult]]


def process_count(processes: int | None, pages: int, engine: PdfEngine) -> int:
    """Number of processes that read ``pages`` pages, this one included.

    The default (``None``) is two for long documents, and one where this process is a pool's worker
    or this thread is not the main one: then the caller already runs in parallel.

    Raises:
        UsageError: ``processes`` is less than 1.
    """
    if processes is not None:
        if processes < 1:
            raise UsageError(
                say("processes must be at least 1, not {processes}", processes=processes)
            )
        return min(processes, max(pages, 1)) if can_start() else 1
    few = pages < _MIN_PAGES_FOR_TWO[engine] or _cpu_count() < 2
    return 1 if few or _is_worker() or not can_start() else 2


def read_shared(
    pdf: PdfInput,
    pages: PdfPages,
    numbers: Sequence[int],
    processes: int,
    progress: Callable[[int], None],
) -> dict[int, PageResult]:
    """Read the pages ``numbers`` of a PDF, by number.

    Args:
        pdf: the document, for the workers to open.
        pages: the same document, open in this process.
        numbers: the pages to read, from 1.
        processes: number of processes, this one included.
        progress: called with the number of pages done, once for each page.
    """
    todo = deque(numbers)
    results: dict[int, PageResult] = {}
    reported = 0
    with _workers(processes - 1, pdf, todo) as arrived:
        while reported < len(numbers):
            try:
                number = todo.popleft()
            except IndexError:
                # Workers have the rest. One that fails returns its pages to ``todo`` and sends an
                # empty batch, which ends this wait.
                results.update(arrived.get())
            else:
                results[number] = result = pages.read(number)
                if isinstance(result, PageContent) and pages.is_loading:
                    prepare(result)
            while not arrived.empty():
                results.update(arrived.get())
            while reported < len(results):
                reported += 1
                progress(reported)
    return results


@contextmanager
def _workers(count: int, pdf: PdfInput, todo: deque[int]) -> Iterator[SimpleQueue[_Batch]]:
    """Start ``count`` workers on the end of ``todo``; their pages arrive in the queue."""
    arrived: SimpleQueue[_Batch] = SimpleQueue()
    with ExitStack() as stack:
        workers: list[WorkerProcess] = []
        threads: list[threading.Thread] = []
        try:
            for _ in range(count):
                workers.append(stack.enter_context(WorkerProcess()))
                threads.append(
                    threading.Thread(target=_feed, args=(workers[-1], pdf, todo, arrived))
                )
                threads[-1].start()
        except (WorkerError, RuntimeError):
            pass  # The system allows no more processes or threads; those that started read it all.
        try:
            yield arrived
        finally:
            todo.clear()
            for worker in workers:
                worker.kill()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()


def _feed(
    worker: WorkerProcess, pdf: PdfInput, todo: deque[int], arrived: SimpleQueue[_Batch]
) -> None:
    """Have ``worker`` read pages from the end of ``todo`` until none are left."""
    taken: list[int] = []
    try:
        worker.call(_open, pdf)
        while taken := _take(todo):
            arrived.put(list(zip(taken, worker.call(_read, taken), strict=True)))
    except WorkerError:
        pass  # This process reads the pages itself, and raises the error if it meets it too.
    finally:
        todo.extend(taken)
        arrived.put([])


def _take(todo: deque[int]) -> list[int]:
    """Take a batch from the end; batches shrink so that all processes end at the same time."""
    count = max(1, min(_MAX_BATCH, len(todo) // 4))
    taken: list[int] = []
    try:
        for _ in range(count):
            taken.append(todo.pop())  # noqa: PERF401 - keeps what was taken before it ran out
    except IndexError:
        pass
    return taken[::-1]


_opened: PdfPages | None = None


def _open(pdf: PdfInput) -> None:
    """Open ``pdf``; runs in the worker."""
    global _opened
    _opened = PdfPages(pdf)


def _read(numbers: Sequence[int]) -> list[PageResult]:
    """Read pages of the PDF that :func:`_open` opened; runs in the worker."""
    assert _opened is not None
    return [_opened.read(number) for number in numbers]


def _is_worker() -> bool:
    """Whether this process or thread belongs to a pool."""
    if threading.current_thread() is not threading.main_thread():
        return True
    # A pool's process has the module loaded already; others are spared the import.
    module = sys.modules.get("multiprocessing.process")
    return module is not None and (
        module.parent_process() is not None or module.current_process().name != "MainProcess"
    )
