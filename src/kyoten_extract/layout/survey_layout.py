"""The layout of a survey as data: its columns, their labels and types; and label matching.

Editions change their columns, so layouts are TOML files and not code. The columns of a table are
found by their printed labels, in any order, with any other columns between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError, require_type
from kyoten_extract.layout.column_model import Check, Column, Joined, Kind, Part
from kyoten_extract.layout.packed_layout import read_packed
from kyoten_extract.messages import say

if TYPE_CHECKING:
    from kyoten_extract.layout.column_matching import Decision
    from kyoten_extract.layout.joined_columns import TakenApart
    from kyoten_extract.layout.parted_columns import Parted

__all__ = ["KYOTEN", "Check", "Column", "Joined", "Kind", "Layout", "Match", "Part"]

# Characters of a cell that begins a row of sums, those between its words included.
_LONGEST_SUM = 10


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
    dates: tuple[str, ...] = ("現在", "時点")
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
        from kyoten_extract.layout.layout_file import read_layout_toml

        require_type(text, str, "TOML", "give a str")
        return cls(**read_layout_toml(text, source))

    @classmethod
    def load(cls, path: str | Path) -> Layout:
        """Read a layout from a TOML file.

        Raises:
            LayoutFileError: there is no such file, it is not UTF-8, or as of :meth:`from_toml`.
        """
        from kyoten_extract.layout.layout_file import read_layout_file

        require_type(path, (str, PathLike), "a layout file", "give a path")
        return cls(**read_layout_file(Path(path)))

    @property
    def reads_bases(self) -> bool:
        """Whether its records are bases: it has municipality, country and city."""
        return {"municipality", "country", "city"} <= {column.key for column in self.columns}

    def check_is_of_bases(self) -> None:
        """Check that it has a column by which a base is identified.

        Raises:
            UsageError: it has none.
        """
        named = {key for group in KYOTEN.identifies for key in group}
        if named.isdisjoint(column.key for column in self.columns):
            raise UsageError(
                say("the layout {name} is none of 自治体の海外拠点一覧", name=self.name),
                remedy=say("read other surveys with read_records()"),
            )

    def column(self, key: str) -> Column:
        """The column with ``key``.

        Raises:
            KeyError: the layout has no such column.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def match(
        self, header: Sequence[str], rows: Sequence[Sequence[str]] = (), *, explain: bool = False
    ) -> Match:
        """Find the layout's columns among the printed ones, by label, content and place.

        A printed column matches at most one column, but for those that a layout says are parted
        or joined.

        Args:
            header: one label per printed column.
            rows: the cells of each row of the table; without them, labels and places decide.
            explain: score every pair, even where labels alone settle it.
        """
        # Imported late: a command that reads a document loads them while another process reads.
        from kyoten_extract.layout.column_matching import match_columns
        from kyoten_extract.layout.joined_columns import joined_columns
        from kyoten_extract.layout.parted_columns import parted_columns
        from kyoten_extract.layout.sum_evidence import SumCheck

        rows = [row for row in rows if not _is_sum(row)] or rows
        texts = [[row[place] for row in rows if place < len(row)] for place in range(len(header))]
        labels = header
        if sum("元" in label or any(map(str.isdecimal, label)) for label in header) > 1:
            from kyoten_extract.layout.dated_labels import with_earlier_marked

            labels = with_earlier_marked(header)
        apart = joined_columns(self.columns, self.joined, labels, texts) if self.joined else []
        parted = parted_columns(self.columns, labels, texts)
        fixed: dict[str, tuple[int, ...]] = {key: (one.place,) for one in apart for key in one.keys}
        fixed |= {one.key: (*one.places, *one.others) for one in parted if one.key not in fixed}
        sums = [
            SumCheck(check.total, check.columns)
            for check in self.checks
            if check.check == "sum" and check.total is not None
        ]
        found = match_columns(self.columns, labels, texts, sums, fixed=fixed, explain=explain)
        return Match(
            self,
            tuple(header),
            found.places,
            found.decisions,
            tuple(one for one in parted if fixed[one.key] == (*one.places, *one.others)),
            tuple(apart),
        )


def _is_sum(row: Sequence[str]) -> bool:
    """Whether a row is one of sums, whose words tell nothing of what its columns hold."""
    from kyoten_extract.text.labels import SUM_WORDS

    first = next((cell for cell in row if cell and not cell.isspace()), "")
    return len(first) <= _LONGEST_SUM and "".join(first.split()) in SUM_WORDS


@dataclass(frozen=True, slots=True)
class Match:
    """The columns of a layout found in a header.

    Attributes:
        layout: whose columns they are.
        header: the printed labels.
        places: the index of each column by key; that of the first part if it is parted.
        decisions: how each printed column was understood.
        parted: columns that are printed as several.
        joined: printed columns that hold several.
        joiners: of columns whose cells were put together: what joins their texts, by key.
        pieces: of columns that were taken out of one: the value in each printed text, by key.
    """

    layout: Layout
    header: tuple[str, ...]
    places: Mapping[str, int]
    decisions: tuple[Decision, ...] = ()
    parted: tuple[Parted, ...] = ()
    joined: tuple[TakenApart, ...] = ()
    joiners: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

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
        known = {*self.places.values(), *(p for one in self.parted for p in one.places)}
        return {i: label for i, label in enumerate(self.header) if i not in known}

    def holds(self) -> list[Kind | None]:
        """The kind of each printed column; ``None`` where the layout does not have it."""
        kinds: list[Kind | None] = [None] * len(self.header)
        for key, place in self.places.items():
            kinds[place] = self.layout.column(key).holds
        return kinds


def shipped(name: str) -> Layout:
    """The shipped layout ``name``."""
    return Layout(**read_packed(name))


KYOTEN = shipped("kyoten")
"""The layout of 自治体の海外拠点一覧."""
