"""Surveys and records saved as JSON, told apart from documents by their content."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from kyoten_extract.engines.source import load
from kyoten_extract.errors import FormatError
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Survey
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

# Values that a cell has in JSON: as printed, as read, and where it is from.
_VALUES_A_CELL = 5
_OBJECT = re.compile(rb"[\xef\xbb\xbf \t\r\n]*\{")


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
    return Reopened(load(file, limits).data, file.name) if once else file


def saved(
    file: Path | Reopened, limits: Limits = DEFAULT_LIMITS
) -> Survey | Records[Record] | None:
    """The survey or records that ``file`` has as JSON; ``None`` if it is a document to be read.

    Raises:
        FormatError: the JSON is that of neither.
        SourceError: the file cannot be opened.
        LimitError: the JSON has too many bytes or values.
    """
    data = load(file, limits).data
    if not _OBJECT.match(data):
        return None
    limits.check("text_bytes", len(data), source=file.name)
    values = sum(map(data.count, (b",", b"[", b"{")))
    limits.check("cells", values // _VALUES_A_CELL, source=file.name)
    try:
        read: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
        if "records" in read and "bases" not in read:
            return Records.from_dict(read)
        return codec.decode(Survey, read)
    except (ValueError, RecursionError, FormatError) as error:
        detail = error.problem if isinstance(error, FormatError) else say("not valid JSON")
        raise FormatError(
            say("not a survey JSON file: {detail}", detail=detail),
            source=file.name,
            remedy=say("extract the edition again"),
        ) from None


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
