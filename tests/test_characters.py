"""What pages do to their characters: hide, double, overlay and encode them."""

from __future__ import annotations

import numpy as np
import pytest

import pdfs
from kyoten_extract import extract, read_table
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.errors import LayoutError, NoTableError
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.cell_text import _unsqueezed

ROWS = [("番号", "名称", "所在地"), ("1", "上海事務所", "上海"), ("2", "33番地", "々々ヶ丘ll")]


def cells_of(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(data).rows]


def page_of(data: bytes) -> PageContent:
    return read_document(load(data)).contents[0]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("UniJIS-UCS2-H", "utf-16-be"),
        ("UniJIS-UTF16-H", "utf-16-be"),
        ("UniJIS2004-UTF16-H", "utf-16-be"),
        ("90ms-RKSJ-H", "cp932"),
        ("90msp-RKSJ-H", "cp932"),
        ("90pv-RKSJ-H", "cp932"),
        ("EUC-H", "euc_jp"),
    ],
)
def test_fonts_that_are_not_embedded(name: str, encoding: str) -> None:
    data = pdfs.pdf(pdfs.table(ROWS, encoding=encoding), encoding=name)
    assert cells_of(data) == ROWS[1:]
    assert read_table(data).findings == ()


def test_characters_beyond_the_first_plane_are_one_each() -> None:
    rows = [ROWS[0], ("1", "𠮷川𠮷事務所", "上海"), ("2", "𩸽", "𠀋々")]
    data = pdfs.pdf(pdfs.table(rows), encoding="UniJIS-UTF16-H")
    assert cells_of(data) == rows[1:]
    assert read_table(data).findings == ()
    assert page_of(data).printed == len("".join("".join(row) for row in rows))


@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_bold_by_double_printing_is_read_once(shift: float) -> None:
    glyphs = [pdfs.text(char, 113 + 10 * i, 246) for i, char in enumerate("上海事務所")]
    again = [pdfs.text(char, 113 + shift + 10 * i, 246) for i, char in enumerate("上海事務所")]
    both = [pdfs.text(char, 113 + 5 * i, 226) for i, char in enumerate("33")]
    rows = [ROWS[0], ("1", "", "上海"), ("2", "", "々々ヶ丘ll")]
    data = pdfs.pdf("\n".join([pdfs.table(rows), *glyphs, *both, *again, *both]))
    assert cells_of(data) == [("1", "上海事務所", "上海"), ("2", "33", "々々ヶ丘ll")]


def test_what_is_drawn_again_is_counted() -> None:
    word = "上海事務所"
    glyphs = [pdfs.text(char, 113 + 10 * i, 246) for i, char in enumerate(word)]
    # PDFium drops a copy that lies closer itself; what it hands on is counted here.
    data = pdfs.pdf("\n".join([pdfs.table(ROWS[:1]), *glyphs, pdfs.text(word, 114, 246)]))
    page = page_of(data)
    assert page.condition.doubled == len(word)
    assert page.printed == sum(map(len, ROWS[0])) + len(word)


def test_a_few_invisible_words_are_hidden() -> None:
    content = pdfs.table(ROWS) + "\n" + pdfs.text("索引", 130, 246, mode=3)
    table = read_table(pdfs.pdf(content))
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert [(f.code, f.severity, f.actual) for f in table.findings] == [("KY028", "info", "索引")]


def test_an_invisible_layer_is_read_and_told() -> None:
    content = pdfs.table(ROWS).replace(" 0 Tr ", " 3 Tr ")
    table = read_table(pdfs.pdf(content))
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert [finding.code for finding in table.findings] == ["KY014"]


def test_text_beyond_a_side_of_the_page_is_cut_off() -> None:
    content = pdfs.table(ROWS) + "\n" + pdfs.text("欄外", 410, 246) + pdfs.text("次頁", 30, -40)
    table = read_table(pdfs.pdf(content))
    assert [(f.code, f.severity, f.actual) for f in table.findings] == [("KY012", "warning", 4)]
    below = pdfs.table(ROWS) + "\n" + pdfs.text("次頁", 30, -40)
    assert [f.severity for f in read_table(pdfs.pdf(below)).findings] == ["info"]


def test_a_cropped_page_shows_its_crop_box() -> None:
    content = pdfs.table(ROWS) + "\n" + pdfs.text("トンボ", 320, 20)
    table = read_table(pdfs.pdf(pdfs.Page(content, "/CropBox[10 100 310 290]")))
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert table.rows[0].boxes[0][1:] == (10.0, 30.0, 280.0, 50.0)
    assert [finding.code for finding in table.findings] == ["KY012"]


def type3_font(width: int, codes: bytes) -> list[bytes]:
    """Bodies of objects 6 to 8: a font of squares whose codes pass for ASCII."""
    proc = b"%d 0 d0 50 50 800 800 re f" % width
    names = b"".join(b"%d/%s" % (code, bytes([code])) for code in codes)
    procs = b"".join(b"/%s 7 0 R" % bytes([code]) for code in codes)
    widths = b" ".join([b"%d" % width] * 256)
    table = (
        b"begincmap 1 begincodespacerange <00><ff> endcodespacerange "
        b"1 beginbfrange <00><7f><0000> endbfrange endcmap"
    )
    return [
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        b"/ToUnicode 8 0 R"
        b"/FirstChar 0/LastChar 255/Widths[%s]/Encoding<</Type/Encoding/Differences[%s]>>"
        b"/CharProcs<<%s>>/Resources<<>>>>" % (widths, names, procs),
        b"<</Length %d>>stream\n%s\nendstream" % (len(proc), proc),
        b"<</Length %d>>stream\n%s\nendstream" % (len(table), table),
    ]


@pytest.mark.parametrize(("width", "undecoded"), [(1000, 4), (500, 0)])
def test_latin_codes_at_full_width_are_no_latin_letters(width: int, undecoded: int) -> None:
    content = pdfs.table(ROWS) + "\nBT /G 10 Tf 1 0 0 1 30 30 Tm (abcd) Tj ET"
    page = pdfs.Page(content, fonts="/G 6 0 R")
    table = read_table(pdfs.pdf(page, more=type3_font(width, b"abcd")))
    found = [(f.code, f.actual) for f in table.findings]
    assert found == ([("KY013", undecoded)] if undecoded else [])


@pytest.mark.parametrize("text", ["(株)", "mm", "\u00a5"])
def test_one_full_width_glyph_may_be_several_letters_or_a_yen_sign(text: str) -> None:
    content = pdfs.table(ROWS) + "\nBT /G 10 Tf 1 0 0 1 30 30 Tm (a) Tj ET"
    font, glyph, table = type3_font(1000, b"a")
    new = b"1 beginbfchar <61><%s> endbfchar " % text.encode("utf-16-be").hex().encode()
    data = (
        table.split(b"stream\n")[1].split(b"\nendstream")[0].replace(b"endcmap", new + b"endcmap")
    )
    table = b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)
    page = pdfs.Page(content, fonts="/G 6 0 R")
    assert not read_table(pdfs.pdf(page, more=[font, glyph, table])).findings


def test_private_characters_and_controls_are_undecoded() -> None:
    rows = [*ROWS[:2], ("2", "\ue000番地", "\x04\x1f丘")]
    table = read_table(pdfs.pdf(pdfs.table(rows), encoding="UniJIS-UTF16-H"))
    assert [f.code for f in table.findings] == ["KY013"]


def test_a_text_that_cant_be_decoded_has_a_remedy() -> None:
    rows = "\n".join(f"BT /G 10 Tf 1 0 0 1 23 {266 - 20 * i} Tm (abcd) Tj ET" for i in range(3))
    page = pdfs.Page(pdfs.grid([20, 110, 200], [280, 260, 240, 220]) + rows, fonts="/G 6 0 R")
    data = pdfs.pdf(page, more=type3_font(1000, b"abcd"))
    with pytest.raises(LayoutError, match="--engine ocr"):
        extract(data)


def test_a_page_of_outlines_or_a_picture_is_told() -> None:
    outlines = " ".join(f"{i} 10 m {i} 20 l {i + 3} 15 l f" for i in range(20, 380, 3))
    later = [ROWS[0], ("3", "大連事務所", "大連")]
    table = read_table(pdfs.pdf(pdfs.table(ROWS), outlines, pdfs.table(later)))
    assert [(f.code, f.severity, f.page) for f in table.findings] == [("KY015", "error", 2)]
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8" + (
        b"/ColorSpace/DeviceGray/Length 1>>stream\n0\nendstream"
    )
    picture = pdfs.Page("q 400 0 0 300 0 0 cm /I Do Q", forms={"I": "6 0 R"})
    table = read_table(pdfs.pdf(pdfs.table(ROWS), picture, more=[image]))
    assert [(f.code, f.severity, f.page) for f in table.findings] == [("KY015", "warning", 2)]
    with pytest.raises(NoTableError, match=r"no text layer.*--engine ocr"):
        read_table(pdfs.pdf(picture, more=[image]))


def test_printed_again_keeps_what_stands_side_by_side() -> None:
    from kyoten_extract.engines.pdfium.overprint import baselines, printed_again, reading_order

    codes = np.array([ord(char) for char in "33lll々々"])
    x = np.array([0.0, 5.0, 20.0, 22.2, 24.4, 40.0, 50.0])
    width = np.array([5.0, 5.0, 2.3, 2.3, 2.3, 10.0, 10.0])
    boxes = np.column_stack((x, np.zeros(7), x + width, np.full(7, 10.0)))
    clips = np.tile((-np.inf, -np.inf, np.inf, np.inf), (14, 1))
    assert not printed_again(
        codes, boxes, np.arange(7), reading_order(boxes, baselines(boxes)), clips
    ).any()
    twice = np.concatenate((boxes, boxes + 0.4))
    again = printed_again(
        np.tile(codes, 2), twice, np.arange(14), reading_order(twice, baselines(twice)), clips
    )
    assert again.tolist() == [False] * 7 + [True] * 7


def vertical(lines: list[str], x: float, y: float, *, up: bool = False) -> str:
    """Columns of single characters from a first baseline at ``x``, ``y``, right to left."""
    step, aside = (1, 12) if up else (-1, -12)
    return " ".join(
        pdfs.text(char, x + aside * i, y + step * pdfs.EM * j)
        for i, line in enumerate(lines)
        for j, char in enumerate(line)
    )


@pytest.mark.parametrize(
    ("lines", "up", "expected"),
    [
        pytest.param(["大阪府港湾課", "国際係"], False, "大阪府港湾課\n国際係", id="down"),
        pytest.param(["大阪府港湾課", "国際係"], True, "大阪府港湾課\n国際係", id="up"),
        pytest.param(["大阪府", "港湾課"], True, "大阪府\n港湾課", id="up, short"),
        pytest.param(["大阪府港湾課"], False, "大\n阪\n府\n港\n湾\n課", id="lines of one"),
        pytest.param(["123"], False, "1\n2\n3", id="figures under each other"),
    ],
)
def test_vertical_text(lines: list[str], up: bool, expected: str) -> None:
    cell = vertical(lines, 60, 145 if up else 195, up=up)
    page = pdfs.grid([20, 110, 200], [210, 130, 110]) + cell + pdfs.text("注", 130, 170)
    (grid,) = page_of(pdfs.pdf(page)).grids
    assert grid.cells[0].text == expected


def test_vertical_text_in_short_columns_is_read_from_the_right() -> None:
    header = vertical(["拠点", "名称"], 60, 195)
    page = pdfs.grid([20, 110, 200], [210, 170, 150]) + header + pdfs.text("注", 130, 180)
    (grid,) = page_of(pdfs.pdf(page)).grids
    assert grid.cells[0].text.replace("\n", "") == "拠点名称"


def test_vertical_text_before_cells_with_blanks_only() -> None:
    header = vertical(["大阪府港湾課", "国際係"], 60, 195)
    page = pdfs.grid([20, 110, 200], [210, 130, 110]) + header + pdfs.text("  ", 130, 118)
    (grid,) = page_of(pdfs.pdf(page)).grids
    assert grid.cells[0].text == "大阪府港湾課\n国際係"
    assert all(not cell.text.strip() for cell in grid.cells[1:])


@pytest.mark.parametrize(("extra", "text"), [(0.0, "甲乙丙丁戊己庚"), (3.0, "甲乙丙 丁戊己庚")])
def test_a_space_that_a_squeezed_line_hides_is_put_back(extra: float, text: str) -> None:
    """Boxes of 10 points on places of 6: a wider step has a space in it."""
    places = [0, 6, 12, 18 + extra, 24 + extra, 30 + extra, 36 + extra]
    boxes = np.array([[x, 0, x + 10, 10] for x in places], dtype=float)
    # A glyph of another font is narrower, on the same place.
    boxes[1, 2] = boxes[1, 0] + 6
    codes = np.array([ord(char) for char in "甲乙丙丁戊己庚"])
    # The em before the first character is that of larger text in the cell before.
    em = np.array([14.0] + [10.0] * 6)
    line = np.zeros(len(codes), dtype=np.int64)
    gap = np.array([0, *(boxes[1:, 0] - boxes[:-1, 2])]) / 10
    found = _unsqueezed(gap, gap < -0.15, boxes[:, 0], em, codes, line)
    spaced = "".join(" " * int(g > 0.2) + c for g, c in zip(found, "甲乙丙丁戊己庚", strict=True))
    assert spaced.strip() == text


@pytest.mark.parametrize("text", ["番号", "定員数", "所在地"])
@pytest.mark.parametrize("step", [None, 7, 11])
@pytest.mark.parametrize("up", [True, False])
def test_turned_text_is_read_the_way_it_is_turned(text: str, step: int | None, up: bool) -> None:
    """In one go, or each character by itself, as LibreOffice draws it; two are enough."""
    parts = [*text] if step else [text]
    way, first = ("0 1 -1 0", 160) if up else ("0 -1 1 0", 200)
    drawn = [
        f"BT /F 10 Tf {way} 60 {first + (step or 0) * at * (1 if up else -1)} Tm "
        f"<{part.encode('utf-16-be').hex()}> Tj ET"
        for at, part in enumerate(parts)
    ]
    others = "".join(pdfs.text("設置者の区分", 130, y) for y in (195, 180, 165, 140))
    page = pdfs.grid([20, 110, 200], [210, 150, 130]) + " " + " ".join(drawn) + others
    (grid,) = page_of(pdfs.pdf(page)).grids
    assert grid.cells[0].text == text
