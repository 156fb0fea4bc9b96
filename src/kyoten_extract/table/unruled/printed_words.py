"""The words of a page, line by line, and the pieces that they make: texts that stand apart.

Figures part at a white that would part no words, and dots that lead to a figure are no text.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.furigana import is_furigana
from kyoten_extract.table.unruled.spread_text import NEW_LINE, spread_gaps

# Ems: characters further apart are two words; a printed blank parts them too.
_WORD_GAP = 0.15
# Ems: lower sides of the words of a line differ by no more.
_BASELINE = 0.25
# Share of the height of the word before it: a mark of a note is lower, and this near to it (ems).
_MARK_HEIGHT, _MARK_GAP = 0.8, 0.3
# Squares, of the usual em, that a word is entered in, down and across: one word may be as large as
# the page. Words in one square: they can't be read if there are more.
_MOST_SQUARES, _MOST_IN_A_SQUARE = 40, 100
# Ems of white from which on two figures, a figure and a text, two texts stand apart.
_FIGURES_APART, _KINDS_APART, _TEXTS_APART = 0.38, 0.6, 0.9
# From this character on, scripts have no space between words.
_WIDE_FROM = "\u2e80"
# Ems: a currency sign this far before a figure is part of it.
_SIGN_REACH = 6.0
_FIGURE = regex(
    r"[(\[]?[-+−–△▲±<>~≤≥]*[$€£¥]?[-−–△▲]?\d[\d,.:/' ]*"
    r"(?:[-–/]\d[\d,.]*)?\s?[%‰]?[)\]]?[*†‡a-z]?[)\]]?%?"
)
_NO_FIGURE = regex(
    r"[-–—−‐―…‥*:x×]|\.{2,3}|-{2,3}|–{2,3}|\(?(?:X|Z|D|B|S|NA|N/A|n/a|n\.a\.?|N\.A\.?|n\.d\.?)\)?"
)
_LEADER = regex(r"[.…·・‥]+")
_SIGN = regex(r"[$€£¥]|US\$|\(\$")


@dataclass(slots=True)
class Word:
    """A word: its text, box and height (``em``) in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    em: float = field(init=False)

    def __post_init__(self) -> None:
        self.em = max(self.bottom - self.top, 1.0)


@dataclass(slots=True)
class Piece:
    """Words of one line that no white parts, with the dots that lead on from them.

    Attributes:
        words: left to right, without the dots.
        is_figure: whether it is one figure, or stands for one (–, (X), n.a.).
        reach: right end of its dots; its own if there are none.
        x0, x1: left and right end in points, dots left out.
    """

    words: list[Word]
    is_figure: bool
    reach: float
    x0: float = field(init=False)
    x1: float = field(init=False)

    def __post_init__(self) -> None:
        self.x0 = self.words[0].x0
        self.x1 = max([word.x1 for word in self.words])

    @property
    def text(self) -> str:
        """Its words, with blanks between."""
        return " ".join([word.text for word in self.words])

    def add(self, words: Sequence[Word]) -> None:
        """Let ``words`` go on with it."""
        self.words += words
        self.x1 = self.reach = max(self.x1, *[word.x1 for word in words])
        self.is_figure = is_figure_text(self.text)


@dataclass(slots=True)
class Line:
    """The pieces on one baseline, left to right, and its extent down the page in points.

    Attributes:
        em: height of its largest word.
    """

    pieces: list[Piece]
    top: float
    bottom: float
    em: float = field(init=False)

    def __post_init__(self) -> None:
        self.em = max([word.em for piece in self.pieces for word in piece.words])


def is_figure_text(text: str) -> bool:
    """Whether a text is a figure, or what stands in the place of one."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_FIGURE.fullmatch(plain) or _NO_FIGURE.fullmatch(plain))


def is_digits(text: str) -> bool:
    """Whether a text is a figure with digits."""
    return bool(_FIGURE.fullmatch(unicodedata.normalize("NFKC", text)))


def words_of(page: Page) -> list[Word]:
    """The visible words of a page that are written level, in no order."""
    characters = page.characters
    shown = characters.is_in_clip & ~characters.is_slanted & ~is_furigana(characters)
    at = np.flatnonzero(shown)
    boxes, codes = characters.boxes[at], characters.codes[at]
    blank = characters.is_blank[at]
    if not len(at):
        return []
    # In printed order along each baseline: producers draw texts in any order.
    level = np.round(boxes[:, 3], 1)
    order = np.lexsort((boxes[:, 0], level))
    boxes, codes, blank, level = boxes[order], codes[order], blank[order], level[order]
    em = np.maximum(boxes[:, 3] - boxes[:, 1], 1.0)
    new = np.ones(len(order), dtype=bool)
    gap = boxes[1:, 0] - boxes[:-1, 2]
    gap[np.diff(level) > 0] = NEW_LINE
    new[1:] = gap > _WORD_GAP * em[1:]
    new[1:] &= ~spread_gaps(boxes, codes, gap, median(em), _WORD_GAP)
    new[1:] |= blank[1:] | blank[:-1]
    new[1:] |= np.abs(np.diff(em)) > (1 - _MARK_HEIGHT) * em[1:]
    word = np.cumsum(new) - 1
    inked = np.flatnonzero(~blank)
    if not len(inked):
        return []
    word, boxes, codes = word[inked], boxes[inked], codes[inked]
    first = np.flatnonzero(np.concatenate(([True], np.diff(word) != 0)))
    low = np.minimum.reduceat(boxes[:, :2], first)
    high = np.maximum.reduceat(boxes[:, 2:], first)
    letters = "".join(map(chr, codes.tolist()))
    ends = [*first[1:].tolist(), len(letters)]
    return [
        Word(letters[a:b], *lower, *upper)
        for a, b, lower, upper in zip(
            first.tolist(), ends, low.tolist(), high.tolist(), strict=True
        )
    ]


def lines_of_words(words: Sequence[Word]) -> list[Line]:
    """The lines of a page top to bottom, each parted into its pieces."""
    words = _with_marks(words)
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.bottom):
        if lines and word.bottom - lines[-1][0].bottom <= _BASELINE * word.em:
            lines[-1].append(word)
        else:
            lines.append([word])
    result = []
    for own in lines:
        own.sort(key=lambda one: one.x0)
        pieces = _pieces(own)
        if pieces:
            result.append(Line(pieces, min(one.top for one in own), max(one.bottom for one in own)))
    return sorted(result, key=lambda line: line.top)


def _with_marks(words: Sequence[Word]) -> list[Word]:
    """``words`` with the marks of notes, which stand higher, joined to the words before them."""
    heights = sorted(word.em for word in words)
    usual = heights[len(heights) // 2] if heights else 1.0
    result: list[Word] = []
    small: list[Word] = []
    for word in words:
        (small if word.em < _MARK_HEIGHT * usual and len(word.text) < 4 else result).append(word)
    if not small:
        return result
    ends = _WordEnds(usual)
    for word in result:
        ends.add(word)
    for mark in small:
        host = next((word for word in ends.near(mark) if _hosts(word, mark)), None)
        if host is None:
            result.append(mark)
            ends.add(mark)
        else:
            host.x0, host.x1 = min(host.x0, mark.x0), max(host.x1, mark.x1)
            ends.add(host)
    return result


def _hosts(word: Word, mark: Word) -> bool:
    return (
        word.em * _MARK_HEIGHT > mark.em
        and min(abs(mark.x0 - word.x1), abs(word.x0 - mark.x1)) <= _MARK_GAP * word.em
        and word.top - 0.5 * mark.em < (mark.top + mark.bottom) / 2 < word.bottom
    )


class _WordEnds:
    """Words by the squares of the page that their ends are in: a page may have many thousands."""

    def __init__(self, side: float) -> None:
        self._side = side
        self._squares: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
        self._words: list[Word] = []
        self._numbers: dict[int, int] = {}

    def add(self, word: Word) -> None:
        """Enter a word, or its ends where they moved."""
        number = self._numbers.setdefault(id(word), len(self._words))
        if number == len(self._words):
            self._words.append(word)
        reach = _MARK_GAP * word.em
        rows = self._range(word.top - 0.5 * _MARK_HEIGHT * word.em, word.bottom)
        for end, x in enumerate((word.x1, word.x0)):
            for column in self._range(x - reach, x + reach):
                for row in rows:
                    square = self._squares[end, column, row]
                    if len(square) < _MOST_IN_A_SQUARE and number not in square:
                        square.append(number)

    def near(self, mark: Word) -> Iterator[Word]:
        """The words that may be before or after ``mark``, in the order they were entered."""
        (row,) = self._range(*[(mark.top + mark.bottom) / 2] * 2)
        found = set[int]()
        for end, x in enumerate((mark.x0, mark.x1)):
            (column,) = self._range(x, x)
            found.update(self._squares.get((end, column, row), ()))
        return (self._words[number] for number in sorted(found))

    def _range(self, low: float, high: float) -> range:
        first = int(low // self._side)
        return range(first, min(int(high // self._side), first + _MOST_SQUARES) + 1)


def _pieces(words: Sequence[Word]) -> list[Piece]:
    pieces: list[Piece] = []
    reach = -np.inf
    sign: Word | None = None
    for word in words:
        if _LEADER.fullmatch(word.text) and _leads(word, words):
            reach = word.x1
            if pieces:
                pieces[-1].reach = max(pieces[-1].reach, word.x1)
            continue
        if _SIGN.fullmatch(word.text):
            sign = word
            continue
        own = [word]
        if sign is not None:
            near = word.x0 - sign.x1 <= _SIGN_REACH * word.em and is_digits(word.text)
            if near:
                own = [sign, word]
            else:
                pieces.append(Piece([sign], is_figure=True, reach=sign.x1))
            sign = None
        figure = is_figure_text(word.text)
        last = pieces[-1] if pieces else None
        if last is None or reach >= last.x1 or _apart(last, own[0], word, figure=figure):
            pieces.append(Piece(own, figure, own[-1].x1))
        else:
            last.add(own)
    if sign is not None:
        pieces.append(Piece([sign], is_figure=True, reach=sign.x1))
    return pieces


def _leads(word: Word, words: Sequence[Word]) -> bool:
    """Whether a word of dots leads on from a text: with others, or long, right of a text."""
    text = word.text
    if len(text) > 3:
        return True
    near = [
        other
        for other in words
        if other is not word
        and _LEADER.fullmatch(other.text)
        and abs(other.x0 - word.x0) <= 2.5 * word.em
    ]
    return bool(near) if text in (".", "·") else len(near) > 1


def _apart(last: Piece, first: Word, word: Word, *, figure: bool) -> bool:
    """Whether a word stands apart from the piece before it."""
    gap = (first.x0 - last.x1) / max(word.em, last.words[-1].em)
    before = is_figure_text(last.words[-1].text)
    if max(last.words[-1].text[-1], word.text[0]) >= _WIDE_FROM:
        return gap >= _FIGURES_APART
    if figure and before:
        return gap >= _FIGURES_APART
    return gap >= (_KINDS_APART if figure != before else _TEXTS_APART)
