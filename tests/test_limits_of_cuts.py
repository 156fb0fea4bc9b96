"""The last row of a page and the first of the next: which evidence makes one row of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.table.fragments import Fragment
from kyoten_extract.table.missing_horizontals import _habits, _Row, _Tally
from kyoten_extract.table.page_cut import ColumnHabit, Habits, _is_full, _share
from kyoten_extract.table.stitch import stitch

TWO, TWO_TOLD, ONE_TOLD, ONE = "two", "two, told", "one, told", "one"
WIDTH, HEIGHT = 50.0, 20.0


def page_of(
    number: int,
    rows: Sequence[str],
    heights: Sequence[float],
    *,
    is_open: bool,
    over: bool,
) -> PageContent:
    """A page of rows: ``|`` parts the cells, ``/`` their lines, ``=`` is a cell over all columns."""
    columns = rows[0].count("|") + 1
    ys = [0.0]
    for height in heights:
        ys.append(ys[-1] + height)
    cells = []
    for i, row in enumerate(rows):
        texts = row.split("|")
        for j, text in enumerate(texts):
            span = columns if row.startswith("=") else 1
            box = WIDTH * j, ys[i], WIDTH * (j + span), ys[i + 1]
            runs_over = over and i == len(rows) - 1
            lines = text.lstrip("=").replace("/", "\n")
            cells.append(Cell(i, j, 1, span, lines, box, (False, runs_over)))
    xs = tuple(WIDTH * j for j in range(columns + 1))
    grid = Grid(number, columns, len(rows), tuple(cells), xs, tuple(ys), open_bottom=is_open)
    return PageContent(number, (grid,), (), 0)


def cut(
    upper: str,
    lower: str,
    *,
    like: Sequence[str] = ("施設|名前|長い/文章。|",),
    rows: int = 6,
    then: int | None = None,
    high: float = HEIGHT,
    closed: bool | None = None,
    over: bool = False,
) -> str:
    """How a page end between ``upper`` and ``lower`` is read, in a table of further rows.

    Args:
        upper, lower: last row of a page, first of the next.
        like: the other rows, in turn; ``#`` is a running number.
        rows: how many there are on each page.
        then: number of the row after ``lower``; by default that of ``upper`` is ``rows`` + 1 and
            this one the next.
        high: points; height of ``upper``. All other rows have 20.
        closed: whether a ruling ends the table at the page end, where other pages are otherwise.
        over: the lines of ``upper`` run over the page end.
    """
    header = "|".join(f"列{name}" for name in "甲乙丙丁戊己庚辛"[: like[0].count("|") + 1])
    then = rows + 2 if then is None else then
    first = [like[i % len(like)].replace("#", str(1 + i)) for i in range(rows)]
    second = [like[i % len(like)].replace("#", str(then + i)) for i in range(rows)]
    pages = [[header, *first, upper], [header, lower, *second]]
    contents = [
        page_of(
            number,
            page,
            [HEIGHT] * (len(page) - 1) + [high if number == 1 else HEIGHT],
            is_open=closed is not None and closed == (number == 2),
            over=over and number == 1,
        )
        for number, page in enumerate(pages, 1)
    ]
    (stitched,) = stitch(contents).tables
    told = any(finding.code == "KY020" for finding in stitched.table.findings)
    joined = 2 * rows + 2 - len(stitched.table.rows)
    assert joined in (0, 1)
    return (TWO, TWO_TOLD, ONE, ONE_TOLD)[2 * joined + told]


PAIR = ("#|施設|長い/文章。|", "#|施設|長い/文章。|備考")
PROSE = ("#|施設||長い文章を書いてある所/次の行。|電話", "#|施設|備考|長い文章を書いてある所|")
STOPS = ("施設|長い文章を書いた所/次の行。|電話",) * 4 + ("施設|長い文章を書いた所/次の行|電話",)
WORDS = ("施設|名前|長い文章",)


def test_blanks_and_numbers() -> None:
    """A half without a number is a rest where each row has one and none is left for it."""
    assert cut("5|施設||", "|施設|長い/文章。|", like=PAIR, rows=3, then=6) == ONE_TOLD
    assert (
        cut(
            "4|長い文章を書いた所に|長い/文章。",
            "||長い",
            like=("#|施設|備考", " |施設|備考"),
            rows=2,
            then=5,
            high=5.0,
        )
        == ONE_TOLD
    )
    # The next number begins another row, whatever the borders and the height say.
    assert (
        cut(
            "11|",
            "12|長い文章を書いた所/短い。",
            like=("#|長い文章を書いた所/短い。",),
            rows=10,
            then=13,
            high=15.0,
            closed=False,
        )
        == TWO
    )
    assert (
        cut(
            "|施設||長い文章を書いてある所/次の行。|電話",
            "11|備考||長い文章を書いてある所/次の行。|",
            like=PROSE,
            rows=10,
            then=13,
        )
        == TWO
    )
    # Both are lower than any row, but have a name, which rows have once.
    assert cut("5|施設||", "4|長い文章を書いた所||", like=PAIR, rows=3, high=15.0) == TWO_TOLD


def test_borders_totals_and_lines_printed_again() -> None:
    # A total, and a number left out between them, against the open end of the page.
    assert (
        cut(
            "4||長い/文章。|",
            "|計|長い文章を書いてある所|",
            like=("#|施設|長い/文章。|",),
            rows=3,
            then=6,
            closed=False,
        )
        == TWO_TOLD
    )
    # The same line at both sides of a closed page end.
    assert (
        cut(
            "施設|長い文章を書いた所に|長い文章を書いてある所です",
            "|名前|長い文章を書いてある所です",
            like=WORDS,
            rows=3,
            closed=True,
            over=True,
        )
        == TWO_TOLD
    )


def test_whether_the_text_goes_on() -> None:
    assert (
        cut("施設|長い文章を書いた所に|長い文章", "||、続き", like=WORDS, rows=2, closed=True)
        == TWO_TOLD
    )
    assert (
        cut(
            "施設|長い文章を書いた所/次の行。|長い文章を書いてある所です",
            "||電話",
            like=STOPS,
            rows=20,
        )
        == ONE
    )
    # Two short texts, the first without the stop that others have.
    assert (
        cut("施設|短い|電話", "|長い文章を書いた所/次の行。|電話", like=STOPS, rows=4) == TWO_TOLD
    )
    assert (
        cut(
            "|施設|長い/文章。|長い文章を書いてある所/次の行。|電話",
            "5|||長い文章を書いてある所/次の行。|長い",
            like=PROSE,
            rows=3,
            then=5,
        )
        == TWO_TOLD
    )


def test_a_share_is_never_certain() -> None:
    """One row in some thirty may be another than all that were seen."""
    assert 0.02 < _share(0, 1000, 0.5) < 0.05
    assert 0.95 < _share(1000, 1000, 0.5) < 0.98
    grid = page_of(1, ["甲|乙"], [HEIGHT], is_open=False, over=False).grids[0]
    rows = [_Row(grid, 0, 1, {0: ("甲",)})] * 1000
    habits = _habits(_Tally.of(rows), frozenset())
    assert 0.95 < habits.one_line[0] < 0.98
    assert 0.95 < habits.filled[0] < 0.98


@pytest.mark.parametrize(("length", "full"), [(17, True), (16, False)])
def test_a_line_nearly_as_long_as_the_longest_is_full(length: int, full: bool) -> None:
    """The longest has twenty characters."""
    row = Row(("あ" * length,), (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (1,))
    habits = Habits((ColumnHabit(1.0, 0.5, 0.0, 20, False),), {}, frozenset(), HEIGHT, False)
    none: frozenset[int] = frozenset()
    upper = Fragment(row, none, none, none, none, frozenset({0}), False, False, True, False, False)
    assert _is_full(upper, 0, habits) is full
