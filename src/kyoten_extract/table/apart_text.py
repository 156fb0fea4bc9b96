"""Text over the table that is in none of its cells: stamps, watermarks, and furigana."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kyoten_extract.page.array_steps import median
from kyoten_extract.page.grid import TextRun
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray
from kyoten_extract.page.text_quality import ApartKind, ApartText
from kyoten_extract.table.cell_text import OUTSIDE

# Ems: characters of one stamp are no further from each other, center to center.
_STAMP_STEP = 4.0
# Ems of the text that a level stamp lies over: it is larger than this.
_STAMP_EM = 1.5
# Cells whose text a level stamp lies over, at least. A text that overflows lies over one.
_STAMP_CELLS = 2
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
_KANA = (0x3041, 0x3100)
_HALF_WIDTH_KANA = (0xFF66, 0xFFA0)
_KANJI = (0x3400, 0xA000)
_KANJI_MARK = 0x3005  # repeats the kanji before


@dataclass(frozen=True, slots=True)
class Apart:
    """The texts of a page that are in no cell, though over one.

    Attributes:
        characters: all of the page, where furigana spreads the kanji below with wider boxes.
        found: (n,) which characters are set apart.
        texts: what they say, by kind.
    """

    characters: Characters
    found: BoolArray
    texts: tuple[ApartText, ...] = ()

    def runs(self, page: int) -> tuple[TextRun, ...]:
        """The texts, as text outside the tables of ``page``."""
        return tuple(TextRun(page, text.text, text.bbox) for text in self.texts)


def set_apart(characters: Characters, owner: IntArray, cells: FloatArray) -> Apart:
    """Find stamps over several cells or over other text, and furigana in cells.

    Args:
        characters: those of a page.
        owner: (n,) number of the cell each is in, or ``OUTSIDE``.
        cells: (m, 4) the cells.
    """
    found = np.zeros(len(owner), dtype=bool)
    texts: list[ApartText] = []
    if not len(cells):
        return Apart(characters, found)
    stamps = (*_slanted(characters, owner), *_level_stamps(characters, owner, cells))
    for part, covers in stamps:
        if not found[part].any():
            found[part] = True
            texts.append(_text("stamp", characters, [part], covers=covers))
    boxes = characters.boxes.copy()
    for parts in _furigana(characters, np.where(found, OUTSIDE, owner), boxes):
        found[np.concatenate(parts)] = True
        texts.append(_text("furigana", characters, parts))
    if not texts:
        return Apart(characters, found)
    if not texts:
        return Apart(characters, found)
    return Apart(replace(characters, boxes=boxes), found, tuple(texts))


def _text(
    kind: ApartKind, characters: Characters, parts: list[IntArray], *, covers: bool = True
) -> ApartText:
    codes = (characters.codes[part].astype("<u4").tobytes() for part in parts)
    text = " ".join(part.decode("utf-32-le", "replace").strip() for part in codes)
    boxes = characters.boxes[np.concatenate(parts)]
    x0, top = np.round(boxes[:, :2].min(axis=0), 2).tolist()
    x1, bottom = np.round(boxes[:, 2:].max(axis=0), 2).tolist()
    return ApartText(kind, text, (x0, top, x1, bottom), covers)


def _slanted(characters: Characters, owner: IntArray) -> Iterator[tuple[IntArray, bool]]:
    """Texts at an angle, in several cells or over other text; those within a cell are its own.

    A page that has hardly any other text is askew.
    """
    if not len(characters.slanted):
        return
    inked = ~characters.is_blank
    at = np.flatnonzero(characters.slanted[characters.runs])
    if not len(at) or 2 * np.count_nonzero(inked[at]) > np.count_nonzero(inked):
        return
    boxes = characters.boxes
    level = inked.copy()
    level[at] = False
    middle = (boxes[at, :2] + boxes[at, 2:]) / 2
    size = (boxes[at, 2:] - boxes[at, :2]).max(axis=1)
    step = np.hypot(*np.diff(middle, axis=0).T) > _STAMP_STEP * np.maximum(size[1:], size[:-1])
    for part in np.split(at, np.flatnonzero(step | (np.diff(at) > 1)) + 1):
        covers = bool(_covered(part, level, boxes).any())
        if covers or len(np.unique(owner[part])) > 1:
            yield part, covers


def _level_stamps(
    characters: Characters, owner: IntArray, cells: FloatArray
) -> Iterator[tuple[IntArray, bool]]:
    """Large runs over the text of several cells."""
    boxes, inked = characters.boxes, ~characters.is_blank
    height = boxes[:, 3] - boxes[:, 1]
    inside = np.flatnonzero((owner != OUTSIDE) & inked)
    if not len(inside):
        return
    cell = cells[owner[inside]]
    out = (boxes[inside, 1] < cell[:, 1]) | (boxes[inside, 3] > cell[:, 3])
    out |= (boxes[inside, 0] < cell[:, 0]) | (boxes[inside, 2] > cell[:, 2])
    if not out.any():
        return
    large = out & (height[inside] > _STAMP_EM * median(height[inside]))
    for run in np.unique(characters.runs[inside[large]]).tolist():
        part = np.flatnonzero(characters.runs == run)
        small = inked & (height * _STAMP_EM < height[part].max())
        under = owner[_covered(part, small, boxes)]
        if len(np.unique(under[under != OUTSIDE])) >= _STAMP_CELLS:
            yield part, True


def _covered(part: IntArray, others: BoolArray, boxes: FloatArray) -> BoolArray:
    """(n,) which of ``others`` have their center in a box of ``part``."""
    result = np.zeros(len(boxes), dtype=bool)
    around = boxes[part]
    low, high = around[:, :2].min(axis=0), around[:, 2:].max(axis=0)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    near = np.flatnonzero(others & ((middle > low) & (middle < high)).all(axis=1))
    point = middle[near, None]
    inside: BoolArray = (point > around[None, :, :2]) & (point < around[None, :, 2:])
    result[near] = np.asarray(inside.all(axis=2)).any(axis=1)
    return result


def _furigana(
    characters: Characters, owner: IntArray, spread: FloatArray
) -> Iterator[list[IntArray]]:
    """The words of furigana of each cell; widens the boxes ``spread`` of the kanji below.

    Furigana is small kana right above kanji. A line of small print has kanji or signs as well, and
    notes are beside their text.
    """
    codes, boxes = characters.codes, characters.boxes
    height = boxes[:, 3] - boxes[:, 1]
    inked = np.flatnonzero((owner != OUTSIDE) & ~characters.is_blank)
    if not len(inked):
        return
    if height[inked].min() > _RUBY_EM * height[inked].max():
        return
    tallest = np.zeros(int(owner.max()) + 1)
    np.maximum.at(tallest, owner[inked], height[inked])
    kana = (codes >= _KANA[0]) & (codes < _KANA[1])
    kana |= (codes >= _HALF_WIDTH_KANA[0]) & (codes < _HALF_WIDTH_KANA[1])
    small = inked[height[inked] <= _RUBY_EM * tallest[owner[inked]]]
    for cell in np.unique(owner[small[kana[small]]]).tolist():
        tiny = small[owner[small] == cell]
        others = np.setdiff1d(inked[owner[inked] == cell], tiny)
        words = []
        for word in _words(tiny, boxes):
            if kana[word].all() and (below := _below(word, others, codes, boxes)) is not None:
                words.append(word)
                _close_up(word, below, boxes, spread)
        if words:
            yield words


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
    return np.split(order, np.flatnonzero(broken) + 1)


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
    if shared[kanji].sum() < _RUBY_OVER * (high - low):
        return None
    if shared[near & ~kanji].sum() > shared[kanji].sum():
        return None
    below: IntArray = others[kanji]
    return below
