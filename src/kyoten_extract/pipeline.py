"""extract(): a document through every arrow, to a survey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract._types import AnySource, Engine, Pages, Progress
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.errors import EngineError, KyotenError, UsageError
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

if TYPE_CHECKING:
    pass


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
        settings: tolerances of table reading; the defaults fit most lists.

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
    """What another engine reads differently; that it can't read the file is a finding too."""
    other: Engine = "pdfium" if document.engine == "camelot" else "camelot"
    if document.engine not in ("pdfium", "camelot"):
        raise EngineError("only a PDF can be cross-checked", source=document.name)
    try:
        second = read(engine=other)
    except KyotenError as error:
        return [codes.ENGINES_DIFFER(f"{other} can't read the file: {error.problem}")]
    return compare(document.contents, second.contents, bases, names=(document.engine, other))
