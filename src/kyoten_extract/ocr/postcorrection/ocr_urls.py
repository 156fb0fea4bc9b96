"""Correct recognized URLs: signs that URLs do not have, strokes that are slashes, host names."""

from __future__ import annotations

import re

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, PROVEN, UNPROVEN, Cell
from kyoten_extract.text.url.domains import is_top_level

_NO_SIGNS = {",": ".", "、": ".", "。": ".", "・": ".", ":/": ":", "\\": "/", "|": "l"}
# What a slash at the end of a URL is read as.
_STROKES = frozenset("1Il|7")
# The characters on both sides of an underscore.
_WITHIN = regex("[A-Za-z0-9]{2}")
_HOST = regex(r"(?:https?:/{1,2})?([^/:?#\s]+)", re.IGNORECASE)


def as_url(cell: Cell) -> None:
    """Correct a cell that holds a URL; lower the confidence of invalid parts."""
    changes = {at: _NO_SIGNS[s.text] for at, s in enumerate(cell.seen[:-1]) if s.text in _NO_SIGNS}
    last = cell.seen[-1]
    if last.text in _NO_SIGNS and last.text not in _STROKES:
        changes[len(cell.seen) - 1] = _NO_SIGNS[last.text]
    if changes:
        evidence = say("URLs have other characters there")
        cell.choose(changes, "ocr-url", UNPROVEN, evidence)
    _blanks(cell)
    _end(cell)
    _doubt_host(cell)


def _blanks(cell: Cell) -> None:
    """Read a blank within a line as an underscore, if the recognizer lists it; else doubt it."""
    for at in range(1, len(cell.seen) - 1):
        beside = cell.seen[at - 1].text + cell.seen[at + 1].text
        if cell.seen[at].text == " " and _WITHIN.fullmatch(beside):
            if cell.seen[at].probability("_") >= POSSIBLE:
                cell.choose({at: "_"}, "ocr-url", UNPROVEN, say("URLs have no spaces"))
            else:
                cell.doubt(at, UNPROVEN, "_")


def _end(cell: Cell) -> None:
    """Read a single stroke at the end as the slash, or the l of html, that it is."""
    at = len(cell.seen) - 1
    last, before = cell.seen[at], "".join(cell.text.split())[:-1]
    if last.text not in _STROKES:
        return
    if before.endswith((".htm", ".shtm", ".xhtm")):
        if last.text != "l":
            cell.choose({at: "l"}, "ocr-url", PROVEN, say("URLs end in .html"))
        return
    if last.probability("/") < POSSIBLE:
        if last.text == "|":
            cell.choose({at: "l"}, "ocr-url", UNPROVEN, say("URLs have other characters there"))
        return
    host = _HOST.fullmatch(before)
    end = host[1].rpartition(".")[2].lower() if host else ""
    if is_top_level(end) and not is_top_level(end + last.text.lower()):
        evidence = say("no host ends with {end}", end=end + last.text)
        cell.choose({at: "/"}, "ocr-url", PROVEN, evidence)
    elif cell.text[-2:-1] == "\n":
        cell.choose(
            {at: "/"}, "ocr-url", UNPROVEN, say("a single stroke on the last line of a URL")
        )


def _doubt_host(cell: Cell) -> None:
    """Lower the confidence of a host's last label that is not a top-level domain."""
    at = [i for i, seen in enumerate(cell.seen) if not seen.text.isspace()]
    host = _HOST.match("".join(cell.seen[i].text for i in at))
    if host is None or "@" in host[1]:
        return
    name, dot, end = host[1].rpartition(".")
    if is_top_level(end.lower()) if dot else host.start(1) == 0:
        return
    first = host.start(1) + len(name + dot)
    for i in at[first : host.end(1)]:
        cell.doubt(i, LIKELY)
