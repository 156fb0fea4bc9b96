"""Lines of text in a table: which signs make each line a row, and which are not enough."""

from __future__ import annotations

import numpy as np

from kyoten_extract.table.unruled import line_rows
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import Pieces
from kyoten_extract.table.unruled.line_rows import weigh_lines

EM = 10.0
NONE, CELLS, UNCLEAR, ROWS = "no lines", "cells", "unclear", "rows"


def lines(*stretches: str, wide: float = 10.0, white: float = 0.4, ruled: bool = True) -> str:
    """How the lines of some stretches of text are read.

    Args:
        stretches: pages, or ruled rows: ``/`` parts their lines, ``|`` the columns. A text of
            digits is a figure. A line is 0.4 em nearer to the one above after ``-``, and 0.4 em
            further off it after ``+``.
        wide: ems, the width of a column.
        white: ems between lines.
        ruled: whether each stretch is a ruled row.
    """
    columns = stretches[0].split("/")[0].count("|") + 1
    texts = []
    for stretch in stretches:
        boxes, figures, column = [], [], []
        y = 0.0
        for line in stretch.split("/"):
            y += EM + (white + {"-": -0.4, "+": 0.4}.get(line[0], 0.0)) * EM
            for own, text in enumerate(line.lstrip("-+").split("|")):
                if text:
                    x = own * wide * EM + 1.0
                    boxes.append((x, y - EM, x + len(text) * EM, y))
                    figures.append(text.isdigit())
                    column.append(own)
        pieces = Pieces(np.array(boxes), np.array(figures), np.array(figures))
        texts.append(ColumnText(pieces, np.array(column), np.zeros(len(boxes), dtype=np.int64)))
    xs = np.arange(columns + 1) * wide * EM
    verdict = weigh_lines(texts, xs, EM, ruled=ruled)
    if verdict is None:
        return NONE
    if verdict.weight >= line_rows.SURE:
        return ROWS
    return UNCLEAR if verdict.weight > line_rows.MAY_BE else CELLS


def test_even_lines_of_words_between_two_rulings_may_be_rows() -> None:
    words = (
        "ううううううう|ええええええ|おおおおお",
        "おおおおお|ああああああああ|ええええええ",
        "短|いいいいいいいいい|短",
    )
    assert lines(f"{words[0]}/-{words[1]}/{words[2]}", wide=7.0, white=0.7) == UNCLEAR


def test_figures_on_each_line_show_rows() -> None:
    assert lines("44|45|短", "67|13|東京/33|83|東京", "42|97|短") == ROWS
    # Mostly one line, unless two columns of figures outweigh that.
    assert lines("+61|66", "34|17", "1|90", wide=4.5, white=0.7) == CELLS


def test_lines_without_rulings() -> None:
    few = "72|46|おおおおお|ええええええ/42|77|ああああああああ|ううううううう/20|1|東京|いいいいいいいいい"
    bare = "26|28|ああああああああ|ううううううう/||おおおおお|名前/44|8|東京|いいいいいいいいい"
    assert lines(f"{few}/{bare}", ruled=False, wide=8.5) == ROWS
    # A third of the lines fill one column only.
    assert (
        lines(
            "71|36|名前/-||ええええええ/-||いいいいいいいいい/29|35|短/46|89|名前/64|10|東京",
            ruled=False,
        )
        == NONE
    )
