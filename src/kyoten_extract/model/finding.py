"""What is reported about a survey: findings, and corrections of values."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as field_
from typing import TYPE_CHECKING, Literal

from kyoten_extract.model.codec import OMIT_EMPTY
from kyoten_extract.model.geometry import BBox

if TYPE_CHECKING:
    pass

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

    The corrections of a field form a chain from its ``raw`` text to the text that was read;
    undoing them in reverse gives ``raw`` back. ``confidence`` is 1.0 where the change can't alter
    the meaning (widths, line breaks) and less where evidence was weighed; ``evidence`` says which,
    and is left out of JSON where there is nothing to say.
    """

    field: str
    before: str
    after: str
    rule: str
    confidence: float
    evidence: str = field_(default="", metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader should know about, with a stable code and the place it concerns."""

    code: str
    severity: Severity
    message: str
    field: str | None = None
    row: RowKey | None = None
    page: int | None = None
    bbox: BBox | None = None
    expected: str | int | float | None = None
    actual: str | int | float | None = None
