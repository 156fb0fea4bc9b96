"""Whether this machine has a Japanese font, as PDFium sees it."""

from __future__ import annotations

from functools import cache

import pypdfium2
import pytest

import pdfs

# Points: of a character set at 10 points, PDFium gives a box 9 points high when it finds a font
# to take the outline from, and 0.01 when it finds none.
_LEAST_HEIGHT = 1.0

REASON = (
    "PDFium takes the boxes of characters whose font is not embedded from a system font, and finds "
    "no Japanese one: their boxes are empty (Debian: fonts-ipafont-gothic)"
)


@cache
def has_japanese_font() -> bool:
    """Whether PDFium finds the outline of kanji whose font is not embedded."""
    with pypdfium2.PdfDocument(pdfs.pdf(pdfs.text("漢字", 60, 200))) as document:
        text = document[0].get_textpage()
        _, bottom, _, top = text.get_charbox(0)
    return bool(top - bottom > _LEAST_HEIGHT)


def expected_failure() -> pytest.MarkDecorator:
    """What the marker ``needs_japanese_font`` means: the test fails if and only if none is here."""
    return pytest.mark.xfail(
        not has_japanese_font(),
        strict=True,
        reason=REASON,
    )
