"""The report as one HTML page that loads nothing from the network."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from kyoten_extract._types import WITHOUT_PAGES
from kyoten_extract.findings.explain import detail_of, summary_of
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.report.entries import MOST_PICTURES, Entry, entries, formatting_changes
from kyoten_extract.output.report.i18n import Phrase, name_of, phrase, total_name
from kyoten_extract.output.report.page_templates import content_policy, environment, part
from kyoten_extract.output.report.row_images import SourceDocument
from kyoten_extract.output.report.text_diff import Piece, difference, shortened, shown

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from kyoten_extract._types import AnySource
    from kyoten_extract.checks import Report

_PACKAGE = "kyoten_extract.output.report"
# Characters of unchanged text shown on each side of a formatting change.
_CONTEXT = 16
_KINDS = ("error", "warning", "info", "correction")
# Columns listed under "Details"; the others have a column of the table.
_DETAILS = (
    *("form_note", "contractor", "department", "reason", "activities", "remarks"),
    *("countries", "cities"),
)


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
    sure_count = sum(1 for base in survey.bases for _ in formatting_changes(base))
    counts = Counter[str](finding.severity for finding in report.findings)
    counts["correction"] = sum(len(entry.corrections) for entry in found)
    return _template().render(
        report=report,
        survey=survey,
        entries=found,
        intro=_intro(survey, found, source_document),
        most_pictures=MOST_PICTURES,
        capped=sum(bool(entry.pictures) for entry in found) >= MOST_PICTURES,
        counts=counts,
        kinds=_KINDS,
        sure_count=sure_count,
        municipalities=list(dict.fromkeys(b.municipality for b in survey.bases if b.municipality)),
        countries=len({country for base in survey.bases for country in base.countries}),
        staff=sum(b.staff.total or 0 for b in survey.bases if b.staff is not None),
        printed_characters=sum(page.printed for page in survey.ledger),
        lost=sum(abs(page.printed - page.accounted) for page in survey.ledger),
        entry_of={e.index: (i, e) for i, e in enumerate(found) if e.index is not None},
        codes=sorted({finding.code for finding in report.findings}),
        style=style,
        script=script,
        policy=content_policy(style, script),
    )


def _intro(survey: Survey, found: tuple[Entry, ...], source_document: SourceDocument | None) -> str:
    if survey.source.engine == "transcript":
        return "findings_transcript"
    if survey.source.engine in WITHOUT_PAGES:
        return "findings_sheet"
    if source_document is None or not any(entry.pictures for entry in found):
        return "findings_without_pictures"
    return "findings_intro"


@cache
def _template() -> Template:
    templates = environment(_PACKAGE, needed_by="an HTML report")
    from markupsafe import Markup

    def both(texts: Phrase) -> Markup:
        if texts.en == texts.ja:
            return Markup.escape(texts.en)
        spans = '<span class="en" lang="en">{}</span><span class="ja" lang="ja">{}</span>'
        return Markup(spans).format(texts.en, texts.ja)

    def t(key: str, **values: Any) -> Markup:
        return both(phrase(key, **values))

    def say(attribute: str, key: str, **values: Any) -> Markup:
        """Render an attribute in both languages; the page's script sets the current one."""
        texts = phrase(key, **values)
        parts = '{0}="{2}" data-say="{0}" data-en="{1}" data-ja="{2}"'
        return Markup(parts).format(attribute, texts.en, texts.ja)

    templates.globals |= {
        "t": t,
        "both": both,
        "say": say,
        "phrase": phrase,
        "field": lambda key: both(name_of("field", key)),
        "total": lambda key: both(total_name(key)),
        "convention": lambda key: both(name_of("convention", key)),
        "made": lambda key: both(name_of("made", key)),
        "difference": difference,
        "small_difference": lambda one, other: shortened(difference(one, other), _CONTEXT),
        "shown": shown,
        "summary": lambda code: Phrase(summary_of(code), summary_of(code, "ja")),
        "message": lambda finding: Phrase(finding.message, finding.text("ja")),
        "meaning": lambda code: Phrase(detail_of(code), detail_of(code, "ja")),
        "is_change": _is_change,
        "row_name": _row_name,
        "details": _details,
        "formatting_changes": formatting_changes,
        "lines": _lines,
    }
    return templates.get_template("page.html.jinja")


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


def _details(base: Base) -> list[tuple[str, str]]:
    """Return the filled columns of a row that are not columns of the table."""
    texts = []
    for key in _DETAILS:
        value = getattr(base, key)
        if isinstance(value, tuple):
            # A single place is shown in the table already.
            value = "、".join(value) if len(value) > 1 else None
            key = {"countries": "country", "cities": "city"}[key]
        if value:
            texts.append((key, value))
    return [*texts, *base.extras.items()]
