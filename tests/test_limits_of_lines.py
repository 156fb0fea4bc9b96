"""Lines of text in a table: which signs make each line a row, and which are not enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

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


@pytest.mark.parametrize(
    ("stretches", "wide", "white", "ruled", "found"),
    [
        # sure, min_filled, key_share, figure_share, min_wrapped, loose, some_lines,
        # many_lines, min_pairs, without_figures, ruled_figures, ruled_loose, ruled_two
        (("おおおおお|いいいいいいいいい|20|/東京|いいいいいいいいい|11|30", "ええええええ|いいいいいいいいい|92|58/短||東京|"), 8.5, 0.9, True, UNCLEAR),
        # may_be, many, same_columns, figures, more_figures, going_on
        (("71|32|東京/|いいいいいいいいい|短/24|90|短/+82|68|東京/+69|64|短/+14|18|短/-50|32|短",), 12.0, 1.0, False, UNCLEAR),
        # even_share, same_step, many_lines, uneven, ruled_many
        (("いいいいいいいいい|名前/いいいいいいいいい|おおおおお/+いいいいいいいいい|東京/いいいいいいいいい|おおおおお/いいいいいいいいい|おおおおお",), 3.5, 1.0, True, UNCLEAR),
        # may_be, narrow, full, min_wrapped, full_share, ruled_some, ruled_wrapped
        (("26|ああああああああ|13/+86|ああああああああ|49/79|ううううううう|35", "19|ああああああああ|52/いいいいいいいいい|ううううううう|東京", "67|ああああああああ|32/-76|ううううううう|9", "8|いいいいいいいいい|19/80|ああああああああ|87"), 7.0, 0.3, True, CELLS),
        # sure, max_partial, some_lines, ruled_some, ruled_loose
        (("12|65/いいいいいいいいい|ああああああああ/|短/39|9",), 8.5, 0.9, True, ROWS),
        # min_filled, max_partial
        (("いいいいいいいいい|短/|短/おおおおお|短",), 12.0, 0.7, False, NONE),
        # even_share, same_step
        (("東京|東京|/東京|おおおおお|/+東京|短|短",), 3.5, 0.3, False, ROWS),
        # figure_share, narrow, loose
        (("69|40|短|ううううううう/+91|80|66|ううううううう", "|いいいいいいいいい|短|ああああああああ/31|74|5|ううううううう", "おおおおお|66|52|ああああああああ/おおおおお|65|52|ううううううう", "おおおおお|いいいいいいいいい|短|ああああああああ/+27|42|東京|ううううううう"), 3.5, 0.6, True, UNCLEAR),
        # min_pairs, unlike_errors, unlike_width
        (("ううううううう|東京|ああああああああ|7/ああああああああ|東京|いいいいいいいいい|43", "ううううううう|短|ううううううう|82/いいいいいいいいい|短|ああああああああ|42", "ううううううう|東京|ううううううう|47/ああああああああ|短|ああああああああ|43", "ううううううう|東京|ううううううう|77/ううううううう|短|いいいいいいいいい|40"), 12.0, 0.6, True, CELLS),
        # ruled_single
        (("|10|60|ううううううう", "いいいいいいいいい|95|41|ううううううう", "いいいいいいいいい|31|11|ああああああああ", "いいいいいいいいい|東京|2|ううううううう", "いいいいいいいいい|91|40|ああああああああ/いいいいいいいいい|55|2|ううううううう/いいいいいいいいい|28|52|いいいいいいいいい"), 12.0, 0.9, True, UNCLEAR),
        # full_share, full_more
        (("短|ううううううう|/30|ああああああああ|ううううううう", "1|ううううううう|いいいいいいいいい/東京|ああああああああ|いいいいいいいいい", "おおおおお|いいいいいいいいい|いいいいいいいいい/65|ううううううう|いいいいいいいいい", "おおおおお|ああああああああ|ああああああああ/|いいいいいいいいい|ああああああああ/|ううううううう|いいいいいいいいい"), 4.5, 0.9, True, ROWS),
        # wrapping_width
        (("ええええええ|84/ああああああああ|97/短|いいいいいいいいい",), 12.0, 0.3, False, CELLS),
        # tighter
        (("いいいいいいいいい|東京|79|3/いいいいいいいいい|名前|89|短", "26|55|52|93/|名前|ううううううう|/+42|名前|99|63"), 12.0, 0.6, True, CELLS),
        # wrapping_width
        (("いいいいいいいいい|名前|短/64|名前|名前", "4|おおおおお|名前/|東京|名前", "34|おおおおお|おおおおお/82|名前|東京/83|東京|名前"), 4.5, 0.4, True, ROWS),
        # ruled_unlike
        (("いいいいいいいいい|30|60/短|32|8", "ああああああああ||21/短|77|35", "ううううううう|69|/短|92|67", "ううううううう|88|18/短|13|86"), 5.0, 1.0, True, CELLS),
        # unlike_width
        (("短|いいいいいいいいい|短|名前/+東京|東京|短|95", "短|東京|短|43/東京|短|東京|84", "短|東京||87/東京|ええええええ|短|55", "短|ううううううう|東京|39/東京|おおおおお|短|85"), 5.0, 1.0, True, ROWS),
        # unlike_errors
        (("おおおおお|52|52|短/ああああああああ|95|17|東京", "短|97|83|東京/短|93|85|東京", "ええええええ|83|82|短/ああああああああ|89|32|東京", "名前|91|19|短/ええええええ|62|21|短"), 7.0, 0.6, True, ROWS),
        # even
        (("ううううううう|90|いいいいいいいいい|42/おおおおお|12|いいいいいいいいい|いいいいいいいいい/ええええええ|いいいいいいいいい|いいいいいいいいい|いいいいいいいいい", "ああああああああ||いいいいいいいいい|26"), 5.0, 0.7, False, ROWS),
        # full_more
        (("57|38|ああああああああ/|短|ううううううう", "97|40|ああああああああ/82|65|ううううううう", "ううううううう|78|ううううううう/ううううううう|0|ああああああああ", "ああああああああ||いいいいいいいいい/いいいいいいいいい|東京|"), 7.0, 0.9, True, CELLS),
        # ruled_wrapped
        (("64|名前|34|ああああああああ/42|東京|54|ううううううう", "85|ううううううう|88|いいいいいいいいい/いいいいいいいいい|ううううううう|48|ううううううう", "59|ええええええ|28|ううううううう/ええええええ|東京|50|ああああああああ", "84|東京|いいいいいいいいい|ああああああああ/-87|ああああああああ|73|ううううううう/+69|ううううううう|0|ううううううう"), 4.5, 0.9, True, ROWS),
        # many
        (("いいいいいいいいい||おおおおお/77|ああああああああ|24/いいいいいいいいい|短|短", "82|東京|0/82|いいいいいいいいい|14/80|名前|20/91|ううううううう|13/23|ああああああああ|23", "94|ううううううう|6/56|短|62", "83|短|51/12|おおおおお|85", "12|ああああああああ|61/29|いいいいいいいいい|53/6|名前|38/51|ああああああああ|94"), 8.5, 0.3, True, ROWS),
    ],
)  # fmt: skip
def test_lines_that_each_number_decides(
    stretches: Sequence[str], wide: float, white: float, ruled: bool, found: str
) -> None:
    """Found by search: with half or twice the number named above it, each is read otherwise."""
    assert lines(*stretches, wide=wide, white=white, ruled=ruled) == found
