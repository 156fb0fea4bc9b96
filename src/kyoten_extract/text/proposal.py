"""Proposed corrections of a text, with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

SAFE = 0.95
"""The lowest confidence of a correction that is made by default."""

Repair = Literal["off", "safe", "all"]

THRESHOLDS: Mapping[Repair, float] = MappingProxyType({"off": 1.0, "safe": SAFE, "all": 0.0})
"""The lowest confidence of a correction that is made, by the caller's choice of repair."""


def check_repair(repair: object) -> None:
    """Check a caller's choice.

    Raises:
        UsageError: it is none of ``THRESHOLDS``.
    """
    if not isinstance(repair, str) or repair not in THRESHOLDS:
        raise UsageError(
            say("unknown repair mode {repair!r}", repair=repair),
            remedy=say("use one of {thresholds:, }", thresholds=THRESHOLDS),
        )


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
