"""The characters that a text page of PDFium hands out, decoded, with the objects that draw them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.page.array_steps import begins, distinct, lengths, one_of, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, by_column, rows

# Codes that PDFium reports for a hyphen at the end of a line.
_LINE_END_HYPHENS = (0xFFFE, 0x02)
_REPLACEMENT = 0xFFFD
# Halves of pairs begin here, and then codes of fonts' own, and what is rare.
_SURROGATES = 0xD800
# Line break opportunities and byte order marks, which print nothing.
_ZERO_WIDTH = (0x200B, 0x2060, 0xFEFF)
# Tabs and line breaks, which fonts map to a blank glyph.
_BLANK_CONTROLS = (0x09, 0x0A, 0x0B, 0x0D)
# A font's own codes are taken for Unicode if at least this share of them is in JIS X 0208, ...
_MIN_IN_JIS = 0.95
# ... and at least this share is kana or kanji (codes from hiragana on).
_MIN_JAPANESE = 0.3
_HIRAGANA = 0x3041


@dataclass(frozen=True, slots=True)
class TextPage:
    """The printed characters of a text page, those of one object contiguous.

    Attributes:
        codes: (n,) code points; U+FFFD for those that are invalid.
        boxes: (n, 4) left, top, right, bottom in PDF page space.
        handles: (n,) address of the text object that draws each.
        undecoded: (n,) which have no Unicode value.
        fonts: (n,) address of the font of each.
        advances: (n, 3) x and y of the origin in PDF page space, and the advance in ems, by which
            the file sets a character of a font that is not embedded; NaN for others.
    """

    codes: IntArray
    boxes: FloatArray
    handles: IntArray
    undecoded: BoolArray
    fonts: IntArray
    advances: FloatArray

    def take(self, kept: IntArray | BoolArray) -> TextPage:
        """The characters ``kept``, by index or mask."""
        at = np.arange(len(self.codes))[kept]
        return TextPage(
            self.codes[at],
            rows(self.boxes, at),
            self.handles[at],
            self.undecoded[at],
            self.fonts[at],
            rows(self.advances, at),
        )

    @classmethod
    def joined(cls, parts: Sequence[TextPage]) -> TextPage:
        """The characters of several text pages."""
        return cls(
            np.concatenate([part.codes for part in parts]),
            np.concatenate([part.boxes for part in parts]),
            np.concatenate([part.handles for part in parts]),
            np.concatenate([part.undecoded for part in parts]),
            np.concatenate([part.fonts for part in parts]),
            np.concatenate([part.advances for part in parts]),
        )


def load_text(text: TextChars) -> TextPage:
    """Load the printed characters of a text page."""
    page, codes, handles = text.handle, text.codes, text.objects
    # Between objects, PDFium generates blanks and line breaks, which are of no object.
    kept = true_at(_is_printed(page, codes, handles))
    codes, handles = codes[kept], handles[kept]
    boxes = halves = api.char_boxes(page, kept)
    if ((codes & ~0x7FF) == 0xD800).any():
        codes, boxes, second = _join_surrogates(codes, boxes, handles)
        whole = true_at(~second)
        codes, handles, kept = codes[whole], handles[whole], kept[whole]
        boxes, halves = boxes[whole], halves[whole]
    codes = _decoded(page, codes, kept)
    first = true_at(begins(handles))
    counts = lengths(first, len(handles))
    of_object = calls.integers(api.text_font, Handles(handles[first]))
    fonts = of_object.repeat(counts)
    every = distinct(of_object)
    foreign = every[calls.integers(api.font_embedded, Handles(every)) == 0].tolist()
    advances = _advances(page, codes, kept, fonts, foreign)
    if boxes is not halves:
        # The halves of a surrogate pair may be set one after the other, each with an advance.
        after = (codes > 0xFFFF) & (boxes[:, 2] > halves[:, 2])
        advances[after, 2] *= 2
    return TextPage(
        codes,
        boxes,
        handles,
        _undecoded(page, codes, kept, kept[first]),
        fonts,
        advances,
    )


def _join_surrogates(
    codes: IntArray, boxes: FloatArray, handles: IntArray
) -> tuple[IntArray, FloatArray, BoolArray]:
    """``codes`` and ``boxes`` with surrogate pairs joined, and which characters are second halves.

    PDFium reports a character beyond U+FFFF twice, once for each half of its surrogate pair.
    """
    high, low = (codes & ~0x3FF) == 0xD800, (codes & ~0x3FF) == 0xDC00
    pairs = true_at(high[:-1] & low[1:] & (handles[:-1] == handles[1:]))
    second = np.zeros(len(codes), dtype=bool)
    second[pairs + 1] = True
    codes, boxes = codes.copy(), boxes.copy(order="K")
    codes[pairs] = 0x10000 + ((codes[pairs] & 0x3FF) << 10) + (codes[pairs + 1] & 0x3FF)
    one, other = boxes[pairs], boxes[pairs + 1]
    boxes[pairs, 0] = np.minimum(one[:, 0], other[:, 0])
    boxes[pairs, 2] = np.maximum(one[:, 2], other[:, 2])
    return codes, boxes, second


def _is_printed(page: object, codes: IntArray, handles: IntArray) -> BoolArray:
    """(n,) which characters the page draws.

    PDFium generates spaces and line breaks between text objects; these belong to no object, or are
    marked as generated.
    """
    printed: BoolArray = (handles != 0) & (codes != 0)
    spaces = true_at(printed & (codes <= 0x20))
    generated = calls.integers_at(api.char_generated, page, spaces)
    printed[spaces[generated == 1]] = False
    return printed & ~one_of(codes, _ZERO_WIDTH)


def _decoded(page: object, codes: IntArray, indexes: IntArray) -> IntArray:
    """``codes`` with PDFium's marks for hyphens replaced, and U+FFFD for invalid code points."""
    # Few characters are asked more of than this.
    rare = (codes < 0x20) | (codes >= _SURROGATES) | ((codes >= 0x7F) & (codes < 0xA0))
    at = rare.nonzero()[0]
    if not len(at):
        return codes
    codes, own = codes.copy(), codes[at]
    hyphens = one_of(own, _LINE_END_HYPHENS).nonzero()[0]
    if len(hyphens):
        told = calls.integers_at(api.char_hyphen, page, indexes[at[hyphens]])
        own[hyphens[told == 1]] = ord("-")
    control = (own < 0x20) & ~one_of(own, _BLANK_CONTROLS)
    control |= (own >= 0x7F) & (own < 0xA0)
    surrogate = (own >= _SURROGATES) & (own < 0xE000)
    none = ((own & 0xFFFE) == 0xFFFE) | (own > 0x10FFFF)
    own[control | surrogate | none] = _REPLACEMENT
    codes[at] = own
    return codes


def _advances(
    page: object,
    codes: IntArray,
    indexes: IntArray,
    fonts: IntArray,
    foreign: Sequence[int],
) -> FloatArray:
    """(n, 3) origins and advances of characters of ``foreign`` fonts; NaN for others.

    These are not embedded: the boxes are as wide as the ink of fonts that the machine has instead.
    """
    result = by_column(len(codes), 3)
    result[:] = np.nan
    for font in foreign:
        at = true_at(fonts == font)
        known, back = np.unique(codes[at], return_inverse=True)
        width = np.array([api.font_width(font, code) for code in known.tolist()])[back]
        at, width = at[width > 0], width[width > 0]
        result[at, :2] = api.char_origins(page, indexes[at])
        result[at, 2] = width
    return result


def _undecoded(page: object, codes: IntArray, indexes: IntArray, first: IntArray) -> BoolArray:
    """(n,) which characters have no Unicode value."""
    lost: BoolArray = codes == _REPLACEMENT
    # U+F000 to F0FF are bullets and arrows of symbol fonts, which are fine as they are.
    lost |= (codes >= 0xE000) & (codes < 0xF900) & ((codes & 0xFF00) != 0xF000)
    lost |= codes >= 0xF0000
    if calls.integers_at(api.char_unmapped, page, first).any():
        unmapped = calls.integers_at(api.char_unmapped, page, indexes) == 1
        if not _reads_as_japanese(codes[unmapped]):
            lost |= unmapped
    return lost


def _reads_as_japanese(codes: IntArray) -> bool:
    """Whether the font's own codes, which PDFium falls back on, are Unicode after all.

    Glyph numbers taken for Unicode are Latin letters or rare Chinese characters.
    """
    if not len(codes):
        return True
    known = codes.astype("<u4").tobytes().decode("utf-32-le", "replace").encode("cp932", "ignore")
    in_jis = len(known.decode("cp932")) >= _MIN_IN_JIS * len(codes)
    return in_jis and bool((codes >= _HIRAGANA).mean() >= _MIN_JAPANESE)
