"""The official order of the municipalities, and gaps in the numbers of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from kyoten_extract.checks.published_totals import bases_are_met
from kyoten_extract.checks.support.longest_run import longest_ascent
from kyoten_extract.checks.support.numbering import ends_page, gaps
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Survey
from kyoten_extract.text.gazetteer.municipalities import municipalities


@cache
def _ranks() -> dict[str, int]:
    """Prefectures and designated cities by their place in the official order.

    A designated city has a code that ends in 0 below 200, as those of its wards do not.
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
def municipalities_stand_in_official_order(survey: Survey) -> Iterator[Finding]:
    """Prefectures, then designated cities, follow each other by their official codes.

    Those out of order are as few as can be left out for the others to be in it. Other cities,
    towns and villages are listed by criteria of their own.
    """
    ranks = _ranks()
    first = [
        next(group)
        for _, group in groupby(
            (b for b in survey.bases if b.municipality in ranks), key=lambda b: b.municipality
        )
    ]
    order = [ranks[base.municipality or ""] for base in first]
    kept = longest_ascent(order)
    places = sorted(kept)
    for index, base in enumerate(first):
        if index in kept:
            continue
        place = bisect_right(places, index)
        beside = places[max(0, place - 1) : place + 1]
        between = " and ".join(str(first[i].municipality) for i in beside)
        yield codes.MUNICIPALITY_ORDER(
            f"{base.municipality} stands by {between}, out of the official order",
            field="municipality",
            actual=base.municipality,
            **at(base),
        )


@rule(codes.NUMBER_GAP)
def numbers_leave_no_gap(survey: Survey) -> Iterator[Finding]:
    """Bases and municipalities are numbered without gaps.

    A number that is left out is mostly a base that was closed. Where a page ends it may be a row
    that was lost, unless the published number of bases is met without it.
    """
    doubtful = not bases_are_met(survey)
    for one, other, lacking in gaps(survey.bases):
        ends = ends_page(one, other)
        yield codes.NUMBER_GAP(
            f"{lacking} between {row_number(one.key)} and {row_number(other.key)}"
            + (", where a page ends" if ends else ""),
            field="base_no",
            severity="warning" if ends and doubtful else "info",
            **at(other),
        )
