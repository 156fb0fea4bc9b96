"""A survey's layout is matched by what its header says, never assumed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kyoten_extract import KYOTEN, Layout
from kyoten_extract.errors import FormatError
from kyoten_extract.layout import packed_layout
from kyoten_extract.layout.field_types import (
    is_absent,
    join_places,
    printed_places,
    read_form,
    read_number,
    split_places,
)
from kyoten_extract.layout.label_fit import label_fit
from kyoten_extract.layout.layout_file import read_layout_file
from kyoten_extract.model.survey import BaseForm
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.records.record_rows import classify_rows
from kyoten_extract.text.labels import fold_label

H29 = (
    "団体No", "拠点No", "団体名", "①拠点名", "②拠点設置国・地域", "③拠点都市",
    "④拠点形態 a: 独自事務所 b: 機関等派遣 c: 業務委託 d: その他", "⑤委託先の名称", "⑥設置年度",
    "⑦主管部課名", "⑧職員数 計(a)+(b) 自動計算", "⑧職員数 派遣(a)", "⑧職員数 現地(b)", "⑨設置理由",
    "⑩主な活動内容", "⑪URL", "⑫備考",
)  # fmt: skip
KEYS = [column.key for column in KYOTEN.columns]


def keys_of(header: tuple[str, ...]) -> list[str | None]:
    match = KYOTEN.match(header)
    found: list[str | None] = [None] * len(header)
    for key, place in match.places.items():
        found[place] = key
    return found


def test_the_shipped_layout_is_that_of_its_toml() -> None:
    folder = Path(packed_layout.__file__).parent
    parts = read_layout_file(folder / "kyoten.toml")
    assert repr(Layout(**parts)) == repr(KYOTEN)
    assert (folder / "kyoten.json").read_text(encoding="utf-8") == packed_layout.packed(parts)


def test_the_printed_header() -> None:
    assert keys_of(H29) == KEYS
    assert KYOTEN.match(H29).missing == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda label: label.replace("No", " Ｎｏ").replace("(", "（").replace(")", "）"),
        lambda label: "\n".join(label),
        lambda label: label.lstrip("①②③④⑤⑥⑦⑧⑨⑩⑪⑫"),
        lambda label: label.translate(str.maketrans("①②③④⑤⑥⑦⑧⑨", "⑤⑥⑦⑧⑨①②③④")),
        lambda label: label[:14],
        lambda label: label[: max(4, 3 * len(label) // 4)],
        lambda label: " ".join(label),
    ],
    ids=["widths", "lines", "unnumbered", "renumbered", "cut", "cut short", "spread"],
)
def test_labels_are_known_in_any_spelling(change: object) -> None:
    assert keys_of(tuple(change(label) for label in H29)) == KEYS  # type: ignore[operator]


def test_columns_are_found_in_any_order() -> None:
    order = list(range(len(H29)))
    random.Random(3).shuffle(order)
    assert keys_of(tuple(H29[i] for i in order)) == [KEYS[i] for i in order]


def test_unknown_columns_stay_and_missing_ones_are_reported() -> None:
    header = (*H29[:5], "電話番号", *H29[6:], "")
    match = KYOTEN.match(header)
    assert match.unknown == {5: "電話番号", 17: ""}
    assert [column.key for column in match.missing] == ["city"]
    assert match.is_survey
    assert match.holds()[5] is None


def test_group_labels_of_the_edition_s_own_making() -> None:
    header = tuple(
        f"団体 {label}" if i < 3 else f"拠点の概要 {label}" for i, label in enumerate(H29)
    )
    assert keys_of(header) == KEYS


def test_a_column_of_which_only_the_first_letters_are_left() -> None:
    place = KEYS.index("activities")
    cut = (*H29[:place], H29[place][:3], *H29[place + 1 :])
    assert keys_of(cut) == KEYS
    # Another label in its place is another column, and letters elsewhere say nothing.
    other = KYOTEN.match((*H29[:place], "郵便", *H29[place + 1 :]))
    assert [column.key for column in other.missing] == ["activities"]
    moved = KYOTEN.match((H29[place][:3], *H29[:place], *H29[place + 1 :]))
    assert [column.key for column in moved.missing] == ["activities"]


def test_another_list_is_no_survey() -> None:
    header = ("施設名", "郵便番号", "住所", "電話番号", "ウェブサイトURL", "備考")
    assert not KYOTEN.match(header).is_survey


def test_a_label_fits_best_where_it_is_the_same() -> None:
    assert label_fit("①拠点名", "拠点名") > label_fit("①拠点名", "拠点の名称") >= 0
    assert label_fit("", "拠点名") == 0


@pytest.mark.parametrize("text", ["", "x = [", 'name = "x"', "columns = 3"])
def test_a_malformed_layout_is_an_error(text: str) -> None:
    with pytest.raises(FormatError, match="not a layout"):
        Layout.from_toml(text)


def test_a_layout_of_the_caller_s(tmp_path: object) -> None:
    toml = """
    name = "wards"
    title = "施設の一覧"
    [[columns]]
    key = "ward"
    labels = ["区"]
    holds = "name"
    """
    layout = Layout.from_toml(toml)
    assert layout.column("ward").labels == ("区",)
    with pytest.raises(KeyError):
        layout.column("city")
    with pytest.raises(FormatError, match="unknown kind"):
        Layout.from_toml(toml.replace('"name"\n', '"colour"\n'))


@pytest.mark.parametrize("text", ["", " ", "-", "－", "―", "ー", "—", "\u3000", "--"])
def test_a_dash_is_nothing(text: str) -> None:
    assert is_absent(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", 4), ("４", 4), ("1,234", 1234), ("4人", 4), ("０", 0), ("４ 名", 4), ("a", None),
     ("1.5", None), ("-1", None), ("", None)],
)  # fmt: skip
def test_numbers(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "form", "note"),
    [
        ("c 業務委託契約等", BaseForm.CONTRACT, "業務委託契約等"),
        ("a", BaseForm.OWN_OFFICE, None),
        ("b:機関等派遣(JETRO)", BaseForm.DISPATCH, "機関等派遣(JETRO)"),
        ("D その他 [財団]", BaseForm.OTHER, "その他 [財団]"),
        ("業務委託", BaseForm.CONTRACT, "業務委託"),
    ],
)
def test_forms(text: str, form: BaseForm, note: str | None) -> None:
    assert read_form(text) == (form, note)


@pytest.mark.parametrize("text", ["", "e その他", "about", "不明"])
def test_no_form_is_guessed(text: str) -> None:
    assert read_form(text) is None


def test_places_are_split_where_their_parts_occur_alone() -> None:
    printed = [
        "上海",
        "香港",
        "上海・香港",
        "スバン・ジャヤ",
        "ハノイ、フエ",
        "ソウル 釜山",
        "ソウル",
        "釜山",
    ]
    places = split_places(printed)
    assert places["上海・香港"] == ("上海", "香港")
    assert places["スバン・ジャヤ"] == ("スバン・ジャヤ",)
    assert places["ハノイ、フエ"] == ("ハノイ", "フエ")
    assert places["ソウル 釜山"] == ("ソウル", "釜山")
    assert split_places(["インドネシア/マレーシア"]) == {
        "インドネシア/マレーシア": ("インドネシア", "マレーシア")
    }


def test_lines_of_places_are_grouped_by_other_cells() -> None:
    cells = ["ソウ\nル", "ソウ\nル", "釜山", "ソウ\nル\n釜山", "シンガ\nポール", "上海・\n香港"]
    printed = printed_places(cells)
    assert join_places("ソウ\nル\n釜山", printed) == "ソウル 釜山"
    assert join_places("ソウ\nル釜\n山", printed) == "ソウル 釜山"
    assert join_places("シンガ\nポール", printed) == "シンガポール"
    assert join_places("上海・\n香港", printed) == "上海・香港"


def test_labels_are_folded() -> None:
    assert fold_label("計 （ａ） +\n（ｂ）") == "計(a)+(b)"


def test_a_name_that_falls_apart_in_several_ways_is_left_whole() -> None:
    several = {"甲乙", "丙丁戊", "甲乙丙", "丁戊"}
    assert join_places("甲\n乙丙丁\n戊", several) == "甲乙丙丁戊"
    assert join_places("甲\n乙丙丁\n戊", several - {"甲乙"}) == "甲乙丙 丁戊"
    assert join_places("甲乙丙\n丁戊", {"甲乙", "丙丁戊", "甲乙丙", "丁戊"}) == "甲乙丙 丁戊"
    assert join_places("甲乙\n丙", {"甲乙", "丙"}) == "甲乙 丙"
    assert join_places("甲乙\n戊丙", {"甲乙", "丙"}) == "甲乙戊丙"


def test_text_beyond_the_last_column_is_reported() -> None:
    labels = tuple(column.labels[0] for column in KYOTEN.columns)
    box = ((1, 0.0, 0.0, 100.0, 10.0),)
    cells = ("1", "2", *["甲"] * (len(labels) - 2))
    rows = tuple(Row((*cells, *more), (1,), box, (20,)) for more in ((), ("",), ("-",), ("乙",)))
    found = classify_rows(Table(labels, rows, ()), KYOTEN.match(labels), may_drift=False)
    assert len(found.rows) == len(rows)
    assert [(f.code, f.actual, f.row) for f in found.findings] == [("KY005", "乙", (1, 2))]
