"""Validation of a survey, and the report of its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from kyoten_extract.checks.asked_codes import asked_codes, reported_codes
from kyoten_extract.checks.declared_checks import (
    declared_checks_hold,
    missing_values,
    run_declared,
)
from kyoten_extract.checks.published_totals import Reconciliation, reconcile
from kyoten_extract.checks.record_rules import RECORD_RULES, RecordCheck
from kyoten_extract.checks.record_totals import record_totals
from kyoten_extract.checks.rules import RULES
from kyoten_extract.checks.support.checked_rows import checked_base
from kyoten_extract.checks.support.rule_registry import Check, Rule, run, run_checks
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import require_type
from kyoten_extract.findings.severity import RANK, SEVERITIES
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model import codec, output_formats
from kyoten_extract.model.finding import Finding, Severity
from kyoten_extract.model.survey import Source, Survey

if TYPE_CHECKING:
    from kyoten_extract._types import AnySource


class _Findings:
    """What reports have in common: findings by severity."""

    __slots__ = ()
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.at_least("error")

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of ``severity`` or a higher one."""
        return tuple(f for f in self.findings if RANK[f.severity] <= RANK[severity])


@dataclass(frozen=True, slots=True)
class Report(_Findings):
    """The findings of a survey.

    Attributes:
        survey: the survey.
        findings: those of reading and those of the rules, by severity (errors first) and code.
    """

    survey: Survey
    findings: tuple[Finding, ...]

    @property
    def reconciliation(self) -> tuple[Reconciliation, ...]:
        """Each published total, with the counting convention that gives it.

        Empty where they cannot be compared; KY901 among the findings then says so.
        """
        try:
            return reconcile(replace(self.survey, bases=self.survey.listed))
        except Exception:
            return ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        return _as_dict(self, self.survey.source)

    def to_html(self, document: AnySource | None = None, *, password: str | None = None) -> str:
        """Return the report as one self-contained HTML page.

        Args:
            document: the file the survey was read from, for images of its rows.
            password: password of that file, if it is encrypted.
        """
        html: str = output_formats.writer("report.html")(self, document, password=password)
        return html


@dataclass(frozen=True, slots=True)
class RecordsReport(_Findings):
    """The findings of the records of any survey.

    Attributes:
        records: the records.
        findings: those of reading and those of the rules, by severity (errors first) and code.
    """

    records: Records[Any]
    findings: tuple[Finding, ...]

    @property
    def reconciliation(self) -> tuple[Reconciliation, ...]:
        """Each published figure, with the counting convention that gives it.

        Empty where they cannot be compared; KY901 among the findings then says so.
        """
        try:
            return tuple(entry for entry, _ in record_totals(self.records))
        except Exception:
            return ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        return _as_dict(self, self.records.source)

    def to_html(self) -> str:
        """Return the report as one self-contained HTML page."""
        html: str = output_formats.writer("records_report.html")(self)
        return html


def _as_dict(report: Report | RecordsReport, source: Source) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in report.findings)
    return {
        "ok": report.ok,
        "source": codec.encode(source),
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "findings": codec.encode(report.findings),
        "reconciliation": [
            {
                "total": entry.total,
                "published": entry.published,
                "counts": dict(entry.counts),
                "explained_by": entry.explained_by,
                "candidates": entry.candidates,
            }
            for entry in report.reconciliation
        ],
    }


@overload
def validate(
    survey: Survey,
    *,
    ignore: str | Collection[str] = (),
    only: str | Collection[str] | None = None,
    rules: Iterable[Rule | Check] | None = None,
    layout: Layout = KYOTEN,
) -> Report: ...


@overload
def validate(
    survey: Records[Any],
    *,
    ignore: str | Collection[str] = (),
    only: str | Collection[str] | None = None,
    rules: Iterable[RecordCheck] | None = None,
) -> RecordsReport: ...


def validate(
    survey: Survey | Records[Any],
    *,
    ignore: str | Collection[str] = (),
    only: str | Collection[str] | None = None,
    rules: Iterable[Any] | None = None,
    layout: Layout = KYOTEN,
) -> Report | RecordsReport:
    """Check ``survey`` with every rule.

    Args:
        survey: as extracted, or as loaded from JSON; or the records of any survey, which are
            checked by what their layout declares.
        ignore: codes of findings to leave out, in either case; with commas and wildcards: "KY2*".
        only: codes of findings to keep, likewise; all by default.
        rules: the rules to run instead of ``RULES``: any of those, and functions of your own from
            a survey to findings. A rule that raises is reported (KY901) and stops no other.
        layout: by which the survey was read, if it is not the shipped one: its checks are run.

    Raises:
        UsageError: ``ignore`` or ``only`` has an unknown code, or ``only`` one that no rule here
            reports: it would look like a check that found nothing.

    >>> from kyoten_extract.checks import RULES
    >>> def staff_of_one(survey):
    ...     for base in survey.bases:
    ...         if base.staff and base.staff.total == 1:
    ...             yield Finding("X001", "info", "one person", row=base.key)
    >>> report = validate(survey, rules=[*RULES, staff_of_one])  # doctest: +SKIP
    """
    require_type(survey, (Survey, Records), "the survey", "give what extract() returned")
    require_type(layout, Layout, "the layout", "give a Layout")
    require_type(ignore, Iterable, "ignore", "give a list")
    for codes, name in ((only, "only"), (rules, "rules")):
        require_type(codes, (Iterable, type(None)), name, "give a list")
    if isinstance(survey, Records):
        found = run_checks(RECORD_RULES if rules is None else rules, survey)
        reported = reported_codes(survey.layout)
        return RecordsReport(
            survey, _sorted((*survey.findings, *found), ignore, only, reported, own=rules)
        )
    chosen = RULES if rules is None else [r if isinstance(r, Rule) else Rule((), r) for r in rules]
    if layout is not KYOTEN:
        chosen = [_by_layout(rule, layout) for rule in chosen]
    # Rows that the survey lists apart are no part of its numbers and counts.
    found = run(chosen, replace(survey, bases=survey.listed))
    reported = reported_codes(layout)
    return Report(survey, _sorted((*survey.findings, *found), ignore, only, reported, own=rules))


def _by_layout(rule: Rule, layout: Layout) -> Rule:
    """``rule``; the one that runs the checks of the survey's layout runs those of ``layout``."""
    if rule.check is not declared_checks_hold:
        return rule

    known = {column.key for column in KYOTEN.columns if column.required}

    def declared_checks(survey: Survey) -> Iterator[Finding]:
        rows = [checked_base(base, layout) for base in survey.bases]
        yield from run_declared(layout, rows)
        for column in layout.columns:
            # The others are checked by a rule of the survey's.
            if column.required and column.key not in known:
                yield from missing_values(column.key, rows, survey.findings)

    return Rule(rule.codes, declared_checks)


def _sorted(
    findings: Iterable[Finding],
    ignore: str | Collection[str],
    only: str | Collection[str] | None,
    reported: Collection[str],
    *,
    own: Iterable[Any] | None,
) -> tuple[Finding, ...]:
    listed = tuple(findings)
    known = {*reported, *(finding.code for finding in listed)}
    ignored, asked = asked_codes(ignore, only, known, own_rules=own is not None)
    kept = [f for f in listed if f.code not in ignored and (asked is None or f.code in asked)]
    kept.sort(key=lambda finding: (RANK[finding.severity], finding.code))
    return tuple(kept)
