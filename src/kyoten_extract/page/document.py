"""A document that was read: its pages, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import PageContent

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Document:
    """An input, read.

    Attributes:
        name: the file's name without its folder, or ``<bytes>``.
        sha256: of the input's bytes.
        engine: the engine that read it.
        page_count: pages of the input, read or not.
        contents: the pages that were asked for.
        findings: pages that could not be read.
    """

    name: str
    sha256: str
    engine: str
    page_count: int
    contents: tuple[PageContent, ...]
    findings: tuple[Finding, ...] = field(default=())
