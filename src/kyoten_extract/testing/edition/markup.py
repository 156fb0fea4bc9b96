"""An edition's pages as HTML and as Typst's markup, with a Japanese font of a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from kyoten_extract.testing.edition.drawn import label_cells
from kyoten_extract.testing.edition.edition_pages import (
    MARGIN,
    BodyRow,
    Grid,
    Page,
    Style,
    page_size,
)


def html_of(pages: Sequence[Page], style: Style, font: Path) -> str:
    """The pages as HTML."""
    width, height = page_size(pages, style, exact=False)
    align = "top" if style.top else "middle"
    css = (
        f"@font-face{{font-family:edition;src:url('{font.as_uri()}')}}"
        f"@page{{size:{width}pt {height}pt;margin:{MARGIN}pt}}"
        f"body{{margin:0;font:{style.font_size}pt edition;line-height:1.25;"
        "print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        "section+section{break-before:page}p{margin:0 0 4pt}"
        "table{border-collapse:collapse;table-layout:fixed;margin-bottom:10pt}"
        f"th,td{{border:{max(style.line_width, 0.75)}pt solid black;font-weight:normal;"
        f"padding:{style.padding}pt;white-space:nowrap;vertical-align:{align}}}"
        "th{text-align:center;vertical-align:middle}td.c{text-align:center}"
        f"th{{background:{'#ddd' if style.shaded_header else 'none'}}}.s td{{background:#e0e0e0}}"
        "th div{overflow:visible}"
    )
    body = "".join(
        "<section>"
        + "".join(
            _table(block, style)
            if isinstance(block, Grid)
            else f"<p style='font-size:{block.scale:.1f}em'>{escape(block.text)}</p>"
            for block in page.blocks
        )
        + "</section>"
        for page in pages
    )
    return (
        f"<!DOCTYPE html><html><meta charset='utf-8'><style>{css}</style><body>{body}</body></html>"
    )


def _table(grid: Grid, style: Style) -> str:
    columns = "".join(f"<col style='width:{width:.1f}pt'>" for width in grid.widths)
    levels = [""] * len(grid.levels)
    for level, rows, _, count, lines in label_cells(grid):
        room = sum(grid.levels[level : level + rows]) - 2 * style.padding
        # A label that is taller than its cell runs over its lower side.
        tall = len(lines) * style.leading > room + 1
        inner = f"<div style='height:{room:.1f}pt'>{_lines(lines)}</div>" if tall else _lines(lines)
        levels[level] += f"<th rowspan={rows} colspan={count}>{inner}</th>"
    head = "".join(
        f"<tr style='height:{height:.1f}pt'>{cells}</tr>"
        for height, cells in zip(grid.levels, levels, strict=True)
    )
    body = "".join(_row(grid, row) for row in grid.rows)
    width = sum(grid.widths)
    return (
        f"<table style='width:{width:.1f}pt'><colgroup>{columns}</colgroup>"
        f"<thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _row(grid: Grid, row: BodyRow) -> str:
    cells = "".join(
        f"<td{' class=c' if centered else ''}>{_lines(lines)}</td>"
        for lines, centered in zip(row.cells, grid.centered, strict=True)
    )
    return f"<tr style='height:{row.height:.1f}pt'{' class=s' if row.shaded else ''}>{cells}</tr>"


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(map(escape, lines))


def typst_of(pages: Sequence[Page], style: Style, families: Sequence[str]) -> str:
    """The pages as Typst's markup."""
    width, height = page_size(pages, style, exact=False)
    fonts = "".join(f"{json.dumps(family, ensure_ascii=False)}, " for family in families)
    head = (
        "#set document(date: none)\n"
        f"#set page(width: {width}pt, height: {height}pt, margin: {MARGIN}pt)\n"
        f"#set text(font: ({fonts}), size: {style.font_size}pt, hyphenate: false, "
        "cjk-latin-spacing: none)\n"
        "#set par(justify: false)\n"
    )
    parts = []
    for page in pages:
        blocks = [
            _typst_table(block, style)
            if isinstance(block, Grid)
            else f"#text(size: {block.scale * style.font_size:.1f}pt){_typst((block.text,))}\n"
            for block in page.blocks
        ]
        parts.append("\n".join(blocks))
    return head + "\n#pagebreak()\n".join(parts)


def _typst(lines: Sequence[str]) -> str:
    return (
        "["
        + "#linebreak()".join(f"#{json.dumps(line, ensure_ascii=False)}" for line in lines)
        + "]"
    )


def _typst_table(grid: Grid, style: Style) -> str:
    widths = ", ".join(f"{width:.1f}pt" for width in grid.widths)
    heights = ", ".join(
        f"{height:.1f}pt" for height in (*grid.levels, *(row.height for row in grid.rows))
    )
    labels = "".join(
        f"table.cell(x: {column}, y: {level}, rowspan: {rows}, colspan: {count}, "
        f"align: center + horizon){_typst(lines)}, "
        for level, rows, column, count, lines in label_cells(grid)
    )
    vertical = "top" if style.top else "horizon"
    cells = "".join(
        f"table.cell(x: {column}, y: {number}, {'fill: luma(224), ' if row.shaded else ''}"
        f"align: {'center' if grid.centered[column] else 'left'} + {vertical}){_typst(lines)}, "
        for number, row in enumerate(grid.rows, len(grid.levels))
        for column, lines in enumerate(row.cells)
    )
    return (
        f"#table(columns: ({widths},), rows: ({heights},), stroke: {style.line_width}pt, "
        f"inset: {style.padding}pt, {labels}{cells})\n"
    )
