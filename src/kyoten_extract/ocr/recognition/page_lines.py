"""The lines found on a page, recognised: doubtful ones twice, dashes and marks by their shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.image.text_lines import LineBox
from kyoten_extract.ocr.recognition.bullets import with_bullets
from kyoten_extract.ocr.recognition.ctc import with_faint
from kyoten_extract.ocr.recognition.uncovered_ink import unread
from kyoten_extract.ocr.recognizer import Line, Recognizer

# Lines are read this much narrower at first, and again at full width where they are doubtful. Those
# no longer than this, in heights, have too few steps for that.
_FIRST_SQUEEZE, _SHORT = 0.6, 3.0
# So many lines tell of a page whether that is worth while: not if this share is read again.
_SOME, _MOSTLY = 48, 0.66
_SURE = 0.8
# The share of a line's characters that are letters and digits, half as wide as the others.
_LATIN = 0.4
# In ems: a mark no higher than this, and twice as wide, is a dash; one alone in its cell may be
# higher, and need not be as wide.
_DASH_HEIGHT, _DASH_WIDER = 0.2, 2.0
_LONE_DASH_HEIGHT, _LONE_DASH_WIDER = 0.3, 1.3
_DASH = Line("-", (0.99,), (0.5,), ((("-", 0.99),),))
# A company's kind in brackets, and its sign of one character: there the brackets are this near, in
# heights of the line.
_ABBREVIATED = re.compile(r"\(([株有財社])\)")
_ABBREVIATIONS = {"株": "㈱", "有": "㈲", "財": "㈶", "社": "㈳"}
_ONE_PLACE = 1.15
# So near they may be: in brackets of their own they are further apart.
_MAY_BE_ONE = 1.45
# How sure a character is of what may be another sign, or cut off.
CUT_OFF = 0.8


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line's place in dots, the cell it is in (-1: none), and its picture.

    ``cut_off`` says that it runs into the right side of its cell.
    """

    box: LineBox
    cell: int
    image: Gray
    cut_off: bool = False


def recognised(found: Sequence[FoundLine], em: float, recognizer: Recognizer) -> list[Line]:
    """The lines, the doubtful ones and those of narrow letters read again at full width.

    A dash alone is no line for a recognizer: it is one by its shape.
    """
    lines = [_DASH] * len(found)
    fellows = Counter(line.cell for line in found)
    first = [
        i
        for i, line in enumerate(found)
        if not _is_dash(line.box, em, alone=line.cell >= 0 and fellows[line.cell] == 1)
    ]
    whole = [i for i in first if _is_short(found[i].image)]
    narrow = [i for i in first if not _is_short(found[i].image)]
    # Of a page that is hard to read nearly all lines would be read twice: some of them tell.
    some, rest = narrow[:: len(narrow) // _SOME + 1], []
    again = _narrowed(some, found, recognizer, lines)
    if len(again) > _MOSTLY * len(some):
        whole += sorted({*narrow} - {*some})
    else:
        rest = sorted({*narrow} - {*some})
    again += _narrowed(rest, found, recognizer, lines)
    images = [found[i].image for i in (*whole, *again)]
    read = recognizer.read(images)
    for i, line in zip(whole, read, strict=False):
        lines[i] = line
    for i, line in zip(again, read[len(whole) :], strict=True):
        image = found[i].image
        less = len(unread(lines[i], image)) > len(unread(line, image))
        if line.confidence >= lines[i].confidence or _latin(line) or less:
            lines[i] = line
    for i in first:
        if missed := unread(lines[i], found[i].image):
            line = with_faint(lines[i])
            if len(unread(line, found[i].image)) < len(missed):
                lines[i] = line
        lines[i] = with_bullets(lines[i], found[i].image)
    return lines


def _narrowed(
    which: Sequence[int], found: Sequence[FoundLine], recognizer: Recognizer, lines: list[Line]
) -> list[int]:
    """Put those of ``lines``, read narrower than they are; which must be read again."""
    images = [found[i].image for i in which]
    for i, line in zip(which, recognizer.read(images, squeeze=_FIRST_SQUEEZE), strict=True):
        lines[i] = line
    return [
        i
        for i in which
        if min(lines[i].confidences, default=0) < _SURE
        or _latin(lines[i])
        or unread(lines[i], found[i].image)
    ]


def _is_short(image: Gray) -> bool:
    height, width = image.shape
    return bool(width <= _SHORT * height)


def _is_dash(box: LineBox, em: float, *, alone: bool) -> bool:
    width, height = box.right - box.left, box.bottom - box.top
    highest = (_LONE_DASH_HEIGHT if alone else _DASH_HEIGHT) * em
    wider = _LONE_DASH_WIDER if alone else _DASH_WIDER
    return height < highest and wider * height < width and 0.15 * em < width < 1.2 * em


def _latin(line: Line) -> bool:
    letters = sum(char.isascii() and char.isalnum() for char in line.text)
    return len(line.text) > 3 and letters >= _LATIN * len(line.text)


def with_abbreviations(line: Line, width: int, height: int) -> Line:
    """``line`` with ㈱ for a (株) that stands in the place of one character.

    Args:
        line: as recognised.
        width: of its picture in dots.
        height: of its ink in dots.
    """
    text, sure, places = line.text, list(line.confidences), list(line.places)
    for match in reversed(list(_ABBREVIATED.finditer(text))):
        start, end = match.span()
        apart = (places[end - 1] - places[start]) * width / max(height, 1)
        if _ONE_PLACE <= apart < _MAY_BE_ONE:
            sure[start:end] = [min(value, CUT_OFF) for value in sure[start:end]]
        elif apart < _ONE_PLACE:
            text = text[:start] + _ABBREVIATIONS[match[1]] + text[end:]
            sure[start:end] = [min(sure[start:end])]
            places[start:end] = [places[start + 1]]
    steps = line.steps if text == line.text else ()
    return Line(text, tuple(sure), tuple(places), steps)
