"""Findings about the text of a page: hidden, undecoded or missing characters, drawn rulings."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.text_quality import Agreement, Condition, DrawnRuling

_REMEDY = "use --engine ocr"


def text_findings(page: int, condition: Condition, printed: int) -> Iterator[Finding]:
    """Report problems with the text of ``page``, which has ``printed`` characters."""
    if condition.hidden:
        yield codes.TEXT_HIDDEN(
            f"page {page}: {condition.hidden} characters outside the visible area were not read",
            page=page,
            actual=condition.hidden,
            severity="warning" if condition.cut_off else codes.TEXT_HIDDEN.severity,
        )
    if condition.undecoded:
        yield codes.TEXT_UNDECODED(
            f"page {page}: {condition.undecoded} of {printed} characters have no Unicode mapping; "
            f"{_REMEDY}",
            page=page,
            actual=condition.undecoded,
        )
    if condition.invisible:
        yield codes.TEXT_INVISIBLE(
            f"page {page}: the text is an invisible OCR layer ({condition.invisible} characters); "
            f"to read the page image instead, {_REMEDY}",
            page=page,
            actual=condition.invisible,
        )
    if condition.picture:
        what = "an image" if condition.picture == "image" else "characters drawn as outlines"
        yield codes.TEXT_MISSING(f"page {page}: no text layer, only {what}; {_REMEDY}", page=page)
    if condition.layer:
        yield _compared(page, condition.layer)
    for ruling in condition.drawn:
        yield from _drawn(page, ruling)


def _drawn(page: int, ruling: DrawnRuling) -> Iterator[Finding]:
    where = f"{ruling.bbox[0]:.0f} pt from the left edge"
    yield codes.RULING_DRAWN(
        f"page {page}: the column ruling {where} is missing; it was restored from other pages",
        page=page,
        bbox=ruling.bbox,
    )
    for cell in ruling.crossed:
        yield codes.RULING_DRAWN(
            f"page {page}: text crosses the missing ruling {where}; the cell was not split",
            page=page,
            bbox=cell,
        )


def _compared(page: int, layer: Agreement) -> Finding:
    agrees = f"{layer.alike} of {layer.cells} cells agree with OCR"
    if layer.used:
        return codes.LAYER_COMPARED(
            f"page {page}: hidden text layer used; {agrees}",
            page=page,
            expected=layer.cells,
            actual=layer.alike,
        )
    return codes.LAYER_COMPARED(
        f"page {page}: hidden text layer ignored; only {agrees}",
        page=page,
        expected=layer.cells,
        actual=layer.alike,
        severity="warning",
    )
