"""Findings on what a page's picture does not bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import Grid, PageContent

T = TypeVar("T")

# Findings of a kind for one page; the rest are counted in the last of them.
_MAX_OF_A_KIND = 5
# Characters of a text that a finding quotes.
_MAX_QUOTED = 40
# Points: a ruling this close to a boundary of a grid is the one it was read from.
_SAME_PLACE = 1.0


def proof_findings(content: PageContent) -> list[Finding]:
    """At most a handful of findings of each kind, on what was used of the page."""
    proof = content.proof
    if proof is None:
        return []
    unproven = say(
        "; {unproven} characters of fonts not embedded can't be verified", unproven=proof.unproven
    )
    ends = unproven if proof.unproven else ""
    found: list[Finding] = []
    # A page read from an invisible layer has no ink of its own, and a finding that says so.
    if not content.condition.invisible:
        for (text, bbox), more in _few([item for item in proof.unseen if _is_used(*item, content)]):
            short = text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…"
            message = say(
                "no ink where the text {short!r} was read{more}{ends}",
                short=short,
                more=_others(more),
                ends=ends,
            )
            found.append(
                codes.TEXT_WITHOUT_INK(message, page=content.number, bbox=bbox, actual=short)
            )
    # Where one of the two is hidden, and left out, the ink is that of the other.
    clashes = [
        (text, upon, bbox)
        for text, upon, bbox in proof.overlaid
        if _is_used(text, bbox, content)
        and not _is_hidden(upon, bbox, content)
        and not _is_apart(upon, bbox, content)
    ]
    for (text, upon, bbox), more in _few(clashes):
        message = say(
            "the texts {text!r} and {upon!r} were read at one place, so the picture"
            " proves neither{more}",
            text=text[:_MAX_QUOTED],
            upon=upon[:_MAX_QUOTED],
            more=_others(more),
        )
        found.append(
            codes.TEXT_WITHOUT_INK(message, severity="warning", page=content.number, bbox=bbox)
        )
    used = [box for box in proof.unseen_rulings if _rules(box, content.grids)]
    for bbox, more in _few(used):
        message = say(
            "no ink along a line that was read as a ruling of the table{more}", more=_others(more)
        )
        found.append(
            codes.TEXT_WITHOUT_INK(message, severity="warning", page=content.number, bbox=bbox)
        )
    part_drawn = [box for box in proof.part_drawn if _rules(box, content.grids)]
    for bbox, more in _few(part_drawn):
        message = say(
            "a line that is read as a side between cells is not drawn to their "
            "corners, as lines that mark text are{more}",
            more=_others(more),
        )
        found.append(
            codes.TEXT_WITHOUT_INK(message, severity="warning", page=content.number, bbox=bbox)
        )
    inside = [box for box in proof.unread if _inside(box, content.grids)]
    for bbox, more in _few(inside):
        x0, top, x1, bottom = bbox
        size = say("{width:.0f} x {height:.0f} pt", width=x1 - x0, height=bottom - top)
        message = say(
            "ink of {size} in the table that nothing read accounts for{more}{ends}",
            size=size,
            more=_others(more),
            ends=ends,
        )
        found.append(codes.INK_UNREAD(message, page=content.number, bbox=bbox))
    return found


def _is_used(text: str, bbox: BBox, content: PageContent) -> bool:
    """Whether a text is in the result at its place: the reader leaves clipped text out."""
    wanted = "".join(text.split())
    return any(wanted in "".join(read.split()) for read in _read_at(bbox, content))


def _read_at(bbox: BBox, content: PageContent) -> Iterator[str]:
    """The texts of the result at a place."""
    x, y = (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2
    places = [(cell.text, cell.bbox) for grid in content.grids for cell in grid.cells]
    places += [(run.text, run.bbox) for run in content.outside]
    for read, (left, top, right, bottom) in places:
        if (
            left - _SAME_PLACE <= x <= right + _SAME_PLACE
            and top - _SAME_PLACE <= y <= bottom + _SAME_PLACE
        ):
            yield read


def _is_hidden(text: str, bbox: BBox, content: PageContent) -> bool:
    """Whether a text is not read at its place, where text is that nobody sees."""
    return any(
        left <= bbox[0] and top <= bbox[1] and bbox[2] <= right and bbox[3] <= bottom
        for left, top, right, bottom in (unseen.bbox for unseen in content.condition.unseen)
    ) and all(Counter(text) - Counter(read) for read in _read_at(bbox, content))


def _is_apart(text: str, bbox: BBox, content: PageContent) -> bool:
    """Whether a text over or under ``bbox`` is one that was told from the text of the cells."""
    return any(
        not apart.is_in_cells
        and set(text) <= set(apart.text)
        and apart.bbox[0] < bbox[2]
        and bbox[0] < apart.bbox[2]
        and apart.bbox[1] < bbox[3]
        and bbox[1] < apart.bbox[3]
        for apart in content.condition.apart
    )


def _few(items: Sequence[T]) -> Iterator[tuple[T, int]]:
    """The first of ``items``, each with the number left out after it."""
    kept = items[:_MAX_OF_A_KIND]
    for index, item in enumerate(kept, 1):
        yield item, len(items) - len(kept) if index == len(kept) else 0


def _others(more: int) -> str:
    return say(", and at {more} other places of this page", more=more) if more else ""


def _inside(box: BBox, grids: Sequence[Grid]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(
        left <= x <= right and top <= y <= bottom
        for left, top, right, bottom in (grid.bbox for grid in grids)
    )


def _rules(box: BBox, grids: Sequence[Grid]) -> bool:
    """Whether a ruling lies on a boundary between cells of a grid."""
    across = box[2] - box[0] >= box[3] - box[1]
    place = box[1] if across else box[0]
    return any(
        _inside(box, [grid])
        and any(abs(place - at) <= _SAME_PLACE for at in (grid.ys if across else grid.xs))
        for grid in grids
    )
