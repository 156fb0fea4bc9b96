"""Pages of pictures by number, each read by one recognizer, or taken from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract._version import __version__
from kyoten_extract.errors import FormatError
from kyoten_extract.model import codec
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.missing_rulings import Boundary
from kyoten_extract.ocr.recognizer import Recognizer
from kyoten_extract.ocr.scanned_page import read_page_image
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Characters

if TYPE_CHECKING:
    pass


def read_cached(
    number: int,
    picture: PageImage,
    recognizer: Recognizer,
    cache: str | None,
    layer: Characters | None = None,
    boundaries: Sequence[Boundary] = (),
) -> PageContent:
    """``picture`` as page ``number``: read, or as it was read before.

    Args:
        number: of the page, from 1.
        picture: of it.
        recognizer: reads its lines.
        cache: a folder where what was read is kept, under the hash of picture and layer.
        layer: the hidden text under the picture, in points.
        boundaries: rulings of other pages that it lacks.

    Raises:
        DamagedSourceError: there is nothing on it that can be read as print.
    """
    if cache is None:
        return read_page_image(number, picture, recognizer, layer, boundaries)
    what = hashlib.sha256(f"{__version__} {number} {picture.dpi} {picture.gray.shape}".encode())
    what.update(picture.gray.tobytes())
    if layer is not None:
        what.update(layer.codes.tobytes() + layer.boxes.tobytes())
    for boundary in boundaries:
        what.update(f"{boundary.x} {boundary.top}".encode())
    kept = Path(cache) / f"{what.hexdigest()}.json"
    try:
        return codec.decode(PageContent, json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, FormatError):
        pass  # Not there yet, or of no use: it is read, and kept anew.
    content = read_page_image(number, picture, recognizer, layer, boundaries)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.write_text(json.dumps(codec.encode(content), ensure_ascii=False), encoding="utf-8")
        fresh.replace(kept)
    except OSError:
        pass  # A cache that can't be written costs time, and nothing else.
    return content
