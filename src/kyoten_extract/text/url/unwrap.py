"""Removal of what wrapping and scanning insert into an address: breaks, spaces, hyphens, _."""

from __future__ import annotations

import re
from functools import lru_cache

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.normalize.line_breaks import join_tight
from kyoten_extract.text.url.host import join_labels
from kyoten_extract.text.url.romaji import is_romaji
from kyoten_extract.text.url.syllables import divide, is_known
from kyoten_extract.text.web_address import LONGEST_CELL

# Sets have both cases: to compile one that is to ignore case takes several times as long.
WELL_FORMED = regex(
    r"(?i:https?)://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+"
    r"(?P<top>[A-Za-z]{2,}|[Xx][Nn]--[A-Za-z0-9-]*[A-Za-z0-9])"
    r"(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?"
)
# An address that a further address continues: a query parameter, an archived page.
_OPEN_END = regex(r"=$|web\.archive\.org/web/[^/]*/$", re.IGNORECASE)
_BLANK = regex(r"\s+")
_START = regex(r"(?:h?t?tps?:|https?[:/.]|www\.)", re.IGNORECASE)
# The first piece of an address that was cut in its scheme or www.
_CUT_START = regex(r"[HPSThpst:/_-]*$|[HPSThpst_-]+:?/|[Ww]{1,3}$|[Ww]{3}|[HPSThpst_-]+:")
_NOTE_START = regex(
    r"[^\x21-\x7e]|[(\[<*]|(?i:tel|fax|e?-?mail|mailto)(?![A-Za-z])|@\w+(?:\s|$)"
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+(?:\s|$)"
)
# A host, and a file.
_HOST_START = regex(
    r"(?:[A-Za-z0-9-]+\.)+(?:com|net|org|info|jp|cn|kr|tw|hk|sg|th|vn|us|uk|fr|de)(?=[/\s]|$)"
)
_FILE = r"\.(?:html?|php|aspx?|jsp|pdf)"
_FILE_END, _FILE_START = regex(rf"{_FILE}$"), regex(rf"[A-Za-z0-9_-]+{_FILE}(?:\s|$)")
# Pieces of one address that are put together, to see whether it is well formed; after these, each
# is only looked at by itself.
_MOST_PIECES = 64
_PRINTABLE = regex(r"[\x21-\x7e]*")
# The first word of a note after an address, and any note of several words.
_NOTE_WORDS = frozenset(
    "english japanese chinese korean only and or also see available under page site"
    " homepage".split()
)
_NOTE = regex(r"[A-Za-z]+(?: [A-Za-z()]+)+")

# What a hyphen or underscore is marked as where a line ends with it.
_MARKS = {"-": "\x01", "_": "\x02"}
_MARKED = {mark: sign for sign, mark in _MARKS.items()}
_AT_LINE_END = regex(r"(?<=[\x21-\x7e])[-_](?=[ \u3000]*\n[ \u3000\n]*[\x21-\x7e])")
_SIGN = r"[-_\x01\x02]"
_MARKED_ADDRESS = regex(r"[\x01\x02\x21-\x7e]+")
_SCHEME = regex(rf"[HPSThpst]+(?:{_SIGN}[HPSThpst]+)*{_SIGN}?(?::{_SIGN}?/{_SIGN}?/{_SIGN}?)")
# Signs at the ends of the labels of a host.
_EDGE = regex(rf"{_SIGN}+(?=[./])|(?<=[./]){_SIGN}+")
# Signs at a line's end next to a slash or dot of a path, where hardly a name begins or ends so.
_EDGE_OF_NAME = regex(
    r"(?<=/)\x01(?=[A-Za-z0-9])|(?<=/)\x02(?=[A-Za-z]+(?:[/.]|$))"
    r"|(?<=\.)[\x01\x02](?=[a-z]{2,5}$)|(?<=[a-z]{2})\x01(?=/)|(?<=index)[\x01\x02](?=\.)"
    r"|(?<=[0-9])[\x01\x02](?=\.[a-z]{2,5}$)|(?<=[a-z])\x02(?=\.html?$)"
)
# A file extension, possibly wrapped.
_SUFFIX = regex(
    r"\.(?:h@?t@?m@?l?|p@?h@?p|p@?d@?f|a@?s@?p@?x?)$".replace("@", _SIGN), re.IGNORECASE
)
# Words with signs between them, each of which may be from wrapping.
_WRAPPED = regex(rf"(?<![A-Za-z])[a-z]+(?:{_SIGN}[a-z]+)+(?![A-Za-z])")
_PERCENT = regex("%[0-9A-Fa-f]{2}")
# Letters of the first part of a Japanese word cut within a syllable; the second may have one less.
_MIN_PART = 4


def split_addresses(text: str) -> list[str]:
    """Split ``text`` before each further address and each note; parts keep their leading spaces."""
    parts: list[str] = []
    # What was read since the last split: where it begins, without blanks, and in how many pieces.
    start = end = pieces = 0
    before = ""
    complete = False
    for match in _BLANK.finditer(text):
        piece = text[end : match.start()]
        end = match.end()
        if pieces < _MOST_PIECES:
            before += piece
            scheme = "http://" if before[:4].lower() == "www." else ""
            complete = WELL_FORMED.fullmatch(scheme + before) is not None
        else:
            complete = complete and _PRINTABLE.fullmatch(piece) is not None
        pieces += bool(piece)
        is_open = _OPEN_END.search(piece if pieces > _MOST_PIECES else before)
        if not before or end == len(text) or is_open:
            continue
        if (complete and _is_another(before, text, end)) or (
            (complete or not _CUT_START.match(before)) and _START.match(text, end)
        ):
            parts.append(text[start : match.start()])
            start, before, pieces = match.start(), "", 0
    return [*parts, text[start:]]


def _is_another(before: str, text: str, start: int) -> bool:
    """Whether what begins at ``start`` is no part of the complete address ``before`` it."""
    if _NOTE_START.match(text, start):
        return True
    if before.endswith("/") and _HOST_START.match(text, start):
        return True
    return _FILE_END.search(before) is not None and _FILE_START.match(text, start) is not None


def join_address(text: str) -> str:
    """Remove line breaks; one between two addresses, or before a note, becomes a space."""
    if "\n" not in text:
        return text
    return " ".join(join_tight(part.lstrip()) for part in split_addresses(text.strip("\n")))


def drop_spaces(text: str) -> str:
    """Remove the spaces inside addresses; those between addresses and in notes stay."""
    if " " not in text:
        return text
    return " ".join(_drop_spaces(part.lstrip()) for part in split_addresses(text))


def _drop_spaces(part: str) -> str:
    joined = part.replace(" ", "")
    if WELL_FORMED.fullmatch(joined) is None or _has_note(part):
        return part
    return joined


def _has_note(part: str) -> bool:
    """Whether a complete address in ``part`` is followed by words that may be a note."""
    first, _, rest = part.partition(" ")
    if WELL_FORMED.fullmatch(first) is None:
        return False
    note = rest.strip()
    is_known = note.partition(" ")[0].lower() in _NOTE_WORDS
    return is_known or "@" in note or _NOTE.fullmatch(note) is not None


def drop_hyphens(address: str) -> str:
    """Remove hyphens and underscores that cannot be part of ``address``.

    These are the ones in a scheme, top-level domain or file extension, at the ends of the labels
    of a host, and those that cut a known Japanese word within a syllable. Others may be the
    author's: ``my_number``, ``/_preview/``.
    """
    return _without_signs(address)


def drop_hyphens_at_line_ends(text: str) -> str:
    """Join the lines of addresses that are broken with a hyphen or underscore, and remove it.

    It is removed where it cuts a known word into parts that are not known words, and next to a
    slash or dot. A text without any is returned as it is, with its line breaks.
    """
    if "\n" not in text or len(text) > LONGEST_CELL or not _MARKED.keys().isdisjoint(text):
        return text
    marked, count = _AT_LINE_END.subn(lambda match: _MARKS[match[0]], text)
    if not count:
        return text
    joined = join_address(marked)
    mended = _MARKED_ADDRESS.sub(lambda match: _without_signs(match[0]), joined)
    return text if _unmarked(mended) == _unmarked(joined) else _unmarked(mended)


def _unmarked(text: str) -> str:
    for mark, sign in _MARKED.items():
        text = text.replace(mark, sign)
    return text


def _without_signs(address: str) -> str:
    if len(address) > LONGEST_CELL or re.search(_SIGN, address) is None:
        return address
    scheme = _SCHEME.match(address)
    head = scheme[0] if scheme else ""
    rest = address[len(head) :]
    end = re.search("[/?#]", rest)
    cut = end.start() if end else len(rest)
    host, path = rest[:cut], rest[cut:]
    if "@" in host or (scheme is None and not host.lower().startswith("www.")):
        return address
    host = _known_labels(_EDGE.sub("", host + "/")[:-1])
    japanese = host.lower().endswith(".jp")
    if not _MARKED.keys().isdisjoint(path):
        path = _EDGE_OF_NAME.sub("", path)
    suffix = _SUFFIX.search(path)
    if suffix:
        path = path[: suffix.start()] + re.sub(_SIGN, "", suffix[0])
    # A host has no underscores: one in it is a misread hyphen.
    host = _WRAPPED.sub(lambda match: _joined(match[0], japanese, in_host=True), host)
    if not _PERCENT.search(path):
        path = _WRAPPED.sub(lambda match: _joined(match[0], japanese), path)
    return re.sub(_SIGN, "", head) + host + path


def _known_labels(host: str) -> str:
    """``host`` without the signs of labels that are known without them; other marks stay."""
    before = _unmarked(host)
    labels = zip(host.split("."), before.split("."), join_labels(before).split("."), strict=True)
    return ".".join(marked if old == new else new for marked, old, new in labels)


@lru_cache(maxsize=16384)
def _joined(text: str, japanese: bool, in_host: bool = False) -> str:
    """Remove the signs of ``text`` that cut a word in two."""
    parts = re.split(f"({_SIGN})", text)
    joined = parts[0]
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        left = re.split(_SIGN, joined)[-1]
        printed = "-" if in_host else _MARKED.get(sign, sign)
        is_cut = (sign in _MARKED or _is_in_syllable(left, part)) and _is_cut(
            left, part, printed, japanese
        )
        joined += part if is_cut else sign + part
    return joined


def _is_in_syllable(left: str, right: str) -> bool:
    """Whether two parts, neither of them a word, are Japanese only when they are joined."""
    if is_romaji(left) or not is_romaji(left + right):
        return False
    return not is_known(left) and not is_known(right)


def _is_cut(left: str, right: str, sign: str, japanese: bool) -> bool:
    """Whether ``left`` and ``right`` are parts of known words and not words themselves."""
    are_romaji = is_romaji(left) and is_romaji(right)
    is_single_letter = min(len(left), len(right)) == 1
    if sign == "_" and are_romaji and not is_single_letter:
        # Authors use underscores between the parts of a Japanese compound.
        return False
    known = is_known(left), is_known(right)
    if all(known) or (any(known) and are_romaji and not is_single_letter):
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
    return japanese and sign == "-" and not any(known) and _is_cut_syllable(left, right)


def _is_cut_syllable(left: str, right: str) -> bool:
    """Whether a Japanese word is cut within a syllable: ``kaih`` and ``atsu``."""
    return (
        len(left) >= _MIN_PART
        and len(right) >= _MIN_PART - 1
        and not is_romaji(left)
        and is_romaji(left[:-1])
        and is_romaji(left + right)
    )
