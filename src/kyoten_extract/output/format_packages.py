"""The packages that formats need; nothing else is loaded, so a command can ask at its start."""

from __future__ import annotations

from kyoten_extract.workers.optional_import import require


def require_format(form: str) -> None:
    """Check, before a long document is read, that files of a format can be written.

    Raises:
        MissingDependencyError: a package that the format needs is not installed.
    """
    if form == "xlsx":
        require("openpyxl", needed_by="an Excel workbook")
    elif form == "parquet":
        require("pandas", needed_by="Parquet")
        require("pyarrow", needed_by="Parquet", extra="parquet")
    elif form == "sqlite":
        require("sqlite3", needed_by="a SQLite database")
