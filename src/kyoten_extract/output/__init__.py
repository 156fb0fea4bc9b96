"""Everything that leaves the library: files, reports, comparisons of editions."""

from kyoten_extract.output import registered_formats

__all__ = ["registered_formats"]
