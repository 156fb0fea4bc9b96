"""The report as text: for a pipe, for a terminal, and as GitHub workflow annotations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kyoten_extract._terminal_text import one_line, without_controls
from kyoten_extract.findings.explain import summary_of
from kyoten_extract.model.finding import Finding, Severity, row_number
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from rich.console import Console

    from kyoten_extract.checks import RecordsReport, Report

    AnyReport = Report | RecordsReport

_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def place(finding: Finding) -> str:
    """Return the place of a finding, as far as it is known: "12-3 p.4 url".

    >>> place(Finding("KY101", "error", "", field="staff_total", row=(12, None), page=4))
    '12-? p.4 staff_total'
    """
    parts = []
    if finding.row is not None:
        parts.append(row_number(finding.row))
    if finding.page is not None:
        parts.append(f"p.{finding.page}")
    if finding.field:
        parts.append(finding.field)
    return " ".join(parts)


def line(finding: Finding) -> str:
    """Return a finding on one line that starts with its code; nothing in it acts on a terminal."""
    where = place(finding)
    return one_line(f"{finding.code}{' ' if where else ''}{where}: {finding.message}")


def plain(report: AnyReport) -> str:
    """Return the findings by severity and code with their places, and a summary line."""
    lines: list[str] = []
    for severity, code, findings in _groups(report):
        lines.append(one_line(f"{severity} {code}: {summary_of(code)} ({len(findings)})"))
        lines += (f"  {line(finding)}" for finding in findings)
    lines.append(_verdict(report))
    return "\n".join(lines) + "\n"


def show(report: AnyReport, console: Console) -> None:
    """Print the same as :func:`plain` to a terminal, in color and with aligned columns."""
    require("rich", needed_by="a report in colour")
    from rich.table import Table
    from rich.text import Text

    for severity, code, findings in _groups(report):
        head = Text(one_line(f"{severity} {code}"), style=_STYLES[severity])
        head.append(f"  {summary_of(code)}", style="bold not dim default")
        head.append(f"  {len(findings)}", style="dim")
        console.print(head)
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(no_wrap=True, style="dim")
        rows.add_column(overflow="fold")
        for finding in findings:
            rows.add_row(Text(one_line(f"  {place(finding)}")), Text(one_line(finding.message)))
        console.print(rows)
        console.print()
    console.print(Text(_verdict(report), style="bold green" if report.ok else "bold red"))


def github(report: AnyReport, file: str) -> str:
    """Return one workflow command per finding; GitHub shows them as annotations of ``file``."""
    lines = [
        f"::{_COMMANDS[finding.severity]} file={_property(file)},title={_property(finding.code)}"
        f"::{_data(': '.join(filter(None, (place(finding), finding.message))))}"
        for finding in report.findings
    ]
    return "".join(f"{command}\n" for command in lines)


def _groups(report: AnyReport) -> Iterator[tuple[Severity, str, list[Finding]]]:
    # Findings are sorted by severity and code.
    for (severity, code), found in groupby(report.findings, lambda f: (f.severity, f.code)):
        yield severity, code, list(found)


def _verdict(report: AnyReport) -> str:
    explained = sum(entry.explained_by is not None for entry in report.reconciliation)
    errors = len(report.at_least("error"))
    return (
        f"{_count(report)}; {explained} of {len(report.reconciliation)} published "
        f"figures explained; {errors or 'no'} error{'' if errors == 1 else 's'}"
    )


def _count(report: AnyReport) -> str:
    from kyoten_extract.checks import Report

    if isinstance(report, Report):
        return f"{len(report.survey.bases)} bases"
    return f"{len(report.records)} records"


def _data(text: str) -> str:
    """Escape ``text`` for the message of a workflow command."""
    # A "::" within it is text: the command is what the line begins with.
    return "".join(_ESCAPES.get(char) or without_controls(char) for char in text)


def _property(text: str) -> str:
    """Escape ``text`` for a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
