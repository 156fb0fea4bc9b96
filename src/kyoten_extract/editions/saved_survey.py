"""Surveys and records saved as JSON, told apart from documents by their content."""

from __future__ import annotations

import io
import json
from codecs import BOM_UTF8
from os import PathLike
from pathlib import Path
from typing import Any

from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.source import load as load_bytes
from kyoten_extract.errors import FormatError, LimitError, require_type
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Survey
from kyoten_extract.workers.gc_pause import gc_paused
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

# Values that a cell has in JSON: as printed, as read, and where it is from.
_VALUES_A_CELL = 5
_OBJECT = regex(rb"[\xef\xbb\xbf \t\r\n]*\{")


class Reopened(io.BytesIO):
    """The bytes of a pipe, which gives them once: after their end, these begin anew."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name

    def read(self, size: int | None = -1, /) -> bytes:
        """All bytes, whatever was read before; piece by piece, from the start after the end."""
        if size is None or size < 0:
            return self.getvalue()
        piece = super().read(size)
        if not piece:
            self.seek(0)
        return piece

    def __reduce__(self) -> tuple[Any, ...]:
        return Reopened, (self.getvalue(), self.name)


def reopenable(file: Path, limits: Limits = DEFAULT_LIMITS) -> Path | Reopened:
    """``file``, or the bytes of a pipe: a file is opened to see what it is, and again to read.

    Raises:
        SourceError: the pipe cannot be opened, or is empty.
    """
    try:
        once = not file.is_file() and not file.is_dir() and file.exists()
    except (OSError, ValueError):
        once = False
    return Reopened(load_bytes(file, limits).data, file.name) if once else file


def load(path: str | PathLike[str], *, limits: Limits = DEFAULT_LIMITS) -> Survey | Records[Record]:
    """Read a survey, or the records of another, that ``save`` or ``kyoten extract`` wrote as JSON.

    Args:
        path: the file.
        limits: what the file may be at most.

    Raises:
        FormatError: it is no such file; documents are for ``extract``.
        SourceError: it cannot be opened.
        LimitError: it has too many bytes or values.
    """
    require_type(path, (str, PathLike), "a saved survey", "give a path")
    found = saved(Path(path), limits)
    if found is None:
        raise FormatError(
            say("not a survey saved as JSON"),
            source=Path(path).name,
            remedy=say("read documents with extract or read_records"),
        )
    return found


def saved(
    file: Path | Reopened, limits: Limits = DEFAULT_LIMITS
) -> Survey | Records[Record] | None:
    """The survey or records that ``file`` has as JSON; ``None`` if it is a document to be read.

    Raises:
        FormatError: the JSON is that of neither.
        SourceError: the file cannot be opened.
        LimitError: the JSON has too many bytes or values.
    """
    data = load_bytes(file, limits).data
    if not _OBJECT.match(data):
        return None
    limits.check("json_bytes", len(data), source=file.name)
    # A comma has at least a byte of a value on each side.
    if limits.json_values is not None and len(data) > 2 * limits.json_values:
        from kyoten_extract.model import bulk_json

        limits.check("json_values", bulk_json.commas(data), source=file.name)
    try:
        with gc_paused(acyclic=True):
            return _survey(data) or _any(data, limits, file.name)
    except (ValueError, RecursionError, FormatError) as error:
        if isinstance(error, LimitError):
            raise
        detail = error.problem if isinstance(error, FormatError) else say("not valid JSON")
        raise FormatError(
            say("not a survey JSON file: {detail}", detail=detail),
            source=file.name,
            remedy=say("extract the edition again"),
        ) from None


def _survey(data: bytes) -> Survey | None:
    """The survey in JSON that is one and has nothing unusual: read in one go, without dicts.

    Nothing else is refused here, so that there is one place that says why.
    """
    from kyoten_extract.model import bulk_json

    try:
        return bulk_json.from_json(Survey, data.removeprefix(BOM_UTF8))
    except (ValueError, RecursionError, FormatError):
        return None


def _any(data: bytes, limits: Limits, name: str) -> Survey | Records[Record]:
    """The survey or records in JSON of any kind: each of its values takes memory of its own."""
    values = sum(map(data.count, (b",", b"[", b"{")))
    limits.check("cells", values // _VALUES_A_CELL, source=name)
    read: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
    if "records" in read and "bases" not in read:
        return Records.from_dict(read)
    return codec.decode(Survey, read)


def saved_survey(file: Path | Reopened, limits: Limits = DEFAULT_LIMITS) -> Survey | None:
    """The survey that ``file`` has as JSON; ``None`` if it is a document to be read.

    Raises:
        FormatError: the file is JSON, but no survey.
        SourceError: the file cannot be opened.
    """
    found = saved(file, limits)
    if isinstance(found, Records):
        raise FormatError(
            say("these are records of another survey, which have no bases to compare"),
            source=file.name,
            remedy=say("extract an edition of 自治体の海外拠点一覧"),
        )
    return found
