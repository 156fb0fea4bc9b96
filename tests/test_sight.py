"""What nobody sees on a page is left out, counted and told; what is seen stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyoten_extract import read_table
from kyoten_extract.model.table_model import Table
from pdfs import Page, form, grid, pdf, table, text

ROWS = [["番号", "名称", "人数"], ["1", "青葉", "12"], ["2", "白浜", "34"]]
# Where a digit would stand beside the 12 of row 1.
BESIDE = (213.0, 246.0)
CELLS = (("1", "青葉", "12"), ("2", "白浜", "34"))


def cells(found: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row.cells) for row in found.rows)


def told(found: Table, code: str) -> list[str]:
    return [str(finding.actual) for finding in found.findings if finding.code == code]


def with_state(entries: str) -> str:
    return f">>/ExtGState<</G <<{entries}>>>>/Dummy<<"


def shown(content: str, before: str = "", **page: object) -> Table:
    drawn = "\n".join((before, table(ROWS), content))
    return read_table(pdf(Page(drawn, **page)))  # type: ignore[arg-type]


def digit(char: str = "9") -> str:
    return text(char, *BESIDE)


UNSEEN = {
    "white": f"1 g {digit()} 0 g",
    "nearly white": f"0.98 0.99 1 rg {digit()} 0 g",
    "no ink": f"{text('9', *BESIDE, mode=3)} BT 0 Tr ET",
    "clip only": f"q {text('9', *BESIDE, mode=7)} Q",
    "clip of what is elsewhere": f"q {text('9', *BESIDE, mode=7)} 20 20 9 9 re f Q",
    "white outlines": f"1 G {text('9', *BESIDE, mode=1)} 0 Tr 0 G",
    "covered": f"{digit()} 1 g 212 242 12 14 re f 0 g",
    "covered by two": f"{digit()} 1 g 212 242 5.5 14 re f 217 242 8 14 re f 0 g",
    "covered in a form": f"{digit()} /W Do",
    "clipped to another cell": f"q 20 240 90 20 re W n {digit()} Q",
    "tiny": "BT /F 0.5 Tf 1 0 0 1 213 246 Tm <0039> Tj ET",
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_text_that_nobody_sees_is_left_out_and_told(kind: str) -> None:
    fill = b"<</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Length 26>>stream\n"
    fill += b"1 g 212 242 12 14 re f 0 g\nendstream"
    drawn = "\n".join((table(ROWS), UNSEEN[kind]))
    found = read_table(pdf(Page(drawn, forms={"W": "6 0 R"}), more=[fill]))
    assert cells(found) == CELLS
    assert told(found, "KY028") == ["9"]
    (finding,) = (each for each in found.findings if each.code == "KY028")
    assert finding.page == 1
    assert finding.bbox is not None
    assert finding.severity == ("warning" if kind.startswith("covered") else "info")
    assert finding.bbox[0] == pytest.approx(BESIDE[0], abs=0.5)
    assert [ledger.hidden for ledger in found.ledger] == [1]
    assert all(ledger.printed == ledger.accounted for ledger in found.ledger)


@pytest.mark.parametrize(
    ("tile", "is_read"), [("", False), ("1 g 0 0 9 9 re f", False), ("0 0 9 9 re f", True)]
)
def test_text_filled_with_tiles_is_seen_by_their_ink(tile: str, *, is_read: bool) -> None:
    pattern = (
        f"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
        f"/Resources<<>>/Length {len(tile)}>>stream\n{tile}\nendstream"
    )
    drawn = f"{table(ROWS)} q /Pattern cs /P scn {digit()} Q"
    page = Page(drawn, fonts=">>/Pattern<</P 6 0 R>>/Dummy<<")
    found = read_table(pdf(page, more=[pattern.encode()]))
    assert [row[2] for row in cells(found)] == ["129" if is_read else "12", "34"]
    assert told(found, "KY028") == ([] if is_read else ["9"])


def test_text_of_no_opacity_is_left_out() -> None:
    found = shown(f"q /G gs {digit()} Q", fonts=with_state("/ca 0"))
    assert cells(found) == CELLS
    assert told(found, "KY028") == ["9"]


SEEN = {
    "gray": ("", f"0.6 g {digit()} 0 g"),
    "light gray": ("", f"0.85 g {digit()} 0 g"),
    "colored": ("", f"1 0.9 0 rg {digit()} 0 g"),
    "white on a dark area": ("0.1 0.2 0.5 rg 201 241 88 18 re f 0 g", f"1 g {digit()} 0 g"),
    "white on a round area": (
        "0 g 205 242 m 240 242 l 245 250 240 258 230 258 c 205 258 l f",
        f"1 g {digit()} 0 g",
    ),
    "half transparent": ("", f"q /G gs {digit()} Q"),
    "under a highlight": ("", f"{digit()} q /G gs 1 1 0 rg 202 242 80 16 re f Q"),
    "under a multiplied highlight": ("", f"{digit()} q /M gs 1 1 0 rg 202 242 80 16 re f Q"),
    "in a frame filled by even and odd": (
        "",
        f"{digit()} 205 241.5 50 17 re 206 242.5 48 15 re f*",
    ),
    "half covered": ("", f"{digit()} 1 g 212 242 3.5 14 re f 0 g"),
    "beside an area": ("", f"{digit()} 1 g 218.5 242 12 14 re f 0 g"),
    "over an area": ("1 g 202 242 80 16 re f 0 g", digit()),
    "outlined in black": ("", f"1 g {text('9', *BESIDE, mode=2)} 0 Tr 0 g"),
    "filled with a gradient": ("", f"q /Pattern cs /P scn {digit()} Q"),
    "cut out of an area": ("", f"q {text('9', *BESIDE, mode=7)} 1 0 0 rg 202 242 60 14 re f Q"),
    "cut out of a gradient": ("", f"q {text('9', *BESIDE, mode=7)} /S sh Q"),
    "under an area cut to lines": (
        "",
        f"{digit()} q 20 200 1 70 re 290 200 1 70 re W n 0 0 400 300 re f Q",
    ),
    "under a clipped area": ("", f"{digit()} q 230 242 10 10 re W n 1 g 212 242 60 14 re f Q"),
}


@pytest.mark.parametrize("kind", SEEN)
def test_text_that_is_seen_stays(kind: str) -> None:
    before, after = SEEN[kind]
    gradient = (
        "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 400 0]/Extend[true true]"
        "/Function<</FunctionType 2/Domain[0 1]/C0[0 0 0.4]/C1[0.4 0 0]/N 1>>>>"
    )
    paints = f"/Shading<</S {gradient}>>/Pattern<</P <</PatternType 2/Shading {gradient}>>>>"
    states = "/ExtGState<</G <</ca 0.5>>/M <</BM/Multiply>>>>"
    found = shown(after, before, fonts=f">>{states}{paints}/Dummy<<")
    assert [row[2] for row in cells(found)] == ["129", "34"]
    assert not told(found, "KY028")


@pytest.mark.parametrize(("color", "is_read"), [("1 1 0 rg", True), ("1 g", True), ("0 g", False)])
def test_text_under_a_multiplied_form_is_seen_by_its_ink(color: str, is_read: bool) -> None:
    """As Chromium draws a highlighter's mark; in black, it is a bar over the text."""
    mark = form(f"{color} 202 242 80 16 re f 0 g").replace(
        b"/Subtype", b"/Group<</S/Transparency>>/Subtype", 1
    )
    drawn = f"{table(ROWS)} {digit()} q /M gs /W Do Q"
    found = read_table(
        pdf(
            Page(drawn, forms={"W": "6 0 R"}, fonts=with_state("/BM/Multiply").replace("/G", "/M")),
            more=[mark],
        )
    )
    assert [row[2] for row in cells(found)] == (["129", "34"] if is_read else ["", "34"])


@pytest.mark.parametrize(
    ("printed", "x", "severity"),
    [("1,234", 193.0, "warning"), ("横浜市港北区九丁目十番", 203.0, "info")],
)
def test_text_that_its_cell_cuts_off_is_read_in_full_and_told(
    printed: str, x: float, severity: str
) -> None:
    rows = [*ROWS, ["3", "平井", ""]]
    clip = "q 200 200 90 20 re W n"
    found = read_table(pdf(f"{table(rows)} {clip} {text(printed, x, 206)} Q"))
    assert [row[2] for row in cells(found)] == ["12", "34", printed]
    (told_of,) = found.findings
    assert (told_of.code, told_of.severity, told_of.actual) == ("KY031", severity, printed)
    assert printed.startswith(str(told_of.expected)) == (x < 200)


def test_a_piece_of_a_text_that_is_cut_off_is_no_figure() -> None:
    pieces = f"{text('横浜市港北区九丁目', 203, 246)} {text('12', 293, 246)}"
    rows = [ROWS[0], ["1", "青葉", ""], ROWS[2]]
    found = read_table(pdf(f"{table(rows)} q 200 240 90 20 re W n {pieces} Q"))
    (finding,) = found.findings
    assert (finding.code, finding.severity, finding.expected) == ("KY031", "info", "12")


def test_text_of_a_small_page_that_is_to_be_enlarged_is_read() -> None:
    drawn = f"0.1 0 0 0.1 0 0 cm {table(ROWS)}"
    data = pdf(Page(drawn, "/UserUnit 10/MediaBox[0 0 40 30]"))
    assert cells(read_table(data)) == CELLS


def test_a_figure_put_over_a_white_box_is_read_even_if_equal() -> None:
    for char in "78":
        box = f"1 g 203 242 60 14 re f 0 g {text(char, 203, 246)}"
        found = shown(box)
        assert [row[2] for row in cells(found)] == [char, "34"]
        assert told(found, "KY028") == ["12"]
    found = shown(f"1 g 203 242 60 14 re f 0 g {text('12', 203, 246)}")
    assert cells(found) == CELLS
    assert told(found, "KY028") == ["12"]


IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8%s"
    b"/Length 4>>stream\n\xff\xff\xff\xff\nendstream"
)


@pytest.mark.parametrize("masked", [False, True])
def test_an_image_covers_text_unless_it_has_a_mask(masked: bool) -> None:
    mask = IMAGE.replace(b"%s", b"").replace(b"\xff\xff\xff\xff", b"\x00\x00\x00\x00")
    image = IMAGE % (b"/SMask 7 0 R" if masked else b"")
    drawn = f"{table(ROWS)} {digit()} q 12 0 0 14 212 242 cm /I Do Q"
    found = read_table(pdf(Page(drawn, forms={"I": "6 0 R"}), more=[image, mask]))
    assert [row[2] for row in cells(found)] == (["129", "34"] if masked else ["12", "34"])
    assert told(found, "KY028") == ([] if masked else ["9"])


def test_white_text_over_an_image_stays() -> None:
    image = (IMAGE % b"").replace(b"\xff\xff\xff\xff", b"\x00\x00\x00\x00")
    drawn = f"q 80 0 0 16 202 242 cm /I Do Q {table(ROWS)} 1 g {digit()}"
    found = read_table(pdf(Page(drawn, forms={"I": "6 0 R"}), more=[image]))
    assert [row[2] for row in cells(found)] == ["129", "34"]


def layered(
    state: str,
    content: str,
    forms: dict[str, str],
    *more: bytes,
    name: bytes = b"/Name(Draft)",
    entries: str = "",
) -> Table:
    """A page with layer 6, "Draft", and 7, "Final", which is on."""
    data = pdf(
        Page(
            f"{table(ROWS)} {content}",
            entries,
            forms=forms,
            fonts=">>/Properties<</L 6 0 R/K 7 0 R/S 8 0 R>>/Dummy<<",
        ),
        more=[
            b"<</Type/OCG%s>>" % name,
            b"<</Type/OCG/Name<FEFF00460069006E0061006C>>>",
            b"<</Type/OCMD/OCGs[6 0 R]/P/AnyOn>>",
            *more,
        ],
    )
    old = b"<</Type/Catalog/Pages 2 0 R>>"
    new = f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<<{state}>>>>>>"
    assert old in data
    return read_table(data.replace(old, new.encode()))


OFF = "/OFF[6 0 R]"


@pytest.mark.parametrize(
    ("state", "mark", "is_read"),
    [
        (OFF, "L", False),
        (OFF, "K", True),
        (OFF, "S", False),
        ("/BaseState/OFF/ON[7 0 R]", "L", False),
        ("/BaseState/OFF/ON[7 0 R]", "K", True),
        ("/BaseState/ON", "L", True),
        # Switched off in print only.
        ("/AS[<</Event/Print/OCGs[6 0 R]/Category[/Print]>>]", "L", True),
    ],
)
def test_marked_text_is_read_where_its_layer_is_on(state: str, mark: str, is_read: bool) -> None:
    found = layered(state, f"/OC /{mark} BDC {digit()} EMC", {})
    assert [row[2] for row in cells(found)] == ["129" if is_read else "12", "34"]
    assert told(found, "KY028") == ([] if is_read else ["9"])


@pytest.mark.parametrize(
    "name",
    [
        b"/Name<FEFF65E7>",
        b"",
        # As the layer that is on.
        b"/Name(Final)",
    ],
)
@pytest.mark.parametrize(("mark", "is_read"), [("L", False), ("K", True), ("S", False)])
def test_a_layer_is_off_whatever_its_name(name: bytes, mark: str, is_read: bool) -> None:
    found = layered(OFF, f"/OC /{mark} BDC {digit()} EMC", {}, name=name)
    assert [row[2] for row in cells(found)] == ["129" if is_read else "12", "34"]


@pytest.mark.parametrize("layer", [6, 7, 8])
def test_forms_are_read_where_their_layer_is_on(layer: int) -> None:
    body = form(digit()).replace(b"/Subtype/Form", b"/Subtype/Form/OC %d 0 R" % layer)
    plain = form(text("5", 203, 226 - 40))
    found = layered(OFF, "/Y Do /X Do", {"X": "9 0 R", "Y": "10 0 R"}, body, plain)
    assert [row[2] for row in cells(found)] == ["129" if layer == 7 else "12", "34"]


@pytest.mark.parametrize("layer", [6, 7, 8])
def test_annotations_are_read_where_their_layer_is_on(layer: int) -> None:
    note = f"<</Type/Annot/Subtype/Stamp/OC {layer} 0 R/F 4/Rect[0 0 400 300]/AP<</N 9 0 R>>>>"
    shape = form(digit()).replace(b"[-1000 -1000 2000 2000]", b"[0 0 400 300]")
    found = layered(OFF, "", {}, shape, note.encode(), entries="/Annots[10 0 R]")
    assert [row[2] for row in cells(found)] == ["129" if layer == 7 else "12", "34"]


def test_lines_and_covers_of_a_layer_that_is_off_are_not_there() -> None:
    lines = "/OC /L BDC 0.5 w 20 250 m 290 250 l S 1 g 203 242 60 14 re f EMC"
    found = layered(OFF, lines, {})
    assert cells(found) == CELLS
    assert told(found, "KY029") == ["1"]


@pytest.mark.parametrize(
    "line",
    [
        "1 G 0.5 w 20 250 m 290 250 l S",
        "1 g 20 250 270 0.5 re f",
        "q /G gs 20 250 m 290 250 l S Q",
        "0.5 w 20 250 m 290 250 l S 1 g 19 248 272 4 re f",
    ],
)
def test_lines_that_nobody_sees_are_no_rulings(line: str) -> None:
    rows = [["番号", "名称", "人数"], ["", "", ""], ["2", "白浜", "34"]]
    high = text("1", 23, 252) + text("青葉", 113, 252) + text("12", 203, 252)
    drawn = f"{line} 0 g 0 G {table(rows)} {high}"
    found = read_table(pdf(Page(drawn, fonts=with_state("/CA 0/ca 0"))))
    assert cells(found) == CELLS
    assert told(found, "KY029") == ["1"]


def test_white_lines_between_colored_cells_are_rulings() -> None:
    xs, ys = [20.0, 110.0, 200.0, 290.0], [280.0, 260.0, 240.0, 220.0]
    texts = [
        text(cell, xs[j] + 3, ys[i + 1] + 6)
        for i, row in enumerate(ROWS)
        for j, cell in enumerate(row)
    ]
    areas = "0.8 0.9 1 rg 20 220 270 60 re f 0 g"
    apart = "0.8 0.9 1 rg " + " ".join(
        f"{x + 0.5} {y - 19.5} 89 19 re f" for y in ys[:-1] for x in xs[:-1]
    )
    for ground in (areas, apart + " 0 g"):
        found = read_table(pdf("\n".join((ground, "1 G", grid(xs, ys), *texts))))
        assert cells(found) == CELLS
        assert not told(found, "KY029")


def annotated(*annotations: str, more: Sequence[bytes] = ()) -> Table:
    appearance = form(digit()).replace(b"[-1000 -1000 2000 2000]", b"[0 0 400 300]")
    return read_table(
        pdf(
            Page(table(ROWS), entries=f"/Annots[{' '.join(annotations)}]"), more=[appearance, *more]
        )
    )


@pytest.mark.parametrize(
    "kind", ["/FreeText", "/Widget/FT/Tx/T(a)", "/Stamp", "/Watermark", "/Line"]
)
def test_text_of_annotations_is_read_and_told(kind: str) -> None:
    link = "<</Type/Annot/Subtype/Link/Rect[110 240 200 260]/A<</S/URI/URI(https://a.example/)>>>>"
    note = f"<</Type/Annot/Subtype{kind}/F 4/Rect[0 0 400 300]/AP<</N 6 0 R>>>>"
    found = annotated(link, note)
    assert [row[2] for row in cells(found)] == ["129", "34"]
    assert told(found, "KY030") == ["9"]
    hidden = annotated(link, note.replace("/F 4", "/F 2"))
    assert cells(hidden) == CELLS
    assert not told(hidden, "KY030")


@pytest.mark.parametrize("with_other", [False, True])
def test_the_value_of_a_field_that_is_not_drawn_is_told(with_other: bool) -> None:
    """Also where other annotations are drawn into the page."""
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(129)/F 4/Rect[203 242 280 256]>>"
    stamp = "<</Type/Annot/Subtype/Stamp/F 4/Rect[0 0 400 300]/AP<</N 6 0 R>>>>"
    found = annotated(field, *([stamp] if with_other else ()))
    assert told(found, "KY034") == ["129"]
    empty = annotated(field.replace("(129)", "()"), field.replace("/F 4", "/F 2"))
    assert told(empty, "KY034") == []


def test_text_struck_out_where_other_annotations_are_drawn_is_told_once() -> None:
    stamp = "<</Type/Annot/Subtype/Stamp/F 4/Rect[0 0 400 300]/AP<</N 6 0 R>>>>"
    line = "<</Type/Annot/Subtype/StrikeOut/F 4/Rect[112 243 134 257]/AP<</N 7 0 R>>>>"
    shape = form("1 w 0 7 m 22 7 l S").replace(b"[-1000 -1000 2000 2000]", b"[0 0 22 14]")
    assert told(annotated(line, stamp, more=[shape]), "KY032") == ["青葉"]


@pytest.mark.parametrize("kind", ["Highlight", "Underline", "Squiggly", "StrikeOut", "Text"])
@pytest.mark.parametrize("quads", ["", "/QuadPoints[150 256 216 256 150 242 216 242]"])
def test_annotations_that_mark_text_are_no_unread_ink(kind: str, quads: str) -> None:
    rect = "[150 242 216 256]"
    found = annotated(f"<</Type/Annot/Subtype/{kind}/F 4/C[1 0 0]/Rect{rect}{quads}>>")
    assert cells(found) == CELLS
    assert told(found, "KY042") == []
    assert told(found, "KY032") == (["12"] if kind == "StrikeOut" else [])


def test_an_invisible_layer_alone_is_read() -> None:
    found = read_table(pdf(f"{table(ROWS).replace('0 Tr', '3 Tr')}"))
    assert cells(found) == CELLS
    assert not told(found, "KY028")


RING = (
    "q 0.8 w 1 0 0 1 {x} {y} cm 4 0 m 4 2.2 2.2 4 0 4 c -2.2 4 -4 2.2 -4 0 c "
    "-4 -2.2 -2.2 -4 0 -4 c 2.2 -4 4 -2.2 4 0 c S Q"
)


@pytest.mark.parametrize(
    ("x", "y", "is_told"),
    [
        (240, 210, True),  # alone in a cell
        (220, 250, True),  # beside the 12
        (208, 250, False),  # around the 12
        (270, 250, False),  # away from it
        (350, 250, False),  # outside
    ],
)
def test_a_mark_that_is_drawn_is_told(x: int, y: int, *, is_told: bool) -> None:
    drawn = table([*ROWS, ["3", "平井", ""]])
    found = read_table(pdf(f"{drawn} {RING.format(x=x, y=y)}"))
    assert told(found, "KY035") == (["1"] if is_told else [])
    assert [row[2] for row in cells(found)] == ["12", "34", ""]


def test_a_character_that_is_pictured_is_told_and_a_small_box_is_not() -> None:
    image = (IMAGE % b"").replace(b"\xff\xff\xff\xff", b"\x00\x40\x80\x00")
    pictured = f"{table(ROWS)} q 10 0 0 10 135 245 cm /I Do Q 0.5 g 270 245 9 9 re f"
    found = read_table(pdf(Page(pictured, forms={"I": "6 0 R"}), more=[image]))
    assert told(found, "KY035") == ["1"]
    assert cells(found) == CELLS


def test_a_large_word_over_the_table_is_not_struck_out_by_its_rulings() -> None:
    rows = [*ROWS, ["3", "平井", "56"], ["4", "高砂", "78"]]
    word = "見本".encode("utf-16-be").hex()
    mark = f"q 0.85 g BT /F 60 Tf 0 Tr 1 0 0 1 90 205 Tm <{word}> Tj ET Q"
    for content in (f"{table(rows)} {mark}", f"{mark} {table(rows)}"):
        found = read_table(pdf(content))
        assert cells(found) == tuple(map(tuple, rows[1:]))
        assert told(found, "KY032") == []
        assert told(found, "KY037") == ["見本"]
