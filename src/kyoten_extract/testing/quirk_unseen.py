"""Texts that nobody sees, drawn by quirks."""

from __future__ import annotations

from collections.abc import Callable

from kyoten_extract.testing.quirk_page import Cell, Marked


def _unseen(page: Marked, draw: Callable[[float, float, str, Cell], None]) -> None:
    """Another text right behind that of a cell, or under it, in the way of ``draw``."""
    size, rng, pen = page.spec.font_size, page.rng, page.pen
    for cell in page.some():
        words, text = cell.words[-1], page.other(cell)
        x = page.start(words)
        if rng.random() < 0.5:
            x += pen.width(words.text, size) + 0.2 * size
        page.below.append(
            lambda x=x, y=words.y, text=text, cell=cell: draw(x, y, text, cell)  # type: ignore[misc]
        )


def layer_off(page: Marked) -> None:
    """Texts in a layer that is off."""
    size, pen = page.spec.font_size, page.pen

    def draw(x: float, y: float, text: str, _: Cell) -> None:
        with pen.layer(on=False):
            pen.text(x, y, text, size)

    _unseen(page, draw)


def white(page: Marked) -> None:
    """Texts in the color of the ground."""

    def draw(x: float, y: float, text: str, cell: Cell) -> None:
        # The ground of a row is that of its cells; beside the table it is white.
        width = page.pen.width(text, page.spec.font_size)
        if x + width < cell.box[2]:
            page.pen.text(x, y, text, page.spec.font_size, color=page.ground(cell.box))

    _unseen(page, draw)


def transparent(page: Marked) -> None:
    """Texts without opacity."""
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, page.spec.font_size, alpha=0.0))


def no_ink(page: Marked) -> None:
    """Texts drawn in a mode without ink."""
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, page.spec.font_size, mode=3))


def tiny(page: Marked) -> None:
    """Texts too small to be read."""
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, 0.4))


def clipped_away(page: Marked) -> None:
    """Texts beside their clip."""
    size, pen = page.spec.font_size, page.pen

    def draw(x: float, y: float, text: str, _: Cell) -> None:
        width = pen.width(text, size)
        with pen.clipped((x + width + 5, y - size, x + width + 30, y)):
            pen.text(x, y, text, size)

    _unseen(page, draw)
