"""The forms in which a printed label and a known one are compared, each made once."""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.remembered import remember

_NUMBERING = regex(r"[①-⑳⑴-⒇❶-❿]|^[(（]?\d{1,2}[.)．）]")
_PART_OF = regex(r"^うち")
# The mark of a footnote at a label's end: ※1, (注2), *3.
_FOOTNOTE = regex(r"[(（\[]?(?:[※＊*]|注)\d{0,2}[)）\]]?$")
_BRACKETS = frozenset("()（）[]［］【】〔〕")
NOTE = regex(r"[(（\[［【〔<＜].*?[)）\]］】〕>＞]")
"""A note in brackets."""
_NOTE_AFTER = regex(r"[(（\[［【〔<＜:：※]|[a-zａ-ｚ][:：.．)）]")
# Words in Latin letters; single letters number items.
_LATIN = regex(r"[a-z][a-z'./&-]+")
ITEM_MARK = regex(r"(?:^|[^0-9a-zａ-ｚ])[0-9a-zA-Zａ-ｚ]{1,2}\s*[:：.．)）、]?$|[:：]$")
"""The mark of an item in a note (d: その他): what follows is no label of its own."""
# The first of these: words of another time.
_OTHER_TIME = tuple(
    "前回|前年|前々|昨年|従前|従来|変更前|旧|予定|計画|増減|差引|比較|廃止|参考|previous".split("|")
)
OTHER_THING = _OTHER_TIME + tuple(
    "カナ|かな|フリガナ|ふりがな|よみ|読み|ヨミ|ローマ字"
    "|英語|英文|英名|現地語|中国語|略称|通称|コード|code|電話|tel|phone|fax|ファックス|ファクス|メール|mail|住所|所在地|郵便"
    "|緯度|経度|担当者|責任者|代表者|所長|有無|可否|区分|分類|根拠|経費|予算|金額|費|備考|注|kana|english|romaji"
    "|内線|番地|更新|休止|終了|延べ|定員".split("|")
)
"""Words that make a label one of another thing: of another time, spelling, or property."""


def is_of_other_time(label: str) -> bool:
    """Whether a label says that it is of another time."""
    return has_any(_OTHER_TIME, label)


# Group labels above a column's own: a cell with a page of text has more words than levels.
_MOST_LEVELS = 20
# Characters of a label whose levels are remembered: each has the texts of all below it.
_LONGEST_KEPT = 400


@dataclass(frozen=True, slots=True)
class Form:
    """A folded label, and what each comparison with another asks of it.

    Attributes:
        text: see :func:`core`.
        letters: its characters.
        repeated: how many of its characters it has before.
        flat: without brackets.
        bare: without what is in brackets.
        head: what is before the first note; all of it if it begins with one.
        is_latin: it has a word in Latin letters.
    """

    text: str
    letters: frozenset[str]
    repeated: int
    flat: str
    bare: str
    head: str
    is_latin: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A printed label without some of the levels of labels above it.

    Attributes:
        printed: as it is printed.
        whole: of all of it; ``japanese`` alone if the label is in two languages.
        is_of_other_time: a level above says that the column is of another thing.
    """

    printed: str
    whole: Form
    japanese: Form
    is_of_other_time: bool


@remember(1024)
def form_of(text: str) -> Form:
    """The forms of a folded label."""
    letters = frozenset(text)
    flat = text
    if not letters.isdisjoint(_BRACKETS):
        flat = "".join([char for char in text if char not in _BRACKETS])
    head = _NOTE_AFTER.split(text, maxsplit=1)[0] or text
    return Form(
        text,
        letters,
        len(text) - len(letters),
        flat,
        NOTE.sub("", text),
        head,
        _LATIN.search(text) is not None,
    )


@remember(1024)
def forms_of(labels: tuple[str, ...]) -> tuple[Form, ...]:
    """The forms of known labels."""
    return tuple([form_of(core(label)) for label in labels])


def levels_of(printed: str) -> tuple[Level, ...]:
    """A printed label, and it without each number of levels above that can be left out."""
    return _short_levels(printed) if len(printed) <= _LONGEST_KEPT else _levels(printed)


@remember(1024)
def _short_levels(printed: str) -> tuple[Level, ...]:
    return _levels(printed)


def _levels(printed: str) -> tuple[Level, ...]:
    words = printed.split(" ", _MOST_LEVELS)
    levels = []
    for start in range(len(words)):
        if start and ITEM_MARK.search(words[start - 1]):
            continue
        own = " ".join(words[start:]) if start else printed
        above = fold_label(" ".join(words[:start])) if start else ""
        whole = form_of(core(own))
        japanese = _without_latin(whole.text) if whole.is_latin else ""
        levels.append(
            Level(
                own,
                whole,
                form_of(japanese) if japanese else whole,
                has_any(_OTHER_TIME, above),
            )
        )
    return tuple(levels)


def contains_one(printed: str, labels: tuple[str, ...]) -> bool:
    """Whether a printed label may have one of the known ones in it.

    Otherwise it relates to none of them by ``equal``, ``noted``, ``longer`` or ``within``.
    """
    if len(printed) > _LONGEST_KEPT:
        return True
    return any(map(_all_forms(printed).__contains__, _looked_for(labels)))


@remember(1024)
def _looked_for(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of known labels, and those without brackets."""
    return tuple(dict.fromkeys(text for one in forms_of(labels) for text in (one.text, one.flat)))


@remember(1024)
def _all_forms(printed: str) -> str:
    """All that a known label is looked for in."""
    forms = [
        text
        for level in levels_of(printed)
        for form in dict.fromkeys((level.whole, level.japanese))
        for text in (form.text, form.flat, form.bare)
    ]
    return "\0".join(dict.fromkeys(forms))


@remember(1024)
def printed_letters(printed: str) -> frozenset[str]:
    """The characters of a label and of each of its levels, numbering included."""
    return frozenset(fold_label(printed))


@remember(1024)
def core(label: str) -> str:
    """A label folded, without its numbering, a leading うち, and a dot or a footnote's mark."""
    return _FOOTNOTE.sub("", _PART_OF.sub("", _NUMBERING.sub("", fold_label(label)))).rstrip(".")


def _without_latin(text: str) -> str:
    """The Japanese part of a label in two languages, each of which is known by itself; or none."""
    latin = _LATIN.findall(text)
    return _LATIN.sub("", text) if latin and not has_any(OTHER_THING, " ".join(latin)) else ""


def has_any(words: Iterable[str], text: str) -> bool:
    """Whether ``text`` has one of ``words`` in it."""
    return any(map(text.__contains__, words))
