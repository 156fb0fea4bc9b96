"""Figures that can't be: years to come, more staff than anyone has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import median

from kyoten_extract.checks.support.longest_run import longest_ascent
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Survey
from kyoten_extract.text.era import ERAS

# A head count so many times the usual one, and no less than so many, is a slip of the pen.
_TIMES_USUAL = 20
_MANY = 50
# Local governments have had offices abroad since the 1950s.
_FIRST_YEAR = 1945
_FISCAL_YEAR_BEGINS = 4
# So many bases that follow another of their municipality say how an edition numbers them; so large
# a share of them must be no older.
_ENOUGH_STEPS = 10
_MOSTLY = 0.8


@rule(codes.STAFF_ODD)
def staff_is_plausible(survey: Survey) -> Iterator[Finding]:
    """No head count is below none, above the total, or many times what bases have."""
    totals = [b.staff.total for b in survey.bases if b.staff is not None and b.staff.total]
    most = max(_MANY, _TIMES_USUAL * median(totals)) if totals else _MANY
    for base in survey.bases:
        staff = base.staff
        if staff is None:
            continue
        for part, figure in (
            ("total", staff.total),
            ("dispatched", staff.dispatched),
            ("local", staff.local),
        ):
            if figure is None:
                continue
            if figure < 0:
                problem = "below none"
            elif figure > most:
                problem = f"more than {most:g}: bases here have {median(totals):g}"
            elif None in (staff.dispatched, staff.local) and figure > (staff.total or figure):
                problem = f"more than the total of {staff.total}"
            else:
                continue
            yield codes.STAFF_ODD(
                f"{part} staff {figure} is {problem}",
                field=f"staff_{part}",
                actual=figure,
                **at(base),
            )


@rule(codes.YEAR_ORDER)
def bases_are_numbered_as_they_were_established(survey: Survey) -> Iterator[Finding]:
    """No base is older than those numbered before it, where an edition numbers them by age."""
    offices = [
        [base for base in group if base.established is not None]
        for _, group in groupby(survey.bases, key=lambda b: (b.municipality_no, b.municipality))
    ]
    years = [[base.established.year for base in group if base.established] for group in offices]
    steps = [one <= other for group in years for one, other in pairwise(group)]
    if len(steps) < _ENOUGH_STEPS or sum(steps) < _MOSTLY * len(steps):
        return
    for group, of_group in zip(offices, years, strict=True):
        kept = longest_ascent(of_group)
        for index, base in enumerate(group):
            if index not in kept:
                listed = ", ".join(map(str, of_group))
                yield codes.YEAR_ORDER(
                    f"{of_group[index]} is out of order among the years of {base.municipality}: "
                    f"{listed}",
                    field="established",
                    actual=of_group[index],
                    **at(base),
                )


@rule(codes.YEAR_ODD)
def years_are_possible(survey: Survey) -> Iterator[Finding]:
    """A base was established before the survey's date, in a year that its era had."""
    latest = None
    if survey.as_of is not None:
        latest = survey.as_of.year - (survey.as_of.month < _FISCAL_YEAR_BEGINS)
    for base in survey.bases:
        year = base.established
        if year is None:
            continue
        first, last = ERAS.get(year.era or "", (None, None))
        expected: int | None = None
        if year.era is not None and first is None:
            problem = f"{year.era} is no era"
        elif first is not None and not 1 <= (year.era_year or 0) <= (last or 0):
            problem = f"{year.era} had no year {year.era_year}"
        elif first is not None and first + (year.era_year or 0) - 1 != year.year:
            expected = first + (year.era_year or 0) - 1
            problem = f"{year} is {expected}, not {year.year}"
        elif latest is not None and year.year > latest:
            problem = f"{year} is after the date of the survey, {survey.as_of}"
        elif year.year < _FIRST_YEAR:
            problem = f"{year} is before any base abroad"
        else:
            continue
        yield codes.YEAR_ODD(
            problem, field="established", expected=expected, actual=year.year, **at(base)
        )
