"""Findings about the text of a page: hidden, undecoded or missing characters, drawn rulings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kyoten_extract.errors import NoTableError
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.text_quality import Agreement, Condition, DrawnRuling
from kyoten_extract.records.apart_findings import apart_findings

if TYPE_CHECKING:
    pass

_REMEDY = say("use --engine ocr")


def text_findings(page: int, condition: Condition, printed: int) -> Iterator[Finding]:
    """Report problems with the text of ``page``, of which ``printed`` characters are read."""
    whole = printed + condition.outside_area
    outside = condition.hidden - sum(each.characters for each in condition.unseen)
    if outside:
        yield codes.TEXT_HIDDEN(
            say(
                "page {page}: {outside} characters outside the visible area were not read",
                page=page,
                outside=outside,
            ),
            page=page,
            actual=outside,
            severity="warning" if condition.cut_off else codes.TEXT_HIDDEN.severity,
        )
    yield from _seen(page, condition)
    if condition.outside_area:
        cuts = condition.cut_by_area
        yield codes.OUTSIDE_AREA(
            say(
                "page {page}: {outside_area} of {whole} characters are outside of the "
                "area and were not read; {cuts} texts are cut by its sides"
                if cuts
                else "page {page}: {outside_area} of {whole} characters are outside of the "
                "area and were not read",
                page=page,
                outside_area=condition.outside_area,
                whole=whole,
                cuts=cuts,
            ),
            page=page,
            actual=condition.outside_area,
            severity="warning" if cuts else codes.OUTSIDE_AREA.severity,
        )
    if condition.unread:
        yield codes.CHARACTERS_LOST(
            say(
                "page {page}: {unread} pieces of text cannot be read; {remedy}",
                page=page,
                unread=condition.unread,
                remedy=_REMEDY,
            ),
            page=page,
            actual=condition.unread,
        )
    if condition.undecoded:
        yield codes.TEXT_UNDECODED(
            say(
                "page {page}: {undecoded} of {whole} characters have no Unicode mapping; {remedy}",
                page=page,
                undecoded=condition.undecoded,
                whole=whole,
                remedy=_REMEDY,
            ),
            page=page,
            actual=condition.undecoded,
        )
    if condition.invisible:
        yield codes.TEXT_INVISIBLE(
            say(
                "page {page}: the text is an invisible OCR layer ({invisible} "
                "characters); to read the page image instead, {remedy}",
                page=page,
                invisible=condition.invisible,
                remedy=_REMEDY,
            ),
            page=page,
            actual=condition.invisible,
        )
    if condition.picture:
        what = (
            say("an image") if condition.picture == "image" else say("characters drawn as outlines")
        )
        yield codes.TEXT_MISSING(
            say(
                "page {page}: no text layer, only {what}; {remedy}",
                page=page,
                what=what,
                remedy=_REMEDY,
            ),
            page=page,
        )
    if condition.layer:
        yield _compared(page, condition.layer)
    for ruling in condition.drawn:
        yield from _drawn(page, ruling)
    for seal in condition.seals:
        under = [repr(text.replace("\n", " ")) for text in seal.texts] or [say("no text")]
        yield codes.SEAL_REMOVED(
            say(
                "page {page}: a colored seal was taken out before OCR; in the cells "
                "under it: {under:, }",
                page=page,
                under=under,
            ),
            page=page,
            bbox=seal.bbox,
            actual="\n".join(seal.texts) or None,
        )
    yield from apart_findings(page, condition.apart)
    for struck in condition.struck:
        yield codes.STRUCK_OUT(
            say(
                "page {page}: {text!r} is struck out; it was read as printed",
                page=page,
                text=struck.text,
            ),
            page=page,
            bbox=struck.bbox,
            actual=struck.text,
        )
    if condition.marks:
        count = len(condition.marks)
        yield codes.MARK_IN_CELL(
            say(
                "page {page}: {count} shapes or images of a character's size in cells were not "
                "read",
                page=page,
                count=count,
            ),
            page=page,
            bbox=condition.marks[0],
            actual=count,
        )
    if condition.boxes:
        count = len(condition.boxes)
        yield codes.BOX_IN_CELL(
            say(
                "page {page}: {count} boxes in cells; what is marked in them was not read",
                page=page,
                count=count,
            ),
            page=page,
            bbox=condition.boxes[0],
            actual=count,
        )


_UNSEEN = {
    "layer": say("in a layer that is switched off"),
    "no ink": say("drawn without ink"),
    "transparent": say("fully transparent"),
    "tiny": say("too small to be read"),
    "ground color": say("in the color of the ground"),
    "covered": say("painted over"),
    "clipped": say("clipped away"),
    "cut": say("cut off from a text"),
}


_HIDDEN_IN_SHEET = {
    "row": say("in hidden rows"),
    "column": say("in hidden columns"),
    "merged": say("under merged cells"),
}


def _seen(page: int, condition: Condition) -> Iterator[Finding]:
    for each in condition.unseen:
        if each.reason in _HIDDEN_IN_SHEET:
            yield codes.SHEET_HIDDEN(
                say(
                    "sheet {page}: {characters} characters {how} were not read: {text}",
                    page=page,
                    characters=each.characters,
                    how=_HIDDEN_IN_SHEET[each.reason],
                    text=each.text,
                ),
                page=page,
                bbox=each.bbox,
                actual=each.text,
                severity="warning" if each.reason == "row" else "info",
            )
            continue
        yield codes.TEXT_UNSEEN(
            say(
                "page {page}: {characters} characters {how} were not read: {text}",
                page=page,
                characters=each.characters,
                how=_UNSEEN[each.reason],
                text=each.text,
            ),
            page=page,
            bbox=each.bbox,
            actual=each.text,
            severity="warning" if each.reason in ("covered", "cut") else codes.TEXT_UNSEEN.severity,
        )
    for cut in condition.cut:
        yield codes.TEXT_OVERFLOWS(
            say(
                "page {page}: {text!r} is cut off in its cell, and was read in full",
                page=page,
                text=cut.text,
            ),
            page=page,
            bbox=cut.bbox,
            actual=cut.text,
            expected=cut.lost,
            severity="warning" if cut.is_figure else codes.TEXT_OVERFLOWS.severity,
        )
    if condition.unseen_lines:
        yield codes.LINES_UNSEEN(
            say(
                "page {page}: {count} lines that nobody sees were not taken for rulings",
                page=page,
                count=condition.unseen_lines.count,
            ),
            page=page,
            bbox=condition.unseen_lines.bbox,
            actual=condition.unseen_lines.count,
        )
    if condition.annotated:
        yield codes.TEXT_ANNOTATED(
            say(
                "page {page}: {count} characters are those of annotations or form fields: {text}",
                page=page,
                count=condition.annotated.count,
                text=condition.annotated.text,
            ),
            page=page,
            bbox=condition.annotated.bbox,
            actual=condition.annotated.text,
        )
    if condition.undrawn:
        yield codes.FIELD_UNDRAWN(
            say(
                "page {page}: {count} form fields have a value that is not drawn: {text}",
                page=page,
                count=condition.undrawn.count,
                text=condition.undrawn.text,
            ),
            page=page,
            bbox=condition.undrawn.bbox,
            actual=condition.undrawn.text,
        )


def _drawn(page: int, ruling: DrawnRuling) -> Iterator[Finding]:
    where = say("{x:.0f} pt from the left edge", x=ruling.bbox[0])
    yield codes.RULING_DRAWN(
        say(
            "page {page}: the column ruling {where} is missing; it was restored from other pages",
            page=page,
            where=where,
        ),
        page=page,
        bbox=ruling.bbox,
    )
    for cell in ruling.crossed:
        yield codes.RULING_DRAWN(
            say(
                "page {page}: text crosses the missing ruling {where}; the cell was not split",
                page=page,
                where=where,
            ),
            page=page,
            bbox=cell,
        )


def _compared(page: int, layer: Agreement) -> Finding:
    agrees = say("{alike} of {cells} cells agree with OCR", alike=layer.alike, cells=layer.cells)
    if layer.used:
        return codes.LAYER_COMPARED(
            say("page {page}: hidden text layer used; {agrees}", page=page, agrees=agrees),
            page=page,
            expected=layer.cells,
            actual=layer.alike,
        )
    return codes.LAYER_COMPARED(
        say("page {page}: hidden text layer ignored; only {agrees}", page=page, agrees=agrees),
        page=page,
        expected=layer.cells,
        actual=layer.alike,
        severity="warning",
    )


# Share of characters without Unicode above which the text of a document cannot be trusted.
_UNTRUSTED_SHARE = 0.02

REMEDY_UNDECODED = say("its fonts have no Unicode mapping; use --engine ocr")


def no_table_error(document: Document) -> NoTableError:
    """The error for a document without a table, with a remedy."""
    return NoTableError(
        say("no table was found"),
        source=document.name,
        remedy=REMEDY_UNDECODED
        if is_undecoded(document)
        else say("it needs rulings or columns of text; for a scan, use --engine ocr"),
    )


def is_undecoded(document: Document) -> bool:
    """Whether too much of a document's text has no Unicode, since its fonts do not give it."""
    lost = sum(content.condition.undecoded for content in document.contents)
    return lost > _UNTRUSTED_SHARE * sum(content.printed for content in document.contents)


def condition_findings(contents: Iterable[PageContent], rows: Iterable[Row]) -> list[Finding]:
    """Report problems with the text of pages; missing text is an error within the table."""
    pages = {page for row in rows for page in row.pages}
    return [
        replace(finding, severity="error")
        if finding.code == codes.TEXT_MISSING.id
        and pages
        and min(pages) < content.number < max(pages)
        else finding
        for content in contents
        for finding in text_findings(content.number, content.condition, content.printed)
    ]


def pages_without_rows(
    contents: Iterable[PageContent], bases: Iterable[Base | Record]
) -> list[Finding]:
    """Report pages within the table that print something and have no row."""
    pages = {page for base in bases for page in base.source.pages}
    return [
        codes.PAGE_WITHOUT_ROWS(
            say("page {number} is within the list but has no rows", number=content.number),
            page=content.number,
        )
        for content in contents
        if pages
        and min(pages) < content.number < max(pages)
        and content.number not in pages
        and content.printed
    ]
