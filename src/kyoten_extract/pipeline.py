"""extract(): a document through every arrow, to a survey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract import codes
from kyoten_extract._version import __version__
from kyoten_extract.collector import collector_paused
from kyoten_extract.condition import findings_of
from kyoten_extract.crosscheck import compare
from kyoten_extract.errors import EngineError, KyotenError, LayoutError, NoTableError, UsageError
from kyoten_extract.grid import PageContent, TextRun
from kyoten_extract.labels import placed_by_order
from kyoten_extract.layout import KYOTEN, Layout, Match
from kyoten_extract.ledger import balance, shortfalls
from kyoten_extract.model import Base, Finding, Row, Source, Survey, Table
from kyoten_extract.parse import parse_rows
from kyoten_extract.records import records
from kyoten_extract.repair import THRESHOLDS, Repair
from kyoten_extract.sources import (
    AnySource,
    Document,
    Engine,
    Pages,
    Progress,
    load,
    read_document,
)
from kyoten_extract.stitch import stitch
from kyoten_extract.surroundings import leftover, read_surroundings, texts_of

if TYPE_CHECKING:
    from kyoten_extract.recognised import Rereading

# A text of which a larger share has no Unicode is no text.
_MOST_UNDECODED = 0.02
_REMEDY_UNDECODED = "the fonts do not say what its characters are: read it with --engine ocr"


def extract(
    source: AnySource,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    layout: Layout = KYOTEN,
    repair: Repair = "safe",
    cross_check: bool = False,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
) -> Survey:
    """Read one edition of a survey.

    Args:
        source: a path, the bytes of a file, or a binary stream.
        engine: "auto" looks at the bytes: a PDF is read by "pdfium", tab-separated text by
            "transcript", pictures and pages that are nothing else by "ocr" (extra ``ocr``), as are
            pages whose text is a hidden layer under a picture: the two are compared.
            "camelot" reads a PDF through camelot-py.
        pages: "1-3,5", or page numbers from 1; all by default.
        password: of an encrypted PDF.
        layout: what the survey's table looks like.
        repair: "safe" mends misprints where the evidence is strong, and adds a finding with a
            suggestion where it is not; "all" follows the suggestions too; "off" follows none, and
            changes nothing but widths, radicals, line breaks and the like.
        cross_check: read a PDF by a second engine too ("camelot", or "pdfium" beside it), and
            add a finding for every cell on which the two differ.
        processes: how many processes read the pages of a PDF; the result is the same. By default
            two for a file of hundreds of pages, if this process is not itself one of several.
        progress: called with (pages done, pages to do).
        cache: a folder where "ocr" keeps what it read of each picture, and looks it up.

    Returns:
        The survey. A row that is odd comes out with nulls, its printed text in ``raw`` and a
        finding; no row stops the others.

    Raises:
        SourceError: the input can't be read.
        PageRangeError: ``pages`` names a page that is not there.
        NoTableError: the pages have no table.
        LayoutError: no table has the layout's columns.
        UsageError: ``processes`` is less than 1, or there is no such way to ``repair``.
    """
    if repair not in THRESHOLDS:
        raise UsageError(f"repair={repair!r}", remedy=f"one of {', '.join(THRESHOLDS)}")
    loaded = load(source)
    read = partial(
        read_document,
        loaded,
        pages=pages,
        password=password,
        processes=processes,
        progress=progress,
        cache=cache,
    )
    document = read(engine=engine)
    survey = survey_of(document, layout, repair)
    if cross_check:
        findings = _second_opinion(read, document, survey.bases)
        survey = replace(survey, findings=(*survey.findings, *findings))
    return survey


def read_table(
    source: AnySource,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
) -> Table:
    """The stitched table of any ruled list, its cells as printed.

    Where a document has several tables, the one with the most cells; all else is in its
    ``leftovers``. Arguments and errors are those of :func:`extract`.
    """
    document = read_document(
        load(source),
        engine=engine,
        pages=pages,
        password=password,
        processes=processes,
        progress=progress,
        cache=cache,
    )
    stitched = stitch(document.contents)
    if not stitched.tables:
        raise _no_table(document)
    main = max(stitched.tables, key=lambda t: len(t.table.rows) * len(t.table.header))
    others = [grid for t in stitched.tables if t is not main for grid in t.grids]
    runs = [*stitched.outside, *texts_of(others, stitched.outside)]
    leftovers = tuple(map(leftover, runs))
    findings = list(document.findings)
    findings += _conditions(document.contents, main.table.rows)
    ledgers = balance(
        document.contents,
        [main.table],
        main.table.rows,
        title=(),
        totals=(),
        leftovers=leftovers,
    )
    findings += shortfalls(ledgers)
    return replace(main.table, leftovers=leftovers, findings=tuple(findings), ledger=ledgers)


@collector_paused()
def survey_of(document: Document, layout: Layout, repair: Repair = "safe") -> Survey:
    """The survey in a document that was read."""
    stitched = stitch(document.contents)
    if not stitched.tables:
        raise _no_table(document)
    findings = list(document.findings)
    matches = [(t, _match(t.table, layout, findings)) for t in stitched.tables]
    lists = [(t, match) for t, match in matches if match.is_survey]
    if not lists:
        best = max((match for _, match in matches), key=lambda match: len(match.places))
        raise LayoutError(
            f"no table has the columns of {layout.title}: the nearest has {len(best.places)} of "
            f"{len(layout.columns)}",
            source=document.name,
            remedy=_REMEDY_UNDECODED
            if _is_undecoded(document)
            else "read any other list with 'kyoten table'",
        )
    bases: list[Base] = []
    rows: list[Row] = []
    odd: list[Row] = []
    for stitched_table, match in lists:
        sorted_out = records(stitched_table.table, match, may_drift=document.engine == "transcript")
        again = _reread(sorted_out.rows, match)
        parsed, found = parse_rows(
            sorted_out.rows if again is None else again.rows, match, THRESHOLDS[repair]
        )
        if again is not None:
            from kyoten_extract.recognised import as_read

            parsed, unsure = as_read(parsed, sorted_out.rows, again)
            found = (*found, *unsure)
        bases += parsed
        rows += sorted_out.rows
        odd += sorted_out.others
        findings += (*_column_findings(match), *sorted_out.findings, *found)
    taken = [t for t, _ in lists]
    last_page = max(grid.page for t in taken for grid in t.grids)
    around = read_surroundings(
        (*stitched.outside, *(run for row in odd for run in _runs_of_row(row))),
        [t.grids for t in stitched.tables if t not in taken],
        last_page,
        layout,
    )
    if around.as_of is None:
        findings.append(codes.NO_TITLE("no title with a date was found"))
    if around.published is None:
        findings.append(codes.NO_TOTALS("no published totals were found"))
    findings += _pages_without_rows(document.contents, bases)
    findings += _conditions(document.contents, rows)
    ledgers = balance(
        document.contents,
        [t.table for t in taken],
        rows,
        title=around.title_runs,
        totals=around.total_runs,
        leftovers=around.leftovers,
        others=odd,
    )
    findings += shortfalls(ledgers)
    source = Source(
        document.name, document.sha256, document.page_count, document.engine, __version__
    )
    return Survey(
        around.title,
        around.as_of,
        source,
        tuple(bases),
        around.published,
        around.leftovers,
        tuple(findings),
        ledgers,
    )


def _match(table: Table, layout: Layout, findings: list[Finding]) -> Match:
    """The layout's columns in a table; ``findings`` say which by place alone."""
    match = layout.match(table.header)
    if match.missing and match.is_survey and any(row.pictures for row in table.rows):
        match, told = placed_by_order(match)
        findings += told
    return match


def _reread(rows: Sequence[Row], match: Match) -> Rereading | None:
    """Rows that were recognised in pictures, held against what their columns can hold."""
    if not any(row.pictures for row in rows):
        return None
    from kyoten_extract.recognised import reread
    from kyoten_extract.sources.scan.again import SecondLook
    from kyoten_extract.sources.scan.rapid import is_installed

    return reread(rows, match, SecondLook() if is_installed() else None)


def _second_opinion(
    read: Callable[..., Document], document: Document, bases: Sequence[Base]
) -> list[Finding]:
    """What another engine reads differently; that it can't read the file is a finding too."""
    other: Engine = "pdfium" if document.engine == "camelot" else "camelot"
    if document.engine not in ("pdfium", "camelot"):
        raise EngineError("only a PDF can be cross-checked", source=document.name)
    try:
        second = read(engine=other)
    except KyotenError as error:
        return [codes.ENGINES_DIFFER(f"{other} can't read the file: {error.problem}")]
    return compare(document.contents, second.contents, bases, names=(document.engine, other))


def _no_table(document: Document) -> NoTableError:
    return NoTableError(
        "no table was found",
        source=document.name,
        remedy=_REMEDY_UNDECODED
        if _is_undecoded(document)
        else "it has neither rulings nor columns of text; a scan needs --engine ocr",
    )


def _is_undecoded(document: Document) -> bool:
    """Whether the text of a document can't be trusted, since its fonts do not say what it is."""
    lost = sum(content.condition.undecoded for content in document.contents)
    return lost > _MOST_UNDECODED * sum(content.printed for content in document.contents)


def _column_findings(match: Match) -> list[Finding]:
    findings = [
        codes.COLUMN_MISSING(
            f"no column {column.labels[0]} was found", field=column.key, expected=column.labels[0]
        )
        for column in match.missing
    ]
    findings += [
        codes.COLUMN_UNKNOWN(f"column {label!r} is not known to the layout", actual=label)
        for label in match.unknown.values()
    ]
    return findings


def _runs_of_row(row: Row) -> list[TextRun]:
    """The texts of a row that is no record, for the totals or the leftovers to take."""
    page, x0, top, x1, bottom = row.boxes[0]
    width = (x1 - x0) / max(len(row.cells), 1)
    return [
        TextRun(page, text.strip(), (x0 + i * width, top, x0 + (i + 1) * width, bottom))
        for i, text in enumerate(row.cells)
        if text.strip()
    ]


def _conditions(contents: Iterable[PageContent], rows: Iterable[Row]) -> list[Finding]:
    """What is wrong with the text of pages; amid the list a page must have text."""
    pages = {page for row in rows for page in row.pages}
    return [
        replace(finding, severity="error")
        if finding.code == codes.TEXT_MISSING.id
        and pages
        and min(pages) < content.number < max(pages)
        else finding
        for content in contents
        for finding in findings_of(content.number, content.condition, content.printed)
    ]


def _pages_without_rows(contents: Iterable[PageContent], bases: Iterable[Base]) -> list[Finding]:
    """Pages amid the list that gave no row, though something is printed on them."""
    pages = {page for base in bases for page in base.source.pages}
    return [
        codes.PAGE_WITHOUT_ROWS(
            f"page {content.number} lies within the list and has no row of it", page=content.number
        )
        for content in contents
        if pages
        and min(pages) < content.number < max(pages)
        and content.number not in pages
        and content.printed
    ]
