"""The report of the records of any survey as one HTML page that loads nothing from the network."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from kyoten_extract.findings.explain import summary_of
from kyoten_extract.model.finding import Finding
from kyoten_extract.output.report.page_templates import environment
from kyoten_extract.output.row_finder import RowFinder

if TYPE_CHECKING:
    from kyoten_extract.checks import RecordsReport


def render_records(report: RecordsReport) -> str:
    """Return ``report`` as HTML: published figures, and the findings by code with their records."""
    templates = environment("kyoten_extract.output.report", needed_by="an HTML report")
    records = report.records
    find = RowFinder(records.rows)

    def row_of(finding: Finding) -> str:
        index = find.index(finding)
        return "" if index is None else str(index + 1)

    return templates.get_template("records.html.jinja").render(
        report=report,
        records=records,
        counts=Counter[str](finding.severity for finding in report.findings),
        groups=[(c, list(found)) for c, found in groupby(report.findings, lambda f: f.code)],
        labels={column.key: column.label for column in records.layout.columns},
        summary=summary_of,
        row_of=row_of,
    )
