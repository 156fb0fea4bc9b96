"""A page that quirks are drawn on: its cells, and what is drawn when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from random import Random

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.drawing import Sheet, Words
from kyoten_extract.testing.printed_list import ListSpec
from kyoten_extract.testing.quirk_pen import BLACK, Box, Color, QuirkPen

# Shares of the cells of a page that one quirk marks, and how many at most.
_SHARE, _MOST = 0.15, 12


@dataclass(slots=True)
class Cell:
    """The texts of one cell of a page.

    Attributes:
        box: its sides.
        kind: of its column.
        words: its lines, top to bottom; none are left once a quirk has drawn them.
    """

    box: Box
    kind: str
    words: list[Words]


@dataclass(slots=True)
class Marked:
    """One page that quirks are drawn on.

    Attributes:
        pen: on the page, below all texts that are drawn as usual.
        cells: with text, that no quirk has marked so far.
        below, above: drawn before, and after the texts that are drawn as usual.
        taken: texts that are not to be drawn as usual.
    """

    pen: QuirkPen
    rng: Random
    spec: ListSpec
    sheet: Sheet
    cells: list[Cell]
    below: list[Callable[[], None]] = field(default_factory=list)
    above: list[Callable[[], None]] = field(default_factory=list)
    taken: list[Words] = field(default_factory=list)

    def some(self, fits: Callable[[Cell], bool] = lambda _: True) -> list[Cell]:
        """Cells to mark, which no other quirk marks then."""
        fitting = [cell for cell in self.cells if fits(cell)]
        count = min(max(1, round(len(self.cells) * _SHARE)), _MOST, len(fitting))
        chosen = self.rng.sample(fitting, count)
        self.cells = [cell for cell in self.cells if not any(cell is each for each in chosen)]
        return chosen

    def take(self, cell: Cell) -> list[Words]:
        """The texts of a cell, which are not drawn as usual."""
        self.taken += cell.words
        return cell.words

    def start(self, words: Words) -> float:
        """The left end of a text."""
        width = self.pen.width(words.text, self.spec.font_size)
        return words.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[words.align]

    def draw(self, words: Words, font: str = "", color: Color = BLACK) -> None:
        """Draw a text, in another font perhaps."""
        size = self.spec.font_size
        if not font:
            self.pen.text(self.start(words), words.y, words.text, size, color=color)
            return
        width = self.pen.width(words.text, size, font)
        x = words.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[words.align]
        self.pen.text(x, words.y, words.text, size, font=font, color=color)

    def ground(self, box: Box) -> Color:
        """The color under the middle of ``box``."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        grey = 1.0
        for shade in self.sheet.shades:
            if shade.x0 <= x <= shade.x1 and shade.y0 <= y <= shade.y1:
                grey = shade.grey
        return grey, grey, grey

    def other(self, cell: Cell) -> str:
        """A text such as that of a cell, but not its own."""
        texts = [words.text for words in self.sheet.words if words.kind == cell.kind]
        own = {words.text for words in cell.words}
        different = [text for text in texts if text not in own]
        return self.rng.choice(different) if different else "無効"
