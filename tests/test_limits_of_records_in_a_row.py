"""A ruled row with several lines in columns of single lines: one record, or several."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.table.missing_horizontals import _decide, _suspects
from strategies import EM, characters_of

WHOLE, TOLD, PARTED, SURE = "whole", "whole, told", "parted, told", "parted"
PITCH = 12.0
NOTHING = np.empty((0, 3))


def split(
    row: str,
    *others: str,
    high: float | None = None,
    pitch: float = PITCH,
    every: float = PITCH,
) -> str:
    """How a row is read in a table of ``others``.

    Args:
        row: ``|`` parts its columns, ``/`` their lines. Lines stand at the top of the row; those
            of a cell that begins with ``=`` in its middle, with ``-`` 0.2 em lower, with ``+`` 0.4.
        others: the other rows, in turn those above and below it; the first is a header.
        high: points; height of the row. By default that of its lines.
        pitch: points from line to line in the row.
        every: points for each line of the other rows.
    """
    place = (len(others) + 1) // 2
    rows = [*others[:place], row, *others[place:]]
    cells, texts, ys = [], [], [0.0]
    for i, texts_of_row in enumerate(rows):
        columns = [text.lstrip("=+-").split("/") for text in texts_of_row.split("|")]
        count = max(map(len, columns))
        step = pitch if i == place else every
        height = step * count if i != place or high is None else high
        for j, (lines, printed) in enumerate(zip(columns, texts_of_row.split("|"), strict=True)):
            box = 60.0 * j, ys[-1], 60.0 * (j + 1), ys[-1] + height
            cells.append(Cell(i, j, 1, 1, "\n".join(lines), box))
            off = {"-": 0.2 * EM, "+": 0.4 * EM, "=": (height - step * len(lines)) / 2}
            for k, line in enumerate(lines):
                top = ys[-1] + 1 + off.get(printed[:1], 0.0) + step * k
                texts.append((60.0 * j + 3, top, line))
        ys.append(ys[-1] + height)
    width = row.count("|") + 1
    xs = tuple(60.0 * j for j in range(width + 1))
    grid = Grid(1, width, len(rows), tuple(cells), xs, tuple(ys))
    page = Page(1, 600.0, 900.0, Rulings(NOTHING, NOTHING), characters_of(texts))
    return verdict(grid, page, place)


def verdict(grid: Grid, page: Page, place: int) -> str:
    for suspect, habits in _suspects([grid]):
        if suspect.row == place:
            ends, finding = _decide(
                suspect, habits, page.characters.boxes[~page.characters.is_blank]
            )
            if finding is None:
                return WHOLE
            if not ends:
                return TOLD
            return SURE if finding.severity == "info" else PARTED
    return WHOLE


HEAD = "番号|名称|町"


def test_numbers_that_go_on_part_a_row() -> None:
    few = ["1|大阪|東京", "2||", "3|名|", "4||名", "5||東京", "6||", "9|東京|", "10||", "11||大阪", "12||大阪", "||東京", "14|東京|名"]  # fmt: skip
    # One line of the third column stands between the two others.
    assert split("7/8|名/東京|=名", HEAD, *few, high=20) == PARTED
    assert split("2/3|東京/名|大阪/東京", HEAD, "1|東京|大阪", "4|大阪|大阪", pitch=11) == SURE
    # Three lines each beside two numbers.
    assert split("2/3|大阪/大阪/東京|名/東京/名", HEAD, "|名|大阪", "5|名|名") == TOLD


def test_one_number_makes_one_row() -> None:
    rows = [f"{n}|東京|大阪" for n in (1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14)]
    assert split("=7|大阪/大阪|大阪/東京", HEAD, *rows, every=14) == TOLD


def test_a_low_row_is_hardly_two() -> None:
    often = ["5|名|名", "6|大阪|名", "|名|京都/市", "10|大阪|京都/市", "11|横浜/市|京都/市", "12|東京|京都/市", "13|東京|京都/市", "14|横浜/市|名"]  # fmt: skip
    rows = [HEAD, "1|東京|大阪", "2|東京|大阪", "3|大阪|東京", "4|大阪|京都/市", *often]
    assert split("7/8|名/大阪|大阪/名", *rows, high=18) == PARTED
    # Lines nearer to each other than rows are.
    close = ["番号|名称|町|備考", "1|名|大阪|東京", "5|大阪|東京|大阪", "|大阪|名|東京"]
    assert split("2/3/4|名/名/名|大阪/名/大阪|東京/東京/名", *close, pitch=8) == WHOLE


def test_how_many_rows_show_that_columns_have_one_line() -> None:
    assert (
        split("名/東京|-東京/名|名/東京", HEAD, "名||", "東京|大阪|東京", "名|大阪|", high=40)
        == TOLD
    )
    twice = ["大阪|名|名", "大阪|大阪|大阪", "横浜/市|名|大阪", "名|大阪|大阪", "名|大阪|名"]
    assert split("名/大阪|東京/東京|大阪/大阪", HEAD, *twice, "横浜/市|横浜/市|京都/市") == PARTED


def test_lines_without_numbers() -> None:
    wide = "番号|名称|町|備考"
    once = ["名|東京|大阪|名"] * 12
    row = "名/東京/大阪|東京|大阪/東京/名|東京/大阪/東京"
    assert split(row, wide, *once) == PARTED
    # Where several rows have two lines in two columns, that is usual.
    some = ["名|名|横浜/市|京都/市", "大阪|名|横浜/市|東京", "名|横浜/市|東京|京都/市"]
    mixed = ["名|名|東京|名", some[0], *["大阪|大阪|東京|東京"] * 3, some[1], "大阪|東京|大阪|大阪", "大阪|名|東京|東京", "東京|大阪|大阪|京都/市", "大阪|名|横浜/市|大阪", some[2], "名|名|大阪|京都/市"]  # fmt: skip
    assert split("名/東京|大阪/東京|=東京|大阪/東京/外", wide, *mixed) == WHOLE
