"""The differences between two editions as one HTML page, the editions side by side."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kyoten_extract.editions.edition_diff import EditionDiff
from kyoten_extract.output.export import Value
from kyoten_extract.output.report.i18n import name_of
from kyoten_extract.output.report.page_templates import content_policy, environment, part
from kyoten_extract.output.report.text_diff import Piece, difference, shown

if TYPE_CHECKING:
    from jinja2 import Template

_PACKAGE, _TEMPLATE = "kyoten_extract.editions", "diff_page.html.jinja"


def page(result: EditionDiff) -> str:
    """The differences as HTML that loads nothing and runs nothing, in Japanese and English.

    Raises:
        MissingDependencyError: jinja2 is not installed.
    """
    style = part(_PACKAGE, "diff_page.css")
    return _template().render(result=result, style=style, policy=content_policy(style, ""))


def _sides(before: Value, after: Value) -> tuple[list[Piece], list[Piece]]:
    """Both values, with what differs marked."""
    pieces = difference(*("" if value is None else str(value) for value in (before, after)))
    return [p for p in pieces if p.kind != "ins"], [p for p in pieces if p.kind != "del"]


@cache
def _template() -> Template:
    templates = environment(_PACKAGE, needed_by="an HTML page")
    templates.globals |= {
        "sides": _sides,
        "shown": shown,
        "label": lambda key: name_of("field", key).ja,
    }
    return templates.get_template(_TEMPLATE)
