"""Output: files, reports, and comparisons of editions."""

from kyoten_extract.output import registered_formats

__all__ = ["registered_formats"]
