"""The description of a PDF that every process opens for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from kyoten_extract._types import Providers
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import DamagedSourceError, LimitError
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from kyoten_extract.ocr.missing_rulings import Boundary

PdfEngine = Literal["pdfium", "camelot", "ocr"]

PageResult = PageContent | DamagedSourceError | LimitError


@dataclass(frozen=True, slots=True)
class PdfInput:
    """A PDF and how to read it; it can be sent to another process.

    Attributes:
        data: the file's bytes.
        name: the file's name, for errors.
        password: of an encrypted file.
        engine: the engine that reads it.
        processes: number of processes that read it; OCR divides its threads among them.
        cache: a folder for OCR results.
        providers: execution providers of OCR.
        boundaries: by page number, rulings between columns to be drawn into scanned pages that
            lack them.
        settings: tolerances for pages with text.
        area: the part of each page that is read; ``None`` for all of it.
        verify: whether pages with text are held against their pictures; ``None`` for those that
            need it.
        limits: what the file and a page may cost.
    """

    data: bytes = field(repr=False)
    name: str
    password: str | None = field(repr=False)
    engine: PdfEngine
    processes: int = 1
    cache: str | None = None
    providers: Providers = None
    boundaries: Mapping[int, Sequence[Boundary]] = field(default_factory=dict)
    settings: TableSettings = DEFAULT
    area: BBox | None = None
    verify: bool | None = None
    limits: Limits = DEFAULT_LIMITS
