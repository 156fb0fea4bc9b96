"""Many editions at once, over an executor of the caller's."""

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
from typing import Any

from kyoten_extract.errors import KyotenError, UnfinishedError, UsageError
from kyoten_extract.model.survey import Survey
from kyoten_extract.pipeline import extract
from kyoten_extract.workers.cpu_count import processors
from kyoten_extract.workers.process import Child, ChildError

AnyPath = str | Path
Outcome = Survey | KyotenError
Work = Callable[[AnyPath], Outcome]

_REMEDY = "extract this file alone to see the error"


def extract_many(
    paths: Iterable[AnyPath],
    *,
    executor: Executor | None = None,
    window: int | None = None,
    **options: Any,
) -> Iterator[tuple[AnyPath, Outcome]]:
    """Each path with its survey, or the error that stopped it, in the order given.

    A file that can't be read, or that ends the process that reads it, never stops the others.
    ``paths`` is taken from as results are, so that it may be endless; what was submitted and not
    begun is cancelled when the iterator is closed.

    Args:
        paths: files to read.
        executor: processes, or a cluster's (``client.get_executor()``); never threads, since
            PDFium is not thread-safe. Without one the files are read one after the other.
        window: how many files are submitted and not yet given out, at most: as many surveys may
            be held in memory. By default four for each processor here, and 16 at least; a
            cluster may need more.
        options: further arguments of :func:`kyoten_extract.extract`. With an executor each file
            is read by one process unless ``processes`` says otherwise.

    Raises:
        UsageError: ``executor`` runs threads, or is shut down; ``window`` is less than 1.
        TypeError: ``options`` has what ``extract`` does not take.
    """
    inspect.signature(extract).bind("", **options)
    if executor is None:
        return _one_by_one(paths, partial(_outcome, **options))
    if isinstance(executor, ThreadPoolExecutor):
        raise UsageError(
            "extract_many cannot run on threads: PDFium is not thread-safe",
            remedy="use a ProcessPoolExecutor or a cluster's executor",
        )
    if window is None:
        window = max(16, 4 * processors())
    if window < 1:
        raise UsageError(f"window must be at least 1, not {window}")
    work = partial(_outcome, **{"processes": 1, **options})
    return _over(executor, paths, work, window)


def _one_by_one(paths: Iterable[AnyPath], work: Work) -> Iterator[tuple[AnyPath, Outcome]]:
    for path in paths:
        yield path, work(path)


def _over(
    executor: Executor, paths: Iterable[AnyPath], work: Work, window: int
) -> Iterator[tuple[AnyPath, Outcome]]:
    """As :func:`extract_many`, with at most ``window`` files submitted."""
    jobs: deque[tuple[AnyPath, Future[Outcome] | None]] = deque()
    rest = iter(paths)
    with _StandIn() as stand_in:
        try:
            while True:
                for path in rest:
                    jobs.append((path, _submit(executor, work, path)))
                    if len(jobs) == window:
                        break
                if not jobs:
                    return
                path, job = jobs.popleft()
                outcome = _result(path, job)
                yield path, stand_in.run(work, path) if outcome is None else outcome
                del job, outcome  # Or the survey would be held until the next one is there.
        finally:
            for _, pending in jobs:
                if pending is not None:
                    pending.cancel()


def _submit(executor: Executor, work: Work, path: AnyPath) -> Future[Outcome] | None:
    """The job for ``path``, or ``None`` where the executor is broken beyond taking any."""
    try:
        return executor.submit(work, path)
    except BrokenExecutor:
        return None
    except RuntimeError as error:
        raise UsageError(
            f"the executor accepts no more files: {error}",
            remedy="take all results before the executor is shut down",
        ) from error


def _result(path: AnyPath, job: Future[Outcome] | None) -> Outcome | None:
    """What ``job`` gave, or ``None`` when the executor broke before it was done."""
    if job is None:
        return None
    try:
        return job.result()
    except BrokenExecutor:
        return None
    except CancelledError:
        return UnfinishedError("reading was cancelled", source=_name(path))
    except Exception as error:
        # A cluster's own: it gave up on the file's workers, or could not send it there.
        return _unfinished(path, error)


class _StandIn:
    """Reads files when the executor has broken, in a process of our own, one at a time.

    A pool whose process dies takes no more work and does not say which file it died of. Read
    alone, only the file that does it again is at fault; it costs that process, and is told.
    """

    def __init__(self) -> None:
        self._child: Child | None = None

    def __enter__(self) -> _StandIn:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.__exit__(None, None, None)
            self._child = None

    def run(self, work: Work, path: AnyPath) -> Outcome:
        try:
            if self._child is None:
                self._child = Child()
            return self._child.call(work, path)
        except ChildError as error:
            self._end()
            return UnfinishedError(
                f"reading did not finish: {error}", source=_name(path), remedy=_REMEDY
            )


def _outcome(path: AnyPath, /, **options: Any) -> Outcome:
    try:
        return extract(path, **options)
    except KyotenError as error:
        return error
    except Exception as error:
        # What the library does not foresee must not cost the other files; it is told, not hidden.
        return _unfinished(path, error)


def _unfinished(path: AnyPath, error: Exception) -> UnfinishedError:
    return UnfinishedError(
        f"reading did not finish: {type(error).__name__}: {error}",
        source=_name(path),
        remedy=_REMEDY,
    )


def _name(path: object) -> str | None:
    """The file's name; what is no path, and could not be read for that, has none."""
    return Path(path).name if isinstance(path, str | Path) else None
