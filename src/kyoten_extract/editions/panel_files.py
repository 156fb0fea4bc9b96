"""A panel as the bytes of a file."""

from __future__ import annotations

import io
from typing import Any

from kyoten_extract.editions.panel import Panel
from kyoten_extract.model.finding import Finding
from kyoten_extract.output.export import csv_bytes, require_format
from kyoten_extract.output.formula_cells import Formulas


def panel_bytes(panel: Panel, form: str, *, formulas: Formulas = "keep") -> bytes:
    """The panel as CSV, an Excel workbook (with its columns and findings) or Parquet.

    Raises:
        MissingDependencyError: a package that the format needs is not installed.
    """
    require_format(form)
    if form == "csv":
        return csv_bytes(panel.header, panel.rows, formulas=formulas)
    if form == "xlsx":
        return _workbook(panel)
    stream = io.BytesIO()
    panel.to_dataframe().to_parquet(stream, index=False)
    return stream.getvalue()


def columns_bytes(panel: Panel, *, formulas: Formulas = "keep") -> bytes:
    """Which column each edition has, under which name, as CSV."""
    return csv_bytes(*panel.column_rows(), formulas=formulas)


def _workbook(panel: Panel) -> bytes:
    from kyoten_extract.output.excel import tables_workbook

    fields = [name for name in Finding.__dataclass_fields__ if name not in ("template", "values")]
    found = [[_plain(getattr(one, field)) for field in fields] for one in panel.findings]
    header, columns = panel.column_rows()
    rows = [[_plain(value) for value in row] for row in panel.rows]
    return tables_workbook(
        [
            ("panel", panel.header, rows),
            ("columns", header, columns),
            ("findings", fields, found),
        ]
    )


def _plain(value: Any) -> str | int | float | None:
    """A value that a cell can hold."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
