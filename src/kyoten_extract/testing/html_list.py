"""A list as an HTML page, for programs that lay it out and break its pages themselves.

Only prose is broken into lines, and cells stand at the top: so all of a row but the rest of its
prose is above a page end that cuts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from random import Random

from kyoten_extract.testing.list_content import Column, Content, Item, header_cells
from kyoten_extract.testing.printed_list import ListSpec

# Points: heights of pages, to end them anywhere; and their margin.
_HEIGHTS = (480, 842)
_MARGIN = 40
# Ems: room for headings and for text somewhat wider than reckoned.
_SLACK = 8.0


def html_page(contents: Sequence[Content], spec: ListSpec, rng: Random) -> str:
    """The page."""
    widest = max(sum(column.width + 4 for column in content.columns) for content in contents)
    width = (widest + _SLACK) * spec.font_size + 2 * _MARGIN
    body = "".join(_table(content, spec) for content in contents)
    size = f"{width:.0f}pt {rng.randint(*_HEIGHTS)}pt"
    return (
        f"<!DOCTYPE html><html><meta charset='utf-8'><style>@page{{size:{size};"
        f"margin:{_MARGIN}pt}}{_style(spec)}</style><body>{body}</body></html>"
    )


def _style(spec: ListSpec) -> str:
    line = f"{max(spec.line_width, 0.75):.2f}pt solid black"
    borders = {
        "all": f"th,td{{border:{line}}}",
        "rows": f"th,td{{border-top:{line};border-bottom:{line}}}",
        "columns": f"th,td{{border-left:{line};border-right:{line}}}"
        f"table{{border:{line}}}thead th{{border-bottom:{line}}}",
        "none": f"thead{{border-bottom:{line}}}" if spec.header_rule else "",
    }[spec.lines]
    gutter = 1.2 if spec.lines in ("none", "rows") else 0.0
    return (
        f"body{{margin:0;font:{spec.font_size}pt 'DejaVu Sans',sans-serif;orphans:1;widows:1;"
        "print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        "table{border-collapse:collapse;margin-bottom:24pt}"
        f"th,td{{padding:{spec.padding}pt calc({spec.padding}pt + {gutter}em) {spec.padding}pt "
        f"{spec.padding}pt;font-weight:normal;vertical-align:top;white-space:nowrap}}"
        "td.prose{white-space:normal}td.amount,td.count{text-align:right}"
        f"td.wide{{text-align:center}}th{{text-align:{'left' if gutter else 'center'}}}"
        "p{margin:0 0 4pt;break-after:avoid}tr.bold td,tr.dark td{background:#e6e6e6}"
        f"tr{{break-inside:{'auto' if spec.cut_rows else 'avoid'}}}"
        "tbody.group{break-inside:avoid}"
        f"thead{{display:table-{'header' if spec.header_repeated else 'row'}-group}}{borders}"
    )


def _table(content: Content, spec: ListSpec) -> str:
    heading = f"<p>{escape(content.heading)}</p>" if content.heading else ""
    depth = max(len(column.labels) for column in content.columns)
    levels = [""] * depth
    for level, rows, _, columns, label in header_cells(content.columns):
        levels[level] += f"<th rowspan={rows} colspan={columns}>{escape(label)}</th>"
    header = "".join(f"<tr>{cells}</tr>" for cells in levels)
    return f"{heading}<table><thead>{header}</thead>{''.join(_body(content, spec))}</table>"


def _body(content: Content, spec: ListSpec) -> Iterator[str]:
    """The rows; those that share a merged cell are kept together."""
    merged, items = content.merged, content.items
    if merged is None:
        rows = (_row(content, spec, index, 1) for index in range(len(items)))
        yield f"<tbody>{''.join(rows)}</tbody>"
        return
    start = 0
    for index in range(1, len(items) + 1):
        if index == len(items) or items[index].group != items[start].group:
            count = index - start
            rows = (_row(content, spec, n, count * (n == start)) for n in range(start, index))
            yield f"<tbody class=group>{''.join(rows)}</tbody>"
            start = index


def _row(content: Content, spec: ListSpec, index: int, rows: int) -> str:
    item = content.items[index]
    cells = "".join(_cells(item, content.columns, content.merged, rows))
    dark = "bold" if item.bold else "dark" if spec.zebra and index % 2 else ""
    return f"<tr class='{dark}'>{cells}</tr>"


def _cells(item: Item, columns: Sequence[Column], merged: int | None, rows: int) -> Iterator[str]:
    spans = dict(item.spans)
    covered = 0
    for index, (column, text) in enumerate(zip(columns, item.cells, strict=True)):
        if index < covered or (index == merged and not rows):
            continue
        count = spans.get(index, 1)
        covered = index + count
        tag = f"<td class={column.kind if count == 1 else 'wide'} colspan={count}"
        if index == merged:
            tag += f" rowspan={rows}"
        if column.kind == "prose" and count == 1:
            tag += f" style='min-width:{column.width:.1f}em;max-width:{column.width:.1f}em'"
        yield f"{tag}>{escape(text)}</td>"
