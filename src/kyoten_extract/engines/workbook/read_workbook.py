"""A workbook as pages: one for each sheet on show."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from kyoten_extract._types import Pages, Progress
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.sheet_blocks import TooLargeError
from kyoten_extract.engines.source import Loaded, select_pages
from kyoten_extract.engines.workbook.archive import (
    DAMAGED,
    WORKBOOK_PART,
    Archive,
    check_tags,
    open_archive,
)
from kyoten_extract.engines.workbook.cell_styles import CellStyles
from kyoten_extract.engines.workbook.sheet_extras import extras_of
from kyoten_extract.engines.workbook.sheet_parser import StoredSheet, parse_sheet
from kyoten_extract.engines.workbook.shown_cells import (
    ShownSheet,
    shown_sheet,
    texts_of,
    usual_codes,
)
from kyoten_extract.errors import DamagedSourceError, NoTableError, UnsupportedSourceError
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding, message_of
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent
from kyoten_extract.text.shorten import shortened
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits
from kyoten_extract.workers.optional_import import require

_REMEDY = say("open it in a spreadsheet program, which may repair it, and save it again")
_SAVE = say("open the workbook in a spreadsheet program and save it")
# Cells that a finding names, and characters of a hidden sheet that it shows.
_NAMED, _SHOWN = 10, 300


def read_document(
    source: Loaded,
    sha256: str,
    pages: Pages = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Read the sheets of a workbook; ``pages`` counts those on show, from 1.

    Raises:
        SourceError: it is encrypted, damaged, too large, or no workbook.
        PageRangeError: ``pages`` has a number that is no sheet.
        NoTableError: no sheet is on show.
        MissingDependencyError: openpyxl is not installed.
    """
    require("openpyxl", needed_by="a workbook")
    name = source.name
    archive = open_archive(source.data, name, limits)
    with archive.file:
        book = _opened(archive, source)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise NoTableError(say("the workbook has no sheet on show"), source=name)
        numbers = select_pages(pages, len(sheets), name)
        tags = sum(archive.tags.get(sheet._worksheet_path, 0) for sheet in book.worksheets)
        check_tags(tags, name, limits)
        styles = CellStyles(book)
        reader = _Reader(archive, styles, _from_1904(book), name)
        contents: list[PageContent] = []
        findings: list[Finding] = []
        for done, number in enumerate(numbers, 1):
            sheet = sheets[number - 1]
            content, told = reader.read(number, sheet)
            findings += told
            contents += [] if content is None else [content]
            if progress is not None:
                progress(done, len(numbers))
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                findings += reader.hidden(sheet)
    if not contents:
        raise DamagedSourceError(
            say("no sheet could be read: {why}", why=message_of(findings[0])),
            source=name,
            remedy=_REMEDY,
        )
    return Document(name, sha256, "workbook", len(sheets), tuple(contents), tuple(findings))


def _opened(archive: Archive, source: Loaded) -> Any:
    """The workbook by openpyxl, its sheets not yet parsed."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(
                io.BytesIO(source.data), read_only=True, keep_links=False, rich_text=True
            )
            listed = archive.file.read(WORKBOOK_PART)
        except DAMAGED as error:
            raise _damaged(source.name, error) from None
    if _sheet_count(listed) > len(book._sheets):
        raise DamagedSourceError(
            say("the workbook is damaged: a sheet that it lists is missing"),
            source=source.name,
            remedy=_REMEDY,
        )
    return book


def _sheet_count(workbook: bytes) -> int:
    return workbook.count(b"<sheet ") + workbook.count(b":sheet ")


def _from_1904(book: Any) -> bool:
    from openpyxl.utils.datetime import MAC_EPOCH

    return bool(book.epoch == MAC_EPOCH)


def _damaged(name: str, error: Exception) -> DamagedSourceError:
    why = " ".join(str(error).split())[:100] or type(error).__name__
    return DamagedSourceError(
        say("the workbook is damaged: {why}", why=why), source=name, remedy=_REMEDY
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    archive: Archive
    styles: CellStyles
    from_1904: bool
    name: str

    def read(self, number: int, sheet: Any) -> tuple[PageContent | None, list[Finding]]:
        """A sheet as a page, ``None`` if it is damaged, and what is to be told of it."""
        title = say("sheet {number} ({title})", number=number, title=sheet.title)
        try:
            stored = self._parsed(sheet)
            extras = extras_of(self.archive.file, sheet, stored)
        except DAMAGED as error:
            why = " ".join(str(error).split())[:100] or type(error).__name__
            return None, [
                codes.PAGE_UNREADABLE(
                    say("{title} is damaged: {why}", title=title, why=why), page=number
                )
            ]
        try:
            shown = shown_sheet(number, stored, self.styles, from_1904=self.from_1904)
        except TooLargeError as error:
            raise UnsupportedSourceError(
                say("{title}: {error}", title=title, error=error),
                source=self.name,
                remedy=say("split it into several files"),
            ) from None
        return shown.content, list(_findings(number, title, shown, extras))

    def _parsed(self, sheet: Any) -> StoredSheet:
        """A sheet whose cells have no style that is unknown."""
        stored = parse_sheet(self.archive.file, sheet)
        for style in {cell.style for cell in stored.cells}:
            self.styles[style]
        return stored

    def hidden(self, sheet: Any) -> list[Finding]:
        """What a sheet that is not on show holds."""
        try:
            stored = self._parsed(sheet)
        except DAMAGED:
            what, held = say("which can't be read"), None
        else:
            texts = texts_of(stored, self.styles, from_1904=self.from_1904)
            if not texts:
                return []
            held = shortened(" | ".join(" ".join(text.split()) for text in texts), _SHOWN)
            what = say("{texts_count} cells: {held}", texts_count=len(texts), held=held)
        message = say(
            "the sheet {title!r} is hidden and was not read, {what}", title=sheet.title, what=what
        )
        return [codes.SHEET_HIDDEN(message, severity="info", actual=held)]


def _findings(number: int, title: str, shown: ShownSheet, extras: list[str]) -> Iterator[Finding]:
    if shown.not_stored:
        yield codes.CELL_UNCERTAIN(
            say(
                "{title}: {count} formulas have no stored value, and their "
                "cells were read as empty: {cells:; }; {remedy}",
                title=title,
                count=len(shown.not_stored),
                cells=_few(shown.not_stored),
                remedy=_SAVE,
            ),
            page=number,
            severity="error",
            actual=len(shown.not_stored),
        )
    for code, count, first in usual_codes(shown.not_understood):
        yield codes.CELL_UNCERTAIN(
            say(
                "{title}: the number format {code!r} is not understood; {count} numbers"
                " were read as stored, the first in {first}",
                title=title,
                code=code,
                count=count,
                first=first,
            ),
            page=number,
            actual=code,
        )
    if extras:
        yield codes.SHEET_EXTRAS(
            say("{title} shows more than its cells: {extras:; }", title=title, extras=_few(extras)),
            page=number,
            actual="\n".join(extras),
        )


def _few(items: Sequence[str]) -> list[str]:
    more = len(items) - _NAMED
    return [*items[:_NAMED], *([say("{more} more", more=more)] if more > 0 else [])]
