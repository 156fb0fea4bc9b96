"""A list in Typst's markup; Typst breaks its pages itself. See ``html_list`` for what is where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random

from kyoten_extract.testing.list_content import Content, header_cells
from kyoten_extract.testing.printed_list import ListSpec

# Points: heights of pages, to end them anywhere; and their margin.
_HEIGHTS = (480, 842)
_MARGIN = 40
_FONT = "DejaVu Sans Mono"


def typst_source(contents: Sequence[Content], spec: ListSpec, rng: Random) -> str:
    """The source."""
    widest = max(sum(column.width + 6 for column in content.columns) for content in contents)
    width = widest * spec.font_size + 2 * _MARGIN
    head = (
        "#set document(date: none)\n"
        f"#set page(width: {width:.0f}pt, height: {rng.randint(*_HEIGHTS)}pt, "
        f"margin: {_MARGIN}pt)\n"
        f"#set text(font: {json.dumps(_FONT)}, size: {spec.font_size}pt, hyphenate: false)\n"
        "#set par(justify: false)\n"
    )
    return head + "\n#v(16pt)\n".join(_table(content, spec) for content in contents)


def _text(text: str) -> str:
    return f"[#{json.dumps(text)}]"


def _table(content: Content, spec: ListSpec) -> str:
    heading = f"#block(sticky: true){_text(content.heading)}\n" if content.heading else ""
    widths = ", ".join(
        f"{column.width:.1f}em" if column.kind == "prose" else "auto" for column in content.columns
    )
    pen = f"{spec.line_width}pt"
    strokes = {
        "all": pen,
        "rows": f"(y: {pen})",
        "columns": f"(x: {pen})",
        "none": "none",
    }[spec.lines]
    labels = "".join(
        f"table.cell(x: {column}, y: {level}, rowspan: {rows}, colspan: {columns}){_text(label)}, "
        for level, rows, column, columns, label in header_cells(content.columns)
    )
    repeat = "true" if spec.header_repeated else "false"
    rule = f"table.hline(stroke: {pen})," if spec.lines == "columns" or spec.header_rule else ""
    gutter = spec.font_size if spec.lines in ("none", "rows") else 0.0
    return (
        f"{heading}#table(columns: ({widths}), stroke: {strokes}, align: left + top, "
        f"inset: (x: {spec.padding + gutter / 2}pt, y: {spec.padding}pt),\n"
        f"table.header(repeat: {repeat}, {labels}), {rule}\n{''.join(_body(content, spec))})\n"
    )


def _body(content: Content, spec: ListSpec) -> Iterator[str]:
    breakable = "true" if spec.cut_rows else "false"
    for number, item in enumerate(content.items):
        spans = dict(item.spans)
        covered = 0
        shaded = item.bold or (spec.zebra and number % 2)
        fill = "fill: luma(230), " if shaded else ""
        for index, text in enumerate(item.cells):
            if index >= covered:
                count = spans.get(index, 1)
                covered = index + count
                yield (f"table.cell({fill}colspan: {count}, breakable: {breakable}){_text(text)}, ")
        yield "\n"
