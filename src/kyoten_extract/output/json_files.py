"""Data as the bytes of JSON files."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

from kyoten_extract._terminal_text import quiet_json, quiet_json_bytes
from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model.survey import Survey
from kyoten_extract.workers.gc_pause import gc_paused

# Bases that are written at a time: what is made of them stays in a processor's cache.
_PIECE = 64
# A line's start is no part of any text, in which it is escaped.
_BASES = b'\n "bases": ['
_NO_BASES = _BASES + b"]"
_OPEN, _CLOSE = b"{" + _BASES, b"\n ]\n}"
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


def survey_json(survey: Survey, *, many: int | None = None) -> bytes:
    """Return a survey as JSON, as :func:`json_bytes` of its ``to_dict()``.

    Raises:
        FormatError: as of :func:`json_bytes`.
    """
    if many is None:
        many = 0 if "msgspec" in sys.modules else _MANY
    if len(survey.bases) >= many:
        try:
            with gc_paused():
                return _piece_by_piece(survey)
        except (ValueError, OverflowError):
            pass  # Half of a surrogate pair, or a number past 64 bits.
    return json_bytes(survey.to_dict())


def _piece_by_piece(survey: Survey) -> bytes:
    """The same, some bases at a time, put where the survey without bases has them."""
    from kyoten_extract.model import bulk_json

    before, after = _indented(replace(survey, bases=())).split(_NO_BASES)
    file = BytesIO()
    file.write(before)
    file.write(_BASES)
    codes = survey.codes
    for start in range(0, len(survey.bases), _PIECE):
        piece = slice(start, start + _PIECE)
        bases = bulk_json.lean(survey.bases[piece])
        for base, its_codes in zip(bases, codes[piece], strict=True):
            base.codes = its_codes
        if start:
            file.write(b",")
        file.write(_indented({"bases": bases})[len(_OPEN) : -len(_CLOSE)])
    file.write(b"\n ]")
    file.write(after)
    file.write(b"\n")
    return file.getvalue()


def _indented(value: Any) -> bytes:
    import msgspec

    from kyoten_extract.model import bulk_json

    line = quiet_json_bytes(bulk_json.to_json(bulk_json.lean(value)))
    return msgspec.json.format(line, indent=1)
