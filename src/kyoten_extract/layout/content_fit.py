"""How well the cells of a printed column fit a column of a layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import NAMES, Column, Kind, Names
from kyoten_extract.layout.field_types import is_absent, is_item, plain_fit
from kyoten_extract.messages import Message, say
from kyoten_extract.text.gazetteer.municipalities import official_names
from kyoten_extract.text.gazetteer.places import city_countries, country_code
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.place_separators import SEPARATORS

# Kinds whose values have a format of their own; a column of such values is hardly another.
_DISTINCT = frozenset({"year", "date", "code", "url", "email", "phone", "postal", "flag", "choice"})
_BRACKETS = regex(r"[(（\[［].*?(?:[)）\]］]|$)")
# Cells that are looked at; more tell nothing more.
_MOST_CELLS = 300
# Characters: a longer cell is no name.
_LONGEST_NAME, _LONGEST_TEXT = 60, 2000


@dataclass(frozen=True, slots=True)
class ContentFit:
    """How the filled cells of a column fit what a layout's column holds.

    Attributes:
        fitting: cells that can be its values.
        filled: cells that have a text.
        is_distinct: such values are hardly found in another column.
        values: what its values are, in words.
    """

    fitting: int
    filled: int
    is_distinct: bool
    values: str

    @property
    def share(self) -> float:
        """Share of the filled cells that fit, 0 to 1; 0 where none is filled."""
        return self.fitting / self.filled if self.filled else 0.0

    @property
    def words(self) -> Message:
        """How many cells fit, for a finding."""
        return say(
            "{fitting} of {filled} cells are {values}",
            fitting=self.fitting,
            filled=self.filled,
            values=self.values,
        )


class Content:
    """The filled cells of one printed column, and how many of them fit each kind.

    A column is compared with each column of a layout, and many of these are of one kind. Of cells
    with one text, one is looked at.

    Attributes:
        filled: how many cells have a text.
        times: how many cells have each text, which is normalized.
    """

    __slots__ = ("_fits", "filled", "times")

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the cells of a column, without its header."""
        printed = Counter(texts[:_MOST_CELLS])
        self.times: Counter[str] = Counter()
        for text, count in printed.items():
            if not is_absent(text):
                self.times[_plain(text)] += count
        self.filled = self.times.total()
        self._fits: dict[Kind, dict[str, float]] = {}

    def number_of(self, test: Callable[[str], bool]) -> int:
        """How many filled cells pass ``test``."""
        return sum([count for text, count in self.times.items() if test(text)])

    def fits(self, kind: Kind) -> Mapping[str, float]:
        """How well each text of a filled cell fits ``kind``: see ``field_types.plain_fit``."""
        if kind not in self._fits:
            self._fits[kind] = {text: plain_fit(kind, text) for text in self.times}
        return self._fits[kind]


def content_fit(column: Column, content: Content) -> ContentFit:
    """How well the cells of a printed column fit ``column``: by its kind, and by what they name."""
    filled = content.filled
    if column.names is not None:
        named = _TESTS[column.names]
        fitting = content.number_of(lambda text: _are_named(text, named))
        return ContentFit(fitting, filled, True, NAMES[column.names])
    if column.choices and column.holds == "choice":
        known = {_plain(choice) for choice in column.choices}
        fitting = content.number_of(known.__contains__)
        return ContentFit(
            fitting, filled, True, say("{choices:、} and so on", choices=column.choices[:3])
        )
    if column.endings:
        longest = _LONGEST_NAME if column.holds == "name" else _LONGEST_TEXT
        fitting = content.number_of(lambda text: _ends(text, column.endings, longest))
        return ContentFit(
            fitting, filled, True, say("texts in {endings:、}", endings=column.endings[:3])
        )
    if column.holds == "items":
        marked = content.number_of(is_item)
        if 2 * marked >= filled:
            return ContentFit(marked, filled, True, say("lists of items"))
    fits = content.fits(column.holds)
    fitting = content.number_of(lambda text: fits[text] > 0)
    distinct = column.holds in _DISTINCT
    return ContentFit(fitting, filled, distinct, _VALUES.get(column.holds, column.holds))


def kind_misfits(column: Column, content: Content) -> float:
    """Share of the filled cells that are no values of the kind of ``column``, 0 to 1."""
    fits = content.fits(column.holds)
    return content.number_of(lambda text: fits[text] < 0) / max(content.filled, 1)


def is_value(column: Column, text: str) -> bool:
    """Whether one text can be a value of ``column``."""
    return content_fit(column, Content([text])).fitting == 1


_VALUES = {
    "number": "numbers",
    "decimal": "numbers",
    "year": "years",
    "date": "dates",
    "code": say("letters with a note"),
    "url": say("web addresses"),
    "email": say("mail addresses"),
    "phone": say("telephone numbers"),
    "postal": say("postal codes"),
    "place": say("short names"),
    "name": say("short names"),
    "prose": "sentences",
    "items": say("lists of items"),
}


def _plain(text: str) -> str:
    return normalize_text(text.replace("\n", "")).strip()


def _ends(text: str, endings: Sequence[str], longest: int) -> bool:
    if len(text) > longest:
        return False
    bare = _BRACKETS.sub("", text).strip() or text
    return bare.endswith(tuple(endings)) or text.endswith(tuple(endings))


def _are_named(text: str, named: Callable[[str], bool]) -> bool:
    if len(text) > _LONGEST_NAME:
        return False
    bare = _BRACKETS.sub("", text).strip()
    return named(text) or named(bare) or any(named(p) for p in SEPARATORS.split(bare) if p)


def _is_municipality(name: str) -> bool:
    official = official_names()
    if name in official:
        return True
    # With its prefecture, and county, before it.
    return any(
        name[:cut] in official and name[name.find("郡", cut) + 1 :] in official
        for cut in (3, 4)
        if len(name) > cut
    ) or any(name[:cut] in official and name[cut:] in official for cut in (3, 4))


_TESTS: Mapping[Names, Callable[[str], bool]] = {
    "municipality": _is_municipality,
    "country": lambda name: country_code(name) is not None,
    "city": lambda name: bool(city_countries(name)),
}
