"""Rows cut by page ends come back whole, whoever printed them and wherever the cut runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

import corpus
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Cell, Grid, PageContent, count_ink
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.stitch import stitch
from shared_results import survey_of, table_of
from strategies import Printing, print_pages, printings


@given(printings())
def test_rows_rendered_cut_and_stitched_are_the_rows(printing: Printing) -> None:
    contents = [read_page(page) for page in print_pages(printing)]
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    assert table.header == printing.header
    expected = [tuple("\n".join(lines) for lines in row) for row in printing.rows]
    uncertain = any(finding.code == "KY020" for finding in table.findings)
    assert [row.cells for row in table.rows] == expected or uncertain


@pytest.mark.slow
@given(printings())
def test_no_character_is_lost(printing: Printing) -> None:
    contents = [read_page(page) for page in print_pages(printing)]
    for content in contents:
        in_grids = sum(count_ink(cell.text) for grid in content.grids for cell in grid.cells)
        assert content.printed == in_grids + sum(count_ink(run.text) for run in content.outside)
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    ink = sum(sum(row.ink) for row in table.rows) + sum(count for _, count in table.header_ink)
    assert ink == sum(content.printed for content in contents)


@pytest.mark.parametrize("fixture", corpus.PDFS, ids=str)
def test_rows_cut_by_real_producers(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    cut = tuple(base.key for base in survey.bases if len(base.source.pages) > 1)
    assert cut == fixture.cut


def test_merged_cells_reach_over_the_page_end() -> None:
    table = table_of(corpus.FIXTURES / "merged.pdf")
    assert table.header == ("区", "番号", "施設", "備考")
    assert [row.cells[0] for row in table.rows] == ["北区"] * 7 + ["中央区"] * 3 + ["南区"] * 6
    assert [row.cells[1] for row in table.rows] == [str(n) for n in range(1, 17)]
    assert {row.pages for row in table.rows} == {(1,), (2,)}
    assert [row.cells[3] for row in table.rows if row.cells[3]] == ["休館中"]
    assert [leftover.text for leftover in table.leftovers] == ["施設の一覧"]


def test_a_value_carried_over_a_page_end_is_a_correction_of_an_empty_cell() -> None:
    labels = tuple(column.labels[0] for column in KYOTEN.columns)
    match = KYOTEN.match(labels)
    place = match.places["municipality"]
    cells = ["1", "1", *[""] * (len(labels) - 2)]
    cells[place] = "札幌市"
    evidence = "the merged cell above reaches the end of page 1"
    row = Row(tuple(cells), (2,), ((2, 0.0, 0.0, 9.0, 9.0),), (2,), carried=((place, evidence),))
    (base,), _ = parse_rows([row], match)
    assert base.municipality == "札幌市"
    assert base.raw["municipality"] == ""
    (change,) = (c for c in base.corrections if c.field == "municipality")
    assert (change.before, change.after, change.rule) == ("", "札幌市", "carried")
    assert change.evidence == evidence


def test_only_cells_that_are_empty_in_print_are_carried() -> None:
    rows = table_of(corpus.FIXTURES / "merged.pdf").rows
    carried = [row for row in rows if row.carried]
    assert carried
    for row in carried:
        assert row.pages == (2,)
        assert [column for column, _ in row.carried] == [0]
        assert "end of page 1" in row.carried[0][1]


def test_a_merged_cell_counts_its_ink_once() -> None:
    table = table_of(corpus.FIXTURES / "merged.pdf")
    assert table.rows[0].ink[0] - table.rows[1].ink[0] == len("北区")


def _grid(
    page: int,
    rows: list[tuple[str, ...]],
    *,
    open_bottom: bool = False,
    runs_over: bool = False,
) -> PageContent:
    """A page of rows; the text of the last runs over the page end where ``runs_over``."""
    cells = tuple(
        Cell(
            i,
            j,
            1,
            1,
            text,
            (50.0 * j, 20.0 * i, 50.0 * j + 50, 20.0 * i + 20),
            (False, runs_over and i == len(rows) - 1),
        )
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    xs = tuple(50.0 * j for j in range(len(rows[0]) + 1))
    ys = tuple(20.0 * i for i in range(len(rows) + 1))
    grid = Grid(page, len(rows[0]), len(rows), cells, xs, ys, open_bottom=open_bottom)
    return PageContent(page, (grid,), (), sum(count_ink(cell.text) for cell in cells))


HEADER = ("番号", "施設", "備考")


def _rows(*pages: PageContent) -> list[tuple[str, ...]]:
    (stitched,) = stitch(pages).tables
    return [row.cells for row in stitched.table.rows]


def test_a_row_that_both_pages_print_whole_is_one_row() -> None:
    rows = [HEADER, ("1", "北", ""), ("2", "南\n東", "休")]
    one = _grid(1, rows, open_bottom=True, runs_over=True)
    two = _grid(2, [("2", "南\n東", "休"), ("3", "西", "")])
    assert _rows(one, two) == [("1", "北", ""), ("2", "南\n東", "休"), ("3", "西", "")]


def test_a_line_that_the_page_end_cuts_through_is_read_once() -> None:
    one = _grid(1, [HEADER, ("2", "南の大き\nな公園の", "")], open_bottom=True, runs_over=True)
    two = _grid(2, [("", "な公園の\nそば", "休"), ("3", "西", "")])
    assert _rows(one, two) == [("2", "南の大き\nな公園の\nそば", "休"), ("3", "西", "")]
    whole = _grid(1, [HEADER, ("2", "内科\n内科", "")], open_bottom=True)
    assert _rows(whole, _grid(2, [("", "内科", ""), ("3", "西", "")]))[0][1] == "内科\n内科\n内科"


def test_a_merged_cell_beside_a_row_that_the_page_end_cuts() -> None:
    def merged(content: PageContent) -> PageContent:
        (grid,) = content.grids
        cells = [
            replace(cell, row_span=2, text=cell.text if cell.row == 0 else "")
            for cell in grid.cells
            if cell.column == 0 and cell.row < 2
        ][:1]
        cells += [cell for cell in grid.cells if cell.column > 0 or cell.row > 1]
        return replace(content, grids=(replace(grid, cells=tuple(cells)),))

    one = _grid(1, [HEADER, ("北区", "2", "南の大き"), ("中央区", "3", "西の")], open_bottom=True)
    two = merged(_grid(2, [("", "", "公園"), ("", "4", "東"), ("南区", "5", "山")]))
    assert _rows(one, two)[1:] == [
        ("中央区", "3", "西の\n公園"),
        ("中央区", "4", "東"),
        ("南区", "5", "山"),
    ]


def test_two_rows_with_one_number_are_two_rows() -> None:
    one = _grid(1, [HEADER, ("1", "北", ""), ("2", "南", "休")], open_bottom=True)
    two = _grid(2, [("2", "別", ""), ("3", "西", "")])
    assert _rows(one, two) == [("1", "北", ""), ("2", "南", "休"), ("2", "別", ""), ("3", "西", "")]


def test_rows_much_alike_are_not_taken_for_a_header() -> None:
    pages = [
        _grid(n, [HEADER, (str(2 * n), "同じ名の長い施設の支所", "休"), (str(2 * n + 1), "x", "")])
        for n in (1, 2, 3)
    ]
    assert len(_rows(*pages)) == 6


def test_pages_at_another_scale_go_on() -> None:
    one, two = (_grid(n, [("1" * n, "北", ""), ("2" * n, "南", "")]) for n in (1, 2))
    (grid,) = two.grids
    smaller = replace(grid, xs=tuple(x * 0.7 + 3 for x in grid.xs))
    # The first row of a list without a header is data, as its figures show.
    assert len(_rows(one, replace(two, grids=(smaller,)))) == 4


def test_tables_side_by_side_are_two() -> None:
    (left,) = _grid(1, [HEADER, ("1", "北", "")]).grids
    right = replace(left, xs=tuple(x + 200 for x in left.xs))
    assert len(stitch([PageContent(1, (left, right), (), 0)]).tables) == 2


def test_a_cell_parted_on_one_page_is_the_one_that_its_column_has() -> None:
    usual = _grid(1, [HEADER, ("1", "北", "甲"), ("2", "南", "")])
    (grid,) = _grid(2, [HEADER, ("3", "東", "乙"), ("4", "西", "丙")]).grids
    # A boundary through the second column, which only the last row has.
    cells = []
    for cell in grid.cells:
        moved = replace(cell, column=cell.column + (cell.column == 2))
        if cell.column == 1 and cell.row < 2:
            moved = replace(moved, column_span=2)
        if (cell.row, cell.column) == (2, 1):
            cells.append(replace(cell, bbox=(50.0, 40.0, 70.0, 60.0)))
            moved = replace(cell, column=2, text="側", bbox=(70.0, 40.0, 100.0, 60.0))
        cells.append(moved)
    parted = replace(grid, columns=4, cells=tuple(cells), xs=(0.0, 50.0, 70.0, 100.0, 150.0))
    rows = _rows(usual, PageContent(2, (parted,), (), 20))
    assert rows == [
        ("1", "北", "甲"),
        ("2", "南", ""),
        ("3", "東", "乙"),
        ("4", "西\n側", "丙"),
    ]
    # Where a boundary of the other pages is missing, the page has a column more, and that is told.
    elsewhere = PageContent(2, (replace(parted, xs=(0.0, 30.0, 70.0, 100.0, 150.0)),), (), 20)
    assert {len(row) for row in _rows(usual, elsewhere)} == {4}
    assert _told(usual, elsewhere) == ["KY022"]


def _told(*pages: PageContent) -> list[str]:
    (stitched,) = stitch(pages).tables
    return [finding.code for finding in stitched.table.findings]


PLACES = ("番号", "施設", "郵便番号", "担当者")


def _places(numbers: range, blank: int | None = None) -> list[tuple[str, ...]]:
    return [(str(n), f"市{n}", f"{n:03}-0001", "" if n == blank else "鈴木") for n in numbers]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("blank", [10, 11])
def test_two_whole_rows_at_a_page_end_are_two_rows(blank: int, numbered: bool) -> None:
    header, *rows = (
        row if numbered else row[1:] for row in (PLACES, *_places(range(1, 21), blank))
    )
    pages = [_grid(1, [header, *rows[:10]]), _grid(2, rows[10:])]
    assert _rows(*pages) == rows
    assert _told(*pages) == []


def test_halves_that_complete_each_other_are_one_row_and_say_why() -> None:
    rows = [(f"市{n}", f"{n:03}-0001", "鈴木", "文\n文。") for n in range(1, 11)]
    upper, lower = ("", "", "", "文"), ("市11", "011-0001", "鈴木", "文。")
    (stitched,) = stitch(
        [_grid(1, [("市", "番", "者", "文"), *rows, upper]), _grid(2, [lower, *rows])]
    ).tables
    row = stitched.table.rows[10]
    assert row.cells == ("市11", "011-0001", "鈴木", "文\n文。")
    assert row.pages == (1, 2)
    assert "columns are filled in both halves" in row.joined[0]
    assert not stitched.table.findings


def test_what_the_evidence_does_not_settle_is_told() -> None:
    rows = [(f"市{n}", "文" if n % 2 else "文\n文") for n in range(1, 11)]
    pages = [_grid(1, [("市", "文"), *rows, ("市11", "文")]), _grid(2, [("", "文"), *rows])]
    assert _told(*pages) == ["KY020"]


def test_an_empty_cell_is_not_filled_from_the_page_before() -> None:
    one = _grid(1, [HEADER, ("1", "北", "共用"), ("2", "南", "休館")])
    assert _rows(one, _grid(2, [("3", "西", ""), ("4", "東", "")]))[2] == ("3", "西", "")


def test_a_total_is_a_row_of_its_own() -> None:
    rows = [(f"市{n}", str(n * 10), "文\n文") for n in range(1, 9)]
    pages = [_grid(1, [HEADER, *rows]), _grid(2, [("合計", "360", ""), ("注", "", "")])]
    assert _rows(*pages)[8] == ("合計", "360", "")


@pytest.mark.parametrize(
    "first", [("1", "北海道", "函館市", "41"), ("1", "http://a.jp/", "函館市", "41")], ids=str
)
def test_figures_under_a_label_of_two_columns_are_data(first: tuple[str, ...]) -> None:
    rows = [first, ("2", *first[1:3], "42"), ("3", *first[1:3], "43")]
    content = _grid(1, [("番号", "都道府県・市", "", "定員"), *rows])
    (grid,) = content.grids
    cells = [
        replace(cell, column_span=2) if (cell.row, cell.column) == (0, 1) else cell
        for cell in grid.cells
        if (cell.row, cell.column) != (0, 2)
    ]
    assert _rows(replace(content, grids=(replace(grid, cells=tuple(cells)),))) == rows


def test_a_row_of_column_numbers_is_no_data() -> None:
    rows = [(str(n), f"市{n}", str(n * 10)) for n in range(1, 9)]
    pages = [_grid(1, [("番号", "市", "数"), ("1", "2", "3"), *rows])]
    assert _rows(*pages)[-8:] == rows


def test_a_table_without_a_header_has_all_its_rows() -> None:
    rows = _places(range(101, 121))
    (stitched,) = stitch([_grid(14, rows[:10]), _grid(15, rows[10:])]).tables
    assert [row.cells for row in stitched.table.rows] == rows
    assert stitched.table.header == ("列1", "列2", "列3", "列4")
    assert [finding.code for finding in stitched.table.findings] == ["KY021"]


def test_labels_without_figures_under_them_are_a_header() -> None:
    rows = [("北", "鈴木"), ("南", "佐藤")]
    assert _rows(_grid(1, [("市", "者"), *rows])) == rows


def test_hundreds_of_columns_can_be_weighed() -> None:
    wide = [tuple(f"{n}{column}" for column in range(600)) for n in range(1, 5)]
    blank = ("", *wide[0][1:300], *[""] * 300)
    pages = [_grid(1, [tuple("列" for _ in range(600)), *wide]), _grid(2, [blank, *wide])]
    assert len(_rows(*pages)) == 9
