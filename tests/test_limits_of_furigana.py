"""Small kana just near enough to kanji to be their furigana, and just not."""

from __future__ import annotations

import numpy as np
import pytest

from kyoten_extract.page.page_model import Characters, FloatArray
from kyoten_extract.table.furigana import furigana, is_furigana

EM = 10.0


def characters(*texts: tuple[str, float, float, float, float]) -> Characters:
    """Characters as wide as high: of texts with their x, bottom, size and gap, all in points."""
    codes, boxes = [], []
    for text, x, bottom, size, gap in texts:
        for i, char in enumerate(text):
            left = x + i * (size + gap)
            codes.append(ord(char))
            boxes.append((left, bottom - size, left + size, bottom))
    run = np.zeros(len(codes), dtype=np.int64)
    clips = np.array([[-np.inf, -np.inf, np.inf, np.inf]])
    return Characters(np.array(codes), np.array(boxes), run, clips, run)


def ruby(
    text: str = "かな",
    below: str = "漢字",
    *,
    size: float = 5.0,
    up: float = 1.0,
    right: float = 0.0,
    gap: float = 0.0,
) -> tuple[int, FloatArray]:
    """Words of furigana in one cell, and the boxes of the characters with the white they add.

    Args:
        text, below: the small text, and the one below it, whose em is 10 points.
        size: points; height of the small text.
        up: points between the two.
        right: points by which the small text begins further to the right.
        gap: points between its characters.
    """
    every = characters((below, 0.0, 30.0, EM, 0.0), (text, right, 20.0 - up, size, gap))
    owner = np.zeros(len(every.codes), dtype=np.int64)
    spread = every.boxes.copy()
    cells = np.array([[-100.0, -100.0, 400.0, 400.0]])
    return sum(len(words) for words in furigana(every, owner, cells, spread)), spread


@pytest.mark.parametrize(("size", "found"), [(6.0, 1), (6.5, 0)])
def test_how_high_furigana_is(size: float, found: int) -> None:
    assert ruby(size=size)[0] == found


@pytest.mark.parametrize(("up", "found"), [(4.9, 1), (5.5, 0), (-3.4, 1), (-3.6, 0)])
def test_how_far_above_its_kanji_furigana_stands(up: float, found: int) -> None:
    assert ruby(up=up)[0] == found


@pytest.mark.parametrize(("gap", "found"), [(4.9, 1), (5.2, 2)])
def test_what_gap_parts_two_words_of_furigana(gap: float, found: int) -> None:
    assert ruby(gap=gap)[0] == found


@pytest.mark.parametrize(("right", "found"), [(15.5, 1), (16.5, 0)])
def test_how_much_of_furigana_is_above_kanji(right: float, found: int) -> None:
    """The kanji end at 20 points, and the furigana is 10 points wide."""
    assert ruby(right=right)[0] == found


def test_furigana_that_is_wider_than_its_kanji_drives_them_apart() -> None:
    _, spread = ruby("かなかなか", right=-2.0)
    # A quarter of its em more than it is wide, on either side.
    assert -3.5 < spread[0, 0] < -3.0
    assert 24.0 < spread[1, 2] < 24.5
    assert spread[0, 2] == spread[1, 0] == EM


@pytest.mark.parametrize(
    ("text", "below", "found"),
    [
        ("ああ", "漢字", 1),
        ("ァー", "一丁", 1),
        ("ｱﾝ", "人々", 1),
        ("ああ", "々々", 1),
        # Signs, kanji, Latin letters and Korean are no kana; a text below without kanji has none.
        ("、、", "漢字", 0),
        ("一二", "漢字", 0),
        ("龍龍", "漢字", 0),
        ("￥￥", "漢字", 0),
        ("ああ", "かな", 0),
        ("ああ", "각각", 0),
    ],
)
def test_furigana_is_kana_above_kanji(text: str, below: str, found: int) -> None:
    assert ruby(text, below)[0] == found


@pytest.mark.parametrize(("height", "found"), [(10.9, True), (11.5, False)])
def test_titles_have_no_furigana(height: float, found: bool) -> None:
    usual = ("文章" * 5, 0.0, 100.0, EM, 0.0)
    every = characters(
        usual, ("漢字", 0.0, 50.0, height, 0.0), ("かな", 0.0, 49.0 - height, 5.0, 0.0)
    )
    assert is_furigana(every).any() == found


def test_characters_without_height_or_width_are_no_furigana() -> None:
    """A damaged font has some."""
    every = characters(("漢字", 0.0, 30.0, EM, 0.0), ("か", 50.0, 19.0, 5.0, 0.0))
    flat, narrow = every.boxes.copy(), every.boxes.copy()
    flat[2, 1], narrow[2, 2] = flat[2, 3], narrow[2, 0]
    cells = np.array([[-100.0, -100.0, 400.0, 400.0], [-100.0, 15.0, 400.0, 20.0]])
    for boxes, own in ((flat, 1), (narrow, 0)):
        one = Characters(every.codes, boxes, every.runs, every.clips, every.clipped)
        assert not list(furigana(one, np.array([0, 0, own]), cells, boxes.copy()))
