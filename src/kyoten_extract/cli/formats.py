"""The formats that each command writes, by their suffixes: the choices of ``--format``."""

SURVEY_FORMATS = ("json", "csv", "xlsx", "parquet")
"""Of ``extract``, for surveys and records."""
TABLE_FORMATS = ("json", "csv", "xlsx")
REPORT_FORMATS = ("text", "json", "html", "github")
"""Of ``validate``; ``github`` has no suffix."""
DIFF_FORMATS = ("text", "json", "csv", "html")
PANEL_FORMATS = ("csv", "xlsx", "parquet")
LAYOUT_FORMATS = ("text", "json")
CODES_FORMATS = ("text", "markdown")
"""Of ``explain``."""
