"""Differences between OCR and the text layer, and how likely the image shows the layer's text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import SequenceMatcher

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.field_types import is_absent, read_form, read_number
from kyoten_extract.model.survey import BaseForm
from kyoten_extract.ocr.postcorrection.doubtful_cell import POSSIBLE, Cell
from kyoten_extract.ocr.recognition.charset import UNKNOWN
from kyoten_extract.ocr.recognition.ctc_likelihood import log_likelihood
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.gazetteer.municipalities import official_names
from kyoten_extract.text.gazetteer.places import city_countries, country_code

# Probability that a certain character is misread; higher for figures, which no context confirms.
_ERROR_RATE = 1e-3
_ERROR_RATE_FIGURE = 5e-3
# Confidence from which a difference is not checked against the line's likelihood.
_CERTAIN = 0.99


@dataclass(frozen=True, slots=True)
class Block:
    """A difference: our characters ``start`` to ``end``, which the layer reads as ``text``."""

    start: int
    end: int
    text: str


def matcher(ours: str, layer: str) -> SequenceMatcher[str]:
    """Align two texts without blanks."""
    return SequenceMatcher(None, ours, layer, autojunk=False)


def differences(ours: str, layer: str) -> tuple[list[int], list[Block]]:
    """Indexes of our characters that both have, and the differences, as small as possible."""
    same: list[int] = []
    blocks: list[Block] = []
    for tag, start, end, low, high in matcher(ours, layer).get_opcodes():
        if tag == "equal":
            same += range(start, end)
        elif end - start == high - low:
            blocks += (Block(i, i + 1, layer[low + i - start]) for i in range(start, end))
        else:
            blocks.append(Block(start, end, layer[low:high]))
    return same, [block for block in blocks if UNKNOWN not in block.text]


def shown(cell: Cell, at: Sequence[int], block: Block) -> float:
    """Likelihood ratio, given the image, of the layer's reading of a block against ours."""
    least = _ERROR_RATE_FIGURE if cell.kind in ("number", "year") else _ERROR_RATE
    if block.end - block.start == len(block.text) == 1:
        seen = cell.seen[at[block.start]]
        return max(seen.probability(block.text), least) / max(seen.confidence, least)
    line = _line_of(cell, at, block)
    if line is None:
        return least
    number, first, last = line
    picture = [line for line in cell.lines if line.text][number]
    beside = range(max(block.start - 1, 0), min(block.end + 1, len(at)))
    named = {char for step in picture.steps for char, value in step if value >= POSSIBLE}
    unsure = any(cell.seen[at[i]].confidence < _CERTAIN for i in beside)
    if not picture.steps or not (unsure or set(block.text) <= named):
        return least
    low, high = within(at, block)
    read = "".join(seen.text for seen in cell.seen[first:last])
    other = read[: low - first] + block.text + read[high - first :]
    gain = log_likelihood(other, picture.steps) - log_likelihood(read, picture.steps)
    return math.exp(min(max(gain, math.log(least)), -math.log(least)))


def within(at: Sequence[int], block: Block) -> tuple[int, int]:
    """Start and end of a block among all characters of a cell, blanks included."""
    if block.start < block.end:
        return at[block.start], at[block.end - 1] + 1
    place = at[block.start - 1] + 1 if block.start else 0
    return place, place


def _line_of(cell: Cell, at: Sequence[int], block: Block) -> tuple[int, int, int] | None:
    """The number of the line that contains a block, and the line's start and end."""
    low, high = within(at, block)
    ends = [i for i, seen in enumerate(cell.seen) if seen.text == "\n"] + [len(cell.seen)]
    first = 0
    for number, end in enumerate(ends):
        if first <= low and high <= end:
            return number, first, end
        first = end + 1
    return None


def touched(block: Block, count: int) -> range:
    """Our characters that a block concerns; its neighbors, where it only inserts."""
    if block.start < block.end:
        return range(block.start, block.end)
    return range(max(block.start - 1, 0), min(block.end + 1, count))


def with_blocks(ours: str, blocks: Sequence[Block]) -> str:
    """Apply blocks to a text without blanks."""
    for block in sorted(blocks, key=lambda b: -b.start):
        ours = ours[: block.start] + block.text + ours[block.end :]
    return ours


def rewritten(cell: Cell, at: Sequence[int], blocks: Sequence[Block]) -> str:
    """Apply blocks to the whole text of a cell."""
    text = [seen.text for seen in cell.seen]
    for block in sorted(blocks, key=lambda b: -b.start):
        low, high = within(at, block)
        text[low:high] = [block.text]
    return "".join(text)


def fit(cell: Cell, text: str) -> int:
    """Whether a text is valid for the cell's column: 1 or 0; always 1 for free text."""
    if is_absent(text):
        return 1
    if cell.kind == "number":
        return int(read_number(text) is not None)
    if cell.kind == "year":
        return int(parse_fiscal_year(text) is not None)
    if cell.kind == "code":
        named = [form for form in BaseForm if form.label in text]
        read = read_form(text)
        return int(read is not None and (not named or read[0] in named))
    if cell.kind == "url":
        return int(text.isascii())
    if cell.key == "municipality":
        return int(text in official_names())
    if cell.key == "country":
        return int(country_code(text) is not None)
    if cell.key == "city":
        return int(bool(city_countries(text)))
    return 1
