"""Findings about a survey, and corrections of its values."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as field_
from typing import Literal

from kyoten_extract.model.codec import OMIT_EMPTY
from kyoten_extract.model.geometry import BBox

Severity = Literal["error", "warning", "info"]

RowKey = tuple[int | None, int | None]
"""(municipality_no, base_no) of the row a finding is about."""


def row_number(key: RowKey) -> str:
    """Both numbers of a row as editions are quoted, "?" for one that was not read.

    >>> row_number((12, 3)), row_number((12, None))
    ('12-3', '12-?')
    """
    return "-".join("?" if number is None else str(number) for number in key)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to one value: ``before`` became ``after`` by ``rule``.

    The corrections of a field form a chain from its ``raw`` text to its final text; undoing them
    in reverse restores ``raw``.

    Attributes:
        field: the column's key.
        before, after: the text.
        rule: a stable code.
        confidence: 1.0 where the change cannot alter the meaning (widths, line breaks), less
            where it rests on evidence.
        evidence: in words; omitted from JSON if empty.
    """

    field: str
    before: str
    after: str
    rule: str
    confidence: float
    evidence: str = field_(default="", metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or remark, with a stable code and its location.

    Attributes:
        code: ``KY`` and three digits.
        severity: ``"error"``, ``"warning"`` or ``"info"``.
        message: in English.
        field: the column's key.
        row: the numbers of the row.
        page: counted from 1.
        bbox: on that page.
        expected, actual: the values compared, where there are any.
    """

    code: str
    severity: Severity
    message: str
    field: str | None = None
    row: RowKey | None = None
    page: int | None = None
    bbox: BBox | None = None
    expected: str | int | float | None = None
    actual: str | int | float | None = None
