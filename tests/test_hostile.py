"""Hostile and damaged input: one clear error, or findings with what was read; never a crash."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

import corpus
import pdfs
from kyoten_extract import extract, read_table
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.file_measure import measure
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.errors import (
    DamagedSourceError,
    KyotenError,
    LimitError,
    NoTableError,
    PasswordError,
)
from kyoten_extract.model.table_model import Table
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table.lattice import find_lattices
from kyoten_extract.workers.limits import Limits
from pdfs import Page, changed, form, packed, pdf, text

ROWS = (("甲", "乙"), ("1", "2"), ("3", "4"))
TABLE = pdfs.table(ROWS)
PLAIN = pdf(TABLE)
BOX = b"/MediaBox[0 0 400 300]"
HUGE = "9" * 60


def cells_of(table: Table) -> tuple[tuple[str, ...], ...]:
    return (table.header, *(row.cells for row in table.rows))


def error_of(call: Callable[[], object]) -> KyotenError:
    with pytest.raises(KyotenError) as caught:
        call()
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


# Where the table can be read all the same, it must be.

HARMLESS = {
    "count too high": changed(PLAIN, b"/Count 1", b"/Count 100"),
    "count in the millions": changed(PLAIN, b"/Count 1", b"/Count 1000000"),
    "count beyond ints": changed(PLAIN, b"/Count 1", b"/Count 99999999999"),
    "count below nothing": changed(PLAIN, b"/Count 1", b"/Count -1"),
    "no count": changed(PLAIN, b"/Count 1", b""),
    "null page": changed(pdf(TABLE, TABLE), b"[7 0 R 9 0 R]", b"[null 9 0 R]"),
    "page that is a font": changed(pdf(TABLE, TABLE), b"[7 0 R 9 0 R]", b"[3 0 R 9 0 R]"),
    "no cross-reference table": PLAIN[: PLAIN.index(b"xref\n")] + b"trailer<</Root 1 0 R>>",
    "no end": PLAIN[: PLAIN.index(b"startxref")],
    "wrong startxref": changed(PLAIN, b"startxref\n", b"startxref\n9"),
    "garbage first": b"\0\xff" * 400 + PLAIN,
    "an image's magic first": b"GIF89a" + PLAIN,
    "huge page": changed(PLAIN, BOX, b"/MediaBox[0 0 %s %s]" % ((HUGE.encode(),) * 2)),
    "page of no size": changed(PLAIN, BOX, b"/MediaBox[0 0 0 0]"),
    "page inside out": changed(PLAIN, BOX, b"/MediaBox[400 300 0 0]"),
    "no page box": changed(PLAIN, BOX, b""),
    "half a page box": changed(PLAIN, BOX, b"/MediaBox[0 0 400]"),
    "page box of text": changed(PLAIN, BOX, b"/MediaBox(wide)"),
    "crop box of no size": changed(PLAIN, BOX, BOX + b"/CropBox[9 9 9 9]"),
    "rotated by 45": changed(PLAIN, BOX, BOX + b"/Rotate 45"),
    "huge unit": changed(PLAIN, BOX, BOX + b"/UserUnit 1e30"),
    "font that is its own descendant": changed(PLAIN, b"/DescendantFonts[4", b"/DescendantFonts[3"),
    "length that is its own": changed(PLAIN, b"/Length", b"/Length 6 0 R/L"),
    "script and attachment": changed(
        PLAIN,
        b"/Pages 2 0 R",
        b"/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert)>>"
        b"/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>",
    ),
    "links to nowhere": changed(
        PLAIN,
        BOX,
        BOX + b"/Annots[7 0 R 6 0 R null 99 0 R[]<</Subtype/Link/Rect[0 0]/A<</S/URI/URI 7 0 R>>>>"
        b"<</Subtype/Link/Rect[0 0 %s NaN]/A<</S/URI/URI(http://a\xff)>>>>]" % HUGE.encode(),
    ),
    "lines at the end of the world": pdf(
        TABLE + f" 0 0 m {HUGE} 0 l S -{HUGE} 5 m 1e30 5 l S NaN NaN m inf 0 l S"
    ),
    "text at the end of the world": pdf(
        TABLE + f"q {HUGE} 0 0 {HUGE} 0 0 cm {HUGE} 0 0 {HUGE} {HUGE} 0 cm {text('外', 9, 9)} Q"
    ),
    "matrix of nothing": pdf(f"{TABLE} q 0 0 0 0 0 0 cm {text('無', 9, 9)} 0 0 m 9 9 l S Q"),
    "text of no size": pdf(TABLE + " BT /F 0 Tf 9 9 Td <3042> Tj ET"),
    "unbalanced operators": pdf(TABLE + " Q Q ET ]] >> /a q 1 re re m foo ( BT"),
    "brackets without end": pdf(TABLE + " [" * 100_000),
    "inline image": pdf("BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI " + TABLE),
    "inline image of the size of a town": pdf(
        "BI /W 99999999 /H 99999999 /BPC 8 /CS /G ID abcd EI " + TABLE
    ),
    "broken inline image": pdf(TABLE + " BI /W ID ab"),
    "content that is the page": changed(pdf(TABLE, TABLE), b"/Contents 6 0", b"/Contents 7 0"),
    "form that is missing": pdf(Page(TABLE + " /X Do /Y Do", forms={"X": "99 0 R"})),
    "glyphs that draw themselves": pdf(
        Page(TABLE + " BT /T 10 Tf 9 9 Td (a) Tj ET", fonts="/T 6 0 R"),
        more=[
            b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs"
            b"<</a 7 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]"
            b"/Resources<</Font<</T 6 0 R>>>>>>",
            b"<</Length 33>>stream\n1 0 d0 BT /T 1 Tf (aaaaaaa) Tj ET\nendstream",
        ],
    ),
}
for name, cmap in {
    "without end": b"begincmap 1 beginbfrange <00> <FFFFFFFF> <",
    "of half characters": b"begincmap 1 beginbfchar <F061> <D800> endbfchar endcmap",
}.items():
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap)
    HARMLESS[f"table to Unicode {name}"] = changed(
        pdf(TABLE, more=[stream]), b"/DescendantFonts", b"/ToUnicode 6 0 R/DescendantFonts"
    )


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_hide_the_table_does_not_stop_its_reading(name: str) -> None:
    table = read_table(HARMLESS[name])
    assert cells_of(table) == ROWS
    error_of(lambda: extract(HARMLESS[name]))


HOPELESS = {
    "no trailer": PLAIN[: PLAIN.index(b"trailer")],
    "nothing but a header": b"%PDF-1.7\n%%EOF",
    "zero pages": pdfs.assemble(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]
    ),
    "no pages": pdfs.assemble([b"<</Type/Catalog>>"]),
    "object that is itself": pdfs.assemble([b"1 0 R"]),
    "page tree in a circle": pdfs.assemble(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>"]
    ),
    "no page but a null": changed(PLAIN, b"/Kids[7 0 R]", b"/Kids[null]"),
    "boxes that do not meet": changed(PLAIN, BOX, BOX + b"/CropBox[900 900 999 999]"),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_what_has_no_page_is_told_so(name: str) -> None:
    for read in (extract, read_table):
        error = error_of(lambda read=read: read(HOPELESS[name]))
        assert isinstance(error, DamagedSourceError)
        assert error.remedy


@pytest.mark.parametrize("share", range(5, 100, 5))
def test_a_file_cut_short(share: int) -> None:
    for data in (pdf(TABLE, TABLE), (corpus.FIXTURES / "reportlab.pdf").read_bytes()):
        try:
            read_table(data[: len(data) * share // 100])
        except KyotenError as error:
            told = str(error)
        else:
            continue
        assert len(told.splitlines()) == 1


def test_a_page_that_can_not_be_read_costs_no_other() -> None:
    table = read_table(HARMLESS["null page"])
    assert [(finding.code, finding.page) for finding in table.findings] == [("KY008", 1)]


# Forms


def laughing(levels: int, times: int, page: str = TABLE) -> bytes:
    """A page with a form that draws another so many times, which draws another ..."""
    inner = [
        form("/X Do " * times, f"/XObject<</X {7 + level} 0 R>>") for level in range(levels - 1)
    ]
    return pdf(Page(page + " /X Do", forms={"X": "6 0 R"}), more=[*inner, form("0 0 m 9 0 l S")])


def circle(size: int) -> bytes:
    """A page with forms that each draw the next one twice, the last one the first."""
    forms = [form("/X Do /X Do", f"/XObject<</X {6 + (i + 1) % size} 0 R>>") for i in range(size)]
    return pdf(Page(TABLE + " /X Do", forms={"X": "6 0 R"}), more=forms)


@pytest.mark.parametrize(
    "data",
    [
        laughing(10, 10),
        laughing(30, 2),
        circle(1),
        circle(2),
        laughing(10, 10).replace(b"/Form", b"/F#6frm"),
        changed(laughing(10, 10), b"/Parent 2 0 R", b"/Parent 2 0 R/Rotate 90"),
    ],
    ids=["wide", "deep", "itself", "each other", "disguised", "other page"],
)
def test_forms_without_end_are_not_drawn(data: bytes) -> None:
    error = error_of(lambda: extract(data))
    assert isinstance(error, LimitError)
    assert error.name == "page_bytes"


def test_forms_without_end_cost_no_other_page() -> None:
    more = [form("/X Do /X Do", "/XObject<</X 6 0 R>>")]
    last = (ROWS[0], ("5", "6"), ("7", "8"))
    data = pdf(TABLE, Page("/X Do", forms={"X": "6 0 R"}), pdfs.table(last), more=more)
    table = read_table(data)
    assert cells_of(table) == (*ROWS, *last[1:])
    assert [(finding.code, finding.page) for finding in table.findings] == [("KY075", 2)]


def test_encrypted_forms_without_end_are_not_drawn() -> None:
    data = pdf(
        Page("/X Do", forms={"X": "6 0 R"}),
        more=[form("/X Do /X Do", "/XObject<</X 6 0 R>>")],
        password=b"",
    )
    assert isinstance(error_of(lambda: read_table(data)), LimitError)


@pytest.mark.parametrize("depth", [1, 8, 20])
def test_a_table_deep_within_forms(depth: int) -> None:
    wraps = [form("/X Do", f"/XObject<</X {7 + level} 0 R>>") for level in range(depth - 1)]
    data = pdf(Page("/X Do", forms={"X": "6 0 R"}), more=[*wraps, form(TABLE)])
    assert cells_of(read_table(data)) == ROWS


def test_a_form_drawn_often_is_no_offence() -> None:
    stamps = " ".join(f"q 1 0 0 1 {i % 390} {i // 390} cm /X Do Q" for i in range(2000))
    data = pdf(Page(TABLE + stamps, forms={"X": "6 0 R"}), more=[form("300 9 1 1 re f")])
    assert cells_of(read_table(data)) == ROWS


def test_padding_is_not_unpacked() -> None:
    error = error_of(lambda: read_table(packed(b"0 0 m 9 9 l S\n" * 5_000_000)))
    assert isinstance(error, LimitError)
    assert error.name == "page_bytes"


def test_pages_without_what_multiplies_are_not_looked_through() -> None:
    """It would take longer than to read them."""
    assert not measure(PLAIN, "plain.pdf", Limits()).suspect
    assert measure(laughing(2, 2), "forms.pdf", Limits()).suspect
    # Tags name one object for each run of its text.
    assert not measure((corpus.FIXTURES / "typst.pdf").read_bytes(), "typst.pdf", Limits()).suspect


@pytest.mark.parametrize(("less", "looked_through"), [(-49, False), (50, True)])
def test_content_that_is_drawn_again_and_again(less: int, looked_through: bool) -> None:
    """All that the file has, as often as a list names one object."""
    data = PLAIN.replace(b"/Contents 6 0 R", b"/Contents[" + b"6 0 R " * 50 + b"]")
    streams = re.findall(rb"\bstream\n(.*?)endstream", data, re.DOTALL)
    limits = Limits(page_bytes=50 * sum(map(len, streams)) - less)
    assert measure(data, "repeated.pdf", limits).suspect is looked_through


# Drawings


def test_a_map_beside_a_table() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 390, 100_000), rng.uniform(0, 150, 100_000)
    strokes = " ".join(
        f"{a:.1f} {b:.1f} m {a + 3:.1f} {b + 2:.1f} l S"
        for a, b in zip(x.tolist(), y.tolist(), strict=True)
    )
    assert cells_of(read_table(pdf(TABLE + strokes))) == ROWS


def test_more_objects_than_a_map_has() -> None:
    error = error_of(lambda: read_table(packed(b"0 0 m 9 0 l S\n" * 800_000)))
    assert "draws over" in str(error)


@pytest.mark.parametrize("count", [400, 20_000])
def test_a_grid_that_is_no_table(count: int) -> None:
    at = np.arange(count) * 5.0
    lines = np.column_stack((at, np.zeros(count), np.full(count, at[-1])))
    with pytest.raises(DamagedSourceError, match="drawing"):
        find_lattices(Rulings(lines, lines), tolerance=2.0)


def test_twenty_thousand_lines_that_do_not_meet() -> None:
    at = np.arange(20_000) * 5.0
    short = np.column_stack((at, at + 1e6, at + 1e6 + 50))
    square = Rulings(
        np.concatenate((short, [(0, 0, 60), (30, 0, 60), (60, 0, 60)])),
        np.concatenate((short, [(0, 0, 60), (60, 0, 60)])),
    )
    (lattice,) = find_lattices(square, tolerance=2.0)
    assert lattice.owner.shape == (2, 1)


def test_two_tables_as_far_apart_as_lines_of_one_may_be() -> None:
    gap = 5.2
    above = [(y, 0.0, 300.0) for y in (0, 50, 100)]
    below = [(100 + gap + y, 5.0, 200.0) for y in (0, 20, 40)]
    sides = [(x, 0.0, 100.0) for x in (0.0, 100, 200, 300)]
    sides += [(x, 100 + gap - 0.4, 140 + gap) for x in (5.0, 40, 80, 120, 160, 196)]
    rulings = Rulings(np.array([*above, *below], dtype=float), np.array(sides, dtype=float))
    lattices = find_lattices(rulings, tolerance=2.5)
    assert [lattice.owner.shape for lattice in lattices] == [(2, 3), (2, 5)]


def test_a_page_full_of_text() -> None:
    lines = [text("字" * 50, 5, 290 - 0.07 * i) for i in range(4000)]
    data = pdf("\n".join(lines))
    assert isinstance(error_of(lambda: read_table(data)), NoTableError)


@pytest.mark.slow
def test_many_pages() -> None:
    data = pdf(*["BT /F 9 Tf 9 9 Td <3042> Tj ET"] * 1500)
    assert isinstance(error_of(lambda: extract(data)), NoTableError)
    told: list[tuple[int, int]] = []
    with pytest.raises(NoTableError):
        extract(data, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1500, 1500)


def test_text_turned_by_no_angle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "char_angles", lambda _, indexes: np.full(len(indexes), math.nan))
    assert cells_of(read_table(PLAIN)) == ROWS


def test_no_text_is_beyond_all_reckoning() -> None:
    far = "BT /F 9 Tf 900000000 Tc 9 9 Td <59165916> Tj ET"
    with PdfFile(pdf(TABLE + far), "far.pdf") as file:
        assert np.abs(file.page(1).characters.boxes).max() <= 100_000


def test_numbers_that_are_none_are_made_some(monkeypatch: pytest.MonkeyPatch) -> None:
    told = np.array([[math.nan, math.inf, -math.inf, 1e30]], dtype=np.float32)
    monkeypatch.setattr(calls, "values", lambda *_: told)
    monkeypatch.setattr(calls, "structs_at", lambda *_: told)
    for values in (api.floats(api.object_bounds, Handles([0])), api.char_boxes(0, np.arange(1))):
        assert values.tolist() == [[0.0, 1e9, -1e9, 1e9]]


# Passwords


def test_an_empty_password_needs_none() -> None:
    assert cells_of(read_table(pdf(TABLE, password=b""))) == ROWS


@pytest.mark.parametrize("word", ["himitsu", "é", "ひみつ"])
def test_a_password_of_any_script(word: str) -> None:
    data = pdf(TABLE, password=word.encode())
    assert cells_of(read_table(data, password=word)) == ROWS
    assert "--password" in str(error_of(lambda: read_table(data)))


@pytest.mark.parametrize("word", ["wrong-word", "ちがう", "\udce3x", "a\0b", "長" * 500])
def test_another_password_is_refused_and_not_repeated(word: str) -> None:
    error = error_of(lambda: read_table(pdf(TABLE, password=b"himitsu"), password=word))
    assert isinstance(error, PasswordError)
    assert word not in str(error)
