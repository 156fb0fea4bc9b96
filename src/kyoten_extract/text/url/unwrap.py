"""What wrapping and scanning put into an address: line breaks, spaces, hyphens, underscores."""

from __future__ import annotations

import re
from functools import lru_cache

from kyoten_extract.text.normalize.line_breaks import join_tight
from kyoten_extract.text.url.host import join_labels
from kyoten_extract.text.url.romaji import is_romaji
from kyoten_extract.text.url.syllables import divide

WELL_FORMED = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<top>[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])"
    r"(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"=$|web\.archive\.org/web/[^/]*/$", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_START = re.compile(r"(?:h?t?tps?:|https?[:/.]|www\.)", re.IGNORECASE)
# What may be the first piece of an address that is cut.
_BEGUN = re.compile(r"[htps:/_-]*$|[htps_-]+:?/|w{1,3}$|www|[htps_-]+:", re.IGNORECASE)
_NOTE_START = re.compile(r"[^\x21-\x7e]|[(\[<*]|(?:tel|fax|e?-?mail|mailto)\b", re.IGNORECASE)
# Words that a note begins with, or is, in an address column.
_NOTE = re.compile(
    r"(?:english|japanese|chinese|korean|only|and|or|also|see|available|under|page|site|homepage)"
    r"(?: .*)?|[A-Za-z]+(?: [A-Za-z()]+)+|.*@.*",
    re.IGNORECASE | re.DOTALL,
)

_SCHEME = re.compile(r"[htps]+(?:[-_][htps]+)*[-_]?(?::[-_]?/[-_]?/[-_]?)", re.IGNORECASE)
_EDGE = re.compile(r"[-_]+(?=[./])|(?<=[./])[-_]+")
# A path's sign beside a slash or a point: words end with one now and then, none begins so.
_AFTER_SLASH = re.compile(
    r"(?<=/)-(?=[A-Za-z0-9])|(?<=/)_(?=[A-Za-z]+(?:[/.]|$))|(?<=\.)[-_](?=[a-z]{2,5}$)"
    r"|(?<=[a-z]{2})-(?=/)|(?<=index)[-_](?=\.)"
)
_BEFORE_POINT = re.compile(r"(?<=[0-9])[-_](?=\.[a-z]{2,5}$)|(?<=[a-z])_(?=\.html?$)")
_SUFFIX = re.compile(
    r"\.(?:h[-_]?t[-_]?m[-_]?l?|p[-_]?h[-_]?p|p[-_]?d[-_]?f|a[-_]?s[-_]?p[-_]?x?)$", re.IGNORECASE
)
_WRAPPED = re.compile(r"(?<![A-Za-z])[a-z]+(?:[-_][a-z]+)+(?![A-Za-z])")
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_MIN_PART = 4


def addresses(text: str) -> list[str]:
    """``text`` cut before each further address and each note after one, blanks kept in front."""
    parts: list[str] = []
    start = 0
    for match in _BLANK.finditer(text):
        before = "".join(text[start : match.start()].split())
        after = text[match.end() :]
        if not before or not after or _OPEN_END.search(before):
            continue
        whole = WELL_FORMED.fullmatch(before) is not None
        if (whole and _NOTE_START.match(after)) or (
            (whole or not _BEGUN.match(before)) and _START.match(after)
        ):
            parts.append(text[start : match.start()])
            start = match.start()
    return [*parts, text[start:]]


def join_address(text: str) -> str:
    """``text`` without its line breaks; a space where one parts two addresses, or a note."""
    if "\n" not in text:
        return text
    return " ".join(join_tight(part.lstrip()) for part in addresses(text.strip("\n")))


def drop_spaces(text: str) -> str:
    """``text`` without the spaces inside its addresses; a note after one keeps its own."""
    if " " not in text:
        return text
    return " ".join(_drop_spaces(part.lstrip()) for part in addresses(text))


def _drop_spaces(part: str) -> str:
    tight = part.replace(" ", "")
    if WELL_FORMED.fullmatch(tight) is None or _has_note(part):
        return part
    return tight


def _has_note(part: str) -> bool:
    """Whether what follows a whole address in ``part`` may be words about it."""
    first, _, rest = part.partition(" ")
    if WELL_FORMED.fullmatch(first) is None:
        return False
    return _NOTE.fullmatch(rest.strip()) is not None


def drop_hyphens(address: str) -> str:
    """``address`` without hyphens and underscores that can't be its own.

    Those of a scheme, of a top-level domain, at the ends of a host's labels and beside a slash;
    and those inside a known word, where what they part are not known words themselves.
    """
    if "-" not in address and "_" not in address:
        return address
    scheme = _SCHEME.match(address)
    head = scheme[0] if scheme else ""
    rest = address[len(head) :]
    end = re.search("[/?#]", rest)
    cut = end.start() if end else len(rest)
    host, path = rest[:cut], rest[cut:]
    if "@" in host or (scheme is None and not host.lower().startswith("www.")):
        return address
    host = join_labels(_drop(_EDGE, host + "/")[:-1])
    japanese = host.lower().endswith(".jp")
    path = _drop(_BEFORE_POINT, _drop(_AFTER_SLASH, path))
    suffix = _SUFFIX.search(path)
    if suffix:
        path = path[: suffix.start()] + re.sub("[-_]", "", suffix[0])
    # No name of a host has an underscore; what stands there instead is judged as a hyphen.
    host = _WRAPPED.sub(lambda match: _joined(match[0], japanese, in_host=True), host)
    if not _PERCENT.search(path):
        path = _WRAPPED.sub(lambda match: _joined(match[0], japanese), path)
    return re.sub("[-_]", "", head) + host + path


def _drop(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub("[-_]", "", match[0]), text)


@lru_cache(maxsize=16384)
def _joined(text: str, japanese: bool, in_host: bool = False) -> str:
    """``text``, words with hyphens between them, with those left out that cut a word in two."""
    parts = re.split("([-_])", text)
    done = parts[0]
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        left = re.split("[-_]", done)[-1]
        done = (
            done + part
            if _is_cut(left, part, "-" if in_host else sign, japanese)
            else done + sign + part
        )
    return done


def _is_cut(left: str, right: str, sign: str, japanese: bool) -> bool:
    """Whether ``left`` and ``right`` are pieces of known words, and not words themselves."""
    spelled = is_romaji(left) and is_romaji(right)
    letter = min(len(left), len(right)) == 1
    if sign == "_" and spelled and not letter:
        # Underscores are chosen to part what is spoken as one word.
        return False
    known = _is_known(left), _is_known(right)
    if all(known) or (any(known) and spelled and not letter):
        return False
    pieces = divide(left + right)
    if "".join(piece.text for piece in pieces) != left + right:
        return False
    if all(piece.known for piece in pieces):
        at = 0
        for piece in pieces:
            if at < len(left) < at + len(piece.text):
                return True
            at += len(piece.text)
    return japanese and sign == "-" and not any(known) and _is_torn(left, right)


def _is_known(text: str) -> bool:
    return all(piece.known for piece in divide(text))


def _is_torn(left: str, right: str) -> bool:
    """Whether a syllable of a Japanese word is torn apart: ``kaih`` and ``atsu``."""
    return (
        len(left) >= _MIN_PART
        and len(right) >= _MIN_PART - 1
        and not is_romaji(left)
        and is_romaji(left[:-1])
        and is_romaji(left + right)
    )
