"""Texts just inside and just outside of what labels, kinds of values and drafts of layouts allow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kyoten_extract.layout.column_model import Column, Joined, Kind, Part
from kyoten_extract.layout.content_fit import Content, content_fit
from kyoten_extract.layout.field_types import join_places, kind_fit
from kyoten_extract.layout.infer_layout import Draft, infer_layout
from kyoten_extract.layout.joined_columns import joined_columns
from kyoten_extract.layout.label_fit import label_fit, relation
from kyoten_extract.layout.parted_columns import parted_columns
from kyoten_extract.model.table_model import Row, Table


@pytest.mark.parametrize(
    ("kind", "longest"), [("place", 30), ("choice", 30), ("name", 120), ("flag", 4)]
)
def test_how_long_a_value_is_at_most(kind: Kind, longest: int) -> None:
    assert kind_fit(kind, "あ" * longest) > 0
    assert kind_fit(kind, "あ" * (longest + 1)) < 0


def test_a_long_text_is_less_of_a_name_and_more_of_a_sentence() -> None:
    assert kind_fit("name", "あ" * 60) > kind_fit("name", "あ" * 61)
    assert kind_fit("prose", "あ" * 12) > kind_fit("prose", "あ" * 11)


def test_a_text_is_divided_into_places_of_two_characters() -> None:
    assert join_places("上海香\n港", {"上海", "香港"}) == "上海 香港"
    assert join_places("上\n海津", {"上海", "津"}) == "上海津"


@pytest.mark.parametrize(("kind", "longest"), [("name", 60), ("prose", 2000)])
def test_how_long_a_text_with_a_known_ending_is(kind: Kind, longest: int) -> None:
    column = Column("x", ("課",), kind, endings=("課",))
    assert content_fit(column, Content(["あ" * (longest - 1) + "課"])).fitting
    assert not content_fit(column, Content(["あ" * longest + "課"])).fitting


@pytest.mark.parametrize(("rows", "fits"), [(290, False), (310, True)])
def test_the_cells_of_a_long_column_are_not_all_looked_at(rows: int, fits: bool) -> None:
    texts = ["平成14"] * rows + ["東京"] * 5
    assert (content_fit(Column("x", ("年",), "year"), Content(texts)).share == 1.0) is fits


@pytest.mark.parametrize(
    ("printed", "known", "name"),
    [
        # A word in a long note makes no other label of it.
        (f"職員数({'あ' * 5}カナ)", "職員数", "qualified"),
        (f"職員数({'あ' * 12}カナ)", "職員数", "noted"),
        # Three of four characters are the same, or two, or one of three.
        ("設立理由", "設置理由", "similar"),
        ("設立動機", "設置動静", "partial"),
        ("理由所", "設置理", "other"),
        # Half of a label is left.
        ("設置", "設置理由", "cut"),
        ("設", "設置由", "begun"),
        # Some labels of groups, and a page of text before the label.
        (" ".join(["組"] * 15 + ["設置年"]), "設置年", "equal"),
        (" ".join(["組"] * 25 + ["設置年"]), "設置年", "within"),
    ],
)
def test_relations_of_labels_at_their_limits(printed: str, known: str, name: str) -> None:
    assert relation(printed, known)[0] == name


def test_a_label_under_a_group_fits_better_than_one_with_a_note() -> None:
    assert label_fit("設置年", "設置年") > label_fit("組 設置年", "設置年")
    assert label_fit("組 設置年", "設置年") > label_fit("設置年(西暦)", "設置年")


def test_labels_that_share_their_noun_fit_better() -> None:
    """理由 is one; the one character 帳 is none."""
    assert label_fit("開いた理由", "設置理由") > label_fit("設置台帳", "設備通帳")


def draft(*columns: Sequence[str], labels: Sequence[str] = ()) -> Draft:
    """The draft of a table of a running number and these columns of texts."""
    rows = [
        Row(tuple(map(str, row)), (1,), (), ())
        for row in zip(range(1, 1000), *columns, strict=False)
    ]
    header = ("番号", *(labels or [f"列{i}" for i in range(len(columns))]))
    return infer_layout(Table(header, tuple(rows)))


def kind(*texts: str) -> Kind:
    return draft(texts).columns[1].holds


def test_misprints_among_the_values_of_a_kind() -> None:
    assert kind(*["平成14"] * 9, "x") == "year"
    assert kind(*["平成14"] * 8, "x", "y") == "name"


@pytest.mark.parametrize(
    ("values", "rows", "length", "found"),
    [
        (8, 4, 3, "choice"),
        (9, 4, 3, "name"),
        (3, 3, 3, "name"),
        (3, 4, 12, "choice"),
        (3, 4, 13, "name"),
    ],
)
def test_a_choice_has_few_short_values_in_several_rows(
    values: int, rows: int, length: int, found: str
) -> None:
    assert (
        kind(
            *("甲乙丙丁戊己庚辛壬"[i] * length for i in range(values)),
            *("甲乙丙丁戊己庚辛壬"[i] * length for i in range(values) for _ in range(rows - 1)),
        )
        == found
    )


@pytest.mark.parametrize(("length", "found"), [(28, "name"), (31, "prose")])
def test_long_texts_are_prose(length: int, found: str) -> None:
    assert kind(*(f"{chr(0x4E00 + i)}{'あ' * length}"[:length] for i in range(5))) == found


ITEMS = ["内科\n外科\n小児科", "皮膚科\n眼科\n耳科", "歯科"]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (ITEMS, "items"),
        # Only one of six has several lines, and one of seven.
        (
            ["内科\n外科\n小児科", "歯科医院の名前", "皮膚科の医院", "眼科", "耳鼻科", "産科"],
            "items",
        ),
        (
            [
                "内科\n外科\n小児科",
                "歯科医院の名前",
                "皮膚科の医院",
                "眼科",
                "耳鼻科",
                "産科",
                "麻酔科",
            ],
            "name",
        ),
        # Two lines each, none of which is in another cell, and some that are.
        (["内科\n外科", "皮膚科\n眼科", "耳鼻科の医院"], "name"),
        (["内科\n外科", "内科\n眼科", "外科", "耳鼻科の医院"], "items"),
        (["内科\n外科", "神経科\n眼科", "精神科\n歯科", "外科", "耳鼻科の医院"], "name"),
        # Lines that fill the cell are broken ones, half of them or all.
        (
            ["東京都千代田\n区丸の内一丁\n目二番地三号", "大阪府大阪市\n北区梅田一丁\n目一番地"],
            "name",
        ),
        (["東京都千代田\n内科\n外科", "大阪府大阪市\n眼科\n歯科"], "items"),
    ],
)
def test_lines_that_are_items(texts: list[str], found: str) -> None:
    assert kind(*texts) == found


@pytest.mark.parametrize(("parts", "rows", "found"), [(2, 3, 1), (4, 3, 1), (5, 3, 0), (2, 2, 0)])
def test_sums_of_a_few_parts_that_hold_in_some_rows(parts: int, rows: int, found: int) -> None:
    figures = [
        [str((7 + 3 * row + row * row) * (part + 2) + part * part * 5) for row in range(rows)]
        for part in range(parts)
    ]
    total = [str(sum(int(column[row]) for column in figures)) for row in range(rows)]
    assert len([check for check in draft(*figures, total).checks if check.check == "sum"]) == found


def test_a_long_label_is_no_key() -> None:
    short, long_ = draft(["あ"], ["い"], labels=["甲" * 16, "乙" * 17]).columns[1:]
    assert (short.key, long_.key) == ("甲" * 16, "column_3")


COUNTRY = Column("country", ("国",), "place", names="country")
YEAR = Column("year", ("設置年",), "year")


@pytest.mark.parametrize(("others", "found"), [(1, True), (2, False)])
def test_how_many_cells_of_joined_columns_come_apart(others: int, found: bool) -> None:
    texts = [
        "中国 平成14",
        "韓国 平成2",
        "米国 平成3",
        "英国 平成4",
        *["甲乙丙", "丁戊己"][:others],
    ]
    one = Joined(("国と年",), ("country", "year"))
    assert bool(joined_columns((COUNTRY, YEAR), (one,), ["国と年"], [texts])) is found


@pytest.mark.parametrize(("length", "found"), [(50, True), (70, False)])
def test_how_long_a_cell_of_joined_values_is(length: int, found: bool) -> None:
    place = Column("place", ("所",), "prose")
    one = Joined(("年と所",), ("year", "place"), "(平成14) (.*)")
    text = "平成14 ".ljust(length, "あ")
    assert bool(joined_columns((YEAR, place), (one,), ["年と所"], [[text]])) is found


@pytest.mark.parametrize(("fitting", "places"), [(4, (1,)), (3, (0, 1))])
def test_one_of_the_columns_under_a_label_may_be_the_whole(
    fitting: int, places: tuple[int, ...]
) -> None:
    office = Column("office", ("主管部課",), "name", endings=("課",))
    cells = [["総務"] * 5, ["国際課"] * fitting + ["東京"] * (5 - fitting)]
    (one,) = parted_columns((office,), ["主管部課 甲", "主管部課 乙"], cells)
    assert one.places == places


def test_a_column_of_one_part_is_not_parted() -> None:
    parts = Part(("部局",)), Part(("課",))
    two = Column("office", ("主管",), "name", parts=parts)
    one = Column("office", ("主管",), "name", parts=parts[:1])
    assert parted_columns((two,), ["部局", "課"], [])
    assert not parted_columns((one,), ["部局", "課"], [])
