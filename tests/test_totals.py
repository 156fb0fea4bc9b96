"""The totals under the list, ruled or not, in the survey's shape and in others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyoten_extract import KYOTEN, PublishedTotals, Staff, StaffMean
from kyoten_extract.layout.column_model import Check, Column
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.page.grid import Cell, Grid, TextRun
from kyoten_extract.records.read_totals import (
    find_figures,
    is_note,
    items_of_grids,
    items_of_runs,
    published,
)
from kyoten_extract.records.title_and_notes import missing_totals, read_title_and_notes

COUNTS = (
    ("全体", "自治体数", "拠点数", "設置国数", "設置都市数", "形態別拠点数", ""),
    ("", "66", "195", "15", "39", "a", "60"),
    ("", "", "", "", "", "b", "21"),
    ("", "", "", "", "", "c", "113"),
    ("", "", "", "", "", "d", "1"),
)
STAFF = (
    ("計 平均", "職員数", "", ""),
    ("", "計", "派遣", "現地"),
    ("", "336", "121", "215"),
    ("1.7", "0.6", "1.1", ""),
)
WANTED = PublishedTotals(
    66, 195, 15, 39, {"a": 60, "b": 21, "c": 113, "d": 1}, Staff(336, 121, 215),
    StaffMean(1.7, 0.6, 1.1), ("※注",),
)  # fmt: skip


def grid_of(rows: tuple[tuple[str, ...], ...]) -> Grid:
    cells = tuple(
        Cell(i, j, 1, 1, text, (50.0 * j, 12.0 * i, 50.0 * j + 50, 12.0 * i + 12))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    xs = tuple(50.0 * j for j in range(len(rows[0]) + 1))
    return Grid(
        1, len(rows[0]), len(rows), cells, xs, tuple(12.0 * i for i in range(len(rows) + 1))
    )


def runs_of(rows: tuple[tuple[str, ...], ...], top: float = 0.0) -> list[TextRun]:
    return [
        TextRun(1, text, (50.0 * j, top + 12.0 * i, 50.0 * j + 30, top + 12.0 * i + 9))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
        if text
    ]


def test_the_survey_s_two_tables() -> None:
    counts = find_figures(items_of_grids([grid_of(COUNTS)]), KYOTEN.totals)
    staff = find_figures(items_of_grids([grid_of(STAFF)]), KYOTEN.totals)
    assert published(counts | staff, ["※注"]) == WANTED


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_table_cut_by_a_page_end(cut: int) -> None:
    grids = [grid_of(COUNTS[:cut]), grid_of(COUNTS[cut:])]
    found = find_figures(items_of_grids(grids), KYOTEN.totals)
    assert (found.counts["bases"], found.forms["d"]) == (195, 1)


def test_totals_without_rulings() -> None:
    runs = runs_of(COUNTS) + runs_of(STAFF, top=100)
    found = find_figures(items_of_runs(runs), KYOTEN.totals)
    assert published(found, ["※注"]) == WANTED


def test_labels_set_so_close_that_they_are_one_text() -> None:
    runs = [
        TextRun(1, "自治体数 拠点数 国数", (0, 0, 100, 10)),
        TextRun(1, "66", (10, 12, 20, 22)),
        TextRun(1, "195", (55, 12, 70, 22)),
        TextRun(1, "計 派遣 現地", (0, 40, 60, 50)),
        TextRun(1, "計336 121 215", (0, 52, 65, 62)),
        TextRun(1, "平均1.7 0.6 1.1", (0, 64, 75, 74)),
    ]
    figures = find_figures(items_of_runs(runs), KYOTEN.totals)
    assert figures.counts == {"municipalities": 66, "bases": 195}
    assert list(figures.sums.values()) == [336, 121, 215]
    assert list(figures.means.values()) == [1.7, 0.6, 1.1]


def test_labels_next_to_their_figures_units_and_widths() -> None:
    rows = (("自治体数", "６６団体"), ("拠点数", "１９５拠点"), ("設置国数", "15か国"))
    found = find_figures(items_of_grids([grid_of(rows)]), KYOTEN.totals)
    assert found.counts == {"municipalities": 66, "bases": 195, "countries": 15}


def test_staff_in_another_order() -> None:
    rows = (("派遣", "現地", "計"), ("121", "215", "336"), ("0.6", "1.1", "1.7"))
    found = find_figures(items_of_grids([grid_of(rows)]), KYOTEN.totals)
    assert found.sums == {"staff_dispatched": 121, "staff_local": 215, "staff_total": 336}


def test_nothing_is_read_where_nothing_is() -> None:
    found = find_figures(items_of_grids([grid_of((("区", "番号"), ("北区", "1")))]), KYOTEN.totals)
    assert not found
    assert published(found, []) is None


@pytest.mark.parametrize(
    ("text", "note"),
    [("※複数の国", True), ("注) 休止中", True), ("(注)", True), ("注目", False), ("1/3", False)],
)
def test_notes(text: str, note: bool) -> None:
    assert is_note(text) is note


def test_a_title_in_the_frame_of_the_totals_is_in_one_place() -> None:
    grid = grid_of((("集計",) * len(COUNTS[0]), *COUNTS))
    cells = [cell for cell in grid.cells if cell.row]
    title = Cell(0, 0, 1, grid.columns, "集計", (0.0, 0.0, grid.xs[-1], grid.ys[1]))
    framed = replace(grid, cells=(title, *cells))
    around = read_title_and_notes([TextRun(1, "集計", title.bbox)], [[framed]], 1, KYOTEN)
    assert around.published is not None
    assert around.published.bases == 195
    texts = [run.text for run in (*around.title_runs, *around.total_runs)]
    texts += [left.text for left in around.leftovers]
    assert sorted(texts) == sorted(cell.text for cell in framed.cells if cell.text)


def lines_of(*lines: str) -> list[TextRun]:
    return [
        TextRun(1, text, (50, 100.0 + 12 * i, 50 + 9.0 * len(text), 109.0 + 12 * i))
        for i, text in enumerate(lines)
    ]


HOSPITALS = Layout(
    "hospitals",
    "病院の一覧",
    (Column("name", ("病院名",), "name"),),
    {"n": ("病院数",), "areas": ("地区数",), "paid": ("交付総額",)},
    1,
    checks=(Check("count", published="n"),),
)


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("病院数19", {"n": 19}),
        ("病院数：3施設", {"n": 3}),
        ("病院数 計 3病院", {"n": 3}),
        ("病院数は3（うち公立1）", {"n": 3}),
        ("病院数…3", {"n": 3}),
        ("病院数 3.5人", {"n": 3.5}),
        ("交付総額 83,296,000円", {"paid": 83_296_000}),
        ("病院数 調査中", {}),
        ("病院数 5万以上", {}),
        ("病院数 令和6年", {}),
    ],
)
def test_a_figure_on_one_line_with_its_label(line: str, figures: dict[str, int]) -> None:
    around = read_title_and_notes(lines_of(line), [], 1, HOSPITALS)
    assert around.figures == figures
    assert bool(around.leftovers) is not bool(figures)


@pytest.mark.parametrize("first", ["病院数 13", "病院数 調査中", "対象の病院数13"])
def test_a_figure_is_not_that_of_the_label_above_its_own(first: str) -> None:
    figures = find_figures(items_of_runs(lines_of(first, "地区数 12")), HOSPITALS.totals)
    assert figures.counts == ({"n": 13} if first == "病院数 13" else {}) | {"areas": 12}
    # Nor where the layout does not know its own.
    figures = find_figures(items_of_runs(lines_of(first, "町村数 12")), HOSPITALS.totals)
    assert figures.counts == ({"n": 13} if first == "病院数 13" else {})


@pytest.mark.parametrize("others", ["1種 2種", "20床以上 100床以上", "1 2"])
def test_labels_that_are_numbers_are_none_of_the_figures(others: str) -> None:
    one, other = others.split()
    rows = (("区分", "病院数", one, other), ("全県", "3", "2", "1"))
    assert find_figures(items_of_grids([grid_of(rows)]), HOSPITALS.totals).counts == {"n": 3}
    rows = (("病院数", one, other), ("3", "2", "1"))
    assert find_figures(items_of_grids([grid_of(rows)]), HOSPITALS.totals).counts == {"n": 3}


def test_a_total_to_be_checked_is_found_or_told() -> None:
    def told(*lines: str) -> list[tuple[str, str | None]]:
        around = read_title_and_notes(lines_of(*lines), [], 1, HOSPITALS)
        return [(f.code, f.field) for f in missing_totals(around, HOSPITALS)]

    assert told("病院数 19") == []
    assert told("病院数 調査中", "地区数 12") == [("KY006", "n")]
    assert told("地区数 12") == [("KY011", "n")]
    assert told("交付先") == [("KY011", None)]
