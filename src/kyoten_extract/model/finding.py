"""Findings about a survey, and corrections of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field as field_
from typing import Any, Literal, NoReturn

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.messages import Language, Message, plain_values, restored, translated
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


class _NoValues(dict[str, Any]):
    """No values, which many share."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("these values can't be changed")

    __setitem__ = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return 0


@dataclass(frozen=True)
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
        template, values: what ``evidence`` was made from, as of a :class:`Finding`; omitted from
            JSON if empty.
    """

    # A survey has thousands, most without evidence. A slot that nothing fills costs msgspec more
    # than all of the others.
    __slots__ = ("__dict__", "after", "before", "confidence", "field", "rule")

    field: str
    before: str
    after: str
    rule: str
    confidence: float
    evidence: str = field_(default="", metadata=OMIT_EMPTY)
    template: str = field_(default="", compare=False, repr=False, metadata=OMIT_EMPTY)
    values: Mapping[str, Any] = field_(
        default=_NoValues(), compare=False, repr=False, metadata=OMIT_EMPTY
    )

    def __post_init__(self) -> None:
        """Take the template and the values from the evidence, if it knows them."""
        evidence = self.evidence
        if isinstance(evidence, Message):
            object.__setattr__(self, "template", evidence.template)
            object.__setattr__(self, "values", plain_values(evidence.values))
            object.__setattr__(self, "evidence", str(evidence))

    def text(self, language: Language = "en") -> str:
        """Return the evidence in English, or in Japanese where its template has a translation."""
        if language == "en" or not self.template:
            return self.evidence
        return translated(self.evidence, self.template, self.values)


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
        template: what ``message`` was made from, with named places as of :meth:`str.format`;
            ``values`` are what was put in, by name. A message within them is a dict of its own
            ``message``, ``template`` and ``values``. Omitted from JSON if empty.
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
    template: str = field_(default="", compare=False, repr=False, metadata=OMIT_EMPTY)
    values: Mapping[str, Any] = field_(
        default_factory=dict, compare=False, repr=False, metadata=OMIT_EMPTY
    )

    def __post_init__(self) -> None:
        """Take the template and the values from the message, if it knows them."""
        message = self.message
        if isinstance(message, Message):
            object.__setattr__(self, "template", message.template)
            object.__setattr__(self, "values", plain_values(message.values))
            object.__setattr__(self, "message", str(message))
        for name in ("expected", "actual"):
            # A message there is a plain text, as JSON has it.
            if isinstance(value := getattr(self, name), Message):
                object.__setattr__(self, name, str(value))

    def text(self, language: Language = "en") -> str:
        """Return the message in English, or in Japanese where its template has a translation."""
        if language == "en" or not self.template:
            return self.message
        return translated(self.message, self.template, self.values)


def message_of(finding: Finding) -> str:
    """Return the message with its template, to be put into another one."""
    if not finding.template:
        return finding.message
    return restored(finding.message, finding.template, finding.values)


def evidence_of(change: Correction) -> str:
    """Return the evidence with its template, to be put into a message."""
    if not change.template:
        return change.evidence
    return restored(change.evidence, change.template, change.values)
