"""Many editions at once, over an executor of the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyoten_extract.errors import KyotenError
from kyoten_extract.model import Survey
from kyoten_extract.pipeline import extract

if TYPE_CHECKING:
    from concurrent.futures import Executor

Outcome = Survey | KyotenError


def extract_many(
    paths: Iterable[str | Path], *, executor: Executor | None = None, **options: Any
) -> Iterator[tuple[str | Path, Outcome]]:
    """Each path with its survey, or the error that stopped it, in the order given.

    Args:
        paths: files to read.
        executor: processes, or a cluster's; never threads, since PDFium is not thread-safe.
            Without one the files are read one after the other.
        options: further arguments of :func:`kyoten_extract.extract`.
    """
    work = partial(_outcome, **options)
    if executor is None:
        for path in paths:
            yield path, work(path)
        return
    jobs = [(path, executor.submit(work, path)) for path in paths]
    for path, job in jobs:
        yield path, job.result()


def _outcome(path: str | Path, /, **options: Any) -> Outcome:
    try:
        return extract(path, **options)
    except KyotenError as error:
        return error
