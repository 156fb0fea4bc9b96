"""Hidden text under a scan: where its places go, whether it is of use, and what it decides."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
import pdfs
from kyoten_extract import Survey, extract, read_table
from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.table_model import PictureLine, Row
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Characters
from kyoten_extract.page.text_quality import Agreement
from kyoten_extract.records.page_findings import text_findings

pytest.importorskip("cv2", reason="OpenCV is not installed")

import cv2
import pypdfium2

from kyoten_extract.engines.pdfium.hidden_text import read_layer
from kyoten_extract.engines.pdfium.page_image import PdfPageImages
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.image.deskew import deskewed, quarter_turned
from kyoten_extract.ocr.image.scanned_rulings import PixelRulings
from kyoten_extract.ocr.layer_alignment import on_upright_page
from kyoten_extract.ocr.orientation import UprightPage
from kyoten_extract.ocr.postcorrection.constrained_reading import CorrectedCell, correct_cells
from kyoten_extract.ocr.postcorrection.ocr_rows import UNSURE
from kyoten_extract.ocr.recognition.ctc import decode
from kyoten_extract.ocr.recognition.ctc_likelihood import log_likelihood
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.ocr.scanned_page import read_page_image
from shared_results import ocr_cache, scan_of
from test_rereading import Options, steps

LAYERED = corpus.FIXTURES / "layer.pdf"
EM, DPI = 24, 200.0
SCALE = 72 / DPI
XS, YS = [40, 300, 560, 860], [50, 130, 210, 290, 370]


# Where the layer's places go.


@settings(max_examples=30, deadline=None)
@given(
    angle=st.floats(-3, 3), turns=st.integers(0, 3), x=st.integers(60, 340), y=st.integers(60, 240)
)
def test_places_go_where_the_picture_goes(angle: float, turns: int, x: int, y: int) -> None:
    dark = np.zeros((300, 400), np.uint8)
    cv2.circle(dark, (x, y), 5, 255, -1)
    moved = quarter_turned(deskewed(dark, angle, paper=0), turns)
    found_y, found_x = (float(c.mean()) for c in np.nonzero(moved > 127))
    none = np.empty((0, 3))
    nothing = PixelRulings(none, none, np.zeros(moved.shape, bool), none)
    sheet = UprightPage(moved, EM, nothing, turns, angle)
    box = np.array([[x - 4, y - 6, x + 5, y + 7]]) * SCALE
    ((x0, top, x1, bottom),) = (on_upright_page(box, sheet, SCALE) / SCALE).tolist()
    assert ((x0 + x1) / 2, (top + bottom) / 2) == pytest.approx((found_x, found_y), abs=1.5)
    assert (x1 - x0 > bottom - top) == bool(turns % 2)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_hidden_text_is_where_the_page_shows_its_place(rotation: int) -> None:
    def page(mode: int) -> Any:
        content = pdfs.text("海外拠点", 60, 200, mode=mode)
        data = pdfs.pdf(pdfs.Page(content, f"/Rotate {rotation}"))
        return pypdfium2.PdfDocument(data)[0]

    assert read_layer(page(0)) is None
    layer = read_layer(page(3))
    assert layer is not None
    assert "".join(map(chr, layer.codes)) == "海外拠点"
    width, height = page(3).get_size()
    assert (layer.boxes >= 0).all()
    assert (layer.boxes <= (width, height, width, height)).all()
    # As a PDF has it, from the lower left corner, before the page is turned clockwise.
    x, y = 60 + 2 * pdfs.EM, pdfs.HEIGHT - 203
    for _ in range(rotation // 90):
        x, y = (pdfs.HEIGHT if _ % 2 == 0 else pdfs.WIDTH) - y, x
    middle = (layer.boxes[:, :2] + layer.boxes[:, 2:]).mean(axis=0) / 2
    assert middle.tolist() == pytest.approx([x, y], abs=4)


# Whether a layer is of use.


class Counting:
    """A recognizer that knows a line by how long it is, and its upper side by the heavier ink."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = {len(text): text for text in texts}

    def read(self, images: Sequence[np.ndarray], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [self._line(image) for image in images]

    def _line(self, image: np.ndarray) -> Line:
        across = np.flatnonzero((image < 128).any(axis=0))
        text = self._texts.get(round((across[-1] - across[0]) / EM), "") if len(across) else ""
        places = tuple((i + 0.5) / len(text) for i in range(len(text)))
        half = image.shape[0] // 2
        upright = image[:half].mean() < image[half:].mean()
        return Line(text, (0.99 if upright else 0.2,) * len(text), places, ())


TEXTS = (
    "北",
    "北海",
    "上海市",
    "東京都庁",
    "国際交流課",
    "経済観光部局",
    "海外拠点一覧表",
    "都市交流支援事業",
)


def printed() -> np.ndarray:
    """A table of three columns and four rows; its cells hold ``TEXTS`` as squares of strokes."""
    picture = np.full((440, 900), 255, np.uint8)
    for x in XS:
        cv2.line(picture, (x, YS[0]), (x, YS[-1]), 0, 2)
    for y in YS:
        cv2.line(picture, (XS[0], y), (XS[-1], y), 0, 2)
    for x, y, text in placed():
        for number in range(len(text)):
            low, high = (x + number * EM + 2, y + 2), (x + (number + 1) * EM - 2, y + EM - 2)
            middle = ((low[0] + high[0]) // 2, (low[1] + high[1]) // 2)
            cv2.rectangle(picture, low, high, 0, 2)
            cv2.rectangle(picture, low, (high[0], low[1] + 3), 0, -1)
            cv2.line(picture, (low[0], middle[1]), (high[0], middle[1]), 0, 2)
            cv2.line(picture, (middle[0], low[1]), (middle[0], high[1]), 0, 2)
    return picture


def placed() -> list[tuple[int, int, str]]:
    """Left and upper side in dots, and the text, of each cell."""
    cells = [(x + 20, y + 26) for y in YS[:-1] for x in XS[:-1]]
    return [(x, y, TEXTS[i % len(TEXTS)]) for i, (x, y) in enumerate(cells)]


def layer_of(texts: Sequence[str], shift: tuple[float, float] = (0, 0)) -> Characters:
    """A layer that has these texts, cell by cell, in the places of the print."""
    boxes, codes = [], []
    for (x, y, _), text in zip(placed(), texts, strict=True):
        for number, char in enumerate(text):
            codes.append(ord(char))
            boxes.append((x + number * EM, y, x + (number + 1) * EM, y + EM))
    found = np.array(boxes, dtype=float) * SCALE + np.array(shift * 2)
    runs = np.zeros(len(codes), np.int64)
    clips = np.array([[-np.inf, -np.inf, np.inf, np.inf]])
    return Characters(np.array(codes), found, runs, clips, runs)


def read_with(layer: Characters, angle: float = 0.0) -> PageContent:
    """The table, laid askew by ``angle`` degrees with its layer."""
    picture = deskewed(printed(), -angle)
    if angle:
        height, width = picture.shape
        turn = cv2.getRotationMatrix2D((width * SCALE / 2, height * SCALE / 2), -angle, 1.0)
        middles = (layer.boxes[:, :2] + layer.boxes[:, 2:]) / 2
        moved = middles @ turn[:, :2].T + turn[:, 2] - middles
        layer = replace(layer, boxes=layer.boxes + np.hstack((moved, moved)))
    return read_page_image(1, PageImage(picture, DPI), Counting(TEXTS), layer)


def layers_in(content: PageContent) -> list[str | None]:
    (grid,) = content.grids
    return [cell.picture[0].layer if cell.picture else None for cell in grid.cells]


GOOD = [text for _, _, text in placed()]


@pytest.mark.parametrize("angle", [0.0, 1.2, -2.0])
@pytest.mark.parametrize("shift", [(0, 0), (6, -5)])
def test_a_layer_stands_in_the_cells_of_the_picture(
    angle: float, shift: tuple[float, float]
) -> None:
    content = read_with(layer_of(GOOD, shift), angle)
    assert content.condition.layer == Agreement(len(GOOD), len(GOOD), used=True)
    assert layers_in(content) == GOOD
    # The picture is what was read: its characters are counted, not the layer's.
    assert content.printed == sum(map(len, GOOD))


@pytest.mark.parametrize(
    "layer",
    [
        layer_of(["".join(chr(0x21 + (7 * i + k) % 90) for k in range(6)) for i in range(12)]),
        layer_of(GOOD[5:] + GOOD[:5]),
        layer_of(GOOD, (300, 200)),
    ],
    ids=["garbage", "another page", "beside the page"],
)
def test_a_layer_that_says_something_else_is_left_out(layer: Characters) -> None:
    content = read_with(layer)
    plain = read_page_image(1, PageImage(printed(), DPI), Counting(TEXTS))
    assert content.grids == plain.grids
    assert content.condition.layer is not None
    assert not content.condition.layer.used
    (finding,) = text_findings(1, content.condition, content.printed)
    assert (finding.code, finding.severity, finding.page) == ("KY018", "warning", 1)


def test_what_only_one_of_the_two_has_is_kept_apart() -> None:
    texts = [*GOOD[:3], "", *GOOD[4:]]
    content = read_with(layer_of(texts))
    assert layers_in(content) == texts
    (finding,) = text_findings(1, content.condition, content.printed)
    assert (finding.code, finding.severity) == ("KY018", "info")


# What a layer decides.


def line(layer: str | None, *characters: str | Options) -> PictureLine:
    along = steps(*characters)
    read = decode(along, len(along))
    return PictureLine(1, (10.0, 20.0, 40.0, 30.0), read.text, read.confidences, along, layer=layer)


def row(*lines: PictureLine) -> Row:
    return Row(
        tuple(one.text for one in lines),
        (1,),
        ((1, 0.0, 0.0, 100.0, 50.0),),
        (sum(len(one.text) for one in lines),),
        (),
        tuple(enumerate(lines)),
    )


def compared(
    kind: Kind, key: str, layer: str | None, *characters: str | Options, sound: Sequence[str] = ()
) -> CorrectedCell:
    """A cell after forty others that the layer has as the picture shows them."""
    sound = sound or ["4", "12", "30", "7"] if kind == "number" else sound or ["国際交流課", "上海"]
    rows = [row(line(text, *text)) for text in [*sound] * 20]
    rows.append(row(line(layer, *characters)))
    return correct_cells(rows, [kind], {0: key})[-1][0]


def test_where_both_agree_a_cell_is_surer() -> None:
    doubtful: Options = {"8": 0.8, "3": 0.15}
    alone = compared("number", "staff_total", None, doubtful)
    both = compared("number", "staff_total", "8", doubtful)
    assert alone.confidence <= 0.8
    assert both.confidence > 0.99
    assert not both.choices
    # Blanks and widths are no difference.
    assert compared("name", "name", "上海", "上", " ", {"海": 0.8, "梅": 0.1}).confidence > UNSURE


def test_what_both_may_have_passed_over_stays_in_doubt() -> None:
    # The last character is sure by its shape, and not sure for the ink after it.
    read = line("上海支援", *"上海支援")
    read = replace(read, confidences=(*read.confidences[:-1], 0.8))
    rows = [row(line("国際交流課", *"国際交流課")) for _ in range(20)]
    cell = correct_cells([*rows, row(read)], ["name"], {0: "name"})[-1][0]
    assert cell.confidence <= 0.8


def test_a_figure_that_a_good_layer_has_otherwise_is_told() -> None:
    cell = compared("number", "staff_total", "7", "2")
    assert not cell.choices
    assert cell.confidence < UNSURE
    assert cell.other == "7"
    # What is no figure at all says nothing.
    assert compared("number", "staff_total", "Z", "2").confidence >= UNSURE
    assert compared("number", "staff_total", "2", "2").other is None


def test_what_the_picture_shows_as_possible_the_layer_decides() -> None:
    cell = compared("name", "name", "上海事務所", "上", {"梅": 0.55, "海": 0.4}, *"事務所")
    (choice,) = cell.choices
    assert (choice.text, choice.rule) == ("上海事務所", "ocr-layer")
    assert "'上海事務所'" in choice.evidence
    assert "'上梅事務所'" in choice.evidence
    # Taken is never unsaid: the other reading is told.
    assert cell.confidence < UNSURE
    assert cell.other == "上梅事務所"


def test_a_layer_alone_does_not_overrule_the_picture() -> None:
    cell = compared("name", "name", "上梅事務所", *"上海事務所")
    assert not cell.choices
    assert compared("name", "name", "上�事務所", *"上海事務所").confidence > UNSURE


def test_what_the_column_can_hold_counts() -> None:
    unfit = compared("place", "country", "ベトナム", *"ベト", {"十": 0.6, "ナ": 0.02}, "ム")
    assert unfit.choices[-1].text == "ベトナム"
    # What it can't hold says nothing against what it can.
    cell = compared("place", "country", "ペトナム", *"ベトナム")
    assert not cell.choices
    assert cell.other is None


def test_characters_that_one_of_them_lacks() -> None:
    # The picture shows it faintly: the layer puts it in.
    faint: Options = {"": 0.6, "ー": 0.39}
    cell = compared("name", "name", "センター", "セ", "ン", "タ", faint)
    assert cell.choices[-1].text == "センター"
    # A layer may well lack one: nothing is taken out for that.
    cell = compared("name", "name", "センタ", *"センタ", {"ー": 0.6, "": 0.4})
    assert not cell.choices


def test_a_cell_that_only_one_of_them_has_is_told() -> None:
    cell = compared("number", "staff_local", "3")
    assert not cell.choices
    assert cell.confidence < UNSURE
    assert cell.other == "3"
    # A layer that has everything else, and not this.
    cell = compared("number", "staff_local", "", {"3": 0.97, "8": 0.01})
    assert cell.confidence < UNSURE
    assert not compared("number", "staff_local", "").choices


def test_a_layer_that_slips_everywhere_is_not_heard() -> None:
    sound = ["国際交流課"]
    rows = [row(line("国傺文流誤", *"国際交流課")) for _ in sound * 20]
    rows.append(row(line("上海事務所", "上", {"梅": 0.55, "海": 0.4}, *"事務所")))
    assert not correct_cells(rows, ["name"], {0: "name"})[-1][0].choices


def test_the_sum_of_the_staff_may_prove_the_layer() -> None:
    keys = {0: "staff_total", 1: "staff_dispatched", 2: "staff_local"}
    kinds: list[Kind] = ["number"] * 3
    rows = [row(line("4", "4"), line("1", "1"), line("3", "3")) for _ in range(20)]
    rows.append(row(line("8", "8"), line("7", "1"), line("1", "1")))
    total, dispatched, local = correct_cells(rows, kinds, keys)[-1]  # type: ignore[arg-type]
    assert [(c.text, c.rule) for c in dispatched.choices] == [("7", "ocr-sum")]
    assert not total.choices
    assert not local.choices


def test_the_sum_of_the_staff_speaks_against_a_slip_of_the_layer() -> None:
    keys = {0: "staff_total", 1: "staff_dispatched", 2: "staff_local"}
    kinds: list[Kind] = ["number"] * 3
    rows = [row(line("4", "4"), line("1", "1"), line("3", "3")) for _ in range(20)]
    rows.append(row(line("4", "4"), line("7", "1"), line("3", "3")))
    rows.append(row(line("4", "4"), line("2", "1"), line("2", "3")))
    *_, alone, both = correct_cells(rows, kinds, keys)  # type: ignore[arg-type]
    assert all(cell.confidence >= UNSURE for cell in alone)
    # Two figures may be misread so that they add up.
    assert [cell.confidence < UNSURE for cell in both] == [False, True, True]


def test_choices_are_a_chain() -> None:
    cell = compared("name", "name", "上海事務所", "上", {"梅": 0.55, "海": 0.4}, *"事務所")
    texts = ["上梅事務所", *(choice.text for choice in cell.choices)]
    assert all(one != other for one, other in pairwise(texts))


@given(st.lists(st.sampled_from("上海北京"), min_size=1, max_size=6))
def test_a_text_is_as_likely_as_its_picture(text: list[str]) -> None:
    along = steps(*text)
    own = log_likelihood("".join(text), along)
    assert own > -0.5 * len(text)
    assert log_likelihood("".join(text) + "港", along) < own
    assert log_likelihood("".join(text[:-1]), along) < own
    assert log_likelihood("港" + "".join(text[1:]), along) < own


def test_a_text_takes_all_ways_to_print_it() -> None:
    along = ((("1", 0.6), ("", 0.4)), (("", 0.7), ("1", 0.3)))
    shown = 0.6 * 0.7 + 0.4 * 0.3 + 0.6 * 0.3
    assert np.exp(log_likelihood("1", along)) == pytest.approx(shown, rel=1e-3)
    assert np.exp(log_likelihood("", along)) == pytest.approx(0.4 * 0.7, rel=1e-3)


# End to end.


def survey_of(engine: str) -> Survey:
    pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    return scan_of(LAYERED, engine)


@pytest.mark.parametrize("engine", ["auto", pytest.param("ocr", marks=pytest.mark.slow)])
def test_a_scan_with_a_layer_gives_the_records_that_were_printed(engine: str) -> None:
    survey = survey_of(engine)
    assert survey.source.engine == "ocr"
    printed = extract(corpus.FIXTURES / "transcript.tsv").bases[:3]
    for base, meant in zip(survey.bases, printed, strict=True):
        for field in ("key", "municipality", "country", "city", "form", "established", "staff"):
            assert getattr(base, field) == getattr(meant, field), (base.key, field)
    assert [f.severity for f in survey.findings if f.code == "KY018"] == ["info"]
    assert not [f for f in survey.findings if f.code == "KY014"]


def test_slips_of_the_layer_are_told_and_not_taken() -> None:
    told = {(f.row, f.field): f for f in survey_of("auto").findings if f.code == "KY017"}
    assert told[(1, 3), "established"].expected == "H28"
    # The staff adds up as the picture has it.
    assert ((1, 3), "staff_total") not in told
    assert told[(1, 3), "name"].expected == "北海道上梅事務所"


@pytest.mark.slow
def test_what_the_layer_has_better_is_taken_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # A second look at the picture shows by itself what the layer has better.
    monkeypatch.setattr("kyoten_extract.ocr.postcorrection.ocr_rows.second_readings", lambda *_: {})
    survey = extract(LAYERED, cache=ocr_cache())
    taken = [(b, c) for b in survey.bases for c in b.corrections if c.rule == "ocr-layer"]
    assert taken
    told = {(f.row, f.field) for f in survey.findings if f.code == "KY017"}
    for base, correction in taken:
        assert (base.key, correction.field) in told
        assert repr(correction.before) in correction.evidence
        assert repr(correction.after) in correction.evidence


def test_without_the_extra_the_layer_is_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    table = read_table(LAYERED)
    assert table == read_table(LAYERED, engine="pdfium")
    assert [f.code for f in table.findings if f.code == "KY014"] == ["KY014"]


def test_only_a_page_that_is_a_picture_is_read_as_one() -> None:
    assert PdfPageImages(LAYERED.read_bytes(), "layer", None).is_scanned(1)
    drawn = pdfs.table([("甲", "乙"), ("丙", "丁")]).replace(" 0 Tr ", " 3 Tr ")
    assert not PdfPageImages(pdfs.pdf(drawn), "drawn", None).is_scanned(1)
