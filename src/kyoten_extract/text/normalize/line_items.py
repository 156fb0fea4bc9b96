"""Lines of a cell that are items of a list, and lines that only continue the one before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from itertools import pairwise

from kyoten_extract.text.normalize.line_breaks import PLAIN_SETTING, Setting, join_lines
from kyoten_extract.text.normalize.width import display_width

_OPENING, _CLOSING = "(（[［「【", ")）]］」】"
# A line that ends with one of these, or begins so, is part of the item beside it.
_JOINING_END, _JOINING_START = "・/／&＆~～-", ")）]］」】・、，,/／"
# What the names of offices of one level end with.
_OFFICES = "課室係局班"
_SEPARATED = "、，,;；"
_SEPARATOR = "、"


def known_lines(texts: Iterable[str]) -> frozenset[str]:
    """Lines that are whole items, since several cells of a column have them, or one as its text.

    Two lines that only occur one after the other are the halves of one: items vary.
    """
    texts = list(texts)
    counts: Counter[str] = Counter()
    for text in texts:
        lines = {line.strip() for line in text.split("\n")}
        counts.update(lines)
        if len(lines) == 1:
            counts.update(lines)
    halves = {"", *_halves(dict.fromkeys(texts))}
    return frozenset(line for line, count in counts.items() if count > 1 and line not in halves)


def _halves(texts: Iterable[str]) -> set[str]:
    """Pairs of lines of which neither occurs without the other beside it, in several ``texts``.

    In one text, they are halves only where the second is a single character: a list may be printed
    again and again. Items often end alike (耳鼻咽喉科 | 眼科), halves do not.
    """
    before: defaultdict[str, set[str]] = defaultdict(set)
    after: defaultdict[str, set[str]] = defaultdict(set)
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        lines = filter(None, map(str.strip, text.split("\n")))
        for one, other in pairwise(["", *lines, ""]):
            before[other].add(one)
            after[one].add(other)
            pairs[one, other] += 1
    return {
        line
        for (one, other), count in pairs.items()
        if one and other and (count > 1 or len(other) == 1)
        if after[one] == {other} and before[other] == {one} and one[-1] != other[-1]
        for line in (one, other)
    }


def join_names(
    text: str,
    whole: Container[str] = (),
    setting: Setting = PLAIN_SETTING,
    *,
    capacity: int = 0,
) -> str:
    """``text`` on one line, with a space between its lines where each is a name of its own.

    They are if they have room for more, and begin with the same bracket (（株）), or end alike and
    are those of offices or of other cells.

    Args:
        text: lines separated by newlines.
        whole: the texts of other cells of the column, on one line.
        setting, capacity: as of :func:`~.line_breaks.join_lines`.

    >>> join_names("総務課\\n財政課", capacity=12), join_names("総務部\\n財政課", capacity=12)
    ('総務課 財政課', '総務部財政課')
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    alike = len({line[:3] for line in lines}) == 1 and lines[0][0] in _OPENING
    alike = alike or (
        len({line[-1] for line in lines}) == 1
        and all(len(line) > 1 and (line[-1] in _OFFICES or line in whole) for line in lines)
    )
    apart = (
        alike
        and len(lines) > 1
        and all(_has_room(one, other, capacity) for one, other in pairwise(lines))
    )
    return " ".join(lines) if apart else join_lines(text, setting, capacity=capacity)


def _has_room(last: str, line: str, capacity: int) -> bool:
    """Whether the first character of ``line`` would have had room behind ``last``."""
    return display_width(last) + display_width(line[0]) <= capacity


def join_items(
    text: str,
    known: frozenset[str] = frozenset(),
    setting: Setting = PLAIN_SETTING,
    *,
    capacity: int = 0,
) -> str:
    """``text`` on one line, its items separated by 、 where they were separated by line ends.

    A line continues the one before if a bracket is open, a sign joins them, or the line before has
    no room for its first character and neither is known as an item.

    Args:
        text: lines separated by newlines.
        known: see :func:`known_lines`.
        setting, capacity: as of :func:`~.line_breaks.join_lines`.

    >>> join_items("内科\\n外科(肛門、\\n胃腸)\\n眼科", capacity=20)
    '内科、外科(肛門、胃腸)、眼科'
    """
    if "\n" not in text:
        return text
    items: list[list[str]] = []
    depth = 0
    for line in filter(None, map(str.strip, text.split("\n"))):
        if items and (depth > 0 or _continues(items[-1][-1], line, known, capacity)):
            items[-1].append(line)
        else:
            items.append([line])
            depth = 0
        depth += sum(line.count(sign) for sign in _OPENING)
        depth -= sum(line.count(sign) for sign in _CLOSING)
    joined: list[str] = []
    last = ""
    for item in items:
        separator = "" if not last or last in _SEPARATED else _SEPARATOR
        one = join_lines("\n".join(item), setting, capacity=capacity)
        joined.append(separator + one)
        last = one[-1:] or separator[-1:] or last
    return "".join(joined)


def _continues(last: str, line: str, known: frozenset[str], capacity: int) -> bool:
    """Whether ``line`` continues an item whose last line is ``last``."""
    if last[-1] in _JOINING_END or line[0] in _JOINING_START:
        return True
    full = capacity > 0 and not _has_room(last, line, capacity)
    return full and last not in known and line not in known
