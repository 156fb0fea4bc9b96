"""What a layout says of its columns: labels, types, parts, and the checks of their values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.codec import OMIT_EMPTY
from kyoten_extract.model.finding import Severity

Kind = Literal[
    "number",
    "decimal",
    "year",
    "date",
    "choice",
    "flag",
    "phone",
    "postal",
    "code",
    "url",
    "email",
    "place",
    "name",
    "prose",
    "items",
]

Names = Literal["municipality", "country", "city"]

NAMES: Mapping[Names, str] = {
    "municipality": "names of local governments",
    "country": "names of countries",
    "city": "names of foreign cities",
}
"""What the texts of a column may name, in words."""

KINDS: Mapping[Kind, str] = {
    "number": "an integer",
    "decimal": "a number that may have a fraction",
    "year": "a fiscal year",
    "date": "a date with year, month and day",
    "choice": "one of `choices`",
    "flag": "yes or no: ○, ×, 有, 無",
    "phone": "one telephone number or several",
    "postal": "a postal code",
    "code": "one letter, and a note after it",
    "url": "a web address",
    "email": "a mail address",
    "place": "one place name or several",
    "name": "one short text",
    "prose": "running text",
    "items": "a list of items",
}
"""Each kind of value in words, for messages and the documentation."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the printed columns over which a column may be parted.

    Attributes:
        labels: its labels in different editions.
        keep: its text is part of the column's; else it only repeats or groups it.
        joiner: set between its text and the text before.
    """

    labels: tuple[str, ...]
    keep: bool = True
    joiner: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A printed column that holds the values of several columns.

    Attributes:
        labels: its labels in different editions.
        into: keys of the columns it is taken apart into.
        pattern: a regular expression of one whole cell, with one group for each of ``into``. If
            empty, a cell of two values is divided where each fits its column.
    """

    labels: tuple[str, ...]
    into: tuple[str, ...]
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layout.

    Attributes:
        key: name of the column in records and findings.
        labels: its labels in different editions; findings use the first. A column that is printed
            without a label has none.
        holds: the kind of value in its cells.
        required: an edition without it, or a row in which it is empty, is an error.
        optional: an edition without it is not even a warning.
        parts: the printed columns over which it may be parted; empty if it never is.
        place: where it is printed if it has no label: from 1 at the left, from -1 at the right.
        choices: the values of a choice, or the letters of a code.
        yes, no: the texts of a flag that mean yes and no; the usual signs if both are empty.
        absent: texts that mean that there is no value, besides a dash.
        units: what may follow a number (人, 千円); left out of the value.
        merged: its cells may span several rows: an empty one has the value above it, and the
            value of rows that follow each other is one.
        line_items: each line of a cell is an item of its own, unless the line before is full.
        names: what its texts name, for a column whose label is unknown: a Japanese local
            government, a country or a foreign city.
        endings: what its texts usually end with (課, 事務所), for the same purpose.
        follows: key of a column: rows with the same text there have the same value here.
        counts: key of a column: the numbers begin with 1 wherever the text there changes.
    """

    key: str
    labels: tuple[str, ...]
    holds: Kind
    required: bool = False
    optional: bool = field(default=False, metadata=OMIT_EMPTY)
    parts: tuple[Part, ...] = field(default=(), metadata=OMIT_EMPTY)
    place: int | None = field(default=None, metadata=OMIT_EMPTY)
    choices: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    yes: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    no: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    absent: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    units: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    merged: bool = field(default=False, metadata=OMIT_EMPTY)
    line_items: bool = field(default=False, metadata=OMIT_EMPTY)
    names: Names | None = field(default=None, metadata=OMIT_EMPTY)
    endings: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)
    follows: str | None = field(default=None, metadata=OMIT_EMPTY)
    counts: str | None = field(default=None, metadata=OMIT_EMPTY)

    @property
    def label(self) -> str:
        """Its first label; its key if it has none."""
        return self.labels[0] if self.labels else self.key


CheckName = Literal[
    "sum", "unique", "one_of", "between", "matches", "not_empty", "count", "distinct", "total"
]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the values, as a layout declares it.

    Attributes:
        check: ``sum``: the columns add up to ``total`` in each row. ``unique``: no two rows have
            the same values. ``one_of``, ``between``, ``matches``: each value is one of ``values``,
            lies between ``least`` and ``most``, matches ``pattern`` as a whole. ``not_empty``:
            each row has a value. ``count``, ``distinct``, ``total``: the published figure
            ``published`` is the number of rows, of different values, or the sum of the column.
        columns: keys of the columns.
        total: key of the column with the sum.
        published: key of the published figure.
        values, least, most, pattern: what is allowed.
        severity, code: of the findings, if not those of the check.
    """

    check: CheckName
    columns: tuple[str, ...] = ()
    total: str | None = None
    published: str | None = None
    values: tuple[str, ...] = ()
    least: int | float | dt.date | None = None
    most: int | float | dt.date | None = None
    pattern: str | None = None
    severity: Severity | None = None
    code: str | None = None
