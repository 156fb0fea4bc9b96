"""Texts apart in one cell: which evidence makes two cells of it, and which is not enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kyoten_extract.page.grid import Cell
from kyoten_extract.table.gap_evidence import (
    ColumnHabits,
    RowHabits,
    Side,
    habits_of,
    has_gap,
    weigh_alone,
    weigh_gap,
)
from kyoten_extract.table.gap_trial import Gap, _crossed
from kyoten_extract.table.missing_verticals import _decide_cells
from kyoten_extract.table.value_kind import Kind

EM = 10.0
WHOLE, TOLD, PARTED, SURE = "whole", "whole, told", "parted, told", "parted"


def verdict(weight: float) -> str:
    """What is done with a cell whose texts are two cells with this weight."""
    cell = Cell(0, 0, 1, 2, "あ い", (0.0, 0.0, 100.0, 10.0))
    gap = Gap(0, cell, 1, ("あ", "い"), weight, ("evidence",))
    trial: Any = SimpleNamespace(
        free={0: frozenset({1})}, plan=SimpleNamespace(grid=SimpleNamespace(page=1))
    )
    cuts, findings = _decide_cells(trial, [gap])
    if not cuts:
        return TOLD if findings else WHOLE
    return SURE if findings[0].severity == "info" else PARTED


def column(kind: Kind | None, place: float | None = None) -> ColumnHabits:
    """A column of values of a kind, which begin at ``place``, end and have their middle anywhere."""
    return ColumnHabits(kind, (nan if place is None else place, nan, nan))


def two(
    gap: float,
    *,
    texts: tuple[str, str] = ("大阪", "東京"),
    kinds: tuple[Kind | None, Kind | None] = (None, None),
    off: tuple[float | None, float | None] = (None, None),
    ruled: int | None = 8,
    unruled: int = 8,
    filled: int = 6,
) -> str:
    """Two texts ``gap`` ems apart; each so many ems ``off`` the place where its column's begin.

    ``ruled`` and ``unruled`` rows have the line in question or lack it; none for labels.
    """
    starts = 20.0, 60.0 + gap * EM
    sides = [
        Side(text, x, x + 40.0, column(kind, None if away is None else x + away * EM))
        for text, x, kind, away in zip(texts, starts, kinds, off, strict=True)
    ]
    rows = None if ruled is None else RowHabits(ruled, unruled, filled, 6.0)
    return verdict(weigh_gap(*sides, EM, rows)[0])


def alone(
    text: str = "大阪",
    *,
    kind: Kind | None = "word",
    before: Sequence[Kind | None] = (),
    places: tuple[float, float, float] = (nan, nan, nan),
    x: tuple[float, float] = (60.0, 90.0),
    ruled: int = 8,
    unruled: int = 8,
) -> str:
    """A text from 60 to 90 points in a cell of two columns, the second of which is from 50 to 100."""
    side = Side(text, *x, ColumnHabits(kind, places))
    weight, _ = weigh_alone(side, (0.0, 100.0), before, EM, RowHabits(ruled, unruled, 5, 6.0))
    return verdict(weight)


def test_white_and_habits_part_a_cell() -> None:
    # Less than 0.3 em is no gap; from 0.6 and 1 em on it weighs more, and from 2 em most.
    number: tuple[Kind | None, Kind | None] = ("number", "number")
    figures = ("12", "34")
    assert two(0.25, ruled=None, kinds=number, texts=figures) == WHOLE
    assert two(0.35, off=(0, 0), kinds=number, texts=figures) == SURE
    assert two(0.35, ruled=8, unruled=1, filled=3) == TOLD
    assert two(0.65, off=(0, 0), kinds=("word", "word"), texts=("大阪", "34")) == PARTED
    assert (
        two(0.35, ruled=8, unruled=3, off=(0, 0), kinds=("word", "word"), texts=("大阪", "34"))
        == TOLD
    )
    # Both set as their columns' are: parted, even with a value of another kind.
    assert (
        two(1.1, ruled=8, unruled=1, off=(0, 0), kinds=("word", "phone"), texts=("大阪", "34"))
        == PARTED
    )
    assert two(0.35, off=(0, 0), kinds=("word", "phone"), texts=("大阪", "34")) == WHOLE
    # The left one astray: its kind and the right one's place part them, never for sure.
    assert two(1.1, off=(3, 0), kinds=number, texts=figures) == PARTED


def test_letters_labels_and_sections_seldom_are_two_cells() -> None:
    assert two(0.5, ruled=30, unruled=1, off=(0.3, 0.3), texts=("大", "東")) == TOLD
    number: tuple[Kind | None, Kind | None] = ("number", "number")
    assert two(2.1, ruled=None, off=(None, 0.4), kinds=number, texts=("12", "34")) == TOLD
    assert two(2.1, ruled=None, off=(0, 3), kinds=("number", "word"), texts=("12", "東京")) == WHOLE
    assert two(2.1, ruled=30, unruled=1, filled=2) == TOLD


def test_a_text_alone_in_the_place_of_a_later_column() -> None:
    assert alone("12", kind="number") == PARTED
    assert alone(ruled=8, unruled=3, places=(60, nan, nan)) == PARTED
    # Beside the middle of the cell by 0.4 em; in it.
    assert alone(places=(31, nan, nan), x=(31, 61)) == TOLD
    assert alone(ruled=8, unruled=3, x=(38, 68)) == WHOLE
    assert alone(ruled=8, unruled=2, x=(38, 68)) == TOLD
    # At the right side it may be of both columns.
    assert alone(ruled=8, unruled=3, places=(nan, 90, nan)) == WHOLE
    assert alone(ruled=8, unruled=2, places=(nan, 90, nan)) == TOLD


@pytest.mark.parametrize(
    ("starts", "aligned"), [([0, 0], False), ([0, 0, 0], True), ([0, 0, 0, 9], False),
                            ([0, 0, 0, 0, 9], True), ([0, 0, 0, 3], True), ([0, 0, 0, 4], False)]
)  # fmt: skip
def test_how_many_texts_show_where_a_column_begins(starts: list[float], aligned: bool) -> None:
    ends = [30.0 + 20 * i for i in range(len(starts))]
    habits = habits_of("word", np.column_stack((starts, ends)), EM)
    assert habits.aligned(0.0, 5.0, EM) is (True if aligned else None)


@pytest.mark.parametrize(
    ("over", "crosses"), [(0.7, False), (1.3, True), (-0.7, False), (-1.3, True)]
)
def test_how_far_a_text_reaches_over_a_boundary_it_does_not_cross(
    over: float, crosses: bool
) -> None:
    """Texts a half em apart, the left one so many points over the boundary at 50."""
    boxes = np.array([[10.0, 0.0, 50.0 + abs(over), 10.0], [55.0 + abs(over), 0.0, 90.0, 10.0]])
    mirrored = np.column_stack((100 - boxes[:, 2], boxes[:, 1], 100 - boxes[:, 0], boxes[:, 3]))
    assert _crossed(boxes if over > 0 else mirrored, 50.0, EM) is crosses
    assert has_gap(0.0, 3.1, EM)
