"""The report as text: for a pipe, for a terminal, and as GitHub workflow annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kyoten_extract._terminal_text import one_line, without_controls
from kyoten_extract.findings.explain import summary_of
from kyoten_extract.findings.severity import NAMES
from kyoten_extract.messages import Language, Message, say, told
from kyoten_extract.model.finding import Finding, Severity, row_number
from kyoten_extract.output.row_finder import RowFinder
from kyoten_extract.text.shorten import shortened
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from rich.console import Console

    from kyoten_extract.checks import RecordsReport, Report

    AnyReport = Report | RecordsReport

# Characters of a row's name.
_NAME = 24
_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def place(finding: Finding, name: str = "") -> str:
    """Return the place of a finding, as far as it is known: "12-3 p.4 url".

    ``name`` is that of a row without numbers.

    >>> place(Finding("KY101", "error", "", field="staff_total", row=(12, None), page=4))
    '12-? p.4 staff_total'
    """
    parts = []
    if finding.row is not None:
        parts.append(row_number(finding.row))
    if finding.page is not None:
        parts.append(f"p.{finding.page}")
    if name:
        parts.append(name)
    if finding.field:
        parts.append(finding.field)
    return " ".join(parts)


def line(finding: Finding, language: Language = "en", name: str = "") -> str:
    """Return a finding on one line that starts with its code; nothing in it acts on a terminal."""
    where = place(finding, name)
    return one_line(f"{finding.code}{' ' if where else ''}{where}: {finding.text(language)}")


def plain(report: AnyReport, language: Language = "en") -> str:
    """Return the findings by severity and code with their places, and a summary line."""
    lines: list[str] = []
    named = _row_names(report)
    for severity, code, findings in _groups(report):
        name, text = NAMES[language][severity], summary_of(code, language)
        lines.append(one_line(f"{name} {code}: {text} ({len(findings)})"))
        lines += (f"  {line(finding, language, named(finding))}" for finding in findings)
    lines.append(_verdict(report, language))
    return "\n".join(lines) + "\n"


def show(report: AnyReport, console: Console, language: Language = "en") -> None:
    """Print the same as :func:`plain` to a terminal, in color and with aligned columns."""
    require("rich", needed_by="a report in colour")
    from rich.table import Table
    from rich.text import Text

    named = _row_names(report)
    for severity, code, findings in _groups(report):
        head = Text(one_line(f"{NAMES[language][severity]} {code}"), style=_STYLES[severity])
        head.append(f"  {summary_of(code, language)}", style="bold not dim default")
        head.append(f"  {len(findings)}", style="dim")
        console.print(head)
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(no_wrap=True, style="dim")
        rows.add_column(overflow="fold")
        for finding in findings:
            message = one_line(finding.text(language))
            rows.add_row(Text(one_line(f"  {place(finding, named(finding))}")), Text(message))
        console.print(rows)
        console.print()
    console.print(Text(_verdict(report, language), style="bold green" if report.ok else "bold red"))


def github(report: AnyReport, file: str, language: Language = "en") -> str:
    """Return one workflow command per finding; GitHub shows them as annotations of ``file``."""
    named = _row_names(report)
    lines = []
    for finding in report.findings:
        parts = (place(finding, named(finding)), finding.text(language))
        kind, title = _COMMANDS[finding.severity], _property(finding.code)
        text = _data(": ".join(filter(None, parts)))
        lines.append(f"::{kind} file={_property(file)},title={title}::{text}\n")
    return "".join(lines)


def _row_names(report: AnyReport) -> Callable[[Finding], str]:
    """What a record's row is called in the list, which has no numbers of bases: by what its layout
    identifies it.
    """
    from kyoten_extract.checks import Report

    if isinstance(report, Report):
        return lambda _finding: ""
    records = report.records
    finder = RowFinder(records.rows)
    layout = records.layout
    groups = layout.identifies or tuple((column.key,) for column in layout.columns[:1])

    def name(finding: Finding) -> str:
        index = finder.index(finding) if finding.row is None else None
        if index is None:
            return ""
        raw = records.rows[index].raw
        texts = [" ".join(raw.get(key, "").split("\n")).strip() for key in groups[0]]
        return shortened(" ".join(filter(None, texts)), _NAME)

    return name


def _groups(report: AnyReport) -> Iterator[tuple[Severity, str, list[Finding]]]:
    # Findings are sorted by severity and code.
    for (severity, code), found in groupby(report.findings, lambda f: (f.severity, f.code)):
        yield severity, code, list(found)


def _verdict(report: AnyReport, language: Language) -> str:
    explained = sum(entry.explained_by is not None for entry in report.reconciliation)
    errors = len(report.at_least("error"))
    verdict = say(
        "{count}; {explained} of {figures} published figures explained; {errors}",
        count=_count(report),
        explained=explained,
        figures=len(report.reconciliation),
        errors=_errors(errors),
    )
    return told(verdict, language)


def _errors(count: int) -> Message:
    if count == 0:
        return say("no errors")
    return say("1 error") if count == 1 else say("{count} errors", count=count)


def _count(report: AnyReport) -> Message:
    from kyoten_extract.checks import Report

    if isinstance(report, Report):
        return say("{count} bases", count=len(report.survey.bases))
    return say("{count} records", count=len(report.records))


def _data(text: str) -> str:
    """Escape ``text`` for the message of a workflow command."""
    # A "::" within it is text: the command is what the line begins with.
    return "".join(_ESCAPES.get(char) or without_controls(char) for char in text)


def _property(text: str) -> str:
    """Escape ``text`` for a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
