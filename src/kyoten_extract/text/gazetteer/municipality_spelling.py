"""Misprints in names of prefectures and municipalities, found by the official list."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice, product

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import in_one, say
from kyoten_extract.text.gazetteer.municipalities import Municipality, municipalities
from kyoten_extract.text.gazetteer.one_edit import NameEdit, NearIndex, share_radical
from kyoten_extract.text.kanji_forms import chinese_forms
from kyoten_extract.text.place_separators import SIMPLE_NAME
from kyoten_extract.text.proposal import Proposal

_COUNTY = regex(".{1,4}?郡(?=.+[町村]$)")
_DIGIT = regex("[0-9０-９]")
# Kanji that make the name of one municipality into that of a neighbor: 南陽市, 新南陽市.
_COMPOUNDING = "新上下大小中東西南北本内外奥元"
_SUFFIX = "都道府県市区町村"
# Spellings of one name that are not misprints: ケ for ヶ, ノ for の.
_SPELLINGS = str.maketrans("ヶヵッ之", "ケカツノ")
# Forms of one kanji; the first is the most common one in official names.
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
# Spellings in other forms of the kanji: more than the square of this are not tried.
_MOST_OPTIONS = 16
# Characters of a cell that is searched, and of a name in it: others are prose or too short.
_LONGEST_CELL = 200
_SHORTEST, _LONGEST = 3, 16
# Municipalities in the official order: neighbors this close narrow down the name between them.
_NARROW = 60
# Characters of a name in which a look-alike is evidence by itself.
_LONG_STEM = 4


@dataclass(frozen=True, slots=True)
class NameContext:
    """The rows that print a name, as evidence for the municipality it means.

    Attributes:
        texts: their other cells, joined.
        hosts: the parts of the host names in them.
        siblings: names that other rows print for the same municipality number.
        between: the codes of the known names above and below; empty strings if there is none or
            they are out of order.
    """

    texts: str = ""
    hosts: frozenset[str] = frozenset()
    siblings: frozenset[str] = frozenset()
    between: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Candidate:
    meant: str
    edit: NameEdit
    members: tuple[Municipality, ...]
    proofs: tuple[str, ...]
    hints: tuple[str, ...]
    fits_order: bool


def find_municipality(text: str, context: NameContext) -> Iterator[Proposal]:
    """Find misprinted municipalities in a cell; at most one proposal per name.

    A joint base names several, and a prefecture may precede a name or follow it in brackets.
    Nothing is proposed for names that are known, or not similar to a known one, as those of former
    municipalities.
    """
    if len(text) > _LONGEST_CELL or is_official(text):
        return
    pieces = [(match.start(), match[0]) for match in SIMPLE_NAME.finditer(text)]
    prefectures = {_prefectures()[piece] for _, piece in pieces if piece in _prefectures()}
    for start, piece in pieces:
        if is_official(piece) or not _SHORTEST <= len(piece) <= _LONGEST or _DIGIT.search(piece):
            continue
        prefecture, own = _split_prefecture(piece)
        if _folded(own) in _names():
            continue
        at = start + len(piece) - len(own)
        known = prefectures | ({prefecture} if prefecture else set())
        found = _variant(own) or _near(own, known, context) or _misprinted_prefecture(own)
        if found is not None:
            meant, confidence, rule, evidence = found
            yield Proposal(at, at + len(own), meant, rule, confidence, evidence)


def is_official(name: str) -> bool:
    """Whether ``name`` is a prefecture or municipality in its current spelling.

    The prefecture or county may precede it, and the suffix (市) may be missing.

    >>> is_official("山口県美祢市"), is_official("美祢"), is_official("美禰市")
    (True, True, False)
    """
    name = _folded("".join(name.split()))
    if len(name) > _LONGEST_CELL:
        return False
    prefecture, own = _split_prefecture(name)
    # The official spellings know most names; to fold all of them takes longer.
    for known in (_official, _names):
        if name in known():
            return True
        members = known().get(own, ())
        if members and (not prefecture or any(one.prefecture == prefecture for one in members)):
            return True
    return False


def _folded(name: str) -> str:
    """``name`` in the spelling that is compared."""
    return unicodedata.normalize("NFKC", name).translate(_SPELLINGS)


@cache
def _official() -> Mapping[str, tuple[Municipality, ...]]:
    """The municipalities by official name."""
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for one in municipalities():
        found[one.name or one.prefecture].append(one)
    return {name: tuple(members) for name, members in found.items()}


@cache
def _names() -> Mapping[str, tuple[Municipality, ...]]:
    """The municipalities by folded name, with and without suffix, wards also without their city."""
    spelled: list[tuple[str, tuple[Municipality, ...]]] = []
    for name, members in _official().items():
        ward = name[name.index("市") + 1 :] if members[0].kind == "ward" else ""
        short = name[:-1] if name[-1] in _SUFFIX and len(name) > 2 else ""
        spelled += [(spelling, members) for spelling in (name, ward, short) if spelling]
    found: dict[str, tuple[Municipality, ...]] = {}
    # Thousands of names are folded at once.
    names = _folded("\n".join([spelling for spelling, _ in spelled])).split("\n")
    for folded, (_, members) in zip(names, spelled, strict=True):
        known = found.get(folded)
        found[folded] = members if known is None else known + members
    return found


@cache
def _prefectures() -> Mapping[str, str]:
    """The full names of prefectures, by name with and without 県."""
    full = {one.prefecture for one in municipalities()}
    return {name: name for name in full} | {name[:-1]: name for name in full if len(name) > 2}


@cache
def _index() -> tuple[NearIndex, Mapping[str, str]]:
    by_spelling = {_folded(name): name for name in _official()}
    return NearIndex(by_spelling), by_spelling


def _split_prefecture(name: str) -> tuple[str, str]:
    """Split ``name`` into its prefecture, empty if absent, and the rest without county."""
    for length in (3, 4):
        prefecture = name[:length]
        if _prefectures().get(prefecture) == prefecture and len(name) > length + 1:
            return prefecture, _COUNTY.sub("", name[length:], count=1)
    return "", _COUNTY.sub("", name, count=1)


_Found = tuple[str, float, str, str]


@cache
def _variants() -> Mapping[str, str]:
    """The other forms of each kanji."""
    return {char: group.replace(char, "") for group in _VARIANTS for char in group}


def _variant(name: str) -> _Found | None:
    """The only official name that is ``name`` in other forms of its kanji."""
    forms = chinese_forms()
    options = [char + _variants().get(char, "") + forms.get(char, "") for char in _folded(name)]
    spellings = islice(product(*options), _MOST_OPTIONS**2)
    by_spelling = _index()[1]
    found = {
        by_spelling[spelling] for spelling in map("".join, spellings) if spelling in by_spelling
    }
    if len(found) != 1:
        return None
    (meant,) = found
    return (
        meant,
        0.97,
        "name-form",
        say("{meant} is the official form of {name}", meant=meant, name=name),
    )


def _near(name: str, prefectures: set[str], context: NameContext) -> _Found | None:
    """The official name one edit away from ``name`` that has the strongest evidence."""
    index, by_spelling = _index()
    options = [
        _candidate(by_spelling[spelling], name, edit, prefectures, context)
        for spelling, edit in index.near(_folded(name)).items()
        if not _is_other_rank(name, by_spelling[spelling])
    ]
    if prefectures:
        options = [option for option in options if option.members]
    # From the strongest evidence to none; a tie at the first that applies is not resolved.
    for has_evidence in (
        lambda option: option.proofs,
        lambda option: option.edit.kind != "edit" and option.hints,
        lambda option: option.edit.kind != "edit",
        lambda option: option.hints,
        lambda option: share_radical(option.edit.before, option.edit.after) and option.fits_order,
        lambda option: option.fits_order,
        lambda _: True,
    ):
        best = [option for option in options if has_evidence(option)]
        if best:
            if len(best) > 1:
                return None
            others = [option for option in options if option is not best[0]]
            rivals = [o for o in others if o.hints or o.fits_order or o.edit.kind != "edit"]
            return _evaluated(name, best[0], alone=not rivals)
    return None


def _is_other_rank(name: str, meant: str) -> bool:
    """Whether two names differ in their suffix: a town that became a city is not a misprint."""
    return name[-1] != meant[-1] and name[-1] in _SUFFIX and meant[-1] in _SUFFIX


def _candidate(
    meant: str, printed: str, edit: NameEdit, prefectures: set[str], context: NameContext
) -> _Candidate:
    members = _official()[meant]
    if prefectures:
        members = tuple(m for m in members if m.prefecture in prefectures)
    proofs = []
    if meant in context.siblings:
        proofs.append(say("another row has this name for the same number"))
    if meant in context.texts and printed not in context.texts:
        proofs.append(say("another cell of the row has this name"))
    if any(word in context.hosts for m in members for word in m.romaji if len(word) > 2):
        proofs.append(say("the row's URL has this name"))
    hints = (
        [say("it is in {prefecture}", prefecture=members[0].prefecture)]
        if prefectures and members
        else []
    )
    between = _between(members, context.between)
    if between is not None and between <= _NARROW:
        hints.append(say("official order puts it between the names above and below"))
    return _Candidate(meant, edit, members, tuple(proofs), tuple(hints), between is not None)


def _between(members: tuple[Municipality, ...], codes: tuple[str, str]) -> int | None:
    """The number of municipalities of its kind between ``codes``; ``None`` if it is not there."""
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


def _evaluated(name: str, option: _Candidate, *, alone: bool) -> _Found | None:
    is_lookalike = option.edit.kind != "edit"
    is_prefecture = option.meant in _prefectures()
    if option.proofs:
        confidence = 0.98 if is_lookalike else 0.96
    elif option.hints and alone:
        confidence = 0.96 if is_lookalike else 0.9
    elif is_lookalike and alone and (is_prefecture or len(name) >= _LONG_STEM):
        # Prefectures do not change; few names of former municipalities are this long and similar.
        confidence = 0.96 if is_prefecture or option.fits_order else 0.85
    elif is_lookalike or (option.hints and option.fits_order):
        confidence = 0.85
    elif _is_compound(option.edit):
        return None
    elif len(name) >= _LONG_STEM or (
        share_radical(option.edit.before, option.edit.after) and option.fits_order
    ):
        confidence = 0.7
    else:
        return None
    evidence = [
        say("{meant} is a municipality, {name} is not", meant=option.meant, name=name),
        *option.proofs,
        *option.hints,
    ]
    if is_prefecture:
        evidence[0] = say("{meant} is a prefecture, {name} is not", meant=option.meant, name=name)
    if option.edit.kind == "shape":
        evidence.append(
            say("{before} looks like {after}", before=option.edit.before, after=option.edit.after)
        )
    if share_radical(option.edit.before, option.edit.after):
        evidence.append(
            say(
                "{before} has the radical of {after}",
                before=option.edit.before,
                after=option.edit.after,
            )
        )
    return option.meant, confidence, "name-slip", in_one(evidence)


def _is_compound(edit: NameEdit) -> bool:
    """Whether one name is the other with a word such as 新 inserted, as of neighbors: 新南陽市."""
    return min(edit.before, edit.after) == "" and max(edit.before, edit.after) in _COMPOUNDING


def _misprinted_prefecture(name: str) -> _Found | None:
    """``name`` with its misprinted prefecture corrected, if the municipality is in it."""
    for length in (3, 4):
        head, own = name[:length], _COUNTY.sub("", name[length:], count=1)
        for member in _names().get(_folded(own), ()):
            prefecture = member.prefecture
            if member.name and NearIndex([prefecture]).near(head):
                evidence = say(
                    "{member_name} is in {prefecture}",
                    member_name=member.name,
                    prefecture=prefecture,
                )
                return prefecture + name[length:], 0.96, "name-slip", evidence
    return None
