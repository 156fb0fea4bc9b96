"""Misprinted names of prefectures and municipalities, by the official list of all of them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from kyoten_extract.text.gazetteer.municipalities import Municipality, municipalities
from kyoten_extract.text.gazetteer.one_edit import NearIndex, Slip, share_radical
from kyoten_extract.text.kanji_forms import chinese_forms
from kyoten_extract.text.proposal import Proposal

_PIECE = re.compile(r"[^、,，/／;；・･()（）\[\]［］\s]+")
_COUNTY = re.compile(".{1,4}?郡(?=.+[町村]$)")
_DIGIT = re.compile("[0-9０-９]")
_COMPOUNDING = "新上下大小中東西南北本内外奥元"
_SUFFIX = "都道府県市区町村"
# Ways of writing one name, none of them a misprint: ケ for ヶ, ノ for の.
_WAYS = str.maketrans("ヶヵッ之", "ケカツノ")
# Forms of one kanji. The first is the one most official names have.
_VARIANTS = (
    "崎﨑嵜 高髙 浜濱濵 島嶋嶌 県縣縣 区區 沢澤 竜龍 滝瀧 梼檮 恵惠 禄祿 祢禰 郷鄕鄉 国國 鴎鷗 "
    "桜櫻 辺邊邉 広廣广 "
    "徳德 清淸 青靑 真眞 曽曾 塩鹽 湾灣 蔵藏 富冨 峰峯 野埜 館舘 土圡 吉𠮷 篭籠 荘莊 桧檜 槙槇 "
    "穂穗 与與 万萬 "
    "実實 豊豐 円圓 関關 鉄鐵 栄榮 弥彌 寿壽 応應 気氣 市巿 会會 伊伊 斎齋齊斉 聖聖 神神 福福 "
    "都都 羽羽 諸諸 "
    "戸戶 内內 呂吕 黒黑 横橫 飯飯 為爲 産產 鎮鎭 稲稻 来來 両兩 楽樂 対對 単單 当當 総總 穀穀 "
    "芦蘆 麦麥 亀龜 "
    "釜竈 頸頚 葛葛 茨茨 渓溪 狭狹 壱壹 経經 継繼 薮藪 桑桒 栃杤 柳栁 隠隱 駅驛 尾尾 鶏鷄 隆隆 "
    "瀬瀨 頼賴 庁廳"
).split()
_MOST_OPTIONS = 16
_SHORTEST, _LONGEST = 3, 16
_NARROW = 60
_LONG_STEM = 4


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the rows that print a municipality's name say beside it.

    Attributes:
        texts: their other cells, in one text.
        hosts: the parts of the host names in them.
        siblings: names that other rows print beside the same number.
        between: the codes of the known names above and below; empty where there is none, or where
            they are out of order.
    """

    texts: str = ""
    hosts: frozenset[str] = frozenset()
    siblings: frozenset[str] = frozenset()
    between: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Candidate:
    meant: str
    one: Slip
    members: tuple[Municipality, ...]
    proofs: tuple[str, ...]
    hints: tuple[str, ...]
    fits_order: bool


def find_municipality(text: str, sighting: Sighting) -> Iterator[Proposal]:
    """Misprinted names in ``text`` of a cell of municipalities; one per name at most.

    Joint bases name several; a prefecture may stand before a name or in brackets after it. Names
    that are known are silent, and so are those that nothing known is like: former municipalities.
    """
    if len(text) > 200 or is_official(text):
        return
    pieces = [(match.start(), match[0]) for match in _PIECE.finditer(text)]
    prefectures = {_prefectures()[piece] for _, piece in pieces if piece in _prefectures()}
    for start, piece in pieces:
        if is_official(piece) or not _SHORTEST <= len(piece) <= _LONGEST or _DIGIT.search(piece):
            continue
        prefecture, own = _apart(piece)
        if _plain(own) in _names():
            continue
        at = start + len(piece) - len(own)
        known = prefectures | ({prefecture} if prefecture else set())
        found = _variant(own) or _near(own, known, sighting) or _misprinted_prefecture(own)
        if found is not None:
            meant, confidence, rule, evidence = found
            yield Proposal(at, at + len(own), meant, rule, confidence, evidence)


def is_official(name: str) -> bool:
    """Whether ``name`` is a prefecture or municipality as it is written today, or may be.

    The prefecture or county may stand before it; the word for what it is (市) may be missing.

    >>> is_official("山口県美祢市"), is_official("美祢"), is_official("美禰市")
    (True, True, False)
    """
    name = _plain("".join(name.split()))
    if name in _names():
        return True
    prefecture, own = _apart(name)
    if own not in _names():
        return False
    members = _names()[own]
    return not prefecture or any(one.prefecture == prefecture for one in members)


def _plain(name: str) -> str:
    """A name in the one of the ways of writing it that is compared."""
    return unicodedata.normalize("NFKC", name).translate(_WAYS)


@cache
def _official() -> Mapping[str, tuple[Municipality, ...]]:
    """The official names; wards with and without their city."""
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for one in municipalities():
        found[one.name or one.prefecture].append(one)
    return {name: tuple(members) for name, members in found.items()}


@cache
def _names() -> Mapping[str, tuple[Municipality, ...]]:
    """Every way of writing a name, in the one that is compared."""
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for name, members in _official().items():
        ward = name[name.index("市") + 1 :] if members[0].kind == "ward" else ""
        short = name[:-1] if name[-1] in _SUFFIX and len(name) > 2 else ""
        for way in (name, ward, short):
            if way:
                found[_plain(way)] += members
    return {name: tuple(members) for name, members in found.items()}


@cache
def _prefectures() -> Mapping[str, str]:
    """The prefectures by their names, with and without 県."""
    full = {one.prefecture for one in municipalities()}
    return {name: name for name in full} | {name[:-1]: name for name in full if len(name) > 2}


@cache
def _index() -> tuple[NearIndex, Mapping[str, str]]:
    by_way = {_plain(name): name for name in _official()}
    return NearIndex(by_way), by_way


def _apart(name: str) -> tuple[str, str]:
    """The prefecture before a name, and the name without it and without its county."""
    for length in (3, 4):
        prefecture = name[:length]
        if _prefectures().get(prefecture) == prefecture and len(name) > length + 1:
            return prefecture, _COUNTY.sub("", name[length:], count=1)
    return "", _COUNTY.sub("", name, count=1)


_Found = tuple[str, float, str, str]


@cache
def _variants() -> Mapping[str, str]:
    """Each form of a kanji with the others of it."""
    return {char: group.replace(char, "") for group in _VARIANTS for char in group}


def _variant(name: str) -> _Found | None:
    """The official name that ``name`` is in other forms of its kanji, if there is but one."""
    forms = chinese_forms()
    options = [char + _variants().get(char, "") + forms.get(char, "") for char in _plain(name)]
    ways = islice(product(*options), _MOST_OPTIONS**2)
    by_way = _index()[1]
    found = {by_way[way] for way in map("".join, ways) if way in by_way}
    if len(found) != 1:
        return None
    (meant,) = found
    return meant, 0.97, "name-form", f"{meant} is the official form of {name}"


def _near(name: str, prefectures: set[str], sighting: Sighting) -> _Found | None:
    """The official name that ``name`` is one slip away from, as far as anything tells it."""
    index, by_way = _index()
    options = [
        _candidate(by_way[way], name, one, prefectures, sighting)
        for way, one in index.near(_plain(name)).items()
        if not _is_other_rank(name, by_way[way])
    ]
    if prefectures:
        options = [option for option in options if option.members]
    for tells in (
        lambda option: option.proofs,
        lambda option: option.one.kind != "edit" and option.hints,
        lambda option: option.one.kind != "edit",
        lambda option: option.hints,
        lambda option: share_radical(option.one.before, option.one.after) and option.fits_order,
        lambda option: option.fits_order,
        lambda _: True,
    ):
        told = [option for option in options if tells(option)]
        if told:
            if len(told) > 1:
                return None
            others = [option for option in options if option is not told[0]]
            rivals = [o for o in others if o.hints or o.fits_order or o.one.kind != "edit"]
            return _judged(name, told[0], alone=not rivals)
    return None


def _is_other_rank(name: str, meant: str) -> bool:
    """Whether two names differ by what they are: a town that became a city is no misprint."""
    return name[-1] != meant[-1] and name[-1] in _SUFFIX and meant[-1] in _SUFFIX


def _candidate(
    meant: str, printed: str, one: Slip, prefectures: set[str], sighting: Sighting
) -> _Candidate:
    members = _official()[meant]
    if prefectures:
        members = tuple(m for m in members if m.prefecture in prefectures)
    proofs = []
    if meant in sighting.siblings:
        proofs.append("another row has this name for the same number")
    if meant in sighting.texts and printed not in sighting.texts:
        proofs.append("another cell of the row has this name")
    if any(word in sighting.hosts for m in members for word in m.romaji if len(word) > 2):
        proofs.append("the row's URL has this name")
    hints = [f"it is in {members[0].prefecture}"] if prefectures and members else []
    between = _between(members, sighting.between)
    if between is not None and between <= _NARROW:
        hints.append("official order puts it between the names above and below")
    return _Candidate(meant, one, members, tuple(proofs), tuple(hints), between is not None)


def _between(members: tuple[Municipality, ...], codes: tuple[str, str]) -> int | None:
    """How many names of its kind the list has between ``codes``; ``None`` if it isn't there."""
    above, below = codes
    for one in members:
        if above < one.code < below:
            sorted_codes = _codes()[one.kind]
            return bisect_right(sorted_codes, below) - bisect_right(sorted_codes, above)
    return None


@cache
def _codes() -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in municipalities():
        found[one.kind].append(one.code)
    return {kind: sorted(codes) for kind, codes in found.items()}


def _judged(name: str, option: _Candidate, *, alone: bool) -> _Found | None:
    alike = option.one.kind != "edit"
    is_prefecture = option.meant in _prefectures()
    if option.proofs:
        confidence = 0.98 if alike else 0.96
    elif option.hints and alone:
        confidence = 0.96 if alike else 0.9
    elif alike and alone and (is_prefecture or len(name) >= _LONG_STEM):
        # Prefectures have not changed; of former municipalities few are so long and so much alike.
        confidence = 0.96 if is_prefecture or option.fits_order else 0.85
    elif alike or (option.hints and option.fits_order):
        confidence = 0.85
    elif _is_compound(option.one):
        return None
    elif len(name) >= _LONG_STEM or (
        share_radical(option.one.before, option.one.after) and option.fits_order
    ):
        confidence = 0.7
    else:
        return None
    said = [f"{option.meant} is a municipality, {name} is not", *option.proofs, *option.hints]
    if is_prefecture:
        said[0] = f"{option.meant} is a prefecture, {name} is not"
    if option.one.kind == "shape":
        said.append(f"{option.one.before} looks like {option.one.after}")
    if share_radical(option.one.before, option.one.after):
        said.append(f"{option.one.before} has the radical of {option.one.after}")
    return option.meant, confidence, "name-slip", "; ".join(said)


def _is_compound(one: Slip) -> bool:
    """Whether one name is the other's with a word before or in it, as of neighbours: 新南陽市."""
    return min(one.before, one.after) == "" and max(one.before, one.after) in _COMPOUNDING


def _misprinted_prefecture(name: str) -> _Found | None:
    """A misprinted prefecture before the name of a municipality of it."""
    for length in (3, 4):
        head, own = name[:length], _COUNTY.sub("", name[length:], count=1)
        for member in _names().get(_plain(own), ()):
            prefecture = member.prefecture
            if member.name and NearIndex([prefecture]).near(head):
                evidence = f"{member.name} is in {prefecture}"
                return prefecture + name[length:], 0.96, "name-slip", evidence
    return None
