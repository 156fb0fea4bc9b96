"""The report's map: where the bases' cities are, drawn over an outline of the land."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.survey import Base
from kyoten_extract.output.report.page_templates import part
from kyoten_extract.text.gazetteer.places import city_position, country_code, listed_under
from kyoten_extract.text.normalize.width import display_width

# Tenths of a degree, the unit of the map: x is the longitude, y the latitude downwards.
_UNIT = 10
_WORLD = (-1800, -780, 3600, 1360)
# Size of the second map, which shows the region with most cities; its share of them, and the least
# number, at which it is drawn.
_REGION = (640, 520)
_REGION_SHARE, _REGION_CITIES = 0.4, 4
# Radius of the dot of a city with one base; its area grows with their number. In the second map the
# unit is larger on screen.
_DOT, _REGION_DOT = 15.0, 5.0
# Height of the letters of the second map, and the space between a dot and its name.
_LETTER, _GAP = 15.0, 2.5


@dataclass(frozen=True, slots=True)
class Dot:
    """A city on the map, in tenths of a degree; ``radius`` in the same unit."""

    city: str
    count: int
    x: float
    y: float
    radius: float
    label: tuple[float, float, str] | None = None
    """Where its name is written: x, y of the baseline, and the SVG text-anchor."""


@dataclass(frozen=True, slots=True)
class View:
    """A map: its SVG viewBox and the cities in it, most bases first."""

    box: tuple[float, float, float, float]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class CountryCities:
    """A country with its cities and the number of bases in each, most bases first.

    A base in several countries or cities is counted in each.
    """

    name: str
    count: int
    cities: tuple[tuple[str, int, bool], ...]
    """Name, number of bases, and whether it is on the map."""


@dataclass(frozen=True, slots=True)
class CityMap:
    """The maps (the world and, if the cities crowd, a region), and all cities by country."""

    land: str
    views: tuple[View, ...]
    countries: tuple[CountryCities, ...]

    @property
    def unplaced(self) -> int:
        """Number of cities that are not on the map, since GeoNames has none of that name."""
        return sum(not placed for country in self.countries for *_, placed in country.cities)


def city_map(bases: Sequence[Base]) -> CityMap | None:
    """Return the map of the bases' cities; ``None`` if no base has a country."""
    by_country: defaultdict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    places: dict[tuple[str, str], tuple[float, float] | None] = {}
    at: Counter[tuple[str, float, float]] = Counter()
    for base in bases:
        totals.update(base.countries)
        for city in base.cities:
            country = _country_of(city, base.countries, places)
            if country is None:
                continue
            by_country[country][city] += 1
            where = places[city, country]
            if where is not None:
                at[city, where[1] * _UNIT, -where[0] * _UNIT] += 1
    if not totals:
        return None
    listed = tuple(
        CountryCities(
            name,
            count,
            tuple(
                (city, n, places[city, name] is not None)
                for city, n in by_country[name].most_common()
            ),
        )
        for name, count in totals.most_common()
    )
    cities = [(city, n, x, y) for (city, x, y), n in at.most_common()]
    views = [View(_WORLD, tuple(_dots(cities, _DOT)))] if cities else []
    region = _region(cities)
    if region is not None:
        inside = [c for c in cities if _is_inside(c[2], c[3], region)]
        views.append(View(region, tuple(_labelled(_dots(inside, _REGION_DOT), region))))
    return CityMap(part(__package__, "land.path").strip(), tuple(views), listed)


def _country_of(
    city: str,
    countries: Sequence[str],
    places: dict[tuple[str, str], tuple[float, float] | None],
) -> str | None:
    """The one of a base's countries that has the city; the first one if none is known to."""
    for country in countries:
        if (city, country) not in places:
            places[city, country] = _position(city, country)
    placed = (country for country in countries if places[city, country] is not None)
    return next(placed, next(iter(countries), None))


def _position(city: str, country: str) -> tuple[float, float] | None:
    code = country_code(country)
    if code is None:
        return None
    others = sorted(listed_under(code) - {code})
    found = (city_position(city, one) for one in (code, *others))
    return next((where for where in found if where is not None), None)


def _dots(cities: Iterable[tuple[str, int, float, float]], radius: float) -> list[Dot]:
    return [Dot(city, n, x, y, round(radius * math.sqrt(n), 1)) for city, n, x, y in cities]


Place = tuple[str, int, float, float]


def _region(cities: Sequence[Place]) -> tuple[float, float, float, float] | None:
    """The viewBox around the most cities, if it has enough of them and not all the world's."""
    width, height = _REGION
    best: list[Place] = []
    for _, _, x, y in cities:
        box = (x - width / 2, y - height / 2, width, height)
        inside = [city for city in cities if _is_inside(city[2], city[3], box)]
        if len(inside) > len(best):
            best = inside
    if len(best) < max(_REGION_CITIES, _REGION_SHARE * len(cities)):
        return None
    x = (min(c[2] for c in best) + max(c[2] for c in best)) / 2
    y = (min(c[3] for c in best) + max(c[3] for c in best)) / 2
    return round(x - width / 2), round(y - height / 2), width, height


def _is_inside(x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def _labelled(dots: Sequence[Dot], box: tuple[float, float, float, float]) -> Iterable[Dot]:
    """Write the names that fit: beside, above or below the dot, over no other dot or name."""
    taken = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in dots]
    for index, dot in enumerate(dots):
        width = display_width(dot.city) * _LETTER / 2
        away = dot.radius + _GAP
        choices = (
            (dot.x + away, dot.y + _LETTER / 3, "start", dot.x + away),
            (dot.x - away, dot.y + _LETTER / 3, "end", dot.x - away - width),
            (dot.x, dot.y - away, "middle", dot.x - width / 2),
            (dot.x, dot.y + away + 0.8 * _LETTER, "middle", dot.x - width / 2),
        )
        label = None
        for x, y, anchor, left in choices:
            area = (left, y - 0.8 * _LETTER, left + width, y + 0.15 * _LETTER)
            others = (one for n, one in enumerate(taken) if n != index)
            if not _is_inside(*area[:2], box) or not _is_inside(*area[2:], box):
                continue
            if not any(_overlap(area, other) for other in others):
                taken.append(area)
                label = (round(x, 1), round(y, 1), anchor)
                break
        yield Dot(dot.city, dot.count, dot.x, dot.y, dot.radius, label)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
