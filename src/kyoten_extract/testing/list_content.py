"""The content of a random list, before it is laid out: columns, header tree and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from random import Random
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.list_words import (
    COLUMNS,
    GROUPS,
    TOPS,
    ColumnKind,
    section,
    title,
    total_label,
    value,
)
from kyoten_extract.testing.printed_list import ListSpec

# Columns that may stand beside number and name in lists of whole rows of one line.
_ONE_LINE: tuple[ColumnKind, ...] = (
    "place",
    "postal",
    "phone",
    "year",
    "amount",
    "count",
    "office",
    "mark",
)
# The kinds whose columns change on a later page.
_CHANGES = ("column_added", "column_dropped", "column_moved")
# Shares of empty cells, in lists of the kind "blanks" and in others.
_MANY_BLANKS, _FEW_BLANKS = 0.4, 0.05
# Share of lists whose rows have no number.
_WITHOUT_NUMBER = 0.2
# Shares of prose cells of one clause, where others have more.
_SHORT_PROSE = 0.35


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        kind: of its values.
        labels: of its header, top to bottom; columns that share a leading one are under it.
        width: in ems.
        blank: share of its cells that are empty.
    """

    kind: ColumnKind
    labels: tuple[str, ...]
    width: float
    blank: float = 0.0

    @property
    def align(self) -> Literal["left", "center", "right"]:
        """Where its text stands."""
        return COLUMNS[self.kind].align


@dataclass(frozen=True, slots=True)
class Item:
    """One row to print.

    Attributes:
        cells: one text for each column.
        spans: (first column, count) of cells over several columns; the text is in the first.
        group: rows of one number share the merged cell of the table's merged column.
        bold: printed on a shaded ground: a section or a total.
    """

    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    group: int = -1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """One table before it is laid out.

    Attributes:
        heading: the line above it.
        columns: of its first page.
        items: its rows.
        merged: the column whose cells are merged over rows, if any.
        later: the columns from a later page on; the same ones if nothing changes.
    """

    heading: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...]
    merged: int | None = None
    later: tuple[Column, ...] = field(default=())

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Those of ``columns``, and in their places those that come in later."""
        if len(self.later) > len(self.columns):
            return self.later
        return self.columns


def compose(rng: Random, spec: ListSpec) -> list[Content]:
    """The tables of a list."""
    used: set[tuple[str, ...]] = set()
    contents = []
    for number in range(1, spec.tables + 1):
        content = _table(rng, spec, number)
        while tuple(column.kind for column in content.columns) in used:
            content = _table(rng, spec, number)
        used.add(tuple(column.kind for column in content.columns))
        contents.append(content)
    return contents


def _table(rng: Random, spec: ListSpec, number: int) -> Content:
    kinds = _column_kinds(rng, spec)
    columns = _labelled(rng, spec, kinds)
    items = _rows(rng, spec, columns)
    merged = None
    later = columns
    if spec.kind == "merged":
        merged, items = _merged(rng, columns, items)
    elif spec.kind == "spans":
        items = _with_spans(rng, columns, items)
    elif spec.kind == "sections":
        items = _with_sections(rng, spec, columns, items)
    elif spec.kind == "column_added":
        # The last of the kinds is left out of the first pages.
        place = rng.randrange(2, len(columns))
        columns = columns[:place] + columns[place + 1 :]
    elif spec.kind == "column_dropped":
        place = rng.randrange(2, len(columns))
        later = columns[:place] + columns[place + 1 :]
    elif spec.kind == "column_moved":
        place, target = rng.sample(range(2, len(columns)), 2)
        rest = [*columns[:place], *columns[place + 1 :]]
        rest.insert(target, columns[place])
        later = tuple(rest)
    heading = title(rng, spec.script, number) if spec.titled else ""
    return Content(heading, columns, tuple(items), merged, later)


def _column_kinds(rng: Random, spec: ListSpec) -> list[ColumnKind]:
    """Kinds of columns in order; a number and a name come first."""
    if spec.blocks > 1:
        return ["number", "name", *rng.sample(_ONE_LINE[:3], 1)]
    count = rng.randint(2, 4)
    if spec.kind in _CHANGES:
        count = rng.randint(3, 5)
    kinds: list[ColumnKind] = rng.sample(_ONE_LINE, count)
    if spec.kind == "levels":
        kinds = rng.sample(_ONE_LINE, rng.randint(3, 5))
    elif spec.lines == "all" and (spec.cut_rows or spec.kind == "merged" or rng.random() < 0.6):
        # A little is left out again: the page has no room for all.
        kinds = [*kinds[:3], "prose"]
        if spec.landscape and rng.random() < 0.5:
            kinds.append("url")
        rng.shuffle(kinds)
    if spec.kind == "symbols":
        kinds = [*kinds[:3], "symbol"]
    if spec.kind == "sections":
        kinds = [*(kind for kind in kinds if kind not in ("amount", "count")), "count", "amount"]
    # Without a number, a row can be told from the one above by its name.
    first: list[ColumnKind] = ["number", "name"]
    if spec.lines != "none" and rng.random() < _WITHOUT_NUMBER:
        first = ["name"]
    if spec.kind == "merged":
        return ["number", "place", "name", *(kind for kind in kinds if kind != "place")]
    if spec.kind in (*_CHANGES, "sections", "spans"):
        first = ["number", "name"]
    return first + kinds


def _labelled(rng: Random, spec: ListSpec, kinds: Sequence[ColumnKind]) -> tuple[Column, ...]:
    share = _MANY_BLANKS if spec.kind == "blanks" else _FEW_BLANKS
    columns = []
    for kind in kinds:
        words = COLUMNS[kind]
        sure = kind in ("number", "name") or (spec.kind == "merged" and kind == "place")
        # Prose tells where a cut row goes on.
        sure = sure or (spec.cut_rows and kind == "prose")
        width = rng.uniform(*words.width)
        if spec.script == "latin" and kind in ("number", "name", "postal", "year", "office"):
            width += 2
        label = rng.choice(words.labels[spec.script])
        columns.append(Column(kind, (label,), width, 0.0 if sure else share))
    if spec.levels == 1:
        return tuple(columns)
    groups = list(GROUPS[spec.script])
    rng.shuffle(groups)
    start = rng.randint(1, 2)
    grouped: list[Column] = columns[:start]
    bounds: list[tuple[int, int]] = []
    while len(columns) - start >= 2:
        count = rng.randint(2, min(3, len(columns) - start))
        label = groups.pop()
        grouped += (
            replace(column, labels=(label, *column.labels))
            for column in columns[start : start + count]
        )
        bounds.append((start, start + count))
        start += count
        if rng.random() < 0.3 and start < len(columns):
            grouped.append(columns[start])
            start += 1
    grouped += columns[start:]
    if spec.levels == 3 and bounds:
        top = rng.choice(TOPS[spec.script])
        low, high = bounds[0]
        if len(bounds) > 1 and bounds[1][0] == high:
            high = bounds[1][1]
        grouped[low:high] = [
            replace(column, labels=(top, *column.labels)) for column in grouped[low:high]
        ]
    return tuple(grouped)


def _rows(rng: Random, spec: ListSpec, columns: Sequence[Column]) -> list[Item]:
    items = []
    for serial in range(1, spec.rows + 1):
        clauses = 1 if not spec.cut_rows and rng.random() < _SHORT_PROSE else rng.randint(2, 7)
        cells = tuple(
            ""
            if rng.random() < column.blank
            else value(rng, column.kind, spec.script, serial, clauses=clauses)
            for column in columns
        )
        items.append(Item(cells))
    # No column is empty throughout.
    for index, column in enumerate(columns):
        if not any(item.cells[index] for item in items):
            first = list(items[0].cells)
            first[index] = value(rng, column.kind, spec.script, 1, clauses=2)
            items[0] = Item(tuple(first))
    return items


def _merged(
    rng: Random, columns: Sequence[Column], items: Sequence[Item]
) -> tuple[int, list[Item]]:
    """Runs of one to five rows that share the value of the column "place"."""
    place = next(index for index, column in enumerate(columns) if column.kind == "place")
    found: list[Item] = []
    last = ""
    while len(found) < len(items):
        start = len(found)
        count = min(rng.choice((1, 2, 2, 3, 4, 5)), len(items) - start)
        text = next(
            (item.cells[place] for item in items[start:] if item.cells[place] != last), last
        )
        for item in items[start : start + count]:
            cells = (*item.cells[:place], text, *item.cells[place + 1 :])
            found.append(replace(item, cells=cells, group=start))
        last = text
    return place, found


def _with_spans(rng: Random, columns: Sequence[Column], items: Sequence[Item]) -> list[Item]:
    """Some rows get a cell over two columns, with a note in place of both values."""
    found = []
    notes = {True: ("該当する者なし", "別表に掲げる", "本年度は未定"), False: ("see the annex",)}
    japanese = not columns[0].labels[-1].isascii()
    for item in items:
        if rng.random() < 0.25:
            first = rng.randrange(2, len(columns) - 1)
            cells = list(item.cells)
            cells[first : first + 2] = [rng.choice(notes[japanese]), ""]
            item = replace(item, cells=tuple(cells), spans=((first, 2),))
        found.append(item)
    return found


def _with_sections(
    rng: Random, spec: ListSpec, columns: Sequence[Column], items: Sequence[Item]
) -> list[Item]:
    """Headings over the whole width, and rows of sums under the rows they add up."""
    headed, summed = rng.choice(((True, True), (True, False), (False, True)))
    found: list[Item] = []
    start, serial = 0, 0
    sums = [i for i, column in enumerate(columns) if column.kind in ("amount", "count")]
    while start < len(items):
        serial += 1
        part = items[start : start + rng.randint(3, 8)]
        if headed:
            text = section(rng, spec.script, serial)
            cells = (text, *[""] * (len(columns) - 1))
            found.append(Item(cells, ((0, len(columns)),), bold=True))
        found += part
        start += len(part)
        if summed:
            texts = [""] * len(columns)
            texts[0] = total_label(rng, spec.script)
            for index in sums:
                values = (item.cells[index].replace(",", "") for item in part)
                texts[index] = f"{sum(int(text) for text in values if text):,}"
            found.append(Item(tuple(texts), ((0, 2),), bold=True))
    return found


def header_cells(columns: Sequence[Column]) -> Iterator[tuple[int, int, int, int, str]]:
    """(level, levels, column, columns, label) of each cell of a header."""
    depth = max(len(column.labels) for column in columns)
    for level in range(depth):
        column = 0
        while column < len(columns):
            labels = columns[column].labels
            if level >= len(labels):
                column += 1
                continue
            last = level == len(labels) - 1
            count = 1
            while not last and column + count < len(columns):
                if columns[column + count].labels[: level + 1] != labels[: level + 1]:
                    break
                count += 1
            yield level, depth - level if last else 1, column, count, labels[level]
            column += count
