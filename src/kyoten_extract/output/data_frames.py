"""Flat tables as pandas data frames."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model.field_catalog import FieldType
from kyoten_extract.output.flat_table import FlatTable, FlatValue
from kyoten_extract.text.lone_surrogates import escape_surrogates
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    import pandas as pd

DTYPES: Mapping[FieldType, str] = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "text": "string",
    "category": "category",
    "date": "datetime64[s]",
}
"""The type in pandas of each type of column; all of them can miss values."""


def frame_of(table: FlatTable) -> pd.DataFrame:
    """A flat table as a data frame; what is missing is NA, an empty text too.

    Raises:
        FormatError: a number has more than 64 bits.
        MissingDependencyError: pandas is not installed.
    """
    require("pandas", needed_by="a data frame")
    import pandas as pd

    values = list(zip(*table.rows, strict=True)) or [()] * len(table.fields)
    frame: dict[str, pd.Series[Any]] = {
        escape_surrogates(field.key): _series(field.key, field.type, column)
        for field, column in zip(table.fields, values, strict=True)
    }
    return pd.DataFrame(frame, index=range(len(table.rows)))


def _series(name: str, kind: FieldType, values: tuple[FlatValue, ...]) -> pd.Series[Any]:
    import pandas as pd

    dtype: Any = DTYPES[kind]
    if kind == "integer":
        return whole_numbers(pd.Series(list(values), name=name, dtype=object))
    if kind == "number":
        floats = [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
        return pd.Series(floats, name=name, dtype=dtype)
    if kind in ("text", "category"):
        texts = [escape_surrogates(str(value)) if value else None for value in values]
        return pd.Series(texts, name=name, dtype="string").astype(dtype)
    return pd.Series(list(values), name=name, dtype=object).astype(dtype)


def whole_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of numbers as nullable Int64.

    Raises:
        FormatError: a number has more than 64 bits.
    """
    try:
        return column.astype("Int64")
    except OverflowError:
        raise FormatError(
            say("the column {column_name} has a number past 64 bits", column_name=column.name),
            remedy=say("write JSON or CSV"),
        ) from None


def parquet_bytes(table: FlatTable) -> bytes:
    """A flat table as Parquet.

    Raises:
        FormatError: a number has more than 64 bits.
        MissingDependencyError: pandas or pyarrow is not installed.
    """
    require("pandas", needed_by="Parquet")
    require("pyarrow", needed_by="Parquet", extra="parquet")
    stream = io.BytesIO()
    frame_of(table).to_parquet(stream, index=False)
    return stream.getvalue()
