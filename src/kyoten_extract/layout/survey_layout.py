"""The layout of a survey as data: its columns, their labels and types; and label matching.

Editions change their columns, so layouts are TOML files and not code. The columns of a table are
found by their printed labels, in any order, with any other columns between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from pathlib import Path

from kyoten_extract.layout.column_model import Check, Column, Joined, Kind, Part
from kyoten_extract.layout.layout_file import read_layout_file, read_layout_toml
from kyoten_extract.text.labels import fold_label

__all__ = ["KYOTEN", "Check", "Column", "Joined", "Kind", "Layout", "Match", "Part"]

_NUMBERING = re.compile(r"[①-⑳⑴-⒇❶-❿]|^\d{1,2}[.)．）]")
_PART_OF = re.compile(r"^うち")
_NOTE = re.compile(r"[(（\[［].*?[)）\]］]")

# Fit of a printed label, 0 to 1: equal to the known one; with text after it; cut short, with at
# least half of it left; containing it.
_EXACT, _LONGER, _CUT, _WITHIN = 1.0, 0.9, 0.8, 0.6
# Factor for a label that fits without its group labels.
_GROUPED = 0.95
# Similarity of difflib below which two labels have nothing in common.
_LEAST_RATIO = 0.75
# Fit below which a column is not matched; a label that contains the known one is just above.
_LEAST_FIT = 0.55
# Characters of a label that is cut short between two known columns.
_FEWEST_LETTERS = 2
# Group labels above a column's own: a cell with a page of text has more words than levels.
_MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a survey's table.

    Attributes:
        name: short name.
        title: the survey's title, without its date; empty if the line above the table is it.
        columns: in the order of the current edition.
        totals: labels of each published figure, by key.
        least_columns: number of known columns below which a table is not the survey.
        identifies: which columns make a row a record: all columns of one of these groups have a
            value that can be read. Empty: any required column, or else any column, has a text.
        dates: words by one of which the survey's date is known (現在); empty if it has no date.
        total_rows: texts that begin a row of totals in the table (合計).
        joined: printed columns that hold the values of several columns.
        checks: of the values.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    totals: Mapping[str, tuple[str, ...]]
    least_columns: int
    identifies: tuple[tuple[str, ...], ...] = ()
    dates: tuple[str, ...] = ("現在",)
    total_rows: tuple[str, ...] = ()
    joined: tuple[Joined, ...] = ()
    checks: tuple[Check, ...] = ()

    @classmethod
    def from_toml(cls, text: str, *, source: str | None = None) -> Layout:
        """Parse a layout from TOML in the format of the shipped ``kyoten.toml``.

        Args:
            text: the TOML.
            source: name of its file, for errors.

        Raises:
            LayoutFileError: the text is not TOML, or not a layout; with the line and the key.
        """
        return cls(**read_layout_toml(text, source))

    @classmethod
    def load(cls, path: str | Path) -> Layout:
        """Read a layout from a TOML file.

        Raises:
            LayoutFileError: there is no such file, it is not UTF-8, or as of :meth:`from_toml`.
        """
        return cls(**read_layout_file(Path(path)))

    @property
    def reads_bases(self) -> bool:
        """Whether its records are bases: it has municipality, country and city."""
        return {"municipality", "country", "city"} <= {column.key for column in self.columns}

    def column(self, key: str) -> Column:
        """The column with ``key``.

        Raises:
            KeyError: the layout has no such column.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def match(self, header: Sequence[str]) -> Match:
        """Find the layout's columns among the labels of a printed ``header``.

        A label matches at most one column, and a column one label; the best fits come first.
        """
        places = _match(header, [column.labels for column in self.columns])
        return Match(
            self, tuple(header), {self.columns[i].key: place for i, place in places.items()}
        )


@dataclass(frozen=True, slots=True)
class Match:
    """The columns of a layout found in a header; ``places`` has their indexes by key."""

    layout: Layout
    header: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def is_survey(self) -> bool:
        """Whether enough columns were found for the table to be the survey."""
        return len(self.places) >= min(self.layout.least_columns, len(self.layout.columns))

    @property
    def missing(self) -> tuple[Column, ...]:
        """The columns of the layout that the header lacks."""
        return tuple(c for c in self.layout.columns if c.key not in self.places)

    @property
    def unknown(self) -> dict[int, str]:
        """The labels of printed columns that the layout does not have, by index."""
        known = set(self.places.values())
        return {i: label for i, label in enumerate(self.header) if i not in known}

    def holds(self) -> list[Kind | None]:
        """The kind of each printed column; ``None`` where the layout does not have it."""
        kinds: list[Kind | None] = [None] * len(self.header)
        for key, place in self.places.items():
            kinds[place] = self.layout.column(key).holds
        return kinds


@cache
def label_fit(printed: str, known: str) -> float:
    """How well a printed label fits a known one, 0 to 1.

    Text after the known label is a note (拠点形態 a: 独自事務所 ...). A label cut off by its cell
    is a prefix of the known one. Group labels above a column's own may differ between editions.
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
    # A cell in the header may hold a page of text; the quick ratios rule it out by its length.
    if matcher.real_quick_ratio() < _LEAST_RATIO or matcher.quick_ratio() < _LEAST_RATIO:
        return 0.0
    ratio = matcher.ratio()
    return ratio * _CUT if ratio >= _LEAST_RATIO else 0.0


@cache
def _core(label: str) -> str:
    return _PART_OF.sub("", _NUMBERING.sub("", fold_label(label)))


def _match(header: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[int, int]:
    """The index of the header label by index of the column, for those that match."""
    fits = []
    for place, printed in enumerate(header):
        for index, labels in enumerate(columns):
            fit = max((label_fit(printed, label) for label in labels), default=0.0)
            if fit >= _LEAST_FIT:
                # Among equal fits, the longer known label wins, then the one closer in order.
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
    """Match labels cut to a few letters, where the columns on both sides are known."""
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


def shipped(name: str) -> Layout:
    """The shipped layout ``name``."""
    text = resources.files(__package__).joinpath(f"{name}.toml")
    return Layout.from_toml(text.read_text(encoding="utf-8"))


KYOTEN = shipped("kyoten")
"""The layout of 自治体の海外拠点一覧."""
