"""The differences of two editions, registered for the workbook, which stands below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kyoten_extract.model.output_formats import register

if TYPE_CHECKING:
    from kyoten_extract.model.survey import Survey
    from kyoten_extract.output.export import Value


@register("survey.differences")
def _differences(old: Survey, new: Survey) -> list[list[Value | float]]:
    """Flat rows: see :meth:`kyoten_extract.editions.edition_diff.EditionDiff.rows`."""
    from kyoten_extract.editions.edition_diff import diff

    return diff(old, new).rows()
