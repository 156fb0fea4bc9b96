"""The pandera schema of a survey's data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kyoten_extract.model.field_catalog import FIELDS, Field
from kyoten_extract.output.data_frames import DTYPES
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    import pandera.pandas as pa


def dataframe_schema() -> pa.DataFrameSchema:
    """The pandera schema of ``Survey.to_dataframe``: columns, types, values allowed.

    Columns that an edition has and the layout does not know are allowed. ``schema.validate(frame)``
    raises pandera's own errors.

    Raises:
        MissingDependencyError: the extra ``pandera`` is not installed.
    """
    require("pandas", needed_by="a pandera schema")
    require("pandera", needed_by="a pandera schema", extra="pandera")
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {field.key: _column(field) for field in FIELDS},
        strict=False,
        ordered=False,
        name="bases",
        title="自治体の海外拠点",
    )


def _column(field: Field) -> Any:
    import pandera.pandas as pa

    checks = []
    if field.values:
        checks.append(pa.Check.isin(list(field.values)))
    if field.pattern:
        checks.append(pa.Check.str_matches(rf"^(?:{field.pattern})$"))
    if field.least is not None:
        checks.append(pa.Check.ge(field.least))
    if field.most is not None:
        checks.append(pa.Check.le(field.most))
    return pa.Column(
        DTYPES[field.type],
        checks,
        nullable=True,
        title=field.name_ja,
        description=field.meaning,
    )
