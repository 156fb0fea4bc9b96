"""Lists in blocks side by side within one frame are unfolded; tables that only look so are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.folded_lists import unfold


def grid_of(rows: Sequence[Sequence[str]], page: int = 1) -> Grid:
    """A grid of single cells; "<" is covered by the cell on its left."""
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text == "<":
                continue
            span = 1
            while j + span < len(row) and row[j + span] == "<":
                span += 1
            bbox = (40.0 * j, 20.0 * i, 40.0 * (j + span), 20.0 * (i + 1))
            cells.append(Cell(i, j, 1, span, text, bbox))
    width = len(rows[0])
    xs, ys = (
        tuple(step * i for i in range(n + 1)) for step, n in ((40.0, width), (20.0, len(rows)))
    )
    return Grid(page, width, len(rows), tuple(cells), xs, ys)


def rows_of(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


HEADER = ["番号", "名称", "電話"]


def entry(n: int) -> list[str]:
    return [str(n), f"北館{n}", f"0{n % 90 + 10}-222-{3000 + n}"]


@given(
    blocks=st.integers(2, 4),
    height=st.integers(1, 9),
    left_out=st.integers(0, 8),
    spacer=st.booleans(),
)
def test_a_folded_list_is_unfolded(blocks: int, height: int, left_out: int, spacer: bool) -> None:
    count = max(blocks * height - left_out, (blocks - 1) * height + 1)
    entries = [entry(n + 1) if n < count else [""] * 3 for n in range(blocks * height)]
    gap = [""] if spacer else []

    def line(parts: Sequence[list[str]]) -> list[str]:
        return [text for i, part in enumerate(parts) for text in [*(gap if i else []), *part]]

    body = [line([entries[b * height + i] for b in range(blocks)]) for i in range(height)]
    printed = grid_of([line([HEADER] * blocks), *body])
    parts = unfold(printed)
    assert len(parts) == blocks
    assert [rows_of(part)[0] for part in parts] == [HEADER] * blocks
    assert [row for part in parts for row in rows_of(part)[1:]] == entries
    assert [part.xs[0] for part in parts] == [40.0 * (3 + spacer) * b for b in range(blocks)]
    # A later page has no header, and the same columns.
    later = [entry(count + n + 1) for n in range(blocks * height)]
    body = [line([later[b * height + i] for b in range(blocks)]) for i in range(height)]
    parts = unfold(grid_of(body, 2), printed)
    assert [row for part in parts for row in rows_of(part)] == later


def test_group_labels_repeat_too() -> None:
    groups = ["番号", "所在", "<"] * 2
    labels = ["番", "市", "町"] * 2
    rows = [["1", "甲市", "東", "3", "丙市", "南"], ["2", "乙市", "西", "4", "丁市", "北"]]
    assert len(unfold(grid_of([groups, labels, *rows]))) == 2
    years = ["番号", "平成二十八年", "<", "番号", "平成二十九年", "<"]
    assert len(unfold(grid_of([years, labels, *rows]))) == 1


def test_numbers_may_go_on_across_each_row() -> None:
    grid = grid_of([HEADER * 2, *(entry(n) + entry(n + 1) for n in range(1, 8, 2))])
    assert [rows_of(block) for block in unfold(grid)] == [
        [HEADER, *map(entry, range(1, 8, 2))],
        [HEADER, *map(entry, range(2, 9, 2))],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [["件数", "金額"] * 2, ["12", "3,400", "15", "4,100"], ["8", "900", "9", "1,000"]],
            id="figures of two years",
        ),
        pytest.param(
            [["区分", "件数"] * 2, ["東", "1", "東", "2"], ["西", "3", "西", "4"]],
            id="the same keys in both halves",
        ),
        pytest.param(
            [["番号", "名称"] * 2, ["1", "甲", "5", "乙"], ["2", "丙", "6", "丁"]],
            id="numbers with a gap",
        ),
        pytest.param([["名称", "名称"], ["甲", "乙"], ["丙", "丁"]], id="one column a block"),
        pytest.param(
            [["番号", "名称"] * 2, ["1", "甲", "3", "乙"], ["2", "合計", "<", "丁"]],
            id="a cell over both blocks",
        ),
        pytest.param(
            [["番号", "名称", "番号", "電話"], ["1", "甲", "3", "乙"], ["2", "丙", "4", "丁"]],
            id="other labels",
        ),
        pytest.param(
            [["氏名", "所属"] * 2, ["甲", "総務", "乙", "03-1111-2222"]], id="other kinds"
        ),
    ],
)
def test_what_only_looks_folded_stays_whole(rows: list[list[str]]) -> None:
    grid = grid_of(rows)
    assert unfold(grid) == (grid,)


def test_names_may_be_the_key() -> None:
    grid = grid_of([["施設", "電話"] * 2, ["甲館", "03-1111-2222", "乙館", "03-3333-4444"]])
    assert [rows_of(part)[1][0] for part in unfold(grid)] == ["甲館", "乙館"]


def test_a_name_may_come_twice() -> None:
    """Two things may have one name; where most come twice, they are compared side by side."""
    names = [[f"{n}号館" for n in "甲乙丙丁戊"], [f"{n}号館" for n in "己庚辛壬甲"]]
    phones = [[f"03-1111-{n}{i:03}" for i in range(5)] for n in "23"]
    rows = [list(row) for row in zip(names[0], phones[0], names[1], phones[1], strict=True)]
    assert len(unfold(grid_of([["施設", "電話"] * 2, *rows]))) == 2
