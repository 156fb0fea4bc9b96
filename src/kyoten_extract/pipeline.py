"""extract() and read_table(): a document through all steps to a survey or a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kyoten_extract._types import AnySource, Engine, Pages, Progress
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.errors import EngineError, KyotenError, MissingDependencyError, UsageError
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.model.table_model import Table
from kyoten_extract.page.document import Document
from kyoten_extract.records.corrections import THRESHOLDS, Repair
from kyoten_extract.records.crosscheck import compare
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.survey_assembly import condition_findings, no_table_error, survey_of
from kyoten_extract.records.title_and_notes import leftover, texts_of
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.stitch import stitch


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
    settings: TableSettings = DEFAULT,
) -> Survey:
    """Read one edition of a survey.

    Args:
        source: a path, the bytes of a file, or a binary stream.
        engine: "auto" goes by the content: PDFs are read by "pdfium", tab-separated text by
            "transcript", images and scanned pages by "ocr" (extra ``ocr``). Pages with an invisible
            text layer under an image are read by "ocr" too, and compared with the layer.
            "camelot" reads a PDF through camelot-py.
        pages: "1-3,5", or page numbers from 1; all by default.
        password: of an encrypted PDF.
        layout: the columns of the survey's table.
        repair: "safe" corrects misprints on strong evidence, and adds a finding with a suggestion
            where the evidence is weaker; "all" applies the suggestions too; "off" applies none,
            and normalizes only widths, radicals, line breaks and the like.
        cross_check: read a PDF with a second engine too ("camelot", or "pdfium" if ``engine`` is
            "camelot"), and add a finding for every cell on which the two differ.
        processes: number of processes that read the pages of a PDF; the result is the same. By
            default two for hundreds of pages, or one in a process that belongs to a pool.
        progress: called with (pages done, pages to do).
        cache: a folder in which OCR results are cached.
        settings: tolerances of table reading; the defaults fit most lists.

    Returns:
        The survey. A row that can't be parsed has nulls, its printed text in ``raw``, and a
        finding; it does not affect the others.

    Raises:
        SourceError: the input can't be read.
        PageRangeError: ``pages`` has a number that is not a page.
        NoTableError: the pages have no table.
        LayoutError: no table has the layout's columns.
        UsageError: ``processes`` is less than 1, or ``repair`` is unknown.
        MissingDependencyError: a package that the engine needs is not installed.
    """
    if repair not in THRESHOLDS:
        raise UsageError(
            f"unknown repair mode {repair!r}", remedy=f"use one of {', '.join(THRESHOLDS)}"
        )
    loaded = load(source)
    read = partial(
        read_document,
        loaded,
        pages=pages,
        password=password,
        processes=processes,
        progress=progress,
        cache=cache,
        settings=settings,
    )
    document = read(engine=engine)
    survey = survey_of(document, layout, repair, settings)
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
    settings: TableSettings = DEFAULT,
) -> Table:
    """Read any ruled list as one table, stitched across pages, its cells as printed.

    If a document has several tables, the one with the most cells is returned, and the text of the
    others is in its ``leftovers``. Arguments and errors are those of :func:`extract`.
    """
    document = read_document(
        load(source),
        engine=engine,
        pages=pages,
        password=password,
        processes=processes,
        progress=progress,
        cache=cache,
        settings=settings,
    )
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    main = max(stitched.tables, key=lambda t: len(t.table.rows) * len(t.table.header))
    others = [grid for t in stitched.tables if t is not main for grid in t.grids]
    runs = [*stitched.outside, *texts_of(others, stitched.outside)]
    leftovers = tuple(map(leftover, runs))
    findings = list(document.findings)
    findings += condition_findings(document.contents, main.table.rows)
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


def _second_opinion(
    read: Callable[..., Document], document: Document, bases: Sequence[Base]
) -> list[Finding]:
    """Findings where a second engine reads a cell differently, or can't read the file.

    Raises:
        EngineError: the document is not a PDF.
        MissingDependencyError: the second engine is not installed.
    """
    other: Engine = "pdfium" if document.engine == "camelot" else "camelot"
    if document.engine not in ("pdfium", "camelot"):
        raise EngineError(
            "only a PDF can be cross-checked", source=document.name, remedy="omit --cross-check"
        )
    try:
        second = read(engine=other)
    except MissingDependencyError:
        raise  # Nothing was compared, for a reason that is not the file's.
    except KyotenError as error:
        return [codes.ENGINES_DIFFER(f"{other} cannot read the file: {error.problem}")]
    return compare(document.contents, second.contents, bases, names=(document.engine, other))
