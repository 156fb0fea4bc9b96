"""Municipalities against the official list, and against what else their rows say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.place_separators import SEPARATORS

# Several municipalities in one cell, and what stands in brackets after one.
_PARTS = re.compile(rf"{SEPARATORS.pattern}|[(（][^)）]*[)）]?")
_SUFFIX = re.compile("[都道府県市町村]")
# The shortest of the official names that is no common word (津市), and the longest.
_SHORTEST, _LONGEST = 3, 8
_MOST = 3
_SPOKEN = ("name", "contractor", "department", "form_note", "remarks", "reason", "activities")
# A prefecture's own pages. Cities' are not looked at: many are called alike in Latin letters.
_HOST = re.compile(r"//(?:www\d?\.)?pref[.-]([a-z]+)\.(?:lg\.)?jp(?=[/:?#]|$)", re.IGNORECASE)


@cache
def _prefectures_of() -> dict[str, frozenset[str]]:
    """The official names, with the prefectures each is in: 府中市 is in two."""
    found: dict[str, set[str]] = {}
    for entry in municipalities():
        if entry.kind != "ward":
            found.setdefault(entry.name or entry.prefecture, set()).add(entry.prefecture)
    return {name: frozenset(prefectures) for name, prefectures in found.items()}


@cache
def _romaji_of() -> dict[str, frozenset[str]]:
    """Spellings of each prefecture."""
    return {
        entry.prefecture: frozenset(entry.romaji)
        for entry in municipalities()
        if entry.kind == "prefecture"
    }


@rule(codes.MUNICIPALITY_UNKNOWN)
def municipalities_are_official(survey: Survey) -> Iterator[Finding]:
    """Each municipality is on the official list of today. (Older editions have merged ones.)"""
    official = _prefectures_of()
    told: set[str] = set()
    for base in survey.bases:
        name = base.municipality
        if name is None or name in told or name in official:
            continue
        unknown = [part for part in _PARTS.split(name) if part and part not in official]
        unknown = [part for part in unknown if not _with_prefecture(part)]
        if unknown:
            told.add(name)
            yield codes.MUNICIPALITY_UNKNOWN(
                f"no municipality is called {'、'.join(unknown)} today",
                field="municipality",
                actual=name,
                **at(base),
            )


def _with_prefecture(name: str) -> bool:
    """Whether ``name`` is a municipality after its prefecture, or after its county too."""
    official = _prefectures_of()
    return any(
        name[:cut] in official.get(own, ())
        for cut in range(3, len(name))
        for own in (name[cut:], name[name.find("郡", cut) + 1 :])
        if len(own) > 1
    )


@rule(codes.MUNICIPALITY_ELSEWHERE)
def rows_speak_of_their_municipality(survey: Survey) -> Iterator[Finding]:
    """A row that names a municipality in its texts, or in its address, names its own."""
    official = _prefectures_of()
    for base in survey.bases:
        own = base.municipality
        if own is None or own not in official:
            continue
        texts = " ".join(text for field in _SPOKEN if (text := getattr(base, field)))
        host = _HOST.search(base.url) if base.url is not None else None
        if host is not None:
            spellings = {s for prefecture in official[own] for s in _romaji_of()[prefecture]}
            named = next((p for p, r in _romaji_of().items() if host[1].lower() in r), None)
            if named is not None and host[1].lower() not in spellings:
                yield _elsewhere(base, named, "url")
                continue
        # 北海道 is spoken of as such; 東京都 as 東京.
        if own in texts or own.rstrip("都府県市町村") in texts:
            continue
        others = {name for name in _named(texts) if not official[name] & official[own]}
        if others:
            listed = sorted(others)
            named = "、".join(listed[:_MOST]) + ("…" if len(listed) > _MOST else "")
            yield _elsewhere(base, named, "municipality")


def _elsewhere(base: Base, named: str, field: str) -> Finding:
    return codes.MUNICIPALITY_ELSEWHERE(
        f"the row of {base.municipality} speaks of {named}",
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
