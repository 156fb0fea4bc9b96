"""Repair of host names: dots, www, top-level labels, and the municipality a label names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.url.domains import (
    PREFECTURE_NAMES,
    SECOND_LEVELS,
    by_skeleton,
    fold_homoglyphs,
    is_top_level,
    lookalike_second_level,
    lookalike_top_level,
    nearby_top_level,
    skeleton,
)
from kyoten_extract.text.url.vocabulary import names
from kyoten_extract.text.url.word_spelling import nearest_word

# The host of an address with a scheme or www; unlike web_address.HOST it ends before a port or
# user name, and its dots may be misread as commas.
_HOST = regex(r"(?<!\S)((?i:https?)://|(?=[Ww]{3}[.,]))([^\s/?#@:]+)(?=(?::\d+)?(?:[\s/?#]|$))")
# Signs between two labels that are read for a dot.
_DOT = regex(r"(?<=[a-z0-9])(?:[,;。、､｡]|\.\.|\.,|,\.)(?=[a-z0-9])", re.IGNORECASE)
_NO_DOTS = frozenset(",;。、､｡")
# www with some w printed as vv.
_WWW = regex(r"^(?=w*v)(?:w|vv){3}(?=\.)", re.IGNORECASE)
# www run together with the next label, which must have this many letters to be a name.
_RUN_ON = regex(r"www[a-z0-9-]{4,}$")
# The label before a place name in the geographic domains of jp: city.kobe.lg.jp.
_MUNICIPAL_LABELS = frozenset(("city", "town", "vill", "pref"))
# Labels: a host of two, example.jp, has no place in it.
_MIN_LABELS = 3
# Letters: a shorter name of a place looks like too many other words.
_MIN_NAME = 4
# Letters: of shorter names, too many are one edit apart from each other.
_MIN_NEAR = 6


def repair_host(text: str) -> str:
    """Repair look-alikes in the hosts of ``text``: dots, ``www``, last labels and place names.

    Registries publish which last labels exist, and before ``.lg.jp`` or a prefecture comes the
    name of a place, so a label that cannot exist there is replaced by the one it looks like.

    >>> repair_host("http://www,example,jp/"), repair_host("http://vvww.city.k0be.1g.ip/")
    ('http://www.example.jp/', 'http://www.city.kobe.lg.jp/')
    """
    return _HOST.sub(lambda match: match[1] + _repair(match[2]), text)


def suggest_host(text: str) -> str:
    """Replace last labels and place names one edit away from an existing one: a suggestion.

    >>> suggest_host("http://www.city.yokohoma.lg.jp/"), suggest_host("http://www.example.cmo/")
    ('http://www.city.yokohama.lg.jp/', 'http://www.example.com/')
    """
    return _HOST.sub(lambda match: match[1] + _suggest(match[2]), text)


def join_labels(host: str) -> str:
    """Remove hyphens and underscores from labels that are known without them.

    >>> join_labels("w_ww.city.yoko-suka.kana_gawa.j_p")
    'www.city.yokosuka.kanagawa.jp'
    """
    labels = host.split(".")
    joined = [re.sub("[-_]", "", label) for label in labels]
    lower = [label.lower() for label in joined]
    for i, label in enumerate(labels):
        if label == joined[i] or not label:
            continue
        last = i == len(labels) - 1
        second = i == len(labels) - 2 and lower[-1] == "jp"
        if (
            (last and is_top_level(lower[i]))
            or (second and (lower[i] in SECOND_LEVELS or lower[i] in PREFECTURE_NAMES))
            or (i == 0 and not last and lower[i] == "www")
            or (not last and lower[i] in _MUNICIPAL_LABELS)
            or (_place_of(lower) == i and lower[i] in names())
        ):
            labels[i] = joined[i]
    return ".".join(labels)


def drop_underscores(address: str) -> str:
    """Remove the underscores of a host, which cannot have any: a suggestion.

    Only a suggestion, because a hyphen may have been printed there.
    """
    return _HOST.sub(lambda match: match[1] + match[2].replace("_", ""), address)


def unknown_top_level(address: str) -> str | None:
    """The last label of the host of ``address`` if it is not a known top-level domain."""
    match = _HOST.search(address)
    last = match[2].rpartition(".")[2].lower() if match and "." in match[2] else "jp"
    return None if is_top_level(last) or last.startswith("xn--") else last


@lru_cache(maxsize=16384)
def _repair(host: str) -> str:
    if ".." in host or not _NO_DOTS.isdisjoint(host):
        host = _DOT.sub(".", host)
    labels = [fold_homoglyphs(label) for label in _WWW.sub("www", host).split(".")]
    if len(labels) == 1:
        return host
    labels[-1] = lookalike_top_level(labels[-1].lower(), _second_level(labels)) or labels[-1]
    if len(labels) >= _MIN_LABELS and labels[-1].lower() == "jp":
        labels[-2] = lookalike_second_level(labels[-2].lower()) or labels[-2]
        _repair_place(labels, lambda label, known: _looks_like(label, known))
    # Nobody registers a domain that begins with www: the dot after it was lost. A host may begin
    # with it, as wwwtb.mlit.go.jp does.
    suffix = 1 + (labels[-1].lower() == "jp" and labels[-2].lower() in SECOND_LEVELS)
    first = labels[0].lower()
    is_run_on = len(labels) == 1 + suffix and _RUN_ON.match(first)
    if is_run_on or (first.startswith("www") and first[3:] in _MUNICIPAL_LABELS):
        labels[0] = f"{labels[0][:3]}.{labels[0][3:]}"
    return ".".join(labels)


@lru_cache(maxsize=16384)
def _suggest(host: str) -> str:
    labels = host.split(".")
    if len(labels) == 1:
        return host
    labels[-1] = nearby_top_level(labels[-1].lower(), _second_level(labels)) or labels[-1]
    if len(labels) >= _MIN_LABELS and labels[-1].lower() == "jp":
        _repair_place(labels, lambda label, known: nearest_word(label, known, least=_MIN_NEAR))
    return ".".join(labels)


def _second_level(labels: list[str]) -> str:
    """The lower-case label before the last, if there is one before it; or none."""
    return labels[-2].lower() if len(labels) >= _MIN_LABELS else ""


def _repair_place(labels: list[str], meant: Callable[[str, frozenset[str]], str | None]) -> None:
    """Replace, in place, the labels of a place and its prefecture by what ``meant`` finds."""
    lower = [label.lower() for label in labels]
    second = lower[-2]
    if second not in SECOND_LEVELS and second not in names() and len(labels) > _MIN_LABELS:
        labels[-2] = meant(second, PREFECTURE_NAMES) or labels[-2]
    place = _place_of([*lower[:-2], labels[-2], "jp"])
    if place is None:
        return
    kind = labels[place - 1].lower()
    if kind not in _MUNICIPAL_LABELS:
        labels[place - 1] = _looks_like(kind, _MUNICIPAL_LABELS) or labels[place - 1]
    if len(lower[place]) >= _MIN_NAME and lower[place] not in names():
        labels[place] = meant(lower[place], names()) or labels[place]


def _place_of(labels: list[str]) -> int | None:
    """Index of the name of a place among lower-case ``labels``: city.NAME.lg.jp."""
    if len(labels) < _MIN_LABELS or labels[-1] != "jp":
        return None
    for i, label in enumerate(labels[:-2]):
        if _looks_like(label, _MUNICIPAL_LABELS) is None and label not in _MUNICIPAL_LABELS:
            continue
        rest = labels[i + 2 :]
        if rest == ["jp"] or (len(rest) == 2 and (rest[0] == "lg" or rest[0] in PREFECTURE_NAMES)):
            return i + 1
    return None


def _looks_like(label: str, known: frozenset[str]) -> str | None:
    """The only word of ``known`` that differs from ``label`` in look-alike letters alone."""
    if label in known:
        return None
    found = _skeletons(known).get(skeleton(label), ())
    return found[0] if len(found) == 1 else None


@cache
def _skeletons(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    return by_skeleton(known)
