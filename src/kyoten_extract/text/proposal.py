"""A proposed change to a text, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

SAFE = 0.95
"""The confidence from which on a change is made without asking."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change to a text that evidence speaks for.

    Attributes:
        start, end: the characters to be replaced.
        after: what they should be; ``None`` where nobody can tell.
        rule: a stable code.
        confidence: from 0 to 1.
        evidence: in words.
    """

    start: int
    end: int
    after: str | None
    rule: str
    confidence: float
    evidence: str
