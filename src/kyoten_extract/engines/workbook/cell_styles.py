"""What the styles of a workbook say about its cells: format, frame, strike, and what is unseen."""

from __future__ import annotations

from typing import Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.text.number_format.format_code import BUILTIN

# Formats with lower numbers are known to every program, and not in the workbook.
_FIRST_CUSTOM = 164
_WHITE_THEME, _WHITE_INDEXES = 0, (1, 9)
_WHITE = "FFFFFF"


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What matters of the style of a cell.

    Attributes:
        code: its number format.
        framed: it has a border at its left or right.
        struck: its text is struck out.
        on_ground: its text has the color of the cell.
    """

    code: str
    framed: bool
    struck: bool
    on_ground: bool


class CellStyles:
    """The styles of a workbook by their number; each is looked up once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._known: dict[int, CellStyle] = {}

    def __getitem__(self, number: int) -> CellStyle:
        """The style of a cell.

        Raises:
            IndexError: the workbook has no such style.
        """
        style = self._known.get(number)
        if style is None:
            style = self._known[number] = self._style(number)
        return style

    def _style(self, number: int) -> CellStyle:
        book = self._workbook
        style = book._cell_styles[number]
        border, font = book._borders[style.borderId], book._fonts[style.fontId]
        fill = book._fills[style.fillId]
        if style.numFmtId < _FIRST_CUSTOM:
            code = BUILTIN.get(style.numFmtId, "General")
        else:
            code = book._number_formats[style.numFmtId - _FIRST_CUSTOM]
        sides = (border.left, border.right)
        framed = any(side is not None and side.style not in (None, "none") for side in sides)
        return CellStyle(code, framed, bool(font.strike), _on_ground(font, fill))


def _on_ground(font: Any, fill: Any) -> bool:
    color = _color(font.color)
    if color is None:
        return False  # The color of the window's text: black.
    kind = getattr(fill, "fill_type", None)
    if kind in (None, "none"):
        return color == _WHITE
    return kind == "solid" and color == _color(fill.fgColor)


def _color(color: Any) -> str | None:
    """A color as six digits, or as the number and shade of one of the theme."""
    if color is None:
        return None
    if color.type == "rgb" and isinstance(color.rgb, str):
        return color.rgb[-6:].upper()
    if color.type == "theme":
        if color.theme == _WHITE_THEME and not color.tint:
            return _WHITE
        return f"theme {color.theme} {color.tint}"
    if color.type == "indexed":
        return _WHITE if color.indexed in _WHITE_INDEXES else f"indexed {color.indexed}"
    return None
