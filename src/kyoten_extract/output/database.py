"""SQLite databases: tables with keys and types, as the bytes of a file."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import Any

from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model.field_catalog import Field
from kyoten_extract.output.flat_table import FlatTable
from kyoten_extract.text.lone_surrogates import escape_surrogates

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
# Columns of ours that fit a table of SQLite as it is usually built: it has 2,000.
_MOST_COLUMNS = 1_990


def quoted(name: str) -> str:
    """A name as an identifier in SQL; a zero byte, which none can have, becomes U+FFFD.

    >>> quoted('the "best" one')
    '"the ""best"" one"'
    """
    clean = escape_surrogates(name).replace("\0", "\ufffd").replace('"', '""')
    return f'"{clean}"'


def column_definitions(fields: Sequence[Field]) -> list[str]:
    """The columns of ``fields`` for CREATE TABLE, under the names of :func:`column_names`."""
    return [
        f"{quoted(name)} {_TYPES.get(field.type, 'TEXT')}"
        for name, field in zip(column_names(fields), fields, strict=True)
    ]


def column_names(fields: Sequence[Field]) -> list[str]:
    """The name of each column, with a prime where it is one of our keys, or taken.

    SQLite takes names that differ in case only for one.
    """
    taken = {"id", "municipality_id"}
    names = []
    for field in fields:
        name = field.key
        while escape_surrogates(name).lower() in taken:
            name += "'"
        taken.add(escape_surrogates(name).lower())
        names.append(name)
    return names


@contextmanager
def new_database() -> Iterator[sqlite3.Connection]:
    """An empty database in memory, in one transaction, foreign keys held.

    Raises:
        FormatError: a number has more than 64 bits, or a table too many columns.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        try:
            yield connection
        except OverflowError:
            raise FormatError(
                say("a number past 64 bits does not fit a database"),
                remedy=say("write JSON or CSV"),
            ) from None


def saved_database(connection: sqlite3.Connection) -> bytes:
    """All of a database as the bytes of a file."""
    connection.execute("COMMIT")
    return connection.serialize()


def insert(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Insert rows into a table."""
    names = ", ".join(map(quoted, columns))
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})",
        (tuple(map(stored, row)) for row in rows),
    )


def stored(value: Any) -> str | int | float | None:
    """A value as SQLite keeps it; a date as ISO text, a decimal that no float has as text."""
    if isinstance(value, str):
        return escape_surrogates(value)
    if isinstance(value, Decimal):
        return float(value) if Decimal(str(float(value))) == value else str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value  # type: ignore[no-any-return]


def check_width(table: FlatTable) -> None:
    """Check that a table has not too many columns.

    Raises:
        FormatError: it has.
    """
    if len(table.fields) > _MOST_COLUMNS:
        raise FormatError(
            say("{columns} columns do not fit a database", columns=len(table.fields)),
            remedy=say("write csv or json instead"),
        )


def add_flat_table(connection: sqlite3.Connection, table: FlatTable) -> None:
    """Create a table of a flat table's name, columns and rows, with a key ``id`` from 1."""
    check_width(table)
    columns = ["id INTEGER PRIMARY KEY", *column_definitions(table.fields)]
    connection.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(columns)})")
    names = ["id", *column_names(table.fields)]
    insert(connection, table.name, names, ((n, *row) for n, row in enumerate(table.rows, 1)))


def add_dictionary(
    connection: sqlite3.Connection, tables: Iterable[tuple[str, Sequence[Field]]]
) -> None:
    """Create the table ``fields``, which says what each column of some tables is."""
    connection.execute(
        "CREATE TABLE fields (table_name TEXT NOT NULL, key TEXT NOT NULL, name_ja TEXT, "
        "name_en TEXT, type TEXT, unit TEXT, meaning TEXT, meaning_ja TEXT, "
        "PRIMARY KEY (table_name, key))"
    )
    columns = "table_name key name_ja name_en type unit meaning meaning_ja".split()
    rows = [
        (name, key, f.name_ja, f.name_en, f.type, f.unit or None, f.meaning, f.meaning_ja)
        for name, fields in tables
        for key, f in zip(column_names(fields), fields, strict=True)
    ]
    insert(connection, "fields", columns, rows)


def add_findings(
    connection: sqlite3.Connection, findings: Sequence[Any], rows: Sequence[int | None], table: str
) -> None:
    """Create the table ``findings``.

    Args:
        connection: the database.
        findings: what was found.
        rows: the ``id`` of the row that each is about, in the table ``table``.
        table: its name.
    """
    key = f"{table.removesuffix('s')}_id"
    connection.execute(
        "CREATE TABLE findings (id INTEGER PRIMARY KEY, code TEXT NOT NULL, "
        "severity TEXT NOT NULL, "
        f"message TEXT NOT NULL, field TEXT, {quoted(key)} INTEGER REFERENCES {quoted(table)}(id), "
        "municipality_no INTEGER, base_no INTEGER, page INTEGER, "
        "x0 REAL, top REAL, x1 REAL, bottom REAL, expected, actual)"
    )
    columns = (
        *("id", "code", "severity", "message", "field", key, "municipality_no", "base_no"),
        *("page", "x0", "top", "x1", "bottom", "expected", "actual"),
    )
    insert(
        connection,
        "findings",
        columns,
        (
            (
                *(number, f.code, f.severity, f.message, f.field, row, *(f.row or (None, None))),
                *(f.page, *(f.bbox or (None,) * 4), f.expected, f.actual),
            )
            for number, (f, row) in enumerate(zip(findings, rows, strict=True), 1)
        ),
    )
    connection.execute(f"CREATE INDEX findings_row ON findings({quoted(key)})")


def add_corrections(
    connection: sqlite3.Connection, changes: Iterable[tuple[int, Any]], table: str
) -> None:
    """Create the table ``corrections``, each with the ``id`` of its row in ``table``."""
    key = f"{table.removesuffix('s')}_id"
    connection.execute(
        "CREATE TABLE corrections (id INTEGER PRIMARY KEY, "
        f"{quoted(key)} INTEGER NOT NULL REFERENCES {quoted(table)}(id), field TEXT NOT NULL, "
        "before TEXT NOT NULL, after TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL, "
        "evidence TEXT)"
    )
    insert(
        connection,
        "corrections",
        (key, "field", "before", "after", "rule", "confidence", "evidence"),
        (
            (row, c.field, c.before, c.after, c.rule, c.confidence, c.evidence or None)
            for row, c in changes
        ),
    )
    connection.execute(f"CREATE INDEX corrections_row ON corrections({quoted(key)})")


def table_database(table: FlatTable) -> bytes:
    """A database with one table and the dictionary of its columns.

    Raises:
        FormatError: the table has too many columns for a database.
    """
    with new_database() as connection:
        add_flat_table(connection, table)
        add_dictionary(connection, [(table.name, table.fields)])
        return saved_database(connection)
