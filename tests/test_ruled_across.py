"""Tables in a frame with rulings across alone: merged cells and headers of several levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.model.table_model import Table
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.stitch import stitch
from kyoten_extract.table.unruled.framed_columns import with_framed_columns
from kyoten_extract.table.unruled.unruled_contents import with_unruled
from strategies import characters_of

LEFT, RIGHT, TOP, HEIGHT = 10.0, 410.0, 50.0, 20.0

Text = tuple[float, float, str]
"""Its left side in points, its row, and what it says."""


def line(row: int, left: float = LEFT, right: float = RIGHT) -> tuple[float, float, float]:
    return TOP + HEIGHT * row, left, right


def read(texts: Sequence[Text], lines: Sequence[tuple[float, float, float]]) -> Table:
    """The one table of a page with ``texts`` in the middle of their rows, framed."""
    low, high = min(y for y, *_ in lines), max(y for y, *_ in lines)
    sides = [(x, low, high) for x in (LEFT, RIGHT)]
    characters = characters_of([(x, TOP + HEIGHT * row + 6, text) for x, row, text in texts])
    page = Page(1, 420.0, 600.0, Rulings(np.array(lines), np.array(sides)), characters)
    contents = with_unruled([read_page(page)], lambda _: page)
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    return table


def middle(x: float, row: float, text: str) -> Text:
    return x - 2 * len(text), row, text


NAMES = "青葉館 みどり会館 中央体育館 港町図書室 北山荘 泉苑 西館 浜会館 森の家".split()


def test_cells_merged_down_stay_merged() -> None:
    """The rulings between the rows leave out the merged cells."""
    groups = [("県北地域", 1, 5), ("県央地域", 5, 8), ("県南地域", 8, 10)]
    texts = [(14.0, 0, "地域"), (104.0, 0, "番号"), (130.0, 0, "名称"), (260.0, 0, "所在地")]
    lines = [line(0), line(1), *(line(end) for *_, end in groups)]
    expected = []
    for name, start, end in groups:
        texts.append((34.0, (start + end - 1) / 2, name))
        lines += [line(row, 100.0) for row in range(start + 1, end)]
        for row in range(start, end):
            number, hall, place = str(row - start + 1), NAMES[row - 1], f"本町{row}丁目{row + 3}番"
            texts += [(124.0, row, number), (130.0, row, hall), (260.0, row, place)]
            expected.append((name, number, hall, place))
    table = read(texts, lines)
    assert table.header == ("地域", "番号", "名称", "所在地")
    assert [row.cells for row in table.rows] == expected


def test_a_header_of_three_levels() -> None:
    """The ruling under the highest label is as long as its columns; the one below holds two."""
    lines = [line(0), line(1, 100, 330), line(2, 100, 330), *(line(row) for row in range(3, 9))]
    texts = [
        middle(215, 0, "利用者数"), middle(55, 1, "区分"), middle(160, 1, "市内"),
        middle(275, 1, "市外"), middle(370, 1, "備考"),
        *(middle(x, 2, t) for x, t in zip((130, 190, 245, 305), ("大人", "小人") * 2, strict=True)),
    ]  # fmt: skip
    expected = []
    for row in range(3, 8):
        figures = [f"{row}{n},{n}0{row}" for n in range(4, 8)]
        remark = "休館" if row % 2 else ""
        texts += [(14.0, row, NAMES[row]), (380.0, row, remark)][: 2 if remark else 1]
        texts += [
            (x - 4 * len(figure), row, figure)
            for x, figure in zip((158, 216, 272, 328), figures, strict=True)
        ]
        expected.append((NAMES[row], *figures, remark))
    table = read(texts, lines)
    assert table.header == (
        "区分", "利用者数 市内 大人", "利用者数 市内 小人", "利用者数 市外 大人",
        "利用者数 市外 小人", "備考",
    )  # fmt: skip
    assert [row.cells for row in table.rows] == expected


def test_a_heading_between_rows_is_a_row() -> None:
    texts = [(14.0, 0, "番号"), (50.0, 0, "名称"), (200.0, 0, "所在地")]
    expected = []
    for row, name in enumerate(NAMES * 2, 1):
        if row in (1, 7, 12):
            texts.append((14.0, row, f"第{row}保健所管内の施設"))
            expected.append((f"第{row}保健所管内の施設", "", ""))
            continue
        texts += [(34.0 - 4 * len(str(row)), row, str(row)), (50.0, row, name)]
        texts.append((200.0, row, f"本町{row}丁目"))
        expected.append((str(row), name, f"本町{row}丁目"))
    table = read(texts, [line(row) for row in range(len(expected) + 2)])
    assert table.header == ("番号", "名称", "所在地")
    assert [row.cells for row in table.rows] == expected


def test_a_title_in_the_frame_is_no_label() -> None:
    rows = [(name, f"本町{n}丁目", f"022-{n}11") for n, name in enumerate(NAMES, 1)]
    texts = [middle(210, 0, "市民施設の一覧（本年度）")]
    texts += [
        (x, float(row), text)
        for row, cells in enumerate([("施設名", "所在地", "電話"), *rows], 1)
        for x, text in zip((14.0, 150.0, 300.0), cells, strict=True)
    ]
    table = read(texts, [line(row) for row in range(len(rows) + 3)])
    assert table.header == ("施設名", "所在地", "電話")
    assert [row.cells for row in table.rows] == rows


def test_the_frame_is_the_side_of_the_outer_columns() -> None:
    """Rulings drawn piece by piece, and cells with wide padding."""
    pieces = ((10, 150), (150, 240), (240, 330), (330, 410))
    lines = [line(row, *piece) for row in range(11) for piece in pieces]
    labels = [
        (40.0, 0, "施設名"),
        middle(195, 0, "一時"),
        middle(285, 0, "延長"),
        middle(365, 0, "病児"),
    ]
    texts, expected = list(labels), []
    for row, name in enumerate(NAMES, 1):
        marks = tuple("○×△"[row * n % 3] for n in (1, 2, 4))
        texts += [(40.0, row, name)]
        texts += [middle(x, row, m) for x, m in zip((195, 285, 365), marks, strict=True)]
        expected.append((name, *marks))
    table = read(texts, lines)
    assert table.header == ("施設名", "一時", "延長", "病児")
    assert [row.cells for row in table.rows] == expected


def test_group_labels_set_left_over_words() -> None:
    lines = [line(0), line(1, 150), *(line(row) for row in range(2, 12))]
    texts = [
        (14.0, 0.5, "施設名"), (154.0, 0, "所在"), (284.0, 0, "担当"), (154.0, 1, "市町村"),
        (224.0, 1, "町名"), (284.0, 1, "部名"), (354.0, 1, "課名"),
    ]  # fmt: skip
    expected = []
    for row, name in enumerate(NAMES, 2):
        words = (name, f"{name[0]}市", "東西南北"[row % 4] + "町", "福祉部", "管財課")
        texts += [(x, row, w) for x, w in zip((14.0, 154, 224, 284, 354), words, strict=True)]
        expected.append(words)
    table = read(texts, lines)
    assert table.header == ("施設名", "所在 市町村", "所在 町名", "担当 部名", "担当 課名")
    assert [row.cells for row in table.rows] == expected


def test_lines_between_some_columns_part_all() -> None:
    """Verticals alone, and none at the sides of the table."""
    rows = [
        (str(n), NAMES[n % 9], f"本町{n}丁目{n + 3}番", f"022-{n}11-00{n}") for n in range(10, 30)
    ]
    labels = ("番号", "名称", "所在地", "電話")
    texts = [
        (x, 20.0 + 14 * row, text)
        for row, cells in enumerate([labels, *rows])
        for x, text in zip((14.0, 54.0, 154.0, 294.0), cells, strict=True)
    ]
    sides = np.array([(x, 16.0, 316.0) for x in (50.0, 150.0, 290.0)])
    rulings = Rulings(np.empty((0, 3)), sides)
    page = Page(1, 420.0, 600.0, rulings, characters_of(texts))
    contents = with_unruled([read_page(page)], lambda _: page)
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    assert table.header == labels
    assert [row.cells for row in table.rows] == rows


def framed(texts: Sequence[Text], rows: int, others: bool) -> tuple[list[PageContent], list[str]]:
    """A page with a frame ruled across alone, below a larger table with all lines if ``others``."""
    lines = [line(row) for row in range(rows + 1)]
    sides = [(x, lines[0][0], lines[-1][0]) for x in (LEFT, RIGHT)]
    drawn = [(x, TOP + HEIGHT * row + 6, text) for x, row, text in texts]
    if others:
        ys = [600.0 + 10 * row for row in range(40)]
        lines += [(y, LEFT, RIGHT) for y in ys]
        sides += [(x, ys[0], ys[-1]) for x in (LEFT, 110.0, 210.0, 310.0, RIGHT)]
        drawn += [(x + 3, y + 1, "第二庁舎会議室") for y in ys[:-1] for x in (10.0, 110, 210, 310)]
    rulings = Rulings(np.array(lines), np.array(sides))
    page = Page(1, 420.0, 1100.0, rulings, characters_of(drawn))
    before = [read_page(page)]
    after, told = with_framed_columns(
        before, with_unruled(before, lambda _: page), lambda _: page, TableSettings()
    )
    return after, [finding.code for finding in told]


@pytest.mark.parametrize("others", [True, False])
def test_columns_of_a_frame_are_parted_and_that_is_told(others: bool) -> None:
    """Two columns, or among ruled tables: the white alone shows them."""
    rows = [("施設名", "電話"), *((name, f"022-{n}") for n, name in enumerate(NAMES, 200))]
    texts = [
        (x, float(row), text)
        for row, cells in enumerate(rows)
        for x, text in zip((14.0, 200.0), cells, strict=True)
    ]
    contents, told = framed(texts, len(rows), others)
    table = stitch(contents).tables[0].table
    assert [table.header, *(row.cells for row in table.rows)] == rows
    assert told == ["KY026"]


@pytest.mark.parametrize("others", [True, False])
def test_frames_around_sentences_are_not_parted(others: bool) -> None:
    texts = [
        (14.0, float(n), f"{name}は四月{n}日から{name}として使います")
        for n, name in enumerate(NAMES)
    ]
    contents, told = framed(texts, len(texts), others)
    assert contents[0].grids[0].columns == 1
    assert told == []
