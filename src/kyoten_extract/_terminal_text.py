"""Text of a document, a file's name or a message on a line of a terminal or of a CI log."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category

from kyoten_extract.deferred.regex import regex

REPLACEMENT = "\ufffd"
"""Stands for a character that is not shown."""

# C1 controls and DEL, marks of direction and zero width, line separators, halves of surrogate
# pairs, and what a CI runner takes for a command. For other controls JSON has escapes already.
_UNSEEN = regex(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ACTIVE = regex(rf"{_UNSEEN.pattern}|#(?=#\w*\[)")
# "::error ..." and "##[error]", "##vso[...]" are commands to the program that runs a CI job; the
# latter act anywhere on a line. What a "::" begins can be a command only if a word follows.
_COMMANDS = regex(r":(?=:[A-Za-z])|#(?=#\w*\[)")


def one_line(text: str, mark: str = " ") -> str:
    """``text`` on one line, so that nothing in it acts on what shows it.

    Line breaks and control characters become ``mark``, every width of space a space. Characters
    that have no shape of their own (marks of direction, of zero width, of private use, halves of
    surrogate pairs) become U+FFFD, so that two texts that differ do not look the same. A space
    parts what a CI runner would take for a command.

    >>> one_line("a\\x1b[31m\\nb \\u202ec"), one_line("::error::x"), one_line("##[group]")
    ('a [31m b \ufffdc', ': :error: :x', '# #[group]')
    """
    return _COMMANDS.sub(lambda found: f"{found[0]} ", without_controls(text, mark))


def without_controls(text: str, mark: str = " ") -> str:
    """``text`` as of :func:`one_line`, with what a CI runner takes for commands left as it is."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _shown(c, mark) for c in text)


def lines(text: str) -> str:
    """``text`` of several lines with each of them as of :func:`one_line`; tabs are kept."""
    kept = ("\t".join(map(one_line, line.split("\t"))) for line in text.split("\n"))
    return "\n".join(kept)


def quiet_json(text: str) -> str:
    """JSON of the same meaning, with escapes for characters that act or are not seen."""
    # A search for characters alone takes a fraction of the time.
    active = _ACTIVE if "##" in text else _UNSEEN
    return active.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def quiet_json_bytes(data: bytes) -> bytes:
    """The same of JSON in UTF-8, in a fraction of the time where there is nothing to escape."""
    for first, pattern in _active_bytes():
        # A search for one byte takes a tenth of the time.
        if first in data:
            data = pattern.sub(lambda found: f"\\u{ord(found[0].decode()):04x}".encode(), data)
    return data


@cache
def _active_bytes() -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """``_ACTIVE`` in UTF-8, by the first byte."""
    rests = {
        b"\x7f": rb"",
        b"\xc2": rb"[\x80-\x9f\xad]",
        b"\xd8": rb"\x9c",
        b"\xe1": rb"\xa0\x8e",
        b"\xe2": rb"(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])",
        b"\xef": rb"(?:\xbb\xbf|\xbf[\xb9-\xbb])",
        b"#": rb"(?=#[0-9A-Za-z_\x80-\xff]*\[)",
    }
    return tuple((first, re.compile(first + rest)) for first, rest in rests.items())


def _shown(char: str, mark: str) -> str:
    kind = category(char)
    if kind == "Zs":
        return " "
    return mark if kind in ("Cc", "Zl", "Zp") else REPLACEMENT
