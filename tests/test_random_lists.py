"""Random lists of every kind, printed and read: the rows a person sees, and the joins."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import get_args

import pytest

from kyoten_extract import read_tables
from kyoten_extract.errors import MissingDependencyError, UsageError
from kyoten_extract.testing.pages import (
    Kind,
    Producer,
    Quirk,
    kinds,
    producers,
    quirks,
    random_list,
    unavailable,
)
from kyoten_extract.testing.reading_score import Score, score

pytest.importorskip("reportlab")

SEEDS = range(3)
# Quirks of texts that run over the sides of their cells, and kinds without such sides.
IN_CELLS: tuple[Quirk, ...] = ("clipped", "overflow")
FEW_LINES: tuple[Kind, ...] = ("row_lines", "column_lines", "zebra", "plain")


def read(seed: int, kind: Kind, *quirks: Quirk) -> Score:
    printed = random_list(seed, kind, quirks=quirks)
    tables = read_tables(printed.pdf)
    warned = {f.page for table in tables for f in table.findings if f.severity != "info"}
    return score(printed, tables, warned)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", kinds())
def test_rows_and_joins_are_those_of_the_print(kind: Kind, seed: int) -> None:
    got = read(seed, kind)
    assert got.exact == got.rows
    assert got.perfect, got


@pytest.mark.parametrize(("number", "quirk"), list(enumerate(quirks())))
def test_rows_are_those_that_a_person_sees_whatever_else_is_drawn(
    number: int, quirk: Quirk
) -> None:
    drawn = [kind for kind in kinds() if kind not in FEW_LINES or quirk not in IN_CELLS]
    got = read(number, drawn[number % len(drawn)], quirk)
    assert got.exact == got.rows
    assert got.perfect, got


def test_several_quirks_on_one_list() -> None:
    every = quirks()
    for seed in range(3):
        assert read(seed, "ruled", *every[seed::4]).perfect


def test_each_quirk_is_drawn() -> None:
    plain = random_list(5, "ruled")
    for quirk in quirks():
        printed = random_list(5, "ruled", quirks=(quirk,))
        assert printed.tables == plain.tables
        assert printed.pdf != plain.pdf
        assert printed == random_list(5, "ruled", quirks=(quirk,))


@pytest.mark.parametrize("kind", ["ruled", "levels", "cut", "tables"])
@pytest.mark.parametrize(
    "producer",
    [
        pytest.param("weasyprint", marks=pytest.mark.slow),
        "typst",
        pytest.param("chromium", marks=pytest.mark.slow),
    ],
)
def test_rows_of_programs_that_break_pages_themselves(producer: Producer, kind: Kind) -> None:
    if producer not in producers():
        pytest.skip(unavailable()[producer])
    printed = random_list(1, kind, producer)
    assert score(printed, read_tables(printed.pdf)).perfect
    assert bool(printed.joins) == (kind == "cut")
    assert random_list(1, kind, producer).pdf == printed.pdf


def test_every_producer_is_installed_or_has_a_reason() -> None:
    assert {*producers(), *unavailable()} == set(get_args(Producer))
    assert "reportlab" in producers()
    assert all(unavailable().values())
    with pytest.raises(UsageError, match=r"typst prints no lists of kind 'merged'"):
        random_list(1, "merged", "typst")


@pytest.mark.parametrize("kind", kinds())
def test_a_seed_gives_the_same_bytes_and_the_same_truth(kind: Kind) -> None:
    one, other = (random_list(11, kind) for _ in range(2))
    assert one == other
    assert one.pdf != random_list(12, kind).pdf


def test_only_lists_with_cut_rows_have_joins() -> None:
    cut = [random_list(seed, "cut") for seed in range(4)]
    assert all(printed.joins for printed in cut)
    assert {printed.spec.border for printed in map(random_list, range(12))} == {"open", "closed"}
    assert not any(random_list(2, kind).joins for kind in kinds() if kind != "cut")


def test_unknown_kinds_and_producers_are_named() -> None:
    with pytest.raises(UsageError, match=r"no lists of kind 'oval'.*ruled"):
        random_list(1, "oval")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"prints no 'glitter'.*links"):
        random_list(1, "ruled", quirks=("glitter",))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"unknown producer 'pen'.*reportlab"):
        random_list(1, "ruled", "pen")  # type: ignore[arg-type]


def test_without_reportlab_one_error_has_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reportlab", None)
    with pytest.raises(MissingDependencyError, match=r"reportlab.*kyoten-extract\[testing\]"):
        random_list(1)


def test_importing_the_generator_loads_nothing_heavy() -> None:
    heavy = "numpy pandas reportlab pypdfium2 pytest cv2".split()
    code = (
        "import sys, kyoten_extract.testing.pages;"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_score_counts_what_is_lost_moved_and_too_much() -> None:
    printed = random_list(1, "ruled")
    table = printed.tables[0]
    rows = len(table.rows)
    assert score(printed, [table]).perfect
    lost = score(printed, [replace(table, rows=table.rows[1:])])
    assert (lost.exact, lost.silent, lost.told) == (rows - 1, 1, 0)
    told = score(printed, [replace(table, rows=table.rows[1:])], warned={1})
    assert (told.exact, told.silent, told.told) == (rows - 1, 0, 1)
    more = score(printed, [replace(table, rows=(*table.rows, table.rows[0]))])
    assert (more.exact, more.silent) == (rows, 1)
    labels = score(printed, [replace(table, header=table.header[::-1])])
    assert (labels.exact, labels.silent) == (0, rows)
    assert score(printed, []).silent == rows
