"""A column under an unknown label: which label, content and place make it one of a layout."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.layout.column_matching import match_columns
from kyoten_extract.layout.column_model import Column

COLUMNS = (
    Column("no", ("番号",), "number", counts="city"),
    Column("city", ("団体名",), "name", names="municipality"),
    Column("office", ("主管部課",), "name", endings=("課", "室")),
    Column("year", ("設置年",), "year"),
    Column("staff", ("職員数",), "number"),
    Column("phone", ("電話番号",), "phone", follows="office"),
    Column("note", ("備考",), "prose"),
)
CELLS = {
    "no": ["1", "2", "3", "1", "2", "1"],
    "city": ["札幌市", "札幌市", "札幌市", "仙台市", "仙台市", "横浜市"],
    "office": ["国際課", "国際課", "企画室", "交流課", "交流課", "国際課"],
    "year": ["平成14", "平成15", "平成2", "昭和60", "平成20", "平成21"],
    "staff": ["4", "2", "7", "12", "3", "5"],
    "phone": ["03-1234-5678", "03-1234-5678", "03-1234-5679", "022-123-4567", "022-123-4567", "045-123-4567"],
    "note": ["当面の間、休止している。"] * 6,
}  # fmt: skip


def read(
    label: str,
    cells: Sequence[str] | None = None,
    *,
    lacking: str,
    at: int | None = None,
    beside: Sequence[tuple[str, Sequence[str]]] = (),
    moved: Sequence[str] = (),
    rows: int = 6,
) -> str:
    """As what a column is read that stands where the layout has one that is ``lacking``.

    Args:
        label, cells: of the printed column; by default the cells of the lacking one.
        lacking: key of the layout's column whose label is not printed.
        at: its place in print instead.
        beside: further columns at the end.
        moved: keys of all columns, in the order in which they are printed.
        rows: that are printed.

    Returns:
        The key of the column it is taken for, with "?" where it is by evidence, "??" where another
        printed column could as well be it; else "none", and what is closest.
    """
    keys = list(moved) or [column.key for column in COLUMNS]
    place = keys.index(lacking) if at is None else at
    printed = [
        (next(c for c in COLUMNS if c.key == key).label, CELLS[key])
        for key in keys
        if key != lacking
    ]
    printed.insert(place, (label, CELLS[lacking] if cells is None else list(cells)))
    printed += [(other, list(texts)) for other, texts in beside]
    match = match_columns(COLUMNS, [p[0] for p in printed], [p[1][:rows] for p in printed])
    decision = match.decisions[place]
    if decision.key is None:
        return f"none, near {decision.closest}" if decision.closest else "none"
    return decision.key + ("" if decision.by == "label" else "??" if decision.rivals else "?")


MIXED = ("year", "no", "city", "office", "phone", "staff", "note")


def test_a_column_in_its_place_with_fitting_cells_is_taken() -> None:
    # Half of the cells are of the office, the label has something of it: no more than near.
    few = ["1", "2", "3", "甲課", "乙課", "丙課"]
    assert read("主管", few, lacking="office", rows=3) == "none, near office"
    assert read("部課の別", few, lacking="office", beside=[("担当", CELLS["office"])]) == "office?"
    # One cell that names a town is not enough, six are, and so are not two in six.
    assert read("自治体", lacking="city", rows=1) == "none, near city"
    assert read("自治体", lacking="city") == "city?"
    towns = ["札幌市", "仙台市", "甲", "乙", "丙", "丁"]
    assert read("団体の所在", towns, lacking="city") == "none, near city"


def test_values_that_go_with_another_column() -> None:
    # Not all telephones are those of their office, so another column may be the telephones.
    phones = [*CELLS["phone"][:4], "022-123-4568", CELLS["phone"][5]]
    assert read("連絡先", phones, lacking="phone", beside=[("連絡先", CELLS["phone"])]) == "phone??"
    # Numbers that count anew with each town.
    assert read("", ["1", "2", "3", "1", "2", "x"], lacking="no", moved=MIXED) == "none, near no"


def test_where_columns_have_moved_the_place_says_less() -> None:
    some = [*CELLS["year"][:4], "z", "w"]
    assert read("開設年", some, lacking="year", moved=MIXED) == "none"
    assert read("職員の計", lacking="staff", moved=MIXED) == "none, near staff"


def test_text_that_fits_any_column_says_little() -> None:
    assert read("その他", lacking="note", beside=[("その他", CELLS["note"])]) == "none"
    assert read("", lacking="note", moved=MIXED) == "none, near note"
