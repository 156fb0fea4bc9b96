"""Findings about the text of a page: hidden, undecoded or missing characters, drawn rulings."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.text_quality import Agreement, Condition, DrawnRuling

_REMEDY = "read it with --engine ocr"


def text_findings(page: int, condition: Condition, printed: int) -> Iterator[Finding]:
    """Report problems with the text of ``page``, which has ``printed`` characters."""
    if condition.hidden:
        yield codes.TEXT_HIDDEN(
            f"page {page} draws {condition.hidden} characters beyond its edge or clip; they are "
            "not read",
            page=page,
            actual=condition.hidden,
            severity="warning" if condition.cut_off else codes.TEXT_HIDDEN.severity,
        )
    if condition.undecoded:
        yield codes.TEXT_UNDECODED(
            f"page {page}: {condition.undecoded} of {printed} characters have no Unicode, its "
            f"text can't be trusted; {_REMEDY}",
            page=page,
            actual=condition.undecoded,
        )
    if condition.invisible:
        yield codes.TEXT_INVISIBLE(
            f"page {page}: its text is an invisible layer that some program recognised in a "
            f"picture; to read the picture itself, {_REMEDY}",
            page=page,
            actual=condition.invisible,
        )
    if condition.picture:
        what = "a picture" if condition.picture == "image" else "letters drawn as outlines"
        yield codes.TEXT_MISSING(f"page {page} has no text layer but {what}; {_REMEDY}", page=page)
    if condition.layer:
        yield _compared(page, condition.layer)
    for ruling in condition.drawn:
        yield from _drawn(page, ruling)


def _drawn(page: int, ruling: DrawnRuling) -> Iterator[Finding]:
    where = f"page {page}, {ruling.bbox[0]:.0f} pt from the left"
    yield codes.RULING_DRAWN(
        f"{where}: a ruling between two columns is missing; it was drawn where the other pages "
        "have it",
        page=page,
        bbox=ruling.bbox,
    )
    for cell in ruling.crossed:
        yield codes.RULING_DRAWN(
            f"{where}: text stands across the ruling that is missing; it was left in one cell",
            page=page,
            bbox=cell,
        )


def _compared(page: int, layer: Agreement) -> Finding:
    agrees = f"it agrees with the picture in {layer.alike} of {layer.cells} cells"
    if layer.used:
        return codes.LAYER_COMPARED(
            f"page {page}: its hidden text layer was compared with its picture; {agrees}",
            page=page,
            expected=layer.cells,
            actual=layer.alike,
        )
    return codes.LAYER_COMPARED(
        f"page {page}: its hidden text layer was left out, for {agrees} only",
        page=page,
        expected=layer.cells,
        actual=layer.alike,
        severity="warning",
    )
