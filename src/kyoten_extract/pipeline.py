"""extract(), read_records(), read_table(): a document through all steps to its result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, overload

from kyoten_extract._types import AnySource, Area, Engine, Pages, Progress, Providers
from kyoten_extract.engines.isolated_source import isolated_read
from kyoten_extract.engines.read_document import check_arguments, read_document, with_selection
from kyoten_extract.engines.source import load
from kyoten_extract.errors import NoTableError, require_type
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.layout.survey_records import Records, check_fits
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Survey
from kyoten_extract.model.table_model import Table
from kyoten_extract.page.document import Document
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.text.proposal import Repair, check_repair
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

T = TypeVar("T")


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
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    verify: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Survey:
    """Read one edition of a survey.

    Args:
        source: a path, the bytes of a file, or a binary stream.
        engine: "auto" goes by the content: PDFs are read by "pdfium", workbooks
            (.xlsx) by "workbook", CSV by "csv", tab-separated text by "transcript", images and
            scanned pages by "ocr" (extra ``ocr``). Pages with an invisible text layer under an
            image are read by "ocr" too, and compared with the layer. "camelot" reads a PDF through
            camelot-py.
        pages: "1-3,5", "4-end", "-3" for the first three, or page numbers from 1; "all" by
            default. With some only, the survey says
            that it is partial (KY070), and published totals are not compared.
            A workbook's are its sheets on show.
        password: of an encrypted PDF.
        layout: the columns of the survey's table. Those that are no field of :class:`Base` are in
            its ``extras``; :func:`read_records` reads any other survey, with typed values.
        repair: "safe" corrects misprints on strong evidence, and adds a finding with a suggestion
            where the evidence is weaker; "all" applies the suggestions too; "off" applies none,
            and normalizes only widths, radicals, line breaks and the like.
        cross_check: read a PDF with a second engine too ("camelot", or "pdfium" if ``engine`` is
            "camelot"), and add a finding for every cell on which the two differ.
        processes: number of processes that read the pages of a PDF; the result is the same. By
            default two for hundreds of pages, or one in a process that belongs to a pool.
        progress: called with (pages done, pages to do).
        cache: a folder in which OCR results are cached.
        providers: onnxruntime's execution providers for OCR, the preferred first, such as
            ("CUDAExecutionProvider", "CPUExecutionProvider") with ``onnxruntime-gpu``; by default
            the processor. A name may be a tuple with its options: ("...", {"device_id": 1}).
        settings: tolerances of table reading; the defaults fit most lists.
        verify: whether pages with text are drawn and held against what was read: text and rulings
            without ink (KY041), ink that nothing accounts for (KY042). By default those with
            layers, annotations, transparency or overlapping text are. "pdfium" alone does this.
        limits: what the file and each of its pages may cost. A page that is over one is a finding
            (KY075), and all others are read.
        isolate: whether a process of its own reads the file, which is ended where it takes more
            memory or time than ``limits`` allow, or crashes: for files from strangers.

    Returns:
        The survey. A row that can't be parsed has nulls, its printed text in ``raw``, and a
        finding; it does not affect the others.

    Raises:
        SourceError: the input can't be read.
        PageRangeError: ``pages`` has a number that is not a page.
        NoTableError: the pages have no table.
        LayoutError: no table has the layout's columns.
        UsageError: ``processes`` is less than 1, ``repair`` is unknown, or ``layout`` has none of
            the columns that identify a base.
        MissingDependencyError: a package that the engine needs is not installed.
        LimitError: the file, or every page of it, is more than ``limits`` allow.
        IsolationError: the process of ``isolate`` can't be started, or crashed.
    """
    check_repair(repair)
    require_type(layout, Layout, "the layout", "give a Layout")
    layout.check_is_of_bases()
    check_arguments(settings, progress, providers, processes, limits)
    pages = tuple(pages) if isinstance(pages, Iterator) else pages
    options: dict[str, Any] = {
        "pages": pages,
        "password": password,
        "processes": processes,
        "cache": cache,
        "providers": providers,
        "settings": settings,
        "verify": verify,
    }
    if isolate:
        options |= {"layout": layout, "repair": repair, "cross_check": cross_check}
        return isolated_read(extract, source, limits, progress, engine=engine, **options)
    read = partial(read_document, load(source, limits), progress=progress, limits=limits, **options)

    def assemble(document: Document) -> Survey:
        # Imported late: it loads while another process reads.
        from kyoten_extract.records.survey_assembly import survey_of

        return survey_of(document, layout, repair, settings, providers)

    document = with_selection(read(engine=engine, first_look=assemble), pages)
    survey = assemble(document)
    if cross_check:
        from kyoten_extract.records.crosscheck import second_opinion

        findings = second_opinion(read, document, survey.bases)
        survey = replace(survey, findings=(*survey.findings, *findings))
    return survey


@overload
def read_records(
    source: AnySource,
    *,
    layout: Layout,
    into: None = None,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    repair: Repair = "safe",
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    verify: bool | None = False,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Records[Record]: ...


@overload
def read_records(
    source: AnySource,
    *,
    layout: Layout,
    into: type[T],
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    repair: Repair = "safe",
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    verify: bool | None = False,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Records[T]: ...


def read_records(
    source: AnySource,
    *,
    layout: Layout,
    into: type[Any] | None = None,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    repair: Repair = "safe",
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    verify: bool | None = False,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Records[Any]:
    """Read one edition of any survey that a layout describes, as typed records.

    Args:
        layout: the survey's columns, their types and checks: ``Layout.load("my.toml")``.
        into: a dataclass of the caller's with a field for each column of the layout; see
            :meth:`Records.into`. By default, records are :class:`Record`.
        source, engine, pages, password, repair, processes, progress, cache, providers, settings,
            verify, limits, isolate: as of :func:`extract`.

    Returns:
        The records, in printed order. A value that can't be read is ``None``, with a finding; the
        printed text is in ``raw`` of the same row of ``rows``.

    Raises:
        UsageError: ``into`` does not fit the layout, before anything is read.
        LayoutError: no table has the layout's columns. Other errors are those of :func:`extract`.
    """
    check_repair(repair)
    require_type(layout, Layout, "the layout", "give a Layout")
    check_arguments(settings, progress, providers, processes, limits)
    if into is not None:
        check_fits(into, layout)
    pages = tuple(pages) if isinstance(pages, Iterator) else pages
    options: dict[str, Any] = {
        "engine": engine,
        "pages": pages,
        "password": password,
        "processes": processes,
        "cache": cache,
        "providers": providers,
        "settings": settings,
        "verify": verify,
    }
    if isolate:
        options |= {"layout": layout, "repair": repair}
        records = isolated_read(read_records, source, limits, progress, **options)
        return records if into is None else records.into(into)

    def assemble(document: Document) -> Records[Record]:
        from kyoten_extract.records.survey_assembly import records_of_document

        return records_of_document(document, layout, repair, settings, providers)

    document = read_document(
        load(source, limits), progress=progress, limits=limits, first_look=assemble, **options
    )
    records = assemble(with_selection(document, pages))
    return records if into is None else records.into(into)


def read_table(
    source: AnySource,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    area: Area = None,
    verify: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Table:
    """Read any ruled list as one table, stitched across pages, its cells as printed.

    If a document has several tables, the one with the most cells is returned; the others are in its
    ``others``. Other arguments and errors are those of :func:`extract`. Pages that OCR read are a
    finding (KY025), and so is each cell of low confidence (KY017).

    Args:
        source, engine, pages, password, processes, progress, cache, providers, settings, verify,
            limits, isolate: as of :func:`extract`.
        area: read only this part of each page: (x0, top, x1, bottom) in points from the top left
            corner of the visible page, or "x0,top,x1,bottom". A character belongs to it by its
            center, and rulings are cut at its sides. The characters outside are counted, in
            ``ledger`` and in a finding (KY024) for each page. "camelot", "transcript",
            "workbook" and "csv" can't do this.

    Raises:
        UsageError: ``area`` has no extent, or the engine can't read a part of a page.
        NoTableError: the pages, or the area, have no table.
    """
    check_arguments(settings, progress, providers, processes, limits)
    options: dict[str, Any] = {
        "engine": engine,
        "pages": pages,
        "password": password,
        "processes": processes,
        "cache": cache,
        "providers": providers,
        "settings": settings,
        "area": area,
        "verify": verify,
    }
    if isolate:
        return isolated_read(read_table, source, limits, progress, **options)
    return _table(source, limits, progress, options)


def read_tables(
    source: AnySource,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    area: Area = None,
    verify: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> tuple[Table, ...]:
    """Read all tables of a document, in printed order, each with its heading and pages.

    The largest is the one of :func:`read_table`: it alone has the findings about pages, the text
    outside of all tables, and the ledger. Arguments and errors are those of :func:`read_table`.
    """
    from kyoten_extract.records.table_assembly import in_printed_order

    table = read_table(
        source,
        engine=engine,
        pages=pages,
        password=password,
        processes=processes,
        progress=progress,
        cache=cache,
        providers=providers,
        settings=settings,
        area=area,
        verify=verify,
        limits=limits,
        isolate=isolate,
    )
    return in_printed_order(table)


def table_to_draw(
    source: AnySource,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    area: Area = None,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = False,
) -> Table:
    """The table of :func:`read_table`; where there is none, one without columns and rows.

    Its pages can be drawn all the same (:meth:`Table.draw`), to see why no table was found.
    """
    options: dict[str, Any] = {
        "engine": engine,
        "pages": pages,
        "password": password,
        "processes": processes,
        "cache": cache,
        "providers": providers,
        "settings": settings,
        "area": area,
    }
    if isolate:
        return isolated_read(table_to_draw, source, limits, progress, **options)
    return _table(source, limits, progress, options, or_none=True)


def _table(
    source: AnySource,
    limits: Limits,
    progress: Progress | None,
    options: Mapping[str, Any],
    *,
    or_none: bool = False,
) -> Table:
    """The largest table with the findings about pages that OCR read, and where it comes from.

    ``or_none``: a table without columns and rows where there is none.
    """
    from kyoten_extract.records.ocr_findings import ocr_findings
    from kyoten_extract.records.table_assembly import largest_table
    from kyoten_extract.records.table_origin import origin_of, with_origin

    loaded = load(source, limits)
    document = read_document(loaded, progress=progress, limits=limits, **options)
    try:
        table = largest_table(document, options["settings"])
    except NoTableError:
        if not or_none:
            raise
        table = Table((), ())
    findings = (*table.findings, *ocr_findings(document.contents, (table, *table.others)))
    origin = origin_of(document, source, loaded.data, options["area"])
    return with_origin(replace(table, findings=findings), origin)
