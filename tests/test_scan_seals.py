"""Seals over the print of a color scan: taken out, told, and nothing else touched."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

import scan_pages
from kyoten_extract.engines.pdfium import page_colors, page_image
from kyoten_extract.findings import codes
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.image.seals import find_seals, with_seals_removed
from kyoten_extract.ocr.image_files import Frames
from kyoten_extract.ocr.scanned_page import read_page_image
from kyoten_extract.records.page_findings import text_findings

Image = NDArray[np.uint8]
RED, VERMILION, BLUE, VIOLET = (205, 30, 40), (225, 75, 40), (40, 50, 190), (110, 50, 190)
PLACE, SIDE = (470, 420), 110


def colored(picture: Image) -> Image:
    return np.repeat(picture[:, :, None], 3, axis=2)


def stamp(page: Image, color: tuple[int, int, int], shape: str) -> Image:
    """A seal as ink lies on print: what is under it stays dark."""
    seal = np.full_like(page, 255)
    (x, y), half = PLACE, SIDE // 2
    if shape == "round":
        cv2.circle(seal, PLACE, half, color, 4)
    else:
        cv2.rectangle(seal, (x - half, y - half), (x + half, y + half), color, 4)
    for at in (-25, 12):
        cv2.line(seal, (x + at, y - 30), (x + at, y + 30), color, 4)
        cv2.line(seal, (x + at - 12, y), (x + at + 20, y + 5), color, 3)
    return np.minimum(page, seal)


def saved(page: Image, kind: str = "PNG") -> PageImage:
    pillow = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    pillow.fromarray(page).save(file, kind, dpi=(scan_pages.DPI, scan_pages.DPI), quality=85)
    return Frames(file.getvalue(), "page")[0]


@pytest.mark.parametrize("shape", ["round", "square"])
@pytest.mark.parametrize("color", [RED, VERMILION, BLUE, VIOLET])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_seal_is_taken_out_and_the_print_under_it_stays(
    color: tuple[int, int, int], shape: str, kind: str
) -> None:
    plain = scan_pages.table()
    sealed = stamp(colored(plain), color, shape)
    picture = saved(sealed, kind)
    assert len(picture.seals) == 1
    (x, y), half = PLACE, SIDE / 2
    assert picture.seals[0] == pytest.approx((x - half, y - half, x + half, y + half), abs=6)
    ink, printed = picture.gray < 150, plain < 150
    # JPEG and the seal's edges may move a stroke's edge, no more than that.
    near = cv2.dilate(printed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    core = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert np.count_nonzero(ink & ~near) <= 20
    assert np.count_nonzero(printed & ~core) <= 20
    before = cv2.cvtColor(sealed, cv2.COLOR_RGB2GRAY) < 150
    assert np.count_nonzero(before & ~near) > 500


@pytest.mark.parametrize("shape", ["round", "square"])
def test_the_frame_of_a_seal_is_no_cell(shape: str) -> None:
    page = stamp(colored(scan_pages.table()), RED, shape)
    scan_pages.assert_as_printed(scan_pages.grid_at(saved(page)))


def test_a_seal_printed_over_rulings_leaves_them_whole() -> None:
    page = colored(scan_pages.table())
    (x, y), half = PLACE, SIDE // 2
    cv2.circle(page, (x, y), half, RED, 8)
    assert (cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)[390, 405:540] > 60).any()
    picture = saved(page)
    assert len(picture.seals) == 1
    assert (picture.gray[390, 405:540] < 60).all()
    scan_pages.assert_as_printed(scan_pages.grid_at(picture))


def test_a_seal_is_told_with_its_place() -> None:
    picture = saved(stamp(colored(scan_pages.table()), RED, "round"))
    condition = read_page_image(3, picture, scan_pages.Blind()).condition
    (finding,) = text_findings(3, condition, 0)
    assert (finding.code, finding.severity, finding.page) == ("KY039", "warning", 3)
    assert finding.code == codes.SEAL_REMOVED.id
    (x, y), half, scale = PLACE, SIDE / 2, 72 / scan_pages.DPI
    printed = [(x - half) * scale, (y - half) * scale, (x + half) * scale, (y + half) * scale]
    assert finding.bbox == pytest.approx(printed, abs=4)


def red_print() -> Image:
    """Every third row's text in red."""
    page = colored(scan_pages.table())
    for top, bottom in zip(scan_pages.YS[:-1:3], scan_pages.YS[1::3], strict=True):
        for left, right in zip(scan_pages.XS[:-1], scan_pages.XS[1:], strict=True):
            part = page[top + 3 : bottom - 2, left + 3 : right - 2]
            part[part[:, :, 1] < 128] = RED
    return page


def blue_header() -> Image:
    page = colored(scan_pages.table())
    shade = np.full_like(page, 255)
    shade[scan_pages.YS[0] : scan_pages.YS[1], scan_pages.XS[0] : scan_pages.XS[-1]] = (
        90,
        140,
        230,
    )
    return np.minimum(page, shade)


def one_blue_cell() -> Image:
    page = colored(scan_pages.table())
    shade = np.full_like(page, 255)
    shade[90:150, 300:420] = (90, 140, 230)
    return np.minimum(page, shade)


def red_rulings() -> Image:
    page = colored(scan_pages.table())
    for x in scan_pages.XS:
        page[90:770, x - 1 : x + 2] = RED
    for y in scan_pages.YS:
        page[y - 1 : y + 2, 60:1130] = RED
    return page


def small_red_table() -> Image:
    """A table of red rulings, of the size of a seal, its text over a ruling."""
    page = colored(scan_pages.table())
    page[380:560, 400:640] = 255
    for at in (0, 60, 120):
        cv2.line(page, (420 + at, 400), (420 + at, 520), RED, 2)
        cv2.line(page, (420, 400 + at), (540, 400 + at), RED, 2)
    cv2.line(page, (400, 430), (560, 430), (0, 0, 0), 2)
    return page


def free_seal() -> Image:
    """A seal beside the table, over nothing."""
    page = colored(scan_pages.table())
    page[700:, :] = 255
    cv2.circle(page, (900, 775), 50, RED, 4)
    return page


@pytest.mark.parametrize(
    "page", [red_print, blue_header, one_blue_cell, red_rulings, small_red_table, free_seal]
)
def test_other_colored_print_stays(page: object) -> None:
    assert callable(page)
    drawn = page()
    picture = saved(drawn)
    assert picture.seals == ()
    pillow = pytest.importorskip("PIL.Image")
    assert np.array_equal(picture.gray, np.asarray(pillow.fromarray(drawn).convert("L")))


def test_a_page_in_grey_has_no_seals() -> None:
    grey = cv2.cvtColor(stamp(colored(scan_pages.table()), RED, "round"), cv2.COLOR_RGB2GRAY)
    assert saved(np.asarray(grey, np.uint8)).seals == ()
    assert find_seals(colored(np.asarray(grey, np.uint8)), scan_pages.DPI) == []


def test_print_in_another_color_under_a_seal_stays_dark() -> None:
    page = colored(scan_pages.table())
    page[page[:, :, 0] < 128] = (20, 30, 130)
    sealed = stamp(page, RED, "round")
    picture = PageImage(cv2.cvtColor(sealed, cv2.COLOR_RGB2GRAY).astype(np.uint8), scan_pages.DPI)
    seals = find_seals(sealed, scan_pages.DPI)
    clean = with_seals_removed(picture, sealed, seals)
    assert len(clean.seals) == 1
    under = scan_pages.table()[380:460, 430:510] < 128
    assert (clean.gray[380:460, 430:510][under] < 128).mean() > 0.97


def printed(*, color: bool, over: str = "") -> bytes:
    """A scan as a PDF, and what is drawn over it."""
    canvas_module = pytest.importorskip("reportlab.pdfgen.canvas")
    utils = pytest.importorskip("reportlab.lib.utils")
    pillow = pytest.importorskip("PIL.Image")
    page = scan_pages.table()
    picture, out = io.BytesIO(), io.BytesIO()
    pillow.fromarray(colored(page) if color else page).save(picture, "JPEG")
    size = page.shape[1] * 72 / scan_pages.DPI, page.shape[0] * 72 / scan_pages.DPI
    canvas = canvas_module.Canvas(out, pagesize=size)
    picture.seek(0)
    canvas.drawImage(utils.ImageReader(picture), 0, 0, *size)
    if over == "text":
        canvas.drawString(50, 50, "p. 1")
    elif over == "seal":
        canvas.setStrokeColorRGB(0.8, 0.1, 0.1)
        canvas.circle(100, 100, 20)
    elif over == "mask":
        mask = b"q 0.8 0.1 0.1 rg 20 0 0 20 90 90 cm BI /W 8 /H 1 /IM true /BPC 1 ID \xaa EI Q"
        canvas._code.append(mask.decode("latin-1"))
    elif over == "comment":
        canvas.textAnnotation("remark", (90, 90, 110, 110))
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("over", ["", "text", "seal", "mask", "comment"])
def test_grey_scans_are_not_drawn_in_color(over: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []
    draw = page_image._drawn_in_color
    monkeypatch.setattr(
        page_image, "_drawn_in_color", lambda *args: (drawn.append(args[1:]), draw(*args))[1]
    )
    page_image.PdfPageImages(printed(color=False, over=over), "scan.pdf", None).image(1)
    assert bool(drawn) == (over in ("seal", "mask", "comment"))


def test_color_scans_are_drawn_in_color() -> None:
    with pypdfium2.PdfDocument(printed(color=True)) as file:
        assert not page_colors.is_grey(file[0])
