"""Tables without rulings, or without some of them, are read as if they had them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Page, Rulings, Shades
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.stitch import stitch
from kyoten_extract.table.unruled.unruled_contents import with_unruled
from strategies import Printing, characters_of, print_pages, printings

NONE = np.empty((0, 3))


def read_all(pages: Sequence[Page]) -> list[PageContent]:
    """The pages as an engine gives them that holds none of them."""
    by_number = {page.number: page for page in pages}
    contents = [read_page(page) for page in pages]
    return list(with_unruled(contents, lambda number: by_number[number]))


def bare(page: Page) -> Page:
    return replace(page, rulings=Rulings(NONE, NONE))


def without_verticals(page: Page) -> Page:
    return replace(page, rulings=Rulings(page.rulings.horizontal, NONE))


def without_inner_horizontals(page: Page) -> Page:
    """With the header's sides, and the lower side of all."""
    lines = page.rulings.horizontal
    return replace(page, rulings=Rulings(lines[[0, 1, -1]], page.rulings.vertical))


def test_ruled_pages_amid_running_text_stay_as_they_are() -> None:
    """A report of many pages of prose, in columns or not, with a ruled list in it."""
    prose = [
        (x, 60.0 + 14 * i, "本文は段に組む。" * 3) for i in range(40) for x in (10.0, 210, 410)
    ]
    lines = [(10.0 + 100 * j, 60 + 20.0 * i, f"{i}{j}") for i in range(3) for j in range(4)]
    xs, ys = [5.0 + 100 * j for j in range(5)], [55.0 + 20 * i for i in range(4)]
    rulings = Rulings(
        np.array([(y, xs[0], xs[-1]) for y in ys]), np.array([(x, ys[0], ys[-1]) for x in xs])
    )
    pages = [
        Page(number, 600.0, 800.0, Rulings(NONE, NONE), characters_of(prose))
        for number in range(1, 6)
    ]
    pages.append(Page(6, 600.0, 800.0, rulings, characters_of(lines)))
    contents = read_all(pages)
    assert [len(content.grids) for content in contents] == [0, 0, 0, 0, 0, 1]
    assert contents[5] == read_page(pages[5])


def test_text_beyond_all_measure_is_none_of_a_list() -> None:
    lines = [(10.0 + 100 * j, 60 + 20.0 * i, f"{i}{j}") for i in range(8) for j in range(4)]
    page = Page(1, 1e9, 800.0, Rulings(NONE, NONE), characters_of([*lines, (9e8, 60.0, "遠")]))
    near = Page(1, 600.0, 800.0, Rulings(NONE, NONE), characters_of([*lines, (9e8, 60.0, "遠")]))
    for content in (*read_all([page]), *read_all([near])):
        assert content.printed in (64, 65)
    (grid,) = read_all([near])[0].grids
    assert (grid.columns, grid.rows) == (4, 8)


def test_text_without_height_is_no_list() -> None:
    page = Page(
        1,
        600.0,
        800.0,
        Rulings(NONE, NONE),
        characters_of([(10.0 + 90 * i, 60, "1") for i in range(6)]),
    )
    characters = page.characters
    flat = replace(characters, boxes=characters.boxes[:, [0, 1, 2, 1]])
    assert read_all([replace(page, characters=flat)])[0].grids == ()


@pytest.mark.parametrize("gap", [30.0, 60.0, 90.0])
def test_a_number_alone_on_a_page_hides_none_of_its_text(gap: float) -> None:
    """A page number below the column of row numbers, amid a page that goes on without any."""
    rows = [
        (x, 60 + 20.0 * i, text)
        for i in range(12)
        for x, text in ((10.0, str(i + 1)), (80.0, f"名前{i}の甲"), (220.0, f"住所は{i}の乙"))
    ]
    rest = [(80.0, 60.0, "続きの甲"), (220.0, 60.0, "続きの乙")]
    middle = 70 + gap
    alone = [(10.0, middle, "7"), (500.0, middle + gap, "頁の注")]
    more = [(x, top + 2 * gap + 70, text) for x, top, text in rest]
    pages = [
        Page(1, 600.0, 800.0, Rulings(NONE, NONE), characters_of(rows)),
        Page(2, 600.0, 800.0, Rulings(NONE, NONE), characters_of([*rest, *alone, *more])),
    ]
    contents = read_all(pages)
    assert len(contents[0].grids) == 1
    kept = "".join(run.text for run in contents[1].outside)
    kept += "".join(cell.text for grid in contents[1].grids for cell in grid.cells)
    assert sorted(kept.replace("\n", "")) == sorted(
        "".join(text for *_, text in (*rest, *alone, *rest))
    )


def numbered(printing: Printing) -> Printing:
    """With a second column of numbers, as a list has that leaves out the rulings between rows."""
    rows = tuple((*row, (str(len(row[1]) + 3),)) for row in printing.rows)
    return replace(printing, header=(*printing.header, "人数"), rows=rows)


@pytest.mark.parametrize(
    "change",
    [
        bare,
        pytest.param(without_verticals, marks=pytest.mark.slow),
        pytest.param(without_inner_horizontals, marks=pytest.mark.slow),
    ],
)
@given(printing=printings(fewest=4, cut=False))
def test_what_white_parts_is_what_rulings_part(change: object, printing: Printing) -> None:
    columns = list(zip(*printing.rows, strict=True))
    # A column that is (nearly) empty is none to see.
    assume(all(sum(map(bool, column)) >= 2 for column in columns))
    printing = numbered(printing)
    pages = [change(page) for page in print_pages(printing)]  # type: ignore[operator]
    contents = read_all(pages)
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    assert table.header == printing.header
    expected = [tuple("\n".join(lines) for lines in row) for row in printing.rows]
    assert [row.cells for row in table.rows] == expected
    ink = sum(sum(row.ink) for row in table.rows) + sum(count for _, count in table.header_ink)
    assert ink == sum(content.printed for content in contents)


@pytest.mark.parametrize("gap", [1.7, 40.0])
@pytest.mark.parametrize("framed", [True, False])
def test_a_frame_ruled_across_alone_has_the_columns_of_its_text(framed: bool, gap: float) -> None:
    """Numbers set right are close to the names set left beside them."""
    names = ["青葉館", "みどり会館", "中央体育館", "港", "北山図書室"]
    rows = [
        tuple(row)
        for row in zip(
            map(str, range(7, 17)),
            names * 2,
            [f"{i}丁目{i + 3}番" for i in range(10)],
            [f"022-{i}11-00{i}0" for i in range(10)],
            strict=True,
        )
    ]
    start = 40 + gap
    cells = [
        (x, 82.0 + 20 * i, text)
        for i, (number, *texts) in enumerate(rows)
        for x, text in zip(
            (40.0 - 4 * len(number), start, start + 80, start + 160), (number, *texts), strict=True
        )
    ]
    labels = zip(
        (14.0, start, start + 80, start + 160), ("番号", "名称", "所在", "電話"), strict=True
    )
    xs, ys = (10.0, start + 230), [58.0 + 20 * i for i in range(12)]
    sides = np.array([(x, ys[0], ys[-1]) for x in xs]) if framed else NONE
    page = Page(
        1, 400.0, 500.0, Rulings(np.array([(y, *xs) for y in ys]), sides),
        characters_of([*((x, 62.0, text) for x, text in labels), *cells]),
    )  # fmt: skip
    (table,) = (stitched.table for stitched in stitch(read_all([page])).tables)
    assert table.header == ("番号", "名称", "所在", "電話")
    assert [row.cells for row in table.rows] == rows


def test_words_of_a_title_that_stand_between_the_columns_are_no_row() -> None:
    """Each word is a piece of its own where a producer prints no spaces."""
    rows = [
        (x, 90 + 14.0 * i, text)
        for i in range(12)
        for x, text in ((10.0, f"{i + 1}"), (45.0, f"house{i}ab"), (150.0, "12"), (220.0, "open"))
    ]
    labels = [(10.0, 76.0, "No"), (45.0, 76.0, "Name"), (150.0, 76.0, "Rooms"), (220.0, 76.0, "Is")]
    title = [(10.0, 62.0, "Table"), (32.4, 62.0, "ofhouses")]
    texts = characters_of([*title, *labels, *rows])
    (content,) = read_all([Page(1, 300.0, 400.0, Rulings(NONE, NONE), texts)])
    (table,) = (stitched.table for stitched in stitch([content]).tables)
    assert table.header == ("No", "Name", "Rooms", "Is")
    assert len(table.rows) == 12
    assert "".join(run.text for run in content.outside).replace(" ", "") == "Tableofhouses"


@pytest.mark.parametrize("shaded", [True, False])
def test_the_heading_of_a_section_right_below_two_lines_of_labels_is_a_row(shaded: bool) -> None:
    """It is on the same ground as the labels, or is the only row of a few without a figure."""
    rows = [
        ("東地区", "", "", ""),
        *((f"館{i}号", f"{1200 + 37 * i}", f"{30 + i}.5", f"{i}{i}") for i in range(1, 4)),
        ("西地区", "", "", ""),
        *((f"堂{i}番", f"{700 + 11 * i}", f"{50 + i}.1", f"{i}0") for i in range(1, 5)),
    ]
    labels = [(100.0, 60.0, "利用"), (220.0, 60.0, "蔵書"), (100.0, 70.0, "人数"),
              (10.0, 70.0, "名称"), (160.0, 70.0, "割合"), (220.0, 70.0, "の数")]  # fmt: skip
    cells = [
        (left if at == 0 else left + 20 - 4 * len(text), 82.0 + 12 * i, text)
        for i, row in enumerate(rows)
        for at, (left, text) in enumerate(zip((10.0, 100.0, 160.0, 220.0), row, strict=True))
        if text
    ]
    bands = [(8.0, 80.0 + 12 * i, 250.0, 92.0 + 12 * i) for i in range(1, len(rows), 2)]
    shades = Shades(np.array(bands), np.full((len(bands), 3), 220.0)) if shaded else Shades()
    lines = np.array([(58.0, 8.0, 250.0), (80.0, 8.0, 250.0), (80.0 + 12 * len(rows), 8.0, 250.0)])
    rulings = Rulings(NONE if shaded else lines, NONE)
    page = Page(1, 300.0, 400.0, rulings, characters_of([*labels, *cells]), shades=shades)
    (table,) = (stitched.table for stitched in stitch(read_all([page])).tables)
    assert table.header == ("名称", "利用人数", "割合", "蔵書の数")
    assert [row.cells for row in table.rows] == rows
