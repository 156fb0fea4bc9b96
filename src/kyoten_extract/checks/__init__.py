"""The validation suite: rules over a survey, and the report of what they found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from kyoten_extract import codec
from kyoten_extract.checks import keys, published, rows
from kyoten_extract.checks.published import Reconciliation, reconcile
from kyoten_extract.checks.registry import RULES, Rule
from kyoten_extract.model import Finding, Severity, Survey

__all__ = ["Report", "keys", "published", "rows", "validate"]

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said of a survey.

    Attributes:
        survey: the survey.
        findings: those met while reading, then those of the rules; errors first.
        reconciliation: each published total, with the way of counting that gives it.
    """

    survey: Survey
    findings: tuple[Finding, ...]
    reconciliation: tuple[Reconciliation, ...]

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.at_least("error")

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of ``severity`` or graver."""
        return tuple(f for f in self.findings if _RANK[f.severity] <= _RANK[severity])

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        counts = Counter(finding.severity for finding in self.findings)
        return {
            "ok": self.ok,
            "source": codec.encode(self.survey.source),
            "counts": {severity: counts[severity] for severity in _RANK},
            "findings": codec.encode(self.findings),
            "reconciliation": [
                {
                    "total": entry.total,
                    "published": entry.published,
                    "counts": dict(entry.counts),
                    "explained_by": entry.explained_by,
                }
                for entry in self.reconciliation
            ],
        }

    def to_html(self) -> str:
        """The report as one self-contained page."""
        from kyoten_extract.report import render

        return render(self)


def validate(survey: Survey, *, ignore: Collection[str] = ()) -> Report:
    """Run every rule over ``survey``.

    Args:
        survey: as extracted, or as loaded from JSON.
        ignore: codes of findings to leave out.
    """
    found = [*survey.findings, *_run(RULES, survey)]
    kept = [finding for finding in found if finding.code not in ignore]
    kept.sort(key=lambda finding: (_RANK[finding.severity], finding.code))
    return Report(survey, tuple(kept), reconcile(survey))


def _run(rules: Iterable[Rule], survey: Survey) -> Iterable[Finding]:
    for entry in rules:
        yield from entry.check(survey)
