"""A survey's layout as data: its columns, what they are called, what they hold; and its matching.

Layouts of other editions are unknown until they appear, so nothing of a layout is in code: a
table's columns are found by their printed labels, in any order, with any others between them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from kyoten_extract.errors import FormatError
from kyoten_extract.text.labels import fold_label

Kind = Literal["number", "year", "code", "url", "place", "name", "prose", "items"]

_NUMBERING = re.compile(r"[①-⑳⑴-⒇❶-❿]|^\d{1,2}[.)．）]")
_PART_OF = re.compile(r"^うち")
_NOTE = re.compile(r"[(（\[［].*?[)）\]］]")

# How well a printed label fits a known one. A label cut short must keep half of it.
_EXACT, _LONGER, _CUT, _WITHIN = 1.0, 0.9, 0.8, 0.6
_GROUPED = 0.95
_LEAST_RATIO = 0.75
_LEAST_FIT = 0.55
_FEWEST_LETTERS = 2
# Above a column's own label. A cell with a page of text has words, and no levels.
_MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layout.

    Attributes:
        key: name of the column in records and findings.
        labels: what editions call it, the first being the one it is reported under.
        holds: the kind of value in its cells.
        required: an edition without it, or a row with it empty, is worth a finding.
    """

    key: str
    labels: tuple[str, ...]
    holds: Kind
    required: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What a survey's table looks like.

    Attributes:
        name: short name.
        title: the survey's title, without its date.
        columns: in the order of the current edition.
        totals: label texts of each published figure.
        least_columns: a table with fewer known columns is not the survey.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    totals: Mapping[str, tuple[str, ...]]
    least_columns: int

    @classmethod
    def from_toml(cls, text: str) -> Layout:
        """A layout from TOML of the form of the shipped ``kyoten.toml``.

        Raises:
            FormatError: the text is no TOML, or lacks a part.
        """
        try:
            data = tomllib.loads(text)
            return cls(
                data["name"],
                data["title"],
                tuple(_column(item) for item in data["columns"]),
                {key: tuple(labels) for key, labels in data.get("totals", {}).items()},
                data.get("least_columns", 2),
            )
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise FormatError(f"not a layout: {error}") from None

    @classmethod
    def load(cls, path: str | Path) -> Layout:
        """A layout from a TOML file of the caller's."""
        return cls.from_toml(Path(path).read_text(encoding="utf-8"))

    def column(self, key: str) -> Column:
        """The column of that key.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def match(self, header: Sequence[str]) -> Match:
        """Find the layout's columns among printed ``header`` labels.

        Each label serves one column and each column one label; the best fits are taken first.
        """
        places = _match(header, [column.labels for column in self.columns])
        return Match(
            self, tuple(header), {self.columns[i].key: place for i, place in places.items()}
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A layout's columns found in a header: ``places`` has the index of each by key."""

    layout: Layout
    header: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def is_survey(self) -> bool:
        """Whether enough columns were found to call the table the layout's."""
        return len(self.places) >= min(self.layout.least_columns, len(self.layout.columns))

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns of the layout that the header lacks."""
        return tuple(c for c in self.layout.columns if c.key not in self.places)

    @property
    def unknown(self) -> dict[int, str]:
        """Printed columns that the layout does not know: their index and label."""
        known = set(self.places.values())
        return {i: label for i, label in enumerate(self.header) if i not in known}

    def holds(self) -> list[Kind | None]:
        """What each printed column holds, ``None`` where the layout does not know it."""
        kinds: list[Kind | None] = [None] * len(self.header)
        for key, place in self.places.items():
            kinds[place] = self.layout.column(key).holds
        return kinds


@cache
def label_fit(printed: str, known: str) -> float:
    """How well a printed label fits a known one, 0 to 1.

    Text after the known label is a note (拠点形態 a: 独自事務所 ...); a label cut off by its cell
    still begins the known one. Group labels above a column's own may be of the edition's making.
    """
    fit = _fit(printed, known)
    levels = printed.split(" ", _MOST_LEVELS)
    for start in range(1, len(levels)) if fit < _EXACT else ():
        fit = max(fit, _GROUPED * _fit(" ".join(levels[start:]), known))
    return fit


def _fit(printed: str, known: str) -> float:
    printed, known = _core(printed), _core(known)
    if not printed or not known:
        return 0.0
    if printed == known or _NOTE.sub("", printed) == known:
        return _EXACT
    if printed.startswith(known):
        return _LONGER
    if known.startswith(printed) and 2 * len(printed) >= len(known):
        return _CUT
    if known in printed and len(known) > 1:
        return _WITHIN
    matcher = SequenceMatcher(None, printed, known, autojunk=False)
    # A cell that passes for a label may hold a page of text: its length alone says that it is none.
    if matcher.real_quick_ratio() < _LEAST_RATIO or matcher.quick_ratio() < _LEAST_RATIO:
        return 0.0
    ratio = matcher.ratio()
    return ratio * _CUT if ratio >= _LEAST_RATIO else 0.0


@cache
def _core(label: str) -> str:
    return _PART_OF.sub("", _NUMBERING.sub("", fold_label(label)))


def _match(header: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[int, int]:
    """Index of the header label for each column that has one."""
    fits = []
    for place, printed in enumerate(header):
        for index, labels in enumerate(columns):
            fit = max(label_fit(printed, label) for label in labels)
            if fit >= _LEAST_FIT:
                # Among equals, the longer known label says more, then the printed order decides.
                length = max(len(label) for label in labels if label_fit(printed, label) == fit)
                fits.append((-fit, -length, abs(place - index), index, place))
    places: dict[int, int] = {}
    for _, _, _, index, place in sorted(fits):
        if index not in places and place not in places.values():
            places[index] = place
    return places | _between(header, columns, places)


def _between(
    header: Sequence[str], columns: Sequence[Sequence[str]], places: Mapping[int, int]
) -> dict[int, int]:
    """Columns of which only the first letters are left, where those on both sides are known."""
    taken = {place: index for index, place in places.items()}
    found = {}
    for index, labels in enumerate(columns):
        if index in places or index - 1 not in places:
            continue
        place = places[index - 1] + 1
        follows = index + 1 == len(columns) or taken.get(place + 1) == index + 1
        if place in taken or place >= len(header) or not follows:
            continue
        printed = _core(header[place])
        if len(printed) >= _FEWEST_LETTERS and any(_core(k).startswith(printed) for k in labels):
            found[index] = place
    return found


def _column(data: Mapping[str, Any]) -> Column:
    if data["holds"] not in get_args(Kind):
        raise FormatError(f"layout column {data['key']!r}: unknown kind {data['holds']!r}")
    return Column(
        data["key"], tuple(data["labels"]), data["holds"], bool(data.get("required", False))
    )


def shipped(name: str) -> Layout:
    """A layout that comes with the package."""
    text = resources.files(__package__).joinpath(f"{name}.toml")
    return Layout.from_toml(text.read_text(encoding="utf-8"))


KYOTEN = shipped("kyoten")
"""The layout of 自治体の海外拠点一覧."""
