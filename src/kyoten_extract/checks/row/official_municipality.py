"""Municipality names against the official list, and against the other texts of their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.place_separators import SEPARATORS

# Separators of several municipalities in one cell, and bracketed text after a name.
_PARTS = regex(rf"{SEPARATORS.pattern}|[(（][^)）]*[)）]?")
_SUFFIX = regex("[都道府県市町村]")
# Characters: two-character names (津市) are found in other words by chance; no name is over eight.
_SHORTEST, _LONGEST = 3, 8
# Characters of a prefecture's name.
_PREFECTURE_LENGTHS = (3, 4)
# Names listed in one message.
_MOST = 3
_TEXTS = ("name", "contractor", "department", "form_note", "remarks", "reason", "activities")
# A prefecture's own site. Cities' sites are not checked: many share a romanized name.
_HOST = regex(r"//(?:www\d?\.)?pref[.-]([a-z]+)\.(?:lg\.)?jp(?=[/:?#]|$)", re.IGNORECASE)


@cache
def _prefectures_of() -> dict[str, frozenset[str]]:
    """Map each official name to the prefectures it is in: 府中市 is in two."""
    found: dict[str, set[str]] = {}
    for entry in municipalities():
        if entry.kind != "ward":
            found.setdefault(entry.name or entry.prefecture, set()).add(entry.prefecture)
    return {name: frozenset(prefectures) for name, prefectures in found.items()}


@cache
def _romaji_of() -> dict[str, frozenset[str]]:
    """Map each prefecture to its romanized spellings."""
    return {
        entry.prefecture: frozenset(entry.romaji)
        for entry in municipalities()
        if entry.kind == "prefecture"
    }


@rule(codes.MUNICIPALITY_UNKNOWN)
def municipalities_are_official(survey: Survey) -> Iterator[Finding]:
    """Report municipalities that are not on today's official list, each name once."""
    official = _prefectures_of()
    reported: set[str] = set()
    for base in survey.bases:
        name = base.municipality
        if name is None or name in reported or name in official:
            continue
        unknown = [part for part in _PARTS.split(name) if part and part not in official]
        unknown = [part for part in unknown if not _with_prefecture(part)]
        if unknown:
            reported.add(name)
            yield codes.MUNICIPALITY_UNKNOWN(
                say(
                    "{unknown:、} is not on today's official list of municipalities",
                    unknown=unknown,
                ),
                field="municipality",
                actual=name,
                **at(base),
            )


def _with_prefecture(name: str) -> bool:
    """Whether ``name`` is a municipality preceded by its prefecture, or prefecture and county."""
    official = _prefectures_of()
    return any(
        name[:cut] in official.get(own, ())
        for cut in _PREFECTURE_LENGTHS
        for own in (name[cut:], name[name.find("郡", cut) + 1 :])
        if len(own) > 1
    )


@rule(codes.MUNICIPALITY_ELSEWHERE)
def rows_refer_to_their_municipality(survey: Survey) -> Iterator[Finding]:
    """Report rows whose texts or URL name another municipality and not their own."""
    official = _prefectures_of()
    for base in survey.bases:
        own = base.municipality
        if own is None or own not in official:
            continue
        texts = " ".join(text for field in _TEXTS if (text := getattr(base, field)))
        host = _HOST.search(base.url) if base.url is not None else None
        if host is not None:
            spellings = {s for prefecture in official[own] for s in _romaji_of()[prefecture]}
            named = next((p for p, r in _romaji_of().items() if host[1].lower() in r), None)
            if named is not None and host[1].lower() not in spellings:
                yield _elsewhere(base, named, "url")
                continue
        # 東京都 is also written 東京; 北海道 is not shortened.
        if own in texts or own.rstrip("都府県市町村") in texts:
            continue
        others = {name for name in _named(texts) if not official[name] & official[own]}
        if others:
            listed = sorted(others)
            named = "、".join(listed[:_MOST]) + ("…" if len(listed) > _MOST else "")
            yield _elsewhere(base, named, "municipality")


def _elsewhere(base: Base, named: str, field: str) -> Finding:
    return codes.MUNICIPALITY_ELSEWHERE(
        say(
            "the row of {municipality} refers to {named}, not to {municipality}",
            municipality=base.municipality,
            named=named,
        ),
        field=field,
        expected=named,
        actual=base.municipality,
        **at(base),
    )


def _named(text: str) -> Iterator[str]:
    official = _prefectures_of()
    for match in _SUFFIX.finditer(text):
        end = match.end()
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            if text[max(0, end - length) : end] in official:
                yield text[max(0, end - length) : end]
                break
