"""The report as one self-contained HTML page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

    from kyoten_extract.checks import Report


@cache
def _template() -> Template:
    from jinja2 import Environment

    text = resources.files(__package__).joinpath("report.html.jinja").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)


def render(report: Report) -> str:
    """``report`` as HTML: no script, style, font or picture is fetched from anywhere."""
    survey = report.survey
    repairs = [
        (base, correction)
        for base in survey.bases
        for correction in base.corrections
        # The others can't alter a value's meaning.
        if correction.confidence < 1
    ]
    lossless = sum(len(base.corrections) for base in survey.bases) - len(repairs)
    return _template().render(report=report, survey=survey, repairs=repairs, lossless=lossless)
