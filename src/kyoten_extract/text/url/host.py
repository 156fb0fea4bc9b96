"""The host of an address: its points, its ends, and the municipality that it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from kyoten_extract.text.url.domains import (
    PREFECTURE_NAMES,
    SECOND_LEVELS,
    fold_homoglyphs,
    is_top_level,
    lookalike_second_level,
    lookalike_top_level,
    nearby_top_level,
    skeleton,
)
from kyoten_extract.text.url.vocabulary import names
from kyoten_extract.text.url.word_spelling import nearest_word

_HOST = re.compile(
    r"(?<!\S)(https?://|(?=www[.,]))([^\s/?#@:]+)(?=(?::\d+)?(?:[\s/?#]|$))", re.IGNORECASE
)
_POINT = re.compile(r"(?<=[a-z0-9])(?:[,;。、､｡]|\.\.|\.,|,\.)(?=[a-z0-9])", re.IGNORECASE)
_WWW = re.compile(r"^(?=w*v)(?:w|vv){3}(?=\.)", re.IGNORECASE)
_RUN_ON = re.compile(r"www[a-z0-9-]{4,}$", re.IGNORECASE)
_KINDS = ("city", "town", "vill", "pref")
_MIN_LABELS = 3
_MIN_NAME = 4
_MIN_NEAR = 6


def repair_host(text: str) -> str:
    """``text`` with the points, the ``www``, the last labels and the place of each host mended.

    A label that no host can have is what it looks like: the registries know which ends there are,
    and before ``.lg.jp`` or a prefecture stands the name of a place.

    >>> repair_host("http://www,example,jp/"), repair_host("http://vvww.city.k0be.1g.ip/")
    ('http://www.example.jp/', 'http://www.city.kobe.lg.jp/')
    """
    return _HOST.sub(lambda match: match[1] + _mended(match[2]), text)


def suggest_host(text: str) -> str:
    """``text`` with each host whose end, or place, is one letter from a sound one: a suggestion.

    >>> suggest_host("http://www.city.yokohoma.lg.jp/"), suggest_host("http://www.example.cmo/")
    ('http://www.city.yokohama.lg.jp/', 'http://www.example.com/')
    """
    return _HOST.sub(lambda match: match[1] + _near(match[2]), text)


def join_labels(host: str) -> str:
    """``host`` without hyphens and underscores inside labels that are what they are without.

    >>> join_labels("w_ww.city.yoko-suka.kana_gawa.j_p")
    'www.city.yokosuka.kanagawa.jp'
    """
    labels = host.split(".")
    tight = [re.sub("[-_]", "", label) for label in labels]
    lower = [label.lower() for label in tight]
    for i, label in enumerate(labels):
        if label == tight[i] or not label:
            continue
        last = i == len(labels) - 1
        second = i == len(labels) - 2 and lower[-1] == "jp"
        if (
            (last and is_top_level(lower[i]))
            or (second and (lower[i] in SECOND_LEVELS or lower[i] in PREFECTURE_NAMES))
            or (i == 0 and not last and lower[i] == "www")
            or (not last and lower[i] in _KINDS)
            or (_place_of(lower) == i and lower[i] in names())
        ):
            labels[i] = tight[i]
    return ".".join(labels)


def drop_underscores(address: str) -> str:
    """``address`` without the underscores of its host, which has none: a suggestion.

    Where no word is known, a hyphen may be meant as well.
    """
    return _HOST.sub(lambda match: match[1] + match[2].replace("_", ""), address)


def unknown_top_level(address: str) -> str | None:
    """The last label of the host of ``address``, where no top-level domain of it is known."""
    match = _HOST.search(address)
    last = match[2].rpartition(".")[2].lower() if match and "." in match[2] else "jp"
    return None if is_top_level(last) or last.startswith("xn--") else last


@lru_cache(maxsize=16384)
def _mended(host: str) -> str:
    host = _POINT.sub(".", host)
    labels = [fold_homoglyphs(label) for label in _WWW.sub("www", host).split(".")]
    if len(labels) == 1:
        return host
    last = labels[-1].lower()
    if len(labels) >= _MIN_LABELS and labels[-2].lower() in SECOND_LEVELS and last == "jq":
        labels[-1] = "jp"
    labels[-1] = lookalike_top_level(last) or labels[-1]
    if len(labels) >= _MIN_LABELS and labels[-1].lower() == "jp":
        labels[-2] = lookalike_second_level(labels[-2].lower()) or labels[-2]
        _repair_place(labels, lambda label, known: _looks_like(label, known))
    # Nobody registers a domain that begins so: the point after it was lost. (wwwtb.mlit.go.jp is
    # a host of a domain.)
    own = 1 + (labels[-1].lower() == "jp" and labels[-2].lower() in SECOND_LEVELS)
    first = labels[0].lower()
    domain = len(labels) == 1 + own and _RUN_ON.match(first)
    if domain or (first.startswith("www") and first[3:] in _KINDS):
        labels[0] = f"{labels[0][:3]}.{labels[0][3:]}"
    return ".".join(labels)


@lru_cache(maxsize=16384)
def _near(host: str) -> str:
    labels = host.split(".")
    if len(labels) == 1:
        return host
    labels[-1] = nearby_top_level(labels[-1].lower()) or labels[-1]
    if len(labels) >= _MIN_LABELS and labels[-1].lower() == "jp":
        _repair_place(labels, lambda label, known: nearest_word(label, known, least=_MIN_NEAR))
    return ".".join(labels)


def _repair_place(labels: list[str], meant: Callable[[str, frozenset[str]], str | None]) -> None:
    """Change the labels of a place and its prefecture to what they are ``meant`` for."""
    lower = [label.lower() for label in labels]
    second = lower[-2]
    if second not in SECOND_LEVELS and second not in names() and len(labels) > _MIN_LABELS:
        labels[-2] = meant(second, PREFECTURE_NAMES) or labels[-2]
    place = _place_of([*lower[:-2], labels[-2], "jp"])
    if place is None:
        return
    kind = labels[place - 1].lower()
    if kind not in _KINDS:
        labels[place - 1] = _looks_like(kind, frozenset(_KINDS)) or labels[place - 1]
    if len(lower[place]) >= _MIN_NAME and lower[place] not in names():
        labels[place] = meant(lower[place], names()) or labels[place]


def _place_of(labels: list[str]) -> int | None:
    """Where the name of a place stands among lower-case ``labels``: city.NAME.lg.jp."""
    if len(labels) < _MIN_LABELS or labels[-1] != "jp":
        return None
    for i, label in enumerate(labels[:-2]):
        if _looks_like(label, frozenset(_KINDS)) is None and label not in _KINDS:
            continue
        ends = labels[i + 2 :]
        if ends == ["jp"] or (
            len(ends) == len(("lg", "jp")) and (ends[0] == "lg" or ends[0] in PREFECTURE_NAMES)
        ):
            return i + 1
    return None


def _looks_like(label: str, known: frozenset[str]) -> str | None:
    """The one of ``known`` that ``label`` is but for letters that look alike; else ``None``."""
    if label in known:
        return None
    found = _skeletons(known).get(skeleton(label), ())
    return found[0] if len(found) == 1 else None


@cache
def _skeletons(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for label in sorted(known):
        key = skeleton(label)
        found[key] = (*found.get(key, ()), label)
    return found
