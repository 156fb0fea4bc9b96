"""The figures on the report's cards, counted in the ways of the table of published totals."""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract.checks.published_totals import Reconciliation
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.survey import Survey


@dataclass(frozen=True, slots=True)
class Figure:
    """One card.

    Attributes:
        total: name of the figure, as in the published totals: "bases", "staff.total".
        count: as counted in the plainest way.
        way: the name of that way of counting; ``None`` if there is only one.
        published: the printed figure, ``None`` if none was printed.
        explained_by: the way of counting that gives the published figure, if there is one.
    """

    total: str
    count: int | float
    way: str | None = None
    published: int | float | None = None
    explained_by: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether ``count`` itself is what was published."""
        return self.published == self.count


def headline_figures(survey: Survey, totals: Iterable[Reconciliation]) -> tuple[Figure, ...]:
    """Return the cards: bases, municipalities, countries, cities and staff.

    What the survey publishes is taken from ``totals``, so that a card and the table say the same.
    """
    known = {entry.total: entry for entry in totals}
    bases = survey.listed
    own = {
        "bases": len(bases),
        "municipalities": len({base.municipality for base in bases if base.municipality}),
        "countries": len({name for base in bases for name in base.countries}),
        "cities": len({name for base in bases for name in base.cities}),
        "staff.total": sum(base.staff.total or 0 for base in bases if base.staff is not None),
    }
    ways = {
        "bases": "rows",
        "municipalities": "names",
        "countries": "parts",
        "cities": "parts",
        "staff.total": "rows",
    }
    return tuple(
        _published(known[total]) if total in known else Figure(total, count, ways[total])
        for total, count in own.items()
    )


def _published(entry: Reconciliation) -> Figure:
    way, count = entry.counts[0]
    return Figure(entry.total, count, way, entry.published, entry.explained_by)
