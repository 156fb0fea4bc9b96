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
    full = display_width(last) + display_width(line[0]) > capacity > 0
    return full and last not in known and line not in known
