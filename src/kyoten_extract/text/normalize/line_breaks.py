"""Lines of a cell to one text: Japanese without a space, Latin words with one, URLs with none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kyoten_extract.text.normalize.width import is_wide

_FEW_BREAKS = 3
# All from the radicals to the last ideograph of the plane: kana, kanji and their signs.
_IDEOGRAPHIC = "\u2e80", "\u9fff"
_BREAK = re.compile(r"[ \u3000]*\n[ \u3000\n]*")
# What begins a point of a list, by kind.
_MARKERS = {
    "circled": r"[①-⑳]",
    "numbered": r"[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.)．）](?=\D)",
    "bullet": r"[・○●◎◇◆□■▪※]",
    "heading": r"【",
}
_MARKER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _MARKERS.items()))
_ADDRESS = re.compile(r"(?:https?:/|www\.)[\x21-\x7e]*", re.IGNORECASE)
_OPEN_ADDRESS = re.compile(_ADDRESS.pattern + "$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document breaks its lines, as its own cells tell.

    Attributes:
        spaces_kept: every space that a line is broken at is printed at its end.
        words_broken: Latin words are broken wherever a line is full, as kanji are.
    """

    spaces_kept: bool = False
    words_broken: bool = False


PLAIN_SETTING = Setting()
"""The setting of a document that tells nothing of its own."""


def learn_setting(
    columns: Sequence[Sequence[str]], capacities: Sequence[int] | None = None
) -> Setting:
    """The setting of a table, from the texts of its columns and the capacity of their lines."""
    kept, full, loose = False, 0, 0
    if capacities is None:
        capacities = [line_capacity(texts) for texts in columns]
    for texts, capacity in zip(columns, capacities, strict=True):
        for text in texts:
            for match in _breaks(text):
                if _has_space(match):
                    kept = True
                elif _parts_word(text, match):
                    if _is_full(text, match, capacity):
                        full += 1
                    else:
                        loose += 1
    # A line that ends with a word may be full by chance.
    words_broken = full >= _FEW_BREAKS and full > _FEW_BREAKS * loose
    return Setting(kept and not _drops_spaces(columns), words_broken)


def line_capacity(texts: Iterable[str]) -> int:
    """Width of the longest line among ``texts``, a kanji counting two."""
    longest = 0
    for text in texts:
        for line in text.split("\n"):
            # Most lines can't be the longest, whatever they are made of.
            if 2 * len(line) > longest:
                longest = max(longest, _width(line))
    return longest


def join_lines(text: str, setting: Setting = PLAIN_SETTING, *, capacity: int = 0) -> str:
    """``text`` on one line.

    Where the page prints a space at the break, one stays. Elsewhere the break stands for a space
    between two Latin words, before an address, before a point of a list whose other points have
    one, and after a comma where other commas have one; between Japanese characters, after a hyphen
    and inside an address it stands for nothing. ``capacity`` is :func:`line_capacity` of the
    text's column: a line that is as long may have been broken inside a word.
    """
    joined, end = "", 0
    for match in _breaks(text):
        joined += text[end : match.start()]
        end = match.end()
        if joined and end < len(text):
            joined += " " if _stands_for_space(joined, text, match, setting, capacity) else ""
    return joined + text[end:]


def _stands_for_space(
    left: str, text: str, match: re.Match[str], setting: Setting, capacity: int
) -> bool:
    """Whether a line break is a space, ``left`` being the text before it as joined so far."""
    if _has_space(match):
        return True
    if left[-1] == "-" or (left[-1].isascii() and _OPEN_ADDRESS.search(left)):
        return False
    if _parts_latin(text, match):
        broken = setting.words_broken and _parts_word(text, match)
        return not (broken and _is_full(text, match, capacity))
    if setting.spaces_kept:
        return False
    marker = _MARKER.match(text, match.end())
    spaced = _spaced(text, marker) if marker is not None else None
    if spaced is not None:
        return spaced
    return _ADDRESS.match(text, match.end()) is not None or (
        left[-1] in ",:;" and f"{left[-1]} " in text
    )


def join_tight(text: str) -> str:
    """``text`` with its line breaks, and the spaces at them, taken out: for URLs and numbers."""
    return _BREAK.sub("", text) if "\n" in text else text


def _drops_spaces(columns: Iterable[Sequence[str]]) -> bool:
    """Whether some line was broken at a space that is not printed.

    A list tells: its points are parted by spaces within a line, and so by as many at line ends.
    """
    for texts in columns:
        for text in texts:
            for match in _breaks(text):
                marker = _MARKER.match(text, match.end())
                if marker is None or _has_space(match) or not match.start():
                    continue
                if _spaced(text, marker, least=1):
                    return True
    return False


def _breaks(text: str) -> Iterable[re.Match[str]]:
    """The line breaks of ``text``."""
    return _BREAK.finditer(text) if "\n" in text else ()


def _has_space(match: re.Match[str]) -> bool:
    return " " in match[0] or "\u3000" in match[0]


def _spaced(text: str, marker: re.Match[str], least: int = 0) -> bool | None:
    """Whether a space parts the points of a list from what is before them, going by the others.

    ``None`` where the mark is none of a list: a ・ or a ( may stand in any text.
    """
    kind = marker.lastgroup
    spaced = bare = 0
    begins = False
    for other in _MARKER.finditer(text):
        if other.lastgroup != kind or (kind == "bullet" and other[0] != marker[0]):
            continue
        before = text[other.start() - 1 : other.start()]
        begins |= not before
        spaced += before in (" ", "\u3000") and bool(before)
        bare += before not in ("", " ", "\u3000", "\n")
    if spaced > bare and spaced >= least:
        return True
    if least:
        return False
    if bare:
        return False
    return True if kind in ("circled", "numbered") or begins else None


def _parts_latin(text: str, match: re.Match[str]) -> bool:
    """Whether a break stands between two Latin characters."""
    if not match.start() or match.end() >= len(text):
        return False
    return _is_latin(text[match.start() - 1]) and _is_latin(text[match.end()])


def _parts_word(text: str, match: re.Match[str]) -> bool:
    """Whether a break stands between two letters or digits of the Latin script."""
    return (
        _parts_latin(text, match)
        and text[match.start() - 1].isalnum()
        and text[match.end()].isalnum()
    )


def _is_full(text: str, match: re.Match[str], capacity: int) -> bool:
    """Whether the line before a break has no room for the character after it."""
    line = text[: match.start()].rpartition("\n")[2]
    return _width(line) + _width(text[match.end()]) > capacity


class _Widths(dict[str, int]):
    """The width of each character that was met, a kanji counting two."""

    def __missing__(self, char: str) -> int:
        width = 2 if is_wide(char) else 1
        self[char] = width
        return width


_WIDTHS = _Widths()


def _width(text: str) -> int:
    return sum(map(_WIDTHS.__getitem__, text))


def _is_latin(char: str) -> bool:
    """Whether ``char`` is set with spaces between words: ASCII and the accented Latin letters."""
    if _IDEOGRAPHIC[0] <= char <= _IDEOGRAPHIC[1]:
        return False
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
