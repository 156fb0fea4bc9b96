"""Each of TableSettings' fields decides something, on either side of its default."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

import corpus
from kyoten_extract import TableSettings, extract, extract_many, read_table
from kyoten_extract.engines import parallel_pages
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.errors import UsageError
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.stitch import stitch
from kyoten_extract.workers.process import WorkerProcess
from strategies import characters_of
from test_lattice import TEXTS, WANTED, XS, YS, box_lines, page_of, texts_of

# The characters of characters_of() are 8 points high: a tolerance is 2 points by default.
EM = float(characters_of([(0, 0, "文")]).boxes[0, 3])


def given(**changes: float | None) -> TableSettings:
    """Settings with these values; ``None`` is the default."""
    return TableSettings(**{name: value for name, value in changes.items() if value is not None})


def shape(page: Page, **changes: float | None) -> list[tuple[int, int]]:
    """Rows and columns of the grids of ``page``, read with these settings."""
    return [(g.rows, g.columns) for g in read_page(page, given(**changes)).grids]


def spread(text: str, at: int, gap: float, x: float = 14.0) -> Page:
    """A page of a grid, and of ``text`` with ``gap`` ems before the character at ``at``."""
    page = page_of(*box_lines(XS, YS), [(x, 44.0, text)])
    boxes = page.characters.boxes.copy()
    boxes[at:, [0, 2]] += gap * EM
    return replace(page, characters=replace(page.characters, boxes=boxes))


def outside(page: Page, **changes: float | None) -> list[str]:
    return [run.text for run in read_page(page, given(**changes)).outside]


def cell(page: Page, **changes: float | None) -> str:
    return texts_of(read_page(page, given(**changes)))[1, 0]


def moved(page: Page, down: float) -> Page:
    """``page`` with its text further down."""
    boxes = page.characters.boxes + np.array((0, down, 0, down))
    return replace(page, characters=replace(page.characters, boxes=boxes))


def test_tolerances_are_in_ems_within_bounds() -> None:
    settings = TableSettings()
    assert [settings.tolerance(em) for em in (0, 1, 4, 8, 10, 40)] == [0.5, 0.5, 1, 2, 2.5, 2.5]
    assert TableSettings(snap_tolerance=0.5).tolerance(4) == 2
    assert TableSettings(snap_min=0.1).tolerance(1) == 0.25
    assert TableSettings(snap_max=4).tolerance(10) == 2.5
    assert TableSettings(snap_max=4).tolerance(16) == 4


@pytest.mark.parametrize(
    ("apart", "changes", "rows"),
    [
        (1.9, {}, 3),
        (2.1, {}, 4),
        (1.9, {"snap_tolerance": 0.2}, 4),
        (2.1, {"snap_tolerance": 0.3}, 3),
        (1.9, {"snap_max": 1.5}, 4),
        (2.1, {"snap_min": 2.2}, 3),
    ],
)
def test_how_near_rulings_are_one_line(apart: float, changes: dict[str, float], rows: int) -> None:
    horizontal, vertical = box_lines(XS, YS)
    doubled = page_of([*horizontal, (YS[1] + apart, XS[0], XS[-1])], vertical, TEXTS)
    assert shape(doubled, **changes) == [(rows, 3)]


@pytest.mark.parametrize(
    ("gap", "join", "rows"), [(3.8, None, 3), (4.2, None, 2), (3.8, 1.8, 2), (4.2, 2.2, 3)]
)
def test_over_what_gap_pieces_of_a_ruling_are_joined(
    gap: float, join: float | None, rows: int
) -> None:
    """Pieces 3.9 points long are dropped by themselves."""
    horizontal, vertical = box_lines(XS, YS)
    starts = np.arange(XS[0], XS[-1], 3.9 + gap)
    dashes = [(YS[1], float(x), min(float(x) + 3.9, XS[-1])) for x in starts]
    page = page_of([*horizontal[:1], *horizontal[2:], *dashes], vertical, TEXTS)
    assert shape(page, join_tolerance=join, edge_drawn_share=0.3) == [(rows, 3)]


@pytest.mark.parametrize(
    ("gap", "reach", "grids"), [(3.8, None, 1), (4.2, None, 2), (3.8, 1.8, 2), (4.2, 2.2, 1)]
)
def test_how_far_a_ruling_may_end_from_a_crossing(
    gap: float, reach: float | None, grids: int
) -> None:
    """A grid, and another to the right that its horizontal lines do not quite reach."""
    upper, lower = box_lines(XS, YS), box_lines([x + 300 + gap for x in XS], [25.0, 55.0])
    page = page_of([*upper[0], *lower[0]], [*upper[1], *lower[1]], TEXTS)
    assert len(shape(page, intersection_tolerance=reach)) == grids


@pytest.mark.parametrize(
    ("length", "least", "rows"), [(3.8, None, 3), (4.2, None, 4), (3.8, 1.8, 4), (4.2, 2.2, 3)]
)
def test_how_short_a_ruling_may_be(length: float, least: float | None, rows: int) -> None:
    """A ruling over a column no wider than it, which it parts in two; a letter is in it."""
    narrow = (60.0, 60.0 + length)
    horizontal, vertical = box_lines(sorted([*XS, *narrow]), YS)
    page = page_of([*horizontal, (55.0, *narrow)], vertical, [*TEXTS, (60.0, 12.0, "a")])
    (found,) = shape(page, edge_min_length=least)
    assert found == (rows, 5)


@pytest.mark.parametrize(
    ("drawn", "share", "cells"), [(0.45, None, 8), (0.55, None, 9), (0.45, 0.4, 9), (0.55, 0.6, 8)]
)
def test_how_much_of_a_side_is_drawn(drawn: float, share: float | None, cells: int) -> None:
    horizontal, vertical = box_lines(XS, YS)
    side = (XS[1], YS[0], YS[0] + drawn * 30)
    vertical = [vertical[0], side, (XS[1], YS[1], YS[-1]), *vertical[2:]]
    page = page_of(horizontal, vertical, [])
    (grid,) = read_page(page, given(edge_drawn_share=share)).grids
    assert len(grid.cells) == cells


@pytest.mark.parametrize(
    ("gap", "least", "text"),
    [
        (0.17, None, "abcdef"),
        (0.19, None, "abc def"),
        (0.17, 0.16, "abc def"),
        (0.19, 0.2, "abcdef"),
    ],
)
def test_what_gap_is_a_space_where_none_is_printed(
    gap: float, least: float | None, text: str
) -> None:
    assert cell(spread("abcdef", 3, gap), space_gap=least) == text


@pytest.mark.parametrize(
    ("gap", "least", "text"),
    [
        (0.34, None, "a bcdef"),
        (0.36, None, "a bc def"),
        (0.34, 0.33, "a bc def"),
        (0.36, 0.37, "a bcdef"),
    ],
)
def test_what_gap_is_a_space_where_some_are_printed(
    gap: float, least: float | None, text: str
) -> None:
    assert cell(spread("a bcdef", 4, gap), wide_space_gap=least) == text


@pytest.mark.parametrize(
    ("gap", "least", "texts"), [(0.9, None, 1), (1.1, None, 2), (0.9, 0.8, 2), (1.1, 1.2, 1)]
)
def test_what_gap_separates_texts_outside_tables(
    gap: float, least: float | None, texts: int
) -> None:
    page = moved(spread("題名備考", 2, gap), 200.0)
    assert len(outside(page, text_gap=least)) == texts


@pytest.mark.parametrize(
    ("gap", "least", "text"),
    [
        (0.04, None, "左の文右の文"),
        (0.06, None, "左の文"),
        (0.04, 0.03, "左の文"),
        (0.06, 0.07, "左の文右の文"),
    ],
)
def test_what_gap_splits_text_at_a_ruling(gap: float, least: float | None, text: str) -> None:
    """The ruling at 110 is in the gap; the text begins at the left side, so that it overflows."""
    page = spread("左の文右の文", 3, gap, x=109.99 - 1.5 * EM)
    assert cell(page, ruling_gap=least) == text


@pytest.mark.parametrize(
    ("beyond", "share", "over"),
    [(0.29, None, False), (0.31, None, True), (0.29, 0.28, True), (0.31, 0.32, False)],
)
def test_how_far_text_runs_over_a_side(beyond: float, share: float | None, over: bool) -> None:
    page = page_of(*box_lines(XS, YS), [(14.0, YS[-1] - EM + beyond * EM, "文")])
    (grid,) = read_page(page, given(overrun_share=share)).grids
    (found,) = (c for c in grid.cells if c.text)
    assert found.runs_over == (False, over)


def grid_of(page: int, rows: list[list[str]], shift: float = 0.0) -> PageContent:
    """A page of one grid; its inner boundary is ``shift`` of its width further right."""
    xs = (0.0, 50.0 + 100 * shift, 100.0)
    cells = tuple(
        Cell(i, j, 1, 1, text, (xs[j], 20.0 * i, xs[j + 1], 20.0 * i + 20))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    ys = tuple(20.0 * i for i in range(len(rows) + 1))
    return PageContent(page, (Grid(page, 2, len(rows), cells, xs, ys),), (), 0)


@pytest.mark.parametrize(
    ("shift", "tolerance", "tables"),
    [(0.009, None, 1), (0.011, None, 2), (0.009, 0.008, 2), (0.011, 0.012, 1)],
)
def test_how_far_columns_of_two_pages_may_differ(
    shift: float, tolerance: float | None, tables: int
) -> None:
    pages = [grid_of(1, [["市", "名"], ["甲", "乙"]]), grid_of(2, [["丙", "丁"]], shift)]
    stitched = stitch(pages, given(column_tolerance=tolerance))
    assert len(stitched.tables) == tables


@pytest.mark.parametrize(("certainty", "reported"), [(None, False), (20.0, True)])
def test_how_certain_a_cut_must_be_not_to_be_reported(
    certainty: float | None, reported: bool
) -> None:
    """The first row of the second page lacks what nearly every whole row has, and nothing else."""
    body = [[f"市{i}", "" if i == 3 else "有"] for i in range(21)]
    pages = [grid_of(1, [["市", "有無"], *body, ["末", "有"]]), grid_of(2, [["市", ""]])]
    (stitched,) = stitch(pages, given(join_certainty=certainty)).tables
    assert len(stitched.table.rows) == 23
    assert bool(stitched.table.findings) == reported


def test_every_field_is_known_here() -> None:
    """Who adds a field adds a test of its effect."""
    assert {field.name for field in fields(TableSettings)} == {
        "snap_tolerance",
        "snap_min",
        "snap_max",
        "join_tolerance",
        "intersection_tolerance",
        "edge_min_length",
        "edge_drawn_share",
        "space_gap",
        "wide_space_gap",
        "text_gap",
        "ruling_gap",
        "overrun_share",
        "column_tolerance",
        "join_certainty",
    }


@pytest.mark.parametrize("name", [field.name for field in fields(TableSettings)])
@pytest.mark.parametrize("value", [-0.1, math.nan, math.inf, "1", None, True])
def test_bad_values_are_refused(name: str, value: Any) -> None:
    with pytest.raises(UsageError) as refused:
        TableSettings(**{name: value})
    assert f"TableSettings.{name}={value!r}" in str(refused.value)
    assert "a finite number" in str(refused.value)


@pytest.mark.parametrize("name", ["edge_drawn_share", "overrun_share", "column_tolerance"])
def test_a_share_is_at_most_one(name: str) -> None:
    TableSettings(**{name: 0})
    TableSettings(**{name: 1})
    with pytest.raises(UsageError, match=rf"{name}=1\.01 .*from 0 to 1"):
        TableSettings(**{name: 1.01})


def test_the_bounds_of_a_tolerance_are_in_order() -> None:
    TableSettings(snap_min=2.5)
    with pytest.raises(UsageError, match=r"snap_min=3 .*at most snap_max, 2\.5"):
        TableSettings(snap_min=3)


# So far apart are the sides of narrow columns, which disappear.
LOOSE = TableSettings(snap_tolerance=1.5, snap_max=12)
CHROMIUM = corpus.FIXTURES / "chromium.pdf"


def test_settings_reach_the_reading_of_a_file() -> None:
    table = read_table(CHROMIUM, processes=1)
    assert read_table(CHROMIUM, processes=1, settings=TableSettings()) == table
    assert read_table(CHROMIUM, processes=1, settings=LOOSE) != table
    survey = extract(CHROMIUM, processes=1, settings=LOOSE)
    assert survey.bases != extract(CHROMIUM, processes=1).bases
    ((_, outcome),) = extract_many([CHROMIUM], settings=LOOSE)
    assert outcome == survey


def test_settings_go_to_other_processes() -> None:
    given = PdfInput(CHROMIUM.read_bytes(), "a.pdf", None, "pdfium", settings=LOOSE)
    numbers = list(range(1, 9))
    with PdfPages(given) as pages, WorkerProcess() as child:
        here = list(map(pages.read, numbers))
        child.call(parallel_pages._open, given)
        assert child.call(parallel_pages._read, numbers) == here
    with PdfPages(replace(given, settings=TableSettings())) as pages:
        assert list(map(pages.read, numbers)) != here


@pytest.mark.parametrize("file", ["unruled.pdf", "hlines.pdf"])
def test_settings_reach_pages_read_again(file: str) -> None:
    path = corpus.FIXTURES / file
    assert read_table(path, settings=LOOSE) != read_table(path)


def test_settings_reach_the_second_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[TableSettings] = []
    from kyoten_extract.engines import camelot_engine

    text_outside: Callable[..., Any] = camelot_engine.text_outside

    def watched(page: Any, boxes: Any, settings: TableSettings) -> Any:
        seen.append(settings)
        return text_outside(page, boxes, settings)

    monkeypatch.setattr(camelot_engine, "text_outside", watched)
    read_table(CHROMIUM, engine="camelot", pages="1", processes=1, settings=LOOSE)
    assert seen == [LOOSE]


def test_the_defaults_read_the_plain_grid() -> None:
    assert texts_of(read_page(page_of(*box_lines(XS, YS), TEXTS), TableSettings())) == WANTED
