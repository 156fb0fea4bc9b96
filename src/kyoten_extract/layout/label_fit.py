"""How well a printed column label fits a known one, by the characters of both."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal

from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.label_forms import (
    ITEM_MARK,
    NOTE,
    OTHER_THING,
    Form,
    Level,
    contains_one,
    core,
    forms_of,
    has_any,
    levels_of,
    printed_letters,
)
from kyoten_extract.text.remembered import remember

Relation = Literal[
    "equal",
    "noted",
    "longer",
    "cut",
    "within",
    "similar",
    "begun",
    "qualified",
    "compound",
    "partial",
    "other",
    "blank",
]
"""How a printed label relates to a known one, from the closest on.

``equal``: the same but for numbering. ``noted``: a note follows. ``longer``: an ending without
meaning of its own follows (設置年 and 設置年月日). ``cut``: half of it or more is printed, from
its beginning on; ``begun``: less than half.
``within``: words go before it (海外拠点名). ``similar``: some characters differ. ``qualified``: a
note or a word makes it another thing (前回調査, カナ). ``compound``: another noun follows, so that
it is a label of something else (都市コード). ``partial``: some characters are shared. ``other``:
hardly any. ``blank``: nothing is printed.
"""

SURE: frozenset[Relation] = frozenset({"equal", "noted", "longer", "cut", "within", "similar"})
"""Relations that make a column the known one, unless its cells or another column speak against."""

CONTAINING: frozenset[Relation] = frozenset({"equal", "noted", "longer", "within"})
"""Relations of a printed label that has the known one in it."""

# What begins a note after a label; a space is the break of a line or a level.
_NOTE_START = regex(r"[\s(（\[［【〔<＜:：※*＊/／・,、-]|[a-zａ-ｚ][:：.．)）]")
# Endings that add nothing to a label.
_ENDINGS = frozenset(
    "等 など 名 名称 の名称 欄 年 年度 年月 年月日 月日 月 日 度 先 者 課 課名 部課 部局 部局名"
    " 内容 の内容 概要 の概要 状況 の状況 一覧 について s".split()
)  # fmt: skip
# Characters of a note in which a word makes the label another; a longer note explains it.
_TELLING = 10
# Characters of a noun that two labels may share, and nouns that many labels end with.
_LEAST_HEAD = 2
_GENERAL = _ENDINGS | frozenset("番号 内容 名称 概要 年度 状況 職員 区分 数 No の内容 団体".split())
# Fits, 0 to 1, of each relation. "similar" and "partial" are scaled by the share of characters.
_FIT: dict[Relation, float] = {
    "equal": 1.0,
    "noted": 0.9,
    "longer": 0.85,
    "cut": 0.8,
    "within": 0.7,
    "similar": 0.8,
    "begun": 0.4,
    "qualified": 0.3,
    "compound": 0.25,
    "partial": 0.45,
    "other": 0.0,
    "blank": 0.0,
}
# Factor for a label that fits without its group labels.
_GROUPED = 0.95
# Share of matching characters from which two labels are similar, and from which they have
# something in common.
_LEAST_RATIO, _LEAST_SHARED = 0.75, 0.4
# Share of a label that must be left of one that is cut, to be sure of it.
_LEAST_LEFT = 0.5
# Pairs of their characters up to which two labels are compared string by string: difflib, which
# prepares the second one first, takes several times as long.
_FEW_PAIRS = 400


def label_fit(printed: str, known: str) -> float:
    """How well a printed label fits a known one, 0 to 1; see :func:`relation`."""
    return relation(printed, known)[1]


def relation(printed: str, known: str) -> tuple[Relation, float]:
    """How a printed label relates to a known one, and how well it fits, 0 to 1.

    Text after the known label is a note (拠点形態 a: 独自事務所 ...). A label cut off by its cell
    is a prefix of the known one. Group labels above a column's own may differ between editions.

    >>> relation("①拠点名", "拠点名")
    ('equal', 1.0)
    >>> relation("都市コード", "都市")[0], relation("職員数(前回調査)", "職員数")[0]
    ('compound', 'qualified')
    """
    return relations(printed, (known,))[0]


@remember(2048)
def relations(printed: str, labels: tuple[str, ...]) -> tuple[tuple[Relation, float], ...]:
    """How a printed label relates to each of several known ones; see :func:`relation`."""
    levels = levels_of(printed)
    if not levels[0].whole.text:
        return tuple([_closest(levels, known) for known in forms_of(labels)])
    # Most pairs share no character: then none of the levels has one either.
    letters = printed_letters(printed)
    return tuple(
        [
            ("other", 0.0) if letters.isdisjoint(known.letters) else _closest(levels, known)
            for known in forms_of(labels)
        ]
    )


def is_one(printed: str, labels: tuple[str, ...], names: frozenset[Relation]) -> bool:
    """Whether a printed label relates to one of the known ones by one of ``names``."""
    if names <= CONTAINING and not contains_one(printed, labels):
        return False
    return any(name in names for name, _ in relations(printed, labels))


def _closest(levels: tuple[Level, ...], known: Form) -> tuple[Relation, float]:
    best = _relation(levels[0], known)
    for level in levels[1:] if best[1] < _FIT["equal"] else ():
        name, fit = _relation(level, known)
        if level.is_of_other_time and name in SURE:
            name, fit = "qualified", _FIT["qualified"]
        if _GROUPED * fit > best[1]:
            best = name, _GROUPED * fit
    return best


def _relation(level: Level, known: Form) -> tuple[Relation, float]:
    whole = level.whole
    if not whole.text:
        return "blank", 0.0
    if level.japanese is not whole and not known.is_latin:
        whole = level.japanese
    text, label = whole.text, known.text
    if not label:
        return "other", 0.0
    if text == label:
        return "equal", _FIT["equal"]
    both = known.letters & whole.letters
    if not both:
        return "other", 0.0
    # A level of a label may be in brackets: 職員数(派遣).
    if whole.flat != text and whole.flat == known.flat:
        return "noted", _FIT["noted"]
    found = _by_containing(whole, label, level.printed)
    if found is not None:
        return found, _FIT[found]
    if label.startswith(text):
        left = len(text) / len(label)
        short: Relation = "cut" if left >= _LEAST_LEFT else "begun"
        return short, _FIT[short]
    # What follows is a note: the items of a choice, or a bracket.
    text = whole.head
    # A note after less than the label says what the column is of: 職員数(現地) is not 職員数 派遣.
    compared = whole.flat if text != whole.text and label.startswith(text) else text
    if 2 * (len(both) + min(whole.repeated, known.repeated)) < _LEAST_SHARED * (
        len(compared) + len(label)
    ):
        return "other", 0.0  # Wherever they stand.
    ratio = _ratio(compared, label)
    if ratio >= _LEAST_RATIO and has_any(OTHER_THING, whole.text[len(text) :]):
        return "qualified", _FIT["qualified"]
    if ratio >= _LEAST_RATIO and not has_any(OTHER_THING, _without(text, label)):
        return "similar", ratio * _FIT["similar"]
    if ratio >= _LEAST_SHARED:
        shares_head = _head(text, label) and not has_any(OTHER_THING, text)
        return "partial", (1.0 if shares_head else ratio) * _FIT["partial"]
    return "other", 0.0


def _by_containing(whole: Form, label: str, printed: str) -> Relation | None:
    """The relation of a printed label that has the whole known one in it."""
    text = whole.text
    if text.startswith(label):
        rest = text[len(label) :]
        if rest in _ENDINGS:
            return "longer"
        is_note = _NOTE_START.match(rest) is not None or _breaks_after(printed, label)
        if not is_note:
            notes = "".join(NOTE.findall(rest))
            if has_any(OTHER_THING, notes[:_TELLING]):
                return "qualified"
            return "longer" if NOTE.sub("", rest) in _ENDINGS else "compound"
        return "qualified" if has_any(OTHER_THING, rest[:_TELLING]) else "noted"
    if whole.bare == label:
        return "qualified" if has_any(OTHER_THING, _without(text, label)) else "noted"
    if len(label) > 1 and label in text:
        before, _, rest = text.partition(label)
        if ITEM_MARK.search(before):
            return "compound"
        if has_any(OTHER_THING, before):
            return "qualified"
        if not rest or rest in _ENDINGS:
            return "within"
        return "noted" if NOTE.fullmatch(before) else "compound"
    return None


def _head(text: str, label: str) -> bool:
    """Whether two labels end with the same noun, one that says something (理由, not 内容)."""
    count = 0
    while count < min(len(text), len(label)) and text[-1 - count] == label[-1 - count]:
        count += 1
    return count >= _LEAST_HEAD and label[len(label) - count :] not in _GENERAL


def _breaks_after(printed: str, label: str) -> bool:
    """Whether a space or a line break follows the known label where ``printed`` has it."""
    read = ""
    for index, char in enumerate(printed):
        read = core(printed[: index + 1])
        if read == label and char.strip():
            return printed[index + 1 : index + 2].isspace()
        if len(read) > len(label):
            return False
    return False


def _without(text: str, label: str) -> str:
    """The characters of ``text`` beside those it shares with ``label``, in order."""
    kept = list(text)
    for start, size in _shared(text, label):
        kept[start : start + size] = ["\0"] * size
    return "".join(kept)


def _shared(text: str, label: str) -> list[tuple[int, int]]:
    """Where ``text`` has what it shares with ``label`` in order, and how much, as difflib says.

    That is the longest string of both, and what is shared before it and after it.
    """
    if len(text) * len(label) > _FEW_PAIRS:
        blocks = SequenceMatcher(None, text, label, autojunk=False).get_matching_blocks()
        return [(block.a, block.size) for block in blocks]
    size = start = place = 0
    for at in range(len(text)):
        while at + size < len(text):
            found = label.find(text[at : at + size + 1])
            if found < 0:
                break
            size, start, place = size + 1, at, found
    if not size:
        return []
    end = start + size
    after = [(end + at, long) for at, long in _shared(text[end:], label[place + size :])]
    return [*_shared(text[:start], label[:place]), (start, size), *after]


def _ratio(text: str, label: str) -> float:
    # Nearly all pairs share too few characters, wherever they stand; a cell in the header may hold
    # a page of text.
    both = set(label).intersection(text)
    shared = sum([min(text.count(char), label.count(char)) for char in both])
    if 2 * shared < _LEAST_SHARED * (len(text) + len(label)):
        return 0.0
    return 2 * sum([size for _, size in _shared(text, label)]) / (len(text) + len(label))
