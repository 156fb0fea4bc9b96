"""Editions read for the commands that compare them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyoten_extract.cli.many_files import process_pool
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.errors import KyotenError

if TYPE_CHECKING:
    from kyoten_extract.editions.saved_survey import Reopened
    from kyoten_extract.model.survey import Survey

# Documents that have a bar each, of pages; of more there is one bar, of documents.
_FEW = 2


def read_surveys(
    sources: Sequence[Path | Reopened],
    saved: Sequence[Survey | None],
    *,
    processes: int | None,
    **options: Any,
) -> list[Survey]:
    """The editions, in order.

    Args:
        sources: the inputs, as opened.
        saved: the survey of each that is JSON, ``None`` for documents.
        processes: read documents, or the pages of a single one, in so many processes.
        options: further arguments of ``extract``.

    Raises:
        KyotenError: of the first document that cannot be read.
    """
    documents = [source for source, one in zip(sources, saved, strict=True) if one is None]
    count = len(documents)
    together = min(processes or 1, count)
    if count == 1:
        options["processes"] = processes
    read = iter(
        _each(documents, options)
        if count <= _FEW and together < _FEW
        else _all(documents, options, together)
    )
    return [next(read) if one is None else one for one in saved]


def _each(documents: Sequence[Path | Reopened], options: dict[str, Any]) -> list[Survey]:
    from kyoten_extract.pipeline import extract

    surveys = []
    for source in documents:
        with progress_bar() as progress:
            surveys.append(extract(source, progress=progress, **options))
    return surveys


def _all(
    documents: Sequence[Path | Reopened], options: dict[str, Any], processes: int
) -> list[Survey]:
    from kyoten_extract.batch import extract_many

    surveys = []
    given: list[Any] = list(documents)
    with (
        process_pool(processes) as executor,
        progress_bar("editions", len(documents)) as progress,
    ):
        for _, outcome in extract_many(given, executor=executor, **options):
            if isinstance(outcome, KyotenError):
                raise outcome
            surveys.append(outcome)
            if progress is not None:
                progress(len(surveys), len(documents))
    return surveys
