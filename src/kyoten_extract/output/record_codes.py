"""Official codes of the records of any survey, where its layout says what a column names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model.field_catalog import BY_KEY, Field
from kyoten_extract.output.flat_table import FlatValue, unused
from kyoten_extract.output.survey_codes import city_place, country_codes
from kyoten_extract.text.gazetteer.codes_in_order import codes_in_order


def code_columns(records: Records[Any], taken: set[str]) -> dict[Field, list[FlatValue]]:
    """The columns of codes, and the values of each: ``key_code`` of a column of municipalities,
    ``key_alpha2`` and ``key_alpha3`` of one of countries, ``key_latitude`` and ``key_longitude``
    of one of cities.

    A city is looked for in the country of its row, if there is one column of countries.
    """
    columns: dict[Field, list[FlatValue]] = {}

    def add(key: str, like: str, values: Iterable[FlatValue]) -> None:
        field = BY_KEY[like]
        name = unused(key, taken)
        columns[
            Field(
                *(name, field.name_ja, field.name_en, field.type, field.meaning),
                field.meaning_ja,
                unit=field.unit,
                least=field.least,
                most=field.most,
                pattern=field.pattern,
            )
        ] = list(values)

    named = [(column.key, column.names) for column in records.layout.columns if column.names]
    countries = [key for key, names in named if names == "country"]
    for key, names in named:
        texts = [row.values[key] for row in records.rows]
        if names == "municipality":
            add(f"{key}_code", "municipality_code", codes_in_order(texts))
        elif names == "country":
            found = [country_codes(text) if isinstance(text, str) else None for text in texts]
            add(f"{key}_alpha2", "country_alpha2", [one.alpha2 if one else None for one in found])
            add(f"{key}_alpha3", "country_alpha3", [one.alpha3 if one else None for one in found])
        elif len(countries) == 1:
            of = [row.values[countries[0]] for row in records.rows]
            places = [
                city_place(text, (country,))
                if isinstance(text, str) and isinstance(country, str)
                else None
                for text, country in zip(texts, of, strict=True)
            ]
            add(f"{key}_latitude", "latitude", [one.latitude if one else None for one in places])
            add(f"{key}_longitude", "longitude", [one.longitude if one else None for one in places])
    return columns
