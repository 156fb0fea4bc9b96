"""A reason with what it weighs, for the evidence in a finding."""

from __future__ import annotations

from kyoten_extract.messages import Message, say


def weighed(reason: str, weight: float) -> Message:
    """Return ``reason`` with its weight in log odds: "number 4 follows 3 (+2.0)"."""
    return say("{reason} ({weight:+.1f})", reason=reason, weight=weight)
