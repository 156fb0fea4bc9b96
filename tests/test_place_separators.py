"""Separators of places: what splits a cell of names, and what a name may contain."""

from __future__ import annotations

import pytest

from kyoten_extract.text.place_separators import (
    BROKEN_NAME,
    NAME,
    SEPARATORS,
    SIMPLE_NAME,
    STRONG_SEPARATOR,
)

CELL = "上海・香港、スバン・ジャヤ/ソウル (韓国)"


def test_strong_separators_leave_middle_dots_alone() -> None:
    assert STRONG_SEPARATOR.split(CELL) == ["上海・香港", "スバン・ジャヤ", "ソウル (韓国)"]


def test_names_end_at_brackets() -> None:
    assert NAME.findall(CELL) == ["上海・香港", "スバン・ジャヤ", "ソウル ", "韓国"]
    assert SIMPLE_NAME.findall("京都府・神戸市(兵庫県)") == ["京都府", "神戸市", "兵庫県"]


def test_a_line_break_may_divide_a_name() -> None:
    assert BROKEN_NAME.findall("ホーチ\nミン・ハノイ") == ["ホーチ\nミン", "ハノイ"]


@pytest.mark.parametrize("sign", "、,，/／;；・ \n\u3000")
def test_each_sign_separates(sign: str) -> None:
    assert SEPARATORS.split(f"上海{sign}香港") == ["上海", "香港"]
