"""Pictures of tables that are bent or worn: their lattice must come out as it was printed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.grid import Grid
from kyoten_extract.sources.scan.bend import find_bend, flattened
from kyoten_extract.sources.scan.images import PdfPictures, frames
from kyoten_extract.sources.scan.page import read_picture
from kyoten_extract.sources.scan.pixels import Picture, darkness
from kyoten_extract.sources.scan.recogniser import Line

PIL = pytest.importorskip("PIL.Image", reason="the extra ocr is not installed")
DPI = 150.0
EM = 16
XS = [60, 130, 300, 420, 520, 760, 930, 1130]
YS = [90, 150, 230, 290, 390, 450, 530, 610, 700, 770]
Image = NDArray[np.uint8]
Wear = Callable[[Image], Image]


class Blind:
    """A recogniser that sees nothing."""

    def read(self, images: Sequence[Image], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [Line("", (), (), ()) for _ in images]


def character(picture: Image, x: int, y: int, seed: int) -> None:
    """Something like a kanji: strokes both ways within a square, no two alike."""
    rng = np.random.default_rng(seed)
    for low, high in rng.integers(1, EM - 2, (3, 2)).tolist():
        cv2.line(picture, (x + 1, y + low), (x + EM - 3, y + high), 0, 1)
        cv2.line(picture, (x + high, y + 1), (x + low, y + EM - 3), 0, 1)


def table(level: int = 0) -> Image:
    """A page with a table, two lines of characters in each cell."""
    picture = np.full((840, 1190), 255, np.uint8)
    for x in XS:
        cv2.line(picture, (x, YS[0]), (x, YS[-1]), level, 2)
    for y in YS:
        cv2.line(picture, (XS[0], y), (XS[-1], y), level, 2)
    for row, top in enumerate(YS[:-1]):
        for column, left in enumerate(XS[:-1]):
            for place in range(3):
                at = left + 8 + place * (EM + 1)
                character(picture, at, top + 8, 100 * row + 10 * column + place)
                character(picture, at, top + 9 + EM, 1000 + 100 * row + 10 * column + place)
    return picture


def moved(picture: Image, across: NDArray[np.float64], down: NDArray[np.float64]) -> Image:
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    maps = (x + across).astype(np.float32), (y + down).astype(np.float32)
    return np.asarray(
        cv2.remap(picture, *maps, cv2.INTER_CUBIC, borderValue=(255.0,)), dtype=np.uint8
    )


def places(picture: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    return x / width, y / height


def bowed(picture: Image) -> Image:
    """1.5 % of the height at the head, the other way and less at the foot."""
    x, y = places(picture)
    shift = (0.015 * (1 - y) - 0.006 * y) * (1 - (2 * x - 1) ** 2)
    return moved(picture, 0 * x, shift * len(picture))


def spine(picture: Image) -> Image:
    x, y = places(picture)
    near = np.clip((x - 0.6) / 0.4, 0, 1) ** 2
    return moved(picture, 8 * near, 0.015 * len(picture) * near * (1 - 1.6 * y))


def waved(picture: Image) -> Image:
    x, y = places(picture)
    return moved(picture, 5 * np.sin(5 * y + 1), 5 * np.sin(6 * x + 2))


def keystone(picture: Image) -> Image:
    height, width = picture.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(12, 5), (width - 3, 9), (width - 14, height - 2), (2, height - 9)])
    turn = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    bent = cv2.warpPerspective(picture, turn, (width, height), flags=2, borderValue=(255.0,))
    return np.asarray(bent, dtype=np.uint8)


def grid_of(picture: Image) -> Grid:
    return grid_at(Picture(picture, DPI))


def grid_at(picture: Picture) -> Grid:
    content = read_picture(1, picture, Blind())
    return max(content.grids, key=lambda grid: len(grid.cells))


def assert_as_printed(grid: Grid, within: float = 4.0) -> None:
    """All rows and columns, at their places but for what a bend's mean is off."""
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows
    for found, printed in ((grid.xs, XS), (grid.ys, YS)):
        assert found == pytest.approx([at * 72 / DPI for at in printed], abs=within)


@pytest.mark.parametrize("bend", [bowed, spine, waved, keystone])
@pytest.mark.parametrize("turns", [0, 1])
def test_a_bent_page_is_laid_flat(bend: Wear, turns: int) -> None:
    bent = bend(table())
    if not turns:
        assert_as_printed(grid_of(bent), within=8.0)
        return
    # On its side, which nobody is there to tell.
    grid = grid_of(np.ascontiguousarray(np.rot90(bent)))
    assert (grid.columns, grid.rows) == (len(YS) - 1, len(XS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows


def test_what_is_laid_flat_is_as_sharp_as_before() -> None:
    bent = darkness(bowed(table()))
    bend = find_bend(bent, DPI)
    assert bend is not None
    flat = flattened(bent, bend, 0.0, paper=0)
    assert find_bend(flat, DPI) is None
    rows = flat[:, XS[0] : XS[-1]].mean(axis=1)
    assert (np.sort(rows)[-len(YS) :] > 180).all()


@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_a_flat_page_is_left_as_it_is(angle: float) -> None:
    picture = table()
    turn = cv2.getRotationMatrix2D((595, 420), angle, 1.0)
    askew = cv2.warpAffine(picture, turn, (1190, 840), flags=2, borderValue=(255.0,))
    back = cv2.warpAffine(
        darkness(np.asarray(askew, dtype=np.uint8)),
        cv2.getRotationMatrix2D((595, 420), -angle, 1.0),
        (1190, 840),
        flags=2,
    )
    assert find_bend(np.asarray(back, dtype=np.uint8), DPI) is None


@pytest.mark.parametrize("kind", ["white", "noise", "hatched", "curves"])
def test_what_has_no_rulings_has_no_bend(kind: str) -> None:
    rng = np.random.default_rng(1)
    picture = np.zeros((840, 1190), np.uint8)
    if kind == "noise":
        picture = rng.integers(0, 256, picture.shape).astype(np.uint8)
    elif kind == "hatched":
        for start in range(-800, 1200, 40):
            cv2.line(picture, (start, 0), (start + 840, 840), 255, 2)
    elif kind == "curves":
        for radius in range(40, 800, 40):
            cv2.circle(picture, (595, 420), radius, 255, 2)
    assert find_bend(picture, DPI) is None


def wiped(picture: Image, x0: int, y0: int, x1: int, y1: int) -> None:
    picture[y0:y1, x0:x1] = 255


def test_rulings_with_gaps_of_several_characters_are_whole() -> None:
    picture = table()
    wiped(picture, XS[2] + 40, YS[3] - 2, XS[2] + 40 + 6 * EM, YS[3] + 3)
    wiped(picture, XS[4] - 30, YS[6] - 2, XS[4] + 5 * EM, YS[6] + 3)  # over a crossing
    wiped(picture, XS[3] - 2, YS[4] + 20, XS[3] + 3, YS[5] + 30)
    wiped(picture, XS[5] - 2, YS[-2] + 12, XS[5] + 3, YS[-1] - 2)  # up to the frame
    assert_as_printed(grid_of(picture))


def test_cells_that_are_merged_stay_so() -> None:
    picture = table()
    # From crossing to crossing: over two rows, and over two columns.
    wiped(picture, XS[1] + 2, YS[4] - 2, XS[2] - 1, YS[4] + 3)
    wiped(picture, XS[5] - 2, YS[7] + 2, XS[5] + 3, YS[8] - 1)
    grid = grid_of(picture)
    spans = {
        (cell.row, cell.column): (cell.row_span, cell.column_span)
        for cell in grid.cells
        if cell.row_span * cell.column_span > 1
    }
    assert spans == {(3, 1): (2, 1), (7, 4): (1, 2)}
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)


def holes(picture: Image) -> Image:
    """One punched into the margin, one into the frame, and one into a cell beside it."""
    for x, y in ((24, 300), (XS[0] - 6, 500), (XS[0] + 22, 655)):
        cv2.circle(picture, (x, y), 16, 0, -1)
    return picture


def stamped(picture: Image) -> Image:
    """A round seal over the crossing of four cells."""
    cv2.circle(picture, (XS[3], YS[4]), 50, 90, 3)
    cv2.line(picture, (XS[3] - 25, YS[4] + 14), (XS[3] + 25, YS[4] + 10), 90, 3)
    cv2.line(picture, (XS[3] + 9, YS[4] - 25), (XS[3] + 13, YS[4] + 25), 90, 3)
    return picture


def scribbled(picture: Image) -> Image:
    """Strokes of a pen at the margin and into the table."""
    rng = np.random.default_rng(5)
    for x, y in ((20, 200), (1160, 420), (50, 600)):
        points = np.cumsum(rng.normal(0, 12, (20, 2)), axis=0) + np.array((x, y))
        cv2.polylines(picture, [np.rint(points).astype(np.int32)], False, 70, 2, cv2.LINE_AA)
    return picture


def shaded(picture: Image) -> Image:
    for row, level in ((0, 165), (1, 200), (5, 215)):
        part = picture[YS[row] : YS[row + 1], XS[0] : XS[-1]]
        np.minimum(part, level, out=part)
    return picture


def shadowed(picture: Image) -> Image:
    x, _ = places(picture)
    dark = (picture * (1 - 0.6 * np.exp(-x / 0.03))).astype(np.uint8)
    dark[:8], dark[-15:] = 20, 25
    return dark


def peppered(picture: Image) -> Image:
    dice = np.random.default_rng(2).random(picture.shape)
    return np.where(dice < 0.01, 0, np.where(dice > 0.99, 255, picture)).astype(np.uint8)


def squeezed(picture: Image) -> Image:
    """JPEG of quality 40."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def askew(picture: Image) -> Image:
    turn = cv2.getRotationMatrix2D((595, 420), 4.7, 0.93)
    seen = cv2.warpAffine(picture, turn, (1190, 840), flags=2, borderValue=(255.0,))
    return np.asarray(seen, dtype=np.uint8)


@pytest.mark.parametrize(
    "wear", [holes, stamped, scribbled, shaded, shadowed, peppered, squeezed, askew]
)
def test_what_offices_do_to_paper_changes_no_table(wear: Wear) -> None:
    grid = grid_of(wear(table()))
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows


def tiff(picture: PIL.Image) -> bytes:
    target = io.BytesIO()
    one_bit = picture.convert("1", dither=PIL.Dither.NONE)
    rest = [picture.convert("RGB"), picture]
    one_bit.save(
        target, "TIFF", save_all=True, append_images=rest, compression=None, dpi=(DPI, DPI)
    )
    return target.getvalue()


def saved(picture: PIL.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


FILES = {
    "png": lambda page: saved(page, "PNG", dpi=(DPI, DPI)),
    "jpeg": lambda page: saved(page.convert("RGB"), "JPEG", quality=60, dpi=(150, 150)),
    "fax": lambda page: saved(page.convert("1"), "TIFF", compression="group4", dpi=(DPI, DPI)),
    "lzw": lambda page: saved(page, "TIFF", compression="tiff_lzw", dpi=(DPI, DPI)),
    "pages": tiff,
    "fine": lambda page: saved(page.resize((4760, 3360)), "PNG", dpi=(600, 600)),
}


@pytest.mark.parametrize("kind", FILES)
def test_files_of_pictures(kind: str) -> None:
    pictures = list(frames(FILES[kind](PIL.fromarray(table())), kind))
    assert len(pictures) == (3 if kind == "pages" else 1)
    for picture in pictures:
        assert_as_printed(grid_at(picture))


PDFS = {
    "jpeg": lambda page: saved(page.convert("RGB"), "PDF", resolution=DPI, quality=60),
    "ccitt": lambda page: saved(page.convert("1"), "PDF", resolution=DPI),
    "jpeg 2000": lambda page: pdf_of("JPXDecode", saved(page, "JPEG2000", quality_layers=[20])),
    "flate": lambda page: pdf_of("FlateDecode", zlib.compress(page.tobytes())),
}


def pdf_of(codec: str, data: bytes) -> bytes:
    """A PDF of one picture of the table's size."""
    points = b"%g 0 0 %g 0 0 cm /I Do" % (1190 * 72 / DPI, 840 * 72 / DPI)
    box = b"[0 0 %g %g]" % (1190 * 72 / DPI, 840 * 72 / DPI)
    image = b"/Type /XObject /Subtype /Image /Width 1190 /Height 840 /BitsPerComponent 8"
    image += b" /ColorSpace /DeviceGray /Filter /" + codec.encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R" % box
        + b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%b\nendstream" % (len(points), points),
        b"<< %b /Length %d >> stream\n%b\nendstream" % (image, len(data), data),
    ]
    body = b"%PDF-1.5\n"
    for number, written in enumerate(objects, 1):
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.parametrize("kind", PDFS)
def test_pdfs_of_pictures(kind: str) -> None:
    data = PDFS[kind](PIL.fromarray(table()))
    picture = PdfPictures(data, kind, None).picture(1)
    assert picture.dpi == pytest.approx(DPI, abs=1)
    assert_as_printed(grid_at(picture))


@pytest.mark.parametrize("kind", ["png", "jpeg", "fax"])
def test_a_photograph_is_refused_whatever_its_file(kind: str) -> None:
    (picture,) = frames(FILES[kind](PIL.radial_gradient("L").resize((800, 600))), kind)
    with pytest.raises(DamagedSourceError, match="neither rulings nor print"):
        read_picture(1, picture, Blind())


def test_a_ruling_that_ends_at_another_does_not_go_on_to_a_stroke() -> None:
    picture = table()
    # A header whose last columns alone are parted once more, and a dash as high as their ruling.
    for left, right in pairwise(XS):
        wiped(picture, left + 3, YS[0] + 3, right - 2, YS[1] - 2)
    middle = (YS[0] + YS[1]) // 2
    cv2.line(picture, (XS[4], middle), (XS[-1], middle), 0, 2)
    cv2.line(picture, (XS[2] + 60, middle), (XS[2] + 60 + 3 * EM, middle), 0, 2)
    grid = grid_of(picture)
    assert grid.rows == len(YS)
    tall = {cell.column for cell in grid.cells if cell.row == 0 and cell.row_span == 2}
    assert tall == {0, 1, 2, 3}
