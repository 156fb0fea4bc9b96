"""Resolve easily confused kana, ベ and ペ or ャ and ヤ, by the words they are in.

Scanners lose the voicing marks that make ハ a バ or a パ before anything else, and the recognizer
is certain all the same. If exactly one alternative makes a known word, it is chosen; if none does,
and the recognizer lists another kana, the cell's confidence is lowered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import POSSIBLE, PROVEN, UNPROVEN, Cell
from kyoten_extract.ocr.recognition.ctc import ReadChar
from kyoten_extract.text.gazetteer.places import (
    cities_of,
    city_countries,
    country_code,
    country_names,
    listed_under,
)
from kyoten_extract.text.kana_forms import (
    IDENTICAL,
    LOOKALIKES,
    SMALL_KANA,
    VOICING_GROUPS,
    to_hiragana,
)
from kyoten_extract.text.place_separators import BROKEN_NAME, SEPARATORS
from kyoten_extract.text.repair.lexicon import KANJI, KATAKANA, Words

_KANJI = regex(f"[{KANJI}]")
_RUN = regex(f"[{KATAKANA}]+")
# Kana that differ in size only.
_SIZES = [large + small for large, small in SMALL_KANA.items()]


def _others(groups: Sequence[str]) -> Mapping[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for group in groups:
        for char in group:
            found[char] += group.replace(char, "")
    return found


_CONFUSABLE = _others([*VOICING_GROUPS, *_SIZES])
_VOICED = _others(VOICING_GROUPS)
_OF_HIRAGANA = _others([to_hiragana(group) for group in VOICING_GROUPS])
# Characters that may follow a word of katakana and look like one more kana of it.
# Not 卜, 一, べ, ぺ and り: hardly any word begins with one of them there.
_NO_KATAKANA = {kana: other for kana, other in LOOKALIKES.items() if kana not in "トーベペリ"}
_SAME_SHAPE = frozenset(other for kana, other in _NO_KATAKANA.items() if kana in IDENTICAL)
_KATAKANA_OF = {other: kana for kana, other in _NO_KATAKANA.items()} | {"一": "ー"}
# Kana after which ャ ュ ョ are nearly always small.
_BEFORE_SMALL = frozenset("キシチニヒミリギジヂビピ")
# Occurrences that make a word one of the document's own.
_MIN_OCCURRENCES = 3
_DASHES = frozenset("-―")
# Confidence of a dash at the start of a line that is read as the long vowel mark.
_JOINED_CONFIDENCE = 0.95
# Confidence of a kana with an unresolved alternative; below UNSURE, so the cell gets a finding.
_UNRESOLVED = 0.9
# Probability of a confusable kana from which it lowers the confidence in hiragana, which has no
# words to check against; and from which a place name is proven.
_LIKELY = 0.02


def by_words(cells: Sequence[Cell]) -> None:
    """Correct kana by the words they are in; lower the confidence of unresolved ones."""
    texts = [cell for cell in cells if cell.kind not in ("number", "year", "url")]
    for cell in texts:
        _join_long_vowels(cell)
    found = [run for cell in texts for run in _runs(cell)]
    # A frequent word is one of the document's own, unless its kana have alternatives.
    often = Counter(run.text for run in found if run.is_sure)
    words = Words({})

    def known(text: str) -> bool:
        return words.knows(text) or often[text] >= _MIN_OCCURRENCES or _is_place(text)

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
    """A run of katakana in a cell.

    Attributes:
        cell: that it is in.
        at: indexes of its characters in the cell.
        text: of the run.
        twins: by position in the run, the confusable kana that may be meant.
        before_kanji: whether a kanji follows.
    """

    cell: Cell
    at: Sequence[int]
    text: str
    twins: Mapping[int, Sequence[str]]
    before_kanji: bool

    @property
    def is_sure(self) -> bool:
        """Whether the run has no alternatives, and its last kana is not the kanji it looks like."""
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
    """Read a dash at the start of a line as ー, if the line before ends with katakana."""
    for at in range(2, len(cell.seen)):
        before, begins = cell.seen[at - 2].text, cell.seen[at - 1].text == "\n"
        after = cell.seen[at + 1].text if at + 1 < len(cell.seen) else ""
        if begins and cell.seen[at].text in _DASHES and _RUN.match(before) and not after.isdigit():
            cell.choose(
                {at: "ー"}, "ocr-word", _JOINED_CONFIDENCE, say("it continues a katakana word")
            )


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
        cell.choose(
            changes,
            "ocr-word",
            PROVEN,
            say("{meant} is a known word, {printed} is not", meant=word, printed=text),
        )
        return
    for place, options in run.twins.items():
        cell.doubt(run.at[place], _UNRESOLVED, options[0])


def _confirm(run: _Run, known: Callable[[str], bool]) -> None:
    """Raise the confidence of kana in a known word, if their alternatives make no known word."""
    for place, options in run.twins.items():
        seen, text = run.cell.seen[run.at[place]], run.text
        if any(known(text[:place] + char + text[place + 1 :]) for char in options):
            continue
        others = {char for char, v in seen.options if char and v >= POSSIBLE} - {seen.text}
        if others <= {*options}:
            run.cell.trust(run.at[place], PROVEN)


def _doubt_voices(run: _Run, known: Callable[[str], bool]) -> None:
    """Lower the confidence of a kana whose voiced variant makes a known word.

    This ignores the recognizer's alternatives, as a bad scan loses voicing marks throughout.
    """
    for place, char in enumerate(run.text):
        for other in _VOICED.get(char, ""):
            seen = run.cell.seen[run.at[place]]
            if seen.text == char and known(run.text[:place] + other + run.text[place + 1 :]):
                run.cell.doubt(run.at[place], _UNRESOLVED, other)


def _goes_on_after(run: _Run, known: Callable[[str], bool]) -> None:
    """Correct the last kana of a word that were read as kanji homoglyphs: セミナ一開催."""
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
            evidence = say(
                "{meant} is a known word, {printed} is not", meant=word, printed=run.text
            )
            cell.choose(changes, "ocr-word", PROVEN, evidence)
            return


def _begins_before(run: _Run, known: Callable[[str], bool]) -> None:
    """Correct the first kana of a word that were read as kanji homoglyphs."""
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
            evidence = say(
                "{meant} is a known word, {printed} is not", meant=word, printed=run.text
            )
            cell.choose(changes, "ocr-word", PROVEN, evidence)
            return


def _ends_before(run: _Run, known: Callable[[str], bool]) -> bool:
    """Whether the word ends before the run's last character, which is a kanji or a particle."""
    text, at = run.text, run.at[-1]
    other = _NO_KATAKANA.get(text[-1])
    if other is None:
        return False
    seen = run.cell.seen[at]
    shown = other in _SAME_SHAPE or seen.probability(other) >= POSSIBLE
    if shown and known(text[:-1]):
        evidence = say("{meant} is a known word, {printed} is not", meant=text[:-1], printed=text)
        run.cell.choose({at: other}, "ocr-word", PROVEN, evidence)
        return True
    if run.before_kanji:
        run.cell.doubt(at, _UNRESOLVED, other)
    return False


def _twins(seen: ReadChar, before: str) -> list[str]:
    """Alternatives of a kana that the recognizer lists, or that the kana before it requires."""
    likely = [c for c in _CONFUSABLE.get(seen.text, "") if seen.probability(c) >= POSSIBLE]
    if seen.text in "ヤユヨ" and before in _BEFORE_SMALL and before and not likely:
        likely.append(SMALL_KANA[seen.text])
    return likely


def _doubt_hiragana(cell: Cell, at: int) -> None:
    seen = cell.seen[at]
    others = [c for c in _OF_HIRAGANA.get(seen.text, "") if seen.probability(c) >= _LIKELY]
    if others and seen.confidence > _UNRESOLVED:
        cell.doubt(at, _UNRESOLVED, others[0])


def are_confusable_kana(one: str, other: str) -> bool:
    """Whether two kana differ only in voicing marks or size."""
    return one in _CONFUSABLE.get(other, "") or one in _OF_HIRAGANA.get(other, "")


def _is_place(name: str) -> bool:
    return country_code(name) is not None or bool(city_countries(name))


def as_places(row: Mapping[str, Cell]) -> None:
    """Correct the country and the city of a row by the gazetteer."""
    country = row.get("country")
    if country is not None:
        _as_place(country, lambda name: country_code(name) is not None, [*country_names()])
    city = row.get("city")
    if city is None or country is None:
        return
    # A line can end within a name, or after it.
    parts = [*SEPARATORS.split(country.text), *SEPARATORS.split(country.text.replace("\n", ""))]
    found = {code for part in parts if (code := country_code(part)) is not None}
    codes = frozenset(one for code in found for one in listed_under(code))
    names = [name for _, name in cities_of(codes)] if codes else []

    def known(name: str) -> bool:
        of = city_countries(name)
        return bool(of & codes) or country_code(name) in codes if codes else bool(of)

    # One mark can turn a city into one of another country: パリ and バリ.
    _as_place(city, known, names)


def _as_place(cell: Cell, known: Callable[[str], bool], names: Sequence[str]) -> None:
    for at in _parts(cell):
        part = "".join(cell.seen[i].text for i in at)
        # Two places on two lines are doubted too: the separator may be lost.
        if known(part):
            continue
        for i in at:
            cell.doubt(i, _UNRESOLVED)
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
            sure = PROVEN if shown >= _LIKELY else UNPROVEN
            cell.choose(
                changes,
                "ocr-place",
                sure,
                say("{name} is the only known place that fits", name=name),
            )


def _parts(cell: Cell) -> Iterator[list[int]]:
    """The indexes of the characters of each place that a cell names; names can span lines."""
    for match in BROKEN_NAME.finditer(cell.text):
        at = [i for i in range(*match.span()) if cell.seen[i].text != "\n"]
        if at:
            yield at
