"""What a kind of finding is: its stable code, its severity, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kyoten_extract.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding.

    Attributes:
        id: stable; the first digit is the :class:`Section` it belongs to.
        severity: unless the finding says otherwise.
        summary: one sentence; ``summary_ja`` the same in Japanese.
        detail: what happened to the data, and what to do; ``detail_ja`` the same in Japanese.
        sometimes: another severity it may have; ``detail`` says when.
    """

    id: str
    severity: Severity
    summary: str
    detail: str = ""
    summary_ja: str = ""
    detail_ja: str = ""
    sometimes: Severity | None = None

    def __call__(self, message: str, **where: Any) -> Finding:
        """A finding of this kind; ``where`` are the further fields of :class:`Finding`."""
        severity = where.pop("severity", self.severity)
        return Finding(self.id, severity, message, **where)


@dataclass(frozen=True, slots=True)
class Section:
    """Codes that begin alike, and what is to be said of them all."""

    prefix: str
    title: str
    title_ja: str
    intro: str = ""
