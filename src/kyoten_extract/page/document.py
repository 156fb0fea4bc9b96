"""A document as read: its pages, and findings on pages that can't be read."""

from __future__ import annotations

from dataclasses import field

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import PageContent


@dataclass(frozen=True, slots=True)
class Document:
    """The pages of an input, as its engine read them.

    Attributes:
        name: the file's name without its folder, or ``<bytes>``.
        sha256: of the input's bytes.
        engine: the engine that read it; "pdfium+ocr" where some pages are scans.
        page_count: number of pages of the input, read or not.
        contents: the selected pages that can be read.
        findings: one for each selected page that can't be read.
        pages_read: the selected pages, if they are not all.
    """

    name: str
    sha256: str
    engine: str
    page_count: int
    contents: tuple[PageContent, ...]
    findings: tuple[Finding, ...] = field(default=())
    pages_read: tuple[int, ...] = ()
