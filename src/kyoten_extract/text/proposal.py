"""Proposed corrections of a text, with their evidence."""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract.deferred.dataclass import dataclass

SAFE = 0.95
"""The lowest confidence of a correction that is made by default."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed replacement in a text.

    Attributes:
        start, end: the characters to replace.
        after: the replacement; ``None`` where the characters are wrong and the right ones unknown.
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


def apply_proposals(text: str, proposals: Iterable[Proposal]) -> str:
    """``text`` with the replacements of ``proposals`` made, none of which overlap."""
    parts, end = [], 0
    for proposal in sorted(proposals, key=lambda p: p.start):
        parts += [text[end : proposal.start], proposal.after or ""]
        end = proposal.end
    return "".join((*parts, text[end:]))
