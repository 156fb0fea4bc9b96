"""Read a source in a process of its own: what of it is sent there, and how errors name it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kyoten_extract._types import AnySource, Progress
from kyoten_extract.engines.source import load
from kyoten_extract.workers.limits import Limits

Result = TypeVar("Result")


class NamedBytes(io.BytesIO):
    """The bytes of a stream, with the name that the stream has."""

    name = "<bytes>"


def isolated_read(
    function: Callable[..., Result],
    source: AnySource,
    limits: Limits,
    progress: Progress | None,
    **options: object,
) -> Result:
    """Call ``function``, which reads ``source``, in a process of its own.

    A path is opened there; a stream is read here.

    Raises:
        KyotenError: see :func:`kyoten_extract.workers.isolation.isolated`.
    """
    from kyoten_extract.workers.isolation import isolated

    sent: AnySource = source
    if not isinstance(source, str | Path | bytes):
        loaded = load(source, limits)
        sent = NamedBytes(loaded.data)
        sent.name = loaded.name
    name = Path(source).name if isinstance(source, str | Path) else getattr(sent, "name", None)
    arguments = {**options, "source": sent}
    return isolated(function, arguments, limits=limits, source=name, progress=progress)
