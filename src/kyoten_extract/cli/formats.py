"""The formats that each command writes, by their suffixes: the choices of ``--format``."""

from kyoten_extract.model.output_formats import SURVEY_FORMATS, TABLE_FORMATS

__all__ = [
    "CODES_FORMATS",
    "DIFF_FORMATS",
    "LAYOUT_FORMATS",
    "PANEL_FORMATS",
    "REPORT_FORMATS",
    "SURVEY_FORMATS",
    "TABLE_FORMATS",
]

REPORT_FORMATS = ("text", "json", "html", "github")
"""Of ``validate``; ``github`` has no suffix."""
DIFF_FORMATS = ("text", "json", "csv", "html")
PANEL_FORMATS = ("csv", "xlsx", "parquet")
LAYOUT_FORMATS = ("text", "json")
CODES_FORMATS = ("text", "markdown")
"""Of ``explain``."""
