"""Page grids to whole tables: repeated headers are dropped, rows cut by a page end rejoined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.page.grid import Grid, PageContent, TextRun, count_ink
from kyoten_extract.table.boxes_at_table import without_boxes
from kyoten_extract.table.carried_values import blank_columns, carried, carry_up, with_grouped
from kyoten_extract.table.chains import chains_of
from kyoten_extract.table.fragments import Fragment, lines_printed_again
from kyoten_extract.table.header import header_depth
from kyoten_extract.table.label_evidence import is_label_row, row_at
from kyoten_extract.table.page_columns import TableColumns
from kyoten_extract.table.page_cut import Around, Habits, weigh
from kyoten_extract.table.sections import grid_sections, is_heading, with_section
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.weighed_reason import Verdict
from kyoten_extract.table.whole_width import closing_notes
from kyoten_extract.text.shorten import quoted

# Fragments before and after a page end among which the next number is looked for.
_NEAR = 8
# Rows under the header that may be labels.
_ROWS_IN_DOUBT = 3


@dataclass(frozen=True, slots=True)
class StitchedTable:
    """A table, and the page grids it was made from."""

    table: Table
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Stitched:
    """All tables of a document in printed order, and the text outside them."""

    tables: tuple[StitchedTable, ...]
    outside: tuple[TextRun, ...]


def stitch(contents: Iterable[PageContent], settings: TableSettings = DEFAULT) -> Stitched:
    """The tables of a document, each stitched over its pages."""
    contents = list(map(without_boxes, contents))
    outside = [run for content in contents for run in content.outside]
    tables = []
    for chain in chains_of(contents, settings):
        table, titles = _table(chain.grids, settings)
        sections = grid_sections(chain.grids, chain.headings)
        table = replace(table, rows=with_section(table.rows, sections))
        tables.append(StitchedTable(table, tuple(chain.grids)))
        outside += titles
    return Stitched(tuple(tables), tuple(sorted(outside, key=lambda run: run.page)))


def _table(chain: Sequence[Grid], settings: TableSettings) -> tuple[Table, list[TextRun]]:
    # A page may have an extra column, so the header is taken from grids of the usual width.
    usual = Counter(grid.columns for grid in chain).most_common(1)[0][0]
    header = next(grid for grid in chain if grid.columns == usual)
    depth = header_depth([header, *(grid for grid in chain if grid is not header)])
    columns = TableColumns(header, depth, settings.column_tolerance)
    ink: dict[int, int] = {}
    titles: list[TextRun] = []
    last = chain[-1]
    closing = {cell.text for cell in closing_notes(last, depth)} if len(chain) > 1 else set()
    pages = [columns.take(grid, is_last=grid is last, closing=closing) for grid in chain]
    for page in pages:
        number = page.grid.page
        titles += (TextRun(number, cell.text, cell.bbox) for cell in page.titles)
        count = sum(count_ink(cell.text) for cell in page.grid.cells if cell.row in page.skipped)
        count -= sum(count_ink(cell.text) for cell in page.titles)
        ink[number] = ink.get(number, 0) + count
    bodies = [columns.fragments(page) for page in pages]
    rows, again, findings = _join(bodies, chain, settings)
    findings += columns.findings
    labels = columns.labels
    if not depth:
        findings.append(
            codes.NO_HEADER(
                say(
                    "page {page}: the table has no header row; its columns are named "
                    "{first} to {last} by their place",
                    page=header.page,
                    first=labels[0],
                    last=labels[-1],
                ),
                page=header.page,
                bbox=header.bbox,
            )
        )
    findings += _labels_in_doubt(header, depth)
    findings += [
        codes.ROWS_UNCLEAR(
            say(
                "page {page}: it is not sure which lines are rows of their own; "
                "evidence: {unclear_rows:; }",
                page=grid.page,
                unclear_rows=grid.unclear_rows,
            ),
            page=grid.page,
            bbox=grid.bbox,
        )
        for grid in chain
        if grid.unclear_rows
    ]
    table = Table(
        labels,
        rows,
        (),
        tuple(sorted(ink.items())),
        tuple(sorted(again.items())),
        tuple(findings),
    )
    return table, titles


def _labels_in_doubt(grid: Grid, depth: int) -> list[Finding]:
    """A finding for each of the first rows under the header that looks like labels, too."""
    doubts = []
    for at in range(depth, min(depth + _ROWS_IN_DOUBT, grid.rows)) if depth else ():
        cells = row_at(grid, at)
        if is_label_row(cells, grid, {}):
            labels = [quoted(" ".join(cell.text.split())) for cell in cells]
            doubts.append(
                codes.LABELS_UNCERTAIN(
                    say(
                        "page {page}: row {labels} may be the labels of the columns; it was read "
                        "as a row of the table",
                        page=grid.page,
                        labels=" | ".join(labels),
                    ),
                    page=grid.page,
                    bbox=(grid.xs[0], grid.ys[at], grid.xs[-1], grid.ys[at + 1]),
                )
            )
    return doubts


def _join(
    bodies: list[list[Fragment]], chain: Sequence[Grid], settings: TableSettings
) -> tuple[tuple[Row, ...], dict[int, int], list[Finding]]:
    """The rows, how many characters each page repeats from the page before, and uncertain cuts."""
    # A missing ruling shows nothing where the producer draws it always, or never.
    open_ends = any(grid.open_bottom for grid in chain) and not all(
        grid.open_bottom for grid in chain
    )
    habits = Habits.learn(bodies, open_ends=open_ends)
    rows: list[Row] = []
    made: list[Fragment] = []
    again: Counter[int] = Counter()
    findings: list[Finding] = []
    everything = [fragment for body in bodies for fragment in body]
    blank = blank_columns(everything) if len(bodies) > 1 else frozenset()
    if any(fragment.open_below for fragment in everything):
        everything = with_grouped(everything, blank)
    for index, fragment in enumerate(everything):
        previous = made[-1] if made else None
        verdict = None
        goes_on = open_ends and (fragment.open_top or (previous and previous.open_bottom))
        if (
            previous is not None
            and fragment.first
            and (fragment.filled or goes_on)
            and not _is_below(fragment, previous)
        ):
            before = everything[max(index - _NEAR, 0) : max(index - 1, 0)][::-1]
            around = Around(before, everything[index + 1 : index + 1 + _NEAR])
            verdict = weigh(previous, fragment, around, habits)
            if abs(verdict.weight) < settings.join_certainty and fragment.filled:
                findings.append(_uncertain(previous, fragment, verdict))
        if verdict is not None and verdict.joined and previous is not None:
            repeated = lines_printed_again(previous, fragment)
            lower, count = _without_lines(fragment.row, repeated)
            again[fragment.row.pages[0]] += count
            rows[-1] = replace(
                _joined(rows[-1], lower), joined=(*rows[-1].joined, "; ".join(verdict.reasons))
            )
            filled = previous.filled | fragment.filled
            made[-1] = replace(fragment, row=rows[-1], filled=filled)
        elif fragment.filled:
            row = fragment.row
            if previous is not None:
                if fragment.first:
                    carry_up(rows, made, fragment)
                row, doubts = carried(fragment, rows[-1], previous, blank)
                findings += doubts
            made.append(fragment)
            rows.append(replace(row, is_heading=True) if fragment.wide and is_heading(row) else row)
    return tuple(rows), +again, findings


def _is_below(fragment: Fragment, previous: Fragment) -> bool:
    """Whether it stands below the row before on the same page, where no page end cuts a row."""
    page, _, _, _, bottom = previous.row.boxes[-1]
    return fragment.row.boxes[0][0] == page and fragment.row.boxes[0][2] >= bottom


def _uncertain(upper: Fragment, lower: Fragment, verdict: Verdict) -> Finding:
    page, x0, top, x1, bottom = lower.row.boxes[0]
    pages = say("pages {pages} and {page}", pages=upper.row.pages[-1], page=page)
    read, other = (
        (say("one row"), say("two rows")) if verdict.joined else (say("two rows"), say("one row"))
    )
    texts = [" | ".join(_shown(fragment.row)) for fragment in (upper, lower)]
    return codes.JOIN_UNCERTAIN(
        say(
            "{pages}: read as {read}, could be {other}: {upper!r} and {lower!r}; "
            "evidence: {reasons:; }",
            pages=pages,
            read=read,
            other=other,
            upper=texts[0],
            lower=texts[1],
            reasons=verdict.reasons or [say("none")],
        ),
        page=page,
        bbox=(x0, top, x1, bottom),
        expected=other,
        actual=read,
    )


def _shown(row: Row) -> list[str]:
    """The texts of a row, cut short, for a message."""
    texts = (" ".join(text.split()) for text in row.cells if text.strip())
    return [quoted(text) for text in texts]


def _without_lines(row: Row, first: Mapping[int, int]) -> tuple[Row, int]:
    """``row`` without the ``first`` lines of its cells (column to count), and their ink."""
    if not first:
        return row, 0
    rest = tuple(
        "\n".join(text.split("\n")[first.get(column, 0) :]) for column, text in enumerate(row.cells)
    )
    count = sum(map(count_ink, row.cells)) - sum(map(count_ink, rest))
    return replace(row, cells=rest, ink=(row.ink[0] - count, *row.ink[1:])), count


def _joined(upper: Row, lower: Row) -> Row:
    """One row from its two halves; text in both halves of a cell is joined by a newline."""
    width = max(len(upper.cells), len(lower.cells))
    above = upper.cells + ("",) * (width - len(upper.cells))
    below = lower.cells + ("",) * (width - len(lower.cells))
    cells = []
    for one, rest in zip(above, below, strict=True):
        both = one.strip() and rest.strip()
        cells.append(f"{one}\n{rest}" if both else (one if one.strip() else rest))
    return Row(
        tuple(cells),
        upper.pages + lower.pages,
        upper.boxes + lower.boxes,
        upper.ink + lower.ink,
        tuple(dict.fromkeys(upper.links + lower.links)),
        upper.pictures + lower.pictures,
        carried=upper.carried,
    )
