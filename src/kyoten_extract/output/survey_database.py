"""A survey as a SQLite database: its tables, their keys, and views for the usual questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kyoten_extract.checks import validate
from kyoten_extract.model import codec
from kyoten_extract.model.survey import BaseForm, PublishedTotals, Survey
from kyoten_extract.output.database import (
    add_corrections,
    add_dictionary,
    add_findings,
    check_width,
    column_definitions,
    column_names,
    insert,
    new_database,
    saved_database,
)
from kyoten_extract.output.flat_table import FlatTable, survey_table
from kyoten_extract.output.row_finder import RowFinder
from kyoten_extract.output.survey_codes import country_of_city

# "kyot", by which file(1) and others may know a database of this kind; and its version.
_APPLICATION, _VERSION = 0x6B796F74, 1

_TABLES = """
CREATE TABLE survey (
    id INTEGER PRIMARY KEY CHECK (id = 1), title TEXT, as_of TEXT, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, pages INTEGER NOT NULL, engine TEXT NOT NULL, version TEXT NOT NULL,
    pages_read TEXT, notes TEXT);
CREATE TABLE municipalities (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT);
CREATE TABLE countries (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, alpha2 TEXT, alpha3 TEXT);
CREATE TABLE cities (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, country_id INTEGER REFERENCES countries(id),
    latitude REAL, longitude REAL);
CREATE TABLE forms (form TEXT PRIMARY KEY, name TEXT NOT NULL);
"""
_LINKS = """
CREATE TABLE base_countries (
    base_id INTEGER NOT NULL REFERENCES bases(id), place INTEGER NOT NULL,
    country_id INTEGER NOT NULL REFERENCES countries(id), PRIMARY KEY (base_id, place));
CREATE TABLE base_cities (
    base_id INTEGER NOT NULL REFERENCES bases(id), place INTEGER NOT NULL,
    city_id INTEGER NOT NULL REFERENCES cities(id), PRIMARY KEY (base_id, place));
CREATE TABLE printed_cells (
    base_id INTEGER NOT NULL REFERENCES bases(id), field TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE TABLE boxes (
    base_id INTEGER NOT NULL REFERENCES bases(id), page INTEGER NOT NULL,
    x0 REAL, top REAL, x1 REAL, bottom REAL);
CREATE TABLE leftovers (
    page INTEGER NOT NULL, text TEXT NOT NULL, x0 REAL, top REAL, x1 REAL, bottom REAL);
CREATE TABLE totals (
    total TEXT PRIMARY KEY, published NUMERIC NOT NULL, explained_by TEXT, candidates TEXT);
CREATE TABLE total_counts (
    total TEXT NOT NULL REFERENCES totals(total), convention TEXT NOT NULL, count NUMERIC NOT NULL,
    PRIMARY KEY (total, convention));
CREATE INDEX bases_municipality ON bases(municipality_id);
CREATE INDEX bases_form ON bases(form);
CREATE INDEX base_countries_country ON base_countries(country_id);
CREATE INDEX base_cities_city ON base_cities(city_id);
CREATE INDEX printed_cells_base ON printed_cells(base_id);
CREATE INDEX boxes_base ON boxes(base_id);
"""
# Rows under a heading of their own are not counted by the survey, nor by the views.
_STAFF = (
    "sum(staff_total) AS staff_total, sum(staff_dispatched) AS staff_dispatched, "
    "sum(staff_local) AS staff_local"
)
_VIEWS = f"""
CREATE VIEW listed_bases AS SELECT * FROM bases WHERE section IS NULL;
CREATE VIEW by_country AS
    SELECT c.name AS country, c.alpha2, c.alpha3, count(*) AS bases,
        count(DISTINCT b.municipality_id) AS municipalities, {_STAFF}
    FROM listed_bases b JOIN base_countries l ON l.base_id = b.id
        JOIN countries c ON c.id = l.country_id
    GROUP BY c.id ORDER BY bases DESC, c.id;
CREATE VIEW by_city AS
    SELECT y.name AS city, c.name AS country, y.latitude, y.longitude, count(*) AS bases,
        count(DISTINCT b.municipality_id) AS municipalities, {_STAFF}
    FROM listed_bases b JOIN base_cities l ON l.base_id = b.id JOIN cities y ON y.id = l.city_id
        LEFT JOIN countries c ON c.id = y.country_id
    GROUP BY y.id ORDER BY bases DESC, y.id;
CREATE VIEW by_municipality AS
    SELECT m.name AS municipality, m.code, count(*) AS bases,
        (SELECT count(DISTINCT l.country_id) FROM listed_bases x
            JOIN base_countries l ON l.base_id = x.id WHERE x.municipality_id = m.id) AS countries,
        {_STAFF}
    FROM listed_bases b JOIN municipalities m ON m.id = b.municipality_id
    GROUP BY m.id ORDER BY m.id;
CREATE VIEW by_form AS
    SELECT b.form, f.name, count(*) AS bases, {_STAFF}
    FROM listed_bases b LEFT JOIN forms f ON f.form = b.form
    GROUP BY b.form ORDER BY b.form;
CREATE VIEW by_year AS
    SELECT established AS year, count(*) AS bases,
        sum(count(*)) OVER (ORDER BY established) AS bases_so_far, {_STAFF}
    FROM listed_bases GROUP BY established ORDER BY established;
CREATE VIEW staff AS
    SELECT b.id, b.municipality_no, b.base_no, b.municipality, b.name, b.country, b.city, b.form,
        staff_total, staff_dispatched, staff_local,
        staff_total - staff_dispatched - staff_local AS difference
    FROM listed_bases b WHERE staff_total IS NOT NULL ORDER BY staff_total DESC, b.id;
"""


def survey_database(survey: Survey) -> bytes:
    """A survey as the bytes of a SQLite database; docs/formats.md shows its tables and views.

    Raises:
        FormatError: a number has more than 64 bits, or there are too many columns.
    """
    report = validate(survey)
    table = survey_table(survey)
    with new_database() as connection:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        _run(connection, _TABLES)
        _add_survey(connection, survey)
        _add_bases(connection, survey, table)
        _add_totals(connection, survey.published, report.reconciliation)
        finder = RowFinder(survey.bases)
        found = [finder.index(finding) for finding in report.findings]
        rows = [None if index is None else index + 1 for index in found]
        add_findings(connection, report.findings, rows, "bases")
        changes = (
            (number, change)
            for number, base in enumerate(survey.bases, 1)
            for change in base.corrections
        )
        add_corrections(connection, changes, "bases")
        _run(connection, _VIEWS)
        add_dictionary(connection, [("bases", table.fields)])
        return saved_database(connection)


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Execute statements within the transaction, which ``executescript`` would end."""
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def _add_survey(connection: sqlite3.Connection, survey: Survey) -> None:
    source, published = survey.source, survey.published
    pages_read = ",".join(map(str, source.pages_read)) or None
    notes = "\n".join(published.notes) or None if published else None
    insert(
        connection,
        "survey",
        "id title as_of file sha256 pages engine version pages_read notes".split(),
        [
            (
                *(1, survey.title, survey.as_of, source.name, source.sha256, source.pages),
                *(source.engine, source.version, pages_read, notes),
            )
        ],
    )
    insert(connection, "forms", ("form", "name"), [(f.value, f.label) for f in BaseForm])


class _Numbered:
    """Numbers things from 1, in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Any, ...], int] = {}

    def __call__(self, *key: Any) -> int:
        return self.numbers.setdefault(key, len(self.numbers) + 1)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        return ((number, *key) for key, number in self.numbers.items())


def _add_bases(connection: sqlite3.Connection, survey: Survey, table: FlatTable) -> None:
    municipalities, countries, cities = _Numbered(), _Numbered(), _Numbered()
    base_countries: list[tuple[int, int, int]] = []
    base_cities: list[tuple[int, int, int]] = []
    owners: list[int | None] = []
    for number, (base, codes) in enumerate(zip(survey.bases, survey.codes, strict=True), 1):
        owners.append(
            municipalities(base.municipality, codes.municipality) if base.municipality else None
        )
        of = {c.name: countries(c.name, c.alpha2, c.alpha3) for c in codes.countries}
        base_countries += (
            (number, place, of[c.name]) for place, c in enumerate(codes.countries, 1)
        )
        for place, c in enumerate(codes.cities, 1):
            country = country_of_city(c.name, base.countries)
            city = cities(c.name, of[country] if country else None, c.latitude, c.longitude)
            base_cities.append((number, place, city))
    insert(connection, "municipalities", ("id", "name", "code"), municipalities.rows())
    insert(connection, "countries", ("id", "name", "alpha2", "alpha3"), countries.rows())
    columns = ("id", "name", "country_id", "latitude", "longitude")
    insert(connection, "cities", columns, cities.rows())
    check_width(table)
    names = ["id", "municipality_id", *column_names(table.fields)]
    definitions = ", ".join(column_definitions(table.fields))
    connection.execute(
        "CREATE TABLE bases (id INTEGER PRIMARY KEY, "
        f"municipality_id INTEGER REFERENCES municipalities(id), {definitions}, "
        "FOREIGN KEY (form) REFERENCES forms(form))"
    )
    rows = (
        (number, owner, *row)
        for number, (owner, row) in enumerate(zip(owners, table.rows, strict=True), 1)
    )
    insert(connection, "bases", names, rows)
    _run(connection, _LINKS)
    insert(connection, "base_countries", ("base_id", "place", "country_id"), base_countries)
    insert(connection, "base_cities", ("base_id", "place", "city_id"), base_cities)
    _add_places(connection, survey)


def _add_places(connection: sqlite3.Connection, survey: Survey) -> None:
    insert(
        connection,
        "printed_cells",
        ("base_id", "field", "text"),
        (
            (number, field, text)
            for number, base in enumerate(survey.bases, 1)
            for field, text in base.raw.items()
        ),
    )
    insert(
        connection,
        "boxes",
        ("base_id", "page", "x0", "top", "x1", "bottom"),
        (
            (number, *box)
            for number, base in enumerate(survey.bases, 1)
            for box in base.source.boxes
        ),
    )
    insert(
        connection,
        "leftovers",
        ("page", "text", "x0", "top", "x1", "bottom"),
        ((one.page, one.text, *(one.bbox or (None,) * 4)) for one in survey.leftovers),
    )


def _add_totals(
    connection: sqlite3.Connection, published: PublishedTotals | None, entries: Sequence[Any]
) -> None:
    """Every published figure, with what was counted where it could be compared."""
    explained = {entry.total: entry for entry in entries}
    figures = dict(_figures(codec.encode(published) if published else {}))
    figures |= {entry.total: entry.published for entry in entries}
    insert(
        connection,
        "totals",
        ("total", "published", "explained_by", "candidates"),
        (
            (name, figure, getattr(entry, "explained_by", None), getattr(entry, "candidates", None))
            for name, figure in figures.items()
            for entry in [explained.get(name)]
        ),
    )
    insert(
        connection,
        "total_counts",
        ("total", "convention", "count"),
        ((entry.total, *count) for entry in entries for count in entry.counts),
    )


def _figures(data: Any, name: str = "") -> Iterable[tuple[str, float]]:
    """The numbers in the published totals, by name: "forms.a"."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _figures(value, f"{name}.{key}" if name else key)
    elif isinstance(data, int | float):
        yield name, data
