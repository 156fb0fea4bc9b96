"""Extraction of many files, optionally in parallel on an executor of the caller."""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
)
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kyoten_extract.errors import (
    KyotenError,
    UnfinishedError,
    UsageError,
    require_list_of_sources,
)
from kyoten_extract.messages import say
from kyoten_extract.model.survey import Survey
from kyoten_extract.pipeline import extract
from kyoten_extract.workers.cpu_count import cpu_count
from kyoten_extract.workers.process import WorkerError, WorkerProcess

AnyPath = str | Path
Outcome = Survey | KyotenError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Files: more than there are processes, so that a slow file does not leave the others idle.
_WINDOW_PER_CPU, _LEAST_WINDOW = 4, 16

_REMEDY = say("extract this file alone to see the error")


def extract_many(
    paths: Iterable[AnyPath],
    *,
    executor: Executor | None = None,
    window: int | None = None,
    **options: Any,
) -> Iterator[tuple[AnyPath, Outcome]]:
    """Yield each path with its survey, or with the error of that file, in the order given.

    A file that can't be read, or that crashes the process reading it, does not stop the others.
    ``paths`` is consumed as results are taken, so it may be endless; closing the iterator cancels
    the files that were submitted but not started.

    Args:
        paths: files to read.
        executor: a process pool or a cluster's executor (``client.get_executor()``), never
            threads, since PDFium is not thread-safe. Without one, files are read one by one.
        window: maximum number of files submitted whose results were not taken yet, and so of
            surveys held in memory. Default: four per CPU, at least 16; a cluster may need more.
        options: further arguments of :func:`kyoten_extract.extract`. With an executor,
            ``processes`` defaults to 1.

    Raises:
        UsageError: ``executor`` runs threads or is shut down, or ``window`` is less than 1.
        TypeError: ``options`` has an argument that ``extract`` does not accept.
    """
    require_list_of_sources(paths, "paths")
    inspect.signature(extract).bind("", **options)
    if executor is not None:
        options = {"processes": 1, **options}
    return each_file(partial(_extracted, options), paths, executor=executor, window=window)


def each_file(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    executor: Executor | None = None,
    window: int | None = None,
) -> Iterator[tuple[Item, Result | KyotenError]]:
    """Yield each item with what ``work`` returns for it, or with its error, in the order given.

    This is :func:`extract_many` for work of any kind. With an executor, work and items are
    pickled. An item is a path, or has a ``name`` for messages.

    Raises:
        UsageError: ``executor`` runs threads or is shut down, or ``window`` is less than 1.
    """
    if isinstance(executor, ThreadPoolExecutor):
        raise UsageError(
            say("extract_many cannot run on threads: PDFium is not thread-safe"),
            remedy=say("use a ProcessPoolExecutor or a cluster's executor"),
        )
    if window is None:
        window = max(_LEAST_WINDOW, _WINDOW_PER_CPU * cpu_count())
    elif window < 1 and executor is not None:
        raise UsageError(say("window must be at least 1, not {window}", window=window))
    guarded = partial(_outcome, work)
    if executor is None:
        return _one_by_one(items, guarded)
    return _on_executor(executor, items, guarded, window)


def _one_by_one(
    items: Iterable[Item], work: Callable[[Item], Result]
) -> Iterator[tuple[Item, Result]]:
    for item in items:
        yield item, work(item)


def _on_executor(
    executor: Executor,
    items: Iterable[Item],
    work: Callable[[Item], Result | KyotenError],
    window: int,
) -> Iterator[tuple[Item, Result | KyotenError]]:
    """Run ``work`` on ``executor`` with at most ``window`` items submitted."""
    jobs: deque[tuple[Item, Future[Result | KyotenError] | None]] = deque()
    rest = iter(items)
    with _Fallback() as fallback:
        try:
            while True:
                for item in rest:
                    jobs.append((item, _submit(executor, work, item)))
                    if len(jobs) == window:
                        break
                if not jobs:
                    return
                item, job = jobs.popleft()
                outcome = _result(item, job)
                yield item, fallback.run(work, item) if outcome is None else outcome
                del job, outcome  # Do not hold this survey while waiting for the next.
        finally:
            for _, pending in jobs:
                if pending is not None:
                    pending.cancel()


def _submit(
    executor: Executor, work: Callable[[Item], Result], item: Item
) -> Future[Result] | None:
    """Submit ``item``; ``None`` if the executor is broken and accepts no more work."""
    try:
        return executor.submit(work, item)
    except BrokenExecutor:
        return None
    except RuntimeError as error:
        raise UsageError(
            say("the executor accepts no more files: {error}", error=error),
            remedy=say("take all results before the executor is shut down"),
        ) from error


def _result(path: object, job: Future[Result] | None) -> Result | KyotenError | None:
    """Return the result of ``job``; ``None`` if the executor broke before it was done."""
    if job is None:
        return None
    try:
        return job.result()
    except BrokenExecutor:
        return None
    except CancelledError:
        return UnfinishedError(say("reading was cancelled"), source=_name(path))
    except Exception as error:
        # A cluster's own error: its worker was lost, or the file could not be sent to it.
        return _unfinished(path, error)


class _Fallback:
    """Reads files one at a time in a process of our own, after the executor has broken.

    A pool whose worker dies accepts no more work and does not tell which file killed it. Read one
    by one, only the file that kills its process again is reported as unfinished.
    """

    def __init__(self) -> None:
        self._child: WorkerProcess | None = None

    def __enter__(self) -> _Fallback:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.__exit__(None, None, None)
            self._child = None

    def run(self, work: Callable[[Item], Result | KyotenError], path: Item) -> Result | KyotenError:
        try:
            if self._child is None:
                self._child = WorkerProcess()
            return self._child.call(work, path)
        except WorkerError as error:
            self._end()
            return UnfinishedError(
                say("reading did not finish: {error}", error=error),
                source=_name(path),
                remedy=_REMEDY,
            )


def _extracted(options: dict[str, Any], path: AnyPath) -> Survey:
    return extract(path, **options)


def _outcome(work: Callable[[Item], Result], item: Item) -> Result | KyotenError:
    try:
        return work(item)
    except KyotenError as error:
        return error
    except Exception as error:
        # An unexpected error of one file must not stop the others; it is reported, not hidden.
        return _unfinished(item, error)


def _unfinished(path: object, error: Exception) -> UnfinishedError:
    return UnfinishedError(
        say("reading did not finish: {kind}: {error}", kind=type(error).__name__, error=error),
        source=_name(path),
        remedy=_REMEDY,
    )


def _name(item: object) -> str | None:
    """Return the name of a file, or of an object that has one; otherwise ``None``."""
    if isinstance(item, str | Path):
        return Path(item).name
    name = getattr(item, "name", None)
    return name if isinstance(name, str) else None
