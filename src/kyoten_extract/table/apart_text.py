"""Text over the table that is in none of its cells: stamps, watermarks, and furigana."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import distinct, median, true_at
from kyoten_extract.page.grid import TextRun
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray
from kyoten_extract.page.text_quality import ApartKind, ApartText
from kyoten_extract.table.cell_text import OUTSIDE
from kyoten_extract.table.furigana import KANA, furigana
from kyoten_extract.table.overlaid_text import rounded_box, text_at

# Ems: characters of one stamp are no further from each other, center to center.
_STAMP_STEP = 4.0
# Ems of the text that a level stamp lies over: it is larger than this.
_STAMP_EM = 1.5
# Cells whose text a level stamp lies over, at least. A text that overflows lies over one.
_STAMP_CELLS = 2


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
        return tuple(TextRun(page, text.text, text.bbox, over=True) for text in self.texts)


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
    boxes = characters.boxes.copy(order="K")
    for parts in furigana(characters, np.where(found, OUTSIDE, owner), cells, boxes):
        members = np.concatenate(parts)
        rest = _rest_of_line(members, characters, owner)
        found[members] = found[rest] = True
        if not characters.is_blank[rest].all():
            parts = [*parts, rest]
        texts.append(_text("furigana", characters, parts))
    if not texts:
        return Apart(characters, found)
    return Apart(replace(characters, boxes=boxes), found, tuple(texts))


def _rest_of_line(members: IntArray, characters: Characters, owner: IntArray) -> IntArray:
    """What else is on the lines of furigana in its cell: blanks, and kana over kana of a name.

    Nothing where other text is there, too.
    """
    boxes = characters.boxes
    at = true_at(owner == owner[members[0]])
    at = at[~np.isin(at, members)]
    middle = (boxes[at, 1] + boxes[at, 3])[:, None] / 2
    at = at[((middle > boxes[members, 1]) & (middle < boxes[members, 3])).any(axis=1)]
    inked = at[~characters.is_blank[at]]
    codes, high = characters.codes[inked], boxes[:, 3] - boxes[:, 1]
    kana = (codes >= KANA[0]) & (codes < KANA[1]) & (high[inked] <= high[members].max() + 0.1)
    return at if kana.all() else np.setdiff1d(at, inked)


def _text(
    kind: ApartKind, characters: Characters, parts: list[IntArray], *, covers: bool = True
) -> ApartText:
    text = " ".join(text_at(characters, part).strip() for part in parts)
    return ApartText(kind, text, rounded_box(characters.boxes[np.concatenate(parts)]), covers)


def _slanted(characters: Characters, owner: IntArray) -> Iterator[tuple[IntArray, bool]]:
    """Texts at an angle, in several cells or over or beside other text; one alone is its cell's.

    A page that has hardly any other text is askew.
    """
    inked = ~characters.is_blank
    at = true_at(characters.is_slanted)
    if not len(at) or 2 * np.count_nonzero(inked[at]) > np.count_nonzero(inked):
        return
    boxes = characters.boxes
    level = inked.copy()
    level[at] = False
    taken = distinct(owner[level & (owner != OUTSIDE)])
    middle = (boxes[at, :2] + boxes[at, 2:]) / 2
    size = (boxes[at, 2:] - boxes[at, :2]).max(axis=1)
    step = np.hypot(*np.diff(middle, axis=0).T) > _STAMP_STEP * np.maximum(size[1:], size[:-1])
    for part in np.split(at, true_at(step | (np.diff(at) > 1)) + 1):
        covers = bool(_covered(part, level, boxes).any())
        own = distinct(owner[part])
        if covers or len(own) > 1 or np.isin(own, taken).any():
            yield part, covers


def _level_stamps(
    characters: Characters, owner: IntArray, cells: FloatArray
) -> Iterator[tuple[IntArray, bool]]:
    """Large runs over the text of several cells."""
    boxes, inked = characters.boxes, ~characters.is_blank
    height = boxes[:, 3] - boxes[:, 1]
    inside = true_at((owner != OUTSIDE) & inked)
    if not len(inside):
        return
    own = height[inside]
    if own.max() <= _STAMP_EM * own.min():
        return
    large = inside[own > _STAMP_EM * median(own)]
    if not len(large):
        return
    box, cell = boxes[large], cells[owner[large]]
    out = (box[:, :2] < cell[:, :2]).any(axis=1) | (box[:, 2:] > cell[:, 2:]).any(axis=1)
    for run in distinct(characters.runs[large[out]]).tolist():
        part = true_at(characters.runs == run)
        small = inked & (height * _STAMP_EM < height[part].max())
        under = owner[_covered(part, small, boxes)]
        if len(distinct(under[under != OUTSIDE])) >= _STAMP_CELLS:
            yield part, True


def _covered(part: IntArray, others: BoolArray, boxes: FloatArray) -> BoolArray:
    """(n,) which of ``others`` have their center in a box of ``part``."""
    result = np.zeros(len(boxes), dtype=bool)
    around = boxes[part]
    low, high = around[:, :2].min(axis=0), around[:, 2:].max(axis=0)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    near = true_at(others & ((middle > low) & (middle < high)).all(axis=1))
    point = middle[near, None]
    inside: BoolArray = (point > around[None, :, :2]) & (point < around[None, :, 2:])
    result[near] = np.asarray(inside.all(axis=2)).any(axis=1)
    return result
