"""An edition's pages as texts and grids, which any producer prints in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.drawing import ems
from kyoten_extract.testing.edition.column_changes import blocks
from kyoten_extract.testing.edition.draft import Draft, EditionColumn
from kyoten_extract.testing.edition.row_changes import published

LEADING = 1.25
"""From line to line, in font sizes."""
# Characters that begin no line.
_NEVER_FIRST = "、。，．・）」』】ー)"
# Points between blocks, and the least and the most that a page is high without its margins.
GAP = 10.0
_HEIGHTS = (420, 760)
# Of all pages, in points.
MARGIN = 30.0
# Shares: a program's own lines are so much higher than reckoned.
_PROGRAM_SLACK = 1.35


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points; ``top`` is where text stands in its cell, else in the middle."""

    font_size: float
    padding: float
    line_width: float
    top: bool
    shaded_header: bool
    body_height: float
    pen: Literal["stroke", "fill"] = "stroke"

    @property
    def leading(self) -> float:
        """From line to line."""
        return self.font_size * LEADING


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row of a grid: its cells as lines, and its height in points."""

    cells: tuple[tuple[str, ...], ...]
    height: float
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text outside of grids; ``scale`` of the font size."""

    text: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table, or the part of one that is on a page.

    Attributes:
        widths: of its columns in points.
        labels: level by level as lines, one tuple for each column; none without a header.
        levels: heights of the header's levels in points.
        centered: columns whose cells stand in the middle.
        rows: under the header.
    """

    widths: tuple[float, ...]
    labels: tuple[tuple[tuple[str, ...], ...], ...]
    levels: tuple[float, ...]
    centered: tuple[bool, ...]
    rows: tuple[BodyRow, ...]

    @property
    def height(self) -> float:
        """In points."""
        return sum(self.levels) + sum(row.height for row in self.rows)


Block = Text | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page, from its top."""

    blocks: tuple[Block, ...]


def random_style(rng: Random) -> Style:
    """Drawn anew for each edition."""
    return Style(
        font_size=rng.choice((6.0, 7.0, 8.0)),
        padding=round(rng.uniform(1.5, 3.5), 1),
        line_width=round(rng.uniform(0.3, 1.0), 1),
        top=rng.random() < 0.5,
        shaded_header=rng.random() < 0.3,
        body_height=float(rng.randint(*_HEIGHTS)),
        pen=rng.choice(("stroke", "stroke", "fill")),
    )


def page_size(pages: Sequence[Page], style: Style, *, exact: bool) -> tuple[float, float]:
    """Width and height of all pages in points."""
    grids = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    # A program draws half of the outer lines outside of the table.
    width = max(sum(grid.widths) for grid in grids) + 2 * MARGIN + (0 if exact else 4)
    height = max(map(page_height, pages, [style] * len(pages)))
    height = max(height, style.body_height)
    return round(width), round((height if exact else height * _PROGRAM_SLACK) + 2 * MARGIN)


def page_height(page: Page, style: Style) -> float:
    """Of all that is on a page, in points."""
    return sum(block_height(block, style) + GAP for block in page.blocks)


def block_height(block: Block, style: Style) -> float:
    """In points."""
    return block.height if isinstance(block, Grid) else block.scale * style.leading


def lines_of(text: str, width: float, *, hanging: bool = False) -> tuple[str, ...]:
    """The lines of a text in ``width`` ems, broken anywhere but before what begins no line."""
    found: list[str] = []
    for part in text.split("\n"):
        start = len(found)
        line = ""
        for char in part:
            if line and ems(line + char) > width:
                if char in _NEVER_FIRST and hanging and char in "、。":
                    line += char
                    continue
                keep = len(line)
                if char in _NEVER_FIRST and len(line) > 1:
                    keep -= 1
                found.append(line[:keep])
                line = line[keep:]
            line += char
        # No last line of one character, as in print.
        if len(line) == 1 and len(found) > start and len(found[-1]) > 2:
            found[-1], line = found[-1][:-1], found[-1][-1] + line
        found.append(line)
    return tuple(line.strip() for line in found)


def pages_of(draft: Draft, style: Style) -> list[Page]:
    """The edition's pages."""
    pages: list[list[Block]] = [[Text(line, 1.6) for line in draft.title]]
    if draft.changes.get("second_table") and draft.rng.random() < 0.5 and not draft.sections[0]:
        # Some editions have a heading above the first list too.
        draft.sections = [section or "現在設置している拠点" for section in draft.sections]
    lists = [
        list(group) for _, group in groupby(range(len(draft.facts)), draft.sections.__getitem__)
    ]
    totals = list(_totals(draft, style))
    last = max(n for n, rows in enumerate(lists) if draft.counted[rows[0]])
    for number, rows in enumerate(lists):
        _list(draft, style, rows, pages)
        if number == last:
            for block in totals:
                _room(pages, style, block_height(block, style))
                pages[-1].append(block)
    return [Page(tuple(page)) for page in pages]


def _room(pages: list[list[Block]], style: Style, height: float) -> None:
    """A new page, unless the last one has room."""
    used = sum(block_height(block, style) + GAP for block in pages[-1])
    if used + height > style.body_height and pages[-1]:
        pages.append([])


def _list(draft: Draft, style: Style, rows: list[int], pages: list[list[Block]]) -> None:
    """One list, over as many pages as it needs."""
    halves = _halves(draft)
    levels = _levels(draft, style)
    body = _body(draft, style, rows)
    heading = draft.sections[rows[0]]
    _room(pages, style, sum(levels) + 6 * style.leading)
    if heading:
        pages[-1].append(Text(heading, 1.2))
    # Rows page by page; the halves of a row are equally high.
    parts: list[list[BodyRow]] = [[]]
    used = sum(block_height(block, style) + GAP for block in pages[-1]) + sum(levels)
    for row in body:
        if used + row.height > style.body_height and parts[-1]:
            parts.append([])
            used = sum(levels)
        used += row.height
        parts[-1].append(row)
    prints = [[_grid(draft, style, half, levels, part) for part in parts] for half in halves]
    order = (
        [grid for half in prints for grid in half]
        if draft.overflow == "after all"
        else [half[n] for n in range(len(parts)) for half in prints]
    )
    for number, grid in enumerate(order):
        if number:
            pages.append([])
        pages[-1].append(grid)


def _halves(draft: Draft) -> list[range]:
    """The columns that are on one page, once or twice."""
    count = len(draft.columns)
    if not draft.overflow:
        return [range(count)]
    ends: list[int] = []
    for part in blocks(draft.columns):
        ends.append((ends[-1] if ends else 0) + len(part))
    middle = min(ends[:-1], key=lambda end: abs(end - draft.rng.uniform(0.4, 0.6) * count))
    return [range(middle), range(middle, count)]


def _levels(draft: Draft, style: Style) -> tuple[float, ...]:
    """Heights of the header's levels."""
    deep = any(len(column.levels) > 1 for column in draft.columns)
    counts: list[int] = []
    upper = lower = 1
    for part in blocks(draft.columns):
        if len(part[0].levels) == 1:
            counts.append(len(_label(part[0].printed[0], part[0].width)))
            continue
        upper = max(upper, len(_label(part[0].printed[0], sum(column.width for column in part))))
        lower = max(lower, *(len(_label(column.printed[1], column.width)) for column in part))
    counts.sort()
    need = counts[-1] if counts else 1
    if draft.runs_over:
        second = counts[-2] if len(counts) > 1 else 1
        need = max(need - draft.runs_over, second)
        draft.runs_over = counts[-1] - max(need, (upper + lower) * deep)
    room = 2 * style.padding
    if not deep:
        return (need * style.leading + room,)
    first, second_height = upper * style.leading + room, lower * style.leading + room
    return first, max(second_height, need * style.leading + room - first)


def _label(text: str, width: float) -> tuple[str, ...]:
    """A label's lines; English words are not broken where they fit."""
    found: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            joined = f"{line} {word}" if line else word
            if line and ems(joined) > width and word.isascii():
                found += lines_of(line, width)
                line = word
            else:
                line = joined
        found += lines_of(line, width)
    return tuple(found)


def _body(draft: Draft, style: Style, rows: list[int]) -> list[BodyRow]:
    columns = draft.columns
    body = []
    for place, index in enumerate(rows):
        cells = tuple(
            lines_of(column.cells[index], column.width, hanging=draft.hanging) for column in columns
        )
        body.append(_row(cells, style))
        if draft.subtotals:
            name = draft.facts[index]["municipality"]
            following = rows[place + 1] if place + 1 < len(rows) else None
            if following is None or draft.facts[following]["municipality"] != name:
                group = [n for n in rows if draft.facts[n]["municipality"] == name]
                body.append(_subtotal(draft, style, group))
    return body


def _row(cells: tuple[tuple[str, ...], ...], style: Style, *, shaded: bool = False) -> BodyRow:
    height = max(map(len, cells)) * style.leading + 2 * style.padding
    return BodyRow(cells, height, shaded)


def _subtotal(draft: Draft, style: Style, group: list[int]) -> BodyRow:
    """The sums of one municipality."""
    texts = []
    named = False
    for column in draft.columns:
        text = ""
        if len(column.keys) == 1 and column.keys[0].startswith("staff"):
            text = str(sum(int(draft.facts[n][column.keys[0]] or 0) for n in group))
        elif column.keys == ("municipality",):
            named, text = True, "小計"
        elif column.keys == ("name",) and named:
            text = f"{len(group)}拠点"
        texts.append((text,))
    return _row(tuple(texts), style, shaded=bool(draft.changes.get("subtotals") == "shaded"))


def _grid(
    draft: Draft, style: Style, half: range, levels: tuple[float, ...], rows: list[BodyRow]
) -> Grid:
    columns = [draft.columns[place] for place in half]
    body = [replace(row, cells=tuple(row.cells[place] for place in half)) for row in rows]
    if draft.column_numbers:
        pattern = str(draft.changes["column_numbers"])
        numbers = tuple((pattern.replace("1", str(place + 1)),) for place in half)
        body.insert(0, _row(numbers, style))
    return Grid(
        tuple(_points(column, style) for column in columns),
        tuple(_labels(columns)),
        levels,
        tuple(column.centered for column in columns),
        tuple(body),
    )


def _points(column: EditionColumn, style: Style) -> float:
    return column.width * style.font_size + 2 * style.padding


def _labels(columns: list[EditionColumn]) -> Iterator[tuple[tuple[str, ...], ...]]:
    for part in blocks(columns):
        whole = sum(column.width for column in part)
        for column in part:
            widths = (whole, column.width) if len(column.levels) > 1 else (column.width,)
            yield tuple(map(_label, column.printed, widths))


def _totals(draft: Draft, style: Style) -> Iterator[Block]:
    figures = published(draft)
    forms, staff = figures["forms"], figures["staff"]
    assert isinstance(forms, dict)
    assert isinstance(staff, list)
    if draft.totals == "sentence":
        yield Text(
            f"合計は{figures['municipalities']}自治体、{figures['bases']}拠点"
            f"({figures['countries']}か国・地域、{figures['cities']}都市)、"
            f"職員数は{staff[0]}人(派遣{staff[1]}人、現地{staff[2]}人)である。"
        )
    elif draft.totals == "municipalities":
        counts: dict[str, list[int]] = {}
        for facts, counted in zip(draft.facts, draft.counted, strict=True):
            if counted:
                one = counts.setdefault(str(facts["municipality"]), [0, 0])
                one[0] += 1
                one[1] += int(facts["staff_total"] or 0)
        body = [[name, str(bases), str(sum_)] for name, (bases, sum_) in counts.items()]
        rows = [
            ["団体名", "拠点数", "職員数"],
            *body,
            ["合計", str(figures["bases"]), str(staff[0])],
        ]
        fit = max(4, int((style.body_height - 2 * GAP) / (style.leading + 2 * style.padding)) - 2)
        for start in range(0, len(rows), fit):
            yield _plain(rows[start : start + fit], style)
    elif draft.totals == "tables":
        keys = ("municipalities", "bases", "countries", "cities")
        yield _plain(
            [
                ["全体", "自治体数", "拠点数", "設置国数", "設置都市数", "形態別拠点数", ""],
                ["", *(str(figures[key]) for key in keys), "a", str(forms["a"])],
                *([""] * 5 + [letter, str(forms[letter])] for letter in "bcd"),
            ],
            style,
        )
        means = [f"{value / max(1, int(str(figures['bases']))):.1f}" for value in staff]
        yield _plain(
            [
                ["", "職員数", "", ""],
                ["", "計", "派遣", "現地"],
                ["計", *map(str, staff)],
                ["平均", *means],
            ],
            style,
        )


def _plain(rows: list[list[str]], style: Style) -> Grid:
    """A grid without a header."""
    width = 8 * style.font_size + 2 * style.padding
    count = len(rows[0])
    body = tuple(_row(tuple((text,) for text in row), style) for row in rows)
    return Grid((width,) * count, (), (), (False,) * count, body)
