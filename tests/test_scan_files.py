"""Files of pictures and PDFs of pictures, however they are packed: all show the same table."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

from kyoten_extract.engines.pdfium.page_image import PdfPageImages
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.image_files import Frames
from kyoten_extract.ocr.scanned_page import read_page_image
from scan_pages import DPI, XS, YS, Blind, assert_as_printed, grid_at, table
from scan_pdfs import Strip, fax, jbig2, jbig2_with_globals, pdf_of

PIL = pytest.importorskip("PIL.Image", reason="the extra ocr is not installed")
TiffImagePlugin = pytest.importorskip("PIL.TiffImagePlugin")
WIDTH, HEIGHT = 1190, 840
SIDEWAYS = {1: 0, 3: 2, 6: 3, 8: 1}
"""EXIF's orientations, and the quarters that a picture was turned clockwise before."""


def saved(picture: PIL.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def one_bit(picture: PIL.Image) -> PIL.Image:
    return picture.convert("1", dither=PIL.Dither.NONE)


def grays(page: PIL.Image, most: int) -> PIL.Image:
    """16 bits to a dot, of which white is ``most``."""
    return PIL.fromarray((np.asarray(page, np.float64) * most / 255).astype(np.uint16))


def of_a_palette(page: PIL.Image) -> PIL.Image:
    """White is a colour that nothing is seen of; it is black where that is not known."""
    found = PIL.new("P", page.size, 0)
    found.putpalette([0, 0, 0, 0, 0, 0, 90, 90, 90])
    found.putdata(np.where(np.asarray(page).ravel() > 200, 0, 1).tolist())
    return found


def ink_alone(page: PIL.Image) -> PIL.Image:
    found = PIL.new("LA", page.size, (0, 0))
    found.putalpha(PIL.fromarray(255 - np.asarray(page)))
    return found


def turned(page: PIL.Image, orientation: int, kind: str) -> bytes:
    lying = page.rotate(-90 * SIDEWAYS[orientation], expand=True)
    if kind == "TIFF":
        return saved(lying, kind, tiffinfo={274: orientation}, dpi=(DPI, DPI))
    exif = PIL.Exif()
    exif[274] = orientation
    return saved(lying, kind, exif=exif, dpi=(150, 150))


def fax_of_few_rows(page: PIL.Image) -> bytes:
    lower = one_bit(page.resize((WIDTH * 204 // 150, HEIGHT * 98 // 150), PIL.Resampling.BOX))
    return saved(lower, "TIFF", compression="group3", dpi=(204, 98))


FILES: dict[str, Callable[[PIL.Image], bytes]] = {
    "png": lambda page: saved(page, "PNG", dpi=(DPI, DPI)),
    "jpeg": lambda page: saved(page.convert("RGB"), "JPEG", quality=60, dpi=(150, 150)),
    "fax": lambda page: saved(one_bit(page), "TIFF", compression="group4", dpi=(DPI, DPI)),
    "fax of few rows": fax_of_few_rows,
    "lzw": lambda page: saved(page, "TIFF", compression="tiff_lzw", dpi=(DPI, DPI)),
    "centimetres": lambda page: saved(
        page, "TIFF", resolution_unit=3, x_resolution=DPI / 2.54, y_resolution=DPI / 2.54
    ),
    "fine": lambda page: saved(page.resize((4760, 3360)), "PNG", dpi=(600, 600)),
    "16 bits": lambda page: saved(grays(page, 65535), "PNG", dpi=(DPI, DPI)),
    "12 of 16 bits": lambda page: saved(grays(page, 4095), "TIFF", dpi=(DPI, DPI)),
    "cmyk": lambda page: saved(page.convert("CMYK"), "JPEG", quality=70, dpi=(150, 150)),
    "palette": lambda page: saved(of_a_palette(page), "PNG", transparency=0, dpi=(DPI, DPI)),
    "ink alone": lambda page: saved(ink_alone(page), "PNG", dpi=(DPI, DPI)),
}


@pytest.mark.parametrize("kind", FILES)
def test_files_of_pictures(kind: str) -> None:
    (picture,) = Frames(FILES[kind](PIL.fromarray(table())), kind)
    assert_as_printed(grid_at(picture))


def test_the_pages_of_a_tiff_are_packed_each_its_own_way() -> None:
    page = PIL.fromarray(table())
    packed = [
        (one_bit(page), "group4"),
        (page, "tiff_lzw"),
        (page.convert("RGB"), "jpeg"),
        (one_bit(page), "group3"),
        (page, "tiff_adobe_deflate"),
        (page.convert("P"), "packbits"),
        (page, None),
    ]
    target = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(target) as file:
        for picture, compression in packed:
            picture.save(file, "TIFF", compression=compression, dpi=(DPI, DPI))
            file.newFrame()
    pictures = list(Frames(target.getvalue(), "pages"))
    assert len(pictures) == len(packed)
    for picture in pictures:
        assert_as_printed(grid_at(picture))


@pytest.mark.parametrize("dpi", [None, (1, 1), (72, 72), (96, 96), (1200, 1200), (1e9, 1e9)])
@pytest.mark.parametrize("scale", [1, 2])
def test_a_resolution_that_no_page_has_is_not_believed(
    dpi: tuple[float, float] | None, scale: int
) -> None:
    page = PIL.fromarray(table()).resize((WIDTH * scale, HEIGHT * scale))
    options = {} if dpi is None else {"dpi": dpi}
    (picture,) = Frames(saved(page, "TIFF", compression="tiff_lzw", **options), "tiff")
    # The page is not quite A4.
    assert picture.dpi == pytest.approx(scale * DPI, rel=0.4)
    grid = grid_at(picture)
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)


@pytest.mark.parametrize("orientation", SIDEWAYS)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_a_picture_that_says_how_it_lies_is_turned(kind: str, orientation: int) -> None:
    (picture,) = Frames(turned(PIL.fromarray(table()), orientation, kind), kind)
    assert_as_printed(grid_at(picture))


def cut(page: PIL.Image, rows: int) -> list[PIL.Image]:
    width, height = page.size
    return [page.crop((0, y, width, min(y + rows, height))) for y in range(0, height, rows)]


def flate(page: PIL.Image) -> Strip:
    return Strip(*page.size, "FlateDecode", zlib.compress(page.tobytes()))


def as_jpeg(page: PIL.Image, mode: str, colours: bytes) -> Strip:
    entries = b"/BitsPerComponent 8 /ColorSpace /" + colours
    return Strip(*page.size, "DCTDecode", saved(page.convert(mode), "JPEG", quality=60), entries)


def as_jpeg_2000(page: PIL.Image) -> Strip:
    return Strip(*page.size, "JPXDecode", saved(page, "JPEG2000", quality_layers=[20]))


PDFS: dict[str, Callable[[PIL.Image], list[Strip]]] = {
    "jpeg": lambda page: [as_jpeg(page, "RGB", b"DeviceRGB")],
    "gray jpeg": lambda page: [as_jpeg(page, "L", b"DeviceGray")],
    # As Photoshop and so Pillow write it: turned about.
    "cmyk jpeg": lambda page: [as_jpeg(page, "CMYK", b"DeviceCMYK /Decode [1 0 1 0 1 0 1 0]")],
    "jpeg 2000": lambda page: [as_jpeg_2000(page)],
    "flate": lambda page: [flate(page)],
    "ccitt": lambda page: [fax(one_bit(page))],
    "ccitt, black is 1": lambda page: [fax(one_bit(page), black_is_1=True)],
    "jbig2": lambda page: [jbig2(one_bit(page))],
    "jbig2 with globals": lambda page: [jbig2_with_globals(one_bit(page))],
    "strips": lambda page: [flate(part) for part in cut(page, 64)],
    "thin strips": lambda page: [flate(part) for part in cut(page, 7)],
    "fax strips": lambda page: [fax(one_bit(part)) for part in cut(page, 120)],
}


LYING = [(kind, rotate) for kind in ("jpeg", "jbig2", "strips") for rotate in (90, 180, 270)]


@pytest.mark.parametrize(("kind", "rotate"), [*((kind, 0) for kind in PDFS), *LYING])
def test_pdfs_of_pictures(kind: str, rotate: int) -> None:
    lying = PIL.fromarray(table()).rotate(rotate, expand=True)
    picture = PdfPageImages(pdf_of(PDFS[kind](lying), DPI, rotate), kind, None).image(1)
    assert picture.dpi == pytest.approx(DPI, abs=1)
    assert_as_printed(grid_at(picture))


@pytest.mark.parametrize("dpi", [120.0, DPI, 204.0, 300.0])
@pytest.mark.parametrize("rotate", [0, 90])
def test_dots_are_drawn_as_they_were_scanned(dpi: float, rotate: int) -> None:
    page = one_bit(PIL.fromarray(table()))
    picture = PdfPageImages(pdf_of([jbig2(page)], dpi, rotate), "jbig2", None).image(1)
    upright = np.asarray(page.convert("L"))
    assert (picture.gray == np.rot90(upright, -rotate // 90)).all()


@pytest.mark.parametrize("kind", ["png", "jpeg", "fax"])
def test_a_photograph_is_refused_whatever_its_file(kind: str) -> None:
    (picture,) = Frames(FILES[kind](PIL.radial_gradient("L").resize((800, 600))), kind)
    with pytest.raises(DamagedSourceError, match="neither rulings nor legible text"):
        read_page_image(1, picture, Blind())


def test_pages_of_a_file_are_decoded_one_by_one() -> None:
    """A page that breaks off costs itself only, and none is held that nobody asks for."""
    page = PIL.fromarray(table())
    file = io.BytesIO()
    page.save(file, "TIFF", save_all=True, append_images=[page] * 3, compression="tiff_lzw")
    pictures = Frames(file.getvalue(), "pages.tif")
    assert len(pictures) == 4
    assert_as_printed(grid_at(pictures[3]))
    assert_as_printed(grid_at(pictures[0]))
    broken = bytearray(file.getvalue())
    middle = len(broken) // 2
    broken[middle : middle + 40] = b"\xff" * 40
    damaged = Frames(bytes(broken), "pages.tif")
    sound = 0
    for number in range(4):
        with suppress(DamagedSourceError):
            sound += isinstance(damaged[number], PageImage)
    assert 2 <= sound < 4
