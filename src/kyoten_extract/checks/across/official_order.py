"""The official order of municipalities, and gaps between row numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from kyoten_extract.checks.published_totals import bases_match
from kyoten_extract.checks.support.longest_run import longest_ascending_run
from kyoten_extract.checks.support.numbering import ends_page, gaps
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import Message, say
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.gazetteer.municipalities import municipalities


@cache
def _ranks() -> dict[str, int]:
    """Rank of each prefecture and designated city in the official order.

    The last three digits of a designated city's code are a multiple of ten from 100 to 199; those
    of its wards are not.
    """
    found = {}
    for entry in municipalities():
        number = int(entry.code[2:])
        if entry.kind == "prefecture":
            found[entry.prefecture] = int(entry.code)
        elif entry.kind == "municipality" and 100 <= number < 200 and number % 10 == 0:
            found[entry.name] = 100_000 + int(entry.code)
    return found


@rule(codes.MUNICIPALITY_ORDER)
def municipalities_in_official_order(survey: Survey) -> Iterator[Finding]:
    """Report prefectures and designated cities that are out of official order.

    Reported are the fewest whose removal leaves the others in order. Other municipalities are not
    checked: editions list them by criteria of their own.
    """
    ranks = _ranks()
    first = [
        next(group)
        for _, group in groupby(
            (b for b in survey.bases if b.municipality in ranks), key=lambda b: b.municipality
        )
    ]
    order = [ranks[base.municipality or ""] for base in first]
    kept = longest_ascending_run(order)
    places = sorted(kept)
    for index, base in enumerate(first):
        if index in kept:
            continue
        place = bisect_right(places, index)
        neighbors = places[max(0, place - 1) : place + 1]
        names = [str(first[i].municipality) for i in neighbors]
        yield codes.MUNICIPALITY_ORDER(
            say(
                "{municipality} is printed next to {names: and }, out of official order",
                municipality=base.municipality,
                names=names,
            ),
            field="municipality",
            actual=base.municipality,
            **at(base),
        )


@rule(codes.NUMBER_GAP)
def numbers_without_gaps(survey: Survey) -> Iterator[Finding]:
    """Report numbers of bases and municipalities that are skipped.

    A skipped number is usually a base that was closed. At a page break it may be a lost row,
    unless the published number of bases is met without it.
    """
    doubtful = not bases_match(survey)
    for one, other, skipped in gaps(survey.bases):
        ends = ends_page(one, other)
        yield codes.NUMBER_GAP(
            _gap(skipped, one, other, one.source.pages[-1] if ends else None),
            field="base_no",
            severity="warning" if ends and doubtful else "info",
            **at(other),
        )


def _gap(skipped: str, one: Base, other: Base, page: int | None) -> Message:
    """Return the message of a gap, which is at the end of ``page``."""
    first, second = row_number(one.key), row_number(other.key)
    if page is None:
        return say(
            "{skipped} skipped between rows {first} and {second}",
            skipped=skipped,
            first=first,
            second=second,
        )
    return say(
        "{skipped} skipped between rows {first} and {second}, at the end of page {page}",
        skipped=skipped,
        first=first,
        second=second,
        page=page,
    )
