"""A page whose columns are not the table's: which evidence tells what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from kyoten_extract.table.changed_columns import (
    Columns,
    goes_on_without_labels,
    has_other_kinds,
    has_other_labels,
    is_other_table,
    match_columns,
    own_depth,
)
from kyoten_extract.table.value_kind import Kind
from test_tables import grid

TOLERANCE = 2.0
KINDS: dict[str, Kind | None] = {"n": "number", "w": "word", "p": "phone", "y": "year", "?": None}


def columns(
    labels: str,
    kinds: str,
    *,
    sides: Sequence[float] = (),
    words: Sequence[str] = (),
    scanned: bool = False,
) -> Columns:
    """Columns 50 points wide, or between ``sides``.

    Args:
        labels: parted by blanks, "-" for none.
        kinds: a letter for each: number, word, phone, year, "?" if unknown.
        sides: points; the left side of each and the right one of the last.
        words: texts in each column of words, parted by blanks.
        scanned: read by OCR.
    """
    names = tuple("" if label == "-" else label for label in labels.split())
    xs = list(sides) or [50.0 * i for i in range(len(names) + 1)]
    texts = [frozenset(text.split()) for text in words] or [frozenset()] * len(names)
    kept = tuple(KINDS[kind] for kind in kinds)
    return Columns(names, tuple(pairwise(xs)), kept, tuple(texts), scanned)


def targets(table: Columns, page: Columns) -> str:
    """The table's columns of the page's, "." for a new one; "!" if sure without labels."""
    found = match_columns(table, page, TOLERANCE)
    sure = goes_on_without_labels(table, page, found, TOLERANCE, follows=False)
    return "".join("." if t < 0 else str(t) for t in found.targets) + "!" * sure


def test_a_label_read_by_ocr_is_weighed_against_content_and_place() -> None:
    page = columns("番号数 施設の名称", "pn", sides=(0, 51.5, 100), scanned=True)
    assert targets(columns("番号 施設 定員", "nwn", words=("", "南 北", "")), page) == "02"
    page = columns("施設の名称 電話", "pw", sides=(0, 53, 103), words=("", "東 西"), scanned=True)
    assert targets(columns("施設 電話", "?p"), page) == "01"


def test_columns_without_labels_go_on_by_kinds_words_and_places() -> None:
    words = "東 西 南 北"
    page = columns("- -", "nw", sides=(1.5, 71.5, 121.5), words=("", words))
    assert targets(columns("番号 施設 開設", "?wy", words=("", words, "")), page) == "01!"
    page = columns("- - -", "?wp", sides=(10, 50, 110, 150), words=("", words, ""))
    assert targets(columns("施設 電話 定員", "wpn", words=("南 北", "", "")), page) == "0.1"


def test_other_labels_are_other_columns() -> None:
    page = columns("職種 職種 施設 番号", "nwww", words=("", "", "", "東 中"))
    table = columns("番号 施設 定員 開設", "nwny", words=("", "東 西 南 北", "", ""))
    assert targets(table, page) == "..10"


@pytest.mark.parametrize(
    ("table", "page", "shared", "is_same"),
    [(10, 10, 6, True), (10, 10, 5, False), (10, 6, 5, True), (10, 6, 4, False),
     (2, 2, 2, True), (2, 1, 1, False)],
)  # fmt: skip
def test_how_many_labels_of_a_table_make_a_header(
    table: int, page: int, shared: int, is_same: bool
) -> None:
    names = "甲乙丙丁戊己庚辛壬癸"
    known = columns(" ".join(f"列{name}" for name in names[:table]), "w" * table)
    labels = tuple(
        f"列{name}" if i < shared else f"他{name}" for i, name in enumerate(names[:page])
    )
    own = grid(1, 100, [labels, *[("あ",) * page] * 3])
    assert own_depth(own, known) == int(is_same)


def test_the_first_rows_of_a_page_show_what_its_columns_hold() -> None:
    parts = [("1",)] * 30 + [("東",)] * 30 + [("2",)] * 60
    assert Columns.of(grid(1, 100, [("列",), *parts]), 1).kinds == (None,)
    few = [("03-1234-5678",) * 2] * 3 + [("12",) * 2] * 3 + [("03-1234-5678",) * 2] * 6
    table = columns("定員 職員", "nn")
    assert not has_other_kinds(table, grid(2, 100, few))
    assert has_other_kinds(table, grid(2, 100, few[6:]))


def test_a_page_with_two_labels_above_figures_is_another_table() -> None:
    table = columns("番号 施設", "nw")
    assert is_other_table(grid(2, 100, [("定員", "職員"), *[("12", "34")] * 4]), table)
    assert not is_other_table(grid(2, 100, [("定員",), *[("12",)] * 4]), table)
    assert has_other_labels(table, ["番号", "職種"], scanned=False)
