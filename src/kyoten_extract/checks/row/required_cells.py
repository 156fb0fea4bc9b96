"""Checks inside one row."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Survey
from kyoten_extract.text.url.link_evidence import core_of, is_web, same_address
from kyoten_extract.text.url.url_repair import is_well_formed

_REQUIRED = (
    "municipality_no",
    "base_no",
    "municipality",
    "country",
    "city",
    "form",
    "established",
    "staff",
)


@rule(codes.STAFF_SUM)
def staff_adds_up(survey: Survey) -> Iterator[Finding]:
    """The printed total is the sum of dispatched (a) and local (b) staff."""
    for base in survey.bases:
        staff = base.staff
        if staff is None or None in (staff.total, staff.dispatched, staff.local):
            continue
        assert staff.dispatched is not None
        assert staff.local is not None
        total = staff.dispatched + staff.local
        if total != staff.total:
            yield codes.STAFF_SUM(
                f"staff {staff.dispatched} + {staff.local} = {total}, printed as {staff.total}",
                field="staff_total",
                expected=total,
                actual=staff.total,
                **at(base),
            )


@rule(codes.URL_MALFORMED)
def urls_are_well_formed(survey: Survey) -> Iterator[Finding]:
    """Every URL is one http(s) address."""
    for base in survey.bases:
        if base.url is not None and not is_well_formed(base.url):
            yield codes.URL_MALFORMED(
                f"{base.url!r} is no well-formed URL", field="url", actual=base.url, **at(base)
            )


@rule(codes.URL_ELSEWHERE)
def links_lead_where_they_say(survey: Survey) -> Iterator[Finding]:
    """The links of a row lead to addresses that it prints."""
    for base in survey.bases:
        if not base.source.links:
            continue
        printed = "".join("".join(text.split()) for text in base.raw.values())
        for link in base.source.links:
            if not is_web(link) or (base.url is not None and same_address(base.url, link)):
                continue
            if core_of(link) not in printed:
                yield codes.URL_ELSEWHERE(
                    f"{base.url or 'an empty cell'} has a link to {link}",
                    field="url",
                    expected=link,
                    actual=base.url,
                    **at(base),
                )


@rule(codes.CELL_EMPTY)
def required_cells_are_filled(survey: Survey) -> Iterator[Finding]:
    """No row lacks what every row must have.

    A cell that has text which could not be read is reported where it was read, not here; a column
    that the whole edition lacks is reported once, with the header.
    """
    for field in _REQUIRED:
        empty = [base for base in survey.bases if getattr(base, field) is None]
        if len(empty) == len(survey.bases):
            continue
        unread = {(f.row, f.field) for f in survey.findings if f.code == codes.VALUE_UNREADABLE.id}
        for base in empty:
            key = "staff_total" if field == "staff" else field
            if (base.key, key) not in unread:
                yield codes.CELL_EMPTY(f"{field} is empty", field=key, **at(base))
