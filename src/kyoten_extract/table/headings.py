"""Lines of text above a grid: the headings of tables, and of parts of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.text.labels import fold_label

TOUCHING = 2.0
"""Points: a line of text may touch the ruling under it, or that over it."""
UNDER = 20.0
"""Points: a line of text under a grid that may be one of its rows ends this near."""

# What a running heading has besides its words: page numbers, and "continued".
_NO_WORDS = regex(
    r"[\W\d_]|[前次]の?(?:頁|ページ)(?:から|より|へ|に)?の?|続[きく]?|つづ[きく]|頁|ページ|page"
    r"|cont(?:inued|'?d)?"
)
# Numbers of pages, as they stand alone in a row of a frame.
_PAGE_NUMBER = regex(
    r"[-–—―ー~]+\d+[-–—―ー~]+|\d+/\d+(?:頁|ページ)?|(?:p\.?|page)?\d+(?:頁|ページ)?"
)
_CONTINUED = ("続", "つづ", "cont")
# Digits of a page number, at most.
_MOST_DIGITS = 6

_NUMBERS = regex(r"[表図紙料第](\d+)")
# The number of a table, where its heading begins with it.
_TABLE = regex(r"\W*(?:別?図?表(?P<a>\d[-.\d]*)|第(?P<b>\d[-.\d]*)表)")
# A unit that stands by itself; and heights of a line to the heading above it, at most.
_UNIT = regex(r"^\W*単位")
_NEXT_LINE = 1.5


def line_above(runs: Iterable[TextRun], grid: Grid, others: Iterable[Grid]) -> list[TextRun]:
    """The runs of the line of text nearest above ``grid``, left to right.

    Args:
        runs: of the page, outside all grids.
        grid: whose heading is wanted.
        others: all grids of the page; text above one of them that is over ``grid`` is its own.
    """
    x0, top, x1, bottom = grid.bbox
    others = list(others)
    above = max((end for other in others if (end := other.ys[-1]) <= top), default=0.0)
    # Most grids are alone on their page.
    beside = [
        other
        for other in (others if len(others) > 1 else ())
        if min(other.ys[-1], bottom) > max(other.ys[0], top)
        and (other.xs[0] >= x1 or other.xs[-1] <= x0)
    ]
    near = [
        run
        for run in runs
        if not run.over
        and above <= run.bbox[1]
        and run.bbox[3] <= top + TOUCHING
        and run.bbox[0] < x1
        # What is over a grid beside this one, alone, is the heading of that.
        and not (beside and any(_is_over(run, other) for other in beside))
    ]
    line = _lowest(near)
    if line and _UNIT.search(text_of(line)):
        # A unit is below the heading.
        start = line[0].bbox[1]
        title = _lowest([run for run in near if run.bbox[3] < (start + line[0].bbox[3]) / 2])
        if title and start - title[0].bbox[3] < _NEXT_LINE * (line[0].bbox[3] - start):
            return title
    return line


def _is_over(run: TextRun, grid: Grid) -> bool:
    return grid.xs[0] <= (run.bbox[0] + run.bbox[2]) / 2 <= grid.xs[-1]


def _lowest(runs: Sequence[TextRun]) -> list[TextRun]:
    """The runs of the lowest line of ``runs``, left to right."""
    if not runs:
        return []
    lowest = max(runs, key=lambda run: run.bbox[3])
    height = lowest.bbox[3] - lowest.bbox[1]
    line = [run for run in runs if lowest.bbox[3] - run.bbox[3] < height / 2]
    return sorted(line, key=lambda run: run.bbox[0])


def text_of(line: Sequence[TextRun]) -> str:
    """The text of a line, its runs apart by one space."""
    return " ".join(" ".join(run.text.split()) for run in line)


def is_new_heading(heading: str, known: Iterable[str]) -> bool:
    """Whether a heading has other words, or another table number, than all ``known`` ones.

    Numbers of pages are no words.
    """
    words, numbers = _words(heading)
    earlier = [other for text in known if (other := _words(text))[0]]
    return bool(words) and not any(
        (words in other or other in words) and not (numbers and before and numbers != before)
        for other, before in earlier
    )


def is_of_another_table(heading: str, before: str) -> bool:
    """Whether both headings number their tables (表1, 第2表), and not as the same."""
    numbers = [_TABLE.match(fold_label(text)) for text in (heading, before)]
    return all(numbers) and len({n.group("a") or n.group("b") for n in numbers if n}) > 1


def is_running(text: str, page: int) -> bool:
    """Whether a text within a frame is no more than the number of its page, or "continued"."""
    folded = fold_label(text)
    if folded.isdecimal():
        return len(folded) < _MOST_DIGITS and int(folded) == page
    if _PAGE_NUMBER.fullmatch(folded):
        return True
    return any(word in folded for word in _CONTINUED) and not _NO_WORDS.sub("", folded)


def _words(text: str) -> tuple[str, list[str]]:
    """The words of a heading, and the numbers it gives its table (表1, 別紙2, 第3表)."""
    folded = fold_label(text)
    return _NO_WORDS.sub("", folded), _numbers(folded)


def _numbers(folded: str) -> list[str]:
    # Few headings have a number, and the pattern takes long to compile.
    return _NUMBERS.findall(folded) if any(map(str.isdecimal, folded)) else []
