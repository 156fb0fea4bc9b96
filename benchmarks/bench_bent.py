"""How many worn and bent pages keep the rows and columns of their table.

    python benchmarks/bench_bent.py PRINT.pdf ... [-v] [--pages 1,2] [--seeds 2] [--dpi 150 300]
        [--only bowed ...]

Pages of born-digital prints are rendered, worn (``wear.py``), skewed, blurred and covered with
noise (``degrade.py``), and their rulings are detected; no recognizer runs. The lattice of the print
is the ground truth: a page is right when its largest lattice has the same rows, columns and merged
cells, each within 5 points of its place. Prints one line per kind of wear, one column per
resolution, and the median CPU seconds per page. A page that lost a ruling between two columns is
read together with three whole pages of its print.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pypdfium2

from degrade import Profile, degrade
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.missing_rulings import missing_boundaries
from kyoten_extract.ocr.orientation import make_upright
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.ocr.scanned_page import lattices_of, read_page_image, with_boundaries
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.lattice import Lattice, find_lattices
from wear import WEAR, Gray, Printed

PROFILES = {
    150: Profile("150 dpi bitonal", 150, 0.3, 10.0, 0.4, None),
    200: Profile("200 dpi", 200, 0.4, 12.0, 0.6, 80),
    300: Profile("300 dpi", 300, 0.3, 6.0, 0.6, 90),
    400: Profile("400 dpi", 400, 0.3, 6.0, 0.6, 90),
    600: Profile("600 dpi", 600, 0.3, 6.0, 0.6, 90),
}


# One bit leaves nothing of what is faint.
NEEDS_GRAY = ("faint", "worn column")


# These can't be made good from the page alone.
NEEDS_FELLOWS = ("worn column", "lost column")
FELLOWS = (2, 4, 6)


class Blind:
    """A recognizer that reads nothing, so that no page is rotated because of it."""

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        """Empty lines."""
        return [Line("", (), (), ()) for _ in images]


def largest(lattices: Sequence[Lattice]) -> Lattice | None:
    """The lattice with the largest area."""
    return max(lattices, key=lambda lattice: lattice.area, default=None)


def printed(path: Path, number: int, dpi: int) -> tuple[Printed, Lattice | None]:
    """A rendered page, and its lattice."""
    data = path.read_bytes()
    with PdfPages(PdfInput(data, path.name, None, "pdfium")) as file:
        page = file.page(number)
    lattice = largest(find_lattices(page.rulings, tolerance=2.0))
    drawn = pypdfium2.PdfDocument(data)[number - 1].render(scale=dpi / 72, grayscale=True)
    gray = np.array(drawn.to_pil().convert("L"))
    scale = dpi / 72
    if lattice is None:
        nothing = np.empty((0, 3))
        return Printed(gray, dpi, nothing, nothing), None
    inside = [
        (lines[:, 0] >= ends[0] - 2) & (lines[:, 0] <= ends[-1] + 2)
        for lines, ends in (
            (page.rulings.horizontal, lattice.ys),
            (page.rulings.vertical, lattice.xs),
        )
    ]
    rulings = page.rulings.horizontal[inside[0]] * scale, page.rulings.vertical[inside[1]] * scale
    return Printed(gray, dpi, *rulings), lattice


def worn(page: Printed, kind: str, seed: int) -> Gray:
    """The page as a scanner sees it."""
    rng = np.random.default_rng((seed, int(page.dpi), crc32(kind.encode())))
    profile = PROFILES[int(page.dpi)]
    if kind in NEEDS_GRAY:
        profile = replace(profile, jpeg=profile.jpeg or 80)
    return degrade(WEAR[kind](page, rng), profile, rng)


def whole_pages(path: Path, number: int, dpi: int) -> list[PageContent]:
    """Contents of other, undamaged pages of the print."""
    return [
        read_page_image(other, PageImage(worn(page, "sound", other), float(dpi)), Blind())
        for other in FELLOWS
        if other != number
        for page, _ in (printed(path, other, dpi),)
    ]


def problem(truth: Lattice, found: Lattice | None) -> str:
    """How the lattice differs from the truth; empty if it is right."""
    if found is None:
        return "no lattice"
    if (len(truth.ys), len(truth.xs)) != (len(found.ys), len(found.xs)):
        rows, columns = len(truth.ys) - 1, len(truth.xs) - 1
        return f"{len(found.ys) - 1} x {len(found.xs) - 1}, not {rows} x {columns}"
    if not np.array_equal(truth.cells, found.cells):
        return f"{len(found.cells)} cells, not {len(truth.cells)}, or other spans"
    for name, one, other in (("ys", truth.ys, found.ys), ("xs", truth.xs, found.xs)):
        fit = np.polynomial.Polynomial.fit(one, other, min(3, len(one) - 1))
        off = float(np.abs(fit(one) - other).max())
        if off > 5.0:
            return f"{name} off by {off:.1f} pt"
    return ""


def measured(
    paths: Sequence[Path], pages: Sequence[int], kind: str, dpi: int, seeds: int
) -> Iterator[tuple[str, str, float]]:
    """Label, difference and CPU seconds of each page."""
    for path in paths:
        for number in pages:
            page, truth = printed(path, number, dpi)
            if truth is None:
                continue
            fellows = whole_pages(path, number, dpi) if kind in NEEDS_FELLOWS else []
            for seed in range(1, seeds + 1):
                picture = PageImage(worn(page, kind, seed), float(dpi))
                start = time.process_time()
                sheet = make_upright(picture, Blind())
                rulings, lattices = lattices_of(sheet, float(dpi))
                if fellows:
                    content = read_page_image(0, picture, Blind())
                    missing = missing_boundaries([content, *fellows]).get(0, ())
                    _, lattices, _ = with_boundaries(sheet, float(dpi), rulings, lattices, missing)
                seconds = time.process_time() - start
                found = largest(lattices)
                yield f"{path.stem} {number} seed {seed}", problem(truth, found), seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("prints", type=Path, nargs="+")
    parser.add_argument("--pages", default="1,5")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--dpi", type=int, nargs="+", default=[150, 200, 300])
    parser.add_argument("--only", nargs="+", default=list(WEAR))
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    pages = [int(number) for number in chosen.pages.split(",")]
    print(f"{'':14}" + "".join(f"{dpi:>8} dpi  s/page" for dpi in chosen.dpi), flush=True)
    for kind in chosen.only:
        line = f"{kind:14}"
        wrong: list[str] = []
        for dpi in chosen.dpi:
            found = list(measured(chosen.prints, pages, kind, dpi, chosen.seeds))
            right = sum(not what for _, what, _ in found)
            seconds = np.median([s for _, _, s in found])
            line += f"{right:>6}/{len(found):<5} {seconds:7.2f}"
            wrong += [f"    {dpi} {which}: {what}" for which, what, _ in found if what]
        print(line, flush=True)
        if chosen.verbose:
            print(*wrong, sep="\n", flush=True)


if __name__ == "__main__":
    main()
