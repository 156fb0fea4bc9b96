"""Recognize the lines of a page: doubtful ones twice, dashes and bullets by their shape."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.image.text_lines import LineBox
from kyoten_extract.ocr.recognition.bullets import with_bullets
from kyoten_extract.ocr.recognition.ctc import with_faint
from kyoten_extract.ocr.recognition.doubtful_parts import (
    Part,
    doubtful_parts,
    part_image,
    with_parts,
)
from kyoten_extract.ocr.recognition.figures import without_blanks
from kyoten_extract.ocr.recognition.uncovered_ink import beside_uncovered_ink
from kyoten_extract.ocr.recognizer import Line, Recognizer

# Factor on the width at which lines are read first, which is faster; doubtful ones are read again
# at full width.
_FIRST_SQUEEZE = 0.6
# Line heights: shorter lines are read at full width at once, since they would have too few steps.
_SHORT = 3.0
# Lines that are read narrowed as a sample of the page ...
_SAMPLE = 48
# ... and the share of their width that must be read again for the rest to be read at full width at
# once, which is less work then.
_MAX_READ_AGAIN = 1 - _FIRST_SQUEEZE
# Lowest character confidence below which a line is read again at full width.
_CERTAIN = 0.8
# Share of Latin letters and digits from which a line is read again: narrowed, they are too thin.
_LATIN_SHARE = 0.4
# Ems: lines of one column begin no further apart.
_SAME_LEFT = 0.5
# Ems: height of a dash, at most; and the least ratio of its width to its height.
_DASH_HEIGHT, _DASH_RATIO = 0.2, 2.0
# The same for a mark that is alone in its cell, where nothing else is likely.
_LONE_DASH_HEIGHT, _LONE_DASH_RATIO = 0.3, 1.3
_DASH = Line("-", (0.99,), (0.5,), ((("-", 0.99),),))
# The kind of a company in brackets, and the single character for it.
_ABBREVIATED = regex(r"\(([株有財社])\)")
_ABBREVIATIONS = {"株": "㈱", "有": "㈲", "財": "㈶", "社": "㈳"}
# Line heights: brackets closer than this are part of one character, ㈱ ...
_ONE_CHARACTER = 1.15
# ... and closer than this they may be; characters of their own are further apart.
_MAYBE_ONE_CHARACTER = 1.45
# Confidence, at most, of a character that may be cut off or be another sign.
CUT_OFF = 0.8


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of text before it is recognized.

    Attributes:
        box: in dots.
        cell: number of the cell it is in; -1 outside all cells.
        image: dark on white.
        cut_off: whether it runs into the right side of its cell.
    """

    box: LineBox
    cell: int
    image: Gray
    cut_off: bool = False


def recognize_lines(found: Sequence[FoundLine], em: float, recognizer: Recognizer) -> list[Line]:
    """Recognize lines; doubtful ones, and those of narrow letters, again at full width.

    Recognizers can't read a dash alone, so it is detected by its shape.
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
    # On a page that is hard to read, nearly all lines would be read twice: a sample decides.
    some = narrow[:: len(narrow) // _SAMPLE + 1]
    rest = sorted({*narrow} - {*some})
    again = _read_narrowed(some, found, recognizer, lines)
    if _cost(again, found) > _MAX_READ_AGAIN * sum(found[i].image.shape[1] for i in some):
        whole += rest
    else:
        latin = _below_latin(rest, some, found, lines, em)
        whole += latin
        again |= _read_narrowed(sorted({*rest} - {*latin}), found, recognizer, lines)
    parts = [(i, part) for i, own in again.items() for part in own or ()]
    entire = [i for i, own in again.items() if own is None]
    images = [found[i].image for i in (*whole, *entire)]
    cut = [part_image(found[i].image, part) for i, part in parts]
    read = iter(recognizer.read([*images, *cut]))
    for i in whole:
        lines[i] = next(read)
    for i in entire:
        lines[i] = _better(lines[i], next(read), found[i].image)
    readings: defaultdict[int, list[Line]] = defaultdict(list)
    for (i, _), image in zip(parts, cut, strict=True):
        readings[i].append(_covering(next(read), image))
    joined = set()
    for i, new in readings.items():
        line = with_parts(lines[i], found[i].image, again[i] or (), new)
        # Ink that stays uncovered where both readings are the same is not read a third time.
        if line is not None and (
            line.text == lines[i].text or not beside_uncovered_ink(line, found[i].image)
        ):
            lines[i] = _better(lines[i], line, found[i].image)
            joined.add(i)
    unfit = [i for i in readings if i not in joined]
    for i, line in zip(unfit, recognizer.read([found[i].image for i in unfit]), strict=True):
        lines[i] = _better(lines[i], line, found[i].image)
    for i in first:
        if i not in joined:  # The steps of joined readings are not evenly spaced.
            lines[i] = _covering(lines[i], found[i].image)
        lines[i] = without_blanks(with_bullets(lines[i], found[i].image))
    return lines


def _below_latin(
    rest: Sequence[int],
    some: Sequence[int],
    found: Sequence[FoundLine],
    lines: Sequence[Line],
    em: float,
) -> list[int]:
    """Those of ``rest`` in columns whose lines in the sample ``some`` are mostly of Latin letters.

    They would be read again in any case.
    """
    sample = [(found[i].box.left, _latin(lines[i])) for i in some]
    below: list[int] = []
    for i in rest:
        left = found[i].box.left
        near = [latin for x, latin in sample if abs(x - left) <= _SAME_LEFT * em]
        if 2 * sum(near) > len(near):
            below.append(i)
    return below


def _read_narrowed(
    which: Sequence[int], found: Sequence[FoundLine], recognizer: Recognizer, lines: list[Line]
) -> dict[int, list[Part] | None]:
    """Read lines narrowed, and store them in ``lines``; return what must be read again of them.

    That is some parts of a line, or ``None``: all of it.
    """
    images = [found[i].image for i in which]
    again: dict[int, list[Part] | None] = {}
    for i, line in zip(which, recognizer.read(images, squeeze=_FIRST_SQUEEZE), strict=True):
        lines[i] = line
        doubted = {at for at, sure in enumerate(line.confidences) if sure < _CERTAIN}
        doubted |= beside_uncovered_ink(line, found[i].image)
        if not line.text or _latin(line):
            again[i] = None
        elif doubted:
            again[i] = doubtful_parts(line, found[i].image, doubted)
    return again


def _cost(again: Mapping[int, Sequence[Part] | None], found: Sequence[FoundLine]) -> int:
    """The width of all that is to be read again, in dots."""
    return sum(
        found[i].image.shape[1] if own is None else sum(part.right - part.left for part in own)
        for i, own in again.items()
    )


def _better(old: Line, new: Line, image: Gray) -> Line:
    """The second reading of a line, unless the first is surer and leaves no more ink uncovered."""
    less = len(beside_uncovered_ink(old, image)) > len(beside_uncovered_ink(new, image))
    return new if new.confidence >= old.confidence or _latin(new) or less else old


def _covering(line: Line, image: Gray) -> Line:
    """``line`` with its faint characters, if they cover ink that it leaves uncovered."""
    missed = beside_uncovered_ink(line, image)
    if not missed:
        return line
    other = with_faint(line)
    return other if len(beside_uncovered_ink(other, image)) < len(missed) else line


def _is_short(image: Gray) -> bool:
    height, width = image.shape
    return bool(width <= _SHORT * height)


def _is_dash(box: LineBox, em: float, *, alone: bool) -> bool:
    width, height = box.right - box.left, box.bottom - box.top
    highest = (_LONE_DASH_HEIGHT if alone else _DASH_HEIGHT) * em
    wider = _LONE_DASH_RATIO if alone else _DASH_RATIO
    return height < highest and wider * height < width and 0.15 * em < width < 1.2 * em


def _latin(line: Line) -> bool:
    letters = sum(char.isascii() and char.isalnum() for char in line.text)
    return len(line.text) > 3 and letters >= _LATIN_SHARE * len(line.text)


def with_abbreviations(line: Line, width: int, height: int) -> Line:
    """Read (株) as ㈱ where it takes the space of one character.

    Args:
        line: as recognized.
        width: of its image, in dots.
        height: of its ink, in dots.
    """
    text, sure, places = line.text, list(line.confidences), list(line.places)
    for match in reversed(list(_ABBREVIATED.finditer(text))):
        start, end = match.span()
        apart = (places[end - 1] - places[start]) * width / max(height, 1)
        if _ONE_CHARACTER <= apart < _MAYBE_ONE_CHARACTER:
            sure[start:end] = [min(value, CUT_OFF) for value in sure[start:end]]
        elif apart < _ONE_CHARACTER:
            text = text[:start] + _ABBREVIATIONS[match[1]] + text[end:]
            sure[start:end] = [min(sure[start:end])]
            places[start:end] = [places[start + 1]]
    steps = line.steps if text == line.text else ()
    return Line(text, tuple(sure), tuple(places), steps)
