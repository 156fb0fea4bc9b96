"""A survey as GeoJSON (RFC 7946): a feature for each base, at its cities."""

from __future__ import annotations

from typing import Any

from kyoten_extract.model.base_codes import BaseCodes
from kyoten_extract.model.finding import row_number
from kyoten_extract.model.survey import Survey
from kyoten_extract.output.flat_table import survey_table


def feature_collection(survey: Survey) -> dict[str, Any]:
    """The bases as features, with the columns of the flat table as properties.

    A base in one city is a point, in several a multipoint of those whose places are known; the
    geometry is null if none is. Positions are longitude, then latitude, in WGS 84.
    """
    table = survey_table(survey)
    return {
        "type": "FeatureCollection",
        "name": survey.title or survey.source.name,
        "features": [
            {
                "type": "Feature",
                "id": row_number(base.key),
                "geometry": _geometry(codes),
                "properties": dict(zip(table.columns, row, strict=True)),
            }
            for base, codes, row in zip(survey.bases, survey.codes, table.rows, strict=True)
        ],
    }


def _geometry(codes: BaseCodes) -> dict[str, Any] | None:
    places = [
        [city.longitude, city.latitude]
        for city in codes.cities
        if city.longitude is not None and city.latitude is not None
    ]
    if not places:
        return None
    if len(codes.cities) == 1:
        return {"type": "Point", "coordinates": places[0]}
    return {"type": "MultiPoint", "coordinates": places}
