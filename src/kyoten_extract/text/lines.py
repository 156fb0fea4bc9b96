"""Lines of a cell to one text: Japanese without a space, Latin words with one, URLs with none."""

from __future__ import annotations

import re
import unicodedata

_BREAK = re.compile(r"[ \u3000]*\n[ \u3000\n]*")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BULLETS = "・○●◎◇◆□■▪※【"


def join_lines(text: str, *, spaces_kept: bool = False) -> str:
    """``text`` on one line.

    ``spaces_kept`` says that the page keeps a space where it breaks a line at one (some producers
    print it, some drop it). Then a break without one is a break inside a word, and nothing is
    put in its place; otherwise two Latin words are parted by the space that the break stands for.
    """
    if "\n" not in text:
        return text
    bullet = text[0] if text[0] in _BULLETS else None

    def joint(match: re.Match[str]) -> str:
        left, right = text[: match.start()][-1:], text[match.end() :][:1]
        if not left or not right:
            return ""
        if " " in match[0] or "\u3000" in match[0]:
            return " "
        if spaces_kept or left == "-":
            return ""
        starts_item = right in _CIRCLED or right == bullet
        return " " if starts_item or (_is_latin(left) and _is_latin(right)) else ""

    return _BREAK.sub(joint, text)


def join_tight(text: str) -> str:
    """``text`` with its line breaks, and the spaces at them, taken out: for URLs and numbers."""
    return _BREAK.sub("", text) if "\n" in text else text


def _is_latin(char: str) -> bool:
    """Whether ``char`` is set with spaces between words: ASCII and the accented Latin letters."""
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
