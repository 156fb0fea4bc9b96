"""A label over several columns: of a header of one row, or of one with its parts below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.header import header_depth


def grid(rows: Sequence[str]) -> Grid:
    """Cells are parted by |; one of ``=`` is merged with the one at its left, ^ with that above."""
    texts = [row.split("|") for row in rows]
    cells = []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text in "=^" and text:
                continue
            wide = next(
                (n for n, other in enumerate(row[c + 1 :], 1) if other != "="), len(row) - c
            )
            below = [other[c] for other in texts[r + 1 :]]
            high = next((n for n, other in enumerate(below, 1) if other != "^"), len(below) + 1)
            cells.append(Cell(r, c, high, wide, text, (10.0 * c, 10.0 * r, 10.0 * (c + wide), 9.0)))
    xs = tuple(10.0 * n for n in range(len(texts[0]) + 1))
    return Grid(
        1,
        len(texts[0]),
        len(texts),
        tuple(cells),
        xs,
        tuple(10.0 * n for n in range(len(texts) + 1)),
    )


@pytest.mark.parametrize(
    "rows",
    [
        ["業務|窓口|=", "転入届|市民課|1番", "国民健康保険|保険年金課|5番", "水道|水道課|12番"],
        ["路線|運行時間|=|運賃", "東01|5:00|21:00|180円", "西02|6:13|22:17|", "北03|5:26|21:34|220円"],
        ["職名|氏名|=|任期", "会長|佐々木|一郎|2年", "副会長|林|花子|2年", "監事|清水|実|1年"],
        ["区分|担当|=|場所|備考", "受付|市民課|住民係|1階|", "相談|福祉課|相談係|2階|午後", "納税|税務課|収納係|1階|"],
    ],
)  # fmt: skip
def test_a_row_with_texts_under_all_labels_is_no_part_of_the_header(rows: list[str]) -> None:
    assert header_depth([grid(rows)]) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ["業務|窓口|=", "^|課|番号", "転入届|市民課|1番", "水道|水道課|12番", "児童|子ども課|8番"],
        ["業務|窓口|=", "|課|番号", "転入届|市民課|1番", "水道|水道課|12番", "児童|子ども課|8番"],
        ["施設|定員|=", "名称|男|女", "東園|12|10", "西園|20|18", "南園|25|31", "北園|7|9", "中園|8|8"],
        ["定員|=|職員|=", "男|女|男|女", "一二|十|三|四", "十|八|五|六"],
    ],
)  # fmt: skip
def test_the_parts_of_a_label_are_in_the_header(rows: list[str]) -> None:
    assert header_depth([grid(rows)]) == 2
