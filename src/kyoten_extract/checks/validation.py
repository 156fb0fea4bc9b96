"""Validation of a survey, and the report of its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kyoten_extract.checks.published_totals import Reconciliation, reconcile
from kyoten_extract.checks.rules import RULES
from kyoten_extract.checks.support.rule_registry import Check, Rule, run
from kyoten_extract.findings.severity import RANK, SEVERITIES
from kyoten_extract.model import codec, output_formats
from kyoten_extract.model.finding import Finding, Severity
from kyoten_extract.model.survey import Survey

if TYPE_CHECKING:
    from kyoten_extract._types import AnySource


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a survey.

    Attributes:
        survey: the survey.
        findings: those of reading and those of the rules, by severity (errors first) and code.
    """

    survey: Survey
    findings: tuple[Finding, ...]

    @property
    def reconciliation(self) -> tuple[Reconciliation, ...]:
        """Each published total, with the counting convention that gives it."""
        return reconcile(replace(self.survey, bases=self.survey.listed))

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.at_least("error")

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of ``severity`` or a higher one."""
        return tuple(f for f in self.findings if RANK[f.severity] <= RANK[severity])

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        counts = Counter(finding.severity for finding in self.findings)
        return {
            "ok": self.ok,
            "source": codec.encode(self.survey.source),
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "findings": codec.encode(self.findings),
            "reconciliation": [
                {
                    "total": entry.total,
                    "published": entry.published,
                    "counts": dict(entry.counts),
                    "explained_by": entry.explained_by,
                    "candidates": entry.candidates,
                }
                for entry in self.reconciliation
            ],
        }

    def to_html(self, document: AnySource | None = None, *, password: str | None = None) -> str:
        """Return the report as one self-contained HTML page.

        Args:
            document: the file the survey was read from, for images of its rows.
            password: password of that file, if it is encrypted.
        """
        html: str = output_formats.writer("report.html")(self, document, password=password)
        return html


def validate(
    survey: Survey,
    *,
    ignore: Collection[str] = (),
    only: Collection[str] | None = None,
    rules: Iterable[Rule | Check] | None = None,
) -> Report:
    """Check ``survey`` with every rule.

    Args:
        survey: as extracted, or as loaded from JSON.
        ignore: codes of findings to leave out.
        only: codes of findings to keep; all by default.
        rules: the rules to run instead of ``RULES``: any of those, and functions of your own from
            a survey to findings. A rule that raises is reported (KY901) and stops no other.

    >>> from kyoten_extract.checks import RULES
    >>> def staff_of_one(survey):
    ...     for base in survey.bases:
    ...         if base.staff and base.staff.total == 1:
    ...             yield Finding("X001", "info", "one person", row=base.key)
    >>> report = validate(survey, rules=[*RULES, staff_of_one])  # doctest: +SKIP
    """
    chosen = RULES if rules is None else [r if isinstance(r, Rule) else Rule((), r) for r in rules]
    # Rows that the survey lists apart are no part of its numbers and counts.
    found = [*survey.findings, *run(chosen, replace(survey, bases=survey.listed))]
    kept = [f for f in found if f.code not in ignore and (only is None or f.code in only)]
    kept.sort(key=lambda finding: (RANK[finding.severity], finding.code))
    return Report(survey, tuple(kept))
