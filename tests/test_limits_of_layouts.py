"""Columns just inside and just outside of what a layout's labels, cells and files allow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyoten_extract.errors import LayoutFileError
from kyoten_extract.layout.column_matching import match_columns
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.explain_columns import ColumnReading, columns_as_text
from kyoten_extract.layout.field_types import join_places, read_number
from kyoten_extract.layout.layout_file import read_layout_toml
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.layout.unlabeled_columns import match_unlabeled
from kyoten_extract.layout.value_types import read_value


@pytest.mark.parametrize("nine", ["9", "９"])
def test_a_number_has_as_many_digits_as_an_integer_of_64_bits(nine: str) -> None:
    assert read_number(nine * 18) == 10**18 - 1
    assert read_number(nine * 19) is None


def test_a_long_cell_of_places_is_not_divided() -> None:
    printed = {"上海", "香港"}
    assert " " in join_places("上海" * 149 + "香\n港", printed)
    assert " " not in join_places("上海" * 150 + "香\n港", printed)


def test_a_column_is_explained_in_one_line() -> None:
    def line(label: int, cells: int) -> str:
        reading = ColumnReading(1, "x" * label, "key", "label", cells="y" * cells)
        return columns_as_text([reading], ()).splitlines()[1]

    assert "..." not in line(24, 44)
    assert "x" * 24 + "..." in line(25, 44)
    assert "y" * 44 + "..." in line(24, 45)


LAYOUT = """\
name = "offices"
title = "一覧"
[[columns]]
key = "office"
labels = ["名称"]
holds = "name"
"""


def test_a_long_file_is_no_layout() -> None:
    comment = "#" * (1_000_000 - len(LAYOUT))
    assert read_layout_toml(LAYOUT + comment)["name"] == "offices"
    with pytest.raises(LayoutFileError, match="too long"):
        read_layout_toml(LAYOUT + comment + "#")


@pytest.mark.parametrize(("years", "is_found"), [(9, True), (8, False)])
def test_a_column_without_a_label_is_known_by_nine_of_ten_cells(years: int, is_found: bool) -> None:
    columns = (Column("office", ("名称",), "name"), Column("year", (), "year"))
    rows = [["国際課", "平成14" if row < years else "東京"] for row in range(10)]
    match = Layout("offices", "一覧", columns, {}, 1).match(("名称", ""), rows)
    assert ("year" in match_unlabeled(match, rows)[0].places) is is_found


YEARS, TEXTS = ["平成14", "平成15", "平成2", "昭和60"], ["甲", "乙", "丙", "丁"]
ONE, OTHER = "拠点を置いた最初の年度をここに書く", "開設年"


def place_of(
    labels: Sequence[str], printed: Sequence[tuple[str, Sequence[str]]], *others: Column
) -> str:
    """The printed label taken for a column of years with ``labels``, with "?" if by evidence."""
    columns = (Column("year", tuple(labels), "year"), *others)
    match = match_columns(columns, [label for label, _ in printed], [cells for _, cells in printed])
    decision = next((one for one in match.decisions if one.key == "year"), None)
    return "none" if decision is None else printed[decision.place][0] + "?" * len(decision.rivals)


def test_the_cells_choose_between_labels_that_fit_about_as_well() -> None:
    # Both are known labels; the longer one fits better, but not clearly.
    assert place_of((ONE, OTHER), [(ONE, TEXTS), (OTHER, YEARS)]) == OTHER
    # One with a note fits clearly better than one with another ending.
    noted, longer = f"{ONE}(西暦)", f"{OTHER}月日"
    assert place_of((ONE, OTHER), [(noted, TEXTS), (longer, YEARS)]) == noted


CITY = Column("city", ("団体名",), "name", names="municipality")


@pytest.mark.parametrize(("years", "found"), [(0, ""), (2, "開設年")])
def test_cells_that_are_clearly_something_else_speak_against_a_label(
    years: int, found: str
) -> None:
    """Then another column is it, where not all columns are known by their labels."""
    cells = [*YEARS[:years], *["甲", "乙", "丙", "丁", "戊", "己"][years:]]
    printed = [("", [*YEARS, *YEARS[:2]]), ("開設年", cells)]
    assert place_of(("開設年",), printed, CITY) == found


def test_a_decimal_is_one_that_arithmetic_keeps_exact() -> None:
    column = Column("amount", ("金額",), "decimal")
    assert read_value(column, "1." + "2" * 26) is not None
    assert read_value(column, "1." + "2" * 27) is None
