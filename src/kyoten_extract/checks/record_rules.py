"""Rules over the records of any survey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kyoten_extract.checks.across.table_position import pages_that_moved
from kyoten_extract.checks.declared_checks import missing_values, run_declared, shown
from kyoten_extract.checks.record_totals import record_totals
from kyoten_extract.checks.support.checked_rows import checked_record
from kyoten_extract.checks.support.rule_registry import at
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.layout.value_types import has_no_value, read_value
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.text.url.link_evidence import core_of, is_web, same_address
from kyoten_extract.text.url.url_repair import is_well_formed

RecordCheck = Callable[[Records[Any]], Iterable[Finding]]


def declared(records: Records[Any]) -> Iterator[Finding]:
    """Report rows for which a check of the layout does not hold."""
    rows = [checked_record(row, records.layout) for row in records.rows]
    yield from run_declared(records.layout, rows)


def required(records: Records[Any]) -> Iterator[Finding]:
    """Report empty cells of required columns."""
    rows = [checked_record(row, records.layout) for row in records.rows]
    for column in records.layout.columns:
        if column.required:
            yield from missing_values(column.key, rows, records.findings)


def totals(records: Records[Any]) -> Iterator[Finding]:
    """Report published figures and rows of totals that the plainest convention does not give."""
    for _, finding in record_totals(records):
        if finding is not None:
            yield finding


def addresses(records: Records[Any]) -> Iterator[Finding]:
    """Report malformed URLs, and links to addresses that their row does not print."""
    keys = [column.key for column in records.layout.columns if column.holds == "url"]
    for row in records.rows:
        urls = [(key, url) for key in keys if isinstance(url := row.values[key], str)]
        for key, url in urls:
            if not is_well_formed(url):
                yield codes.URL_MALFORMED(
                    say("{url!r} is not a well-formed http(s) URL", url=url),
                    field=key,
                    actual=url,
                    **at(row),
                )
        if not keys or not row.source.links:
            continue
        printed = "".join("".join(text.split()) for text in row.raw.values())
        for link in row.source.links:
            if not is_web(link) or any(same_address(url, link) for _, url in urls):
                continue
            if core_of(link) not in printed:
                url = urls[0][1] if urls else None
                yield codes.URL_ELSEWHERE(
                    say("{url} is linked to {link}", url=url or say("the empty cell"), link=link),
                    field=keys[0],
                    expected=link,
                    actual=url,
                    **at(row),
                )


def unaltered(records: Records[Any]) -> Iterator[Finding]:
    """Report values that their printed cells and the row's corrections do not give."""
    for row in records.rows:
        texts, broken = dict(row.raw), set[str]()
        for correction in row.corrections:
            if texts.get(correction.field, correction.before) != correction.before:
                broken.add(correction.field)
            texts[correction.field] = correction.after
        for field in sorted(broken):
            yield codes.VALUE_ALTERED(
                say("the corrections of {field} do not start from the printed cell", field=field),
                field=field,
                actual=row.raw.get(field),
                **at(row),
            )
        for column in records.layout.columns:
            text = texts.get(column.key)
            if text is None or column.key in broken:
                continue
            meant = None if has_no_value(column, text) else read_value(column, text)
            if meant != row.values[column.key]:
                actual = shown(row.values[column.key])
                yield codes.VALUE_ALTERED(
                    say(
                        "{field} is {actual}, but the printed cell gives {meant}",
                        field=column.key,
                        actual=actual,
                        meant=shown(meant),
                    ),
                    field=column.key,
                    expected=shown(meant),
                    actual=actual,
                    **at(row),
                )


def position(records: Records[Any]) -> Iterator[Finding]:
    """Report pages on which the table's left or right side is elsewhere than on the others."""
    boxes = [box for row in records.rows for box in row.source.boxes]
    yield from pages_that_moved(records.source.engine, boxes)


RECORD_RULES: tuple[RecordCheck, ...] = (
    declared,
    required,
    totals,
    addresses,
    unaltered,
    position,
)
"""All rules for records, in the order they run."""
