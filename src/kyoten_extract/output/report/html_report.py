"""The report as one HTML page that loads nothing from the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kyoten_extract._types import WITHOUT_PAGES
from kyoten_extract.findings.explain import detail_of, summary_of
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.flat_table import CODE_COLUMNS, computed_values
from kyoten_extract.output.report.charts import charts
from kyoten_extract.output.report.city_map import city_map
from kyoten_extract.output.report.entries import (
    MOST_PICTURES,
    Entry,
    entries,
    formatting_changes,
    lack_text,
)
from kyoten_extract.output.report.headline_figures import headline_figures
from kyoten_extract.output.report.i18n import Phrase, name_of, phrase, total_name
from kyoten_extract.output.report.municipality_groups import details, municipality_groups
from kyoten_extract.output.report.page_templates import content_policy, environment, part
from kyoten_extract.output.report.row_images import SourceDocument
from kyoten_extract.output.report.text_diff import Piece, difference, shown

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from kyoten_extract._types import AnySource
    from kyoten_extract.checks import Report
    from kyoten_extract.output.report.page_texts import PageTexts

_PACKAGE = "kyoten_extract.output.report"
_KINDS = ("error", "warning", "info", "correction")


def render(
    report: Report, document: AnySource | None = None, *, password: str | None = None
) -> str:
    """Return ``report`` as HTML, with images of the rows concerned.

    Args:
        report: the report of a survey.
        document: the file the survey was read from: a path, its bytes, or a binary stream. Without
            it, and for a transcription, a workbook or a CSV file, the page has no images.
        password: password of an encrypted PDF.

    Raises:
        UsageError: ``document`` is not the file the survey was read from.
        SourceError: ``document`` can't be read.
    """
    survey = report.survey
    source_document = SourceDocument(document, survey, password) if document is not None else None
    found = entries(report, source_document)
    style, script = part(_PACKAGE, "page.css"), part(_PACKAGE, "page.js")
    texts, template = _template()
    totals = report.reconciliation
    listed = survey.listed
    entry_of = {e.index: (i, e) for i, e in enumerate(found) if e.index is not None}
    drawn, cities = charts(listed), city_map(listed)
    sure_count = sum(1 for base in survey.bases for _ in formatting_changes(base))
    counts = Counter[str](finding.severity for finding in report.findings)
    counts["correction"] = sum(len(entry.corrections) for entry in found)
    return template.render(
        **_texts(texts),
        report=report,
        totals=totals,
        survey=survey,
        entries=found,
        contents=_contents(bool(drawn), cities is not None),
        figures=headline_figures(survey, totals),
        charts=drawn,
        map=cities,
        listed=len(listed),
        groups=municipality_groups(survey.bases, entry_of),
        computed=[_computed(values) for values in computed_values(survey)],
        code_columns=" ".join(CODE_COLUMNS),
        pdf=_pdf_link(survey),
        intro=_intro(survey, found, source_document),
        images_lack_text=lack_text(found),
        most_pictures=MOST_PICTURES,
        capped=sum(bool(entry.pictures) for entry in found) >= MOST_PICTURES,
        counts=counts,
        kinds=_KINDS,
        sure_count=sure_count,
        municipalities=list(dict.fromkeys(b.municipality for b in survey.bases if b.municipality)),
        printed_characters=sum(page.printed for page in survey.ledger),
        lost=sum(abs(page.printed - page.accounted) for page in survey.ledger),
        entry_of=entry_of,
        codes=sorted({finding.code for finding in report.findings}),
        style=style,
        script=script,
        policy=content_policy(style, script),
    )


def _contents(has_charts: bool, has_map: bool) -> list[tuple[str, str]]:
    """The parts of the page: the id of each heading, and the phrase of its name."""
    return [
        ("summary", "summary"),
        *([("charts", "charts")] if has_charts else []),
        *([("map", "map")] if has_map else []),
        ("totals", "totals_short"),
        ("findings", "findings_short"),
        ("bases", "table"),
    ]


def _computed(values: Sequence[object]) -> str:
    """The computed columns of a row, which it has for the CSV of the rows shown."""
    texts = ["" if value is None else str(value) for value in values]
    # A bar within a heading would shift the codes.
    return "|".join(text.replace("|", "｜") for text in texts).rstrip("|")


def _pdf_link(survey: Survey) -> str | None:
    """The address of the PDF that lies beside the page; ``None`` if the survey is of no PDF."""
    name = PurePath(survey.source.name).name
    if survey.source.engine in WITHOUT_PAGES or not name.lower().endswith(".pdf"):
        return None
    return f"./{quote(name)}"


def _intro(survey: Survey, found: tuple[Entry, ...], source_document: SourceDocument | None) -> str:
    if survey.source.engine == "transcript":
        return "findings_transcript"
    if survey.source.engine in WITHOUT_PAGES:
        return "findings_sheet"
    if source_document is None or not any(entry.pictures for entry in found):
        return "findings_without_pictures"
    return "findings_intro"


def _template() -> tuple[PageTexts, Template]:
    """The page's template, and an empty list of its texts.

    Raises:
        MissingDependencyError: jinja2 is not installed.
    """
    templates = _environment()
    # It needs what jinja2 brings.
    from kyoten_extract.output.report.page_texts import PageTexts

    return PageTexts(), templates.get_template("page.html.jinja")


@cache
def _environment() -> Environment:
    templates = environment(_PACKAGE, needed_by="an HTML report")
    templates.globals |= {
        "difference": difference,
        "shown": shown,
        "summary": lambda code: Phrase(summary_of(code), summary_of(code, "ja")),
        "evidence": lambda change: Phrase(change.evidence, change.text("ja")),
        "message": lambda finding: Phrase(finding.message, finding.text("ja")),
        "meaning": lambda code: Phrase(detail_of(code), detail_of(code, "ja")),
        "coded": _coded,
        "is_change": _is_change,
        "row_name": _row_name,
        "details": details,
        "phrase": phrase,
        "lines": _lines,
    }
    return templates


def _texts(texts: PageTexts) -> dict[str, Callable[..., Any]]:
    """What templates write texts with."""
    return {
        "t": texts.t,
        "both": texts.both,
        "say": texts.say,
        "number": lambda key, **values: texts.number(phrase(key, **values)),
        "number_of": texts.number,
        "english": texts.english,
        "field": lambda key: texts.both(name_of("field", key)),
        "total": lambda key: texts.both(total_name(key)),
        "convention": lambda key: texts.both(name_of("convention", key)),
        "made": lambda key: texts.both(name_of("made", key)),
    }


def _coded(code: str) -> Phrase:
    """A code with its summary."""
    return Phrase(f"{code} {summary_of(code)}", f"{code} {summary_of(code, 'ja')}")


def _is_change(finding: Finding) -> bool:
    """Whether a finding has two texts to compare: the actual one and the expected one."""
    return isinstance(finding.expected, str) and isinstance(finding.actual, str)


def _lines(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Split a diff into the text before, with deletions, and the text after, with insertions."""
    return (
        tuple(piece for piece in pieces if piece.kind != "ins"),
        tuple(piece for piece in pieces if piece.kind != "del"),
    )


def _row_name(base: Base) -> str:
    """Return the numbers of a row ("12-3"); empty if both are missing."""
    if base.municipality_no is None and base.base_no is None:
        return ""
    return row_number(base.key)
