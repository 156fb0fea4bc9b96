"""Several editions of a survey: what changed between two, and all of them as one panel."""

from kyoten_extract.editions import registered_differences

__all__ = ["registered_differences"]
