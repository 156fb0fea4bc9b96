"""What findings say of characters: where they are, and the first of them."""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import distinct, true_at
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.page.text_quality import CutText

# Characters of a text that a finding quotes.
_MAX_QUOTED = 80
# Texts of a page that are told one by one.
_MAX_CUT = 20
# Amounts, with signs and units; codes and telephone numbers are as wrong when they are cut.
_FIGURE = regex(r"[\d\s,.()%\u00a5\uffe5+\-\u2212\u25b2\u25b3\u5186]+")


def around_and_text(
    codes: IntArray, boxes: FloatArray, runs: IntArray, at: IntArray
) -> tuple[BBox, str]:
    """The bbox around the characters ``at``, one at least, and their text, cut to a sane length.

    Args:
        codes, boxes, runs: (n,), (n, 4), (n,) of all characters.
        at: indexes.
    """
    x0, top = boxes[at, :2].min(axis=0).tolist()
    x1, bottom = boxes[at, 2:].max(axis=0).tolist()
    return (x0, top, x1, bottom), _quoted(codes, runs, at)


def cut_and_read(characters: Characters, cut: IntArray) -> tuple[CutText, ...]:
    """The texts of which the characters ``cut`` are that the clip of their cell cuts off.

    A text may be drawn in pieces: those in one clip are one.
    """
    if not len(cut):
        return ()
    codes, boxes, runs = characters.codes, characters.boxes, characters.runs
    _, alike = np.unique(characters.clips, axis=0, return_inverse=True)
    clip = alike.reshape(-1)[characters.clipped]
    found = []
    for one in distinct(clip[cut])[:_MAX_CUT].tolist():
        at = true_at((clip == one) & ~characters.is_blank)
        text = "".join(map(chr, codes[at].tolist()))
        bbox, quoted = around_and_text(codes, boxes, runs, at)
        _, lost = around_and_text(codes, boxes, runs, cut[clip[cut] == one])
        found.append(CutText(quoted, lost, bbox, is_figure=bool(_FIGURE.fullmatch(text))))
    return tuple(found)


def _quoted(codes: IntArray, runs: IntArray, at: IntArray) -> str:
    """The characters ``at``, texts apart, cut to a sane length."""
    some = at[: _MAX_QUOTED + 1]
    new = np.diff(runs[some], prepend=runs[some[:1]]) != 0
    text = "".join(
        " " * apart + chr(code)
        for code, apart in zip(codes[some].tolist(), new.tolist(), strict=True)
    )
    return text if len(at) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."
