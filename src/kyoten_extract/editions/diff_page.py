"""The differences between two editions as one HTML page, the editions side by side."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kyoten_extract.editions.edition_diff import EditionDiff
from kyoten_extract.output.export import Value
from kyoten_extract.output.report.html_report import content_policy
from kyoten_extract.output.report.i18n import name_of
from kyoten_extract.output.report.text_diff import Piece, difference, shown
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE = "diff_page.html.jinja"


def page(result: EditionDiff) -> str:
    """The differences as HTML that loads nothing and runs nothing, in Japanese and English.

    Raises:
        MissingDependencyError: jinja2 is not installed.
    """
    style = _part("diff_page.css")
    return _template().render(result=result, style=style, policy=content_policy(style, ""))


def _sides(before: Value, after: Value) -> tuple[list[Piece], list[Piece]]:
    """Both values, with what differs marked."""
    pieces = difference(*("" if value is None else str(value) for value in (before, after)))
    return [p for p in pieces if p.kind != "ins"], [p for p in pieces if p.kind != "del"]


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    require("jinja2", needed_by="an HTML page")
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(_part),
    )
    environment.globals |= {
        "sides": _sides,
        "shown": shown,
        "label": lambda key: name_of("field", key).ja,
    }
    return environment.get_template(_TEMPLATE)
