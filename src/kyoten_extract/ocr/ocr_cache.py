"""Read a page image, or take its result from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from kyoten_extract._types import Providers
from kyoten_extract._version import __version__
from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.geometry import BBox
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.missing_rulings import Boundary
from kyoten_extract.ocr.recognizer import Recognizer
from kyoten_extract.ocr.scanned_page import read_page_image
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Characters
from kyoten_extract.workers.whole_file import write_whole


def read_cached(
    number: int,
    picture: PageImage,
    recognizer: Recognizer,
    cache: str | None,
    layer: Characters | None = None,
    boundaries: Sequence[Boundary] = (),
    area: BBox | None = None,
    providers: Providers = None,
) -> PageContent:
    """Read a page image, or return the cached result.

    Args:
        number: page number from 1.
        picture: the page's image.
        recognizer: reads its lines.
        cache: the folder of cached results, by hash of image and layer; ``None`` to not cache.
        layer: the invisible text under the image, in points.
        boundaries: column rulings to restore.
        area: the part of the page that is read, in points; ``None`` for all of it.
        providers: that the recognizer runs on; another kind of processor may read otherwise.

    Raises:
        DamagedSourceError: the image has neither rulings nor legible print.
    """
    if cache is None:
        return read_page_image(number, picture, recognizer, layer, boundaries, area)
    what = hashlib.sha256(f"{__version__} {number} {picture.dpi} {picture.gray.shape}".encode())
    what.update(picture.gray.tobytes())
    if picture.seals:
        what.update(f"seals {picture.seals}".encode())
    if layer is not None:
        what.update(layer.codes.tobytes() + layer.boxes.tobytes())
    for boundary in boundaries:
        what.update(f"{boundary.x} {boundary.top}".encode())
    if area is not None:
        what.update(f"{area}".encode())
    if providers is not None:
        what.update(f"{providers}".encode())
    key = what.hexdigest()
    kept = Path(cache) / f"{key}.json"
    try:
        return _kept(key, kept.read_bytes())
    except (OSError, ValueError, FormatError, RecursionError):
        pass  # Not cached, or damaged: it is read and written again.
    content = read_page_image(number, picture, recognizer, layer, boundaries, area)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps(codec.encode(content)).encode()
        # Not worth a wait for the disk: an entry that is lost or damaged is read anew.
        write_whole(kept, _checksum(key, data) + b"\n" + data, sync=False)
    except OSError:
        pass  # The cache only saves time, so a folder that can't be written is no error.
    return content


def _kept(key: str, entry: bytes) -> PageContent:
    """The content of a cache entry.

    Raises:
        FormatError: it is not as it was written, or is that of another page.
    """
    checksum, _, data = entry.partition(b"\n")
    if checksum != _checksum(key, data):
        raise FormatError(say("the cache entry is damaged"))
    return codec.decode(PageContent, json.loads(data))


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).hexdigest().encode()
