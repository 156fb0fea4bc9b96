"""Columns that add up, tables side by side, and pages of many lines: just enough, and not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.layout.column_matching import match_columns
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.sum_evidence import SumCheck
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table.lattice import find_lattices

COLUMNS = (
    Column("name", ("名称",), "name"),
    Column("total", ("計",), "number"),
    Column("men", ("男",), "number"),
    Column("women", ("女",), "number"),
)
SUMS = (SumCheck("total", ("men", "women")),)


def read(
    rows: Sequence[tuple[object, ...]], labels: Sequence[str] = ("第一", "第二", "第三")
) -> str:
    """Keys of the columns of figures under unknown labels, of which one is the sum of others."""
    texts = [["施設"] * len(rows), *(list(map(str, column)) for column in zip(*rows, strict=True))]
    match = match_columns(COLUMNS, ["名称", *labels], texts, SUMS)
    by_place = {place: key for key, place in match.places.items()}
    return " ".join(by_place.get(place, "-") for place in range(1, len(labels) + 1))


def rows(right: int, wrong: int = 0) -> list[tuple[object, ...]]:
    """Parts and their sum, last, which is wrong in some rows."""
    return [(3 + i, 10 * i + 1, 11 * i + 4 + (i >= right)) for i in range(right + wrong)]


def test_columns_that_add_up_in_most_rows_are_told_by_that() -> None:
    assert read(rows(3), ("男", "第二", "第三")) == "men women -"
    assert read(rows(3), ("総計", "男", "女子")) == "- men -"
    assert read(rows(2), ("男", "第二", "第三")) != "men women -"
    # A text in one of four cells: no column of figures.
    texts = [(a, "x" if i < 1 else b, c) for i, (a, b, c) in enumerate(rows(4))]
    assert read(texts) == read(rows(2)) == "- - -"


@pytest.mark.parametrize(("others", "found"), [(5, True), (7, False)])
def test_so_many_columns_are_tried_as_parts_of_a_sum(others: int, found: bool) -> None:
    """Before the three that add up."""
    more = [
        (*((i * j) % 7 + 50 * j for j in range(1, others + 1)), *row)
        for i, row in enumerate(rows(6))
    ]
    labels = [*(f"別{j}" for j in range(others)), "男", "第二", "第三"]
    assert read(more, labels).endswith("women -") is found


def box(columns: int, lines: int, *, step: float = 10.0) -> Rulings:
    """A grid of so many cells across and down."""
    wide, high = step * columns, step * lines
    across = np.array([(step * i, 0.0, wide) for i in range(lines + 1)])
    down = np.array([(step * i, 0.0, high) for i in range(columns + 1)])
    return Rulings(across, down)


def test_a_page_of_far_more_cells_than_a_table_has_is_a_drawing() -> None:
    assert len(find_lattices(box(250, 250), tolerance=1.0)[0].cells) == 62_500
    with pytest.raises(DamagedSourceError, match="cells"):
        find_lattices(box(400, 300), tolerance=1.0)


def test_a_page_of_far_more_crossings_than_a_table_has_is_a_drawing() -> None:
    with pytest.raises(DamagedSourceError, match="crossings"):
        find_lattices(box(4600, 4600), tolerance=1.0)


@pytest.mark.parametrize(("grids", "fits"), [(600, True), (1100, False)])
def test_a_page_of_far_more_grids_than_tables_is_a_drawing(grids: int, fits: bool) -> None:
    """Each has two cells."""
    x = 50.0 * np.arange(grids)
    across = np.concatenate([np.column_stack((np.full(grids, y), x, x + 40)) for y in (0.0, 20.0)])
    down = np.concatenate([np.column_stack((x + at, np.full(grids, 0.0), np.full(grids, 20.0))) for at in (0.0, 20.0, 40.0)])  # fmt: skip
    if fits:
        assert len(find_lattices(Rulings(across, down), tolerance=1.0)) == grids
    else:
        with pytest.raises(DamagedSourceError, match="grids"):
            find_lattices(Rulings(across, down), tolerance=1.0)
