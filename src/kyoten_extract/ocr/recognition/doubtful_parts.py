"""Read again only those parts of a line that its first, narrowed reading leaves in doubt.

A part has sure characters on both sides of what is in doubt. They are the check of the cut: where
the second reading does not begin and end with them, the whole line is read again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.ctc import step_spans
from kyoten_extract.ocr.recognition.homoglyphs import resolve_homoglyphs
from kyoten_extract.ocr.recognition.uncovered_ink import INKED
from kyoten_extract.ocr.recognizer import Line

# Sure characters that are read again on either side of those in doubt.
_CONTEXT = 2
# Share of a line's width from which the whole line is read again instead.
_MAX_SHARE = 0.6
# Share of the image's height: white margin at the cuts, as a line's image has around it.
_MARGIN = 0.13
# Between the characters of two readings, so that two equal ones are not taken for one.
_BLANK: Steps = ((("", 1.0),),)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line.

    Attributes:
        start, end: of its characters in the line's text.
        left, right: of its columns in the line's image.
    """

    start: int
    end: int
    left: int
    right: int


def doubtful_parts(line: Line, image: Gray, doubted: Collection[int]) -> list[Part] | None:
    """The parts of ``line`` around its ``doubted`` characters; ``None`` if that is most of it.

    Args:
        line: as read narrowed.
        image: (height, width) of it, dark on white.
        doubted: indexes of characters.
    """
    count, width = len(line.text), image.shape[1]
    if not doubted or len(step_spans(line.steps)) != count:
        return None
    inked = np.asarray((image < INKED).any(axis=0))
    parts: list[Part] = []
    for at in sorted(doubted):
        start, left = _edge(line, inked, at - _CONTEXT, doubted, -1)
        end, right = _edge(line, inked, at + 1 + _CONTEXT, doubted, 1)
        if parts and start <= parts[-1].end:
            start, left = parts[-1].start, parts[-1].left
            end, right = max((parts[-1].end, parts[-1].right), (end, right))
            parts.pop()
        parts.append(Part(start, end, left, right))
    if sum(part.right - part.left for part in parts) > _MAX_SHARE * width:
        return None
    return parts


def _edge(
    line: Line, inked: np.ndarray, at: int, doubted: Collection[int], step: int
) -> tuple[int, int]:
    """The first character boundary from ``at`` on where the line can be cut, and the column.

    It is one between two characters that are not in doubt, with white between their centers.
    """
    count, width = len(line.text), len(inked)
    while 0 < at < count:
        sure = not {at - 1, at} & set(doubted)
        if sure and not (line.text[at - 1].isspace() or line.text[at].isspace()):
            low, high = (round(line.places[i] * width) for i in (at - 1, at))
            white = low + np.flatnonzero(~inked[low:high])
            if len(white):
                middle = (low + high) / 2
                return at, int(white[np.argmin(abs(white - middle))])
        at += step
    return (0, 0) if at <= 0 else (count, width)


def part_image(image: Gray, part: Part) -> Gray:
    """The image of ``part``, with a white margin where it was cut."""
    margin = max(round(_MARGIN * len(image)), 2)
    before, after = (margin if cut else 0 for cut in (part.start, part.right < image.shape[1]))
    return np.pad(image[:, part.left : part.right], ((0, 0), (before, after)), constant_values=255)


def with_parts(
    line: Line, image: Gray, parts: Sequence[Part], readings: Sequence[Line]
) -> Line | None:
    """``line`` with new readings of its parts; ``None`` where one does not fit at its cuts."""
    spans = step_spans(line.steps)
    width, count = image.shape[1], len(line.text)
    for part, read in reversed([*zip(parts, readings, strict=True)]):
        first, last = line.text[part.start], line.text[part.end - 1]
        if (part.start and not read.text.startswith(first)) or (
            part.end < count and not read.text.endswith(last)
        ):
            return None
        if not read.text or len(step_spans(read.steps)) != len(read.text):
            return None
        wide = part_image(image, part).shape[1]
        shift = part.left - (max(round(_MARGIN * len(image)), 2) if part.start else 0)
        places = tuple((shift + place * wide) / width for place in read.places)
        before = line.steps[: spans[part.start - 1][1] + 1] if part.start else ()
        after = line.steps[spans[part.end][0] :] if part.end < count else ()
        line = Line(
            line.text[: part.start] + read.text + line.text[part.end :],
            (*line.confidences[: part.start], *read.confidences, *line.confidences[part.end :]),
            (*line.places[: part.start], *places, *line.places[part.end :]),
            (*before, *_BLANK, *read.steps, *_BLANK, *after),
        )
    # A homoglyph is resolved by its neighbors, which a part may lack.
    shown = [line.steps[first] for first, _ in step_spans(line.steps)]
    text = resolve_homoglyphs([options[0][0] for options in shown], shown)
    return replace(line, text="".join(text)) if len(text) == len(line.text) else line
