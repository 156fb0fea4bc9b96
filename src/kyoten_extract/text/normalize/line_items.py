"""Lines of a cell that are items of a list, and lines that only continue the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kyoten_extract.text.normalize.line_breaks import PLAIN_SETTING, Setting, join_lines
from kyoten_extract.text.normalize.width import display_width

_OPENING, _CLOSING = "(（[［「【", ")）]］」】"
# A line that ends with one of these, or begins so, is part of the item beside it.
_JOINING_END, _JOINING_START = "・/／&＆~～-", ")）]］」】・、，,/／"
_SEPARATED = "、，,;；"
_SEPARATOR = "、"


def known_lines(texts: Iterable[str]) -> frozenset[str]:
    """Lines that are whole items, since several cells of a column have them, or one as its text."""
    counts: Counter[str] = Counter()
    for text in texts:
        lines = {line.strip() for line in text.split("\n")}
        counts.update(lines)
        if len(lines) == 1:
            counts.update(lines)
    return frozenset(line for line, count in counts.items() if count > 1 and line)


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
    items: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if items and _continues(items[-1], line, known, capacity):
            items[-1] += "\n" + line
        else:
            items.append(line)
    joined = ""
    for item in items:
        separator = "" if not joined or joined[-1] in _SEPARATED else _SEPARATOR
        joined += separator + join_lines(item, setting, capacity=capacity)
    return joined


def _continues(before: str, line: str, known: frozenset[str], capacity: int) -> bool:
    """Whether ``line`` continues the item ``before``."""
    depth = sum(before.count(sign) for sign in _OPENING)
    if depth > sum(before.count(sign) for sign in _CLOSING):
        return True
    last = before.rpartition("\n")[2]
    if last[-1] in _JOINING_END or line[0] in _JOINING_START:
        return True
    full = display_width(last) + display_width(line[0]) > capacity > 0
    return full and last not in known and line not in known
