"""Joining of the lines of a cell: a space between Latin words, none in Japanese and URLs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.normalize.width import is_wide
from kyoten_extract.text.web_address import ADDRESS, ADDRESS_START

# Line breaks within words that a document must have before they are taken as its setting; and how
# many times as many as breaks in lines with room for more.
_FEW_BREAKS = 3
# Code points from the radicals to the last ideograph of the plane: kana, kanji and their signs.
_IDEOGRAPHIC = "\u2e80", "\u9fff"
_BREAK = regex(r"(?<![ \u3000])[ \u3000]*\n[ \u3000\n]*")
# A break that is not between Japanese characters, without a space or a list's marker: one that may
# be of use to learn from, or become a space.
_OTHER_BREAK = regex("[^\u3001-\u9fff\uff01-\uff9f]\n|\n[^\u3001-\u300f\u3011-\u30fa\u30fc-\u9fff]")
_ADDRESS_START = regex(ADDRESS_START)
# Characters of the longest beginning of an address, ``https:/``.
_LONGEST_START = 7
# Two times on two lines: 9:00～12:00 | 13:00～17:00.
_BEFORE_TIME = regex(r"\d(?:時半?|分|[:：]\d\d)$")
_AFTER_TIME = regex(r"\d{1,2}(?:時|[:：]\d\d)")
# The markers of list items, by kind.
_MARKERS = {
    "circled": r"[①-⑳]",
    "numbered": r"[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.)．）](?=\D)",
    "bullet": r"[・○●◎◇◆□■▪※]",
    "heading": r"【",
}
_MARKER = regex("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _MARKERS.items()))


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document breaks lines, learned from its cells.

    Attributes:
        spaces_kept: a space at which a line is broken is kept at its end.
        words_broken: Latin words are broken wherever a line is full, as Japanese is.
    """

    spaces_kept: bool = False
    words_broken: bool = False


PLAIN_SETTING = Setting()
"""The setting of a document whose cells give no evidence of another."""


def learn_setting(
    columns: Sequence[Sequence[str]], capacities: Sequence[int] | None = None
) -> Setting:
    """Learn the setting of a table.

    Args:
        columns: the texts of each column, lines separated by newlines.
        capacities: width of the longest line of each column, in half-width characters; computed
            from ``columns`` if not given.
    """
    kept, full, loose = False, 0, 0
    if capacities is None:
        capacities = [line_capacity(texts) for texts in columns]
    for texts, capacity in zip(columns, capacities, strict=True):
        for text in texts:
            for match in _other_breaks(text):
                if _has_space(match):
                    kept = True
                elif _is_in_word(text, match):
                    if _is_full(text, match, capacity):
                        full += 1
                    else:
                        loose += 1
    # A line that ends with a word may be full by chance.
    words_broken = full >= _FEW_BREAKS and full > _FEW_BREAKS * loose
    return Setting(kept and not _drops_spaces(columns), words_broken)


def line_capacity(texts: Iterable[str]) -> int:
    """Width of the longest line among ``texts``, in half-width characters."""
    longest = 0
    for text in texts:
        for line in text.split("\n"):
            # Skip lines that are too short even if all their characters are full width.
            if 2 * len(line) > longest:
                longest = max(longest, _width(line))
    return longest


def join_lines(text: str, setting: Setting = PLAIN_SETTING, *, capacity: int = 0) -> str:
    """Join the lines of ``text``.

    A space printed at the break is kept. Otherwise the break becomes a space between two Latin
    words, before an address, before a list item if other items have one, and after a comma if
    other commas have one. Between Japanese characters, after a hyphen and inside an address it is
    removed.

    Args:
        text: lines separated by newlines.
        setting: how the document breaks lines.
        capacity: :func:`line_capacity` of the text's column. A line of that width may have been
            broken inside a word.
    """
    if "\n" not in text:
        return text
    if _OTHER_BREAK.search(text) is None:
        return text.replace("\n", "")
    parts: list[str] = []
    end = 0
    left, lists = _Left(), _Lists(text)
    for match in _BREAK.finditer(text):
        left.extend(text[end : match.start()])
        parts.append(text[end : match.start()])
        end = match.end()
        if (
            left.last
            and end < len(text)
            and _stands_for_space(left, text, match, setting, capacity, lists)
        ):
            left.extend(" ")
            parts.append(" ")
    return "".join((*parts, text[end:]))


class _Left:
    """The text joined so far: its last character, and whether it ends within an address."""

    def __init__(self) -> None:
        self.last = ""
        self.in_address = False
        # The end of the last run of characters that an address may have.
        self._run = ""

    def extend(self, part: str) -> None:
        """Add a part of the text."""
        if not part:
            return
        before, separator, run = _last_run(part)
        if separator or before:
            self.in_address, self._run = False, ""
        window = self._run + run
        self.in_address = self.in_address or _ADDRESS_START.search(window) is not None
        self._run = window[-_LONGEST_START:]
        self.last = part[-1]


class _Lists:
    """Answers about the lists of a text that each of its line breaks asks for, given once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spaced: dict[tuple[str | None, str, int], bool | None] = {}
        self._has_space_after: dict[str, bool] = {}

    def spaced(self, marker: re.Match[str], least: int = 0) -> bool | None:
        """See :func:`_spaced`."""
        sign = marker[0] if marker.lastgroup == "bullet" else ""
        key = marker.lastgroup, sign, least
        if key not in self._spaced:
            self._spaced[key] = _spaced(self._text, marker, least)
        return self._spaced[key]

    def has_space_after(self, sign: str) -> bool:
        """Whether some ``sign`` of the text has a space after it."""
        if sign not in self._has_space_after:
            self._has_space_after[sign] = f"{sign} " in self._text
        return self._has_space_after[sign]


def _last_run(text: str) -> tuple[str, str, str]:
    """``text`` before its last run of characters of an address, what ends that, and the run."""
    at = len(text)
    while at and "\x21" <= text[at - 1] <= "\x7e":
        at -= 1
    return text[: max(at - 1, 0)], text[max(at - 1, 0) : at], text[at:]


def _stands_for_space(
    left: _Left,
    text: str,
    match: re.Match[str],
    setting: Setting,
    capacity: int,
    lists: _Lists,
) -> bool:
    """Whether a line break becomes a space; ``left`` is the text joined so far."""
    if _has_space(match):
        return True
    if left.last == "-" or left.in_address:
        return False
    before = text[max(match.start() - 4, 0) : match.start()]
    if _AFTER_TIME.match(text, match.end()) and _BEFORE_TIME.search(before):
        return True
    if _is_between_latin(text, match):
        broken = setting.words_broken and _is_in_word(text, match)
        broken = broken or _is_in_number(text, match)
        return not (broken and _is_full(text, match, capacity))
    if setting.spaces_kept:
        return False
    marker = _MARKER.match(text, match.end())
    spaced = lists.spaced(marker) if marker is not None else None
    if spaced is not None:
        return spaced
    return ADDRESS.match(text, match.end()) is not None or (
        left.last in ",:;" and lists.has_space_after(left.last)
    )


def join_tight(text: str) -> str:
    """Remove line breaks and the spaces at them, as for URLs and numbers."""
    return _BREAK.sub("", text) if "\n" in text else text


def _drops_spaces(columns: Iterable[Sequence[str]]) -> bool:
    """Whether some line was broken at a space that is not printed.

    Lists show it: if spaces separate their items within a line, they do so at line breaks too.
    """
    for texts in columns:
        for text in texts:
            breaks = _other_breaks(text)
            if not breaks:
                continue
            lists = _Lists(text)
            for match in breaks:
                marker = _MARKER.match(text, match.end())
                if marker is None or _has_space(match) or not match.start():
                    continue
                if lists.spaced(marker, least=1):
                    return True
    return False


def _other_breaks(text: str) -> Iterable[re.Match[str]]:
    """The line breaks of ``text``, if some are not between Japanese characters."""
    if "\n" not in text or _OTHER_BREAK.search(text) is None:
        return ()
    return _BREAK.finditer(text)


def _has_space(match: re.Match[str]) -> bool:
    return " " in match[0] or "\u3000" in match[0]


def _spaced(text: str, marker: re.Match[str], least: int = 0) -> bool | None:
    """Whether spaces precede the items of a list, by the items other than ``marker``.

    ``None`` where the marker may not be that of a list: ・ and ( occur in any text.
    """
    kind = marker.lastgroup
    spaced = bare = 0
    begins_text = False
    for other in _MARKER.finditer(text):
        if other.lastgroup != kind or (kind == "bullet" and other[0] != marker[0]):
            continue
        before = text[other.start() - 1 : other.start()]
        begins_text |= not before
        spaced += before in (" ", "\u3000") and bool(before)
        bare += before not in ("", " ", "\u3000", "\n")
    if spaced > bare and spaced >= least:
        return True
    if least:
        return False
    if bare:
        return False
    return True if kind in ("circled", "numbered") or begins_text else None


def _is_between_latin(text: str, match: re.Match[str]) -> bool:
    """Whether a break is between two Latin characters."""
    if not match.start() or match.end() >= len(text):
        return False
    return _is_latin(text[match.start() - 1]) and _is_latin(text[match.end()])


def _is_in_word(text: str, match: re.Match[str]) -> bool:
    """Whether a break is between two Latin letters or digits."""
    return (
        _is_between_latin(text, match)
        and text[match.start() - 1].isalnum()
        and text[match.end()].isalnum()
    )


def _is_in_number(text: str, match: re.Match[str]) -> bool:
    """Whether a break is within a number amid Japanese text: 1丁目1 | 0番."""
    start, end = match.start(), match.end()
    while start and text[start - 1].isdecimal():
        start -= 1
    while end < len(text) and text[end].isdecimal():
        end += 1
    return (
        match.start() > start > 0
        and match.end() < end < len(text)
        and not _is_latin(text[start - 1])
        and not _is_latin(text[end])
    )


def _is_full(text: str, match: re.Match[str], capacity: int) -> bool:
    """Whether the line before a break has no room for the next character."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return _width(line) + _width(text[match.end()]) > capacity


class _Widths(dict[str, int]):
    """A cache of character widths, in half-width characters."""

    def __missing__(self, char: str) -> int:
        width = 2 if is_wide(char) else 1
        self[char] = width
        return width


_WIDTHS = _Widths()


def _width(text: str) -> int:
    return sum(map(_WIDTHS.__getitem__, text))


def _is_latin(char: str) -> bool:
    """Whether ``char`` is ASCII or an accented Latin letter."""
    if _IDEOGRAPHIC[0] <= char <= _IDEOGRAPHIC[1]:
        return False
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
