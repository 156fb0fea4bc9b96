"""Implausible figures: staff and years of establishment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import median

from kyoten_extract.checks.support.longest_run import longest_ascending_run
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Survey
from kyoten_extract.text.era import ERAS

# Times the median of all bases: a staff figure above this is a misprint ...
_TIMES_USUAL = 20
# ... if it is also above this many people, since the median may be 1.
_MANY = 50
# Year: local governments have had offices abroad since the 1950s.
_FIRST_YEAR = 1945
# Month: the Japanese fiscal year starts in April.
_FISCAL_YEAR_BEGINS = 4
# Pairs of consecutive bases of one municipality: fewer do not show how an edition numbers them.
_ENOUGH_STEPS = 10
# Share of those pairs in ascending order: from this on an edition numbers bases by age.
_MOSTLY = 0.8


@rule(codes.STAFF_ODD)
def staff_is_plausible(survey: Survey) -> Iterator[Finding]:
    """Report staff figures that are negative, above the row's total, or far above the median."""
    totals = [b.staff.total for b in survey.bases if b.staff is not None and b.staff.total]
    most = max(_MANY, _TIMES_USUAL * median(totals)) if totals else _MANY
    for base in survey.bases:
        staff = base.staff
        if staff is None:
            continue
        for part, figure in (
            (say("total"), staff.total),
            (say("dispatched"), staff.dispatched),
            (say("local"), staff.local),
        ):
            if figure is None:
                continue
            if figure < 0:
                problem = say("negative")
            elif figure > most:
                problem = say(
                    "above {most:g}; the median of all bases is {median:g}",
                    most=most,
                    median=median(totals),
                )
            elif None in (staff.dispatched, staff.local) and figure > (staff.total or figure):
                problem = say("above the row's total of {total}", total=staff.total)
            else:
                continue
            yield codes.STAFF_ODD(
                say(
                    "{part} staff {figure} is {problem}", part=part, figure=figure, problem=problem
                ),
                field=f"staff_{part}",
                actual=figure,
                **at(base),
            )


@rule(codes.YEAR_ORDER)
def bases_numbered_by_age(survey: Survey) -> Iterator[Finding]:
    """Report bases older than one numbered before them, in editions that number by age."""
    offices = [
        [base for base in group if base.established is not None]
        for _, group in groupby(survey.bases, key=lambda b: (b.municipality_no, b.municipality))
    ]
    years = [[base.established.year for base in group if base.established] for group in offices]
    steps = [one <= other for group in years for one, other in pairwise(group)]
    if len(steps) < _ENOUGH_STEPS or sum(steps) < _MOSTLY * len(steps):
        return
    for group, of_group in zip(offices, years, strict=True):
        kept = longest_ascending_run(of_group)
        for index, base in enumerate(group):
            if index not in kept:
                listed = list(map(str, of_group))
                yield codes.YEAR_ORDER(
                    say(
                        "{year} is out of order among the years of the bases of "
                        "{municipality}: {years:, }",
                        year=of_group[index],
                        municipality=base.municipality,
                        years=listed,
                    ),
                    field="established",
                    actual=of_group[index],
                    **at(base),
                )


@rule(codes.YEAR_ODD)
def years_are_possible(survey: Survey) -> Iterator[Finding]:
    """Report years after the survey's date, outside their era, or before 1945."""
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
            problem = say("{era} is not an era", era=year.era)
        elif first is not None and not 1 <= (year.era_year or 0) <= (last or 0):
            problem = say("{era} has no year {era_year}", era=year.era, era_year=year.era_year)
        elif first is not None and first + (year.era_year or 0) - 1 != year.year:
            expected = first + (year.era_year or 0) - 1
            problem = say(
                "{year} is the year {expected}, not {western_year}",
                year=year,
                expected=expected,
                western_year=year.year,
            )
        elif latest is not None and year.year > latest:
            problem = say(
                "{year} ({western_year}) is after the survey's date, {as_of}",
                year=year,
                western_year=year.year,
                as_of=survey.as_of,
            )
        elif year.year < _FIRST_YEAR:
            problem = say(
                "{year} ({western_year}) is before {first_year}",
                year=year,
                western_year=year.year,
                first_year=_FIRST_YEAR,
            )
        else:
            continue
        yield codes.YEAR_ODD(
            problem, field="established", expected=expected, actual=year.year, **at(base)
        )
