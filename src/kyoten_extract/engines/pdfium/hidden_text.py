"""The invisible text layer that scanners and OCR programs put under a page's image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.drawn_paths import DrawnPaths
from kyoten_extract.engines.pdfium.page_objects import levels
from kyoten_extract.engines.pdfium.paint_order import paint_order
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.engines.pdfium.text_page import ToldText, seen_text
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.ocr.layer_alignment import quarter_turned
from kyoten_extract.page.page_model import Characters


def read_layer(page: Any) -> Characters | None:
    """The invisible text of a pypdfium2 page, in points as displayed; ``None`` without any."""
    text = page.get_textpage()
    try:
        chars = TextChars.of(text.raw)
        frame = Frame.of(page.raw, text.raw, chars)
        drawn = list(levels(page.raw))
        painted = paint_order(drawn)
        off = np.zeros(len(painted.objects), dtype=bool)
        paths = DrawnPaths.of(drawn, painted)
        sight = Sight.of(page.pdf.raw, page.raw, painted, off, paths, frame)
        found = seen_text(page.raw, ToldText.of(chars, drawn), drawn, frame, sight).read()
    except DamagedSourceError:
        return None  # A page that draws too many objects to be read can still be rendered.
    finally:
        text.close()
    if not found.invisible:
        return None
    turns = (pdfium.FPDFPage_GetRotation(page.raw) - frame.quarter_turns) % 4
    boxes = quarter_turned(found.characters.boxes, frame.width, frame.height, turns)
    return replace(found.characters, boxes=boxes)
