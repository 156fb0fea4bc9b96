"""Bases and records as declared checks see them: values by column, and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kyoten_extract.checks.support.rule_registry import at
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.layout.value_types import has_no_value, read_value
from kyoten_extract.model.record_model import Coded, Record, Value
from kyoten_extract.model.survey import BASE_COLUMNS, Base

# Texts that name a row in a message.
_NAMES = 2


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row.

    Attributes:
        values: by key of the column.
        name: of the row, for messages: its first texts.
        where: row, page and bbox of findings about it.
    """

    values: Mapping[str, Value]
    name: str
    where: Mapping[str, object]


def checked_record(record: Record, layout: Layout) -> CheckedRow:
    """``record`` as a row to check."""
    return CheckedRow(record.values, _name(record.values, layout), at(record))


def checked_base(base: Base, layout: Layout) -> CheckedRow:
    """``base`` as a row to check; columns that a base does not have are read from its extras."""
    values = dict(_base_values(base))
    for column in layout.columns:
        if column.key in base.extras and column.key not in BASE_COLUMNS:
            text = base.extras[column.key]
            empty = has_no_value(column, text)
            values[column.key] = None if empty else read_value(column, text)
    return CheckedRow(values, _name(values, layout), at(base))


def _base_values(base: Base) -> Iterator[tuple[str, Value]]:
    for key in BASE_COLUMNS:
        if key.startswith("staff_"):
            part = key.removeprefix("staff_")
            yield key, None if base.staff is None else getattr(base.staff, part)
        elif key == "form":
            form = base.form
            yield key, None if form is None else Coded(form.value, base.form_note)
        else:
            yield key, getattr(base, key)


def _name(values: Mapping[str, Value], layout: Layout) -> str:
    texts = [values.get(column.key) for column in layout.columns if column.holds == "name"]
    return " ".join(str(text) for text in texts[:_NAMES] if text)
