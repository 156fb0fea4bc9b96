"""Lines of a cell to one text: Japanese without a space, Latin words with one, URLs with none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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


def join_lines(text: str, *, spaces_kept: bool = False) -> str:
    """``text`` on one line.

    Where the page prints a space at the break, one stays. Elsewhere the break stands for a space
    between two Latin words, before an address, before a point of a list whose other points have
    one, and after a comma where other commas have one; between Japanese characters, after a hyphen
    and inside an address it stands for nothing.

    ``spaces_kept`` says that the page prints every space it breaks a line at, as
    :func:`keeps_spaces` finds out. Then a break without one is a break inside a word.
    """
    if "\n" not in text:
        return text

    joined, end = "", 0
    for match in _BREAK.finditer(text):
        joined += text[end : match.start()]
        end = match.end()
        if joined and end < len(text):
            joined += _joint(joined, match, text, spaces_kept)
    return joined + text[end:]


def _joint(left: str, match: re.Match[str], text: str, spaces_kept: bool) -> str:
    """What stands for the line break ``match`` of ``text``, after ``left`` as joined so far."""
    if _has_space(match):
        return " "
    if spaces_kept or left[-1] == "-" or _OPEN_ADDRESS.search(left):
        return ""
    marker = _MARKER.match(text, match.end())
    spaced = _spaced(text, marker) if marker is not None else None
    if spaced is None:
        spaced = (
            (_is_latin(left[-1]) and _is_latin(text[match.end()]))
            or _ADDRESS.match(text, match.end()) is not None
            or (left[-1] in ",:;" and f"{left[-1]} " in text)
        )
    return " " if spaced else ""


def join_tight(text: str) -> str:
    """``text`` with its line breaks, and the spaces at them, taken out: for URLs and numbers."""
    return _BREAK.sub("", text) if "\n" in text else text


def keeps_spaces(texts: Iterable[str]) -> bool:
    """Whether a producer prints the space it breaks a line at: always, going by these cells.

    Some never do, some only where it fits the line. A list tells: its points are parted by
    spaces within a line, and so by as many at line ends.
    """
    kept = False
    for text in texts:
        for match in _BREAK.finditer(text):
            if _has_space(match):
                kept = True
            else:
                marker = _MARKER.match(text, match.end())
                if marker is not None and match.start() and _spaced(text, marker, least=1):
                    return False
    return kept


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


def _is_latin(char: str) -> bool:
    """Whether ``char`` is set with spaces between words: ASCII and the accented Latin letters."""
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
