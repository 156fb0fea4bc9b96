"""What a random list is, and what a person sees of it."""

from __future__ import annotations

from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.list_words import Script

Kind = Literal[
    "ruled",
    "levels",
    "merged",
    "blanks",
    "symbols",
    "spans",
    "sections",
    "cut",
    "headless",
    "column_added",
    "column_dropped",
    "column_moved",
    "tables",
    "blocks",
    "row_lines",
    "column_lines",
    "zebra",
    "plain",
]
"""The kinds of lists.

ruled: all lines drawn, the header on each page, whole rows only.
levels: a header of one to three levels, with labels over several columns.
merged: cells merged over several rows; some go on over a page end.
blanks: many cells are empty.
symbols: cells and labels of one sign, in a font that is not embedded.
spans: cells over two columns between ordinary rows.
sections: rows that head a section, and rows of totals.
cut: page ends cut rows in two; the border at the cut is drawn, or not.
headless: the header is on the first page only.
column_added, column_dropped, column_moved: the columns change on a later page.
tables: several tables on a page and in the file, each under its heading.
blocks: one list in two or three blocks side by side, on each page.
row_lines, column_lines: lines between rows only, between columns only.
zebra, plain: every other row shaded and no lines; nothing but text.
"""

Quirk = Literal[
    "links",
    "struck",
    "seals",
    "boxes",
    "layer_on",
    "layer_off",
    "white",
    "transparent",
    "no_ink",
    "tiny",
    "covered",
    "clipped_away",
    "clipped",
    "overflow",
    "watermark",
    "annotations",
    "fields",
    "named_fonts",
    "radicals",
    "furigana",
]
"""How pages of any kind may be printed besides.

links: texts underlined: a line under each, or one under each glyph, which are then objects apart.
struck: texts struck out; they are read as printed.
seals: seals over cells: a frame, or one with a word at an angle.
boxes: tick boxes before texts and in empty cells, ticked or not.
layer_on: texts in a layer that is on.
layer_off, white, transparent, no_ink, tiny: further texts that nobody sees.
covered: a text painted over, and another one upon it.
clipped_away: further texts of which their clip shows nothing.
clipped: texts wider than their cell, cut off at its sides.
overflow: texts that run on over the right side of their cell.
watermark: a word over the table, at an angle.
annotations, fields: texts that are comments on the page, or filled in form fields.
named_fonts: fonts of Windows, by name only.
radicals: one glyph stands for a radical and its ideograph, or for a radical, as in prints of macOS.
furigana: kana above kanji.
"""

Producer = Literal["reportlab", "chromium", "weasyprint", "typst", "libreoffice"]
"""What prints a list."""

Border = Literal["open", "closed"]
"""Whether a table's side at a page end that cuts a row is drawn ("closed")."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """How a random list is composed and printed. Lengths in points.

    Attributes:
        kind, seed: the content follows from both, and from ``script``.
        script: letters of its text: Japanese, or Latin for producers that need a font for it.
        rows: of data, in each of its tables.
        tables: how many it has.
        blocks: side by side on each page.
        levels: of its header.
        header_repeated: on each page, or only on the first.
        cut_rows: page ends may cut rows in two.
        border: at such a cut.
        lines: drawn within the table: all, none, between rows or columns only.
        zebra: every other row is shaded.
        pen: a line is a stroke, or a thin filled rectangle.
        font_size, padding, line_width: of cells.
        landscape: the page lies on its long side.
        text_align: where one-line cells stand in a row.
        page_numbers: at the foot of each page.
        titled: a line of text stands above the table.
        merged_text: where the text of a merged cell stands.
        shaded_header: its ground is grey.
        header_rule: a line under it, where no lines are drawn between rows.
        quirks: what else is printed.
    """

    kind: Kind
    seed: int
    script: Script
    rows: int
    tables: int
    blocks: int
    levels: int
    header_repeated: bool
    cut_rows: bool
    border: Border
    lines: Literal["all", "none", "rows", "columns"]
    zebra: bool
    pen: Literal["stroke", "fill"]
    font_size: float
    padding: float
    line_width: float
    landscape: bool
    text_align: Literal["top", "middle"]
    page_numbers: bool
    titled: bool
    merged_text: Literal["top", "middle"]
    shaded_header: bool
    header_rule: bool
    quirks: tuple[Quirk, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row as a person reads it.

    Attributes:
        cells: one text per column of the table; compare them without blanks and line breaks.
            The text of a merged cell is in each row it covers, that of a cell over several
            columns in the first of them.
        pages: on which it is printed, from 1; more than one if a page end cuts it.
    """

    cells: tuple[str, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table as a person reads it.

    Attributes:
        heading: the line of text above it; empty if there is none.
        header: one label per column, the levels of a header joined by spaces.
        rows: in reading order: of blocks side by side, the left one first, page by page.
    """

    heading: str
    header: tuple[str, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """A page end that cuts a row.

    Attributes:
        table, row: which, from 0.
        pages: before and after the cut.
    """

    table: int
    row: int
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintedList:
    """A printed list and its truth.

    Attributes:
        spec: how it was composed.
        producer: what printed it.
        pdf: the file.
        pages: how many it has.
        tables: the truth, in printed order.
        ambiguous: a person could not tell one row from two somewhere; what a reader makes of
            such a list says nothing about it.
    """

    spec: ListSpec
    producer: Producer
    pdf: bytes
    pages: int
    tables: tuple[PrintedTable, ...]
    ambiguous: bool = False

    @property
    def joins(self) -> tuple[Join, ...]:
        """The page ends that cut a row."""
        return tuple(
            Join(number, index, pair)
            for number, table in enumerate(self.tables)
            for index, row in enumerate(table.rows)
            for pair in zip(row.pages, row.pages[1:], strict=False)
        )
