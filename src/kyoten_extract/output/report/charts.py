"""The report's charts: numbers of bases by country, form, year and number of staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.survey import Base, BaseForm
from kyoten_extract.output.report.i18n import Phrase, phrase

# Bars of a chart, at most; the smallest are put together in the last one.
_MOST_BARS = 16
# Years shown one by one, at most; a misprinted year must not make a chart of a thousand bars.
_MOST_YEARS = 60
# Numbers of staff that a bar stands for: from and up to, the last without an end.
_STAFF = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, None))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, and how many bases."""

    label: Phrase
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        key: "country", "form", "year" or "staff".
        bars: in the order in which they are shown.
        counted: sum of the bars, which is more than the rows where a base is counted twice.
        missing: bases that no bar counts, since they have no such value.
    """

    key: str
    bars: tuple[Bar, ...]
    counted: int
    missing: int

    @property
    def most(self) -> int:
        """Length of the longest bar, at least 1."""
        return max((bar.count for bar in self.bars), default=0) or 1


def charts(bases: Sequence[Base]) -> tuple[Chart, ...]:
    """Return the charts that have a bar; none for no bases."""
    years = Counter(b.established.year for b in bases if b.established and b.established.year)
    staff = Counter(b.staff.total for b in bases if b.staff and b.staff.total is not None)
    countries = Counter(country for base in bases for country in base.countries)
    forms = Counter(base.form for base in bases if base.form)
    drawn = (
        _chart("country", _largest(countries), sum(not base.countries for base in bases)),
        _chart(
            "form",
            (Bar(_same(f"{f.value} {f.label}"), forms[f]) for f in BaseForm if forms[f]),
            len(bases) - forms.total(),
        ),
        _chart("year", _years(years), len(bases) - years.total()),
        _chart("staff", _staff(staff), len(bases) - staff.total()),
    )
    return tuple(chart for chart in drawn if chart.bars)


def _chart(key: str, bars: Iterable[Bar], missing: int) -> Chart:
    shown = tuple(bars)
    return Chart(key, shown, sum(bar.count for bar in shown), missing)


def _same(text: str) -> Phrase:
    return Phrase(text, text)


def _largest(counts: Counter[str]) -> list[Bar]:
    ordered = counts.most_common()
    if len(ordered) <= _MOST_BARS:
        return [Bar(_same(name), count) for name, count in ordered]
    shown, rest = ordered[: _MOST_BARS - 1], ordered[_MOST_BARS - 1 :]
    others = Bar(phrase("others", n=len(rest)), sum(count for _, count in rest))
    return [*(Bar(_same(name), count) for name, count in shown), others]


def _years(years: Counter[int]) -> list[Bar]:
    """A bar for each year from the first to the last; only those with bases where they are many."""
    if not years:
        return []
    shown: Iterable[int] = range(min(years), max(years) + 1)
    if max(years) - min(years) >= _MOST_YEARS:
        shown = sorted(sorted(years, key=lambda year: -years[year])[:_MOST_YEARS])
    return [Bar(_same(str(year)), years[year]) for year in shown]


def _staff(staff: Counter[int]) -> list[Bar]:
    if not staff:
        return []
    bars = []
    for first, last in _STAFF:
        count = sum(n for size, n in staff.items() if size >= first and (not last or size <= last))
        if last == 0:
            count = sum(n for size, n in staff.items() if size <= 0)
        text = f"{first}–{last}" if last and last > first else str(first)
        bars.append(Bar(_same(text) if last is not None else phrase("or_more", n=first), count))
    return bars
