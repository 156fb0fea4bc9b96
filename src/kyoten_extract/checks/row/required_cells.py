"""Required cells and URLs of a row."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import STAFF_COLUMNS, Survey
from kyoten_extract.text.url.link_evidence import core_of, is_web, same_address
from kyoten_extract.text.url.url_repair import is_well_formed

# Fields of a base for the required columns; head counts are required together.
_REQUIRED = tuple(
    dict.fromkeys(
        "staff" if column.key in STAFF_COLUMNS else column.key
        for column in KYOTEN.columns
        if column.required
    )
)


@rule(codes.URL_MALFORMED)
def urls_are_well_formed(survey: Survey) -> Iterator[Finding]:
    """Report URLs that are not one http(s) address."""
    for base in survey.bases:
        if base.url is not None and not is_well_formed(base.url):
            yield codes.URL_MALFORMED(
                say("{url!r} is not a well-formed http(s) URL", url=base.url),
                field="url",
                actual=base.url,
                **at(base),
            )


@rule(codes.URL_ELSEWHERE)
def hyperlinks_match_printed_urls(survey: Survey) -> Iterator[Finding]:
    """Report hyperlinks to addresses that their row does not print."""
    for base in survey.bases:
        if not base.source.links:
            continue
        printed = "".join("".join(text.split()) for text in base.raw.values())
        for link in base.source.links:
            if not is_web(link) or (base.url is not None and same_address(base.url, link)):
                continue
            if core_of(link) not in printed:
                yield codes.URL_ELSEWHERE(
                    say(
                        "{url} is linked to {link}",
                        url=base.url or say("the empty cell"),
                        link=link,
                    ),
                    field="url",
                    expected=link,
                    actual=base.url,
                    **at(base),
                )


@rule(codes.CELL_EMPTY)
def required_cells_are_filled(survey: Survey) -> Iterator[Finding]:
    """Report empty cells of required columns.

    Cells whose text could not be read are KY006 already, and a column that is missing from the
    whole edition is KY001.
    """
    for field in _REQUIRED:
        empty = [base for base in survey.bases if getattr(base, field) is None]
        if len(empty) == len(survey.bases):
            continue
        unread = {(f.row, f.field) for f in survey.findings if f.code == codes.VALUE_UNREADABLE.id}
        for base in empty:
            key = "staff_total" if field == "staff" else field
            if (base.key, key) not in unread:
                yield codes.CELL_EMPTY(
                    say("required cell {field} is empty", field=field), field=key, **at(base)
                )
