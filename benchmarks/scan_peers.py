"""Other OCR programs, each given whole pages, and their texts put into the cells of a grid.

    python benchmarks/scan_peers.py NAME SCAN.pdf

Prints as JSON what the peer ``NAME`` found on each page: texts with their boxes in pixels of the
deskewed page. Each page is deskewed by the angle that we found, and given to the peer in its gray
levels and at its resolution, which is less work than it would otherwise have.

    rapidocr        RapidOCR with its defaults: its detection, its recognition
    rapidocr full   the same without shrinking the page to 2,000 pixels a side first
    tesseract N     Tesseract with its Japanese model, page segmentation mode N
    img2table       img2table's tables, filled by RapidOCR without shrinking
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import cv2
import numpy as np

from kyoten_extract.engines.pdfium.page_image import PdfPageImages
from kyoten_extract.model.geometry import BBox
from kyoten_extract.ocr.image.binarize import Gray, PageImage, darkness
from kyoten_extract.ocr.image.deskew import deskewed, skew_angle

LANGUAGE = "jpn"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text read by a peer, and its box: in pixels, or in points once placed."""

    text: str
    box: BBox


@dataclass(frozen=True, slots=True)
class Answer:
    """A peer's reading of a scan.

    Attributes:
        pages: of each page its pieces, in points.
        seconds, processors: by the clock and by the processors, for all pages.
        memory: the peak, in MB.
    """

    pages: tuple[tuple[Piece, ...], ...]
    seconds: float
    processors: float
    memory: int


Reader = Callable[[PageImage], Iterable[Piece]]


def _rapid(params: dict[str, Any]) -> Reader:
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params={"Global.log_level": "critical", **params})

    def read(picture: PageImage) -> Iterator[Piece]:
        image = cv2.cvtColor(picture.gray, cv2.COLOR_GRAY2BGR)
        answer = engine(image, return_word_box=True, return_single_char_box=True)
        for line in answer.word_results or ():
            for text, _, corners in line:
                if corners is not None:
                    yield Piece(text, _around(corners))

    return read


def _around(corners: Sequence[Sequence[float]]) -> BBox:
    x, y = np.array(corners, dtype=float).T
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _tesseract(mode: int) -> Reader:
    def read(picture: PageImage) -> Iterator[Piece]:
        code = ["tesseract", "-", "-", "-l", LANGUAGE, "--psm", str(mode)]
        code += ["--dpi", str(round(picture.dpi)), "tsv"]
        data = cv2.imencode(".png", picture.gray)[1].tobytes()
        printed = subprocess.run(code, input=data, capture_output=True, check=True).stdout
        for line in printed.decode().splitlines()[1:]:
            *_, left, top, width, height, _, text = line.split("\t")
            if text.strip():
                x, y, w, h = map(float, (left, top, width, height))
                yield Piece(text, (x, y, x + w, y + h))

    return read


def _img2table(_: None = None) -> Reader:
    from img2table.document import Image
    from img2table.ocr import RapidOCR
    from rapidocr import LangRec

    # Its own default reads English.
    ocr = RapidOCR({"Rec.lang_type": LangRec.CH, "Global.log_level": "critical", **_WHOLE})

    def read(picture: PageImage) -> Iterator[Piece]:
        data = cv2.imencode(".png", picture.gray)[1].tobytes()
        for table in Image(src=data).extract_tables(ocr=ocr):
            found = {cell for row in table.content.values() for cell in row}
            for cell in found:
                box = cell.bbox
                corners = (float(box.x1), float(box.y1), float(box.x2), float(box.y2))
                yield Piece(cell.value or "", corners)

    return read


_WHOLE = {"Global.max_side_len": 100_000}
_PEERS: dict[str, tuple[Callable[[], Reader], Callable[[], bool]]] = {
    "rapidocr": (lambda: _rapid({}), lambda: bool(find_spec("rapidocr"))),
    "rapidocr full": (lambda: _rapid(_WHOLE), lambda: bool(find_spec("rapidocr"))),
    "tesseract 6": (lambda: _tesseract(6), lambda: _has_tesseract()),
    "tesseract 11": (lambda: _tesseract(11), lambda: _has_tesseract()),
    "img2table": (_img2table, lambda: _has_img2table()),
}
PEERS = tuple(_PEERS)
# Peers that find cells themselves.
OWN_CELLS = frozenset({"img2table"})


def is_installed(name: str) -> bool:
    """Whether the peer ``name`` can run here."""
    return _PEERS[name][1]()


def _has_tesseract() -> bool:
    if which("tesseract") is None:
        return False
    code = ["tesseract", "--list-langs"]
    return LANGUAGE in subprocess.run(code, capture_output=True, text=True, check=False).stdout


def _has_img2table() -> bool:
    """Whether it is installed, with the OpenCV contrib modules that it needs."""
    found = all(find_spec(module) for module in ("img2table", "rapidocr"))
    return found and hasattr(cv2, "ximgproc")


def run(name: str, scan: Path) -> Answer:
    """Reading of ``scan`` by the peer ``name``, in a process of its own."""
    code = [sys.executable, __file__, name, str(scan)]
    printed = subprocess.run(code, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(printed.splitlines()[-1])
    pages = tuple(
        tuple(Piece(piece["text"], tuple(piece["box"])) for piece in page)
        for page in found.pop("pages")
    )
    return Answer(pages, **found)


def _straight(picture: PageImage) -> PageImage:
    gray: Gray = deskewed(picture.gray, skew_angle(darkness(picture.gray)))
    return replace(picture, gray=gray)


def main() -> None:
    """Read one scan with one peer and print the result."""
    name, path = sys.argv[1], Path(sys.argv[2])
    pictures = PdfPageImages(path.read_bytes(), path.name, None)
    clock, processors = -time.perf_counter(), -_cpu_count()
    read = _PEERS[name][0]()
    clock, processors = clock + time.perf_counter(), processors + _cpu_count()
    pages: list[list[dict[str, Any]]] = []
    for number in range(1, len(pictures) + 1):
        picture = _straight(pictures.image(number))
        clock, processors = clock - time.perf_counter(), processors - _cpu_count()
        found = list(read(picture))
        clock, processors = clock + time.perf_counter(), processors + _cpu_count()
        scale = 72 / picture.dpi
        pages.append([asdict(Piece(p.text, _scaled(p.box, scale))) for p in found])
    answer = {
        "pages": pages,
        "seconds": clock,
        "processors": processors,
        "memory": sum(usage.ru_maxrss for usage in _usage()) // 1024,
    }
    print()
    json.dump(answer, sys.stdout)


def _scaled(box: BBox, by: float) -> BBox:
    x0, top, x1, bottom = (round(value * by, 3) for value in box)
    return x0, top, x1, bottom


def _usage() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _cpu_count() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usage())


if __name__ == "__main__":
    main()
