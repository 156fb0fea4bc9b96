"""Text belongs to its own cell: overflow, hanging signs, stamps, furigana, texts in one place."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import kyoten_extract
from kyoten_extract.engines.pdfium.one_glyph import given_twice
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.page.page_model import Characters
from kyoten_extract.table.furigana import is_furigana

FONT = "HeiseiKakuGo-W5"
SIZE = 9.0
EDGES = [15 * mm, 28 * mm, 70 * mm, 105 * mm, 150 * mm]
TOP, PITCH = 180 * mm, 9 * mm
LINES = (
    ("番号", "施設名", "区分", "所在地"),
    ("1", "中央図書館", "本館", "港町3丁目"),
    ("2", "緑台文庫", "分館", "緑台1丁目"),
    ("3", "浜辺文庫", "分館", "浜辺8丁目"),
)

Draw = Callable[[Canvas], None]


def table(draw: Draw, lines: tuple[tuple[str, ...], ...] = LINES) -> kyoten_extract.Table:
    """A ruled table of ``lines``, read after ``draw`` has added to it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(170 * mm, 200 * mm))
    canvas.grid(EDGES, [TOP - PITCH * i for i in range(len(lines) + 1)])
    canvas.setFont(FONT, SIZE)
    for i, line in enumerate(lines):
        for j, cell in enumerate(line):
            for k, part in enumerate(cell.split("\n")):
                canvas.drawString(EDGES[j] + 3, TOP - PITCH * i - 14 - 12 * k, part)
    draw(canvas)
    canvas.save()
    return kyoten_extract.read_table(buffer.getvalue())


def cells(found: kyoten_extract.Table) -> list[tuple[str, ...]]:
    return [found.header, *(row.cells for row in found.rows)]


def codes(found: kyoten_extract.Table) -> list[str]:
    return [finding.code for finding in found.findings]


def slanted(text: str, x: float, y: float, size: float, angle: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.setFont(FONT, size)
        canvas.drawString(0, 0, text)
        canvas.restoreState()

    return draw


@pytest.mark.parametrize("angle", [35.0, -20.0, 60.0])
def test_watermark_goes_to_leftovers(angle: float) -> None:
    found = table(slanted("複写厳禁", EDGES[1], TOP - PITCH * 2.2, 22, angle))
    assert cells(found) == list(LINES)
    assert "KY037" in codes(found)
    assert "複写厳禁" in [left.text for left in found.leftovers]


def test_large_stamp_over_cells_goes_to_leftovers() -> None:
    found = table(slanted("見本", EDGES[1] + 5, TOP - PITCH * 2.6, 50, 0))
    assert cells(found) == list(LINES)
    assert "KY037" in codes(found)


@pytest.mark.parametrize("angle", [0.0, 90.0])
def test_text_within_a_cell_stays(angle: float) -> None:
    """Vertical text, and a label at an angle that has a cell of its own, are no watermarks."""
    lines = (*LINES, ("4", "", "分館", "山手"))
    y = TOP - PITCH * 4 - 20
    found = table(slanted("改修", EDGES[1] + 20, y, 8, angle), lines)
    assert sorted(cells(found)[-1][1].replace("\n", "")) == sorted("改修")
    assert "KY037" not in codes(found)


def test_slanted_label_in_its_own_cell_stays() -> None:
    lines = (*LINES, ("4", "", "分館", "山手"))
    found = table(slanted("改修", EDGES[1] + 20, TOP - PITCH * 4 - 18, 7, 20), lines)
    assert cells(found)[-1][1].replace("\n", "") in ("改修", "修改")
    assert "KY037" not in codes(found)


@pytest.mark.parametrize("angle", [30.0, 90.0, -45.0])
def test_boxes_at_an_angle_are_those_of_the_file(angle: float) -> None:
    """A font that is not embedded is another one on each machine."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 300))
    slanted("見本", 150, 140, 40, angle)(canvas)
    canvas.drawString(20, 20, "level text, as most is")
    canvas.save()
    with PdfFile(buffer.getvalue(), "stamp.pdf") as file:
        characters = file.page(1).characters
    boxes = np.round(characters.boxes[characters.codes > 0xFF], 1)
    turn = np.radians(angle)
    along, above = np.array([np.cos(turn), -np.sin(turn)]), np.array([-np.sin(turn), -np.cos(turn)])
    expected = []
    for number in range(2):
        corners = [
            np.array([150, 160]) + 40 * (across * along + up * above)
            for across in (number, number + 1)
            for up in (-0.12, 0.88)
        ]
        expected.append([*np.min(corners, axis=0), *np.max(corners, axis=0)])
    # PDFium's order of characters at an angle is its own.
    wanted = sorted(np.round(expected, 1).tolist())
    assert np.array(sorted(boxes.tolist())) == pytest.approx(np.array(wanted), abs=0.15)


def test_slanted_word_beside_the_text_of_a_cell_is_a_stamp() -> None:
    found = table(slanted("写", EDGES[1] + 62, TOP - PITCH * 2 - 14, 8, 15))
    assert cells(found) == list(LINES)
    assert "写" in [left.text for left in found.leftovers]


@pytest.mark.parametrize("lines", ["rows", "none"])
def test_watermark_over_lists_with_few_lines(lines: str) -> None:
    """It is no heading, bridges no white between columns, and no line strikes it out."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(170 * mm, 200 * mm))
    canvas.setFont(FONT, SIZE)
    rows = [LINES[0], *((str(i), f"第{i}文庫", "分館", f"{i}丁目") for i in range(1, 15))]
    for i, line in enumerate(rows):
        for j, cell in enumerate(line):
            canvas.drawString(EDGES[j] + 3, TOP - PITCH * i - 14, cell)
        if lines == "rows":
            canvas.line(EDGES[0], TOP - PITCH * i, EDGES[-1], TOP - PITCH * i)
    slanted("参考資料", EDGES[0], TOP - PITCH * 12, 70, 45)(canvas)
    canvas.save()
    found = kyoten_extract.read_table(buffer.getvalue())
    assert cells(found) == rows
    assert found.heading == ""
    assert "KY032" not in codes(found)


def furigana(words: tuple[tuple[float, str], ...], row: int, size: float = 4.0) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for at, word in words:
            x = EDGES[1] + 3 + at * SIZE - size * len(word) / 2
            canvas.drawString(x, TOP - PITCH * row - 14 + SIZE * 0.95, word)

    return draw


def test_furigana_is_kept_apart() -> None:
    found = table(furigana(((1.0, "ちゅうおう"), (3.5, "としょかん")), 1))
    assert cells(found) == list(LINES)
    assert codes(found).count("KY036") == 1
    assert "ちゅうおうとしょかん" in [left.text.replace(" ", "") for left in found.leftovers]


def test_furigana_between_rows_without_lines() -> None:
    """It is no line of its own, and no part of the row above."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(170 * mm, 200 * mm))
    rows = [LINES[0], *((str(i), f"中央{i}館", "分館", f"{i}丁目") for i in range(1, 15))]
    for i, line in enumerate(rows):
        y = TOP - 1.25 * SIZE * i - 14
        canvas.setFont(FONT, SIZE)
        for j, cell in enumerate(line):
            canvas.drawString(EDGES[j] + 3, y, cell)
        if i % 3 == 1:
            canvas.setFont(FONT, 3.6)
            canvas.drawString(EDGES[1] + 3, y + 0.9 * SIZE, "ちゅうおう")
    for x in EDGES:
        canvas.line(x, TOP, x, TOP - 1.25 * SIZE * len(rows) - 5)
    canvas.save()
    found = kyoten_extract.read_table(buffer.getvalue())
    assert cells(found) == rows
    assert "KY036" in codes(found)


@pytest.mark.parametrize(("word", "size"), [("旧・本町", 4.0), ("ぶんこ", 7.0), ("*1", 4.0)])
def test_small_print_is_no_furigana(word: str, size: float) -> None:
    """Small print with kanji or signs, and kana that are hardly smaller, are the cell's own."""
    found = table(furigana(((2.0, word),), 1, size))
    assert word in found.rows[0].cells[1]
    assert "KY036" not in codes(found)


def test_kana_below_its_text_is_no_furigana() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 4)
        canvas.drawString(EDGES[1] + 3, TOP - PITCH - 20, "おやこしつあり")

    found = table(draw)
    assert found.rows[0].cells[1] == "中央図書館\nおやこしつあり"


@pytest.mark.parametrize("sign", ["、", "。", "」", "・"])
def test_hanging_sign_stays_with_its_line(sign: str) -> None:
    text = "東館西館"
    start = EDGES[3] - len(text) * SIZE - 2

    def draw(canvas: Canvas) -> None:
        canvas.drawString(start, TOP - PITCH * 4 - 14, text)
        canvas.drawString(start + len(text) * SIZE, TOP - PITCH * 4 - 14, sign)

    found = table(draw, (*LINES, ("4", "山手文庫", "", "山手")))
    assert found.rows[3].cells[2:] == (text + sign, "山手")


def test_figures_beside_a_ruling_stay_apart() -> None:
    lines = (*LINES, ("4", "山手文庫", "", ""))

    def draw(canvas: Canvas) -> None:
        y = TOP - PITCH * 4 - 14
        canvas.drawString(EDGES[3] - SIZE - 1, y, "12")
        canvas.drawString(EDGES[3] + 1, y, "34")

    assert table(draw, lines).rows[3].cells[2:] == ("12", "34")


LABEL = ("形態", "a: 直営", "b: 委託", "c: 共同", "d: 其他")


def test_header_that_runs_over_stays_whole() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        for k, part in enumerate(LABEL):
            canvas.drawString(EDGES[2] + 3, TOP - 11 - 9.6 * k, part)
        canvas.drawString(EDGES[3] + 3, TOP - 14, "所在地")
        for i, line in enumerate(LINES[1:], start=1):
            for j in (0, 1, 2, 3):
                canvas.drawString(EDGES[j] + 3, TOP - PITCH * i - 17, line[j])

    found = table(draw, (("番号", "施設名", "", ""), *[("",) * 4] * 3))
    assert found.header[2].replace("\n", "") == "".join(LABEL)
    assert [row.cells[2] for row in found.rows] == ["本館", "分館", "分館"]


def test_column_drawn_in_one_go_stays_in_its_rows() -> None:
    """One line in each cell, also where the rulings touch them, is no block."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        for j in range(4):
            for i, line in enumerate(LINES):
                canvas.drawString(EDGES[j] + 3, TOP - PITCH * i - PITCH + 1, line[j])

    assert cells(table(draw, (("",) * 4,) * 4)) == list(LINES)


def test_two_texts_in_one_place_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(EDGES[1] + 4, TOP - PITCH * 2 - 14, "高原会館")

    found = table(draw)
    assert found.rows[1].cells[1] == "緑台文庫\n高原会館"
    (told,) = [finding for finding in found.findings if finding.code == "KY038"]
    assert (told.severity, told.page, told.actual) == ("error", 1, "高原会館")


def test_ring_around_a_text_is_no_second_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(EDGES[2] + 3, TOP - PITCH * 2 - 14, "○")

    assert "KY038" not in codes(table(draw))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\u2f24大", "大"),  # Kangxi radical and its ideograph
        ("\u2ed1長", "長"),  # a radical that Unicode does not map to the ideograph
        ("大\u2f24", "大"),
        ("館館", "館"),
        ("ff", "ff"),  # a ligature
        ("メートル", "メートル"),  # one glyph for a word
    ],
)
def test_one_glyph_is_one_character(text: str, read: str) -> None:
    points = np.array([ord(char) for char in text], dtype=np.int64)
    boxes = np.tile([10.0, 20.0, 20.0, 30.0], (len(text), 1))
    twice = given_twice(points, boxes, np.zeros(len(text), dtype=np.int64))
    assert "".join(char for char, lost in zip(text, twice, strict=True) if not lost) == read


def test_same_characters_side_by_side_are_two() -> None:
    boxes = np.array([[10.0, 20.0, 20.0, 30.0], [20.0, 20.0, 30.0, 30.0]])
    points = np.array([ord("々")] * 2, dtype=np.int64)
    assert not given_twice(points, boxes, np.zeros(2, dtype=np.int64)).any()


def ruby_page(at: float, size: float, *, gap: float = 0.0, word: str = "みなと") -> np.ndarray:
    """Which characters are furigana: a word of ``size`` over 港町 of 10 points, ``gap`` above."""
    texts = [(50.0 + at, 100.0 - gap - size, word, size), (50.0, 100.0, "港町三丁目", 10.0)]
    codes = np.array([ord(char) for _, _, text, _ in texts for char in text])
    boxes = np.array(
        [
            (x + i * em, y, x + (i + 1) * em, y + em)
            for x, y, text, em in texts
            for i in range(len(text))
        ]
    )
    runs = np.repeat([0, 1], [len(word), 5])
    clips = np.tile((-np.inf, -np.inf, np.inf, np.inf), (2, 1))
    return is_furigana(Characters(codes, boxes, runs, clips, runs))


@pytest.mark.parametrize(
    ("at", "size", "gap", "word", "found"),
    [
        (0.0, 5.0, 0.0, "みなと", True),
        (0.0, 5.9, 0.0, "みなと", True),
        (0.0, 6.2, 0.0, "みなと", False),  # hardly smaller than the text
        (0.0, 5.0, 4.5, "みなと", True),
        (0.0, 5.0, 5.5, "みなと", False),  # too far above
        (0.0, 5.0, -3.0, "みなと", True),
        (0.0, 5.0, -4.0, "みなと", False),  # too far into the text
        (0.0, 5.0, 0.0, "ﾐﾅﾄ", True),
        (0.0, 5.0, 0.0, "みなA", False),
        (-8.0, 5.0, 0.0, "みなと", True),
        (-10.0, 5.0, 0.0, "みなと", False),  # mostly beside the kanji
    ],
)
def test_what_is_furigana(at: float, size: float, gap: float, word: str, found: bool) -> None:
    assert ruby_page(at, size, gap=gap, word=word).tolist() == [found] * len(word) + [False] * 5
