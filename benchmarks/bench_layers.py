"""What a hidden text layer under a scan contributes, good or bad.

    python benchmarks/bench_layers.py [-v] --pages 1,4,8 [--tesseract] PRINT.pdf

Pages of a born-digital print are rendered and scanned (``degrade.py``), and invisible text is put
under the images: the text of the print with some characters misread (by a seed), shifted, of
another page, or garbage; and, with ``--tesseract`` (Debian's tesseract-ocr and tesseract-ocr-jpn),
what Tesseract reads from the image at its own and at twice its size. The first line is the scan
without a layer. Columns are those of ``bench_scan.py``: wrong values, those without a finding,
right values with one; then values taken from the layer, and findings about the pages.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bench_scan import values
from degrade import PROFILES, Profile, degrade
from kyoten_extract import Survey, extract
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.page.page_model import Page

FONT = "HeiseiKakuGo-W5"
LINE = "{:28} {:>6} {:>9} {:>7} {:>6}  {}"
# Of the slips of a layer, so many are characters left out.
LEFT_OUT = 0.2


@dataclass(frozen=True, slots=True)
class Scan:
    """A page of the print, its image as JPEG, and the mapping of points to it."""

    page: Page
    jpeg: bytes
    width: float
    height: float
    moved: Callable[[float, float], tuple[float, float]]


def scans(data: bytes, numbers: Sequence[int], profile: Profile, seed: int) -> list[Scan]:
    """Scanned pages of a print."""
    document = pdfium.PdfDocument(data)
    found = []
    with PdfFile(data, "print") as file:
        for number in numbers:
            key = (seed, profile.dpi, number)
            drawn = document[number - 1].render(scale=profile.dpi / 72, grayscale=True).to_pil()
            gray = np.array(drawn.convert("L"))
            seen = Image.fromarray(degrade(gray, profile, np.random.default_rng(key)))
            buffer = io.BytesIO()
            seen.save(buffer, "JPEG", quality=profile.jpeg or 80)
            scale = 72 / profile.dpi
            turn = turn_of(profile, np.random.default_rng(key), gray.shape)
            width, height = seen.width * scale, seen.height * scale
            moved = partial(_moved, turn, scale)
            found.append(Scan(file.page(number), buffer.getvalue(), width, height, moved))
    return found


def turn_of(profile: Profile, rng: np.random.Generator, shape: Sequence[int]) -> np.ndarray:
    """How ``degrade`` skews a page, from the numbers that it draws first."""
    height, width = shape
    angle = profile.skew * rng.choice((-1.0, 1.0)) * rng.uniform(0.7, 1.0)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += rng.uniform(-4, 4, size=2)
    return turn


def _moved(turn: np.ndarray, scale: float, x: float, y: float) -> tuple[float, float]:
    at = turn[:, :2] @ (x / scale, y / scale) + turn[:, 2]
    return float(at[0]) * scale, float(at[1]) * scale


def layered(
    pages: Sequence[Scan],
    texts: Sequence[Page],
    misread: Callable[[str], str],
    shift: tuple[float, float] = (0, 0),
) -> bytes:
    """A PDF of the scans over the characters of ``texts``, each as ``misread`` has it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    for scan, text in zip(pages, texts, strict=True):
        canvas.setPageSize((scan.width, scan.height))
        picture = ImageReader(io.BytesIO(scan.jpeg))
        canvas.drawImage(picture, 0, 0, scan.width, scan.height)
        hidden = canvas.beginText()
        hidden.setTextRenderMode(3)
        characters = text.characters
        boxes = characters.boxes.tolist()
        for code, (x0, top, _, bottom) in zip(characters.codes.tolist(), boxes, strict=True):
            x, y = scan.moved(x0, bottom - 0.12 * (bottom - top))
            hidden.setFont(FONT, bottom - top)
            hidden.setTextOrigin(x + shift[0], scan.height - y - shift[1])
            hidden.textOut(misread(chr(code)))
        canvas.drawText(hidden)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def slips(pages: Sequence[Page], share: float, seed: int) -> Callable[[str], str]:
    """A function that misreads a share of characters, as similar ones or not at all."""
    rng = np.random.default_rng(seed)
    print_ = "".join(chr(code) for page in pages for code in page.characters.codes.tolist())
    kinds = [str.isdecimal, str.isascii, lambda c: "\u3040" <= c < "\u3100", lambda _: True]
    pools = [[char for char in print_ if kind(char) and char.strip()] for kind in kinds]

    def misread(char: str) -> str:
        if not char.strip() or rng.random() >= share:
            return char
        if rng.random() < LEFT_OUT:
            return ""
        pool = next(pool for kind, pool in zip(kinds, pools, strict=True) if kind(char))
        return pool[int(rng.integers(len(pool)))]

    return misread


def by_tesseract(pages: Sequence[Scan], dpi: int, larger: int) -> bytes:
    """The scans over what Tesseract reads from them, enlarged by a factor."""
    target = pdfium.PdfDocument.new()
    with tempfile.TemporaryDirectory() as folder:
        for number, scan in enumerate(pages):
            picture = Image.open(io.BytesIO(scan.jpeg))
            size = (picture.width * larger, picture.height * larger)
            source = Path(folder) / f"{number}.png"
            picture.resize(size, Image.Resampling.LANCZOS).save(
                source, dpi=(dpi * larger, dpi * larger)
            )
            out = source.with_suffix("")
            command = ["tesseract", source, out, "-l", "jpn", "-c", "textonly_pdf=1", "pdf"]
            subprocess.run(command, check=True, capture_output=True)
            target.import_pages(pdfium.PdfDocument(out.with_suffix(".pdf").read_bytes()))
            page = target[number]
            image = pdfium.PdfImage.new(target)
            image.load_jpeg(io.BytesIO(scan.jpeg), inline=True)
            image.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
            page.insert_obj(image)
            page.gen_content()
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def layers(pages: Sequence[Scan], dpi: int, *, tesseract: bool) -> Iterator[tuple[str, bytes]]:
    """The kinds of layers by name."""
    own = [scan.page for scan in pages]
    yield "none", layered(pages, own, lambda _: "")
    for share in (0.0, 0.03, 0.1):
        yield f"{share:.0%} of characters misread", layered(pages, own, slips(own, share, 7))
    yield "3%, 15 points aside", layered(pages, own, slips(own, 0.03, 7), (15, 10))
    if len(own) > 1:
        yield "of another page", layered(pages, own[1:] + own[:1], str)
    rng = np.random.default_rng(7)
    yield "garbage", layered(pages, own, lambda _: chr(int(rng.integers(0x21, 0x7F))))
    if tesseract:
        yield "tesseract", by_tesseract(pages, dpi, 1)
        yield "tesseract, twice as large", by_tesseract(pages, dpi, 2)


def report(truth: Survey, name: str, data: bytes, *, verbose: bool) -> Iterator[str]:
    """The line for one layer, with details if ``verbose``."""
    seen = extract(data, engine="ocr")
    found = list(values(truth, seen))
    wrong = [value for value in found if not value.is_right]
    taken = [c for base in seen.bases for c in base.corrections if c.rule == "ocr-layer"]
    said = [f for f in seen.findings if f.code == "KY018"]
    used = sum(f.severity == "info" for f in said)
    yield LINE.format(
        name,
        len(wrong),
        sum(not value.flagged for value in wrong),
        sum(value.flagged for value in found) - sum(value.flagged for value in wrong),
        len(taken),
        f"compared on {used} of {len(said)} pages" if said else "",
    )
    if verbose:
        yield from map(str, wrong)
        yield from (f"    {c.field}: {c.before!r} -> {c.after!r} ({c.confidence})" for c in taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("print", type=Path)
    parser.add_argument("--pages", default="1", help="1,2: these only")
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tesseract", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    numbers = [int(number) for number in chosen.pages.split(",")]
    profile = next(profile for profile in PROFILES if profile.dpi == chosen.dpi)
    data = chosen.print.read_bytes()
    target = pdfium.PdfDocument.new()
    target.import_pages(pdfium.PdfDocument(data), [number - 1 for number in numbers])
    buffer = io.BytesIO()
    target.save(buffer)
    truth = extract(buffer.getvalue())
    pages = scans(data, numbers, profile, chosen.seed)
    print(LINE.format("layer", "wrong", "unflagged", "alarms", "taken", ""))
    for name, layer in layers(pages, profile.dpi, tesseract=chosen.tesseract):
        for line in report(truth, name, layer, verbose=chosen.verbose):
            print(line, flush=True)


if __name__ == "__main__":
    main()
