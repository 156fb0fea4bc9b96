"""Furigana: small kana above kanji, which say how these are read and are no part of the text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kyoten_extract.page.array_steps import difference, distinct, median, true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray
from kyoten_extract.table.cell_text import OUTSIDE

# Ems of the text below: furigana is at most this high; half is usual.
_RUBY_EM = 0.6
# Ems of the text below: furigana stands at most this far above it, or reaches this far into it.
_RUBY_ABOVE, _RUBY_INTO = 0.5, 0.35
# Ems of the furigana: one word of it has no wider gaps; other small text is further away.
_RUBY_GAP = 1.0
# Share of the width of furigana that is above kanji.
_RUBY_OVER = 0.4
# Ems of the furigana: white on either side that it adds between the kanji below.
_RUBY_SPREAD = 0.25
# Of the usual height of characters: larger ones are titles.
_USUAL = 1.1
KANA = (0x3041, 0x3100)
"""Code points of full-width kana: the first, and the one after the last."""
_HALF_WIDTH_KANA = (0xFF66, 0xFFA0)
_KANJI = (0x3400, 0xA000)
_KANJI_MARK = 0x3005  # repeats the kanji before


def furigana(
    characters: Characters, owner: IntArray, cells: FloatArray, spread: FloatArray
) -> Iterator[list[IntArray]]:
    """The words of furigana of each cell; widens the boxes ``spread`` of the kanji below.

    Furigana is small kana right above kanji. A line of small print has kanji or signs as well, and
    notes are beside their text. Where a line that was reckoned parts two rows, the furigana of the
    lower one may run over it.

    Args:
        characters: those of a page.
        owner: (n,) number of the cell each is in, or ``OUTSIDE``.
        cells: (m, 4) the cells.
        spread: (n, 4) boxes of the characters.
    """
    codes, boxes = characters.codes, characters.boxes
    height = boxes[:, 3] - boxes[:, 1]
    # A character of a damaged font may have no height.
    inked = true_at((owner != OUTSIDE) & ~characters.is_blank & (height > 0))
    if not len(inked) or height[inked].min() > _RUBY_EM * height[inked].max():
        return
    tallest = np.zeros(int(owner.max()) + 1)
    np.maximum.at(tallest, owner[inked], height[inked])
    kana = (codes >= KANA[0]) & (codes < KANA[1])
    kana |= (codes >= _HALF_WIDTH_KANA[0]) & (codes < _HALF_WIDTH_KANA[1])
    small = inked[height[inked] <= _RUBY_EM * tallest[owner[inked]]]
    for cell in distinct(owner[small[kana[small]]]).tolist():
        tiny = small[owner[small] == cell]
        others = difference(inked[owner[inked] == cell], tiny)
        words = []
        for word in _words(tiny, boxes):
            if not kana[word].all():
                continue
            below = _below(word, others, codes, boxes)
            if below is None and boxes[word, 3].max() > cells[cell, 3]:
                below = _below(word, difference(inked, small), codes, boxes)
            if below is not None:
                words.append(word)
                _close_up(word, below, boxes, spread)
        if words:
            yield words


def is_furigana(characters: Characters) -> BoolArray:
    """(n,) which characters of a page are furigana, before it is known what is a cell."""
    boxes = characters.boxes
    found = np.zeros(len(boxes), dtype=bool)
    height = boxes[:, 3] - boxes[:, 1]
    inked = ~characters.is_blank
    if not inked.any():
        return found
    # Titles are larger than most text, which is then no furigana.
    usual = inked & (height <= _USUAL * median(height[inked]))
    owner = np.where(usual, 0, OUTSIDE)
    page = np.array([[-np.inf, -np.inf, np.inf, np.inf]])
    for words in furigana(characters, owner, page, boxes.copy()):
        found[np.concatenate(words)] = True
    return found


def _close_up(word: IntArray, below: IntArray, boxes: FloatArray, spread: FloatArray) -> None:
    """Widen the kanji ``below`` in ``spread`` by the white that a word of furigana adds."""
    white = _RUBY_SPREAD * float((boxes[word, 3] - boxes[word, 1]).max())
    low, high = boxes[word, 0].min() - white, boxes[word, 2].max() + white
    order = below[np.argsort(boxes[below, 0])]
    first, last = order[0], order[-1]
    spread[first, 0] = min(spread[first, 0], low)
    spread[last, 2] = max(spread[last, 2], high)
    spread[order[:-1], 2] = np.maximum(spread[order[:-1], 2], boxes[order[1:], 0])


def _words(tiny: IntArray, boxes: FloatArray) -> list[IntArray]:
    """The characters ``tiny`` as words: on one baseline, without a gap."""
    em = float((boxes[tiny, 3] - boxes[tiny, 1]).max())
    line = np.round(boxes[tiny, 3] / (em / 2))
    order = tiny[np.lexsort((boxes[tiny, 0], line))]
    box = boxes[order]
    broken = np.abs(np.diff(box[:, 3])) > em / 4
    broken |= (box[1:, 0] - box[:-1, 2]) > _RUBY_GAP * em
    return np.split(order, true_at(broken) + 1)


def _below(word: IntArray, others: IntArray, codes: IntArray, boxes: FloatArray) -> IntArray | None:
    """The kanji right below ``word``, if it stands above them."""
    low, high, bottom = boxes[word, 0].min(), boxes[word, 2].max(), boxes[word, 3].max()
    size = boxes[word, 3] - boxes[word, 1]
    em = boxes[others, 3] - boxes[others, 1]
    gap = boxes[others, 1] - bottom
    shared = np.minimum(boxes[others, 2], high) - np.maximum(boxes[others, 0], low)
    near = (gap <= _RUBY_ABOVE * em) & (gap >= -_RUBY_INTO * em) & (shared > 0)
    near &= em * _RUBY_EM >= size.max()
    code = codes[others]
    kanji = near & (((code >= _KANJI[0]) & (code < _KANJI[1])) | (code == _KANJI_MARK))
    if not kanji.any() or shared[kanji].sum() < _RUBY_OVER * (high - low):
        return None
    if shared[near & ~kanji].sum() > shared[kanji].sum():
        return None
    below: IntArray = others[kanji]
    return below
