"""Data as the bytes of JSON files."""

from __future__ import annotations

import json
from typing import Any

from kyoten_extract._terminal_text import quiet_json, quiet_json_bytes
from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.survey import Survey
from kyoten_extract.workers.gc_pause import gc_paused

# Bases from which the time that a faster writer saves is more than the time it takes to load.
_MANY = 2_000


def json_bytes(data: Any) -> bytes:
    """Return ``data`` as indented UTF-8 JSON with a final newline.

    Characters that a terminal could act on are written as escapes, which readers of JSON undo.

    Raises:
        FormatError: a number is infinite, or has more digits than Python writes.
    """
    try:
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError:
        raise FormatError(say("a number cannot be written as JSON")) from None
    # JSON escapes a lone surrogate just so.
    return (quiet_json(text) + "\n").encode("utf-8", "backslashreplace")


def survey_json(survey: Survey, *, many: int = _MANY) -> bytes:
    """Return a survey as JSON, as :func:`json_bytes` of its ``to_dict()``.

    Raises:
        FormatError: as of :func:`json_bytes`.
    """
    if len(survey.bases) >= many:
        import msgspec

        try:
            with gc_paused():
                line = quiet_json_bytes(_on_one_line(survey))
                return msgspec.json.format(line, indent=1) + b"\n"
        except (ValueError, OverflowError):
            pass  # Half of a surrogate pair, or a number past 64 bits.
    return json_bytes(survey.to_dict())


def _on_one_line(survey: Survey) -> bytes:
    lean = codec.lean(survey)
    for base, codes in zip(lean["bases"], survey.codes, strict=True):
        base["codes"] = codes
    return codec.to_json(lean)
