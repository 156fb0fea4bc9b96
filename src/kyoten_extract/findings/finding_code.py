"""A kind of finding: its stable code, its severity, and its texts."""

from __future__ import annotations

from typing import Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding.

    Attributes:
        id: stable, "KY" and three digits; the first digit is that of its :class:`Section`.
        severity: the default severity of its findings.
        summary: one sentence in English; ``summary_ja`` in Japanese.
        detail: what happened to the data and what to do; ``detail_ja`` in Japanese.
        sometimes: another severity its findings may have; ``detail`` says when.
    """

    id: str
    severity: Severity
    summary: str
    detail: str = ""
    summary_ja: str = ""
    detail_ja: str = ""
    sometimes: Severity | None = None

    def __call__(self, message: str, **fields: Any) -> Finding:
        """Create a finding of this kind; ``fields`` are further fields of :class:`Finding`."""
        severity = fields.pop("severity", self.severity)
        return Finding(self.id, severity, message, **fields)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of codes with the same first digit, for the documentation.

    Attributes:
        prefix: what the ids of its codes start with: "KY1".
        title: heading in English.
        intro: a paragraph on all of its codes.
    """

    prefix: str
    title: str
    intro: str = ""
