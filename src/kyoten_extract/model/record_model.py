"""One row of any survey as a typed record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.codec import OMIT_EMPTY
from kyoten_extract.model.finding import Correction, RowKey
from kyoten_extract.model.survey import FiscalYear, Provenance


@dataclass(frozen=True, slots=True)
class Coded:
    """A letter, and the note printed after it ("c 業務委託")."""

    code: str
    note: str | None = None

    def __str__(self) -> str:
        return self.code if self.note is None else f"{self.code} {self.note}"


Value = bool | int | Decimal | str | dt.date | FiscalYear | Coded | tuple[str, ...] | None
"""The value of a column: ``None`` if its cell is empty, a dash, or could not be read."""


RESERVED = frozenset("values extras raw source corrections section key pages page findings".split())
"""Names that no column may have: the attributes of a record, and the columns of its own that a
flat table has."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a survey.

    The value of a column is also an attribute, by its key: ``record.beds`` for
    ``record.values["beds"]``.

    Attributes:
        values: by key, of every column of the layout.
        extras: texts of printed columns that are not in the layout, by their labels.
        raw: every cell as printed, by key or label.
        source: where the row was printed.
        corrections: every change from ``raw`` to the values' texts.
        section: the heading it stands under; empty if there is none.
    """

    values: Mapping[str, Value]
    extras: Mapping[str, str]
    raw: Mapping[str, str]
    source: Provenance
    corrections: tuple[Correction, ...]
    section: str = field(default="", metadata=OMIT_EMPTY)

    def __getattr__(self, key: str) -> Any:
        # Unpickling and copying ask for attributes before there are any.
        if not key.startswith("__"):
            values = object.__getattribute__(self, "values")
            if key in values:
                return values[key]
        raise AttributeError(f"the record has no column {key!r}")

    @property
    def key(self) -> RowKey | None:
        """The numbers of a base; ``None`` in a survey whose rows have no such numbers."""
        if "municipality_no" not in self.values and "base_no" not in self.values:
            return None
        return _number(self.values.get("municipality_no")), _number(self.values.get("base_no"))


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
