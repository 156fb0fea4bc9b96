"""Names that an edition spells in more than one way."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.gazetteer.one_edit import NameEdit, NearIndex
from kyoten_extract.text.gazetteer.place_spelling import is_place

# 株式会社 is written in many ways, and before or after the name.
_COMPANY = regex(r"株式会社|有限会社|合同会社|\((?:株|有|同)\)")
_LEGAL = {
    "(公財)": "公益財団法人",
    "(一財)": "一般財団法人",
    "(公社)": "公益社団法人",
    "(一社)": "一般社団法人",
    "(独)": "独立行政法人",
}
_NOT_SPELLED = regex(r"[\W_ー一]+")
_LONG_DASH = regex("(?<=[ァ-ヺ])[ー一‐-―−-]")
_WORD = regex("[ァ-ヺー]+|[a-z]+|[\u4e00-\u9fff々]+|[ぁ-ん]+|[0-9]+")
_KANJI = regex("[\u4e00-\u9fff々]")
_NUMERAL = regex("[0-9〇一二三四五六七八九十百千]")
# Characters: names and words shorter than this differ in one letter by chance.
_SHORTEST, _SHORTEST_WORD = 6, 4
# Distinct names compared: bounds the work on a hostile file.
_MOST_NAMES = 20_000

Core = Callable[[str], str]


@rule(codes.SPELLED_TWICE)
def names_are_spelled_one_way(survey: Survey) -> Iterator[Finding]:
    """Report contractors, departments and hosts that have several spellings.

    Two names are taken for one if they differ only in spaces, punctuation, width, long vowel marks
    and words for a company, or, if they are long, in one kana or Latin letter. Names that differ
    in a number, a kanji or a place are two names. Departments are compared within a municipality.
    """
    contractors = [(base.contractor, base) for base in survey.bases if base.contractor]
    yield from _findings("contractor", contractors)
    by_municipality: defaultdict[str | None, list[tuple[str, Base]]] = defaultdict(list)
    for base in survey.bases:
        if base.department:
            by_municipality[base.municipality].append((base.department, base))
    for departments in by_municipality.values():
        yield from _findings("department", departments)
    hosts = [(host, base) for base in survey.bases if (host := _host(base.url))]
    yield from _findings("url", hosts)


def core_of(name: str) -> str:
    """Reduce a name to what is compared: no punctuation, width, long vowels or company words.

    >>> core_of("㈱ＡＢＣセンター") == core_of("ABC センタ 株式会社")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    for short, long in _LEGAL.items():
        text = text.replace(short, long)
    return _NOT_SPELLED.sub("", _LONG_DASH.sub("", _COMPANY.sub("", text)))


def _host(url: str | None) -> str:
    """Return the host of a URL without "www."; empty if it has none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _findings(field: str, named: Iterable[tuple[str, Base]]) -> Iterator[Finding]:
    rows: dict[str, list[Base]] = {}
    for name, base in named:
        rows.setdefault(name, []).append(base)
    for group in _groups(list(rows), core_of if field != "url" else str):
        spellings = sorted(group, key=lambda name: (-len(rows[name]), name))
        usual, *others = spellings
        counts = [f"{name} ({len(rows[name])})" for name in spellings]
        yield codes.SPELLED_TWICE(
            say(
                "{count} spellings that may be one name: {spellings:、}",
                count=len(spellings),
                spellings=counts,
            ),
            field=field,
            expected=usual,
            actual="、".join(others),
            **at(rows[others[0]][0]),
        )


def _groups(names: list[str], core: Core) -> list[list[str]]:
    """Group names that may be one; only groups of two or more."""
    by_core: defaultdict[str, list[str]] = defaultdict(list)
    for name in names[:_MOST_NAMES]:
        by_core[core(name)].append(name)
    by_core.pop("", None)
    long = [one for one in by_core if len(one) >= _SHORTEST]
    index = NearIndex(long)
    joined = {one: one for one in by_core}

    def root(one: str) -> str:
        while joined[one] != one:
            one = joined[one]
        return one

    for one in long:
        for other, slip in index.near(one).items():
            if one < other and _is_slip(by_core[one][0], by_core[other][0], slip):
                joined[root(other)] = root(one)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one, spelled in by_core.items():
        groups[root(one)] += spelled
    return [group for group in groups.values() if len(group) > 1]


def _is_slip(one: str, other: str, slip: NameEdit) -> bool:
    """Whether two names whose cores differ by ``slip`` are likely one name."""
    changed = slip.before + slip.after
    if _NUMERAL.search(changed) or (slip.kind != "shape" and _KANJI.search(changed)):
        return False
    mine, others = (
        Counter(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))
        for name in (one, other)
    )
    words = [*(mine - others), *(others - mine)]
    return all(len(word) >= _SHORTEST_WORD for word in words) and not all(map(is_place, words))
