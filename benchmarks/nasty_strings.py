"""Families of strings that have made text functions slow: each may be as long as one likes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Units that are repeated, by what they are.
_UNITS = {
    "one kana": "ア",
    "kana and a long vowel": "アー",
    "one kanji of a municipality": "市",
    "a county's kanji": "郡町",
    "a municipality": "東京都港区",
    "Chinese forms": "团经现",
    "a digit": "1",
    "a full-width digit": "１",
    "digits with commas": "1,111",
    "circled numbers": "①",
    "an era and a year": "平成14年",
    "one letter": "v",
    "a syllable with v": "tokvo",
    "words and spaces": "ab cd ",
    "a wrapped address": "ab-\ncd",
    "hyphens": "-",
    "underscores and letters": "a_b-",
    "full stops": ".",
    "labels": "a.",
    "slashes": "/",
    "colons": ":",
    "opening brackets": "(",
    "closing brackets": ")",
    "brackets": "(a)",
    "nested full-width brackets": "（［",
    "list separators": "、,・",
    "bullets on lines": "・a\n",
    "numbers on lines": "(1)a\n",
    "circled numbers on lines": "①字\n",
    "lines of kana": "ア\n",
    "lines of kanji": "大阪\n",
    "places": "上海・香港、",
    "spaces": " ",
    "wide spaces": "\u3000",
    "spaces and tabs": " \t\u3000",
    "line breaks": "\n",
    "spaces and breaks": " \n",
    "percent signs": "%41",
    "at signs": "a@",
    "addresses": "http://www.a.jp/ ",
    "addresses on lines": "http://www.a.jp/\n",
    "cut schemes": "http:/ ",
    "letters of a scheme": "htps-",
    "ends of addresses": "www.",
    "phones": "03-1111-1111 ",
    "zero and hyphens": "0-",
    "combining marks": "か\u3099",
    "marks alone": "\u0301",
    "half-width voiced kana": "ｶﾞ",
    "ligatures": "㈱㍻ﬁ",
    "Kangxi radicals": "⼤⻑",
    "soft hyphens": "a\u00ad",
    "zero width": "\u200b",
    "Arabic in katakana": "デی",
    "Cyrillic in Latin": "aс",
    "letters and digits": "O1l0",
    "lone surrogates": "\ud800",
    "beyond the plane": "𠮷",
    "everything": "ア市1１v- (、\n/http://a.jp/ｶﾞ①\u3000",
}


def _of(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _between(start: str, unit: str, end: str) -> Callable[[int], str]:
    return lambda size: start + _of(unit)(size) + end


FAMILIES: Mapping[str, Callable[[int], str]] = {
    name: _of(unit) for name, unit in _UNITS.items()
} | {
    "an address of one letter": _between("http://www.", "a", ".jp/"),
    "an address of labels": _between("http://", "a.", "jp/"),
    "an address of hyphens": _between("http://www.a-", "-", "a.jp/"),
    "an address of wrapped words": _between("http://www.pref.jp/", "koku-\nsai", ".html"),
    "an address of words": _between("http://www.pref.jp/", "kokusai-", ".html"),
    "an address of slashes": _between("http://www.pref.jp", "/a", ""),
    "an address with a query": _between("http://www.pref.jp/?", "a=b&", ""),
    "an address with spaces": _between("http://www.pref.jp/", "a ", ""),
    "an address cut by lines": _between("http://www.pref.jp/", "abc\n", "z"),
    "a scheme without end": _between("h", "t", "p://a"),
    "a bracket without end": _between("(", "あ", ""),
    "brackets nested": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "a word cut at its end": _between("ビジネスセン", "タ", "\u06cc"),
    "a number and a letter": _between("", "1", "x人"),
    "a form and spaces": _between("c", " ", "業務"),
    "a date and spaces": _between("平成", " ", "14年"),
    "a postal code and spaces": _between("123", " ", "x"),
    "spaces after a date": _between("2020.4.1", " ", "x"),
    "a unit after spaces": _between("4", " ", "人"),
    "a year in two calendars": _between("2002 (", " ", "平成14)"),
    "spaces amid text": _between("あ", " ", "い"),
    "words without an end": _between("English ", "a ", "1"),
    "distinct kanji": lambda size: "".join(map(chr, (0x4E00 + i % 20900 for i in range(size)))),
}
"""By name: from a number of characters to a string of about as many."""
