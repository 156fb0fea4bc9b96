"""Surveys saved as JSON, told apart from documents by their content."""

from __future__ import annotations

import json
from pathlib import Path

from kyoten_extract.engines.source import load
from kyoten_extract.errors import FormatError
from kyoten_extract.model import codec
from kyoten_extract.model.survey import Survey

_BLANKS = b"\xef\xbb\xbf \t\r\n"


def saved_survey(file: Path) -> Survey | None:
    """The survey that ``file`` has as JSON; ``None`` if it is a document to be read.

    Raises:
        FormatError: the file is JSON, but no survey.
        SourceError: the file cannot be opened.
    """
    data = load(file).data
    if not data.lstrip(_BLANKS).startswith(b"{"):
        return None
    try:
        return codec.decode(Survey, json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError, FormatError) as error:
        detail = error.problem if isinstance(error, FormatError) else "not valid JSON"
        raise FormatError(
            f"not a survey JSON file: {detail}",
            source=file.name,
            remedy="extract the edition again",
        ) from None
