"""An edition before it is printed: its columns, rows and what stands around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from random import Random
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.edition.facts import KEYS, Facts, compose_rows
from kyoten_extract.testing.edition.words import NUMBERED, USUAL, WIDTHS

How = Literal[
    "usual", "known", "unlisted", "longer", "extra", "part", "joined", "cut", "english", "blank"
]
"""How a column's label came about; "longer" and "extra" are columns of no key."""

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CENTERED = ("municipality_no", "base_no", "established", "staff")


@dataclass(frozen=True, slots=True)
class EditionColumn:
    """A column as printed.

    Attributes:
        keys: the survey's columns that it holds, wholly or in part; none if it is another one.
        levels: its label, level by level, with line breaks where they are printed.
        cells: its text in each row, with line breaks where they are printed.
        width: in ems.
        how: its label came about.
        number: the mark printed before its label.
        centered: its cells.
        recognisable: a person knows by label, content and place what it is.
    """

    keys: tuple[str, ...]
    levels: tuple[str, ...]
    cells: tuple[str, ...]
    width: float
    how: How = "usual"
    number: str = ""
    centered: bool = False
    recognisable: bool = True

    @property
    def label(self) -> str:
        """All of the label in one line."""
        first, *rest = self.levels
        return " ".join(" ".join(level.split()) for level in (self.number + first, *rest)).strip()

    @property
    def printed(self) -> tuple[str, ...]:
        """The levels as they are printed."""
        return self.number + self.levels[0], *self.levels[1:]


@dataclass(slots=True)
class Draft:
    """What the changes work on.

    Attributes:
        facts: of all rows in printed order.
        sections: for each row, the heading of the list it is in; empty for a list without.
        counted: for each row, whether it is one of the survey's bases.
        columns: in printed order.
        as_of: the date of the survey.
        title: the lines above the list.
        totals: how they are printed.
        gone: keys that are not printed.
        overflow: where the right half of the columns is: on no page of its own, after all left
            halves, or after each.
        column_numbers: a row of them is under the header.
        subtotals: a row of them is under each municipality.
        runs_over: labels are taller than the header, by so many lines.
        hanging: punctuation may hang over a cell's right side.
        changes: what was changed, by name.
    """

    rng: Random
    facts: list[dict[str, str | None]]
    sections: list[str]
    counted: list[bool]
    as_of: dt.date
    title: list[str]
    columns: list[EditionColumn] = field(default_factory=list)
    totals: Literal["tables", "sentence", "municipalities", "none"] = "tables"
    gone: set[str] = field(default_factory=set)
    overflow: Literal["", "after all", "after each"] = ""
    column_numbers: bool = False
    subtotals: bool = False
    runs_over: int = 0
    hanging: bool = False
    changes: dict[str, object] = field(default_factory=dict)

    def index(self, key: str) -> int | None:
        """Where the one column is that holds ``key`` alone and wholly; ``None`` if none does."""
        for place, column in enumerate(self.columns):
            if column.keys == (key,) and column.how != "part":
                return place
        return None

    def relabel(self, place: int, levels: Sequence[str], how: How) -> None:
        """Give a column another label."""
        self.columns[place] = replace(self.columns[place], levels=tuple(levels), how=how)

    def cells(self, show: Callable[[Facts], str]) -> tuple[str, ...]:
        """A column's cells, each from its row's facts."""
        return tuple(map(show, self.facts))

    def untouched(self) -> list[str]:
        """Keys of the columns with their usual label."""
        return [column.keys[0] for column in self.columns if column.how == "usual"]


def first_draft(rng: Random, rows: int) -> Draft:
    """An edition as all were so far, with facts of its own; :func:`set_columns` is to follow."""
    as_of = dt.date(rng.randint(2018, 2025), 9, 30)
    facts = compose_rows(rng, rows, as_of.year - 1)
    return Draft(rng, facts, [""] * rows, [True] * rows, as_of, [usual_title(as_of)])


def set_columns(draft: Draft) -> None:
    """Give a draft the columns of all editions so far; its rows are settled."""
    dash = draft.rng.choice(("", "", "-"))
    draft.columns = [_usual(draft, key, dash) for key in KEYS]


def _usual(draft: Draft, key: str, dash: str) -> EditionColumn:
    stem = key.partition("_")[0] if key.startswith("staff") else key
    number = CIRCLED[NUMBERED.index(stem)] if stem in NUMBERED else ""
    cells = draft.cells(lambda facts: facts[key] or (dash if key == "contractor" else ""))
    centered = key.startswith(_CENTERED)
    return EditionColumn((key,), USUAL[key], cells, WIDTHS[key], "usual", number, centered)


def usual_title(as_of: dt.date) -> str:
    """The title of all editions so far."""
    return f"自治体の海外拠点一覧({era_of(as_of)}9月末現在)"


def era_of(day: dt.date) -> str:
    """The year of the era on a day of autumn, in words."""
    name, before = ("令和", 2018) if day >= dt.date(2019, 5, 1) else ("平成", 1988)
    count = day.year - before
    return f"{name}{'元' if count == 1 else count}年"
