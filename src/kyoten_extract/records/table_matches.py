"""The layout's columns in each table of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kyoten_extract.layout.joined_columns import may_be_joined
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.layout.unlabeled_columns import match_unlabeled
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Table
from kyoten_extract.records.column_halves import Matched, join_halves, row_counts
from kyoten_extract.table.stitch import StitchedTable


def match_tables(
    tables: Sequence[StitchedTable], layout: Layout
) -> tuple[list[Matched], list[Finding]]:
    """Match the layout's columns to each table, and join those that have further columns.

    A table that can be neither the survey nor a part of it has no match: most documents have such
    ones, of figures.

    Returns:
        The tables, and findings about columns matched by position and tables that were joined.
    """
    findings: list[Finding] = []
    counts = [row_counts(one.table.rows) for one in tables]
    times = Counter(counts)
    matched = [
        (one, _match(one.table, layout, findings))
        if times[count] > 1 or _may_be_survey(one.table, layout)
        else (one, Match(layout, one.table.header, {}))
        for one, count in zip(tables, counts, strict=True)
    ]
    joined, over_pages = join_halves(matched, layout)
    return joined, [*findings, *over_pages]


def closest_match(tables: Sequence[StitchedTable], layout: Layout) -> Match:
    """The match of the most columns, of tables none of which is the survey."""
    joined, _ = join_halves([(one, _match(one.table, layout, [])) for one in tables], layout)
    return max((match for _, match in joined), key=lambda match: len(match.places))


def _may_be_survey(table: Table, layout: Layout) -> bool:
    """Whether a table has as many columns as the survey must have at least."""
    least = min(layout.least_columns, len(layout.columns))
    return len(table.header) >= least or may_be_joined(layout.columns, layout.joined, table.header)


def _match(table: Table, layout: Layout, findings: list[Finding]) -> Match:
    """Match the layout's columns to a table; append to ``findings`` those matched by position."""
    match = layout.match(table.header, [row.cells for row in table.rows])
    if match.missing and match.is_survey and any(row.pictures for row in table.rows):
        from kyoten_extract.layout.match_by_position import match_unread_labels

        match, by_position = match_unread_labels(match)
        findings += by_position
    match, unlabeled = match_unlabeled(match, [row.cells for row in table.rows])
    if match.is_survey:
        findings += unlabeled
    return match
