"""Values of every kind, from the text of a cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from kyoten_extract import Coded, FiscalYear
from kyoten_extract.layout.column_model import KINDS, Column
from kyoten_extract.layout.field_types import kind_fit
from kyoten_extract.layout.value_types import has_no_value, read_value, standard_form
from kyoten_extract.text.normalize.line_items import join_items, join_names, known_lines


def column(holds: Any, **settings: Any) -> Column:
    return Column("x", ("見出し",), holds, **settings)


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        (column("number"), "1,234", 1234),
        (column("number"), "△12", -12),
        (column("number"), "-５", -5),
        (column("number"), "1.5", None),
        (column("number", units=("床", "千円")), "30 千円", 30),
        (column("number"), "30千円", None),
        (column("decimal"), "１２．５", Decimal("12.5")),
        (column("decimal", units=("％",)), "▲0.3%", Decimal("-0.3")),
        (column("decimal"), "1.2.3", None),
        (column("year"), "平成14", FiscalYear("平成", 14, 2002)),
        (column("date"), "令和2年4月10日", dt.date(2020, 4, 10)),
        (column("date"), "2002-04-01", dt.date(2002, 4, 1)),
        (column("date"), "H15.1.31(金)", dt.date(2003, 1, 31)),
        (column("date"), "令和２年２月末", dt.date(2020, 2, 29)),
        (column("date"), "2020/2/30", None),
        (column("date"), "令和2年4月", None),
        (column("date"), "2020/4/1から", None),
        (column("choice", choices=("病院", "診療所")), "診 療 所", "診療所"),
        (column("choice", choices=("病院", "診療所")), "歯科", None),
        (column("flag"), "〇", True),
        (column("flag"), "有り", True),
        (column("flag"), "☓", False),
        (column("flag"), "△", None),
        (column("flag"), "○(予約のみ)", None),
        (column("flag", yes=("済",), no=("未",)), "済", True),
        (column("flag", yes=("済",), no=("未",)), "○", None),
        (column("phone"), "０３（１２３４）５６７８", "03-1234-5678"),
        (column("phone"), "0120 12 3456", "0120-12-3456"),
        (column("phone"), "090-1234-5678", "090-1234-5678"),
        (column("phone"), "03−1234−5678(代表)", "03-1234-5678(代表)"),
        (column("phone"), "03-1234-5678、03-1234-5679", "03-1234-5678、03-1234-5679"),
        (column("phone"), "1234-5678", None),
        (column("phone"), "03-1234-567", None),
        (column("phone"), "070-1234-567", None),
        (column("phone"), "600-8411", None),
        (column("postal"), "〒６００－８４１１", "600-8411"),
        (column("postal"), "60-8411", None),
        (column("email"), "info@city.example.jp", "info@city.example.jp"),
        (column("email"), "info@", None),
        (column("code", choices=("○", "×")), "〇(電話のみ)", Coded("○", "(電話のみ)")),
        (column("code", choices=("○", "×")), "予定", None),
        (column("code"), "c 業務委託", Coded("c", "業務委託")),
        (column("items"), "内科、外科（肛門、胃腸）", ("内科", "外科（肛門、胃腸）")),
        (column("url"), "なし", "なし"),
        (column("prose"), "文。", "文。"),
    ],
)  # fmt: skip
def test_values(of: Column, text: str, value: object) -> None:
    found = read_value(of, standard_form(of, text))
    assert found == value
    assert type(found) is type(value)


def test_every_kind_has_a_reader_and_a_fit() -> None:
    for kind in KINDS:
        choices = ("a",) if kind in ("choice", "code") else ()
        read_value(column(kind, choices=choices), "1")
        assert isinstance(kind_fit(kind, "1"), float)
        assert isinstance(kind_fit(kind, ""), float)


def test_texts_that_are_no_value() -> None:
    assert has_no_value(column("url"), " - ")
    assert not has_no_value(column("url"), "なし")
    assert has_no_value(column("url", absent=("なし",)), "な し")
    assert not has_no_value(column("flag", yes=("○",), no=("", "-")), "")
    assert read_value(column("flag", yes=("○",), no=("", "-")), "-") is False


def test_the_standard_form_of_other_texts_is_themselves() -> None:
    assert standard_form(column("phone"), "内線 3") == "内線 3"
    assert standard_form(column("name"), "〒600") == "〒600"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("総務課\n財政課", "総務課 財政課"),
        ("総務課\n財政課\n管財課", "総務課 財政課 管財課"),
        ("総務部\n財政課", "総務部財政課"),
        ("国際交流推\n進課", "国際交流推進課"),
        ("国際交流課\n管財課", "国際交流課管財課"),
        ("福祉課\n課", "福祉課課"),
        ("（株）南\n（株）北", "（株）南 （株）北"),
        ("（株）南\n（東京）", "（株）南（東京）"),
        ("北山\n南山", "北山 南山"),
        ("東山\n西山", "東山西山"),
    ],
)
def test_lines_that_are_names_of_their_own(text: str, joined: str) -> None:
    assert join_names(text, {"北山", "南山"}, capacity=10) == joined


def test_lines_that_are_items() -> None:
    texts = ["内科\n小児科", "リハビリテーション\n科", "小児科", "内科、\n外科(肛門\n胃腸)"]
    known = known_lines(texts)
    assert known == {"小児科"}
    assert join_items("内科\n小児科", known, capacity=18) == "内科、小児科"
    assert join_items("リハビリテーション\n科", known, capacity=18) == "リハビリテーション科"
    assert join_items("内科、\n外科(肛門\n胃腸)", known, capacity=18) == "内科、外科(肛門胃腸)"
    # A line that fills its cell is an item all the same if other cells have it.
    assert (
        join_items("あいうえおかきくけ\n小児科", known, capacity=18) == "あいうえおかきくけ、小児科"
    )
    # Two lines that only occur together are one item, however often.
    texts = ["スポーツ交\n流", "文化祭\nスポーツ交\n流", "国際交流会\n文化祭", "国際交流会\n研修"]
    known = known_lines(texts)
    assert known == {"文化祭", "国際交流会"}
    assert join_items(texts[1], known, capacity=10) == "文化祭、スポーツ交流"
    assert join_items(texts[3], known, capacity=10) == "国際交流会、研修"
    assert known_lines(["保育\n介護保険"] * 2) == {"保育", "介護保険"}
    assert known_lines(["スポーツ交\n流"] * 2) == set()
    assert known_lines(["耳鼻科\n眼科", "内科\n耳鼻科\n眼科"]) == {"耳鼻科", "眼科"}
    assert join_items("内科・\n外科", capacity=18) == "内科・外科"
    assert join_items("内科") == "内科"
