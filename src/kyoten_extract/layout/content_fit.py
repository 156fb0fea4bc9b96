"""How well the cells of a printed column fit a column of a layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import NAMES, Column, Kind, Names
from kyoten_extract.layout.field_types import is_absent, is_item, kind_fit
from kyoten_extract.messages import Message, say
from kyoten_extract.text.gazetteer.municipalities import official_names
from kyoten_extract.text.gazetteer.places import city_countries, country_code
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.place_separators import SEPARATORS
from kyoten_extract.text.remembered import remember

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

    A column is compared with each column of a layout, and many of these are of one kind.
    """

    __slots__ = ("_fits", "filled")

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the cells of a column, without its header."""
        self.filled = [_plain(text) for text in texts[:_MOST_CELLS] if not is_absent(text)]
        self._fits: dict[Kind, list[float]] = {}

    def fits(self, kind: Kind) -> list[float]:
        """How well each filled cell fits ``kind``: see :func:`~.field_types.kind_fit`."""
        if kind not in self._fits:
            self._fits[kind] = [kind_fit(kind, text) for text in self.filled]
        return self._fits[kind]


def content_fit(column: Column, content: Content) -> ContentFit:
    """How well the cells of a printed column fit ``column``: by its kind, and by what they name."""
    filled = content.filled
    if column.names is not None:
        named = _TESTS[column.names]
        fitting = sum(_are_named(text, named) for text in filled)
        return ContentFit(fitting, len(filled), True, NAMES[column.names])
    if column.choices and column.holds == "choice":
        known = {_plain(choice) for choice in column.choices}
        fitting = sum(text in known for text in filled)
        return ContentFit(
            fitting, len(filled), True, say("{choices:、} and so on", choices=column.choices[:3])
        )
    if column.endings:
        longest = _LONGEST_NAME if column.holds == "name" else _LONGEST_TEXT
        fitting = sum(_ends(text, column.endings, longest) for text in filled)
        return ContentFit(
            fitting, len(filled), True, say("texts in {endings:、}", endings=column.endings[:3])
        )
    if column.holds == "items":
        marked = sum(is_item(text) for text in filled)
        if 2 * marked >= len(filled):
            return ContentFit(marked, len(filled), True, say("lists of items"))
    fitting = sum(fit > 0 for fit in content.fits(column.holds))
    distinct = column.holds in _DISTINCT
    return ContentFit(fitting, len(filled), distinct, _VALUES.get(column.holds, column.holds))


def kind_misfits(column: Column, content: Content) -> float:
    """Share of the filled cells that are no values of the kind of ``column``, 0 to 1."""
    return sum(fit < 0 for fit in content.fits(column.holds)) / max(len(content.filled), 1)


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


@remember(1024)
def _plain(text: str) -> str:
    return normalize_text("".join(text.split("\n"))).strip()


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
