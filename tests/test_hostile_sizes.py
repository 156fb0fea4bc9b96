"""Input of sizes that a list does not have: what is read of it is bounded by its length."""

from __future__ import annotations

import time

import numpy as np

from kyoten_extract import read_table
from kyoten_extract.layout.label_fit import label_fit
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.stitch import stitch
from kyoten_extract.table.unruled.figure_regions import find_regions
from kyoten_extract.table.unruled.printed_words import Word, lines_of_words
from strategies import characters_of


def grid_of(page: int, rows: list[list[str]], width: float = 1.0) -> Grid:
    columns = len(rows[0])
    xs = (0.0, *(width + i for i in range(columns)))
    ys = tuple(map(float, range(len(rows) + 1)))
    cells = tuple(
        Cell(i, j, 1, 1, text, (xs[j], ys[i], xs[j + 1], ys[i + 1]))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    return Grid(page, columns, len(rows), cells, xs, ys)


def test_a_table_of_many_rows() -> None:
    grid = grid_of(1, [["甲", "乙"], *([f"{i}", "字"] for i in range(20_000))])
    (stitched,) = stitch([PageContent(1, (grid,), (), 0)]).tables
    assert len(stitched.table.rows) == 20_000


def test_a_list_that_repeats_its_header_without_end() -> None:
    table = read_table(b"a\tb\n" * 20_000 + b"1\t2\n")
    assert [row.cells for row in table.rows] == [("1", "2")]


def test_a_label_that_is_a_page_of_text() -> None:
    assert label_fit("字 " * 10_000, "拠点形態") == 0.0
    assert label_fit("区分 " * 3 + "拠点形態", "拠点形態") > 0.9


def test_runs_of_text_amid_the_lines_of_a_map() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 5000, (2, 60_000))
    lines = np.column_stack((y, x, x + 9))
    texts = [
        (float(a), float(b), f"{i}") for i, (a, b) in enumerate(rng.uniform(0, 5000, (9000, 2)))
    ]
    page = Page(1, 5000.0, 5000.0, Rulings(lines, np.empty((0, 3))), characters_of(texts))
    assert sum(len(run.text) for run in read_page(page).outside) > 30_000


def test_small_words_without_end_are_no_marks() -> None:
    """Each was compared with each."""
    rng = np.random.default_rng(1)
    words = [Word("語句", 0.0, 0.0, 20.0, 10.0)] * 3
    for x, y in rng.uniform(0, 4000, (6000, 2)).tolist():
        words += [Word("語句", x, y, x + 20.0, y + 10.0), Word("a", x + 90.0, y, x + 92.0, y + 2.0)]
    started = time.process_time()
    lines = lines_of_words(words)
    assert time.process_time() - started < 5.0
    assert sum(len(piece.words) for line in lines for piece in line.pieces) > 6000
    # They are marks where they follow a word.
    (line,) = lines_of_words([Word("語句", 0.0, 0.0, 20.0, 10.0), Word("1", 21.0, 0.0, 23.0, 4.0)])
    assert line.pieces[0].x1 == 23.0


def test_texts_without_width_beside_figures() -> None:
    """They were looked for again and again."""
    words = [
        Word(text, x, 14.0 * line, x + width, 14.0 * line + 10.0)
        for line in range(6)
        for text, x, width in (
            ("字", -20.0, 0.0),
            ("12", 0.0, 15.0),
            ("34", 60.0, 15.0),
            ("字", 95.0, 0.0),
        )
    ]
    (region,) = find_regions(lines_of_words(words))
    assert (region.left, region.right) == (-20.0, 95.0)
