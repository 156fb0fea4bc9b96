"""The official codes of a base, computed from its names: never stored, so never out of date."""

from __future__ import annotations

from kyoten_extract.deferred.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """A country as named in the row, with its ISO 3166-1 codes; ``None`` where it has none."""

    name: str
    alpha2: str | None
    alpha3: str | None


@dataclass(frozen=True, slots=True)
class CityPlace:
    """A city as named in the row, with its place in degrees (WGS 84, GeoNames) if it is known."""

    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class BaseCodes:
    """The official codes of a base.

    Attributes:
        municipality: 全国地方公共団体コード, six digits with the check digit; ``None`` if the name
            has none, or several and the printed order does not decide.
        countries, cities: one for each of the base's.
    """

    municipality: str | None
    countries: tuple[CountryCodes, ...]
    cities: tuple[CityPlace, ...]

    @property
    def alpha2(self) -> tuple[str, ...]:
        """The alpha-2 code of each country; empty if one has none."""
        found = tuple(country.alpha2 for country in self.countries if country.alpha2)
        return found if len(found) == len(self.countries) else ()

    @property
    def alpha3(self) -> tuple[str, ...]:
        """The alpha-3 code of each country; empty if one has none."""
        found = tuple(country.alpha3 for country in self.countries if country.alpha3)
        return found if len(found) == len(self.countries) else ()

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude of the city, if there is one, and its place is known."""
        if len(self.cities) != 1:
            return None
        (city,) = self.cities
        if city.latitude is None or city.longitude is None:
            return None
        return city.latitude, city.longitude
