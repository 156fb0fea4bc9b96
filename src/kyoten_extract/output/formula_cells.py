"""Cells that a spreadsheet would take for formulas, in a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

Formulas = Literal["keep", "escape"]
"""What is done with text that begins like a formula: nothing, or an apostrophe before it."""

# A tab and line breaks count: programs drop them and take what follows; so they do with blanks and
# what is not seen. The wide forms count too: with a Japanese locale they begin a formula as well.
_FORMULA = regex(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def escaped(value: Any) -> Any:
    """``value``, with an apostrophe before text that begins like a formula; numbers are as is.

    >>> escaped("=1+1"), escaped("-"), escaped(-1), escaped("a=b")
    ("'=1+1", "'-", -1, 'a=b')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def escaped_rows(
    header: Sequence[str], rows: Iterable[Iterable[Any]], formulas: Formulas
) -> tuple[Sequence[str], Iterable[Iterable[Any]]]:
    """A header and rows, escaped if ``formulas`` is "escape".

    Raises:
        UsageError: ``formulas`` is neither "keep" nor "escape".
    """
    if formulas not in get_args(Formulas):
        raise UsageError(
            say("unknown value {formulas!r} of formulas", formulas=formulas),
            remedy=say("use keep or escape"),
        )
    if formulas == "keep":
        return header, rows
    return [escaped(label) for label in header], ([escaped(v) for v in row] for row in rows)
