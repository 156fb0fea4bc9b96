"""A reason with what it weighs, for the evidence in a finding."""

from __future__ import annotations

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.messages import Message, say


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two fragments are one row.

    Attributes:
        weight: log odds; positive for one row.
        reasons: the evidence, weightiest first, in words with its weight.
    """

    weight: float
    reasons: tuple[str, ...]

    @property
    def joined(self) -> bool:
        """Whether they are one row."""
        return self.weight > 0


def weighed(reason: str, weight: float) -> Message:
    """Return ``reason`` with its weight in log odds: "number 4 follows 3 (+2.0)"."""
    return say("{reason} ({weight:+.1f})", reason=reason, weight=weight)
