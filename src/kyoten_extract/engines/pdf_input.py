"""What is needed to read a PDF, here or in another process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.settings import DEFAULT, TableSettings

if TYPE_CHECKING:
    from kyoten_extract.ocr.missing_rulings import Boundary

PdfEngine = Literal["pdfium", "camelot", "ocr"]

PageResult = PageContent | DamagedSourceError


@dataclass(frozen=True, slots=True)
class PdfInput:
    """All that is needed to read a PDF, here or in another process.

    ``processes`` is how many read it, ``cache`` a folder for what pictures gave, and ``boundaries``
    are rulings between columns that the pictures of some pages, by number, lack. ``settings`` are
    those of pages with text.
    """

    data: bytes = field(repr=False)
    name: str
    password: str | None = field(repr=False)
    engine: PdfEngine
    processes: int = 1
    cache: str | None = None
    boundaries: Mapping[int, Sequence[Boundary]] = field(default_factory=dict)
    settings: TableSettings = DEFAULT
