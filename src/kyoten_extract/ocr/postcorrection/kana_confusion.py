"""Kana of nearly one shape, told apart by the words they stand in: ベ and ペ, ャ and ヤ.

A scanner loses the marks that make ハ a バ or a パ before it loses anything else, and a recogniser
is sure of what it sees all the same. Where a word is known with one of them, it is that one; where
none is known, and the picture shows another as possible, the cell is not sure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyoten_extract.ocr.postcorrection.doubtful_cell import POSSIBLE, PROVEN, UNPROVEN, Cell
from kyoten_extract.ocr.recognition.ctc import Seen
from kyoten_extract.text.gazetteer.places import (
    city_countries,
    city_names,
    country_code,
    country_names,
    listed_under,
)
from kyoten_extract.text.repair.lexicon import KANJI, KATAKANA, Words

_KANJI = re.compile(f"[{KANJI}]")
_RUN = re.compile(f"[{KATAKANA}]+")
# Kana that marks alone part, and those that size does.
_VOICES = (
    "カガ キギ クグ ケゲ コゴ サザ シジ スズ セゼ ソゾ タダ チヂ ツヅ テデ トド "
    "ハバパ ヒビピ フブプ ヘベペ ホボポ ウヴ"
).split()
_SIZES = "アァ イィ ウゥ エェ オォ ツッ ヤャ ユュ ヨョ ワヮ".split()
_SMALL = {pair[0]: pair[1] for pair in _SIZES}


def _others(groups: Sequence[str]) -> Mapping[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for group in groups:
        for char in group:
            found[char] += group.replace(char, "")
    return found


_TWINS = _others([*_VOICES, *_SIZES])
_VOICED = _others(_VOICES)
_OF_HIRAGANA = _others(["".join(chr(ord(char) - 0x60) for char in group) for group in _VOICES])
# What may follow a word of katakana and looks like one more kana of it.
_NO_KATAKANA = dict(zip("ヘカロニハエタチオミ", "へ力口二八工夕千才三", strict=True))
_SAME_SHAPE = frozenset("へ二")
_KATAKANA_OF = {other: kana for kana, other in _NO_KATAKANA.items()} | {"口": "ロ", "一": "ー"}
# After these a small ャ ュ ョ follows, and hardly a large one.
_BEFORE_SMALL = frozenset("キシチニヒミリギジヂビピ")
# A word that so many cells have is one of the document's.
_OFTEN = 3
_DASHES = frozenset("-―")
_LIKELY_DASH = 0.95
# Of a character whose twin the picture shows, so that it is told of.
_OPEN = 0.9
# In hiragana there are no words to go by: told is what the picture shows as likely as this.
_LIKELY_TWIN = 0.02
_SEPARATORS = re.compile(r"[、,，/／・\s]+")
_MOST_OPTIONS = 2_000


def by_words(cells: Sequence[Cell]) -> None:
    """Kana as the words have them that they stand in."""
    texts = [cell for cell in cells if cell.kind not in ("number", "year", "url")]
    for cell in texts:
        _join_long_vowels(cell)
    found = [run for cell in texts for run in _runs(cell)]
    # What the document has often is a word of it, unless it is misread as often.
    often = Counter(run.text for run in found if run.is_sure)
    words = Words({})

    def known(text: str) -> bool:
        return words.knows(text) or often[text] >= _OFTEN or _is_place(text)

    for run in found:
        _begins_before(run, known)
        _goes_on_after(run, words.knows)
        _settle(run, known)
        if not words.knows(run.text) and not _is_place(run.text):
            _doubt_voices(run, words.knows)
    for cell in texts:
        for at in range(len(cell.seen)):
            _doubt_hiragana(cell, at)


@dataclass(frozen=True, slots=True)
class _Run:
    """A word of katakana: its characters ``at`` those indexes of a cell, and what they may be."""

    cell: Cell
    at: Sequence[int]
    text: str
    twins: Mapping[int, Sequence[str]]
    before_kanji: bool

    @property
    def is_sure(self) -> bool:
        """Whether the picture shows nothing else, and the word does not run into a kanji."""
        return not self.twins and not (self.before_kanji and self.text[-1] in _NO_KATAKANA)


def _runs(cell: Cell) -> Iterator[_Run]:
    at = [i for i, seen in enumerate(cell.seen) if seen.text != "\n"]
    plain = "".join(cell.seen[i].text for i in at)
    for match in _RUN.finditer(plain):
        own = at[match.start() : match.end()]
        twins = {
            place: options
            for place, i in enumerate(own)
            if (options := _twins(cell.seen[i], match[0][place - 1] if place else ""))
        }
        before_kanji = _KANJI.match(plain, match.end()) is not None
        yield _Run(cell, own, match[0], twins, before_kanji)


def _join_long_vowels(cell: Cell) -> None:
    """A dash at a line's beginning, after a line that ends with katakana, as ー."""
    for at in range(2, len(cell.seen)):
        before, begins = cell.seen[at - 2].text, cell.seen[at - 1].text == "\n"
        after = cell.seen[at + 1].text if at + 1 < len(cell.seen) else ""
        if begins and cell.seen[at].text in _DASHES and _RUN.match(before) and not after.isdigit():
            cell.choose({at: "ー"}, "ocr-word", _LIKELY_DASH, "it continues a katakana word")


def _settle(run: _Run, known: Callable[[str], bool]) -> None:
    if known(run.text):
        _confirm(run, known)
        return
    if _ends_before(run, known) or not run.twins:
        return
    cell, text = run.cell, run.text
    meant = {
        other
        for place, options in run.twins.items()
        for char in options
        if known(other := text[:place] + char + text[place + 1 :])
    }
    if len(meant) == 1:
        (word,) = meant
        changes = {i: new for i, new, old in zip(run.at, word, text, strict=True) if new != old}
        cell.choose(changes, "ocr-word", PROVEN, f"{word} is a known word, {text} is not")
        return
    for place, options in run.twins.items():
        cell.doubt(run.at[place], _OPEN, options[0])


def _confirm(run: _Run, known: Callable[[str], bool]) -> None:
    """Sure are those kana of a known word that only its twins, which make none, are doubted for."""
    for place, options in run.twins.items():
        seen, text = run.cell.seen[run.at[place]], run.text
        if any(known(text[:place] + char + text[place + 1 :]) for char in options):
            continue
        others = {char for char, v in seen.options if char and v >= POSSIBLE} - {seen.text}
        if others <= {*options}:
            run.cell.trust(run.at[place], PROVEN)


def _doubt_voices(run: _Run, known: Callable[[str], bool]) -> None:
    """Doubt on a kana that marks alone part from that of a known word, whatever the picture shows.

    Marks are lost throughout a scan: then the document has often what is no word.
    """
    for place, char in enumerate(run.text):
        for other in _VOICED.get(char, ""):
            seen = run.cell.seen[run.at[place]]
            if seen.text == char and known(run.text[:place] + other + run.text[place + 1 :]):
                run.cell.doubt(run.at[place], _OPEN, other)


def _goes_on_after(run: _Run, known: Callable[[str], bool]) -> None:
    """A word's last kana, which were read as the kanji of their shape: セミナ一開催."""
    cell = run.cell
    if known(run.text):
        return
    changes: dict[int, str] = {}
    for at in range(run.at[-1] + 1, len(cell.seen)):
        char = cell.seen[at].text
        if char == "\n":
            continue
        if char not in _KATAKANA_OF:
            return
        changes[at] = _KATAKANA_OF[char]
        word = run.text + "".join(changes.values())
        if known(word):
            evidence = f"{word} is a known word, {run.text} is not"
            cell.choose(changes, "ocr-word", PROVEN, evidence)
            return


def _begins_before(run: _Run, known: Callable[[str], bool]) -> None:
    """A word's first kana, which were read as the kanji of their shape."""
    cell, first = run.cell, run.at[0]
    if known(run.text):
        return
    changes: dict[int, str] = {}
    for at in range(first - 1, -1, -1):
        char = cell.seen[at].text
        if char == "\n":
            continue
        if char not in _KATAKANA_OF:
            return
        changes[at] = _KATAKANA_OF[char]
        word = "".join(changes[i] for i in sorted(changes)) + run.text
        if known(word):
            evidence = f"{word} is a known word, {run.text} is not"
            cell.choose(changes, "ocr-word", PROVEN, evidence)
            return


def _ends_before(run: _Run, known: Callable[[str], bool]) -> bool:
    """Whether a word is over before its last character, which is a kanji or a particle."""
    text, at = run.text, run.at[-1]
    other = _NO_KATAKANA.get(text[-1])
    if other is None:
        return False
    seen = run.cell.seen[at]
    shown = other in _SAME_SHAPE or seen.probability(other) >= POSSIBLE
    if shown and known(text[:-1]):
        evidence = f"{text[:-1]} is a known word, {text} is not"
        run.cell.choose({at: other}, "ocr-word", PROVEN, evidence)
        return True
    if run.before_kanji:
        run.cell.doubt(at, _OPEN, other)
    return False


def _twins(seen: Seen, before: str) -> list[str]:
    """What a kana may be instead, as the picture shows it or the kana before it demands."""
    likely = [c for c in _TWINS.get(seen.text, "") if seen.probability(c) >= POSSIBLE]
    if seen.text in "ヤユヨ" and before in _BEFORE_SMALL and before and not likely:
        likely.append(_SMALL[seen.text])
    return likely


def _doubt_hiragana(cell: Cell, at: int) -> None:
    seen = cell.seen[at]
    others = [c for c in _OF_HIRAGANA.get(seen.text, "") if seen.probability(c) >= _LIKELY_TWIN]
    if others and seen.confidence > _OPEN:
        cell.doubt(at, _OPEN, others[0])


def is_twin(one: str, other: str) -> bool:
    """Whether two kana are told apart by their marks or their size alone."""
    return one in _TWINS.get(other, "") or one in _OF_HIRAGANA.get(other, "")


def _is_place(name: str) -> bool:
    return country_code(name) is not None or bool(city_countries(name))


def as_places(row: Mapping[str, Cell]) -> None:
    """The country and the city of a row, as the lists of them have what the picture shows."""
    country = row.get("country")
    if country is not None:
        _as_place(country, lambda name: country_code(name) is not None, [*country_names()])
    city = row.get("city")
    if city is None or country is None:
        return
    # A line may end within a name, or after it.
    parts = [*_SEPARATORS.split(country.text), *_SEPARATORS.split(country.text.replace("\n", ""))]
    found = {code for part in parts if (code := country_code(part)) is not None}
    codes = frozenset(one for code in found for one in listed_under(code))
    names = [name for name, of in city_names().items() if of & codes]

    def known(name: str) -> bool:
        of = city_countries(name)
        return bool(of & codes) or country_code(name) in codes if codes else bool(of)

    # A mark makes a city of one country into one of another: パリ and バリ.
    _as_place(city, known, names)


def _as_place(cell: Cell, known: Callable[[str], bool], names: Sequence[str]) -> None:
    for at in _parts(cell):
        part = "".join(cell.seen[i].text for i in at)
        # Two places on two lines are told as well: what parted them may be lost.
        if known(part):
            continue
        for i in at:
            cell.doubt(i, _OPEN)
        found = []
        for name in names:
            if len(name) == len(part):
                score = 1.0
                for char, i in zip(name, at, strict=True):
                    seen = cell.seen[i]
                    score *= max(seen.probability(char), seen.text == char)
                if score > 0:
                    found.append((score, name))
        found.sort(reverse=True)
        if found and (len(found) == 1 or found[0][0] > 10 * found[1][0]):
            name = found[0][1]
            changes = {i: c for i, c in zip(at, name, strict=True) if c != cell.seen[i].text}
            shown = min(cell.seen[i].probability(char) for i, char in changes.items())
            sure = PROVEN if shown >= _LIKELY_TWIN else UNPROVEN
            cell.choose(changes, "ocr-place", sure, f"{name} is the only known place that fits")


def _parts(cell: Cell) -> Iterator[list[int]]:
    """The places that a cell names: of each the indexes of its characters.

    Where a line ends a name may go on.
    """
    for match in re.finditer(r"[^、,，/／・ \u3000]+", cell.text):
        at = [i for i in range(*match.span()) if cell.seen[i].text != "\n"]
        if at:
            yield at
