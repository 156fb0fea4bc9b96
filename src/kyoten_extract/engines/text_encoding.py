"""The encoding of a text file, by its bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager

from kyoten_extract.deferred.regex import regex

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Bytes that show whether a file is text.
_START = 65_536
# Characters of a field that the csv module takes by default.
_FIELD_LIMIT = 131_072
_JIS_ESCAPE = b"\x1b$"
# What text in EUC turns to where it is read as Shift_JIS.
_HALF_WIDTH = regex("[\uff61-\uff9f]")


def may_be_text(data: bytes) -> bool:
    """Whether the first bytes of ``data`` can be those of a text."""
    start = data[:_START]
    return start.startswith(_UTF16_MARKS) or b"\0" not in start


def decode(data: bytes) -> str | None:
    """Decode UTF-8, UTF-16 (with its mark), Shift_JIS, EUC-JP or JIS; ``None`` if it is none."""
    if data.startswith(_UTF16_MARKS):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        return None
    if _JIS_ESCAPE in data and (text := _decoded(data, "iso2022_jp")) is not None:
        return text
    if (text := _decoded(data, "utf-8-sig")) is not None:
        return text
    shift_jis, euc = _decoded(data, "cp932"), _decoded(data, "euc_jp")
    if shift_jis is None or euc is None:
        return euc if shift_jis is None else shift_jis
    return min(shift_jis, euc, key=lambda text: len(_HALF_WIDTH.findall(text)))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


@contextmanager
def usual_field_limit() -> Iterator[None]:
    """Have the csv module take fields as long as it does by default.

    Its limit is that of the whole process: other packages raise it, and what is read of a text
    must not depend on what else was imported.
    """
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
